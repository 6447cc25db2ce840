"""Whether an outcome can go to the claims officer, and what is missing, for whoever records it; never any money."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils import timezone

from fingerpost.funding.gather import kinds_of_evidence
from fingerpost.funding.rules import Claimability, OutcomeFacts, OutcomeGap, claimability
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import Attendance
from fingerpost.interactions.queries.attendances import facts_of
from fingerpost.interactions.rules.attendances import Gap, missing_to_claim
from fingerpost.outcomes.models import Evidence, Outcome, SatisfactionAnswer
from fingerpost.outcomes.rules.outcomes import (
    BY_ANSWER,
    BY_PLAN,
    EvidenceFacts,
    evidence_gaps,
    kinds_of,
    missing_facts,
)
from fingerpost.plans.queries import plan_facts_of
from fingerpost.plans.rules.claiming import PlanGap, plan_gaps
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date

SessionGaps = tuple[tuple[Gap, ...], tuple[PlanGap, ...]]


def claimable(outcome: Outcome, *, rules: Rules | None = None) -> Claimability:
    """Whether an outcome can be claimed as far as its record goes, else every gap with a stable code.

    BR-8.1b: an outcome of a session needs that session's plan, without gaps. OI-12.15: evidence of the kind that
    shows this outcome. A fixed number of short queries, whatever the customer's past.
    """
    return list_claimable([outcome], rules=rules)[outcome.id]


def list_claimable(outcomes: Sequence[Outcome], *, rules: Rules | None = None) -> dict[UUID, Claimability]:
    """The same for several outcomes, by their ids: each session is looked at once, however many came of it."""
    rules = rules or rules_in_force()
    sessions: dict[UUID, SessionGaps] = {}
    for outcome in outcomes:
        if outcome.attendance is not None and outcome.attendance.id not in sessions:
            sessions[outcome.attendance.id] = _gaps_of(outcome.attendance, rules)
    pieces: dict[UUID, list[Evidence]] = {}
    held = Evidence.objects.filter(outcome_id__in=[one.id for one in outcomes], withdrawn_at__isnull=True)
    for piece in held.order_by("added_at", "id"):
        pieces.setdefault(piece.outcome_id, []).append(piece)
    answered = set(
        SatisfactionAnswer.objects.filter(attendance_id__in=list(sessions)).values_list(
            "attendance_id", flat=True
        )
    )
    return {
        one.id: _claimability(
            one,
            own=_own_gaps(one, rules),
            shown=_shown(one, pieces.get(one.id, ()), answered, rules),
            gaps=sessions.get(one.attendance_id) if one.attendance_id else None,
        )
        for one in outcomes
    }


def _gaps_of(attendance: Attendance, rules: Rules) -> SessionGaps:
    return missing_to_claim(facts_of(attendance, rules=rules)), plan_gaps(plan_facts_of(attendance))


def _shown(
    outcome: Outcome, pieces: Collection[Evidence], answered: Collection[UUID], rules: Rules
) -> tuple[bool, tuple[OutcomeGap, ...]]:
    """Whether it is shown, and what the piece that comes nearest lacks of what policy asks of it.

    OI-12.15, BR-8.1b: by a document of its kind; by the session's plan; or by the customer's own answer.
    """
    on = outcome.told_on or civil_date(timezone.now())
    kind = kinds_of(outcome.contract.scheme, rules=rules, on=on).get(outcome.kind)
    if kind is not None and kind.shown_by == BY_PLAN:
        return True, ()
    if kind is not None and kind.shown_by == BY_ANSWER and outcome.attendance_id in answered:
        return True, ()
    known = kinds_of_evidence(outcome.contract.scheme, outcome.kind, on=on, rules=rules)
    of_its_kind = [one for one in pieces if one.kind in known]
    if kind is None or not of_its_kind:
        return bool(of_its_kind), ()
    gaps = [
        evidence_gaps(
            one.kind, _facts_of(one), of=kind.asks, started_on=outcome.started_on, rules=rules, on=on
        )
        for one in of_its_kind
    ]
    return True, tuple(OutcomeGap(gap.code) for gap in min(gaps, key=len))


def _facts_of(piece: Evidence) -> EvidenceFacts:
    return EvidenceFacts(
        is_signed=piece.is_signed,
        dated_on=piece.dated_on,
        earned_before_pence=piece.earned_before_pence,
        earned_after_pence=piece.earned_after_pence,
    )


def _own_gaps(outcome: Outcome, rules: Rules) -> tuple[OutcomeGap, ...]:
    """What its kind asks for: the day it began, the hours, a job that lasted (OI-12.15, BR-GL-sustain)."""
    today = civil_date(timezone.now())
    kinds = kinds_of(outcome.contract.scheme, rules=rules, on=outcome.told_on or today)
    found = missing_facts(
        kinds.get(outcome.kind),
        started_on=outcome.started_on,
        told_on=outcome.told_on,
        evidenced_on=outcome.evidenced_on,
        weekly_hours=outcome.weekly_hours,
        rules=rules,
        today=today,
    )
    return tuple(OutcomeGap(gap.code) for gap in found)


def _claimability(
    outcome: Outcome,
    *,
    own: tuple[OutcomeGap, ...],
    shown: tuple[bool, tuple[OutcomeGap, ...]],
    gaps: SessionGaps | None,
) -> Claimability:
    attendance = outcome.attendance
    session_gaps, gaps_of_plan = gaps or ((), ())
    return claimability(
        OutcomeFacts(
            is_withdrawn=outcome.withdrawn_at is not None,
            was_sent_back=outcome.sent_back_why != "",
            has_session=attendance is not None,
            session_on=civil_date(attendance.session.started_at) if attendance is not None else None,
            told_on=outcome.told_on,
            own_gaps=own,
            has_evidence_of_its_kind=shown[0],
            evidence_gaps=shown[1],
            session_gaps=session_gaps,
            plan_gaps=gaps_of_plan,
        )
    )
