"""Clocks: when a service level is due, and why (XD-2).

Four kinds, and deadlines on a numbered working day of the month. Elapsed clocks count real time, through nights and
changes of the clock. The others count days of England, and end with their last day, at the midnight when the next
begins. The rules of the day on which a clock starts hold until it ends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

from fingerpost.policy.calendars import Calendar, Counting, counting_on, named_calendar
from fingerpost.policy.civil import add_months, civil_date, end_of_day
from fingerpost.policy.clock_words import explain
from fingerpost.policy.errors import PolicyError
from fingerpost.policy.messages import Message
from fingerpost.policy.pauses import (
    Pause,
    end_of_running_time,
    is_paused_day,
    joined,
    paused_days_after,
)
from fingerpost.policy.rules import Rules
from fingerpost.policy.service_levels import Clock, ClockKind, ServiceLevel, service_level

__all__ = ["Due", "NeverDue", "NotAClock", "Pause", "due", "end_of_working_days"]

_MONTHS_SEARCHED: Final = 60
_end_of_day = lru_cache(maxsize=8192)(end_of_day)


class NotAClock(PolicyError):
    """The level is a target, and has no due moment."""

    def __init__(self, level: ServiceLevel) -> None:
        super().__init__(f"{level.id} is a target and no clock: {level.measure}.")
        self.level = level.id


class NeverDue(PolicyError):
    """The calendar has too few working days ever to reach the end of the clock."""

    def __init__(self, level: str, calendar: Calendar) -> None:
        super().__init__(f"{level} is never due: the calendar '{calendar.name}' has too few working days.")
        self.level = level


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When a clock ends. `due_at` is UTC; `due_on` is the day in England on which it falls, or which ends then.

    `pauses` are those that were counted, joined and from the start on. The words and lists are worked out when asked.
    """

    level: ServiceLevel
    clock: Clock
    started_at: datetime
    due_at: datetime
    due_on: date
    pauses: tuple[Pause, ...]
    calendar: Calendar
    counting: Counting
    counting_rule_id: str
    ignored_pauses: bool

    @property
    def explanation(self) -> Message:
        """Why it is due then, in sentences."""
        return explain(self)

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """The rules used: the level's, and for working days those of the calendar and of counting."""
        ids = [self.level.ruling.rule_id]
        if self.counts_working_days:
            ids += self.calendar.rule_ids(civil_date(self.started_at))
        if self.clock.kind is ClockKind.WORKING_DAYS:
            ids.append(self.counting_rule_id)
        return tuple(ids)

    @property
    def counts_working_days(self) -> bool:
        """Whether the calendar has a say."""
        return self.clock.kind in (ClockKind.WORKING_DAYS, ClockKind.WORKING_DAY_OF_MONTH)

    @property
    def counted(self) -> tuple[date, ...]:
        """The days that counted, the last of them `due_on`; none for an elapsed clock."""
        if self.clock.kind is ClockKind.ELAPSED:
            return ()
        return tuple(day for day in self._span() if not self._why_skipped(day)[0])

    @property
    def skipped(self) -> tuple[tuple[date, str], ...]:
        """The days passed over with the name of the holiday or closure, "paused", or "" for a weekend."""
        if self.clock.kind is ClockKind.ELAPSED:
            return ()
        found = ((day, *self._why_skipped(day)) for day in self._span())
        return tuple((day, why) for day, is_skipped, why in found if is_skipped)

    @property
    def also_due_at(self) -> datetime | None:
        """The second target in hours that does not decide (OI-3.28), UTC."""
        if self.clock.also_hours is None:
            return None
        return end_of_running_time(self.started_at, timedelta(hours=self.clock.also_hours), self.pauses)

    @property
    def earliest_on(self) -> date | None:
        """The first day of the window that ends with `due_on` (SL-055), where there is one."""
        if self.clock.earliest is None:
            return None
        return add_months(civil_date(self.started_at), self.clock.earliest)

    def is_late(self, at: datetime) -> bool:
        """Whether a moment is too late. The last moment of hours is in time; a day is over at its midnight."""
        return at > self.due_at if self.clock.kind is ClockKind.ELAPSED else at >= self.due_at

    def _span(self) -> Sequence[date]:
        """The days from the first that could count to the last."""
        first = civil_date(self.started_at)
        if self.clock.kind is ClockKind.WORKING_DAY_OF_MONTH:
            first = self.due_on.replace(day=1)
        elif not (self.clock.kind is ClockKind.WORKING_DAYS and counts_first_day(self)):
            first += timedelta(days=1)
        return [first + timedelta(days=number) for number in range((self.due_on - first).days + 1)]

    def _why_skipped(self, day: date) -> tuple[bool, str]:
        if self.counts_working_days and not self.calendar.is_working_day(day):
            return True, self.calendar.why_not_working(day)
        return (True, "paused") if is_paused_day(day, self.pauses) else (False, "")


