"""Keys of other contractors' systems: made, replaced, withdrawn. A key is shown once, to whoever made it.

A key is 48 hex digits from the machine's own randomness; its SHA-256 alone is kept. Pages act as a technician; the
console has no actor and speaks to the database as *system*.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connections

from fingerpost.dss.serving.entering import hash_of
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability

SYSTEM: Final = "system"
LONGEST_LABEL: Final = 80
MOST_TOUCHPOINTS: Final = 50
_BYTES: Final = 24
_SHOWN: Final = 4
_TOUCHPOINT: Final = re.compile(r"[0-9]{10}")
_LONGEST_TOLD: Final = 40


@dataclass(frozen=True, slots=True, repr=False)
class MadeKey:
    """A new key with the touchpoints it speaks for. ``key`` stands nowhere else, and never in a log."""

    id: UUID
    key: str
    touchpoints: tuple[str, ...]


def read_touchpoints(typed: Sequence[str]) -> tuple[str, ...]:
    """Touchpoint ids of ten digits, each once, in the order they were given. Raises InvalidInput."""
    codes = tuple(dict.fromkeys(code.strip() for code in typed if code.strip()))
    if not codes:
        raise InvalidInput("Name at least one touchpoint.", code="no_touchpoint")
    if len(codes) > MOST_TOUCHPOINTS:
        raise InvalidInput(
            f"A key speaks for {MOST_TOUCHPOINTS} touchpoints at most.", code="too_many_touchpoints"
        )
    for code in codes:
        if not (code.isascii() and _TOUCHPOINT.fullmatch(code)):
            raise InvalidInput(
                f"'{code[:_LONGEST_TOLD]}' is no touchpoint id. Write ten digits, as 0000000101.",
                code="touchpoint_malformed",
            )
    return codes


def make_key(
    *,
    actor: Actor | None,
    now: datetime,
    label: str,
    touchpoints: Sequence[str],
    ends_at: datetime | None = None,
) -> MadeKey:
    """Make a key that speaks for these touchpoints; one that nobody holds here is made as an external one.

    ``actor`` None is the console. Without ``ends_at`` it opens until it is withdrawn. Raises
    InvalidInput, NotPermitted.
    """
    _ensure_keeps_keys(actor)
    codes = read_touchpoints(touchpoints)
    if not 0 < len(label.strip()) <= LONGEST_LABEL:
        raise InvalidInput(f"Name the key in {LONGEST_LABEL} characters or fewer.", code="label_length")
    key = secrets.token_hex(_BYTES)
    made = _ask(
        actor,
        "SELECT fingerpost_wire_add_key(%s, %s, %s, %s, NULL, %s)",
        [label.strip(), hash_of(key), key[-_SHOWN:], list(codes), ends_at],
    )
    events.record_unsigned("wire.key_made", now=now, subject={"key": made, "touchpoints": len(codes)})
    return MadeKey(made, key, codes)


def rotate_key(
    *, actor: Actor | None, now: datetime, key_id: UUID, overlap_days: int | None = None
) -> MadeKey:
    """Make a key in place of another, which goes on for some days: those of policy where none are given.

    Raises Conflict where the key opens no more or was replaced before, NotPermitted, InvalidInput.
    """
    _ensure_keeps_keys(actor)
    days = overlap_of(now) if overlap_days is None else overlap_days
    if not 0 <= days <= overlap_of(now):
        raise InvalidInput(
            f"The old key may go on for 0 to {overlap_of(now)} days.", code="overlap_out_of_range"
        )
    key = secrets.token_hex(_BYTES)
    made = _ask(
        actor,
        "SELECT fingerpost_wire_rotate_key(%s, %s, %s, %s)",
        [key_id, hash_of(key), key[-_SHOWN:], now + timedelta(days=days)],
    )
    if made is None:
        raise Conflict(
            "This key opens nothing any more, or another one has taken its place. Make a new key instead.",
            code="key_not_in_use",
        )
    events.record_unsigned("wire.key_rotated", now=now, subject={"key": made, "replaces": key_id})
    return MadeKey(made, key, touchpoints_of(actor, made))


def revoke_key(*, actor: Actor | None, now: datetime, key_id: UUID) -> None:
    """Withdraw a key at once. Raises NotFound where there is no such key in use, NotPermitted."""
    _ensure_keeps_keys(actor)
    if not _ask(actor, "SELECT fingerpost_wire_revoke_key(%s)", [key_id]):
        raise NotFound(
            "There is no such key in use. See which keys there are, and choose one of them.",
            code="key_not_found",
        )
    events.record_unsigned("wire.key_revoked", now=now, subject={"key": key_id})


def overlap_of(now: datetime) -> int:
    """For how many days a replaced key goes on."""
    return rules_in_force().get_int("wire.key_overlap_days", civil_date(now))


def touchpoints_of(actor: Actor | None, key_id: UUID) -> tuple[str, ...]:
    """The touchpoints for which a key speaks, in order."""
    found = _ask(
        actor,
        "SELECT coalesce(array_agg(w.code::text ORDER BY w.code), '{}') FROM dss_wirekeytouchpoint t"
        " JOIN dss_wiretouchpoint w ON w.id = t.touchpoint_id WHERE t.key_id = %s",
        [key_id],
    )
    return tuple(found)


def _ask(actor: Actor | None, statement: str, values: list[Any]) -> Any:
    with connections["default" if actor else SYSTEM].cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return row[0] if row else None


def _ensure_keeps_keys(actor: Actor | None) -> None:
    if actor is not None and not actor.can(Capability.MANAGE_KEYS):
        raise NotPermitted("Keys are kept by technicians.", code="keeps_no_keys")
