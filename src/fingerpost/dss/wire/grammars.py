r"""What text a field may hold. A grammar must match the whole of it; no text and "" always pass.

White space and letters of words are those of Unicode, as in .NET; digits are the ten of ASCII. No grammar takes more
than linear time: inside a repetition the next character always says which way to go.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Grammar:
    """One grammar. ``shown`` is the expression that a refusal of it quotes."""

    name: str
    expression: re.Pattern[str]
    shown: str


def _of(name: str, expression: str, shown: str = "") -> Grammar:
    return Grammar(name, re.compile(expression), shown or f"^{expression}$")


_PHONE: Final = (
    r"(?:\(?0[0-9]{4}\)?\s?[0-9]{3}\s?[0-9]{2,3}"
    r"|\(?0[0-9]{3}\)?\s?[0-9]{3}\s?[0-9]{3,4}"
    r"|\(?0[0-9]{2}\)?\s?[0-9]{4}\s?[0-9]{3,4})"
    r"(?:\s?#[0-9]{3,4})?"
)
_POSTCODE: Final = (
    r"(?:[Gg][Ii][Rr] 0[Aa]{2}"
    r"|[A-Za-z](?:[0-9]{1,2}|[A-HJ-Ya-hj-y][0-9]{1,2}|[0-9][A-Za-z]|[A-HJ-Ya-hj-y][0-9]?[A-Za-z])"
    r"\s?[0-9][A-Za-z]{2})"
)


def _latitude(digits: int) -> Grammar:
    return _of(
        f"LAT{digits}",
        rf"[+-]?(?:90(?:\.0{{1,6}})?|(?:[0-9]|[1-8][0-9])(?:\.[0-9]{{1,{digits}}})?)",
    )


def _longitude(digits: int) -> Grammar:
    return _of(
        f"LON{digits}",
        rf"[+-]?(?:180(?:\.0{{1,6}})?|(?:[0-9]|[1-9][0-9]|1[0-7][0-9])(?:\.[0-9]{{1,{digits}}})?)",
    )


_ALL: Final = (
    _of("DIGITS", r"[0-9]+"),
    _of("TOUCHPOINT-STRICT", r"[0-9]{10}", "^[0-9]+$"),
    _of("NO-ANGLE", r"[^<>]+"),
    _of("POSTCODE", _POSTCODE),
    _of("ADDRESS-LINE", r"[A-Za-z0-9 ~!@&'()*+,\-./:;]{1,100}"),
    _of("PERSON-NAME", r"[A-Za-z ]+(?:['.,\-][A-Za-z ]+)*"),
    _of("ORG-NAME", r"[A-Za-z]+(?:[\s',.\-][A-Za-z]+)*"),
    _of("FREE-SUMMARY", r"[A-Za-z][A-Za-z0-9\s.\-',/]*"),
    _of("UK-MOBILE", r"(?:\+44\s?7[0-9]{3}|\(?07[0-9]{3}\)?)\s?[0-9]{3}\s?[0-9]{2,3}"),
    _of("UK-PHONE", _PHONE),
    _of(
        "EMAIL-CONTACT",
        r"\w+(?:[-+.']\w+)*@\w+(?:-\w+)*\.\w+(?:[-.]\w+)*",
        r"^\w+([-+.']\w+)*@\w+([-.]\w+)*\.\w+([-.]\w+)*$",
    ),
    _of("EMAIL-ADVISER", r"[\w.\-]+@(?:[\w\-]+\.)+[\w\-]{2,4}"),
    _of("PHONE-ADVISER", r"\+*\(?[0-9]{1,4}\)?[0-9\s./\-]*"),
    _of("SUBCON-8", r"[0-9]{8}"),
    _of("WEB-CHAT-REFERENCE", r"[A-Za-z0-9.]+"),
    _latitude(6),
    _latitude(8),
    _longitude(6),
    _longitude(8),
)

GRAMMARS: Final[Mapping[str, Grammar]] = MappingProxyType({each.name: each for each in _ALL})
"""Every grammar, by the name that ``Field.grammar`` gives. LAT6, LAT8, LON6, LON8 judge a number's decimal text."""


def matches(name: str, text: str | None) -> bool:
    """Whether text fits a grammar: nothing and "" do. Raises KeyError for a grammar that there is not."""
    return not text or GRAMMARS[name].expression.fullmatch(text) is not None
