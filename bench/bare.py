"""The baselines in bare psycopg: the statements that the services lead to, prepared, without the services."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg import Connection, sql
from psycopg.types.json import Jsonb

from bench.steps import NOTES, Desk, Known
from fingerpost.house.ids import new_id
from fingerpost.interactions.services.checks import wanted

_ACT = "SELECT * FROM fingerpost_act(%s, '')"
_SEARCH = (
    "SELECT outcome, check_id FROM fingerpost_search_people(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_PASS = "SELECT outcome, customer_id FROM fingerpost_pass_check(%s, %s, %s, %s)"  # noqa: S105 - a function's name
_RELATE = "SELECT fingerpost_begin_relationship(%s, %s, %s, %s)"
_QUESTIONS = ["memorable_phrase", "imaginary_place"]
_EVENT = (
    "INSERT INTO house_event (id, kind, happened_at, account_id, organisation_id, customer_id, subject)"
    " VALUES (%s, %s, %s, %s, fingerpost_my_organisation(), %s, %s)"
)


class Bare:
    """A connection as *app*, or for one comparison as *owner*, that prepares every statement."""

    def __init__(self, url: str, *, user: str) -> None:
        self.connection: Connection[Any] = psycopg.connect(url, autocommit=False, prepare_threshold=0)
        role = self.connection.execute("SELECT current_user").fetchone()[0]
        self.connection.commit()
        if role != user:
            raise RuntimeError(f"connected as {role}, not as {user}")

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def check_identity(self, desk: Desk, contact_id: UUID, known: Known) -> None:
        """Act, search, pass and commit through the database's own doors."""
        search = wanted(known.items)
        execute = self.connection.execute
        execute(_ACT, [desk.membership_id])
        values: list[object] = [
            contact_id,
            search.family,
            search.given,
            search.date_of_birth,
            search.postcode,
        ]
        limits = [search.seed, _QUESTIONS, 2, 6, 12, 120, timedelta(minutes=30)]
        outcome, check_id = execute(_SEARCH, [*values, *limits]).fetchone()
        if outcome != "asked":
            raise RuntimeError(outcome)
        execute(_PASS, [check_id, "evidence", "passport", timedelta(hours=12)])
        self.connection.commit()

    def match_grant_log(self, desk: Desk, known: Known) -> None:
        """The least that an identity check can be, on the bare tables: match, grant, read log, commit."""
        search = wanted(known.items)
        execute = self.connection.execute
        (found,) = execute(
            "SELECT m.customer_id FROM customers_matchkey m WHERE m.date_of_birth = %s AND m.postcode = %s"
            " AND m.family = %s AND m.given = %s",
            [search.date_of_birth, search.postcode, search.family, search.given],
        ).fetchone()
        execute(
            "INSERT INTO customers_grant (id, customer_id, account_id, reason, purpose, ends_at)"
            " VALUES (%s, %s, %s, 'authenticated', '', now() + interval '12 hours')",
            [new_id(), found, desk.account_id],
        )
        execute(
            "INSERT INTO house_read (id, account_id, organisation_id, customer_id, what, reason)"
            " SELECT %s, %s, m.organisation_id, %s, 'identity_check', 'search' FROM staff_membership m"
            " WHERE m.id = %s",
            [new_id(), desk.account_id, found, desk.membership_id],
        )
        self.connection.commit()

    def save_session(self, desk: Desk, contact_id: UUID, customer_id: UUID) -> None:
        """Act, write the rows of a session with its notes, and commit; row security and history are on."""
        execute, now = self.connection.execute, datetime.now(UTC)
        session, attendance = new_id(), new_id()
        execute(_ACT, [desk.membership_id])
        execute(
            "INSERT INTO interactions_session (id, kind, channel, label, contact_id, organisation_id, contract_id,"
            " venue_id, started_at, captured, recorded_by_id, version) VALUES (%s, 'one_to_one', 1, '', %s,"
            " fingerpost_my_organisation(), %s, %s, %s, 'live', %s, 1)",
            [session, contact_id, desk.contract_id, desk.venue_id, now, desk.account_id],
        )
        execute(
            "INSERT INTO interactions_sessionstaff (id, session_id, account_id, part)"
            " VALUES (%s, %s, %s, 'adviser')",
            [new_id(), session, desk.account_id],
        )
        execute(
            "INSERT INTO interactions_attendance (id, session_id, customer_id, seen_at, result, helper, language,"
            " write_up_due_at, recorded_by_id, version) VALUES (%s, %s, %s, %s, 'attended', '', 'en-GB', %s, %s, 1)",
            [attendance, session, customer_id, now, now + timedelta(days=2), desk.account_id],
        )
        execute(_RELATE, [customer_id, desk.contract_id, session, now + timedelta(days=365)])
        execute(
            "INSERT INTO interactions_priorityassessment (id, attendance_id, customer_id, set_name, set_version,"
            " assessed_on, groups, rule_ids) VALUES (%s, %s, %s, 'NCS-2014', 'bench', %s, %s, %s)",
            [new_id(), attendance, customer_id, now.date(), Jsonb([]), Jsonb([])],
        )
        told = Jsonb({"session": str(session), "contact": str(contact_id), "places": 1})
        execute(_EVENT, [new_id(), "session.recorded", now, desk.account_id, customer_id, told])
        for name, text in NOTES.items():
            execute(
                "INSERT INTO interactions_attendancesection (id, attendance_id, section, text, saved_by_id,"
                " saved_at, version) VALUES (%s, %s, %s, %s, %s, %s, 1)",
                [new_id(), attendance, name, text, desk.account_id, now],
            )
        told = Jsonb({"attendance": str(attendance), "sections": len(NOTES)})
        execute(_EVENT, [new_id(), "attendance.notes_saved", now, desk.account_id, customer_id, told])
        self.connection.commit()

    def count_customers(self) -> int:
        """How many customers there are; only *owner* can count them."""
        row = self.connection.execute(sql.SQL("SELECT count(*) FROM customers_customer")).fetchone()
        self.connection.commit()
        return int(row[0])
