"""Gathers what a decision looks at from a customer's record, in a fixed number of queries.

Of priority only one yes or no is read: whether any group applied at the session, by the set of the contract's scheme.
The additional indicator has no part in it: assessments do not hold it (BR-20.3a).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from fingerpost.funding import facts
from fingerpost.funding.deciding import year_of
from fingerpost.funding.frozen import Inputs
from fingerpost.funding.schemes import scheme_of
from fingerpost.interactions.models import (
    Attendance,
    AttendanceResult,
    Channel,
    PriorityAssessment,
)
from fingerpost.organisations.models import Touchpoint
from fingerpost.outcomes.models import Evidence, Outcome, SatisfactionAnswer
from fingerpost.outcomes.rules.outcomes import BY_ANSWER, BY_PLAN, evidence_kinds, kinds_of
from fingerpost.plans.models import Answer, PlanAcceptance
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date, civil_time

_DAYS_A_WEEK: Final = 7


def gather(outcome: Outcome, *, now: datetime, rules: Rules) -> Inputs:
    """The facts of one outcome's decision; one that is not claimed yet is taken as claimed today.

    Every session that the customer came to and every outcome that was not withdrawn, in the order of record, of any
    contract that the actor may see. Moments are civil times in London. Raises UnknownScheme.
    """
    contract = outcome.contract
    scheme = scheme_of(contract.scheme, rules)
    day = outcome.told_on or civil_date(now)
    attended = _attended(outcome.customer_id)
    doors = _Doors(outcome, attended)
    return Inputs(
        outcome=str(outcome.id),
        scheme=scheme.code,
        carried_on=contract.scheme_is_example,
        contract=facts.Contract(touchpoint=doors.of(outcome)),
        period=year_of(day, scheme, rules),
        customer=facts.Customer(
            id=str(outcome.customer_id),
            sessions=_sessions(attended, doors),
            outcomes=_outcomes(outcome, doors, now=now, rules=rules),
        ),
    )


class _Doors:
    """At which touchpoint of its contract an event counts: its own, else the first, else the contract itself."""

    def __init__(self, outcome: Outcome, attended: Sequence[Attendance]) -> None:
        self.outcomes = list(
            Outcome.objects.filter(customer_id=outcome.customer_id, withdrawn_at__isnull=True)
            .select_related("touchpoint", "contract")
            .order_by("recorded_at", "id")
        )
        contracts = {each.contract_id for each in self.outcomes} | {outcome.contract_id}
        contracts |= {each.session.contract_id for each in attended}
        self._by_contract: dict[UUID, str] = {}
        rows = Touchpoint.objects.filter(contract_id__in=contracts).order_by("code")
        for contract_id, code in rows.values_list("contract_id", "code"):
            if contract_id is not None:
                self._by_contract.setdefault(contract_id, code)

    def of(self, outcome: Outcome) -> str:
        touchpoint = outcome.touchpoint
        if touchpoint is not None and touchpoint.contract_id == outcome.contract_id:
            return touchpoint.code
        return self._by_contract.get(outcome.contract_id, outcome.contract.reference)

    def of_session(self, attendance: Attendance) -> str:
        session = attendance.session
        touchpoint = session.contact.touchpoint if session.contact is not None else None
        if touchpoint is not None and touchpoint.contract_id == session.contract_id:
            return touchpoint.code
        return self._by_contract.get(session.contract_id, session.contract.reference)


def _attended(customer_id: UUID) -> list[Attendance]:
    return list(
        Attendance.objects.filter(customer_id=customer_id, result=AttendanceResult.ATTENDED)
        .select_related("session__contact__touchpoint", "session__contract")
        .order_by("session__started_at", "id")
    )


def _sessions(attended: Sequence[Attendance], doors: _Doors) -> tuple[facts.Session, ...]:
    return tuple(
        facts.Session(
            id=str(each.id),
            held_at=civil_time(each.session.started_at).replace(tzinfo=None),
            touchpoint=doors.of_session(each),
            channel=Channel(each.session.channel).name.lower(),
            completed=each.completed_at is not None,
        )
        for each in attended
    )


def _outcomes(decided: Outcome, doors: _Doors, *, now: datetime, rules: Rules) -> tuple[facts.Outcome, ...]:
    priority = dict(_priority(decided))
    pieces = _pieces(decided, doors, on=civil_date(now), rules=rules)
    return tuple(
        facts.Outcome(
            id=str(each.id),
            type=each.kind,
            session=str(each.attendance_id) if each.attendance_id else None,
            is_priority=priority.get(each.attendance_id) if each.attendance_id else None,
            effective_at=_midnight(each.told_on),
            claimed_at=_claimed_at(each, decided, now=now),
            touchpoint=doors.of(each),
            weeks_sustained=weeks_between(each.started_on, each.told_on, each.evidenced_on),
            evidence_pieces=pieces[each.id],
        )
        for each in doors.outcomes
    )


def _priority(decided: Outcome) -> list[tuple[UUID, bool]]:
    """Whether any group applied at each session, by the set of the contract's scheme; not assessed is not there."""
    rows = PriorityAssessment.objects.filter(
        customer_id=decided.customer_id, set_name=decided.contract.scheme
    ).values_list("attendance_id", "groups")
    return [(attendance_id, bool(groups)) for attendance_id, groups in rows]


