"""Where somebody was directed whom this service doesn't advise: a young person, or another nation's customer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.customers.services.common import require
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import InvalidInput
from fingerpost.house.rules import rules_in_force
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.policy.eligibility import directions_for_young_person


@transaction.atomic
def record_directions(
    *,
    actor: Actor,
    now: datetime,
    contact_id: UUID,
    need: Literal["advice", "information"],
    given: Collection[str],
    rules: Rules | None = None,
) -> None:
    """Keep on the contact where a young person was directed (BR-5.2a, BR-5.4).

    ``given`` are codes of policy's directions. Raises InvalidInput where they are not what policy asks.
    """
    require(actor, "make_records")
    wanted = directions_for_young_person(need, on=civil_date(now), rules=rules or rules_in_force())
    if not wanted.value.are_given_by(frozenset(given)):
        raise InvalidInput(_("Direct the customer to the places listed."), code="directions_missing")
    events.record(
        "contact.directed",
        actor=actor,
        now=now,
        subject={"contact": contact_id, "need": need, "given": ",".join(sorted(given))},
    )


@transaction.atomic
def hand_off(*, actor: Actor, now: datetime, contact_id: UUID) -> None:
    """Keep on the contact that the person was passed to the careers service of their nation (BR-1.1d)."""
    require(actor, "make_records")
    events.record("contact.handed_off", actor=actor, now=now, subject={"contact": contact_id})
