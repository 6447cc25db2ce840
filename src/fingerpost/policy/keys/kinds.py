"""Short names for the kinds of value, and the members that several keys share."""

from __future__ import annotations

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