def _pieces(decided: Outcome, doors: _Doors, *, on: date, rules: Rules) -> Counter[UUID]:
    """How many pieces of evidence of its own kind each outcome has (OI-12.15); what was withdrawn does not count.

    BR-8.1b: where policy says so, an accepted plan or the customer's own answer is the evidence.
    """
    kinds = {each.id: (each.contract.scheme, each.kind) for each in doors.outcomes}
    rows = Evidence.objects.filter(customer_id=decided.customer_id, withdrawn_at__isnull=True)
    counted: Counter[UUID] = Counter()
    for outcome_id, kind in rows.values_list("outcome_id", "kind"):
        if outcome_id in kinds and kind in kinds_of_evidence(*kinds[outcome_id], on=on, rules=rules):
            counted[outcome_id] += 1
    customer_id = decided.customer_id
    planned = PlanAcceptance.objects.filter(
        version__attendance__customer_id=customer_id, answer=Answer.ACCEPTED
    )
    answered = SatisfactionAnswer.objects.filter(customer_id=customer_id)
    shown = {
        BY_PLAN: set(planned.values_list("version__attendance_id", flat=True)),
        BY_ANSWER: set(answered.values_list("attendance_id", flat=True)),
    }
    for each in doors.outcomes:
        known = kinds_of(each.contract.scheme, rules=rules, on=on).get(each.kind)
        if known is not None and each.attendance_id in shown.get(known.shown_by, ()):
            counted[each.id] += 1
    return counted


def kinds_of_evidence(scheme: str, kind: str, *, on: date, rules: Rules) -> Mapping[str, str]:
    """What can show an outcome of a kind: code and label, in the order of the pack; nothing for an unknown kind."""
    known = kinds_of(scheme, rules=rules, on=on).get(kind)
    if known is None:
        return {}
    return {each.code: each.label for each in evidence_kinds(rules=rules, on=on, asks=known.asks).values()}


def _claimed_at(each: Outcome, decided: Outcome, *, now: datetime) -> datetime | None:
    if each.claimed_at is not None:
        return civil_time(each.claimed_at).replace(tzinfo=None)
    return _midnight(civil_date(now)) if each.id == decided.id else None


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time.min)


def weeks_between(started_on: date | None, told_on: date | None, evidenced_on: date | None) -> int | None:
    """Whole weeks from the day it began to the last day of which we know: told, or shown by evidence."""
    until = max((each for each in (told_on, evidenced_on) if each), default=None)
    if started_on is None or until is None:
        return None
    return (until - started_on).days // _DAYS_A_WEEK
