"""Calendars: when a place is open and which days are working days, from dated hours and exceptions (XD-2)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

from fingerpost.policy.bank_holidays import bank_holidays
from fingerpost.policy.civil import civil_date
from fingerpost.policy.errors import PolicyError
from fingerpost.policy.opening_hours import (
    WEEKDAYS,
    ExceptionalDay,
    Hours,
    Week,
    covers_hours,
    joined_hours,
    week_of,
)
from fingerpost.policy.rules import Rules, Ruling, Status
from fingerpost.policy.wall_clock import Interval, wall_clock_moments

LANGUAGE_LINES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "gu": "Gujarati",
        "pa": "Punjabi",
        "syl": "Sylheti",
        "ur": "Urdu",
        "fa": "Farsi",
        "pl": "Polish",
        "fr": "French",
        "so": "Somali",
    }
)
_HOURS_KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "england": "hours.office",
        "contact_centre": "hours.contact_centre",
        "prime": "hours.prime",
        "website": "hours.website",
        **{f"language:{code}": f"hours.language.{code}" for code in LANGUAGE_LINES},
    }
)
_SEARCH_DAYS: Final = 800  # how far ahead an opening is looked for
_KEPT_DAYS: Final = 20_000
_LAST_YEAR: Final = 2200
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Counting(StrEnum):
    """Which day is day one of a clock that counts working days (XD-2)."""

    DAY_AFTER = "day after receipt"
    SAME_DAY = "day of receipt"
    SAME_DAY_BEFORE_CLOSING = "day of receipt before closing"


class UnknownCalendar(PolicyError):
    """No calendar has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no calendar called '{name}'. Known: {', '.join(calendar_names())}.")
        self.name = name


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingWeek:
    """What a working day is over a period (XD-2): weekdays (Monday is 0), with or without bank holidays."""

    weekdays: frozenset[int] = frozenset(range(5))
    less_bank_holidays: bool = True
    valid_from: date = date.min
    valid_to: date | None = None
    rule_id: str = ""


Dated = TypeVar("Dated", Week, WorkingWeek)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarException:
    """One row of exceptions that a room keeps: on this day these hours hold (none: closed).

    `organisation` and `venue` say where; a row that names neither holds everywhere.
    """

    day: date
    hours: Hours = ()
    name: str = ""
    organisation: Hashable | None = None
    venue: Hashable | None = None


@dataclass(frozen=True, slots=True)
class _Day:
    """What is known of one civil day."""

    hours: Hours
    is_working: bool
    why_not: str


