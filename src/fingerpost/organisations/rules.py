"""Decisions about opening hours. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from fingerpost.policy import Rules
from fingerpost.policy.calendars import named_calendar
from fingerpost.policy.opening_hours import WEEKDAYS, Hours, Week, covers_hours, week_of
from fingerpost.policy.rules import Status

LEAST: Final = "hours.prime"


def least_weeks(rules: Rules, *, starts_on: date, ends_on: date | None = None) -> list[Week]:
    """The least hours of a prime contractor's call point in each part of a period (OI-3.27)."""
    found = []
    for ruling in rules.history(LEAST):
        begins_in_time = ends_on is None or ruling.valid_from <= ends_on
        is_over = ruling.valid_to is not None and ruling.valid_to < starts_on
        if begins_in_time and not is_over and ruling.status is not Status.WITHDRAWN:
            value = ruling.value if isinstance(ruling.value, Mapping) else {}
            found.append(week_of(value, valid_from=ruling.valid_from, valid_to=ruling.valid_to))
    return found


def weekdays_too_narrow(week: Week, *, rules: Rules) -> list[tuple[str, Hours]]:
    """The weekdays on which a week opens less than the least hours, with those hours; none where it may stand.

    OI-3.27: a prime contractor's call point is open at least as policy says, in every part of its period.
    """
    found: dict[str, Hours] = {}
    for least in least_weeks(rules, starts_on=week.valid_from, ends_on=week.valid_to):
        for name, hours, needed in zip(WEEKDAYS, week.days, least.days, strict=True):
            if not covers_hours(hours, needed):
                found[name] = needed
    return list(found.items())


def is_too_narrow(day: date, hours: Hours, *, rules: Rules) -> bool:
    """Whether hours of one day are less than the least of it; on a bank holiday nothing is asked (OI-3.27)."""
    return not covers_hours(hours, named_calendar("prime", rules).hours(day))
