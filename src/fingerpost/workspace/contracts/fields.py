"""Fields of numbers and money, read as people type them: 1,234 · £1,234.50 · 7.5."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fingerpost.house.forms import ShortText

_WHOLE: Final = re.compile(r"-?\d{1,12}")
_POUNDS: Final = re.compile(r"-?\d{1,11}(\.\d{2})?")
_DECIMAL: Final = re.compile(r"\d{1,8}(\.\d{1,5})?")


class _Typed(ShortText):
    """Text that is read as a number; what was typed stays in the box where it can't be read."""

    width = "10"
    pattern: re.Pattern[str]
    example: str

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)

    def clean(self, value: Any) -> Any:
        typed: str = super().clean(value)
        if not typed:
            return None
        plain = typed.replace(",", "").replace("£", "").replace("\u2212", "-").replace("%", "").strip()
        if self.pattern.fullmatch(plain) is None:
            raise ValidationError(
                _("%(name)s must be a number, like %(example)s")
                % {"name": capfirst(str(self.label)), "example": self.example},
                code="unreadable",
            )
        return self.read(plain)

    def read(self, plain: str) -> Any:
        """The value of a text that fits the pattern."""
        # Each field has its own; fields of forms know no abstract methods.
        raise NotImplementedError


class WholeNumber(_Typed):
    """A whole number."""

    pattern, example = _WHOLE, "1,200"

    def read(self, plain: str) -> int:
        """The number."""
        return int(plain)


class Pounds(_Typed):
    """An amount in pounds, given in pence."""

    pattern, example = _POUNDS, "1,250.50"

    def read(self, plain: str) -> int:
        """The amount in pence."""
        return int(Decimal(plain) * 100)


class Share(_Typed):
    """A number with up to five decimal places, such as a percentage."""

    pattern, example = _DECIMAL, "8.5"

    def read(self, plain: str) -> Decimal:
        """The number, exactly."""
        return Decimal(plain)