class Calendar:
    """When somewhere is open, and its working days. Never changes once made; days are worked out once and kept.

    A working day is a day of the working week that is no bank holiday (where policy leaves those out) and on which
    this calendar opens at all. An exceptional opening does not make a working day of a Saturday or a bank holiday.
    """

    __slots__ = (
        "_days",
        "_exceptions",
        "_months",
        "_open",
        "_weeks",
        "_working_days",
        "_working_weeks",
        "name",
    )

    def __init__(
        self,
        name: str,
        weeks: Sequence[Week],
        *,
        working_weeks: Sequence[WorkingWeek] = (WorkingWeek(),),
        exceptions: Mapping[date, ExceptionalDay] = MappingProxyType({}),
    ) -> None:
        """Takes dated weeks, none of which overlaps another; a day that none covers is closed."""
        self.name: Final = name
        self._weeks: Final = tuple(weeks)
        self._working_weeks: Final = tuple(working_weeks)
        self._exceptions: Final = MappingProxyType(dict(exceptions))
        self._days: Final[dict[date, _Day]] = {}
        self._open: Final[dict[int, tuple[tuple[float, float], ...]]] = {}
        self._working_days: Final[dict[int, tuple[int, ...]]] = {}
        self._months: Final[dict[tuple[int, int], tuple[date, ...]]] = {}

    @property
    def weeks(self) -> tuple[Week, ...]:
        """The dated weeks, none of which overlaps another; exceptions of single days stand over them."""
        return self._weeks

    def is_open(self, moment: datetime) -> bool:
        """Whether it is open at a moment; the closing minute is closed. Raises ValueError without an offset."""
        if moment.tzinfo is None:
            raise ValueError("A moment needs an offset from UTC.")
        at = moment.timestamp()
        number = int(at // 86_400)
        spans = self._open.get(number)
        if spans is None:
            spans = self._spans_of(number)
        return any(opens <= at < closes for opens, closes in spans)

    def is_working_day(self, day: date) -> bool:
        """Whether a day counts as a working day here (XD-2)."""
        return (self._days.get(day) or self._day(day)).is_working

    def why_not_working(self, day: date) -> str:
        """The holiday or closure that makes a day no working day; "" for a weekend, or hours that never open then."""
        return (self._days.get(day) or self._day(day)).why_not

    def name_of_change(self, day: date) -> str:
        """The holiday, closed day or exception that changes a day's hours; "" where its week says them."""
        return self._hours_on(day, bank_holidays(day.year).get(day, ""))[1]

    def hours(self, day: date) -> Hours:
        """The opening intervals of a day in minutes from midnight, as the clocks of England show them."""
        return (self._days.get(day) or self._day(day)).hours

    def intervals(self, day: date) -> tuple[Interval, ...]:
        """The opening intervals of a day as moments (UTC), apart and in order.

        Hours are those the clocks show: an hour that spring skips is no opening, one that autumn repeats is two.
        """
        hours = self.hours(day)
        return wall_clock_moments(day, hours) if hours else ()

    def next_opening(self, moment: datetime) -> datetime | None:
        """The first moment (UTC) at or after one when it is open; None where it does not open in two years."""
        day = civil_date(moment)
        for number in range(_SEARCH_DAYS):
            for opens, closes in self.intervals(day + timedelta(days=number)):
                if closes > moment:
                    return max(opens, moment.astimezone(UTC))
        return None

    def working_day_after(self, day: date, count: int) -> date | None:
        """The day reached by counting working days after a day; None where there are never so many.

        Raises ValueError for a negative count; zero gives the day itself.
        """
        if count <= 0:
            if count < 0:
                raise ValueError("Working days are counted forwards.")
            return day
        year, after = day.year, day.toordinal()
        while year <= _LAST_YEAR:
            ordinals = self._working_ordinals(year)
            place = bisect_right(ordinals, after) + count - 1
            if place < len(ordinals):
                return date.fromordinal(ordinals[place])
            count = place - len(ordinals) + 1
            year, after = year + 1, 0
        return None

    def working_days_of_month(self, year: int, month: int) -> tuple[date, ...]:
        """The working days of one month, in order."""
        found = self._months.get((year, month))
        if found is None:
            days = map(date.fromordinal, self._working_ordinals(year))
            found = self._months[year, month] = tuple(day for day in days if day.month == month)
        return found

    def rule_ids(self, day: date) -> tuple[str, ...]:
        """The rules that say the hours and the working week of a day."""
        found = (_in_force(self._weeks, day), _in_force(self._working_weeks, day))
        return tuple(each.rule_id for each in found if each is not None and each.rule_id)

    def with_exceptions(
        self,
        rows: Iterable[CalendarException],
        *,
        organisation: Hashable | None = None,
        venue: Hashable | None = None,
    ) -> Calendar:
        """This calendar with the rows that hold for an organisation and a venue (BR-1.3b, OI-3.26).

        On one day the venue's own row wins over the organisation's, and that over one which names neither; of two
        that are equal, the later in order.
        """
        chosen = dict(self._exceptions)
        fitting = [
            row for row in rows if row.organisation in (None, organisation) and row.venue in (None, venue)
        ]
        for row in sorted(fitting, key=lambda each: (each.venue is not None, each.organisation is not None)):
            chosen[row.day] = ExceptionalDay(day=row.day, hours=joined_hours(row.hours), name=row.name)
        return Calendar(
            self.name, self._weeks, working_weeks=self._working_weeks, exceptions=MappingProxyType(chosen)
        )

    def covers(self, least: Calendar, days: Iterable[date]) -> bool:
        """Whether it is open on each of some days whenever the other is (OI-3.27)."""
        return all(covers_hours(self.hours(day), least.hours(day)) for day in days)

    def __repr__(self) -> str:
        return f"<Calendar {self.name}>"

    def _day(self, day: date) -> _Day:
        """Work out one day and keep it."""
        holiday = bank_holidays(day.year).get(day, "")
        hours, name = self._hours_on(day, holiday)
        working = _in_force(self._working_weeks, day)
        why_not = ""
        in_week = working is not None and day.weekday() in working.weekdays
        is_working = in_week and bool(hours)
        if in_week and working is not None and working.less_bank_holidays and holiday:
            is_working, why_not = False, holiday
        elif in_week and not hours:
            why_not = name or holiday
        if len(self._days) >= _KEPT_DAYS:
            self._days.clear()
        found = self._days[day] = _Day(hours, is_working, why_not)
        return found

    def _hours_on(self, day: date, holiday: str) -> tuple[Hours, str]:
        """The hours of a day and the name of what changed them: exceptions first, closed days, then the week."""
        week = _in_force(self._weeks, day)
        exception = self._exceptions.get(day) or (week.exceptions.get(day) if week is not None else None)
        if exception is not None:
            return exception.hours, exception.name or ("" if exception.hours else "closed")
        if week is None:
            return (), ""
        if (day.month, day.day) in week.closed_on:
            return (), _CLOSED_DAYS.get((day.month, day.day), "closed")
        if holiday and not week.open_on_bank_holidays:
            return (), holiday
        return week.days[day.weekday()], ""

    def _working_ordinals(self, year: int) -> tuple[int, ...]:
        """The working days of a year as ordinals, worked out once."""
        found = self._working_days.get(year)
        if found is None:
            days = map(
                date.fromordinal, range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
            )
            found = tuple(day.toordinal() for day in days if self.is_working_day(day))
            self._working_days[year] = found
        return found

    def _spans_of(self, number: int) -> tuple[tuple[float, float], ...]:
        """The seconds since 1970 between which it is open on a UTC day (England is at UTC or ahead of it)."""
        first = (_EPOCH + timedelta(days=number)).date()
        spans = tuple(
            (opens.timestamp(), closes.timestamp())
            for day in (first, first + timedelta(days=1))
            for opens, closes in self.intervals(day)
        )
        if len(self._open) >= _KEPT_DAYS:
            self._open.clear()
        self._open[number] = spans
        return spans


_CLOSED_DAYS: Final[Mapping[tuple[int, int], str]] = MappingProxyType(
    {(12, 25): "Christmas Day", (12, 26): "Boxing Day", (1, 1): "New Year’s Day"}
)


def calendar_names() -> tuple[str, ...]:
    """The names that `named_calendar` knows."""
    return tuple(_HOURS_KEYS)


def named_calendar(name: str, rules: Rules) -> Calendar:
    """A calendar of the service by name, made once for each set of rules.

    "england" (an office on working days), "contact_centre" (BR-1.3a), "prime" (the least hours of OI-3.27),
    "website", "language:pl" (OI-3.36a; the language by code or by its English name). Raises UnknownCalendar.
    """
    return rules.derived(f"calendar:{name}", lambda: _made(_key_of(name), rules))


def counting_on(day: date, rules: Rules) -> tuple[Counting, str]:
    """Which day is day one of a working-day clock that starts on a day, and the rule that says so (XD-2)."""
    ruling = rules.get("clock.counting_starts", day)
    return Counting(str(ruling.value)), ruling.rule_id


def complaint_about_counting(value: object) -> str | None:
    """Why a text does not say where counting starts; None when it does."""
    return None if value in set(Counting) else f"is one of {', '.join(Counting)}"


def complaint_about_working_week(value: object) -> str | None:
    """Why a table does not say what a working week is; None when it does."""
    unknown = sorted(set(_weekday_names(value)) - set(WEEKDAYS))
    return f"'{unknown[0]}' is no weekday" if unknown else None


def _weekday_names(value: object) -> tuple[str, ...]:
    names = value.get("weekdays") if isinstance(value, Mapping) else None
    return tuple(map(str, names)) if isinstance(names, list | tuple) else ()


def _key_of(name: str) -> tuple[str, str]:
    """The plain name of a calendar, and the key of its hours."""
    plain = name.strip().lower()
    if plain.startswith("language:"):
        wanted = plain.partition(":")[2]
        plain = next(
            (f"language:{code}" for code, label in LANGUAGE_LINES.items() if label.lower() == wanted), plain
        )
    if plain not in _HOURS_KEYS:
        raise UnknownCalendar(name)
    return plain, _HOURS_KEYS[plain]


def _made(name_and_key: tuple[str, str], rules: Rules) -> Calendar:
    name, key = name_and_key
    return Calendar(
        name,
        [_week(ruling) for ruling in _standing(rules, key)],
        working_weeks=[_working_week(ruling) for ruling in _standing(rules, "clock.working_week")],
    )


def _standing(rules: Rules, key: str) -> Iterator[Ruling]:
    return (ruling for ruling in rules.history(key) if ruling.status is not Status.WITHDRAWN)


def _week(ruling: Ruling) -> Week:
    value = ruling.value if isinstance(ruling.value, Mapping) else {}
    return week_of(value, valid_from=ruling.valid_from, valid_to=ruling.valid_to, rule_id=ruling.rule_id)


def _working_week(ruling: Ruling) -> WorkingWeek:
    value = ruling.value if isinstance(ruling.value, Mapping) else {}
    return WorkingWeek(
        weekdays=frozenset(WEEKDAYS.index(name) for name in _weekday_names(value)),
        less_bank_holidays=value.get("less_bank_holidays") is True,
        valid_from=ruling.valid_from,
        valid_to=ruling.valid_to,
        rule_id=ruling.rule_id,
    )


def _in_force(periods: Sequence[Dated], day: date) -> Dated | None:
    for period in periods:
        if period.valid_from <= day and (period.valid_to is None or day <= period.valid_to):
            return period
    return None
