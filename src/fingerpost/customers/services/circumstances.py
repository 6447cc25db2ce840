"""Circumstances: new facts only, each as of a day and with who said so. Nothing is overwritten."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.customers.models import Circumstance, Customer
from fingerpost.customers.rules import keeps_fact
from fingerpost.customers.services.common import lock_customer, require
from fingerpost.customers.values import Told
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import InvalidInput
from fingerpost.house.rules import rules_in_force
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date


def add_facts(customer: Customer, actor: Actor, told: Told, *, rules: Rules) -> list[Circumstance]:
    """Write facts that were told together, those that may be kept of somebody of this age."""
    return [
        Circumstance.objects.create(
            customer=customer,
            kind=fact.kind,
            value=fact.value,
            as_of=told.as_of,
            said_by=told.said_by,
            recorded_by_id=actor.account_id,
        )
        for fact in told.facts
        if keeps_fact(fact.kind, date_of_birth=customer.date_of_birth, as_of=told.as_of, rules=rules)
    ]


@transaction.atomic
def record_circumstances(
    *, actor: Actor, now: datetime, customer_id: UUID, told: Told, rules: Rules | None = None
) -> list[Circumstance]:
    """Add what changed. A correction is a new fact as of the same day; the newest recorded counts.

    Raises InvalidInput where nothing was told that may be kept, or for a day that has not come.
    """
    require(actor, "make_records")
    customer = lock_customer(customer_id)
    if not told.facts:
        raise InvalidInput(_("Enter what has changed."), code="nothing_told")
    if told.as_of > civil_date(now):
        raise InvalidInput(_("The date must be today or in the past."), code="not_yet")
    added = add_facts(customer, actor, told, rules=rules or rules_in_force())
    if not added:
        raise InvalidInput(_("This is not kept at this age. Nothing was changed."), code="not_kept")
    events.record("customer.circumstances_recorded", actor=actor, now=now, customer_id=customer_id)
    return added
