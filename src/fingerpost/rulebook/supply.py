"""The rules in force in this process: the shipped ones under every pack that was published.

Each publication has a serial number that is one higher than the last. A process asks for the highest, at most every
two seconds and never inside a transaction, and reads what is new. Whoever publishes asks at once. So every process
knows within five seconds, and no page waits for another's reading. Without the database the last rules stay.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import Error, connection
from django.db.models import Max
from django.utils import timezone

from fingerpost.organisations.models import Subcontract
from fingerpost.policy import Rules, shipped_rules
from fingerpost.policy.civil import civil_date
from fingerpost.rulebook.models import Publication, Scope
from fingerpost.rulebook.rules import Pack, layered, lengthened, own_lists

_log = logging.getLogger("fingerpost.rulebook")
# Who works under whom changes without a publication; it is read again after so long.
_RELATIONS_LAST: Final = timedelta(minutes=10).total_seconds()


@dataclass(frozen=True, slots=True)
class _Kept:
    """What this process knows: everybody's rules up to a serial, and the words of organisations' own."""

    rules: Rules
    serial: int = 0
    own: Mapping[UUID, tuple[Rules, ...]] = field(default_factory=dict)
    shared: Mapping[UUID, tuple[Rules, ...]] = field(default_factory=dict)
    primes_of: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=dict)
    troubles: tuple[str, ...] = ()
    related_at: float = 0.0
    made: dict[UUID, Rules] = field(default_factory=dict)


class _State:
    """The only thing here that changes; each assignment is one step, so readers need no lock."""

    kept: _Kept | None = None
    asked_at: float | None = None
    is_away: bool = False
    reading = threading.Lock()


def rules_for(organisation_id: UUID | None) -> Rules:
    """The rules of an organisation (None: those for everybody). Never raises and never waits for another thread."""
    if _is_due():
        _freshen()
    kept = _State.kept
    if kept is None:
        return shipped_rules()
    if organisation_id is None:
        return kept.rules
    made = kept.made.get(organisation_id)
    if made is None:
        made = kept.made[organisation_id] = lengthened(kept.rules, _lists_of(kept, organisation_id))
    return made


def freshen_now() -> None:
    """Read what was published, whenever this process last asked. For whoever has just published."""
    # Another thread may be reading what was there before; then the next question is due at once.
    _State.asked_at = None
    _freshen()


def troubles() -> tuple[str, ...]:
    """What this process can't read of the publications, one line each; no words of a pack."""
    return _State.kept.troubles if _State.kept is not None else ()


def forget() -> None:
    """Know nothing again, as a process that has just begun."""
    _State.kept = None
    _State.asked_at = None
    _State.is_away = False


def _is_due() -> bool:
    """Whether to ask the database: not too often, and not where a failure would break somebody's transaction."""
    if not settings.RULES_CHECK_SECONDS or connection.in_atomic_block:
        return False
    asked = _State.asked_at
    return asked is None or time.monotonic() - asked >= settings.RULES_CHECK_SECONDS


def _freshen() -> None:
    if not _State.reading.acquire(blocking=False):
        return
    try:
        _State.asked_at = time.monotonic()
        _State.kept = _read(_State.kept or _Kept(shipped_rules()))
        if _State.is_away:
            _log.info("publications of rules can be read again")
        _State.is_away = False
    except Error:
        if not _State.is_away:
            _log.warning("publications of rules can't be read; the last known rules stay")
        _State.is_away = True
        # A line that nobody answers takes its time to fail; the next try counts from here.
        _State.asked_at = time.monotonic()
        if not connection.in_atomic_block:
            # The request that follows connects anew instead of meeting the same broken line.
            connection.close()
    finally:
        _State.reading.release()


def _read(kept: _Kept) -> _Kept:
    """What is known with whatever is new; the same object where nothing is."""
    last = Publication.objects.aggregate(last=Max("serial"))["last"] or 0
    now = time.monotonic()
    is_stale = bool(kept.shared) and now - kept.related_at >= _RELATIONS_LAST
    if last == kept.serial and not is_stale and _State.kept is not None:
        return kept
    rows = list(Publication.objects.filter(serial__gt=kept.serial).order_by("serial"))
    rules, unread = layered(kept.rules, [_pack(row) for row in rows if row.scope == Scope.EVERYBODY])
    own, shared, unread_too = _own(kept, rows)
    for trouble in (*unread, *unread_too):
        _log.error("a publication of rules can't be read and is left out: %s", trouble)
    return _Kept(
        rules=rules,
        serial=max((row.serial for row in rows), default=kept.serial),
        own=own,
        shared=shared,
        primes_of=_primes_of(shared.keys()),
        troubles=(*kept.troubles, *unread, *unread_too),
        related_at=now,
    )


_Lists = dict[UUID, tuple[Rules, ...]]


def _own(kept: _Kept, rows: Iterable[Publication]) -> tuple[_Lists, _Lists, tuple[str, ...]]:
    """The words that organisations added: all of their own, and those their subcontractors keep to as well."""
    own, shared = dict(kept.own), dict(kept.shared)
    unread: list[str] = []
    for row in rows:
        if row.scope == Scope.EVERYBODY:
            continue
        lists, trouble = own_lists([_pack(row)])
        unread += trouble
        own[row.organisation_id] = own.get(row.organisation_id, ()) + lists
        if row.scope == Scope.WITH_SUBCONTRACTORS:
            shared[row.organisation_id] = shared.get(row.organisation_id, ()) + lists
    return own, shared, tuple(unread)


def _primes_of(shared: Collection[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """For each subcontractor the primes whose words are also its own."""
    if not shared:
        return {}
    today = civil_date(timezone.now())
    found: dict[UUID, tuple[UUID, ...]] = {}
    rows = Subcontract.objects.filter(contract__prime_id__in=shared, starts_on__lte=today)
    pairs = rows.exclude(ends_on__lt=today).values_list("organisation_id", "contract__prime_id").distinct()
    for organisation_id, prime_id in sorted(pairs):
        found[organisation_id] = (*found.get(organisation_id, ()), prime_id)
    return found


def _lists_of(kept: _Kept, organisation_id: UUID) -> tuple[Rules, ...]:
    own = kept.own.get(organisation_id, ())
    above = kept.primes_of.get(organisation_id, ())
    return (*own, *(one for prime in above for one in kept.shared.get(prime, ())))


def _pack(row: Publication) -> Pack:
    return Pack(row.serial, row.name, row.text)
