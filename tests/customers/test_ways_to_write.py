"""Contact safety first: which numbers and addresses may be written to at a moment, and until when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fingerpost.customers.rules import WhyNot, ways_to_write, why_not_to_write
from fingerpost.policy.civil import LONDON, civil_time, end_of_day, start_of_day

SPRING, AUTUMN, ORDINARY, LEAP = date(2016, 3, 27), date(2015, 10, 25), date(2016, 3, 1), date(2016, 2, 29)
NOON = datetime(2016, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Point:
    """A contact point as these rules look at it; safe, and at any hour."""

    kind: str = "email"
    value: str = "somebody@example.org"
    is_safe: bool | None = True
    read_by_others: bool = False
    name_to_give: str = ""
    not_before: time | None = None
    not_after: time | None = None
    ended_at: datetime | None = None


MOBILE = Point(kind="mobile", value="07700900123")


def test_ways_when_both_are_safe_then_email_before_text() -> None:
    ways = ways_to_write([MOBILE, Point()], now=NOON)
    assert [(one.way, one.address, one.until) for one in ways] == [
        ("email", "somebody@example.org", None),
        ("text", "07700900123", None),
    ]


@pytest.mark.parametrize(
    ("point", "why"),
    [
        (Point(is_safe=None), WhyNot.NOT_ASKED),
        (Point(is_safe=False), WhyNot.NOT_SAFE),
        (replace(MOBILE, is_safe=None), WhyNot.NOT_ASKED),
        (replace(MOBILE, kind="home"), WhyNot.SPOKEN_ONLY),
        (replace(MOBILE, kind="alternative"), WhyNot.SPOKEN_ONLY),
        (Point(ended_at=NOON), WhyNot.NOT_IN_USE),
        (replace(MOBILE, not_before=time(12, 1)), WhyNot.NOT_NOW),
        (replace(MOBILE, not_after=time(11, 59)), WhyNot.NOT_NOW),
        # Both hold: hours that never come open nothing.
        (replace(MOBILE, not_before=time(18), not_after=time(9)), WhyNot.NOT_NOW),
        (replace(MOBILE, not_before=time(12), not_after=time(12)), None),
        (Point(), None),
    ],
)
def test_point_when_the_customer_did_not_call_it_safe_now_then_nothing_is_written(
    point: Point, why: WhyNot | None
) -> None:
    assert why_not_to_write(point, now=NOON) is why
    assert len(ways_to_write([point], now=NOON)) == (why is None)


def test_point_when_others_read_it_then_nothing_may_tell_what_it_is() -> None:
    [way] = ways_to_write([replace(MOBILE, read_by_others=True, name_to_give="Sam")], now=NOON)
    assert (way.tells_nothing, way.name_to_give) == (True, "Sam")
    [open_way] = ways_to_write([MOBILE], now=NOON)
    assert not open_way.tells_nothing


@pytest.mark.parametrize(
    ("now", "hours", "until"),
    [
        # Summer time: a quarter past five in the afternoon is a quarter past four by UTC.
        ("2016-06-01T15:00", ("09:00", "17:15"), "2016-06-01T16:15"),
        ("2016-03-01T15:00", ("09:00", "17:15"), "2016-03-01T17:15"),
        # Only a beginning: midnight in England ends it.
        ("2016-06-01T15:00", ("09:00", ""), "2016-06-01T22:59:59.999999"),
        # Spring skips one to two: half past one never comes.
        ("2016-03-27T00:10", ("", "01:30"), "2016-03-27T00:59:59.999999"),
        # Autumn has half past one twice; each ends the hours in which one stands.
        ("2015-10-24T23:10", ("", "01:30"), "2015-10-25T00:30"),
        ("2015-10-25T01:10", ("", "01:30"), "2015-10-25T01:30"),
        # Autumn goes back to before the beginning.
        ("2015-10-25T00:45", ("01:30", "23:00"), "2015-10-25T00:59:59.999999"),
        ("2015-10-25T01:45", ("01:30", "23:00"), "2015-10-25T23:00"),
    ],
)
def test_hours_when_they_hold_now_then_end_by_the_clocks_of_england(
    now: str, hours: tuple[str, str], until: str
) -> None:
    begins, ends = (time.fromisoformat(hour) if hour else None for hour in hours)
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    [way] = ways_to_write([replace(MOBILE, not_before=begins, not_after=ends)], now=moment)
    assert way.until == datetime.fromisoformat(until).replace(tzinfo=UTC)


_HOUR = st.none() | st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 45, 59)))


@given(
    day=st.sampled_from((SPRING, AUTUMN, ORDINARY, LEAP)),
    minute=st.integers(0, 25 * 60),
    later=st.integers(0, 25 * 60),
    not_before=_HOUR,
    not_after=_HOUR,
)
@example(day=AUTUMN, minute=125, later=30, not_before=time(1, 30), not_after=time(1, 45))
@example(day=SPRING, minute=59, later=1, not_before=None, not_after=time(1, 30))
def test_hours_when_any_moment_is_asked_then_the_clock_on_the_wall_decides(
    day: date, minute: int, later: int, not_before: time | None, not_after: time | None
) -> None:
    now = start_of_day(day) + timedelta(minutes=minute)
    point = replace(MOBILE, not_before=not_before, not_after=not_after)

    def holds(moment: datetime) -> bool:
        wall = civil_time(moment).time()
        return (not_before or time.min) <= wall <= (not_after or time.max)

    ways = ways_to_write([point], now=now)
    assert bool(ways) == holds(now)
    if not ways:
        return
    until = ways[0].until
    if not_before is None and not_after is None:
        assert until is None
        return
    assert until is not None
    assert now <= until <= end_of_day(civil_time(now).date())
    # At every moment up to the end it is right to send, and just after it wrong, but that a new day may begin.
    between = now + timedelta(minutes=later)
    assert between > until or holds(between)
    after = until + timedelta(minutes=1)
    assert (
        not holds(after)
        or civil_time(after).date() != civil_time(now).date()
        or after.astimezone(LONDON).utcoffset() != now.astimezone(LONDON).utcoffset()
    )
