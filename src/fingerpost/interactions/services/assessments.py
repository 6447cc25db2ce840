"""Keeps which priority groups applied on the day of a session, one row for each set, never rewritten (XD-13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from fingerpost.customers.models import Circumstance, Customer, DiversityDetails, Grant
from fingerpost.customers.rules import facts_now, priority_facts
from fingerpost.interactions.models import Attendance, PriorityAssessment, Session
from fingerpost.organisations.models import Contract
from fingerpost.policy import NotInForce, Rules
from fingerpost.policy.civil import civil_date
from fingerpost.policy.priority import Circumstances, UnknownScheme, evaluate

_DECLARED = {1: True, 2: False}
_ETHNICITY_NOT_TOLD = 99
_ETHNICITY_MAJORITY = 31


def assess_attendance(*, attendance: Attendance, session: Session, rules: Rules) -> list[PriorityAssessment]:
    """Evaluate each set that counts on the day of the session, and keep what is not kept yet.

    The sets are those of the session's contract and of every contract under which the customer is served now. A
    scheme without a set on that day is left out: a gap never blocks saving. The additional indicator has no part
    in it (BR-20.3a).
    """
    if attendance.customer_id is None:
        return []
    on = civil_date(session.started_at)
    kept = set(attendance.assessments.values_list("set_name", flat=True))
    wanted = [scheme for scheme in schemes_for(attendance.customer_id, session) if scheme not in kept]
    if not wanted:
        return []
    facts = circumstances_on(attendance.customer_id, on=on)
    made = []
    for scheme in wanted:
        try:
            verdict = evaluate(facts, scheme=scheme, on=on, rules=rules)
        except (UnknownScheme, NotInForce):
            continue
        made.append(
            PriorityAssessment(
                attendance=attendance,
                customer_id=attendance.customer_id,
                set_name=scheme,
                set_version=verdict.value.set_version,
                assessed_on=on,
                groups=[group.code for group in verdict.value.groups],
                rule_ids=list(verdict.rule_ids),
            )
        )
    for assessment in made:
        assessment.save(force_insert=True)
    return made


def schemes_for(customer_id: UUID, session: Session) -> list[str]:
    """The schemes of the contracts that serve this customer, the session's own first; at most ten."""
    contracts = Grant.objects.filter(customer_id=customer_id, contract__isnull=False).values("contract_id")
    others = Contract.objects.filter(id__in=contracts).order_by("scheme").values_list("scheme", flat=True)
    return list(dict.fromkeys([session.contract.scheme, *others.distinct()[:10]]))


def circumstances_on(customer_id: UUID, *, on: date) -> Circumstances:
    """What is known of a customer on a day: the facts that counted then, and what the restricted part allows."""
    born = Customer.objects.filter(id=customer_id).values_list("date_of_birth", flat=True).first()
    newest_first = Circumstance.objects.filter(customer_id=customer_id, as_of__lte=on).order_by(
        "-as_of", "-recorded_at", "-id"
    )
    diversity = DiversityDetails.objects.filter(customer_id=customer_id).first()
    facts = priority_facts(
        date_of_birth=born,
        now=facts_now(newest_first),
        has_difficulty_or_disability=(
            _DECLARED.get(diversity.learning_difficulty_or_disability) if diversity else None
        ),
    )
    return replace(facts, is_ethnic_minority=_is_minority(diversity))


def _is_minority(diversity: DiversityDetails | None) -> bool | None:
    if diversity is None or diversity.ethnicity == _ETHNICITY_NOT_TOLD:
        return None
    return diversity.ethnicity != _ETHNICITY_MAJORITY
