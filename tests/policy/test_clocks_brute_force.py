"""Every clock against an oracle that walks from start to due, over random calendars and pauses of ten years."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import spoken_date
from fingerpost.policy.clocks import Due, due
from fingerpost.policy.loader import with_added
from fingerpost.policy.messages import english
from fingerpost.policy.rules import Rules
from fingerpost.policy.service_levels import (
    LEVEL_IDS,
    Clock,
    ClockKind,
    ServiceLevel,
    level_at_or_before,
    service_level,
)
from tests.policy import clock_oracle
from tests.policy.clock_oracle import Pauses, Place, minutes, wall
from tests.policy.clock_strategies import (
    PAUSES,
    PLACES,
    SEED,
    STARTS,
    as_pauses,
    at_minute,
    calendar_of,
    five_days_a_week,
    minute_of,
    pauses_near,
    place_of,
)

ON = date(2012, 1, 2)
TEMPLATE = service_level("SL-015", ON, shipped_rules())


def counting(where: str) -> Rules:
    pack = (
        '[pack]\nname = "trial"\n[[rule]]\nkey = "clock.counting_starts"\n'
        f'value = "{where}"\nvalid_from = 2010-08-01\nsource = "XD-2"\nstatus = "open"\n'
    )
    return with_added(shipped_rules(), [("trial.toml", pack)])


COUNTING = {
    "never": shipped_rules(),
    "always": counting("day of receipt"),
    "before closing": counting("day of receipt before closing"),
}
KINDS = {
    ClockKind.ELAPSED: st.integers(0, 3 * 1440),
    ClockKind.WORKING_DAYS: st.integers(1, 12),
    ClockKind.CALENDAR_DAYS: st.integers(1, 45),
    ClockKind.CALENDAR_MONTHS: st.integers(1, 4),
    ClockKind.WORKING_DAY_OF_MONTH: st.integers(1, 4),
}
UNITS = {
    ClockKind.ELAPSED: "minutes",
    ClockKind.WORKING_DAYS: "working days",
    ClockKind.CALENDAR_DAYS: "calendar days",
    ClockKind.CALENDAR_MONTHS: "months",
    ClockKind.WORKING_DAY_OF_MONTH: "working day of the month",
}


def level_of(kind: ClockKind, amount: int) -> ServiceLevel:
    """A level with a clock of its own; minutes are kept as seconds."""
    kept = amount * 60 if kind is ClockKind.ELAPSED else amount
    is_paused = kind is not ClockKind.WORKING_DAY_OF_MONTH
    clock = Clock(
        kind=kind, amount=kept, written=amount, unit=UNITS[kind], starts="receipt", is_paused=is_paused
    )
    return replace(TEMPLATE, clock=clock)


def brute_force(clock: Clock, start: int, place: Place, pauses: Pauses, first_counts: str = "never") -> int:
    if not clock.is_paused:
        pauses = ()
    match clock.kind:
        case ClockKind.ELAPSED:
            return clock_oracle.elapsed(start, clock.amount // 60, pauses)
        case ClockKind.WORKING_DAYS:
            return clock_oracle.working_days(start, clock.amount, place, pauses, first_counts=first_counts)
        case ClockKind.CALENDAR_DAYS:
            return clock_oracle.calendar_days(start, clock.amount, pauses)
        case ClockKind.CALENDAR_MONTHS:
            return clock_oracle.calendar_months(start, clock.amount, pauses)
        case _:
            return clock_oracle.working_day_of_month(start, clock.amount, place)


Case = tuple[ServiceLevel, int, Place, Pauses]
CASES: st.SearchStrategy[Case] = st.tuples(
    st.one_of([st.tuples(st.just(kind), amounts) for kind, amounts in KINDS.items()]), STARTS, PLACES, PAUSES
).map(lambda each: (level_of(*each[0]), each[1], each[2], pauses_near(each[1], each[3])))


def run(case: Case, rules: Rules = COUNTING["never"]) -> Due:
    level, start, place, pauses = case
    return due(level, at_minute(start), rules=rules, calendar=calendar_of(place), pauses=as_pauses(pauses))


@pytest.mark.requirement("XD-2")
@seed(SEED)
@settings(max_examples=1000, deadline=None, print_blob=True)
@given(case=CASES, first_counts=st.sampled_from(list(COUNTING)))
def test_due_when_walked_from_the_start_is_reached_at_the_same_moment(case: Case, first_counts: str) -> None:
    print(f"seed {SEED}")  # noqa: T201 - shown where the test fails
    level, start, place, pauses = case
    assert level.clock is not None
    walked = brute_force(level.clock, start, place, pauses, first_counts)
    assert minute_of(run(case, COUNTING[first_counts]).due_at) == walked


CLOCK_LEVELS = [
    level for level in LEVEL_IDS if level_at_or_before(level, date(2014, 9, 30), COUNTING["never"])[0].clock
]


@pytest.mark.requirement("XD-2")
@seed(SEED)
@settings(max_examples=1000, deadline=None, print_blob=True)
@given(level=st.sampled_from(CLOCK_LEVELS), number=st.integers(0, 999), start=STARTS, relative=PAUSES)
def test_every_level_that_is_a_clock_when_in_force_runs_on_it(
    level: str, number: int, start: int, relative: list[tuple[bool, int, int]]
) -> None:
    print(f"seed {SEED}")  # noqa: T201 - shown where the test fails
    rules = COUNTING["never"]
    found, _ = level_at_or_before(level, wall(start)[0], rules)
    pauses = pauses_near(start, relative)
    assert found.clock is not None
    in_a_month = found.clock.kind is ClockKind.WORKING_DAY_OF_MONTH
    place = five_days_a_week(number) if in_a_month else place_of(number)
    if found.clock.kind is ClockKind.CALENDAR_MONTHS and found.clock.amount > 6:
        pauses = ()  # walked by the test of examples; hours of years are too many to walk here
        walked = clock_oracle.end_of(clock_oracle.months_after(wall(start)[0], found.clock.amount))
    elif found.clock.kind is ClockKind.ELAPSED and found.clock.amount > 48 * 3600:
        pauses, walked = (), start + found.clock.amount // 60
    else:
        walked = brute_force(found.clock, start, place, pauses)
    result = due(found, at_minute(start), rules=rules, calendar=calendar_of(place), pauses=as_pauses(pauses))
    assert minute_of(result.due_at) == walked


@seed(SEED)
@settings(max_examples=1000, deadline=None, print_blob=True)
@given(case=CASES, later=st.integers(0, 4000), first_counts=st.sampled_from(list(COUNTING)))
def test_due_when_the_start_is_later_is_never_earlier(case: Case, later: int, first_counts: str) -> None:
    print(f"seed {SEED}")  # noqa: T201 - shown where the test fails
    level, start, place, pauses = case
    rules = COUNTING[first_counts]
    assert run(case, rules).due_at <= run((level, start + later, place, pauses), rules).due_at


@seed(SEED)
@settings(max_examples=1000, deadline=None, print_blob=True)
@given(case=CASES, cuts=st.tuples(*[st.integers(0, 3000)] * 4), order=st.randoms(use_true_random=False))
def test_due_when_pauses_are_cut_in_pieces_or_given_twice_is_the_same(
    case: Case, cuts: tuple[int, ...], order: random.Random
) -> None:
    print(f"seed {SEED}")  # noqa: T201 - shown where the test fails
    level, start, place, pauses = case
    pieces: list[tuple[int, int]] = list(pauses[:1])
    for number, (begins, ends) in enumerate(pauses):
        cut = min(ends, begins + cuts[number])
        pieces += [(begins, cut), (cut, ends)]
    order.shuffle(pieces)
    assert run((level, start, place, tuple(pieces))).due_at == run(case).due_at


@seed(SEED)
@settings(max_examples=1000, deadline=None, print_blob=True)
@given(case=CASES)
def test_due_when_paused_is_later_by_what_the_pauses_took(
    case: Case,
) -> None:
    """Additive: apart from each other, two pauses take what each takes; elapsed clocks time, the others days."""
    print(f"seed {SEED}")  # noqa: T201 - shown where the test fails
    level, start, place, _ = case
    clock = level.clock
    assert clock is not None
    result = run(case)
    assert spoken_date(result.due_on) in english(result.explanation)
    if clock.kind is ClockKind.ELAPSED:
        taken = sum((pause.ends_at - pause.begins_at for pause in result.pauses), timedelta())
        assert result.due_at - result.started_at == timedelta(seconds=clock.amount) + taken
        return
    if not clock.is_paused:
        assert result.due_at == run((level, start, place, ())).due_at
        return
    paused = [day for day, why in result.skipped if why == "paused"]
    singly = [
        day
        for pause in result.pauses
        for day in (wall(start)[0] + timedelta(days=number) for number in range(1, 400))
        if minutes(pause.begins_at) < clock_oracle.end_of(day) <= minutes(pause.ends_at)
        and day <= result.due_on
        and (clock.kind is not ClockKind.WORKING_DAYS or clock_oracle.is_working(place, day))
    ]
    assert paused == singly
    if clock.kind is ClockKind.CALENDAR_MONTHS:
        moved = wall(start)[0] + timedelta(days=len(paused))
        assert result.due_on == clock_oracle.months_after(moved, clock.amount)
        return
    longer = level_of(clock.kind, clock.amount + len(paused))
    assert len(result.counted) == clock.amount
    assert result.due_at == run((longer, start, place, ())).due_at
