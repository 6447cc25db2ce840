"""Pass phrases of files: short words that can be read aloud and written down at the other end (BR-8.4a).

The words are the house's own choice, in `phrase_words.txt`: four to eight letters, no two that differ by one letter,
none that begins another, no numbers, and none that is spelled otherwise when it sounds the same.
"""

from __future__ import annotations

import math
import secrets
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from fingerpost.policy import Rules
from fingerpost.policy.errors import WrongKind

_WORDS_FILE: Final = Path(__file__).parent / "phrase_words.txt"
LEAST_WORDS: Final = 6
_MARK: Final = "-"
_DIGITS: Final = "0123456789"
_DIGITS_IN_A_PHRASE: Final = 2


@cache
def words() -> tuple[str, ...]:
    """The words that phrases are made of, in order."""
    return tuple(_WORDS_FILE.read_text(encoding="ascii").split())


def entropy_bits() -> float:
    """How hard the words of the shortest phrase are to guess, for somebody who knows this file: in bits."""
    return LEAST_WORDS * math.log2(len(words()))


def make_phrase(*, on: date, rules: Rules) -> str:
    """A new pass phrase as policy asks for it on a day: ``Copper-tulip-sketch-river-walnut-garden-47``.

    At least six words, more where ``minimum_length`` needs them, joined by hyphens, which are its special characters.
    A capital at its beginning and two digits at its end where policy asks for either. From the system's randomness.
    Raises NotInForce before there is a rule.
    """
    asked = rules.get_table("file.pass_phrase", on)
    least = asked["minimum_length"]
    if not isinstance(least, int):
        raise WrongKind("file.pass_phrase", "a whole number", type(least).__name__)
    parts = [secrets.choice(words()) for _number in range(LEAST_WORDS)]
    ending = _digits() if asked["digit"] else ""
    while len(_MARK.join([*parts, ending] if ending else parts)) < least:
        parts.append(secrets.choice(words()))
    if asked["upper_case"]:
        parts[0] = parts[0].capitalize()
    return _MARK.join([*parts, ending] if ending else parts)


def _digits() -> str:
    return "".join(secrets.choice(_DIGITS) for _number in range(_DIGITS_IN_A_PHRASE))


def spoken(phrase: str) -> list[str]:
    """How a phrase is read out, one thing after the other: words, hyphens, digits one by one."""
    said: list[str] = []
    for number, part in enumerate(phrase.split(_MARK)):
        if number:
            said.append(_("hyphen"))
        if part.isdecimal():
            said += [_digit_name(digit) for digit in part]
        elif part[:1].isupper():
            said.append(_("%(word)s, with a capital %(letter)s") % {"word": part, "letter": part[0]})
        else:
            said.append(part)
    return said


def _digit_name(digit: str) -> str:
    names = (
        *(_("zero"), _("one"), _("two"), _("three"), _("four")),
        *(_("five"), _("six"), _("seven"), _("eight"), _("nine")),
    )
    return names[int(digit)]
