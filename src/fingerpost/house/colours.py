"""A deployment's own colour: one hexadecimal value, dark enough for white words on it."""

import re
from typing import Final

_HEXADECIMAL: Final = re.compile(r"^#[0-9a-fA-F]{6}$")
LEAST_CONTRAST: Final = 4.5
"""WCAG 2.2, 1.4.3 at level AA: words of ordinary size."""


def contrast_with_white(colour: str) -> float:
    """Return the contrast ratio of a colour such as `#0c5348` with white, 1 to 21.

    Raises ValueError where it is no such value.
    """
    if not _HEXADECIMAL.match(colour):
        raise ValueError("Write the colour as # and six hexadecimal figures, such as #0c5348.")
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def checked_colour(colour: str) -> str:
    """Return a colour that white words can be read on; nothing for nothing.

    Raises ValueError with what to do where it is too light or no colour.
    """
    if not colour:
        return ""
    if contrast_with_white(colour) < LEAST_CONTRAST:
        raise ValueError(f"White words can't be read on {colour}. Choose a darker colour.")
    return colour.lower()


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
