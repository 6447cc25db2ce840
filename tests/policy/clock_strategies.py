"""Random calendars, pauses and starts for the tests of clocks, as plain facts and as the product's values."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

from hypothesis import strategies as st

from fingerpost.policy.calendars import Calendar, CalendarException, WorkingWeek
from fingerpost.policy.clocks import Pause
from fingerpost.policy.opening_hours import Week
from tests.policy.clock_oracle import Pauses, Place, Spans, minutes, moment_at

SEED = int(os.environ.get("CLOCK_SEED", "20151224"))
FIRST, LAST = date(2012, 1, 2), date(2021, 12, 31)
_QUARTER = 15
_CALENDARS: dict[int, tuple[Place, Calendar]] = {}  # by identity, so each place is kept with its calendar
_EVENTS = (
    *(date(2012, 2, 28), date(2012, 2, 29), date(2016, 2, 29), date(2020, 2, 29)),
    *(date(2013, 3, 30), date(2013, 3, 31), date(2016, 3, 26), date(2016, 3, 27), date(2016, 10, 29)),
    *(date(2016, 10, 30), date(2019, 10, 26), date(2019, 10, 27), date(2015, 12, 24), date(2016, 3, 24)),
    *(date(2015, 12, 31), date(2012, 6, 1), date(2020, 5, 7), date(2018, 3, 29), date(2016, 1, 31)),
)


def spans(source: random.Random, *, least: int = 0) -> Spans:
    """Up to three intervals of a day, on quarter hours, none touching another."""
    number = source.randint(least, 3)
    edges = sorted(source.sample(range(97), 2 * number))
    return tuple(
        (opens * _QUARTER, closes * _QUARTER) for opens, closes in zip(edges[::2], edges[1::2], strict=True)
    )


@cache
def place_of(number: int) -> Place:
    """The calendar of a number: random facts, with at least one working day a week."""
    source = random.Random(number)
    weekdays = frozenset(source.sample(range(7), source.choice([1, 3, 5, 5, 7])))
    certain = min(weekdays)
    return Place(
        week=tuple(spans(source, least=1 if weekday == certain else 0) for weekday in range(7)),
        exceptions={day: spans(source) for day in source.sample(_NEAR_EVENTS, source.randint(0, 60))},
        weekdays=weekdays,
        less_bank_holidays=source.random() < 0.7,
        open_on_bank_holidays=source.random() < 0.3,
        closed_on=frozenset(source.sample([(12, 25), (12, 26), (1, 1), (2, 29)], source.randint(0, 4))),
    )


def calendar_of(place: Place) -> Calendar:
    """The product's calendar of some plain facts, made once for each."""
    if id(place) not in _CALENDARS:
        _CALENDARS[id(place)] = place, _made(place)
    return _CALENDARS[id(place)][1]


def _made(place: Place) -> Calendar:
    week = Week(days=place.week, open_on_bank_holidays=place.open_on_bank_holidays, closed_on=place.closed_on)
    working = WorkingWeek(weekdays=place.weekdays, less_bank_holidays=place.less_bank_holidays)
    rows = [CalendarException(day=day, hours=each) for day, each in place.exceptions.items()]
    return Calendar("random", [week], working_weeks=[working]).with_exceptions(rows)


def pauses_near(start: int, relative: Sequence[tuple[bool, int, int]]) -> Pauses:
    """Pauses around a start: (whether it begins at a midnight of UTC, minutes or days from the start, length)."""
    found = []
    for at_midnight, begins, length in relative:
        first = start - start % 1440 + begins // 60 * 1440 if at_midnight else start + begins * 20
        found.append((first, first + length))
    return tuple(found)


@cache
def five_days_a_week(number: int) -> Place:
    """As `place_of`, open on five days of each week, so that every month has its ninth working day."""
    place = place_of(number)
    return replace(place, week=(((540, 1020),),) * 7, weekdays=frozenset(range(5)), exceptions={})


def as_pauses(pauses: Pauses) -> list[Pause]:
    return [Pause(moment_at(begins), moment_at(ends)) for begins, ends in pauses]


def at_minute(minute: int) -> datetime:
    return moment_at(minute)


def minute_of(moment: datetime) -> int:
    """The minute of a moment, which must be a whole one."""
    assert moment == moment_at(minutes(moment))
    return minutes(moment)


_NEAR_EVENTS = sorted({day + timedelta(days=number) for day in _EVENTS for number in range(-2, 9)})
_EDGES = [0, 1, 59, 60, 61, 119, 120, 1380, 1439]
# Made once: strategies that are made at each draw take longer than the tests.
STARTS: st.SearchStrategy[int] = st.tuples(
    st.one_of(st.dates(FIRST, LAST), st.sampled_from(_EVENTS)),
    st.one_of(st.integers(0, 1439), st.sampled_from(_EDGES)),
).map(lambda each: (each[0] - date(1970, 1, 1)).days * 1440 + each[1])
"""A minute of ten years, often near a day on which clocks go wrong."""
PAUSES: st.SearchStrategy[list[tuple[bool, int, int]]] = st.lists(
    st.tuples(
        st.booleans(),
        st.integers(-120, 1800),
        st.one_of(st.integers(0, 3000), st.sampled_from([0, 60, 1440, 1440, 2880, 10_080])),
    ),
    max_size=4,
)
"""Up to four pauses for `pauses_near`, overlapping and touching ones among them; some lie before it or are empty."""
PLACES: st.SearchStrategy[Place] = st.integers(0, 999).map(place_of)
"""Random calendars; drawn by number, since drawing each fact would take longer than the test."""
