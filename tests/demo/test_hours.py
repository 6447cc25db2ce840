"""The opening hours of the nation's prime contractors: kept as their pages would keep them, and gone by."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fingerpost.demo.world import World
from fingerpost.organisations.models import ExceptionalOpening, OpeningHours
from fingerpost.organisations.queries import calendars_of_areas, week_in
from fingerpost.organisations.rules import weekdays_too_narrow
from fingerpost.policy import shipped_rules
from fingerpost.policy.bank_holidays import bank_holidays
from tests.triage.steps import at

pytestmark = pytest.mark.django_db
RULES = shipped_rules()


def test_hours_when_the_nation_is_made_then_none_is_narrower_than_the_least(nation: World) -> None:
    kept = list(OpeningHours.objects.all())
    assert {one.organisation_id for one in kept} == {
        nation.organisations["prime"],
        nation.organisations["second_prime"],
    }
    assert [weekdays_too_narrow(week_in(one), rules=RULES) for one in kept] == [[], []]


def test_hours_when_asked_then_thursdays_are_longer_and_one_day_is_different(nation: World) -> None:
    thursday = nation.today + timedelta(days=(3 - nation.today.weekday()) % 7)
    while thursday in bank_holidays(thursday.year):
        thursday += timedelta(days=7)
    different = ExceptionalOpening.objects.get()
    for day, area, hour, is_open in (
        (thursday, "north_east", 18, True),
        (thursday, "south_west", 18, False),
        (different.day, "south_west", 11, True),
        (different.day, "south_west", 14, False),
        (different.day, "north_east", 14, True),
    ):
        calendar = calendars_of_areas([area], on=day, rules=RULES)[area]
        assert calendar.is_open(at(day, hour)) is is_open, (day, area, hour)
