"""Fields of the plan editor. Gaps never block saving: nothing is required, and no label says "optional"."""

from __future__ import annotations

from datetime import date
from typing import Any

from fingerpost.house.forms import ChoiceRadios, ChoiceSelect, DatePart, ScreenedLongText, ScreenedShortText


class Line(ScreenedShortText):
    """One line that may be written later; screened before anything keeps it (OI-9.10, OI-14.8)."""

    def validate(self, value: str) -> None:
        if value:
            super().validate(value)


class Lines(ScreenedLongText):
    """Several lines that may be written later; screened before anything keeps them (OI-9.10, OI-14.8)."""

    def validate(self, value: str) -> None:
        if value:
            super().validate(value)


class DayWhenKnown(DatePart):
    """A day that may be filled in later."""

    def clean(self, value: Any) -> date | None:
        if not any(getattr(value, part, "") for part in ("day", "month", "year")):
            return None
        return super().clean(value)


class OneOfAFew(ChoiceRadios):
    """A choice that may be left open; "" then."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class OneOfAList(ChoiceSelect):
    """A choice from a list that may be left open; "" then."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class GoalOfThisPlan(ChoiceSelect):
    """A goal by its key. One that another page of the same plan added meanwhile is taken too."""

    def validate(self, value: Any) -> None:
        """Any key will do: one that names no goal shows as none."""
