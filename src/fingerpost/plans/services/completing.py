"""Completes a session together with its plan (BR-8.1a)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fingerpost.house.actor import Actor
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.queries.attendances import facts_of
from fingerpost.interactions.rules.attendances import Gap, missing_to_complete
from fingerpost.interactions.services.attendances import complete_attendance, lock_attendance
from fingerpost.plans.queries import plan_facts_of
from fingerpost.plans.rules.claiming import PlanGap, gaps_to_complete
from fingerpost.policy import Rules


@transaction.atomic
def complete_with_plan(
    *, actor: Actor, now: datetime, attendance_id: UUID, rules: Rules | None = None
) -> tuple[Gap | PlanGap, ...]:
    """Mark an attendance complete, or return everything that is missing, of the record and of the plan.

    BR-8.1a, OI-9.3: advice is completed with a plan; information may do without. The lock on the attendance is that
    under which a version is made, so the plan that was looked at is the plan that stands.
    """
    rules = rules or rules_in_force()
    attendance = lock_attendance(actor=actor, attendance_id=attendance_id)
    if attendance.completed_at is not None:
        return ()
    of_plan = gaps_to_complete(plan_facts_of(attendance, now=now, rules=rules))
    if of_plan:
        return (*missing_to_complete(facts_of(attendance, rules=rules)), *of_plan)
    return complete_attendance(actor=actor, now=now, attendance_id=attendance_id, rules=rules)