def due(
    level: str | ServiceLevel,
    started_at: datetime,
    *,
    rules: Rules,
    calendar: Calendar | None = None,
    pauses: Sequence[Pause] = (),
) -> Due:
    """When a level is due for something that started at a moment, and why (XD-2, OI-12.22).

    Without a calendar the level's own holds (working days of England). Working and calendar days that end in a pause
    are not counted; elapsed clocks add its time; months are counted from the start moved on by the days that ended in
    a pause. A clock that nothing stops (SL-074, deadlines of a month) leaves pauses out and says so.
    Raises UnknownLevel, NotInForce (judged on the day it starts), NotAClock, NeverDue; ValueError without an offset.
    """
    first = civil_date(started_at)
    found = service_level(level, first, rules) if isinstance(level, str) else level
    clock = found.clock
    if clock is None:
        raise NotAClock(found)
    standing = joined(pauses, after=started_at) if pauses and clock.is_paused else ()
    place = calendar if calendar is not None else named_calendar(clock.calendar, rules)
    counting, counting_rule = counting_on(first, rules)
    if clock.kind is ClockKind.ELAPSED:
        due_at = end_of_running_time(started_at, timedelta(seconds=clock.amount), standing)
        due_on = civil_date(due_at)
    else:
        last = _last_day(clock, started_at, first, place, counting, standing)
        if last is None:
            raise NeverDue(found.id, place)
        due_at, due_on = _end_of_day(last), last
    # A pause that begins when all is over has no part in it.
    used = tuple(pause for pause in standing if pause.begins_at < due_at)
    return Due(
        level=found,
        clock=clock,
        started_at=started_at.astimezone(UTC),
        due_at=due_at,
        due_on=due_on,
        pauses=used,
        calendar=place,
        counting=counting,
        counting_rule_id=counting_rule,
        ignored_pauses=bool(pauses) and not clock.is_paused,
    )


def end_of_working_days(
    started_at: datetime, days: int, *, rules: Rules, calendar: Calendar | None = None
) -> datetime:
    """The moment (UTC) at which some working days are over, for a number that a rule of its own states (XD-2).

    Raises NeverDue, NotInForce; ValueError without an offset.
    """
    first = civil_date(started_at)
    place = calendar if calendar is not None else named_calendar("england", rules)
    left = days - (days > 0 and _counts_first_day(started_at, first, place, counting_on(first, rules)[0], ()))
    last = place.working_day_after(first, left)
    if last is None:
        raise NeverDue(f"A clock of {days} working days", place)
    return _end_of_day(last)


def counts_first_day(result: Due) -> bool:
    """Whether the day on which a clock of working days started counts as day one (the second setting of XD-2)."""
    return _counts_first_day(
        result.started_at, civil_date(result.started_at), result.calendar, result.counting, result.pauses
    )


def _last_day(
    clock: Clock,
    started_at: datetime,
    first: date,
    calendar: Calendar,
    counting: Counting,
    pauses: tuple[Pause, ...],
) -> date | None:
    """The last day of a clock that counts days or months; None where its calendar never gets there."""
    match clock.kind:
        case ClockKind.WORKING_DAYS:
            left = clock.amount - _counts_first_day(started_at, first, calendar, counting, pauses)
            return _working_day(first, left, calendar, pauses)
        case ClockKind.WORKING_DAY_OF_MONTH:
            return _working_day_of_month(first, clock.amount, calendar)
        case ClockKind.CALENDAR_MONTHS:
            return _moved_by_pauses(first, pauses, lambda day: add_months(day, clock.amount))
        case _:
            return _moved_by_pauses(first, pauses, lambda day: day + timedelta(days=clock.amount))


def _counts_first_day(
    started_at: datetime, first: date, calendar: Calendar, counting: Counting, pauses: tuple[Pause, ...]
) -> bool:
    if counting is Counting.DAY_AFTER or not calendar.is_working_day(first) or is_paused_day(first, pauses):
        return False
    if counting is Counting.SAME_DAY:
        return True
    intervals = calendar.intervals(first)  # none where the only hour open is the one that spring skips
    return bool(intervals) and started_at < intervals[-1][1]


def _working_day(first: date, count: int, calendar: Calendar, pauses: tuple[Pause, ...]) -> date | None:
    """The day reached by counting working days after a day, paused ones left out."""
    if not pauses:
        return calendar.working_day_after(first, count)
    day: date | None = first
    while count and day is not None:
        day = calendar.working_day_after(day, 1)
        count -= day is not None and not is_paused_day(day, pauses)
    return day


def _working_day_of_month(first: date, number: int, calendar: Calendar) -> date | None:
    """The next numbered working day of a month, that day itself included; a month with too few has none."""
    for month in range(_MONTHS_SEARCHED):
        begins = add_months(first.replace(day=1), month)
        days = calendar.working_days_of_month(begins.year, begins.month)
        if len(days) >= number and days[number - 1] >= first:
            return days[number - 1]
    return None


def _moved_by_pauses(first: date, pauses: tuple[Pause, ...], end_from: Callable[[date], date]) -> date:
    """The end counted from the first day moved on by the days that are paused until that end."""
    last, moved = first, end_from(first)
    while moved != last:  # pauses end, so this does
        last = moved
        moved = end_from(first + timedelta(days=paused_days_after(first, last, pauses)))
    return last
