"""Short names for the kinds of value, and the members that several keys share."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from fingerpost.policy.schema import Kind

NUMBER, TEXT, FLAG, TEXTS, TABLE, ROWS = (
    Kind.NUMBER,
    Kind.TEXT,
    Kind.FLAG,
    Kind.TEXTS,
    Kind.TABLE,
    Kind.ROWS,
)

NOTICE: Final = {"version": TEXT, "title": TEXT, "body": TEXTS}
COUNTED: Final = {"code": TEXT, "label": TEXT}


def one_of(*allowed: str) -> Callable[[object], str | None]:
    """A check for a text that is one of a few words which the program knows."""

    def check(value: object) -> str | None:
        return None if value in allowed else f"'{value}' is none of {', '.join(allowed)}"

    return check


def member(name: str, check: Callable[[object], str | None]) -> Callable[[object], str | None]:
    """A check of one member of a table."""

    def check_member(value: object) -> str | None:
        complaint = check(value[name]) if isinstance(value, Mapping) and name in value else None
        return None if complaint is None else f"'{name}': {complaint}"

    return check_member


def each_of(*allowed: str) -> Callable[[object], str | None]:
    """A check for a list, or the members of a table, that may only hold words which the program knows."""
    check_one = one_of(*allowed)

    def check(value: object) -> str | None:
        held = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else ()
        return next((complaint for each in held if (complaint := check_one(each)) is not None), None)

    return check


def all_of(*checks: Callable[[object], str | None]) -> Callable[[object], str | None]:
    """Several checks, of which the first complaint is told."""

    def check(value: object) -> str | None:
        return next((complaint for one in checks if (complaint := one(value)) is not None), None)

    return check


def each_row(check: Callable[[object], str | None]) -> Callable[[object], str | None]:
    """A check of every row, whose complaint names the row by its place."""

    def check_rows(value: object) -> str | None:
        for place, row in enumerate(value if isinstance(value, tuple) else (), start=1):
            if (complaint := check(row)) is not None:
                return f"row {place}: {complaint}"
        return None

    return check_rows


def shaped(pattern: str, example: str) -> Callable[[object], str | None]:
    """A check of a text, or of each text of a list, against a pattern of which an example is told."""
    wanted = re.compile(pattern)

    def check(value: object) -> str | None:
        texts = value if isinstance(value, tuple) else (value,)
        wrong = next((each for each in texts if wanted.fullmatch(str(each)) is None), None)
        return None if wrong is None else f"'{wrong}' does not look like '{example}'"

    return check
