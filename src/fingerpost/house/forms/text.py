"""Fields of words: short, long, and the names that real people bring."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fingerpost.house.forms.wording import Speaks, starting

_UNSHOWN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")


class _Words(Speaks, forms.CharField):
    """Common to all typed words: trimmed, in Unicode's composed form, within a limit, nothing unshown."""

    component = "input"

    def __init__(
        self, *, max_length: int, name_in_messages: str = "", autocomplete: str = "off", **kwargs: Any
    ) -> None:
        self.name_in_messages = name_in_messages
        self.autocomplete = autocomplete
        self.limit = max_length
        super().__init__(**kwargs)
        # Django's own checks speak in other words; ours stand in `validate`.
        self.validators = [
            one for one in self.validators if type(one).__name__ != "ProhibitNullCharactersValidator"
        ]

    def to_python(self, value: Any) -> str:
        if value is None:
            return ""
        return self.tidy(unicodedata.normalize("NFC", str(value)))

    def tidy(self, text: str) -> str:
        """Return what is kept of the typed text."""
        return text.strip()

    def validate(self, value: str) -> None:
        if not value:
            if self.required:
                raise ValidationError(self.say_enter(), code="required")
            return
        if _UNSHOWN.search(value):
            raise ValidationError(self.say_not_plain(), code="unshown")
        if len(value) > self.limit:
            raise ValidationError(self.say_too_long(self.limit), code="max_length")


class ShortText(_Words):
    """One line of words, 255 characters unless told otherwise."""

    def __init__(self, *, max_length: int = 255, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def tidy(self, text: str) -> str:
        return _SPACES.sub(" ", text).strip()


class LongText(_Words):
    """Several lines of words with a count of the characters left, 4,000 unless told otherwise."""

    component = "character-count"
    widget = forms.Textarea

    def __init__(self, *, max_length: int = 4_000, rows: int = 5, **kwargs: Any) -> None:
        self.rows = rows
        super().__init__(max_length=max_length, **kwargs)

    def tidy(self, text: str) -> str:
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()


class PersonName(_Words):
    """A name or a part of one: José, O'Neil with either apostrophe, "de la Cruz", Łukasz, one letter.

    Kept as it was typed, with runs of spaces made one. Only a name without any letter is refused.
    """

    def __init__(self, *, max_length: int = 100, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def tidy(self, text: str) -> str:
        return _SPACES.sub(" ", text).strip()

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not any(unicodedata.category(letter).startswith("L") for letter in value):
            raise ValidationError(
                _("%(name)s must include at least one letter") % {"name": starting(self.name)},
                code="no_letter",
            )
