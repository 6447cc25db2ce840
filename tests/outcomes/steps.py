"""Steps that the tests of outcomes share: a customer with a session some days ago, by the services."""

from __future__ import annotations

from base64 import b64decode
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.interactions.models import Attendance
from fingerpost.interactions.services.contacts import attach_customer, close_contact
from fingerpost.policy.civil import civil_date, london_moment
from tests.session_steps import make_one, open_one, place_of, record_one

# A picture of one pixel.
PNG_BYTES = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def at_noon(days_ago: int) -> datetime:
    """Noon in London some days before today."""
    return london_moment(civil_date(timezone.now()) - timedelta(days=days_ago), time(12))


def seen(
    actor: Actor,
    world: World,
    *,
    days_ago: int,
    family: str = "Placeholder",
    customer_id: UUID | None = None,
    contract: str = "prime_north_east",
    **parts: Any,
) -> Attendance:
    """A session that a customer attended so many days ago, its contact closed; a new customer unless one is named."""
    contact = open_one(actor, world, contract=contract)
    if customer_id is None:
        make_one(actor, world, given="Tess", family=family, contact=contact, contract=contract)
    else:
        attach_customer(actor=actor, now=timezone.now(), contact=contact, customer_id=customer_id)
    parts.setdefault("started_at", at_noon(days_ago) if days_ago else timezone.now() - timedelta(minutes=5))
    session = record_one(actor, world, contact, contract=contract, **parts)
    close_contact(actor=actor, now=timezone.now(), contact_id=contact.id)
    return place_of(session)
