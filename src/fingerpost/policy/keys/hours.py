"""Keys about opening hours, working days and where counting begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.calendars import (
    LANGUAGE_LINES,
    complaint_about_counting,
    complaint_about_working_week,
)
from fingerpost.policy.keys.kinds import FLAG, ROWS, TABLE, TEXT, TEXTS
from fingerpost.policy.opening_hours import WEEKDAYS, complaint_about_hours
from fingerpost.policy.schema import KeySpec, Kind

_HOURS: Final[Mapping[str, Kind]] = {
    **{f"{weekday}?": TEXTS for weekday in WEEKDAYS},
    "open_on_bank_holidays": FLAG,
    "closed_on?": TEXTS,
    "exceptions?": ROWS,
}


def _hours(about: str) -> KeySpec:
    return KeySpec(TABLE, about, fields=_HOURS, check=complaint_about_hours)


KEYS: Final[Mapping[str, KeySpec]] = {
    "clock.working_week": KeySpec(
        TABLE,
        "What a working day is",
        fields={"weekdays": TEXTS, "less_bank_holidays": FLAG},
        check=complaint_about_working_week,
    ),
    "clock.counting_starts": KeySpec(
        TEXT,
        "Which day is day one of a clock that counts working days",
        check=complaint_about_counting,
    ),
    "hours.office": _hours("Hours of an office, where a clock names no other calendar"),
    "hours.contact_centre": _hours("Opening hours of the contact centre"),
    "hours.prime": _hours("The least hours that a prime contractor's call point keeps"),
    "hours.website": _hours("Opening hours of the website"),
    **{
        f"hours.language.{code}": _hours(f"Opening hours of the {name} line")
        for code, name in LANGUAGE_LINES.items()
    },
}
