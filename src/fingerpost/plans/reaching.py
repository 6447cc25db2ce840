"""How a customer may be written to now, for a plan and for its pass phrase. Contact safety is asked first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from fingerpost.customers.models import ContactPoint, ContactPointKind
from fingerpost.customers.queries import list_contact_points
from fingerpost.customers.rules import ways_to_write, why_not_to_write

NO_POINT: Final = "none_held"


@dataclass(frozen=True, slots=True)
class Reach:
    """An address that may be used now and until when, or why there is none (``WhyNot``, or ``none_held``)."""

    address: str | None = None
    stopped_by: str = ""
    not_after: datetime | None = None


def find_email(customer_id: UUID, *, now: datetime) -> Reach:
    """The email address to which a file may go now."""
    return reach_by(list_contact_points(customer_id), ContactPointKind.EMAIL, now=now)


def find_mobile(customer_id: UUID, *, now: datetime) -> Reach:
    """The number to which a text message may go now."""
    return reach_by(list_contact_points(customer_id), ContactPointKind.MOBILE, now=now)


def reach_by(points: list[ContactPoint], kind: ContactPointKind, *, now: datetime) -> Reach:
    """The point of one kind, where it may be used, or why it may not."""
    held = [point for point in points if point.kind == kind]
    if not held:
        return Reach(stopped_by=NO_POINT)
    for way in ways_to_write(held, now=now):
        return Reach(way.address, not_after=way.until)
    why = why_not_to_write(held[0], now=now)
    return Reach(stopped_by=why.value if why is not None else NO_POINT)
