"""Names and postcodes as people really have them, brought to one form for matching."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from anyascii import anyascii

_APOSTROPHES: Final = "'’‘`´ʼʻʹˈ′＇\u201b\u02bd\u05f3\ua78c"
_DROPPED: Final = str.maketrans(dict.fromkeys(_APOSTROPHES))
_NOT_WORD: Final = re.compile(r"[^0-9a-z]+")

_OUTWARD: Final = r"(?:[A-Z]{1,2}[0-9][A-Z0-9]?|GIR)"
_POSTCODE: Final = re.compile(rf"({_OUTWARD})([0-9][A-Z]{{2}})")
_FORCES: Final = re.compile(r"BFPO(?:C/O)?([0-9]{1,4})")


def match_name(name: str) -> str:
    """The form of a name that is compared: no case, accents, apostrophes, hyphens or spaces.

    "O’Neil", "O Neil" and "oneil" agree, as do José and Jose, Łukasz and Lukasz, "de la Cruz" and "De-La-Cruz". A
    name in any script gives some letters or digits; only a text with no letter, digit or sign gives "".
    """
    return name_words(name).replace(" ", "")


def name_words(name: str) -> str:
    """As `match_name` with the words of the name kept apart by single spaces, for scoring near matches."""
    folded = unicodedata.normalize("NFKC", name.translate(_DROPPED)).translate(_DROPPED)
    words = _NOT_WORD.sub(" ", anyascii(folded).translate(_DROPPED).casefold()).strip()
    if words:
        return words
    # Letters that have no Latin spelling still tell people apart: their code points stand for them.
    return " ".join(f"u{ord(letter):x}" for letter in folded if unicodedata.category(letter)[0] in "LNSM")


def match_names(*, given_name: str, family_name: str) -> tuple[str, str]:
    """Both names in matching form as (given, family); a person with one name matches from either field.

    Where one of the two is empty the other is taken as the family name, so that both ways of writing it agree.
    """
    given, family = match_name(given_name), match_name(family_name)
    if given and not family:
        return "", given
    return given, family


def match_postcode(text: str) -> str:
    """A postcode in capitals with every space and hyphen left out; text that is no postcode is treated alike."""
    return re.sub(r"[^0-9A-Z/]+", "", unicodedata.normalize("NFKC", text).upper())


def normal_postcode(text: str) -> str:
    """A postcode as it is written: "sw1a1aa" gives "SW1A 1AA", "bfpo 57" gives "BFPO 57".

    Text that is no postcode comes back in capitals with single spaces; ask `is_postcode` first where it matters.
    """
    joined = match_postcode(text)
    if (forces := _FORCES.fullmatch(joined)) is not None:
        return f"BFPO {forces.group(1).lstrip('0') or '0'}"
    if (civil := _POSTCODE.fullmatch(joined)) is not None:
        return f"{civil.group(1)} {civil.group(2)}"
    return " ".join(unicodedata.normalize("NFKC", text).upper().split())


def is_postcode(text: str) -> bool:
    """Whether a text has the shape of a postcode of the United Kingdom, a British Forces number included."""
    joined = match_postcode(text)
    return _POSTCODE.fullmatch(joined) is not None or _FORCES.fullmatch(joined) is not None
