"""Dates in three boxes and times in one, each part kept as typed when it is wrong."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fingerpost.house.forms.wording import Speaks, starting

PARTS = ("day", "month", "year")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_NUMBER = re.compile(r"^[0-9]{1,2}$")
_YEAR = re.compile(r"^[0-9]{4}$")


@dataclass(frozen=True, slots=True)
class Typed:
    """The three boxes of a date as they were typed."""

    day: str = ""
    month: str = ""
    year: str = ""

    def missing(self) -> tuple[str, ...]:
        """Return the names of the empty boxes."""
        return tuple(part for part in PARTS if not getattr(self, part))


class When(StrEnum):
    """Where in time a date must lie, seen from today in Europe/London."""

    ANY = "any"
    PAST = "past"
    PAST_OR_TODAY = "past_or_today"
    FUTURE = "future"
    FUTURE_OR_TODAY = "future_or_today"


class ThreeBoxes(forms.Widget):
    """Reads `name-day`, `name-month`, `name-year`; drawing is the component's."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Typed:
        return Typed(*(str(data.get(f"{name}-{part}") or "").strip() for part in PARTS))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return all(f"{name}-{part}" not in data for part in PARTS)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}-day" if id_ else id_


class DatePart(Speaks, forms.Field):
    """A date given as `datetime.date` from a day, a month (number or name) and a year of four figures.

    An error carries the wrong boxes in `params["parts"]`, so that the page marks only those.
    """

    component = "date-input"
    widget = ThreeBoxes

    def __init__(
        self,
        *,
        when: When = When.ANY,
        earliest: date = date(1900, 1, 1),
        today: Callable[[], date] = timezone.localdate,
        name_in_messages: str = "",
        birthday: bool = False,
        **kwargs: Any,
    ) -> None:
        self.when = when
        self.earliest = earliest
        self.today = today
        self.name_in_messages = name_in_messages
        self.birthday = birthday
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Typed:
        """Return the boxes of a typed value or of a date that the page starts with."""
        if isinstance(value, date):
            return Typed(str(value.day), str(value.month), f"{value.year:04}")
        return value if isinstance(value, Typed) else Typed()

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != self.prepare_value(data)

    def clean(self, value: Any) -> date | None:
        typed = value if isinstance(value, Typed) else self.prepare_value(value)
        missing = typed.missing()
        if len(missing) == len(PARTS):
            if self.required:
                raise self._wrong("required", self.say_enter(), PARTS)
            return None
        if missing:
            raise self._wrong("missing", self._say_missing(missing), missing)
        found = self._read(typed)
        self._place(found)
        return found

    def _read(self, typed: Typed) -> date:
        day = int(typed.day) if _NUMBER.match(typed.day) else 0
        month = month_number(typed.month)
        year = int(typed.year) if _YEAR.match(typed.year) else 0
        wrong = [
            part
            for part, good in (("day", 1 <= day <= 31), ("month", bool(month)), ("year", bool(year)))
            if not good
        ]
        if wrong == ["year"]:
            raise self._wrong("year", _("Year must include 4 numbers"), ("year",))
        if wrong:
            raise self._wrong("not_real", self._say_not_real(), tuple(wrong))
        try:
            return date(year, month, day)
        except ValueError:
            raise self._wrong("not_real", self._say_not_real(), PARTS) from None

    def _place(self, found: date) -> None:
        today = self.today()
        name = {"name": starting(self.name)}
        rules = {
            When.PAST: (found < today, _("%(name)s must be in the past")),
            When.PAST_OR_TODAY: (found <= today, _("%(name)s must be today or in the past")),
            When.FUTURE: (found > today, _("%(name)s must be in the future")),
            When.FUTURE_OR_TODAY: (found >= today, _("%(name)s must be today or in the future")),
        }
        good, message = rules.get(self.when, (True, ""))
        if not good:
            raise self._wrong("when", message % name, PARTS)
        if found < self.earliest:
            words = _("%(name)s must be the same as or after %(date)s") % {
                **name,
                "date": date_format(self.earliest, "j F Y"),
            }
            raise self._wrong("too_early", words, PARTS)

    def _say_missing(self, missing: tuple[str, ...]) -> str:
        words = {"day": _("a day"), "month": _("a month"), "year": _("a year")}
        named = [words[part] for part in missing]
        return _("%(name)s must include %(parts)s") % {
            "name": starting(self.name),
            "parts": _(" and ").join(named),
        }

    def _say_not_real(self) -> str:
        return _("%(name)s must be a real date") % {"name": starting(self.name)}

    @staticmethod
    def _wrong(code: str, message: str, parts: tuple[str, ...]) -> ValidationError:
        # The message is finished: a percent sign in a label must not be read as a place for a value.
        return ValidationError(message.replace("%", "%%"), code=code, params={"parts": parts})


def month_number(typed: str) -> int:
    """Return 1 to 12 for a typed month (`4`, `04`, `Apr`, `april`), 0 where it is none."""
    word = typed.strip().lower().rstrip(".")
    if _NUMBER.match(word):
        return int(word) if 1 <= int(word) <= 12 else 0
    if word in _MONTH_NAMES:
        return _MONTH_NAMES.index(word) + 1
    if word == "sept":
        return 9
    return _MONTHS.index(word) + 1 if word in _MONTHS else 0


# Hour and minute need a mark between them, or four figures together.
_CLOCK = re.compile(r"^([0-9]{1,2})(?:[:.]?([0-9]{2}))?(am|pm)?$")


class TimeOfDay(Speaks, forms.Field):
    """A time of the civil day: `14:30`, `2.30pm`, `2pm`, `0930`, noon, midnight."""

    component = "input"
    width = "5"
    autocomplete = "off"
    widget = forms.TextInput

    def __init__(self, *, name_in_messages: str = "", **kwargs: Any) -> None:
        self.name_in_messages = name_in_messages
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return a time that the page starts with as people write it."""
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def clean(self, value: Any) -> time | None:
        typed = str(value or "").strip()
        if not typed:
            if self.required:
                raise ValidationError(self.say_enter(), code="required")
            return None
        found = read_time(typed)
        if found is None:
            raise ValidationError(
                _("%(name)s must be a time, like 9:30am or 14:30") % {"name": starting(self.name)},
                code="invalid",
            )
        return found


def read_time(typed: str) -> time | None:
    """Return a typed time of day, or None where it is none."""
    words = re.sub(r"\s+", "", typed).lower().replace("a.m.", "am").replace("p.m.", "pm")
    if words in {"noon", "midday"}:
        return time(12)
    if words == "midnight":
        return time(0)
    match = _CLOCK.match(words)
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if match[2] is None and half is None:
        return None
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
