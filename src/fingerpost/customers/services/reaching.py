"""Numbers and email addresses of a customer, with what they said of their safety."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fingerpost.customers.errors import changed_meanwhile
from fingerpost.customers.models import ContactPoint, ContactPointKind, Customer
from fingerpost.customers.queries import find_contact_point
from fingerpost.customers.services.common import lock_customer, require
from fingerpost.customers.values import Reach
from fingerpost.house import events
from fingerpost.house.actor import Actor


def add_reach(customer: Customer, reach: Reach) -> ContactPoint:
    """Write a new contact point; the caller has checked that no other of its kind is current."""
    return ContactPoint.objects.create(customer=customer, **asdict(reach))


@transaction.atomic
def keep_contact_point(
    *, actor: Actor, now: datetime, customer_id: UUID, reach: Reach, expected_version: int
) -> ContactPoint:
    """Add or change the contact point of one kind. ``expected_version`` 0 means that the page showed none.

    A new number or address ends the earlier one, so that what was said of its safety is not carried over.
    Raises Conflict where somebody else changed it meanwhile.
    """
    require(actor, "make_records")
    customer = lock_customer(customer_id)
    current = find_contact_point(customer_id, reach.kind)
    if (current.version if current else 0) != expected_version:
        raise changed_meanwhile()
    if current is not None and current.value == reach.value:
        point = current
        for name, value in asdict(reach).items():
            setattr(point, name, value)
        point.version += 1
        point.save()
    else:
        if current is not None:
            _end(current, now)
        point = add_reach(customer, reach)
        if current is not None:
            point.version = current.version + 1
            point.save(update_fields=["version"])
    events.record(
        "customer.contact_point_kept",
        actor=actor,
        now=now,
        customer_id=customer_id,
        subject={"contact_point": point.id},
    )
    return point


@transaction.atomic
def end_contact_point(
    *, actor: Actor, now: datetime, customer_id: UUID, kind: ContactPointKind, expected_version: int
) -> None:
    """Stop using a number or address; it stays in history. Raises Conflict where it was changed meanwhile."""
    require(actor, "make_records")
    lock_customer(customer_id)
    current = find_contact_point(customer_id, kind)
    if current is None or current.version != expected_version:
        raise changed_meanwhile()
    _end(current, now)
    events.record(
        "customer.contact_point_ended",
        actor=actor,
        now=now,
        customer_id=customer_id,
        subject={"contact_point": current.id},
    )


def _end(point: ContactPoint, now: datetime) -> None:
    point.ended_at = now
    point.save(update_fields=["ended_at"])
