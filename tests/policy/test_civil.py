"""Civil time in England: both clock changes, 29 February, bank holidays, and clocks that count working days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.policy.bank_holidays import bank_holidays, easter_sunday, is_bank_holiday
from fingerpost.policy.civil import (
    LONDON,
    add_months,
    add_working_days,
    age_on,
    civil_date,
    completed_months,
    end_of_day,
    is_working_day,
    london_moment,
    next_working_day,
    spoken_date,
    start_of_day,
    working_days_between,
)

DAYS = st.dates(date(2010, 1, 1), date(2032, 12, 31))


def london(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=LONDON)


def test_civil_date_in_summer_is_a_day_ahead_of_utc_in_the_last_hour() -> None:
    assert civil_date(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)
    assert civil_date(datetime(2026, 1, 1, 23, 30, tzinfo=UTC)) == date(2026, 1, 1)


def test_civil_date_of_a_moment_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        civil_date(datetime(2026, 1, 1))  # noqa: DTZ001 - the fault under test


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)]
)
def test_a_day_on_which_the_clocks_change_is_23_or_25_hours(day: date, hours: int) -> None:
    assert end_of_day(day) - start_of_day(day) == timedelta(hours=hours)


def test_london_moment_when_the_clocks_change_picks_one_moment() -> None:
    assert london_moment(date(2026, 3, 29), time(1, 30)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert london_moment(date(2026, 10, 25), time(1, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert london_moment(date(2026, 10, 25), time(2)) == datetime(2026, 10, 25, 2, tzinfo=UTC)


@pytest.mark.requirement("BR-GL-age")
@pytest.mark.parametrize("years", [13, 18, 19])
def test_age_on_changes_on_the_birthday(years: int) -> None:
    born = date(2004, 6, 15)
    assert age_on(born, date(2004 + years, 6, 14)) == years - 1
    assert age_on(born, date(2004 + years, 6, 15)) == years


@pytest.mark.requirement("BR-GL-age")
def test_age_on_when_born_on_29_february_changes_on_1_march_of_common_years() -> None:
    born = date(2008, 2, 29)
    assert age_on(born, date(2026, 2, 28)) == 17
    assert age_on(born, date(2026, 3, 1)) == 18
    assert age_on(born, date(2028, 2, 28)) == 19
    assert age_on(born, date(2028, 2, 29)) == 20
    assert age_on(born, date(2026, 2, 28), leap_birthday="28 February") == 18
    assert age_on(born, date(2026, 2, 27), leap_birthday="28 February") == 17


@given(born=st.dates(date(1930, 1, 1), date(2012, 12, 31)), on=DAYS)
def test_age_on_grows_by_one_a_year_and_never_falls(born: date, on: date) -> None:
    assert 0 <= age_on(born, on + timedelta(days=1)) - age_on(born, on) <= 1


def test_completed_months_turns_on_the_anniversary() -> None:
    assert completed_months(date(2024, 3, 15), date(2026, 3, 14)) == 23
    assert completed_months(date(2024, 3, 15), date(2026, 3, 15)) == 24
    assert completed_months(date(2024, 2, 29), date(2026, 2, 28)) == 24
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 8, 31), -6) == date(2026, 2, 28)
    assert add_months(date(2026, 12, 15), 1) == date(2027, 1, 15)


@given(since=DAYS, months=st.integers(0, 120))
def test_completed_months_counts_what_add_months_added(since: date, months: int) -> None:
    reached = add_months(since, months)
    assert completed_months(since, reached) == months
    assert completed_months(since, reached - timedelta(days=1)) == months - 1


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2010, 4, 2), "Good Friday"),
        (date(2010, 12, 27), "Christmas Day"),
        (date(2010, 12, 28), "Boxing Day"),
        (date(2011, 1, 3), "New Year’s Day"),
        (date(2011, 4, 29), "Royal wedding"),
        (date(2012, 6, 5), "Queen’s Diamond Jubilee"),
        (date(2015, 12, 28), "Boxing Day"),
        (date(2020, 5, 8), "Early May bank holiday (VE day)"),
        (date(2022, 9, 19), "Bank Holiday for the State Funeral of Queen Elizabeth II"),
        (date(2026, 4, 6), "Easter Monday"),
        (date(2035, 3, 23), "Good Friday"),
    ],
)
def test_bank_holidays_of_england_are_known_by_name(day: date, name: str) -> None:
    assert bank_holidays(day.year)[day] == name


def test_bank_holidays_leave_out_days_of_other_nations_and_moved_days() -> None:
    assert not is_bank_holiday(date(2026, 1, 2))
    assert not is_bank_holiday(date(2026, 3, 17))
    assert not is_bank_holiday(date(2012, 5, 28))
    assert not is_bank_holiday(date(2020, 5, 4))
    assert not is_bank_holiday(date(2002, 5, 27))


@pytest.mark.parametrize(
    ("year", "day"), [(2010, (4, 4)), (2011, (4, 24)), (2038, (4, 25)), (2285, (3, 22)), (1943, (4, 25))]
)
def test_easter_sunday_of_early_and_late_years(year: int, day: tuple[int, int]) -> None:
    assert easter_sunday(year) == date(year, *day)


@given(st.integers(1980, 2100))
def test_every_year_has_at_least_eight_bank_holidays_on_weekdays_only(year: int) -> None:
    days = bank_holidays(year)
    assert len(days) >= 8
    assert all(day.weekday() < 5 and day.year == year for day in days)
    assert easter_sunday(year).weekday() == 6


@given(start=DAYS, days=st.integers(0, 30))
def test_add_working_days_agrees_with_counting_day_by_day(start: date, days: int) -> None:
    day, left = start, days
    while left:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in bank_holidays(day.year):
            left -= 1
    assert add_working_days(start, days) == day
    assert working_days_between(start, day) == days


@given(start=DAYS, days=st.integers(1, 15))
def test_add_working_days_ends_on_a_working_day_and_adds_up(start: date, days: int) -> None:
    assert is_working_day(add_working_days(start, days))
    assert add_working_days(start, days) == add_working_days(next_working_day(start), days - 1)
    assert add_working_days(start + timedelta(days=1), days) >= add_working_days(start, days)


def test_add_working_days_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2026, 1, 1), -1)


def test_spoken_date_is_written_out() -> None:
    assert spoken_date(date(2028, 2, 29)) == "Tuesday 29 February 2028"
