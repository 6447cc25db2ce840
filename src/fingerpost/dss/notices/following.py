"""Follows what pages change for those who subscribe by wire: the mirror, asked for by nobody but the clock."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, connections
from django.db.utils import DatabaseError

from fingerpost.dss.translating.mirror import refresh
from fingerpost.house.errors import NotPermitted
from fingerpost.staff.acting import acting_as

_LOG = logging.getLogger(__name__)
_SYSTEM: Final = "system"
MOST_CUSTOMERS: Final = 500


def follow_pages(*, now: datetime, most: int = MOST_CUSTOMERS) -> int:
    """Bring the wire records of customers with subscribers up to what pages changed; return how many customers.

    Each customer is a transaction of its own, in which a subscriber with a live grant acts, as if it asked: the
    mirror queues the notices. Nothing is served, so nothing is logged as read. One that fails is told of in the
    log by its id, keeps nobody waiting, and is brought up to date when it is next asked for or changed.
    """
    with connections[_SYSTEM].cursor() as cursor:
        cursor.execute(
            "SELECT customer_id, membership_id, code, events, now() FROM fingerpost_wire_stale(%s)", [most]
        )
        stale = cursor.fetchall()
        cursor.execute("SELECT now()")
        asked_at = stale[0][4] if stale else cursor.fetchone()[0]
    for customer_id, membership_id, code, _events, _asked_at in stale:
        try:
            _follow(customer_id, membership_id=membership_id, code=code, now=now)
        except (DatabaseError, NotPermitted) as error:
            # Its own words may hold what stood in the row.
            kind = type(error).__name__
            _LOG.error("Customer %s could not be followed for their subscribers: %s.", customer_id, kind)
    if len(stale) < most:
        with connections[_SYSTEM].cursor() as cursor:
            cursor.execute("SELECT fingerpost_wire_followed(%s)", [asked_at])
    return len(stale)


def _follow(customer_id: UUID, *, membership_id: UUID, code: str, now: datetime) -> None:
    """Refresh one customer as a touchpoint that subscribes; writers of the customer wait meanwhile."""
    with acting_as(membership_id, now=now) as actor, connection.cursor() as cursor:
        cursor.execute("SELECT set_config('fingerpost.touchpoint', %s, true)", [code])
        # The grant stands already: nothing is presented here. Events are counted under the lock.
        cursor.execute(
            "SELECT p.events, p.events_seen FROM customers_grant g"
            " CROSS JOIN LATERAL fingerpost_wire_present(g.customer_id, g.ends_at, true) p"
            " WHERE g.customer_id = %s LIMIT 1",
            [customer_id],
        )
        found = cursor.fetchone()
        if found is not None and found[0] != found[1]:
            refresh(customer_id, actor=actor, now=now, events=found[0])
        cursor.execute("SELECT set_config('fingerpost.touchpoint', '', true)")
