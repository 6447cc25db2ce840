"""How a month's money is expected day by day: weeks of working days, and a late share in the next month. Pure.

Facts 5.6, with two faults mended: the late share of December falls in January of the same run of months, and days are
compared as days, not by the number of their month.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from fingerpost.policy.civil import add_months, is_working_day

_WEEKS: Final = ("week_1", "week_2", "week_3", "week_4")
_DAYS: Final = 5


def month_of(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)


def working_days(month: date) -> list[date]:
    """The working days of a month, in order."""
    days = (add_months(month, 1) - month).days
    return [day for number in range(days) if is_working_day(day := month + timedelta(days=number))]


def fifth_working_day(month: date) -> date:
    """The fifth working day of a month, on which the month before is invoiced (OI-20.F27)."""
    return working_days(month)[_DAYS - 1]


def last_invoice_day(on: date) -> date:
    """The newest fifth working day that lies before a day."""
    this = fifth_working_day(month_of(on))
    return this if this < on else fifth_working_day(add_months(month_of(on), -1))


def shares_of(month: date, week_shares: Mapping[str, int]) -> dict[date, Fraction]:
    """The share of a month's money that each day is expected to bring, late days of the next month among them.

    The shares of all days add to one. Working days 1 to 5 are the first week, and so on; the fourth week is all
    that is left of the month.
    """
    days = working_days(month)
    weeks = [days[0:5], days[5:10], days[10:15], days[15:]]
    found: dict[date, Fraction] = {}
    for name, week in zip(_WEEKS, weeks, strict=True):
        for day in week:
            found[day] = Fraction(week_shares[name], 100 * len(week))
    for day in working_days(add_months(month, 1))[:_DAYS]:
        found[day] = Fraction(week_shares["late"], 100 * _DAYS)
    return found


def expected(
    profiles: Mapping[date, Fraction], week_shares: Mapping[str, int], *, after: date, through: date
) -> Fraction:
    """What profiles by month (its first day: pence) are expected to bring after one day, up to and with another."""
    total = Fraction(0)
    for month, pence in profiles.items():
        total += pence * sum(
            (part for day, part in shares_of(month, week_shares).items() if after < day <= through),
            Fraction(0),
        )
    return total
