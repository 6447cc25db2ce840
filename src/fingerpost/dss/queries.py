"""Reads of the pages and the console of the wire's doors. None shows anything of a customer; all are bounded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch, QuerySet

from fingerpost.dss.models import WireAlarm, WireGuessing, WireKey, WireKeyTouchpoint
from fingerpost.house.errors import NotFound

KEYS_A_PAGE: Final = 25
COUNTS_A_PAGE: Final = 50
MOST_PAGES: Final = 400
MOST_ALARMS: Final = 20


class KeyStanding(StrEnum):
    """How a key stands."""

    OPEN = "open"
    ENDING = "ending"  # another one has taken its place, and it goes on for a while
    ENDED = "ended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class KeySeen:
    """A key as it may be told of: never the key, its last four characters alone."""

    id: UUID
    label: str
    ends_with: str
    touchpoints: tuple[str, ...]
    standing: KeyStanding
    made_at: datetime
    ends_at: datetime | None
    revoked_at: datetime | None
    used_on: Any


@dataclass(frozen=True, slots=True)
class SystemCount:
    """What the system of one touchpoint read within some days: numbers, and nobody's name."""

    code: str
    organisation: str
    is_external: bool
    customers: int
    looks: int
    grants: int


def list_keys(*, now: datetime, page: int, using: str = "default") -> tuple[list[KeySeen], bool]:
    """One page of keys, newest first, and whether there is a next one. ``page`` starts at 1."""
    start = (min(max(page, 1), MOST_PAGES) - 1) * KEYS_A_PAGE
    found = list(_keys(using)[start : start + KEYS_A_PAGE + 1])
    return [_seen(key, now, using) for key in found[:KEYS_A_PAGE]], len(found) > KEYS_A_PAGE


def get_key(key_id: UUID, *, now: datetime, using: str = "default") -> KeySeen:
    """One key. NotFound where there is none or the actor keeps no keys."""
    found = _keys(using).filter(id=key_id).first()
    if found is None:
        raise NotFound("There is no such key.", code="key_not_found")
    return _seen(found, now, using)


def list_alarms(*, since: datetime) -> list[WireAlarm]:
    """The newest alarms of reading in bulk."""
    alarms = WireAlarm.objects.filter(raised_at__gte=since).select_related("touchpoint__organisation")
    return list(alarms.defer("touchpoint__sealed_secret")[:MOST_ALARMS])


def list_guessings(*, since: datetime) -> list[WireGuessing]:
    """The newest alarms of searches in vain."""
    guessings = WireGuessing.objects.filter(raised_at__gte=since).select_related("key")
    return list(guessings.defer("key__secret_hash")[:MOST_ALARMS])


def list_counts(*, since: datetime, until: datetime, page: int) -> tuple[list[SystemCount], bool]:
    """What each system read from one moment up to another, by touchpoint, and whether there is a next page."""
    start = (min(max(page, 1), MOST_PAGES) - 1) * COUNTS_A_PAGE
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, organisation, is_external, customers, looks, grants"
            " FROM fingerpost_wire_counts(%s, %s, %s, %s)",
            [since, until, COUNTS_A_PAGE + 1, start],
        )
        rows = [SystemCount(*row) for row in cursor.fetchall()]
    return rows[:COUNTS_A_PAGE], len(rows) > COUNTS_A_PAGE


def _keys(using: str) -> QuerySet[WireKey]:
    spoken_for = (
        WireKeyTouchpoint.objects.using(using).select_related("touchpoint").order_by("touchpoint__code")
    )
    return (
        WireKey.objects.using(using)
        .defer("secret_hash")
        .prefetch_related(
            Prefetch("touchpoints", queryset=spoken_for.only("key_id", "touchpoint__code")),
            Prefetch("replaced_by", queryset=WireKey.objects.using(using).only("id", "replaces_id")),
        )
    )


def _seen(key: WireKey, now: datetime, using: str) -> KeySeen:
    if key.revoked_at is not None:
        standing = KeyStanding.REVOKED
    elif key.ends_at is not None and key.ends_at <= now:
        standing = KeyStanding.ENDED
    else:
        standing = KeyStanding.ENDING if list(key.replaced_by.all()) else KeyStanding.OPEN
    return KeySeen(
        id=key.id,
        label=key.label,
        ends_with=key.ends_with,
        touchpoints=tuple(each.touchpoint.code for each in key.touchpoints.all()),
        standing=standing,
        made_at=key.made_at,
        ends_at=key.ends_at,
        revoked_at=key.revoked_at,
        used_on=key.used_on,
    )
