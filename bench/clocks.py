"""Figures of clocks: ten working days beside a walk from minute to minute, and whether somewhere is open."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bench.figures import Figure, Sample, sample, timed
from fingerpost.policy import shipped_rules
from fingerpost.policy.calendars import Calendar, named_calendar
from fingerpost.policy.civil import LONDON
from fingerpost.policy.clocks import due
from fingerpost.policy.loader import with_added
from fingerpost.policy.rules import Rules

Say = Callable[[str], None]
_DAYS = 10
_STARTS = 1_000
_WALKED_EVERY = 50
_RUNS = 15
_LEVEL = "SL-015"
_TEN_DAYS = f"""
[pack]
name = "ten-days"
[[rule]]
key = "service_level.{_LEVEL}"
valid_from = 2010-08-01
source = "OI-12.22"
status = "open"
[rule.value]
channel = "face-to-face"
measure = "Letters answered in full"
kind = "clock"
boundary = "within"
amount = {_DAYS}
unit = "working days"
clock = "working days"
written = {{}}
"""


def figures(say: Say) -> list[Figure]:
    """Every figure of clocks. Raises RuntimeError where a due moment is not the one that was walked to."""
    say("Rules: clocks")
    rules = with_added(shipped_rules(), [("ten-days.toml", _TEN_DAYS)])
    chance = random.Random(1)  # noqa: S311  # the same starts each time
    first = datetime(2011, 1, 1, tzinfo=UTC)
    starts = [first + timedelta(minutes=chance.randrange(10 * 365 * 24 * 60)) for _ in range(_STARTS)]
    return [_ten_working_days(starts, rules), _is_open(starts, rules)]


def _ten_working_days(starts: list[datetime], rules: Rules) -> Figure:
    """All starts by ours, every fiftieth by walking, whose time is multiplied; both must agree."""
    calendar = named_calendar("england", rules)

    def ours(_: object) -> None:
        for start in starts:
            due(_LEVEL, start, rules=rules)

    walked = 0.0
    for start in starts[::_WALKED_EVERY]:
        found: list[datetime] = []
        walked += timed(lambda given, into=found: into.append(_walk(given, calendar)), start) * _WALKED_EVERY
        if due(_LEVEL, start, rules=rules).due_at != found[0]:
            raise RuntimeError(
                f"{start.isoformat()}: walked to {found[0].isoformat()}, which is not what is due"
            )
    return Figure(
        name=f"{_STARTS:,} due moments, {_DAYS} working days",
        ours=sample([timed(ours, None) for _ in range(_RUNS)]),
        baseline=Sample(walked, walked, walked, 1),
        baseline_is=f"walking from minute to minute, every {_WALKED_EVERY}th start, times {_WALKED_EVERY}; equal",
        reach=1 / 1000,
        rows=_STARTS,
    )


def _walk(start: object, calendar: Calendar) -> datetime:
    """Minute by minute until the tenth working day after that of the start is over, on the clocks of England."""
    assert isinstance(start, datetime)  # what `timed` hands on
    moment = start.replace(second=0, microsecond=0)
    first = today = moment.astimezone(LONDON).date()
    left = _DAYS
    while True:
        moment += timedelta(minutes=1)
        day = moment.astimezone(LONDON).date()
        if day != today:
            left -= today > first and calendar.is_working_day(today)
            if not left:
                return moment
            today = day


def _is_open(moments: list[datetime], rules: Rules) -> Figure:
    """Whether the contact centre is open, as triage asks it."""
    centre = named_calendar("contact_centre", rules)

    def ours(_: object) -> None:
        for moment in moments:
            centre.is_open(moment)

    ours(None)
    return Figure(
        name=f"whether somewhere is open, {_STARTS:,} times",
        ours=sample([timed(ours, None) for _ in range(_RUNS)]),
        baseline=Sample(_STARTS / 200, _STARTS / 200, _STARTS / 200, 1),
        baseline_is="200,000 a second",
        reach=1,
        rows=_STARTS,
    )
