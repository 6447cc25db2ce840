"""What each character is to screening: part of a word, a boundary, or nothing at all.

Letters, digits and combining marks bind; every other character is a boundary (BR-20.4). Words are compared in a
plain form: compatibility letters unfolded (full width, ligatures, mathematical), case folded, marks set apart.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

# They show nothing and part nothing, as do all format characters (soft hyphen, joiners, byte order mark).
_INVISIBLE: Final = frozenset(
    map(
        chr,
        {
            *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0),
            *range(0x180B, 0x1810),
            *range(0xFE00, 0xFE10),
            *range(0xE0100, 0xE01F0),
        },
    )
)
# A zero-width space and the marks of direction may stand between two words or inside one: both are looked at.
EITHER_WAY: Final = frozenset(
    "\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
# Apostrophes and primes that Unicode counts as letters.
_APOSTROPHES: Final = frozenset("\u02b9\u02ba\u02bb\u02bc\u02bd\u02c8\u02ee\ua78b\ua78c\u07f4\u07f5")
# Letters that two others stand for in English, and the i without a dot, which has the capital of the one with it.
_WRITTEN_AS: Final = str.maketrans({"æ": "ae", "œ": "oe", "ı": "i"})
DOT_ABOVE: Final = "\u0307"


@lru_cache(maxsize=65_536)
def plain_of(character: str) -> str:
    """The plain form of one character: small letters, digits and marks; a space for a boundary; "" for nothing."""
    category = unicodedata.category(character)
    if category == "Cf" or character in _INVISIBLE:
        return ""
    compatible = unicodedata.normalize("NFKD", character)
    if character in _APOSTROPHES:
        return " "
    if category[0] not in "LNM" and not (category == "So" and len(compatible) == 1 and compatible.isalpha()):
        return " "
    folded = unicodedata.normalize("NFKD", compatible.casefold()).translate(_WRITTEN_AS)
    return _one_dot("".join(each if _binds(each) else " " for each in folded))


def plain_words(text: str) -> list[str]:
    """The words of a text in plain form."""
    return _one_dot("".join(map(plain_of, text))).split()


def _one_dot(plain: str) -> str:
    """An i with a second dot above is the same letter: the Turkish capital leaves one behind when folded."""
    return plain.replace(f"i{DOT_ABOVE}", "i")


def _binds(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM" and character not in _APOSTROPHES
