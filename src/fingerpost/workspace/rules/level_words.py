"""Amounts and service levels in words: "2 working days", "at least 90 per cent", "between 1 and 2 case studies"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

_GROUPED_FROM: Final = 10_000
_NO_AMOUNT: Final = frozenset({"not stated", "as given", "measured"})


def counted(number: int, unit: str) -> str:
    """A number with its unit, which is singular for one."""
    written = f"{number:,}" if abs(number) >= _GROUPED_FROM else str(number)
    if unit == "level":
        return _("level %(number)s") % {"number": written}
    if unit == "percent":
        return _("%(number)s per cent") % {"number": written}
    if unit == "working day of the month":
        return _("working day %(number)s of the month") % {"number": written}
    return f"{written} {unit.removesuffix('s') if number == 1 else unit}".strip()


def level_in_words(value: Mapping[str, object]) -> str:
    """What a service level asks for: its boundary, its amounts and what they count."""
    boundary, unit = str(value.get("boundary", "")), str(value.get("unit", ""))
    amount, high, per = value.get("amount"), value.get("high"), value.get("per")
    if boundary == "hours":
        return _("open during the hours: %(calendar)s") % {
            "calendar": str(value.get("hours", "")).replace("_", " ")
        }
    if boundary in _NO_AMOUNT:
        return {
            "not stated": _("no limit stated"),
            "as given": _("as given"),
            "measured": _("measured only"),
        }[boundary]
    if isinstance(value.get("text"), str):
        return str(value["text"])
    if isinstance(parts := value.get("parts"), Mapping):
        said = ", ".join(f"{name} {number}" for name, number in parts.items())
        return f"{boundary} {said}".replace("_", " ")
    if not isinstance(amount, int):
        return boundary
    if amount == 0 and value.get("kind") == "clock":
        return _("at once")
    if isinstance(high, int):
        said = _("between %(low)s and %(high)s") % {"low": amount, "high": counted(high, unit)}
    else:
        said = f"{boundary} {counted(amount, unit)}"
    return (
        f"{said}, {_('for each %(one)s') % {'one': per}}"
        if isinstance(per, str) and per != "period"
        else said
    )
