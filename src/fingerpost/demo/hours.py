"""Opening hours of the nation's prime contractors: longer on Thursdays at one, a day that is different at another."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Final

from fingerpost.demo.world import World
from fingerpost.organisations.models import ExceptionalOpening, OpeningHours
from fingerpost.policy.civil import add_working_days, london_moment
from fingerpost.policy.opening_hours import WEEKDAYS

_OFFICE: Final = {name: ["09:00-17:00"] if name in WEEKDAYS[:5] else [] for name in WEEKDAYS}
_WEEKS: Final = {
    "prime": {**_OFFICE, "thursday": ["09:00-19:00"]},
    "second_prime": {**_OFFICE, "saturday": ["09:30-12:30"]},
}
_BEGAN_BEFORE: Final = timedelta(days=90)
_TOLD_BEFORE: Final = timedelta(days=97)
_DAYS_AHEAD: Final = 8


def make_hours(world: World, *, using: str) -> None:
    """Write them as owner, as each prime contractor would have kept them (BR-1.3b)."""
    for nickname, week in _WEEKS.items():
        OpeningHours.objects.using(using).create(
            organisation_id=world.organisations[nickname],
            starts_on=world.today - _BEGAN_BEFORE,
            week=week,
            set_at=london_moment(world.today - _TOLD_BEFORE, time(11)),
        )
    ExceptionalOpening.objects.using(using).create(
        organisation_id=world.organisations["second_prime"],
        day=add_working_days(world.today, _DAYS_AHEAD),
        name="Staff conference",
        intervals=["09:00-12:00"],
        set_at=london_moment(world.today - timedelta(days=2), time(15)),
    )
