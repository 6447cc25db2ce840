"""What a contractor does each month and by when. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from fingerpost.policy import Rules
from fingerpost.policy.calendars import Calendar, named_calendar

CALENDAR = "england"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One duty of a month. ``shown_by`` names the record that shows it done; "" where somebody says so by hand."""

    code: str
    label: str
    due_on: date
    shown_by: str
    is_optional: bool
    source: str


def duties_of(month: date, *, service: str, rules: Rules) -> list[Wanted]:
    """The duties of one month (its first day) of a contract that gives a service, those due first on top.

    BR-25.2, BR-25.3, BR-10.2, BR-11.3, BR-17.1, BR-13.3a. By the rules of that month, so an earlier month keeps its
    own days (BR-CL-25.1). A duty whose day or number no rule holds for the month is left out.
    """
    calendar = named_calendar(CALENDAR, rules)
    found = []
    for row in rules.get_rows("performance.month_duties", month):
        services = row["services"]
        if not isinstance(services, tuple) or service not in services:
            continue
        due_on = _due_on(row, month, calendar, rules)
        if due_on is not None:
            found += list(_each(row, due_on, month, rules))
    return sorted(found, key=lambda each: (each.due_on, each.code))


def working_day(month: date, number: int, *, rules: Rules) -> date:
    """The n-th working day of a month; its last where the month has fewer."""
    days = named_calendar(CALENDAR, rules).working_days_of_month(month.year, month.month)
    return days[min(number, len(days)) - 1]


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def month_before(month: date) -> date:
    """The first day of the month before."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def _due_on(row: Mapping[str, object], month: date, calendar: Calendar, rules: Rules) -> date | None:
    if row["due"] == "month_end":
        return calendar.working_days_of_month(month.year, month.month)[-1]
    number = _number(str(row["day_key"]), str(row.get("day_member", "")), month, rules)
    return working_day(next_month(month), number, rules=rules) if number is not None else None


def _number(key: str, member: str, month: date, rules: Rules) -> int | None:
    ruling = rules.find(key, month)
    if ruling is None:
        return None
    value = ruling.value
    if member:
        value = value.get(member) if isinstance(value, Mapping) else None
    return value if isinstance(value, int) else None


def _each(row: Mapping[str, object], due_on: date, month: date, rules: Rules) -> Iterator[Wanted]:
    """The duty as often as policy asks and allows: one more than the most has no place (BR-17.1)."""
    least, most = 1, 1
    key = str(row.get("count_key", ""))
    if key:
        ruling = rules.find(key, month)
        if ruling is None or not isinstance(ruling.value, Mapping):
            return
        least = int(ruling.value["least"])
        most = max(least, int(ruling.value.get("most", least)))
    for number in range(1, most + 1):
        yield Wanted(
            code=f"{row['code']}_{number}" if most > 1 else str(row["code"]),
            label=f"{row['label']} ({number})" if most > 1 else str(row["label"]),
            due_on=due_on,
            shown_by=str(row.get("shown_by", "")),
            is_optional=number > least,
            source=str(row["paragraph"]),
        )
