"""What the pages of outcomes say: kinds, the four days, whether one can be claimed or what is missing. No money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fingerpost.funding.claimable import list_claimable
from fingerpost.funding.rules import Claimability, OutcomeGap
from fingerpost.house.actor import Actor
from fingerpost.interactions.models import Attendance
from fingerpost.outcomes.models import Evidence, EvidenceReason, Outcome, SatisfactionAnswer
from fingerpost.outcomes.rules.outcomes import (
    BY_ANSWER,
    LEARNING,
    evidence_kinds,
    is_full_time,
    kinds_of,
)
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.claims.words import missing_lines, pounds
from fingerpost.workspace.customers import present
from fingerpost.workspace.customers.words import plain_date
from fingerpost.workspace.sessions.words import GapLine


@dataclass(frozen=True, slots=True)
class OutcomeCard:
    """One outcome as a list or a page shows it."""

    outcome: Outcome
    title: str
    days: Sequence[dict[str, Any]]
    rows: Sequence[dict[str, Any]]
    status: str
    colour: str
    missing: Sequence[GapLine]
    href: str


def kind_label(outcome: Outcome, *, rules: Rules, today: date) -> str:
    """The kind of an outcome in the words of its scheme."""
    kind = kinds_of(outcome.contract.scheme, rules=rules, on=outcome.told_on or today).get(outcome.kind)
    return kind.label if kind else _("Unknown kind")


def may_change(outcome: Outcome, actor: Actor) -> bool:
    """Whether this person may change an outcome as it stands."""
    return (
        actor.can(Capability.RECORD_OUTCOMES)
        and outcome.organisation_id == actor.organisation_id
        and outcome.claimed_at is None
        and outcome.withdrawn_at is None
    )


def cards(outcomes: Sequence[Outcome], *, actor: Actor, rules: Rules, today: date) -> list[OutcomeCard]:
    """Outcomes with their four days, and whether each can be claimed or what is missing."""
    waiting = [one for one in outcomes if one.claimed_at is None and one.withdrawn_at is None]
    found = list_claimable(waiting, rules=rules)
    return [_card(one, found.get(one.id), actor=actor, rules=rules, today=today) for one in outcomes]


def _card(
    outcome: Outcome, found: Claimability | None, *, actor: Actor, rules: Rules, today: date
) -> OutcomeCard:
    missing = _missing(outcome, found, actor=actor, rules=rules) if found else []
    status, colour = _status(outcome, missing)
    return OutcomeCard(
        outcome,
        kind_label(outcome, rules=rules, today=today),
        days_of(outcome),
        rows_of(outcome, rules=rules, today=today),
        status,
        colour,
        missing,
        reverse("workspace:outcome", args=[outcome.id]),
    )


def _missing(outcome: Outcome, found: Claimability, *, actor: Actor, rules: Rules) -> list[GapLine]:
    """Everything that is missing; what the outcome itself lacks leads whoever may mend it to the very page."""
    lines: list[GapLine] = []
    for gap in found.gaps:
        told = missing_lines([gap], outcome)
        if isinstance(gap, OutcomeGap):
            href = _mended_at(gap, outcome, rules) if may_change(outcome, actor) else ""
            told = [GapLine(line.text, href) for line in told]
        lines += told
    return lines


def _mended_at(gap: OutcomeGap, outcome: Outcome, rules: Rules) -> str:
    if not gap.value.startswith(OutcomeGap.EVIDENCE.value):
        return reverse("workspace:change_outcome", args=[outcome.id])
    on = outcome.told_on or civil_date(timezone.now())
    kind = kinds_of(outcome.contract.scheme, rules=rules, on=on).get(outcome.kind)
    if kind is not None and kind.shown_by == BY_ANSWER:
        return reverse("workspace:satisfaction", args=[outcome.customer_id])
    return reverse("workspace:add_evidence", args=[outcome.id])


def days_of(outcome: Outcome) -> list[dict[str, Any]]:
    """The four days of an outcome."""
    claimed_on = civil_date(outcome.claimed_at) if outcome.claimed_at else None
    return [
        present.row(_("Started on"), _day(outcome.started_on)),
        present.row(_("We were told on"), _day(outcome.told_on)),
        present.row(_("Evidence came on"), _day(outcome.evidenced_on, _("None yet"))),
        present.row(_("Claimed on"), _day(claimed_on, _("Not claimed"))),
    ]


def rows_of(outcome: Outcome, *, rules: Rules, today: date) -> list[dict[str, Any]]:
    """The four days, and what else is known."""
    rows = days_of(outcome)
    if outcome.weekly_hours is not None:
        rows.append(present.row(_("Hours a week"), _hours(outcome, rules, today)))
    if outcome.detail:
        rows.append(present.row(_("Detail"), outcome.detail))
    came_from = session_words(outcome.attendance) if outcome.attendance else _("No session")
    rows.append(present.row(_("From session"), came_from))
    recorded = _("%(person)s, %(organisation)s") % {
        "person": outcome.recorded_by.full_name,
        "organisation": outcome.organisation.name,
    }
    rows.append(present.row(_("Recorded by"), recorded))
    return rows


def _status(outcome: Outcome, missing: Sequence[GapLine]) -> tuple[str, str]:
    if outcome.withdrawn_at is not None:
        return _("Withdrawn"), "govuk-tag--grey"
    if outcome.claimed_at is not None:
        return _("Claimed"), "govuk-tag--green"
    if outcome.sent_back_why:
        return _("Sent back"), "govuk-tag--red"
    if missing:
        return _("Not claimable yet"), "govuk-tag--yellow"
    return _("Claimable"), "govuk-tag--blue"


def _hours(outcome: Outcome, rules: Rules, today: date) -> str:
    assert outcome.weekly_hours is not None
    on = outcome.told_on or today
    kind = kinds_of(outcome.contract.scheme, rules=rules, on=on).get(outcome.kind)
    if kind is None or kind.asks != LEARNING:
        return str(outcome.weekly_hours)
    full = is_full_time(outcome.weekly_hours, rules=rules, on=on)
    words = {True: _("full-time"), False: _("part-time"), None: ""}[full]
    return f"{outcome.weekly_hours} ({words})" if words else str(outcome.weekly_hours)


def session_words(attendance: Attendance) -> str:
    """A session by its kind and day."""
    session = attendance.session
    return f"{session.get_kind_display()}, {plain_date(civil_date(session.started_at))}"


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One piece of evidence as a page shows it: what it is and when it came, never what is in it."""

    piece: Evidence
    text: str
    withdrawn: str
    open_href: str
    withdraw_href: str


