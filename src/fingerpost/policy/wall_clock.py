"""What the clocks on the wall in England show, as moments: on days of 23 and 25 hours too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from fingerpost.policy.civil import LONDON, end_of_day, start_of_day
from fingerpost.policy.opening_hours import MINUTES_A_DAY, Hours, Span

Interval = tuple[datetime, datetime]
"""Two moments (UTC): from the first, up to and without the second."""
_MINUTE: Final = timedelta(minutes=1)


def wall_clock_moments(day: date, hours: Hours) -> tuple[Interval, ...]:
    """The moments at which a clock on the wall shows one of some hours of a day, in order and apart.

    An hour that spring skips gives none; one that autumn repeats gives both.
    """
    begins = start_of_day(day)
    change = clock_change(day)
    if change is None:
        return tuple((begins + opens * _MINUTE, begins + closes * _MINUTE) for opens, closes in hours)
    at, jump = change
    found = [each for span in hours for each in _either_side(begins, at, end_of_day(day), jump, span)]
    joined: list[Interval] = []
    for opens, closes in sorted(found):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(closes, joined[-1][1]))
        else:
            joined.append((opens, closes))
    return tuple(joined)


def _either_side(
    begins: datetime, at: datetime, ends: datetime, jump: timedelta, span: Span
) -> Iterator[Interval]:
    """The parts of one wall-clock span before and after the clocks change."""
    opens, closes = begins + span[0] * _MINUTE, begins + span[1] * _MINUTE
    for first, last, low, high in ((opens, closes, begins, at), (opens - jump, closes - jump, at, ends)):
        if max(first, low) < min(last, high):
            yield max(first, low), min(last, high)


@lru_cache(maxsize=4096)
def clock_change(day: date) -> tuple[datetime, timedelta] | None:
    """The moment (UTC) at which the clocks change on a day, and by how much; None on other days."""
    begins, ends = start_of_day(day), end_of_day(day)
    jump = timedelta(minutes=MINUTES_A_DAY) - (ends - begins)
    if not jump:
        return None
    before = begins.astimezone(LONDON).utcoffset()
    low, high = 0, int((ends - begins) / _MINUTE)
    while low + 1 < high:
        middle = (low + high) // 2
        if (begins + middle * _MINUTE).astimezone(LONDON).utcoffset() == before:
            low = middle
        else:
            high = middle
    return begins + high * _MINUTE, jump
