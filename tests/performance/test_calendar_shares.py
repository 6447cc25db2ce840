"""A month's money by day: weeks of working days, bank holidays, the turn of the year."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.performance.measures.calendar_shares import (
    expected,
    fifth_working_day,
    last_invoice_day,
    shares_of,
    working_days,
)
from fingerpost.policy.civil import add_months

ALIKE = {"week_1": 20, "week_2": 20, "week_3": 20, "week_4": 20, "late": 20}
MONTHS = st.dates(date(2010, 1, 1), date(2030, 12, 1)).map(lambda day: day.replace(day=1))


@pytest.mark.parametrize(
    ("month", "fifth"),
    [
        (date(2015, 5, 1), date(2015, 5, 8)),  # Monday 4 May is a bank holiday
        (date(2015, 4, 1), date(2015, 4, 9)),  # Good Friday and Easter Monday
        (date(2016, 1, 1), date(2016, 1, 8)),  # New Year's Day
        (date(2016, 2, 1), date(2016, 2, 5)),
    ],
)
def test_fifth_working_day_when_holidays_fall_before_it_then_later(month: date, fifth: date) -> None:
    assert fifth_working_day(month) == fifth
    assert last_invoice_day(fifth + timedelta(days=1)) == fifth
    assert last_invoice_day(fifth) == fifth_working_day(add_months(month, -1))


@given(month=MONTHS, late=st.integers(0, 20))
def test_shares_of_any_month_when_added_then_they_are_the_whole(month: date, late: int) -> None:
    shares = shares_of(month, {**ALIKE, "late": late, "week_1": 40 - late})
    assert sum(shares.values()) == 1
    assert set(working_days(month)) <= set(shares)
    assert max(shares) == fifth_working_day(add_months(month, 1))


def test_december_when_its_late_part_falls_due_then_in_january_of_the_next_year() -> None:
    """Facts 5.6: the public report took it from the wrong year."""
    new_year, fifth = date(2015, 12, 31), fifth_working_day(date(2016, 1, 1))
    late = expected({date(2015, 12, 1): Fraction(1000)}, ALIKE, after=new_year, through=fifth)
    assert late == 200


def test_expected_when_asked_in_february_then_days_of_the_old_year_are_not_lost() -> None:
    """Facts 5.6: the public report compared the numbers of months, so that April to December dropped out."""
    profiles = {add_months(date(2015, 4, 1), number): Fraction(100) for number in range(11)}
    whole = expected(profiles, ALIKE, after=date(2015, 3, 31), through=date(2016, 2, 29))
    assert whole == 10 * 100 + 80


@given(month=MONTHS, cut=st.integers(0, 40))
def test_expected_when_cut_at_any_day_then_the_two_parts_add_up(month: date, cut: int) -> None:
    before, middle, after = month - timedelta(days=1), month + timedelta(days=cut), add_months(month, 3)
    profiles = {month: Fraction(777)}
    first = expected(profiles, ALIKE, after=before, through=middle)
    second = expected(profiles, ALIKE, after=middle, through=after)
    assert first + second == 777
