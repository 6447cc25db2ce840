"""Keeps evidence of outcomes, and opens it to whoever may see it, with the reason kept (OI-12.15, OI-14.15)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from fingerpost.files.models import FileKind
from fingerpost.files.queries import read_file
from fingerpost.files.services import store_file
from fingerpost.files.uploads import ENDINGS, JPEG, PDF, PNG, check_upload
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.outcomes.models import Evidence, Outcome
from fingerpost.outcomes.queries import MOST_EVIDENCE, get_evidence
from fingerpost.outcomes.rules.outcomes import EvidenceFacts, evidence_kinds
from fingerpost.outcomes.services.outcomes import lock_outcome, save_unchecked
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date

ACCEPTS: Final = (PDF, PNG, JPEG)


@dataclass(frozen=True, slots=True)
class OpenedEvidence:
    """A piece of evidence with its bytes, for one download."""

    name: str
    media_type: str
    content: bytes


@transaction.atomic
def add_evidence(
    *,
    actor: Actor,
    now: datetime,
    outcome_id: UUID,
    kind: str,
    received_on: date,
    name: str,
    content: bytes,
    said: EvidenceFacts | None = None,
    rules: Rules | None = None,
) -> Evidence:
    """Keep one piece of evidence of an outcome, its file sealed, in one transaction (OI-20.F21 to F23).

    ``name`` is the sender's and is kept nowhere. ``said`` is what whoever adds it sees on it: a signature, its day,
    earnings. What is not said never blocks keeping it, and is missing when it is claimed. Raises InvalidInput for a
    file that is not taken or a kind that is not known, Conflict where the outcome is claimed or has as many pieces as
    it can hold.
    """
    rules = rules or rules_in_force()
    outcome = lock_outcome(actor=actor, outcome_id=outcome_id)
    if kind not in evidence_kinds(rules=rules, on=civil_date(now)):
        raise InvalidInput(_("Choose what kind of evidence this is."), code="evidence_kind_not_known")
    if received_on > civil_date(now):
        raise InvalidInput(
            _("Evidence can't have come in the future. Mend the day."), code="evidence_in_future"
        )
    said = said or EvidenceFacts()
    if said.dated_on is not None and said.dated_on > received_on:
        raise InvalidInput(
            _("The day on it can't lie after the day it came. Mend one of the days."),
            code="evidence_dated_later",
        )
    if outcome.evidence.count() >= MOST_EVIDENCE:
        raise Conflict(
            _("This outcome holds as many pieces of evidence as it can."), code="too_much_evidence"
        )
    upload = check_upload(name, content, accepts=ACCEPTS)
    stored = store_file(
        actor=actor,
        now=now,
        kind=FileKind.EVIDENCE,
        customer_id=outcome.customer_id,
        name=f"evidence-{outcome.evidence.count() + 1}.{ENDINGS[upload.media_type]}",
        media_type=upload.media_type,
        content=content,
    )
    piece = Evidence.objects.create(
        outcome=outcome,
        customer_id=outcome.customer_id,
        kind=kind,
        file=stored,
        received_on=received_on,
        **asdict(said),
        added_by_id=actor.account_id,
        added_at=now,
    )
    _date(outcome)
    _tell("evidence.added", actor, now, piece)
    return piece


@transaction.atomic
def withdraw_evidence(*, actor: Actor, now: datetime, evidence_id: UUID, why: str) -> Evidence:
    """Say that a piece of evidence is none, and why. The file stays for audit; nobody brings the piece back."""
    piece = get_evidence(evidence_id)
    outcome = lock_outcome(actor=actor, outcome_id=piece.outcome_id)
    if piece.withdrawn_at is not None:
        raise Conflict(_("This piece of evidence was withdrawn already."), code="evidence_withdrawn")
    if not why:
        raise InvalidInput(_("Say why this is no evidence."), code="withdrawal_without_reason")
    piece.withdrawn_at = now
    piece.withdrawn_why = why
    piece.save(update_fields=["withdrawn_at", "withdrawn_why"])
    _date(outcome)
    _tell("evidence.withdrawn", actor, now, piece)
    return piece


@transaction.atomic
def open_evidence(
    *, actor: Actor, evidence_id: UUID, reason: str, rules: Rules | None = None, now: datetime
) -> OpenedEvidence:
    """Open one piece of evidence to who asks, for a reason that is kept in the read log.

    The database decides and lets it stay open for ``evidence.open_hours``. Raises NotFound where the customer is not
    seen, NotPermitted where the reason is not this person's.
    """
    rules = rules or rules_in_force()
    piece = get_evidence(evidence_id)
    hours = f"{rules.get_int('evidence.open_hours', civil_date(now))} hours"
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerpost_open_evidence(%s, %s, %s::interval)", [piece.id, reason, hours])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        raise NotPermitted(
            _(
                "Evidence is opened by whoever added it, by a claims officer who checks the claim, or for an audit."
            ),
            code="evidence_not_open",
        )
    return OpenedEvidence(piece.file.name, piece.file.media_type, read_file(piece.file_id))


def _date(outcome: Outcome) -> None:
    """An outcome is evidenced on the day on which its first standing piece came."""
    standing = outcome.evidence.filter(withdrawn_at__isnull=True)
    outcome.evidenced_on = standing.aggregate(first=Min("received_on"))["first"]
    save_unchecked(outcome, "evidenced_on")


def _tell(kind: str, actor: Actor, now: datetime, piece: Evidence) -> None:
    events.record(
        kind,
        actor=actor,
        now=now,
        customer_id=piece.customer_id,
        subject={"outcome": piece.outcome_id, "evidence": piece.id},
    )
