"""Pauses of a clock: the time they take out, and the days that end in them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from fingerpost.policy.civil import end_of_day


@dataclass(frozen=True, slots=True)
class Pause:
    """A clock stands still from one moment up to another, which no longer belongs to the pause.

    Raises ValueError for a moment without an offset, or an end before its beginning.
    """

    begins_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.begins_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError("A pause needs moments with an offset from UTC.")
        if self.ends_at < self.begins_at:
            raise ValueError("A pause ends before it begins.")


def joined(pauses: Iterable[Pause], *, after: datetime) -> tuple[Pause, ...]:
    """The pauses in order (UTC), those that overlap or touch made one, and what lies before a moment cut off."""
    found: list[Pause] = []
    for pause in sorted(pauses, key=lambda each: each.begins_at):
        begins = max(pause.begins_at, after).astimezone(UTC)
        ends = pause.ends_at.astimezone(UTC)
        if ends <= begins:
            continue
        if found and begins <= found[-1].ends_at:
            found[-1] = Pause(found[-1].begins_at, max(found[-1].ends_at, ends))
        else:
            found.append(Pause(begins, ends))
    return tuple(found)


def end_of_running_time(start: datetime, length: timedelta, pauses: tuple[Pause, ...]) -> datetime:
    """The first moment (UTC) at which a clock has run for so long since its start, `pauses` being joined."""
    end = start.astimezone(UTC) + length
    for pause in pauses:
        if end <= pause.begins_at:
            break
        end += pause.ends_at - pause.begins_at
    return end


def is_paused_day(day: date, pauses: tuple[Pause, ...]) -> bool:
    """Whether a clock of days does not count a day: it stands paused as the day ends, at midnight in England.

    So a pause takes out one day for each midnight in it, as it takes its hours out of an elapsed clock; one that
    ends on the day it began takes out none. `pauses` are joined.
    """
    if not pauses:
        return False
    midnight = _end_of_day(day)
    place = bisect_left(pauses, midnight, key=lambda each: each.begins_at) - 1
    return place >= 0 and pauses[place].ends_at >= midnight


def paused_days_after(day: date, last: date, pauses: tuple[Pause, ...]) -> int:
    """How many days after one day, up to and with another, are paused."""
    if not pauses:
        return 0
    return sum(
        is_paused_day(day + timedelta(days=number), pauses) for number in range(1, (last - day).days + 1)
    )


_end_of_day = lru_cache(maxsize=8192)(end_of_day)
