"""Bank holidays in England, from the published list, and worked out for the years that it does not cover."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

# Days added or moved by proclamation in years before the published list begins.
_PROCLAIMED: Final[Mapping[int, tuple[tuple[date, str], ...]]] = {
    1999: ((date(1999, 12, 31), "Millennium Eve"),),
    2002: ((date(2002, 6, 3), "Golden Jubilee"), (date(2002, 6, 4), "Spring bank holiday")),
    2011: ((date(2011, 4, 29), "Royal wedding"),),
}
_SPRING_MOVED: Final = frozenset({2002})


@cache
def bank_holidays(year: int) -> Mapping[date, str]:
    """The bank holidays of a year in England, with their names.

    Years in the published list are taken from it; others follow the law as it stands (Easter, the Mondays, and
    substitute days), since a proclamation of the future cannot be known.
    """
    published = _published().get(year)
    return MappingProxyType(published if published is not None else _computed(year))


def is_bank_holiday(day: date) -> bool:
    """Whether a day is a bank holiday in England."""
    return day in bank_holidays(day.year)


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm)."""
    golden, century, in_century = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - epact - in_century % 4) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


@cache
def _published() -> Mapping[int, dict[date, str]]:
    """The list that ships with the govuk-bank-holidays package; nothing is fetched."""
    text = (resources.files("govuk_bank_holidays") / "bank-holidays.json").read_text(encoding="utf-8")
    by_year: dict[int, dict[date, str]] = {}
    for event in json.loads(text)["england-and-wales"]["events"]:
        day = date.fromisoformat(event["date"])
        by_year.setdefault(day.year, {})[day] = str(event["title"])
    return by_year


def _computed(year: int) -> dict[date, str]:
    """The bank holidays that the law gives a year."""
    easter = easter_sunday(year)
    days: dict[date, str] = {
        easter - timedelta(days=2): "Good Friday",
        easter + timedelta(days=1): "Easter Monday",
        _monday_on_or_after(date(year, 5, 1)): "Early May bank holiday",
        _monday_on_or_after(date(year, 8, 25)): "Summer bank holiday",
    }
    if year not in _SPRING_MOVED:
        days[_monday_on_or_after(date(year, 5, 25))] = "Spring bank holiday"
    for day, name in _PROCLAIMED.get(year, ()):
        days[day] = name
    for day, name in (
        (date(year, 1, 1), "New Year’s Day"),
        (date(year, 12, 25), "Christmas Day"),
        (date(year, 12, 26), "Boxing Day"),
    ):
        days[_next_free_weekday(day, days)] = name
    return dict(sorted(days.items()))


def _monday_on_or_after(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _next_free_weekday(day: date, taken: Mapping[date, str]) -> date:
    """The day itself, or the first weekday after it that is not yet a holiday."""
    while day.weekday() >= 5 or day in taken:
        day += timedelta(days=1)
    return day
