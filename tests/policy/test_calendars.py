"""Calendars: dated opening hours, exceptions by organisation and venue, the wall clock on days of 23 and 25 hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, seed, settings

from fingerpost.policy import PackFaults, shipped_rules
from fingerpost.policy.calendars import (
    LANGUAGE_LINES,
    Calendar,
    CalendarException,
    UnknownCalendar,
    calendar_names,
    named_calendar,
)
from fingerpost.policy.civil import LONDON, end_of_day, start_of_day
from fingerpost.policy.loader import with_added
from fingerpost.policy.opening_hours import Week, hours_of, month_and_day
from tests.policy import clock_oracle
from tests.policy.clock_oracle import Place
from tests.policy.clock_strategies import PLACES, SEED, STARTS, at_minute, calendar_of, minute_of

RULES = shipped_rules()
CENTRE, PRIME = named_calendar("contact_centre", RULES), named_calendar("prime", RULES)


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.requirement("BR-1.3a", "OI-5.2")
@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2016-06-05T07:59", False),
        ("2016-06-05T08:00", True),
        ("2016-06-05T21:59", True),
        ("2016-06-05T22:00", False),
        ("2016-03-28T12:00", True),
        ("2014-12-24T17:00", True),
        ("2014-12-25T12:00", False),
        ("2014-12-26T12:00", False),
        ("2014-12-27T12:00", True),
        ("2015-01-01T12:00", False),
        ("2015-01-02T12:00", True),
        ("2010-12-24T15:59", True),
        ("2010-12-24T16:00", False),
        ("2010-12-25T12:00", False),
        ("2010-12-26T12:00", False),
        ("2010-12-31T16:00", False),
        ("2010-12-31T08:00", True),
        ("2011-01-01T12:00", False),
        ("2011-01-02T15:59", True),
        ("2011-01-02T16:00", False),
        ("2011-01-03T16:00", True),
        ("2011-12-24T17:00", True),
        ("2010-07-31T12:00", False),
    ],
)
def test_contact_centre_is_open_by_the_hours_of_its_day(moment: str, is_open: bool) -> None:
    assert CENTRE.is_open(london(moment)) is is_open


@pytest.mark.requirement("OI-3.27")
@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2016-06-03T08:59", False),
        ("2016-06-03T09:00", True),
        ("2016-06-03T16:59", True),
        ("2016-06-03T17:00", False),
        ("2016-06-04T12:00", False),
        ("2016-05-30T12:00", False),
        ("2015-12-28T12:00", False),
    ],
)
def test_prime_is_open_on_working_days_from_9_to_17(moment: str, is_open: bool) -> None:
    assert PRIME.is_open(london(moment)) is is_open


@pytest.mark.requirement("OI-3.36a")
def test_language_lines_close_at_17_and_two_of_them_at_20() -> None:
    assert len(LANGUAGE_LINES) == 8
    for code, name in LANGUAGE_LINES.items():
        line = named_calendar(f"language:{code}", RULES)
        late = name in {"Punjabi", "Urdu"}
        assert line.is_open(london("2016-06-03T16:59"))
        assert line.is_open(london("2016-06-03T17:01")) is late
        assert line.is_open(london("2016-06-03T19:59")) is late
        assert not line.is_open(london("2016-06-03T20:00"))
        assert not line.is_open(london("2016-06-04T12:00"))
        assert not line.is_open(london("2016-06-05T12:00"))
        assert named_calendar(f"language:{name}", RULES).hours(date(2016, 6, 3)) == line.hours(
            date(2016, 6, 3)
        )


@pytest.mark.parametrize(
    "day", [date(2016, 3, 27), date(2016, 10, 30), date(2015, 12, 25), date(2016, 2, 29)]
)
def test_website_is_always_open(day: date) -> None:
    website = named_calendar("website", RULES)
    assert website.intervals(day) == ((start_of_day(day), end_of_day(day)),)
    assert website.is_open(end_of_day(day) - timedelta(microseconds=1))
    assert website.is_open(end_of_day(day))


def test_calendar_that_is_not_known_is_refused_with_those_that_are() -> None:
    with pytest.raises(
        UnknownCalendar, match=r"'moon'.*england, contact_centre, prime, website, language:gu"
    ):
        named_calendar("moon", RULES)
    assert len(calendar_names()) == 12


def test_moment_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        CENTRE.is_open(datetime(2016, 6, 3))  # noqa: DTZ001 - the fault under test


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2015-12-24T17:00", "2015-12-29T09:00"),
        ("2015-12-24T16:59", "2015-12-24T16:59"),
        ("2015-12-24T08:00", "2015-12-24T09:00"),
        ("2016-03-25T12:00", "2016-03-29T09:00"),
    ],
)
def test_next_opening_passes_over_nights_weekends_and_holidays(moment: str, opens: str) -> None:
    assert PRIME.next_opening(london(moment)) == london(opens)


def test_next_opening_when_it_never_opens_is_none() -> None:
    assert Calendar("closed", [Week(days=((),) * 7)]).next_opening(london("2016-06-03T12:00")) is None


def always(hours: str) -> Calendar:
    return Calendar("always", [Week(days=(hours_of([hours]),) * 7, open_on_bank_holidays=True)])


@pytest.mark.parametrize(
    ("hours", "day", "opens", "closes"),
    [
        ("00:30-02:30", date(2016, 3, 27), ["00:30Z"], ["01:30Z"]),
        ("01:00-01:30", date(2016, 3, 27), [], []),
        ("01:30-04:00", date(2016, 3, 27), ["01:00Z"], ["03:00Z"]),
        ("02:00-03:00", date(2016, 3, 27), ["01:00Z"], ["02:00Z"]),
        ("00:30-02:30", date(2016, 10, 30), ["23:30Z"], ["02:30Z"]),
        ("01:15-01:45", date(2016, 10, 30), ["00:15Z", "01:15Z"], ["00:45Z", "01:45Z"]),
        ("01:00-02:00", date(2016, 10, 30), ["00:00Z"], ["02:00Z"]),
        ("02:00-03:00", date(2016, 10, 30), ["02:00Z"], ["03:00Z"]),
    ],
)
def test_hours_on_the_night_the_clocks_change_are_what_the_clock_shows(
    hours: str, day: date, opens: list[str], closes: list[str]
) -> None:
    found = always(hours).intervals(day)
    assert [f"{begins:%H:%MZ}" for begins, _ in found] == opens
    assert [f"{ends:%H:%MZ}" for _, ends in found] == closes


@seed(SEED)
@settings(max_examples=1000, deadline=None, print_blob=True)
@given(place=PLACES, minute=STARTS)
def test_is_open_agrees_with_the_clock_on_the_wall(place: Place, minute: int) -> None:
    print(f"seed {SEED}")  # noqa: T201 - shown where the test fails
    calendar = calendar_of(place)
    for each in (minute - 1, minute, minute + 1):
        expected = clock_oracle.is_open(place, each)
        assert calendar.is_open(at_minute(each)) is expected
        assert calendar.is_open(at_minute(each).astimezone(LONDON)) is expected
    day = clock_oracle.wall(minute)[0]
    inside = any(begins <= at_minute(minute) < ends for begins, ends in calendar.intervals(day))
    assert inside is clock_oracle.is_open(place, minute)
    assert calendar.is_working_day(day) is clock_oracle.is_working(place, day)


@seed(SEED)
@settings(max_examples=1000, deadline=None, print_blob=True)
@given(place=PLACES, minute=STARTS)
def test_next_opening_is_open_and_nothing_before_it_is(place: Place, minute: int) -> None:
    print(f"seed {SEED}")  # noqa: T201 - shown where the test fails
    found = calendar_of(place).next_opening(at_minute(minute))
    assert found is not None
    opens = minute_of(found)
    assert clock_oracle.is_open(place, opens)
    assert not any(clock_oracle.is_open(place, each) for each in range(minute, opens, 15))
    assert opens == minute or not clock_oracle.is_open(place, opens - 1)


def test_exceptions_hold_for_their_organisation_and_venue_only() -> None:
    day, other = date(2016, 6, 6), date(2016, 6, 7)
    rows = [
        CalendarException(day=day, hours=hours_of(["10:00-12:00"]), venue="high street"),
        CalendarException(day=day, name="Staff training", organisation="north"),
        CalendarException(day=other, hours=hours_of(["09:00-13:00", "14:00-19:00"])),
        CalendarException(day=other, name="Flood", organisation="south", venue="quay"),
    ]
    assert PRIME.with_exceptions(rows).hours(day) == hours_of(["09:00-17:00"])
    assert PRIME.with_exceptions(rows, organisation="north").hours(day) == ()
    assert PRIME.with_exceptions(rows, organisation="north").why_not_working(day) == "Staff training"
    street = PRIME.with_exceptions(rows, organisation="north", venue="high street")
    assert street.hours(day) == hours_of(["10:00-12:00"])
    assert street.hours(other) == hours_of(["09:00-13:00", "14:00-19:00"])
    assert PRIME.with_exceptions(rows, organisation="north", venue="quay").hours(other) != ()
    assert PRIME.with_exceptions(rows, organisation="south", venue="quay").hours(other) == ()
    assert PRIME.hours(other) == hours_of(["09:00-17:00"])


def test_exceptional_opening_on_a_saturday_or_holiday_makes_no_working_day() -> None:
    rows = [
        CalendarException(day=day, hours=hours_of(["10:00-12:00"]))
        for day in (date(2016, 6, 4), date(2016, 5, 30))
    ]
    place = PRIME.with_exceptions(rows)
    assert place.is_open(london("2016-06-04T11:00"))
    assert place.is_open(london("2016-05-30T11:00"))
    assert not place.is_working_day(date(2016, 6, 4))
    assert not place.is_working_day(date(2016, 5, 30))


@pytest.mark.requirement("OI-3.27")
def test_hours_narrower_than_the_least_of_a_prime_do_not_cover_it() -> None:
    week = [date(2016, 6, 6) + timedelta(days=number) for number in range(7)]
    assert always("08:00-18:00").covers(PRIME, week)
    assert always("09:00-17:00").covers(PRIME, week)
    assert not always("09:00-16:59").covers(PRIME, week)
    assert not PRIME.covers(CENTRE, week)
    closed = PRIME.with_exceptions([CalendarException(day=date(2016, 6, 8))])
    assert not closed.covers(PRIME, week)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("9:00-17:00", "not written like"),
        ("09:00-25:00", "not written like"),
        ("17:00-09:00", "does not end later"),
        ("09:00-24:30", "does not end later"),
        ("09:00–17:00", "not written like"),
    ],
)
def test_hours_that_cannot_be_read_are_refused(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        hours_of([text])


def test_hours_that_touch_join_and_that_overlap_are_refused() -> None:
    assert hours_of(["13:00-17:00", "09:00-13:00"]) == ((540, 1020),)
    assert hours_of(["00:00-24:00"]) == ((0, 1440),)
    with pytest.raises(ValueError, match="overlap"):
        hours_of(["09:00-13:00", "12:59-17:00"])


def test_day_of_the_year_that_cannot_be_read_is_refused() -> None:
    assert month_and_day("29 February") == (2, 29)
    for text in ("30 February", "December 25", "25 Decembre", "0 May"):
        with pytest.raises(ValueError, match=r"written|range"):
            month_and_day(text)


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [
        ("hours.prime", '{ monday = ["9-5"], open_on_bank_holidays = false }', "'9-5' is not written like"),
        (
            "hours.prime",
            '{ closed_on = ["Whitsun"], open_on_bank_holidays = false }',
            "'Whitsun' is not written",
        ),
        ("hours.prime", "{ exceptions = [{ hours = [] }], open_on_bank_holidays = false }", "needs the date"),
        (
            "clock.working_week",
            '{ weekdays = ["lundi"], less_bank_holidays = true }',
            "'lundi' is no weekday",
        ),
        ("clock.counting_starts", '"whenever"', "is one of day after receipt"),
    ],
)
def test_pack_with_hours_that_cannot_be_read_is_refused_at_once(key: str, value: str, complaint: str) -> None:
    pack = (
        f'[pack]\nname = "own"\n[[rule]]\nkey = "{key}"\nvalue = {value}\n'
        'valid_from = 2026-01-01\nsource = "XD-2"\nstatus = "open"\n'
    )
    with pytest.raises(PackFaults, match=complaint):
        with_added(RULES, [("own.toml", pack)])


def test_hours_of_an_added_pack_hold_from_their_day_and_not_before() -> None:
    pack = (
        '[pack]\nname = "own"\n[[rule]]\nkey = "hours.contact_centre"\nvalid_from = 2026-02-01\nsource = "BR-1.3a"\n'
        'status = "in_force"\n[rule.value]\nmonday = ["09:00-12:00", "13:00-20:00"]\nopen_on_bank_holidays = true\n'
    )
    centre = named_calendar("contact_centre", with_added(RULES, [("own.toml", pack)]))
    assert centre.is_open(london("2026-01-26T12:30"))
    assert not centre.is_open(london("2026-02-02T12:30"))
    assert centre.is_open(london("2026-02-02T13:00"))
    assert not centre.is_open(london("2026-02-03T13:00"))
    assert centre.rule_ids(date(2026, 2, 2))[0] == "hours.contact_centre@2026-02-01/own"
    assert CENTRE.is_open(london("2026-02-02T12:30"))


def test_working_days_are_counted_like_the_days_themselves() -> None:
    day, left = date(2015, 12, 20), 40
    while left:
        day += timedelta(days=1)
        left -= PRIME.is_working_day(day)
    assert PRIME.working_day_after(date(2015, 12, 20), 40) == day
    assert PRIME.working_day_after(day, 0) == day
    with pytest.raises(ValueError, match="forwards"):
        PRIME.working_day_after(day, -1)
    assert PRIME.working_days_of_month(2016, 5)[0] == date(2016, 5, 3)
    assert len(PRIME.working_days_of_month(2016, 2)) == 21
