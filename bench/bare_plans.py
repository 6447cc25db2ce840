"""The baseline of a plan in bare psycopg: the rows that the services leave, prepared, without the services."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Jsonb

from bench.bare import Bare
from bench.steps import Desk
from fingerpost.house.ids import new_id

_ACT: Final = "SELECT * FROM fingerpost_act(%s, '')"
_EVENT: Final = (
    "INSERT INTO house_event (id, kind, happened_at, account_id, organisation_id, customer_id, subject)"
    " VALUES (%s, %s, %s, %s, fingerpost_my_organisation(), %s, %s)"
)
_PART: Final = (
    "INSERT INTO plans_draftpart (id, draft_id, part, text, is_agreed, saved_by_id, saved_at, version)"
    " VALUES (%s, %s, %s, %s, true, %s, %s, 1)"
)
_ITEM: Final = (
    "INSERT INTO plans_draftitem (id, draft_id, key, kind, position, text, detail, area, horizon, is_chosen,"
    " action_kind, who, organisation, by_on, is_for_english_maths, is_agreed, saved_by_id, saved_at, version)"
    " VALUES (%s, %s, %s, %s, %s, %s, '', %s, %s, false, %s, %s, '', %s, false, true, %s, %s, 1)"
)
_MESSAGE: Final = (
    "INSERT INTO notices_message (id, kind, way, sealed, state, attempts, attachment_id, account_id,"
    " organisation_id, customer_id, queued_at, state_at) VALUES (%s, 'plan_copy', 'email', %s, 'queued', 0, %s, %s,"
    " fingerpost_my_organisation(), %s, %s, %s)"
)
_JOB: Final = (
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('messages', 'notices.deliver', 0, NULL, NULL, %s::jsonb, NULL)"
    "::procrastinate_job_to_defer_v1])"
)
_TEXT: Final = "Words as long as those that a plan has in one line of its own."
_CONTENT: Final = '{"schema":1,"words":"' + _TEXT * 60 + '"}'
_FILE: Final = bytes(range(256)) * 160
_ITEMS: Final = (
    *(("option", "", "", "", "", None) for _number in range(2)),
    *(("goal", area, "short", "", "", None) for area in ("learning", "work")),
    *(("action", "", "", "step", "customer", timedelta(days=14)) for _number in range(3)),
)


class BarePlans(Bare):
    """Writes the rows of a plan that is on its way; row security, constraints and history are on."""

    def write_plan(self, desk: Desk, attendance_id: UUID, customer_id: UUID) -> None:
        """Act, write working copy, version, acceptance, file, message, job and copy, and commit."""
        execute, now = self.connection.execute, datetime.now(UTC)
        me = desk.account_id
        execute(_ACT, [desk.membership_id])
        plan = self._working_copy(desk, attendance_id, customer_id, now)
        version, digest = new_id(), hashlib.sha256(_CONTENT.encode()).hexdigest()
        execute(
            "INSERT INTO plans_planversion (id, plan_id, attendance_id, number, content, content_sha256,"
            " document_sha256, needs_signature, rule_ids, made_by_id, made_at)"
            " VALUES (%s, %s, %s, 1, %s, %s, %s, true, '[]', %s, %s)",
            [version, plan, attendance_id, _CONTENT, digest, digest, me, now],
        )
        execute(
            "INSERT INTO plans_planacceptance (id, version_id, answer, route, signed_name, supporter_name, code,"
            " language, read_back, helper, privacy_notice, reason, captured, happened_at, recorded_by_id)"
            " VALUES (%s, %s, 'accepted', 'typed', 'A Customer', '', '', 'en-GB', false, '', '1', '', 'live', %s,"
            " %s)",
            [new_id(), version, now, me],
        )
        self._send(desk, customer_id, version, digest, now)
        for kind in ("plan.version_made", "plan.accepted", "plan.copy_made"):
            self._tell(kind, me, customer_id, version, now)
        self.connection.commit()

    def _working_copy(self, desk: Desk, attendance_id: UUID, customer_id: UUID, now: datetime) -> UUID:
        execute, me = self.connection.execute, desk.account_id
        plan, draft = new_id(), new_id()
        execute(
            "INSERT INTO plans_plan (id, customer_id, organisation_id, contract_id, begun_by_id, begun_at)"
            " VALUES (%s, %s, fingerpost_my_organisation(), %s, %s, %s)",
            [plan, customer_id, desk.contract_id, me, now],
        )
        execute(
            "INSERT INTO plans_draft (id, plan_id, attendance_id, english_maths, begun_by_id, begun_at, version)"
            " VALUES (%s, %s, %s, '', %s, %s, 1)",
            [draft, plan, attendance_id, me, now],
        )
        self._tell("plan.begun", me, customer_id, draft, now)
        for part in ("starting_point", "information_used"):
            execute(_PART, [new_id(), draft, part, _TEXT, me, now])
        for position, (kind, area, horizon, action, who, days) in enumerate(_ITEMS):
            by_on = (now + days).date() if days else None
            execute(
                _ITEM,
                [
                    new_id(),
                    draft,
                    new_id(),
                    kind,
                    position,
                    _TEXT,
                    area,
                    horizon,
                    action,
                    who,
                    by_on,
                    me,
                    now,
                ],
            )
        execute(
            "UPDATE plans_draft SET review_on = %s, english_maths = 'none', version = 2 WHERE id = %s",
            [now.date() + timedelta(days=42), draft],
        )
        self._tell("plan.saved", me, customer_id, draft, now)
        return plan

    def _send(self, desk: Desk, customer_id: UUID, version: UUID, digest: str, now: datetime) -> None:
        execute, me = self.connection.execute, desk.account_id
        stored, message = new_id(), new_id()
        execute(
            "INSERT INTO files_storedfile (id, kind, customer_id, name, media_type, size, sha256, stored_by_id,"
            " stored_at) VALUES (%s, 'plan_copy', %s, 'document.pdf', 'application/pdf', %s, %s, %s, %s)",
            [stored, customer_id, len(_FILE), digest, me, now],
        )
        execute("INSERT INTO files_filecontent (file_id, sealed) VALUES (%s, %s)", [stored, _FILE])
        execute(_MESSAGE, [message, b"sealed", stored, me, customer_id, now, now])
        execute(_JOB, [Jsonb({"message_id": str(message)})])
        execute(
            "INSERT INTO plans_plancopy (id, version_id, way, format, language, purpose, state, wrapping, file_id,"
            " document_sha256, message_id, sealed_phrase, receipt_hash, due_at, late_reason, tracking, made_by_id,"
            " made_at, received_how, told_how) VALUES (%s, %s, 'encrypted', 'standard', 'en-GB', 'for_customer',"
            " 'sent', 'pdf', %s, %s, %s, %s, %s, %s, 'Asked.', '', %s, %s, '', '')",
            [new_id(), version, stored, digest, message, b"sealed", digest, now, me, now],
        )

    def _tell(self, kind: str, account: UUID, customer_id: UUID, about: UUID, now: datetime) -> None:
        subject: Any = Jsonb({"plan": str(about)})
        self.connection.execute(_EVENT, [new_id(), kind, now, account, customer_id, subject])
