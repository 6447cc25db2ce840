"""Opening hours and working weeks in words: "Monday to Friday 09:00 to 17:00, closed on bank holidays"."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _

from fingerpost.workspace.rules.words import value_words

_WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ALL_DAY: Final = "00:00-24:00"


def hours_in_words(value: Mapping[str, object]) -> str | None:
    """A table of hours or of working weekdays as a sentence; None for any other table."""
    if "open_on_bank_holidays" in value:
        return _opening(value)
    weekdays = value.get("weekdays")
    if isinstance(weekdays, tuple):
        named = _runs([day in weekdays for day in _WEEK])
        said = ", ".join(days for days, is_working in named if is_working)
        less = _("less bank holidays") if value.get("less_bank_holidays") else _("bank holidays included")
        return f"{said}, {less}"
    return None


def _opening(value: Mapping[str, object]) -> str:
    hours = [value.get(day, ()) for day in _WEEK]
    parts = [f"{days} {_times(times)}" for days, times in _runs(hours) if times]
    is_open = value.get("open_on_bank_holidays") is True
    parts.append(_("open on bank holidays") if is_open else _("closed on bank holidays"))
    if isinstance(closed := value.get("closed_on"), tuple) and closed:
        parts.append(_("closed on %(days)s") % {"days": ", ".join(str(day) for day in closed)})
    if isinstance(exceptions := value.get("exceptions"), tuple) and exceptions:
        parts.append(_("other hours on some days, as the rule says"))
    return ", ".join(parts)


def _runs(week: list[object] | list[bool]) -> list[tuple[str, object]]:
    """Days next to each other that are alike, named together."""
    found = []
    for alike, run in groupby(zip(_WEEK, week, strict=True), key=lambda pair: pair[1]):
        days = [value_words(day) for day, _alike in run]
        together = (
            days[0] if len(days) == 1 else _("%(first)s to %(last)s") % {"first": days[0], "last": days[-1]}
        )
        found.append((together, alike))
    return found


def _times(times: object) -> str:
    spans = times if isinstance(times, tuple) else ()
    return _(" and ").join(
        _("all day") if span == _ALL_DAY else str(span).replace("-", _(" to ")) for span in spans
    )
