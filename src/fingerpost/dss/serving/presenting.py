"""A customer's id presented on the wire: the grant that it makes, and the record brought up to date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from fingerpost.dss.serving.entering import Entered
from fingerpost.house.rules import rules_in_force
from fingerpost.policy.civil import civil_date


@dataclass(frozen=True, slots=True)
class Presented:
    """A customer who can be seen now. ``state`` is that of the record; ``is_fresh``: the grant is a new one."""

    state: str
    is_fresh: bool


def present(*, customer_id: UUID, entered: Entered, now: datetime, writing: bool) -> Presented | None:
    """Make sure of a grant of reason ``wire``, and of wire records that say what the record says (OI-14.15).

    None where there is no such customer for the wire: never was, forgotten, or still provisional. Writers of one
    customer wait here for each other until their transactions end. The grant ends after policy's ``wire.grant_days``.
    """
    until = now + timedelta(days=rules_in_force().get_int("wire.grant_days", civil_date(now)))
    found = _present(customer_id, until, is_writing=writing)
    if found is None:
        return None
    is_fresh = bool(found[1])
    if _is_stale(found) and not writing:
        # Two readers would mirror the same change: the second waits, and finds it done.
        found = _present(customer_id, until, is_writing=True) or found
    if _is_stale(found):
        # The mirror's rooms are many, and a read rarely needs them.
        from fingerpost.dss.translating.mirror import refresh

        refresh(customer_id, actor=entered.actor, now=now, events=int(found[2]))
    return Presented(state=str(found[0]), is_fresh=is_fresh)


def _is_stale(found: tuple[Any, ...]) -> bool:
    return bool(found[2] != found[3])


def _present(customer_id: UUID, until: datetime, *, is_writing: bool) -> tuple[Any, ...] | None:
    """State, whether the grant is new, the customer's events that were not the wire's own, and how many it saw."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, is_fresh, events, events_seen FROM fingerpost_wire_present(%s, %s, %s)",
            [customer_id, until, is_writing],
        )
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row
