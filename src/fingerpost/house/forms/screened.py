"""Fields whose words are screened before anything keeps them.

BR-20.4, OI-11.12: text that can't be kept is refused in place with neutral words. The value leaves
`cleaned_data`; what was typed is echoed in that one response and nowhere else. The error carries
places in the text and opaque ids, never the words themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fingerpost.house.forms.text import LongText, ShortText
from fingerpost.house.forms.wording import QUESTIONED, REFUSED
from fingerpost.house.rules import rules_in_force
from fingerpost.policy import Rules
from fingerpost.policy.screening import Hit, describe, may_be_released, screen


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a text: opaque ids of the forms, and the rulings that list them. Never the words."""

    form_ids: tuple[str, ...]
    rule_ids: tuple[str, ...]


class Screened:
    """Screens tidied text by the rules in force on the day. Beside a text field in the bases of a class."""

    rules: Callable[[], Rules] = staticmethod(rules_in_force)
    today: Callable[[], date] = staticmethod(timezone.localdate)
    kept: str = ""
    """What stands in the record already; its lines with everyday words are not asked about again."""
    is_confirmed: bool = True
    """Whether the person said to keep words about which policy only asks; True where the page can't ask."""
    confirmed: Found | None = None
    """What was kept because the person said so."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)  # type: ignore[misc]  # the text field beside this in the class
        on, rules = self.today(), self.rules()
        found = screen(text, on=on, rules=rules) if text else ()
        hits = [hit for hit in found if not stands_already(hit, text, self.kept)]
        blocking = [hit for hit in hits if hit.blocks]
        if blocking:
            what = _what(blocking, on, rules)
            params = {
                "places": places_of(blocking),
                "found": what,
                "is_everyday": may_be_released(blocking),
            }
            raise ValidationError(say_refused(blocking), code=REFUSED, params=params)
        if hits and not self.is_confirmed:
            question = _("Look at this again before it is kept.")
            raise ValidationError(question, code=QUESTIONED, params={"places": places_of(hits)})
        self.confirmed = _what(hits, on, rules) if hits else None
        return text


class ScreenedShortText(Screened, ShortText):
    """One line of words in a customer room."""


class ScreenedLongText(Screened, LongText):
    """Several lines of words in a customer room."""


def _what(hits: Sequence[Hit], on: date, rules: Rules) -> Found:
    return Found(
        tuple(sorted({hit.form_id for hit in hits})),
        tuple(sorted({describe(hit, on=on, rules=rules).rule_id for hit in hits})),
    )


def stands_already(hit: Hit, text: str, kept: str) -> bool:
    """Whether an everyday word stands on a line that the record holds, to the letter (BR-A.3).

    Who adds a line to notes that a colleague looked at need not ask again; who changes that line must.
    """
    if hit.certainty != "everyday" or not kept:
        return False
    start = text.rfind("\n", 0, hit.start) + 1
    end = text.find("\n", hit.end)
    line = text[start:] if end < 0 else text[start:end]
    return f"\n{line}\n" in f"\n{kept}\n"


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
