"""Where a touchpoint's change notices are pushed, and what becomes of those that could not be.

Pages act as a technician; the console has no actor and speaks to the database as *system*.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connections, transaction

from fingerpost.dss.models import WireTouchpoint
from fingerpost.dss.notices import listeners
from fingerpost.dss.services.keys import SYSTEM, read_touchpoints
from fingerpost.dss.wire.pushing import bearer
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import InvalidInput, NotFound, NotPermitted
from fingerpost.staff.access import Capability

_DEFAULT: Final = "default"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Secret:
    """What a listener checks notices with, in hex: said once, when it is made."""

    signing: str
    bearer: str


def listen(*, actor: Actor | None, now: datetime, touchpoint: str, url: str) -> Secret | None:
    """Push a touchpoint's notices to an address from now on; "" ends it. Returns the secret where one was made.

    A touchpoint that was not known is made as one of another contractor. What waits when it ends is parked. The
    secret stays when the address changes. Raises InvalidInput for an address that may not stand, NotPermitted.
    """
    _ensure_keeps_listeners(actor)
    (code,) = read_touchpoints([touchpoint])
    url = url.strip()
    if url and (why := listeners.why_not(url)):
        raise InvalidInput(str(why), code="no_listener")
    secret = listeners.new_secret()
    is_taken = _ask(
        actor, "SELECT fingerpost_wire_listen(%s, %s, %s, false)", [code, url, listeners.seal(secret)]
    )
    kind = "wire.listener_set" if url else "wire.listener_ended"
    events.record_unsigned(kind, now=now, subject={"touchpoint": code})
    return _said(secret) if is_taken else None


def renew_secret(*, actor: Actor | None, now: datetime, touchpoint: str) -> Secret:
    """Make a new secret for a listener; the one before signs nothing any more. Raises NotFound, NotPermitted."""
    _ensure_keeps_listeners(actor)
    (code,) = read_touchpoints([touchpoint])
    with transaction.atomic(using=_alias(actor)):
        url = _ask(actor, "SELECT max(listener_url) FROM dss_wiretouchpoint WHERE code = %s", [code])
        if not url:
            raise NotFound(
                "This touchpoint has no listener. Say where its notices go first.", code="listener_not_found"
            )
        secret = listeners.new_secret()
        _ask(actor, "SELECT fingerpost_wire_listen(%s, %s, %s, true)", [code, url, listeners.seal(secret)])
    events.record_unsigned("wire.listener_secret_renewed", now=now, subject={"touchpoint": code})
    return _said(secret)


def replay(*, actor: Actor, now: datetime, door_id: UUID, place: int | None = None) -> int:
    """Let parked notices of a touchpoint wait again, one or all, as if never tried; return how many.

    A push that is under way for the same customer ends first. Nothing where the touchpoint has no listener. Raises
    NotFound where there is no such touchpoint, NotPermitted.
    """
    _ensure_keeps_listeners(actor)
    door = WireTouchpoint.objects.only("code").filter(id=door_id).first()
    if door is None:
        raise NotFound("There is no such touchpoint.", code="touchpoint_not_found")
    again = int(_ask(actor, "SELECT fingerpost_wire_replay(%s, %s, %s)", [door_id, place, now]))
    if again:
        events.record_unsigned(
            "wire.notices_replayed", now=now, subject={"touchpoint": door.code, "notices": again}
        )
    return again


def _ensure_keeps_listeners(actor: Actor | None) -> None:
    if actor is not None and not actor.can(Capability.MANAGE_KEYS):
        raise NotPermitted("Your role does not keep listeners.", code="no_listeners")


def _said(secret: bytes) -> Secret:
    return Secret(signing=secret.hex(), bearer=bearer(secret))


def _alias(actor: Actor | None) -> str:
    return _DEFAULT if actor is not None else SYSTEM


def _ask(actor: Actor | None, statement: str, values: list[Any]) -> Any:
    """One value of one database function."""
    with connections[_alias(actor)].cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return row[0] if row else None
