"""Opening hours in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.organisations.models import ExceptionalOpening, OpeningHours
from fingerpost.organisations.queries import CallPoint, week_in
from fingerpost.organisations.rules import is_too_narrow, least_weeks
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_time, spoken_date
from fingerpost.policy.opening_hours import WEEKDAYS, Hours, Week, hours_of

WEEKDAY_WORDS: Final[Mapping[str, Promise | str]] = MappingProxyType(
    {
        "monday": gettext_lazy("Monday"),
        "tuesday": gettext_lazy("Tuesday"),
        "wednesday": gettext_lazy("Wednesday"),
        "thursday": gettext_lazy("Thursday"),
        "friday": gettext_lazy("Friday"),
        "saturday": gettext_lazy("Saturday"),
        "sunday": gettext_lazy("Sunday"),
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of hours: what it is of, and the hours."""

    name: str
    hours: str


@dataclass(frozen=True, slots=True)
class ShownWeek:
    """A week as the page shows it: since or from when, the notice of it, and each weekday."""

    title: str
    told: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class ShownPoint:
    """A call point as the page shows it."""

    name: str
    weeks: list[ShownWeek]
    days: list[Row]


def point_shown(point: CallPoint, *, today: date, rules: Rules) -> ShownPoint:
    """A call point in words; the least hours where it has no week of its own today."""
    weeks = [_period_shown(period, today) for period in point.periods]
    if not point.periods or point.periods[0].starts_on > today:
        least = least_weeks(rules, starts_on=today, ends_on=today)
        title = _("The least hours of every prime contractor")
        weeks = [*(ShownWeek(title, "", week_rows(one)) for one in least), *weeks]
    return ShownPoint(
        name=point.organisation.name,
        weeks=weeks,
        days=[_day_shown(one, rules) for one in point.days if not one.keeps_usual_hours],
    )


def week_rows(week: Week) -> list[Row]:
    """Each weekday with its hours."""
    return [
        Row(str(WEEKDAY_WORDS[name]), hours_words(hours))
        for name, hours in zip(WEEKDAYS, week.days, strict=True)
    ]


def hours_words(hours: Hours) -> str:
    """Hours of a day as people write them; a form takes them back."""
    if not hours:
        return _("Closed")
    return ", ".join(
        _("%(opens)s to %(closes)s") % {"opens": _clock(opens), "closes": _clock(closes)}
        for opens, closes in hours
    )


def notice_words(row: OpeningHours | ExceptionalOpening) -> str:
    """One change as the list of changes tells it."""
    said = {"moment": _moment(row), "name": row.organisation.name}
    if isinstance(row, OpeningHours):
        return _("%(moment)s: %(name)s, hours of the week from %(day)s") % {
            **said,
            "day": spoken_date(row.starts_on),
        }
    said["day"] = spoken_date(row.day)
    if row.keeps_usual_hours:
        return _("%(moment)s: %(name)s, the usual hours on %(day)s") % said
    said["hours"] = hours_words(hours_of(row.intervals))
    return _("%(moment)s: %(name)s, on %(day)s: %(hours)s") % said


def typed_week(texts: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """A kept week as the form begins with it; a closed day is left empty."""
    return {name: hours_words(hours_of(texts[name])) if texts.get(name) else "" for name in WEEKDAYS}


def _period_shown(period: OpeningHours, today: date) -> ShownWeek:
    day = spoken_date(period.starts_on)
    title = _("Since %(day)s") if period.starts_on <= today else _("From %(day)s")
    told = _("Told at %(moment)s") % {"moment": _moment(period)}
    return ShownWeek(title % {"day": day}, told, week_rows(week_in(period)))


def _day_shown(row: ExceptionalOpening, rules: Rules) -> Row:
    hours = hours_of(row.intervals)
    said = _("%(hours)s: %(name)s. Told at %(moment)s.") % {
        "hours": hours_words(hours),
        "name": row.name,
        "moment": _moment(row),
    }
    if is_too_narrow(row.day, hours, rules=rules):
        said = _("%(said)s Less than the least hours.") % {"said": said}
    return Row(spoken_date(row.day), said)


def _moment(row: OpeningHours | ExceptionalOpening) -> str:
    local = civil_time(row.set_at)
    return _("%(time)s on %(day)s") % {"time": f"{local:%H:%M}", "day": spoken_date(local.date())}


def _clock(minutes: int) -> str:
    return _("midnight") if minutes == 1440 else f"{minutes // 60:02}:{minutes % 60:02}"
