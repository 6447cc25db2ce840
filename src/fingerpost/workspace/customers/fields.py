"""Fields that only these pages need: telephone numbers, email addresses, answers that are not shown again."""

from __future__ import annotations

import re
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from fingerpost.house.forms import ShortText

_BETWEEN: Final = re.compile(r"[\s().\-\u2010-\u2015]+")
_NUMBER: Final = re.compile(r"^(?:\+[1-9][0-9]{7,14}|0[0-9]{9,10})$")
_MOBILE: Final = re.compile(r"^(?:07[0-9]{9}|\+447[0-9]{9}|\+(?!44)[1-9][0-9]{7,14})$")


def later(words: Promise | str) -> str:
    """Words that are translated when they are shown, where a field asks for plain text."""
    return cast(str, words)


class Telephone(ShortText):
    """A telephone number, kept without spaces: `020 7946 0000` becomes `02079460000`."""

    def __init__(self, *, is_mobile: bool = False, **kwargs: Any) -> None:
        self.is_mobile = is_mobile
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "tel"}))
        super().__init__(max_length=40, **kwargs)

    width = "20"

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        number = _BETWEEN.sub("", typed)
        if not number:
            return ""
        if number.startswith("0044"):
            number = "+44" + number[4:]
        if not (_MOBILE if self.is_mobile else _NUMBER).match(number):
            example = "07700 900982" if self.is_mobile else "01632 960001"
            raise ValidationError(
                _("Enter a telephone number, like %(example)s") % {"example": example}, code="invalid"
            )
        return number


class EmailAddress(ShortText):
    """An email address, kept as it was typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.EmailInput())
        super().__init__(max_length=255, **kwargs)

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        if typed:
            words = _("Enter an email address in the correct format, like name@example.com")
            EmailValidator(message=words)(typed)
        return typed


class SecretAnswer(ShortText):
    """An answer that is typed and never sent back to a page."""

    component = "password-input"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=100, widget=forms.PasswordInput(), **kwargs)
