"""Whether an outcome can go to the claims officer, and what is missing, for whoever records it; never any money."""

from __future__ import annotations

from django.utils import timezone

from fingerpost.funding.gather import kinds_of_evidence
from fingerpost.funding.rules import Claimability, OutcomeFacts, claimability
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.queries.attendances import facts_of
from fingerpost.interactions.rules.attendances import missing_to_claim
from fingerpost.outcomes.models import Evidence, Outcome
from fingerpost.plans.queries import plan_facts_of
from fingerpost.plans.rules.claiming import plan_gaps
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date


def claimable(outcome: Outcome, *, rules: Rules | None = None) -> Claimability:
    """Whether an outcome can be claimed as far as its record goes, else every gap with a stable code.

    BR-8.1b: an outcome of a session needs that session's plan, without gaps. OI-12.15: evidence of the kind that
    shows this outcome. A fixed number of short queries, whatever the customer's past.
    """
    rules = rules or rules_in_force()
    on = outcome.told_on or civil_date(timezone.now())
    attendance = outcome.attendance
    kinds = kinds_of_evidence(outcome.contract.scheme, outcome.kind, on=on, rules=rules)
    has_evidence = Evidence.objects.filter(
        outcome_id=outcome.id, withdrawn_at__isnull=True, kind__in=list(kinds)
    ).exists()
    return claimability(
        OutcomeFacts(
            is_withdrawn=outcome.withdrawn_at is not None,
            was_sent_back=outcome.sent_back_why != "",
            has_session=attendance is not None,
            session_on=civil_date(attendance.session.started_at) if attendance is not None else None,
            told_on=outcome.told_on,
            has_evidence_of_its_kind=has_evidence,
            session_gaps=missing_to_claim(facts_of(attendance, rules=rules))
            if attendance is not None
            else (),
            plan_gaps=plan_gaps(plan_facts_of(attendance)) if attendance is not None else (),
        )
    )
