"""When a return is due, and whether it came in time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from fingerpost.performance.rules.duties import next_month, working_day
from fingerpost.policy import Rules
from fingerpost.policy.civil import add_months, civil_date

_DAY_KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "hub": "returns.performance_data_working_day",
        "manual": "returns.manual_templates_working_day",
        "inspiration": "returns.inspiration_report_working_day",
        "dwp": "returns.extract_working_day",
        "matching": "returns.extract_working_day",
        "survey": "returns.extract_working_day",
    }
)


def month_end(month: date) -> date:
    """The last day of a month given by its first."""
    return date.fromordinal(add_months(month, 1).toordinal() - 1)


def due_on(month: date, kind: str, rules: Rules) -> date | None:
    """The day by which the return of a month is due: a working day of the month after it.

    BR-25.2, BR-25.3: the eighth; BR-10.2: the ninth for Inspiration; BR-CL-25.1: the fifth for months before 2016.
    The number is that of the month itself. None where no rule asked for that return then.
    """
    number = rules.find(_DAY_KEYS[kind], month)
    if number is None or not isinstance(number.value, int):
        return None
    return working_day(next_month(month), number.value, rules=rules)


def is_late(due: date, sent_at: datetime | None, *, today: date) -> bool:
    """Whether a return was sent after its day, or was not sent and its day is past. Civil days in London."""
    return (today if sent_at is None else civil_date(sent_at)) > due
