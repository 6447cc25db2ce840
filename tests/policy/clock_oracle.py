"""An oracle for clocks: it walks from the start in steps and shares nothing with the product, not even time zones.

Moments are whole minutes since 1 January 1970 (UTC). Summer time runs from the last Sunday of March to the last
Sunday of October, 01:00 UTC both times, as it has since 1996. Clocks of days are walked by the hour, since every
midnight of England falls on one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources

DAY = 1440
Spans = tuple[tuple[int, int], ...]
Pauses = tuple[tuple[int, int], ...]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """A random calendar as plain facts: minutes of each weekday, exceptions, the working week."""

    week: tuple[Spans, ...]
    exceptions: Mapping[date, Spans] = field(default_factory=dict)
    weekdays: frozenset[int] = frozenset(range(5))
    less_bank_holidays: bool = True
    open_on_bank_holidays: bool = False
    closed_on: frozenset[tuple[int, int]] = frozenset()


def minutes(moment: datetime) -> int:
    return int((moment - _EPOCH) / timedelta(minutes=1))


def moment_at(minute: int) -> datetime:
    return _EPOCH + timedelta(minutes=minute)


@cache
def bank_holidays() -> frozenset[date]:
    """The published list itself; the random calendars stay within its years."""
    text = (resources.files("govuk_bank_holidays") / "bank-holidays.json").read_text(encoding="utf-8")
    events = json.loads(text)["england-and-wales"]["events"]
    return frozenset(date.fromisoformat(event["date"]) for event in events)


@cache
def _summer(year: int) -> tuple[int, int]:
    """The minutes at which summer time begins and ends."""

    def last_sunday(month: int) -> int:
        day = date(year, month, 31)
        day -= timedelta(days=(day.weekday() + 1) % 7)
        return ((day - date(1970, 1, 1)).days * 24 + 1) * 60

    return last_sunday(3), last_sunday(10)


@cache
def _ordinal(days: int) -> date:
    return date(1970, 1, 1) + timedelta(days=days)


def wall(minute: int) -> tuple[date, int]:
    """What the clocks of England show: the date, and minutes from midnight."""
    begins, ends = _summer(_ordinal(minute // DAY).year)
    days, rest = divmod(minute + (60 if begins <= minute < ends else 0), DAY)
    return _ordinal(days), rest


def end_of(day: date) -> int:
    """The minute at which a day of England is over: the first that shows the next one."""
    minute = (day - date(1970, 1, 1)).days * DAY + DAY
    while wall(minute - 60)[0] > day:
        minute -= 60
    return minute


def hours(place: Place, day: date) -> Spans:
    if day in place.exceptions:
        return place.exceptions[day]
    if (day.month, day.day) in place.closed_on:
        return ()
    if day in bank_holidays() and not place.open_on_bank_holidays:
        return ()
    return place.week[day.weekday()]


def is_open(place: Place, minute: int) -> bool:
    day, shown = wall(minute)
    return any(opens <= shown < closes for opens, closes in hours(place, day))


def is_working(place: Place, day: date) -> bool:
    if day.weekday() not in place.weekdays or (place.less_bank_holidays and day in bank_holidays()):
        return False
    return bool(hours(place, day))


def elapsed(start: int, length: int, pauses: Pauses) -> int:
    """Walk minute by minute; a minute inside a pause does not run."""
    minute, left = start, length
    while left:
        if not any(begins <= minute < ends for begins, ends in pauses):
            left -= 1
        minute += 1
    return minute


def _walk(start: int, step: int, stop: Callable[[date, int], bool]) -> int:
    """Walk until a day that ends says stop; each day that ends is told once, with the minute of its end."""
    minute = start - start % step
    today = wall(start)[0]
    while True:
        minute += step
        day = wall(minute)[0]
        if day != today:
            if stop(today, minute):
                return minute
            today = day


def _is_paused(end: int, pauses: Pauses) -> bool:
    """Paused at the last moment of a day that ends at a minute."""
    return any(begins < end <= ends for begins, ends in pauses)


def working_days(
    start: int, count: int, place: Place, pauses: Pauses, *, first_counts: str = "never", step: int = 60
) -> int:
    first, left = wall(start)[0], count

    def stop(day: date, end: int) -> bool:
        nonlocal left
        if is_working(place, day) and not _is_paused(end, pauses):
            same_day = first_counts == "always" or (
                first_counts == "before closing" and start < _closing(place, day, end)
            )
            left -= day > first or same_day
        return left == 0

    return _walk(start, step, stop)


def _closing(place: Place, day: date, end: int) -> int:
    """The minute at which a day closes for the last time: the first after which no minute of it is open."""
    minute = end
    while not is_open(place, minute - 1):
        minute -= 1
    return minute


def calendar_days(start: int, count: int, pauses: Pauses, *, step: int = 60) -> int:
    first, left = wall(start)[0], count

    def stop(day: date, end: int) -> bool:
        nonlocal left
        left -= day > first and not _is_paused(end, pauses)
        return left == 0

    return _walk(start, step, stop)


def calendar_months(start: int, months: int, pauses: Pauses, *, step: int = 60) -> int:
    """The day that lies so many months after the first day moved on by the paused days met so far."""
    first, moved = wall(start)[0], 0

    def stop(day: date, end: int) -> bool:
        nonlocal moved
        moved += day > first and _is_paused(end, pauses)
        return day > first and day >= months_after(first + timedelta(days=moved), months)

    return _walk(start, step, stop)


def months_after(day: date, months: int) -> date:
    year, month, number = day.year, day.month, day.day
    for _ in range(months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    while True:
        try:
            return date(year, month, number)
        except ValueError:
            number -= 1


def working_day_of_month(start: int, number: int, place: Place, *, step: int = 60) -> int:
    """Walk from the first of the month, and stop with the numbered working day that is not over at the start."""
    begun = date(wall(start)[0].year, wall(start)[0].month, 1)
    counts: dict[tuple[int, int], int] = {}

    def stop(day: date, end: int) -> bool:
        month = (day.year, day.month)
        counts[month] = counts.get(month, 0) + is_working(place, day)
        return counts[month] == number and is_working(place, day) and end > start

    return _walk((begun - date(1970, 1, 1)).days * DAY, step, stop)
