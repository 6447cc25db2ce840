"""The sentences that explain a due moment: from when, what was passed over, what was paused, what else is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from fingerpost.policy.civil import civil_date, civil_time, end_of_day, spoken_date
from fingerpost.policy.messages import Message
from fingerpost.policy.opening_hours import MONTHS
from fingerpost.policy.service_levels import Clock, ClockKind

if TYPE_CHECKING:
    from fingerpost.policy.clocks import Due

_RECEIVED: Final = frozenset({"receipt", "the request", "the call", "the first call"})


def explain(due: Due) -> Message:
    """Why a clock is due when it is: one sentence, and those that follow it."""
    main = _main_sentence(due)
    return Message(main.key, main.values, tuple(_further_sentences(due)))


def spoken_moment(moment: datetime) -> str:
    """A moment as it is written in a sentence: "Friday 4 December 2015 at 16:00"."""
    local = civil_time(moment)
    seconds = f":{local:%S}" if local.second else ""
    return f"{spoken_date(local.date())} at {local:%H:%M}{seconds}"


def _main_sentence(due: Due) -> Message:
    start, last = spoken_date(civil_date(due.started_at)), spoken_date(due.due_on)
    clock = due.clock
    match clock.kind:
        case ClockKind.ELAPSED if clock.amount == 0:
            return Message("clock.at_once", {"start": spoken_moment(due.started_at)})
        case ClockKind.ELAPSED:
            return _of_elapsed(clock, spoken_moment(due.started_at), spoken_moment(due.due_at))
        case ClockKind.CALENDAR_DAYS:
            return Message("clock.calendar_days", {"start": start, "days": clock.written, "last": last})
        case ClockKind.CALENDAR_MONTHS:
            return _of_months(clock, start, last)
        case ClockKind.WORKING_DAY_OF_MONTH:
            month = f"{MONTHS[due.due_on.month - 1].capitalize()} {due.due_on.year}"
            return _message("clock.working_day_of_month", number=clock.written, month=month, last=last)
        case _:
            began = "received" if clock.starts in _RECEIVED else "started"
            first = spoken_date(due.counted[0])
            key = f"clock.{began}.{_when_it_began(due)}"
            return _message(key, start=start, first=first, days=clock.written, last=last)


def _message(key: str, **values: str | int) -> Message:
    return Message(key, values)


def _of_elapsed(clock: Clock, start: str, end: str) -> Message:
    return _message(f"clock.elapsed.{clock.unit}", start=start, amount=clock.written, end=end)


def _of_months(clock: Clock, start: str, last: str) -> Message:
    if clock.unit == "years":
        return Message("clock.calendar_years", {"start": start, "years": clock.written, "last": last})
    if clock.written == 1:
        return Message("clock.calendar_month", {"start": start, "last": last})
    return Message("clock.calendar_months", {"start": start, "months": clock.written, "last": last})


def _when_it_began(due: Due) -> str:
    """How the start lies to the opening hours of its day."""
    day = civil_date(due.started_at)
    if due.counted[0] == day:
        return "same_day"
    if not due.calendar.is_working_day(day):
        return "not_working_day"
    intervals = due.calendar.intervals(day)
    if not intervals:  # its only hour open is the one that spring skips
        return "in_hours"
    if due.started_at >= intervals[-1][1]:
        return "after_closing"
    return "before_opening" if due.started_at < intervals[0][0] else "in_hours"


def _further_sentences(due: Due) -> Iterator[Message]:
    named = _named_days(due)
    if named:
        yield Message("clock.not_counted", {"days": ", ".join(named)})
    if due.clock.kind is ClockKind.ELAPSED:
        if civil_time(due.started_at).utcoffset() != civil_time(due.due_at).utcoffset():
            yield Message("clock.clocks_changed")
    elif due.clock.kind is ClockKind.CALENDAR_MONTHS and not due.pauses:
        day = civil_date(due.started_at).day
        if due.due_on.day != day:
            yield Message("clock.shorter_month", {"day": day})
    yield from _sentences_of_pauses(due)
    if due.earliest_on is not None:
        yield Message("clock.not_before", {"earliest": spoken_date(due.earliest_on)})
    if due.clock.flags_on_the_day:
        yield Message("clock.flags_on_the_day")
    if due.also_due_at is not None and due.clock.also_hours is not None:
        yield _message("clock.also_hours", hours=due.clock.also_hours, end=spoken_moment(due.also_due_at))


def _named_days(due: Due) -> list[str]:
    """The holidays and closures passed over, weekends not named; the day of receipt too where it is one."""
    if not due.counts_working_days:
        return []
    found = [(day, why) for day, why in due.skipped if why and why != "paused"]
    first = civil_date(due.started_at)
    if due.clock.kind is ClockKind.WORKING_DAYS and (why := due.calendar.why_not_working(first)):
        found = [(first, why), *(each for each in found if each[0] != first)]
    return [f"{spoken_date(day)} ({why})" for day, why in found]


def _sentences_of_pauses(due: Due) -> Iterator[Message]:
    if due.ignored_pauses:
        yield Message("clock.never_paused")
    paused = [day for day, why in due.skipped if why == "paused"]
    for pause in due.pauses:
        begins, ends = spoken_moment(pause.begins_at), spoken_moment(pause.ends_at)
        if due.clock.kind is ClockKind.ELAPSED:
            yield _message("clock.paused.time", begins=begins, ends=ends)
        else:
            days = _days_in(pause.begins_at, pause.ends_at, paused)
            yield _message("clock.paused.days", begins=begins, ends=ends, days=days)


def _days_in(begins: datetime, ends: datetime, days: list[date]) -> int:
    """How many of some paused days end in this pause."""
    return sum(begins < end_of_day(day) <= ends for day in days)