def evidence_line(piece: Evidence, *, actor: Actor, may_change: bool, rules: Rules) -> EvidenceLine:
    """A piece of evidence, with a way to open it for who may."""
    label = kind_of_evidence(piece, rules)
    values = {"kind": label, "day": plain_date(piece.received_on), "person": piece.added_by.full_name}
    stands = piece.withdrawn_at is None
    return EvidenceLine(
        piece,
        ". ".join([_("%(kind)s, came on %(day)s, added by %(person)s") % values, *said_of(piece)]),
        "" if stands else _("Withdrawn: %(why)s") % {"why": piece.withdrawn_why},
        reverse("workspace:evidence", args=[piece.id]) if reasons_for(piece, actor) else "",
        reverse("workspace:withdraw_evidence", args=[piece.id]) if stands and may_change else "",
    )


def said_of(piece: Evidence) -> list[str]:
    """What whoever added a piece saw on it (OI-20.F21 to F23)."""
    said = []
    if piece.is_signed is not None:
        said.append(_("Signed") if piece.is_signed else _("Not signed"))
    if piece.dated_on is not None:
        said.append(_("Dated %(day)s") % {"day": plain_date(piece.dated_on)})
    if piece.earned_before_pence is not None and piece.earned_after_pence is not None:
        values = {"before": pounds(piece.earned_before_pence), "after": pounds(piece.earned_after_pence)}
        said.append(_("Earnings from %(before)s to %(after)s") % values)
    return said


def kind_of_evidence(piece: Evidence, rules: Rules) -> str:
    """The kind of a piece in words."""
    kind = evidence_kinds(rules=rules, on=piece.received_on).get(piece.kind)
    return kind.label if kind else piece.kind


def reasons_for(piece: Evidence, actor: Actor) -> list[tuple[str, str]]:
    """Why this person could open a piece; the database decides anew."""
    may = {
        EvidenceReason.ADDED: piece.added_by_id == actor.account_id,
        EvidenceReason.CLAIM: actor.can(Capability.CLAIM_OUTCOMES),
        EvidenceReason.AUDIT: actor.can(Capability.AUDIT_RECORDS),
    }
    return [(reason.value, str(reason.label)) for reason, allowed in may.items() if allowed]


def answer_words(answer: SatisfactionAnswer, rules: Rules) -> dict[str, Any]:
    """An answer of the customer as a row: which session, what they said, who took it."""
    day = civil_date(answer.answered_at)
    scale = {str(row["code"]): str(row["label"]) for row in rules.get_rows("satisfaction.scale", day)}
    said = _("%(answer)s (%(how)s on %(day)s, taken by %(person)s)") % {
        "answer": scale.get(str(answer.answer), str(answer.answer)),
        "how": answer.get_asked_how_display(),
        "day": plain_date(day),
        "person": answer.captured_by.full_name,
    }
    return present.row(session_words(answer.attendance), said)


def _day(day: date | None, otherwise: str = "") -> str:
    return plain_date(day) if day else otherwise or _("Not known")
