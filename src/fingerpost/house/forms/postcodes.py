"""Postcodes as people type them: lower case, no space, British Forces Post Office numbers."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fingerpost.house.forms.wording import Speaks

# The shapes of the Post Office: A9, A99, AA9, AA99, A9A, AA9A, then 9AA without C I K M O V.
_CIVIL = re.compile(r"^([A-Z]{1,2}[0-9][A-Z0-9]?|GIR)([0-9][ABD-HJLNP-UW-Z]{2})$")
_FORCES = re.compile(r"^BFPO(?:CO)?0*([1-9][0-9]{0,3})$")
_BETWEEN = re.compile(r"[\s.\-\u2010-\u2015]+")
_LONGEST = 12


class Postcode(Speaks, forms.CharField):
    """A postcode of the United Kingdom, given as `SW1A 1AA` or `BFPO 57`; empty text where optional."""

    component = "input"
    width = "10"
    autocomplete = "off"

    def __init__(self, *, name_in_messages: str = "", **kwargs: Any) -> None:
        self.name_in_messages = name_in_messages
        super().__init__(**kwargs)
        self.validators = []

    def to_python(self, value: Any) -> str:
        return str(value or "").strip()

    def validate(self, value: str) -> None:
        if not value and self.required:
            raise ValidationError(self.say_enter(), code="required")

    def clean(self, value: Any) -> str:
        typed = self.to_python(value)
        self.validate(typed)
        if not typed:
            return ""
        normal = normal_postcode(typed)
        if normal is None:
            raise ValidationError(_("Enter a full UK postcode, like LS1 4AP or BFPO 57"), code="invalid")
        return normal


def normal_postcode(typed: str) -> str | None:
    """Return a typed postcode in its normal writing, or None where it has no postcode's shape."""
    letters = _BETWEEN.sub("", typed).upper()
    if len(letters) > _LONGEST or not letters.isascii():
        return None
    if forces := _FORCES.match(letters):
        return f"BFPO {forces[1]}"
    if civil := _CIVIL.match(letters):
        return f"{civil[1]} {civil[2]}"
    return None
