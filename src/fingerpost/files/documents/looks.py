"""How each format looks: sizes in points, margins in millimetres, spaces in the height of the letters."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

_INK: Final = "#0c5348"

_STANDARD: Final = {
    "ink": _INK,
    "size": 11.5,
    "small": 9.5,
    "h1": 20,
    "h2": 14,
    "h3": 12,
    "leading": 0.6,
    "spacing": 0.85,
    "above": 1.1,
    "below": 0.6,
    "margin": 18,
}
_LARGE: Final = {
    "ink": _INK,
    "size": 18,
    "small": 18,
    "h1": 28,
    "h2": 23,
    "h3": 20,
    "leading": 0.75,
    "spacing": 1.1,
    "above": 1.3,
    "below": 0.75,
    "margin": 20,
}
_EASY: Final = {
    **_LARGE,
    "size": 16,
    "small": 14,
    "h2": 22,
    "h3": 18,
    "leading": 0.95,
    "spacing": 1.3,
    "margin": 28,
}

LOOKS: Final = MappingProxyType(
    {
        "standard": _STANDARD,
        # At least 18 points everywhere, the lines at the edge of the page too.
        "large_print": _LARGE,
        "easy_read": _EASY,
        "bilingual": _STANDARD,
    }
)
"""By format. One action a block instead of a table wherever letters are large."""

IN_BLOCKS: Final = frozenset({"large_print", "easy_read"})
