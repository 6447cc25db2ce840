"""The four items of a search, carried from page to page in hidden fields and kept nowhere."""

from __future__ import annotations

from typing import Any, Final

from django.http import QueryDict

from fingerpost.house.forms import Typed

AGAIN: Final = "again"
"""Field of a form that shows the search again with what was typed, and does not search yet."""
ARRIVES: Final = "arrives"
"""Field of a form that leads to the page of a check with what was searched for, and tries nothing there."""

_NAMES: Final = ("given_name", "family_name", "postcode")
_PARTS: Final = ("day", "month", "year")
_FIELDS: Final = (*_NAMES, *(f"date_of_birth-{part}" for part in _PARTS))
_LONGEST: Final = 200


def carried_items(posted: QueryDict) -> list[tuple[str, str]]:
    """What a page goes on carrying: each field of the search with its value. Empty where nothing came."""
    found = [(name, posted.get(name, "")[:_LONGEST]) for name in _FIELDS]
    return found if any(value for _name, value in found) else []


def typed_items(posted: QueryDict) -> dict[str, Any]:
    """What was typed in the search, to start another form with."""
    born = Typed(*(posted.get(f"date_of_birth-{part}", "") for part in _PARTS))
    return {**{name: posted.get(name, "") for name in _NAMES}, "date_of_birth": born}
