"""Opening hours as a pack writes them, one week with its closed days, read into minutes of the civil day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import Final

Span = tuple[int, int]
"""Minutes from midnight on the clocks of England: opens (inclusive) and closes (exclusive, at most 1440)."""
Hours = tuple[Span, ...]
"""The opening intervals of one day, in order and apart."""

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MINUTES_A_DAY: Final = 1440
_SPAN: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionalDay:
    """What holds on one date in place of the week: the hours (none: closed) and its name."""

    day: date
    hours: Hours = ()
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The hours of each weekday (Monday first) over a period; `valid_to` is its last day.

    `closed_on` holds (month, day) of every year. `exceptions` win over it and over bank holidays.
    """

    days: tuple[Hours, ...]
    valid_from: date = date.min
    valid_to: date | None = None
    open_on_bank_holidays: bool = False
    closed_on: frozenset[tuple[int, int]] = frozenset()
    exceptions: Mapping[date, ExceptionalDay] = field(default_factory=lambda: MappingProxyType({}))
    rule_id: str = ""


def hours_of(texts: Iterable[str]) -> Hours:
    """Intervals written "09:00-17:00", in order of time; those that touch join. No text: closed all day.

    Raises ValueError for one that can't be read, ends before it begins, or overlaps another.
    """
    spans: list[Span] = []
    for text in texts:
        found = _SPAN.fullmatch(text)
        if found is None:
            raise ValueError(f"'{text}' is not written like 09:00-17:00")
        hour, minute, to_hour, to_minute = map(int, found.groups())
        span = (hour * 60 + minute, to_hour * 60 + to_minute)
        if not span[0] < span[1] <= MINUTES_A_DAY:
            raise ValueError(f"'{text}' does not end later on the same day")
        spans.append(span)
    return joined_hours(spans)


def joined_hours(spans: Iterable[Span]) -> Hours:
    """Spans in order, those that touch made one. Raises ValueError where two overlap."""
    ordered = sorted(spans)
    for (_, closes), (opens, _) in pairwise(ordered):
        if opens < closes:
            raise ValueError("two intervals of a day overlap")
    joined: list[Span] = []
    for opens, closes in ordered:
        if joined and joined[-1][1] == opens:
            joined[-1] = (joined[-1][0], closes)
        else:
            joined.append((opens, closes))
    return tuple(joined)


def covers_hours(hours: Hours, least: Hours) -> bool:
    """Whether each of the least intervals lies inside one of the hours (both joined where they touch)."""
    return all(any(opens <= first and last <= closes for opens, closes in hours) for first, last in least)


def month_and_day(text: str) -> tuple[int, int]:
    """A day of every year written "25 December". Raises ValueError."""
    number, _, name = text.partition(" ")
    if not number.isdecimal() or name.lower() not in MONTHS:
        raise ValueError(f"'{text}' is not written like 25 December")
    month = MONTHS.index(name.lower()) + 1
    date(2000, month, int(number))
    return month, int(number)


def week_of(
    value: Mapping[str, object], *, valid_from: date, valid_to: date | None = None, rule_id: str = ""
) -> Week:
    """The week that a pack's table of hours says. Raises ValueError naming what can't be read."""
    return Week(
        days=tuple(hours_of(_texts(value.get(weekday, ()))) for weekday in WEEKDAYS),
        valid_from=valid_from,
        valid_to=valid_to,
        open_on_bank_holidays=value.get("open_on_bank_holidays") is True,
        closed_on=frozenset(map(month_and_day, _texts(value.get("closed_on", ())))),
        exceptions=MappingProxyType(
            {each.day: each for each in map(_exception, _rows(value.get("exceptions", ())))}
        ),
        rule_id=rule_id,
    )


def complaint_about_hours(value: object) -> str | None:
    """Why a table of hours can't be read, in words; None when it can."""
    try:
        week_of(value if isinstance(value, Mapping) else {}, valid_from=date.min)
    except ValueError as error:
        return str(error)
    return None


def _exception(row: Mapping[str, object]) -> ExceptionalDay:
    day = row.get("day")
    if type(day) is not date:
        raise ValueError("an exception needs the date of its day")
    return ExceptionalDay(
        day=day, hours=hours_of(_texts(row.get("hours", ()))), name=str(row.get("name", ""))
    )


def _texts(value: object) -> Sequence[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list | tuple) else []


def _rows(value: object) -> Sequence[Mapping[str, object]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list | tuple) else []
