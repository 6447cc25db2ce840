"""Fields whose words are screened before anything keeps them.

BR-20.4, OI-11.12: text that can't be kept is refused in place with neutral words. The value leaves
`cleaned_data`; what was typed is echoed in that one response and nowhere else. The error carries
places in the text, never the words themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fingerpost.house.forms.text import LongText, ShortText
from fingerpost.house.forms.wording import REFUSED
from fingerpost.house.rules import rules_in_force
from fingerpost.policy import Rules
from fingerpost.policy.screening import Hit, screen


class _Screened:
    """Screens tidied text by the rules in force on the day."""

    rules: Callable[[], Rules] = staticmethod(rules_in_force)
    today: Callable[[], date] = staticmethod(timezone.localdate)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)  # type: ignore[misc]  # the text field beside this in the class
        found = screen(text, on=self.today(), rules=self.rules()) if text else ()
        hits = [hit for hit in found if hit.blocks]
        if hits:
            raise ValidationError(say_refused(hits), code=REFUSED, params={"places": places_of(hits)})
        return text


class ScreenedShortText(_Screened, ShortText):
    """One line of words in a customer room."""


class ScreenedLongText(_Screened, LongText):
    """Several lines of words in a customer room."""


def places_of(hits: Sequence[Hit]) -> tuple[tuple[int, int], ...]:
    """Return where the refused words stand in the tidied text; of overlapping ones only the longest."""
    places: list[tuple[int, int]] = []
    for start, end in sorted({(hit.start, hit.end) for hit in hits}, key=lambda place: (place[0], -place[1])):
        if not places or end > places[-1][1]:
            places.append((start, end))
    return tuple(places)


def say_refused(hits: Sequence[Hit]) -> str:
    """Return the neutral message for words that can't be kept, with other words to try where there are some."""
    suggestions = list(dict.fromkeys(hit.suggestion for hit in hits if hit.suggestion))[:3]
    one = len(places_of(hits)) == 1
    first = (
        _("This word can't be kept in our records.")
        if one
        else _("These words can't be kept in our records.")
    )
    if suggestions:
        named = _(" or ").join(f"“{suggestion}”" for suggestion in suggestions)
        return " ".join([first, _("Try %(words)s.") % {"words": named}])
    return " ".join([first, _("Try other words, about what the customer wants to do next.")])
