"""What a password for signing in must be (BR-29.3), decided without keeping or repeating it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Final

from fingerpost.policy.messages import Message
from fingerpost.policy.names import match_name, name_words
from fingerpost.policy.rules import Rules

_LOOKALIKES: Final = str.maketrans(
    {
        "0": "o",
        "1": "i",
        "3": "e",
        "4": "a",
        "5": "s",
        "7": "t",
        "8": "b",
        "@": "a",
        "$": "s",
        "!": "i",
        "|": "l",
    }
)
_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "abcdefghijklmnopqrstuvwxyz")
_RUN: Final = 4
_REPEAT: Final = re.compile(r"(.)\1{2,}")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_LEFT_AT_LEAST: Final = 5
_SIMILAR_AT_LEAST: Final = 4


def check_password(
    password: str, *, on: date, rules: Rules, name: str = "", email: str = ""
) -> tuple[Message, ...]:
    """Why a password is refused on a day, as messages; empty when it may be used (BR-29.3, OI-14.16a).

    `name` and `email` are the person's own: a password built from them counts as guessable.
    """
    wanted = rules.get_table("login.password", on)
    reasons: list[Message] = []
    minimum = _number(wanted, "minimum_length")
    if len(password) < minimum:
        reasons.append(Message("password.too_short", {"minimum": minimum}))
    if wanted["letters"] and not any(each.isalpha() for each in password):
        reasons.append(Message("password.needs_letter"))
    if wanted["digits"] and not any(each.isdigit() for each in password):
        reasons.append(Message("password.needs_digit"))
    if (wanted["capitals"] or wanted["mixed_case"]) and not any(each.isupper() for each in password):
        reasons.append(Message("password.needs_capital"))
    if wanted["mixed_case"] and not any(each.islower() for each in password):
        reasons.append(Message("password.needs_lower_case"))
    if wanted["refuse_guessable"]:
        if _is_like(password, name, email):
            reasons.append(Message("password.like_your_name"))
        elif is_guessable(password):
            reasons.append(Message("password.guessable"))
    return tuple(reasons)


def is_guessable(password: str) -> bool:
    """Whether little is left of a password once common words, keyboard runs, repeats and years are taken out."""
    lowered = password.casefold()
    return any(
        len(_without_common_parts(spelling)) < _LEFT_AT_LEAST
        for spelling in {lowered, lowered.translate(_LOOKALIKES)}
    )


def _without_common_parts(text: str) -> str:
    """A text with its guessable parts taken out, longest words first."""
    for word in _common_words():
        if word in text:
            text = text.replace(word, "")
    text = _YEAR.sub("", text)
    for row in _ROWS:
        for run in (row, row[::-1]):
            text = _without_runs(text, run)
    return _REPEAT.sub("", text)


def _without_runs(text: str, row: str) -> str:
    """A text without the stretches of four or more characters that follow each other on a row."""
    kept: list[str] = []
    index = 0
    while index < len(text):
        length = 1
        while index + length < len(text) and text[index : index + length + 1] in row:
            length += 1
        if length >= _RUN:
            index += length
        else:
            kept.append(text[index])
            index += 1
    return "".join(kept)


def _is_like(password: str, name: str, email: str) -> bool:
    """Whether a password holds a part of the person's name or the part of the email before the @ sign."""
    plain = match_name(password)
    parts = {*name_words(name).split(), *name_words(email.partition("@")[0]).split(), match_name(name)}
    return any(len(part) >= _SIMILAR_AT_LEAST and part in plain for part in parts)


def _number(table: Mapping[str, object], name: str) -> int:
    value = table[name]
    assert isinstance(value, int)  # the schema of the key has seen to it
    return value


@cache
def _common_words() -> tuple[str, ...]:
    """The words people use most in passwords, longest first."""
    text = (resources.files("fingerpost.policy") / "reference" / "guessable.txt").read_text(encoding="utf-8")
    return tuple(sorted({line.strip() for line in text.splitlines() if line.strip()}, key=len, reverse=True))
