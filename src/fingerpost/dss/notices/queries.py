"""How notices stand, for technicians: counts, states and statuses; never whom they are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connections
from django.db.models import OuterRef, Subquery

from fingerpost.dss.models import NoticeState, WireNotice, WireNoticeAttempt, WireTouchpoint
from fingerpost.house.errors import NotFound

LISTENERS_A_PAGE: Final = 25
NOTICES_A_PAGE: Final = 50
MOST_PAGES: Final = 400

_STANDING: Final = """
    SELECT w.id, w.code, {name}, w.listener_url, l.quiet_until, coalesce(l.failures, 0),
           n.waiting, n.parked, n.oldest, n.sent
      FROM dss_wiretouchpoint w
      {named}
      LEFT JOIN dss_wirelistening l ON l.touchpoint_id = w.id
     CROSS JOIN LATERAL (
           SELECT count(*) FILTER (WHERE c.state = 'waiting') AS waiting,
                  count(*) FILTER (WHERE c.state = 'parked') AS parked,
                  min(c.queued_at) FILTER (WHERE c.state = 'waiting') AS oldest,
                  count(*) FILTER (WHERE c.state = 'sent' AND c.state_at >= %s) AS sent
             FROM dss_wirenotice c WHERE c.subscriber_id = w.id
              AND (c.state IN ('waiting', 'parked') OR c.state_at >= %s)) n
     WHERE w.listener_url <> '' OR n.parked > 0
     ORDER BY w.code, w.id LIMIT %s OFFSET %s
"""
_NAMED: Final = "JOIN organisations_organisation o ON o.id = w.organisation_id"
_FOR_PAGES: Final = _STANDING.format(name="o.name", named=_NAMED)
_FOR_CONSOLE: Final = _STANDING.format(name="''", named="")
"""The console speaks as *system*, which knows no organisations."""


@dataclass(frozen=True, slots=True)
class ListenerSeen:
    """A touchpoint that takes notices, or took them, and how its notices stand. ``sent`` counts the last day's."""

    id: UUID
    code: str
    organisation: str
    url: str
    quiet_until: datetime | None
    failures: int
    waiting: int
    parked: int
    oldest: datetime | None
    sent: int


@dataclass(frozen=True, slots=True)
class ParkedNotice:
    """A notice that was given up, with the status that its last try brought: 0 for none, None where none was made."""

    place: int
    resource: str
    tries: int
    queued_at: datetime
    state_at: datetime
    last_status: int | None


def list_listeners(
    *, since: datetime, page: int = 1, using: str = "default"
) -> tuple[list[ListenerSeen], bool]:
    """One page of touchpoints by code, and whether there is a next. ``since`` (UTC) bounds what counts as sent.

    ``using`` ``system`` is the console, which is told no organisation's name.
    """
    start = (min(max(page, 1), MOST_PAGES) - 1) * LISTENERS_A_PAGE
    with connections[using].cursor() as cursor:
        statement = _FOR_PAGES if using == "default" else _FOR_CONSOLE
        cursor.execute(statement, [since, since, LISTENERS_A_PAGE + 1, start])
        rows = [ListenerSeen(*row) for row in cursor.fetchall()]
    return rows[:LISTENERS_A_PAGE], len(rows) > LISTENERS_A_PAGE


def get_touchpoint(door_id: UUID) -> WireTouchpoint:
    """A touchpoint of the wire with its organisation, without its secret. Raises NotFound."""
    found = (
        WireTouchpoint.objects.select_related("organisation")
        .only("id", "code", "listener_url", "organisation__name")
        .filter(id=door_id)
        .first()
    )
    if found is None:
        raise NotFound("There is no such touchpoint.", code="touchpoint_not_found")
    return found


def list_parked(door_id: UUID, *, page: int = 1) -> tuple[list[ParkedNotice], bool]:
    """One page of a touchpoint's parked notices in their order, and whether there is a next."""
    start = (min(max(page, 1), MOST_PAGES) - 1) * NOTICES_A_PAGE
    last = WireNoticeAttempt.objects.filter(notice=OuterRef("place")).order_by("-tried_at", "-id")
    found = (
        WireNotice.objects.filter(subscriber_id=door_id, state=NoticeState.PARKED)
        .order_by("place")
        .annotate(last_status=Subquery(last.values("http_status")[:1]))
        .values_list("place", "resource", "tries", "queued_at", "state_at", "last_status")
    )
    rows = [ParkedNotice(*row) for row in found[start : start + NOTICES_A_PAGE + 1]]
    return rows[:NOTICES_A_PAGE], len(rows) > NOTICES_A_PAGE
