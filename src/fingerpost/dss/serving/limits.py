"""How many requests a key may make in a minute, and how often it may search for somebody who is not there.

Requests are counted by each process for itself, as a gateway's units do: a shared counter would be one row that every
request of a busy key waits for. So each process lets its part of the limit through. Searches in vain are few, and
counted by the database.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Final
from uuid import UUID

from django.conf import settings

from fingerpost.house.rules import rules_in_force
from fingerpost.policy.civil import civil_date

WINDOW_SECONDS: Final = 60
_MOST_KEYS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Misses:
    """So many searches in vain within so many minutes are let pass."""

    searches: int
    minutes: int


@dataclass(slots=True)
class Limiter:
    """Requests of each key in the minute that runs, for one process. Safe with several threads."""

    counts: dict[UUID, int] = field(default_factory=dict)
    window: int = 0
    lock: Lock = field(default_factory=Lock)

    def wait_for(self, key_id: UUID, *, most: int, now: datetime) -> int:
        """Count a request. 0 where it may go on, else the seconds until the next minute begins."""
        second = int(now.timestamp())
        window = second // WINDOW_SECONDS
        with self.lock:
            if window != self.window or len(self.counts) > _MOST_KEYS:
                self.counts.clear()
                self.window = window
            self.counts[key_id] = count = self.counts.get(key_id, 0) + 1
        return 0 if count <= most else WINDOW_SECONDS - second % WINDOW_SECONDS


_limiter: Final = Limiter()
_free: Final[set[UUID]] = set()


def let_go(key_id: UUID) -> None:
    """Let a key ask without limit in this process: one that the process made for itself."""
    _free.add(key_id)


def wait_for(key_id: UUID, *, now: datetime) -> int:
    """Seconds that this key has to wait, 0 where it may go on. The limit is the setting ``DSS_RATE``, 0 for none."""
    rate: int = settings.DSS_RATE
    if not rate or key_id in _free:
        return 0
    return _limiter.wait_for(key_id, most=math.ceil(rate / settings.DSS_PROCESSES), now=now)


def most_misses(now: datetime) -> Misses:
    """How many searches of a key by all four items may find nobody: policy's ``wire.bulk_guessing``."""
    limit = rules_in_force().get_table("wire.bulk_guessing", civil_date(now))
    return Misses(searches=int(str(limit["searches"])), minutes=int(str(limit["minutes"])))


def message(seconds: int) -> str:
    """What a refused request is told."""
    return f"Rate limit is exceeded. Try again in {seconds} seconds."
