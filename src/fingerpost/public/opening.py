"""When each channel can be reached: its week, the days that differ from it, and whether it is open at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from fingerpost.policy import Rules
from fingerpost.policy.calendars import LANGUAGE_LINES, Calendar, named_calendar
from fingerpost.policy.civil import add_months, civil_date, end_of_day
from fingerpost.policy.opening_hours import Hours, Week

_MONTHS_AHEAD: Final = 12
_DAYS_OF_CLOSING: Final = 8  # what stays open for longer is said to have no closing time
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class DifferentDay:
    """A day whose hours are not those of its week; no hours: closed all day."""

    day: date
    hours: Hours
    name: str


@dataclass(frozen=True, slots=True)
class NewWeek:
    """The week that holds from a day to come; None: no hours from then on."""

    begins_on: date
    week: Week | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What one channel's calendar says at a moment, and over the twelve months from its day.

    `closes_at` is given while it is open, unless it stays open for a week; `opens_at` while it is closed, unless
    it never opens again.
    """

    week: Week | None
    new_weeks: tuple[NewWeek, ...]
    different_days: tuple[DifferentDay, ...]
    is_open: bool
    closes_at: datetime | None
    opens_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageLine:
    """One of the language lines; `number` is "" where the rules of the day hold none."""

    code: str
    name: str
    number: str
    opening: Opening


def opening_of(name: str, rules: Rules, now: datetime) -> Opening:
    """What the named calendar of these rules says at a moment (OI-5.1)."""
    calendar = named_calendar(name, rules)
    today = civil_date(now)
    days = tuple(_days_between(today, add_months(today, _MONTHS_AHEAD)))
    is_open = calendar.is_open(now)
    return Opening(
        week=_week_on(calendar.weeks, today),
        new_weeks=tuple(_new_weeks(calendar, days)),
        different_days=tuple(_different_days(calendar, days)),
        is_open=is_open,
        closes_at=_closing_after(calendar, now) if is_open else None,
        opens_at=None if is_open else calendar.next_opening(now),
    )


def language_lines(rules: Rules, now: datetime) -> tuple[LanguageLine, ...]:
    """The language lines in the order and the spelling of the list of terms, with numbers (OI-3.36a, OI-7.34)."""
    numbers = _numbers(rules, civil_date(now))
    return tuple(
        LanguageLine(
            code=code,
            name=name,
            number=numbers.get(name.lower(), ""),
            opening=opening_of(f"language:{code}", rules, now),
        )
        for code, name in LANGUAGE_LINES.items()
    )


def shared_days(lines: Iterable[LanguageLine]) -> Mapping[DifferentDay, tuple[str, ...]]:
    """Each different day of the lines, in order, with the names of the lines for which it is the same."""
    found: dict[DifferentDay, list[str]] = {}
    for line in lines:
        for each in line.opening.different_days:
            found.setdefault(each, []).append(line.name)
    return MappingProxyType({each: tuple(found[each]) for each in sorted(found)})


def _numbers(rules: Rules, day: date) -> dict[str, str]:
    """Numbers by the code of their line; none where the rules hold none on that day."""
    ruling = rules.find("telephone.language_lines", day)
    rows = ruling.value if ruling is not None and isinstance(ruling.value, tuple) else ()
    return {str(row["code"]): str(row["number"]) for row in rows if isinstance(row, Mapping)}


def _days_between(first: date, end: date) -> Iterator[date]:
    """Each day from the first up to and without the last."""
    return (first + timedelta(days=number) for number in range((end - first).days))


def _week_on(weeks: Iterable[Week], day: date) -> Week | None:
    for week in weeks:
        if week.valid_from <= day and (week.valid_to is None or day <= week.valid_to):
            return week
    return None


def _new_weeks(calendar: Calendar, days: tuple[date, ...]) -> Iterator[NewWeek]:
    """The days on which other usual hours begin; a ruling that only repeats the one before begins nothing."""
    before = _week_on(calendar.weeks, days[0])
    for day in days[1:]:
        week = _week_on(calendar.weeks, day)
        if _usual(week) != _usual(before):
            yield NewWeek(day, week)
        before = week


def _usual(week: Week | None) -> tuple[tuple[Hours, ...], bool] | None:
    return (week.days, week.open_on_bank_holidays) if week is not None else None


def _different_days(calendar: Calendar, days: tuple[date, ...]) -> Iterator[DifferentDay]:
    for day in days:
        week = _week_on(calendar.weeks, day)
        hours = calendar.hours(day)
        if hours != (week.days[day.weekday()] if week is not None else ()):
            yield DifferentDay(day, hours, calendar.name_of_change(day))


def _closing_after(calendar: Calendar, now: datetime) -> datetime | None:
    """The moment (UTC) at which it next closes, open now; None where it stays open for a week.

    Hours that end at midnight and begin again with the next day are one opening.
    """
    today, closes_at = civil_date(now), now.astimezone(UTC)
    for number in range(_DAYS_OF_CLOSING):
        for opens, closes in calendar.intervals(today + number * _ONE_DAY):
            if opens > closes_at:
                return closes_at
            closes_at = max(closes_at, closes)
    return closes_at if closes_at < end_of_day(today + (_DAYS_OF_CLOSING - 1) * _ONE_DAY) else None
