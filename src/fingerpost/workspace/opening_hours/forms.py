"""Forms of opening hours: a week from a day on, and one day that is different."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.house.forms import ChoiceRadios, DatePart, Form, ShortText, When
from fingerpost.house.forms.dates import read_time
from fingerpost.organisations.services import LONGEST_NAME
from fingerpost.policy.opening_hours import WEEKDAYS, Hours, hours_of
from fingerpost.workspace.customers.fields import later
from fingerpost.workspace.opening_hours.present import WEEKDAY_WORDS, hours_words

CLOSED, OTHER, USUAL = "closed", "other", "usual"
_LONGEST: Final = 100
_PIECES: Final = re.compile(r"[,;\n]+|\band\b")
_ENDS: Final = re.compile(r"\s*(?:-|\u2013|\u2014|\bto\b|\buntil\b)\s*")


class OpeningTimes(ShortText):
    """Opening times of a day as intervals that policy reads: `9:00 to 12:30, 13:30-17:00`; nothing is closed."""

    width = "20"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=_LONGEST, **kwargs)

    def clean(self, value: Any) -> list[str]:
        typed: str = super().clean(value)
        if not typed or typed.lower() == _("Closed").lower():
            return []
        intervals = [self._interval(piece) for piece in _PIECES.split(typed) if piece.strip()]
        try:
            hours_of(intervals)
        except ValueError:
            raise self._unreadable() from None
        return intervals

    def _interval(self, piece: str) -> str:
        ends = [read_time(end) for end in _ENDS.split(piece.strip())]
        if len(ends) != 2 or ends[0] is None or ends[1] is None:
            raise self._unreadable()
        closes = f"{ends[1]:%H:%M}"
        return f"{ends[0]:%H:%M}-{'24:00' if closes == '00:00' else closes}"

    def _unreadable(self) -> ValidationError:
        return ValidationError(
            _("Enter opening times like 9:00 to 12:30, 13:30 to 17:00, that do not overlap"),
            code="unreadable",
        )


def _times(words: Promise | str, **kwargs: Any) -> OpeningTimes:
    return OpeningTimes(label=words, name_in_messages=later(words), required=False, **kwargs)


class WeekForm(Form):
    """The hours of each weekday from a day on."""

    starts_on = DatePart(
        label=gettext_lazy("From which day?"),
        name_in_messages=later(gettext_lazy("the first day")),
        when=When.FUTURE_OR_TODAY,
    )
    monday = _times(WEEKDAY_WORDS["monday"])
    tuesday = _times(WEEKDAY_WORDS["tuesday"])
    wednesday = _times(WEEKDAY_WORDS["wednesday"])
    thursday = _times(WEEKDAY_WORDS["thursday"])
    friday = _times(WEEKDAY_WORDS["friday"])
    saturday = _times(WEEKDAY_WORDS["saturday"])
    sunday = _times(WEEKDAY_WORDS["sunday"])

    @property
    def weekdays(self) -> list[Any]:
        """The fields of the weekdays, Monday first."""
        return [self[name] for name in WEEKDAYS]

    def week(self) -> Mapping[str, Sequence[str]]:
        """What was typed, as a week that policy reads."""
        return {name: self.cleaned_data[name] for name in WEEKDAYS}

    def add_too_narrow(self, narrow: Iterable[tuple[str, Hours]]) -> None:
        """Say at each weekday what the least hours are (OI-3.27)."""
        for name, least in narrow:
            said = _("%(day)s must be open at least %(hours)s, as at every prime contractor")
            self.add_error(name, said % {"day": WEEKDAY_WORDS[name], "hours": hours_words(least)})


class DayForm(Form):
    """One day that is different from its week, or is no longer."""

    day = DatePart(
        label=gettext_lazy("Which day?"),
        name_in_messages=later(gettext_lazy("the day")),
        when=When.FUTURE_OR_TODAY,
    )
    name = ShortText(
        label=gettext_lazy("Why is it different?"),
        name_in_messages=later(gettext_lazy("why the day is different")),
        help_text=gettext_lazy(
            "A few words that the contact centre and the agency read, for example staff training."
        ),
        max_length=LONGEST_NAME,
    )
    kind = ChoiceRadios(
        label=gettext_lazy("When is the call point open on that day?"),
        name_in_messages=later(gettext_lazy("when the call point is open")),
        choices=(
            (CLOSED, gettext_lazy("Not at all")),
            (OTHER, gettext_lazy("At other times")),
            (USUAL, gettext_lazy("As in any week, after all")),
        ),
        reveals={OTHER: ("hours",)},
    )
    hours = _times(
        gettext_lazy("Opening times"),
        help_text=gettext_lazy("For example 9:00 to 12:30, 13:30 to 17:00"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") == OTHER and "hours" in cleaned and not cleaned["hours"]:
            self.add_error("hours", _("Enter the opening times of the day"))
        return cleaned
