"""Forms of keys: making one, and putting another in its place."""

from __future__ import annotations

import re
from typing import Any, Final, cast

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.dss.services.keys import LONGEST_LABEL, MOST_TOUCHPOINTS, read_touchpoints
from fingerpost.house.errors import InvalidInput
from fingerpost.house.forms import ChoiceRadios, Form, LongText, ScreenedShortText

_PARTED: Final = re.compile(r"[\s,;]+")
_LONGEST: Final = 800


class KeyForm(Form):
    """A new key: what it is called, and for which touchpoints it speaks."""

    label = ScreenedShortText(
        label=gettext_lazy("Whose system is it?"),
        help_text=gettext_lazy("A name that tells the keys apart. Say nothing of a customer."),
        max_length=LONGEST_LABEL,
        name_in_messages=cast(str, gettext_lazy("whose system it is")),
    )
    touchpoints = LongText(
        label=gettext_lazy("Touchpoints it speaks for"),
        help_text=gettext_lazy(
            "Ten digits each, one on a line. One that no organisation here holds is taken as that of a contractor"
            " outside."
        ),
        max_length=_LONGEST,
        rows=4,
        name_in_messages=cast(str, gettext_lazy("a touchpoint id")),
    )

    def clean_touchpoints(self) -> tuple[str, ...]:
        """The ids in the order they were typed, each once."""
        typed = _PARTED.split(self.cleaned_data["touchpoints"])
        try:
            return read_touchpoints(typed)
        except InvalidInput as refused:
            if refused.code == "too_many_touchpoints":
                raise ValidationError(
                    _("Name %(most)s touchpoints or fewer") % {"most": MOST_TOUCHPOINTS}
                ) from None
            raise ValidationError(_("Enter touchpoint ids of ten digits, like 0000000101")) from None


class ReplaceForm(Form):
    """How long the old key goes on beside the new one."""

    goes_on = ChoiceRadios(
        label=gettext_lazy("How long does the old key go on?"),
        name_in_messages=cast(str, gettext_lazy("how long the old key goes on")),
    )

    def __init__(self, *args: Any, overlap_days: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.overlap_days = overlap_days
        box = self.fields["goes_on"]
        assert isinstance(box, ChoiceRadios)
        days = sorted({1, 7, overlap_days} & set(range(1, overlap_days + 1)))
        box.choices = [
            *((str(number), _days_words(number)) for number in days),
            ("0", _("It ends at once: it may be known to others")),
        ]

    def days(self) -> int:
        """How many days were chosen."""
        return int(self.cleaned_data["goes_on"])


def _days_words(number: int) -> str:
    return _("One day") if number == 1 else _("%(number)s days") % {"number": number}
