"""Fields whose words are screened before anything keeps them.

BR-20, RTX: text that can't be kept is refused in place with neutral words. The value leaves
`cleaned_data`; what was typed is echoed in that one response and nowhere else. The error carries
places in the text, never the words themselves.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fingerpost.house.forms.text import LongText, ShortText
from fingerpost.house.forms.wording import REFUSED
from fingerpost.policy import Rules, shipped_rules


class _Screened:
    """Screens tidied text by the rules in force on the day."""

    rules: Callable[[], Rules] = staticmethod(shipped_rules)
    today: Callable[[], date] = staticmethod(timezone.localdate)

    def clean(self, value: Any) -> str:
        from fingerpost.policy.screening import screen

        text: str = super().clean(value)  # type: ignore[misc]  # the text field beside this in the class
        hits = screen(text, on=self.today(), rules=self.rules()) if text else ()
        if hits:
            places = tuple(sorted({(hit.start, hit.end) for hit in hits}))
            raise ValidationError(say_refused(len(places)), code=REFUSED, params={"places": places})
        return text


class ScreenedShortText(_Screened, ShortText):
    """One line of words in a customer room."""


class ScreenedLongText(_Screened, LongText):
    """Several lines of words in a customer room."""


def say_refused(count: int) -> str:
    """Return the neutral message for words that can't be kept, with what to do instead."""
    if count == 1:
        return _(
            "This word can't be kept in our records. Try saying what the customer wants to do, "
            "or what they need. The rest of the page has been kept"
        )
    return _(
        "These words can't be kept in our records. Try saying what the customer wants to do, "
        "or what they need. The rest of the page has been kept"
    )
