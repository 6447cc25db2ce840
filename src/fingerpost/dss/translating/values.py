"""Values of the wire as values of the record, and back. Pure.

A moment that no page could show, or no clock of the record could count from, has no value there: it stays with the
wire.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid5

from fingerpost.dss.wire.moments import of_datetime, read_moment
from fingerpost.policy.civil import civil_date

DERIVED: Final = UUID("6f0a5a52-5d0e-5c39-9d6c-3a6d6f1f7e10")
"""The name space of ids of wire records that stand for no single row."""

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)


def derived_id(kind: str, basis: UUID) -> UUID:
    """The id of a wire record that stands for something else than one row: the same at each asking."""
    return uuid5(DERIVED, f"{kind}:{basis}")


def moment_of(value: object) -> datetime | None:
    """A moment in a body, in UTC down to microseconds; None for none, and for one that the record can't hold."""
    moment = read_moment(value) if isinstance(value, str) else None
    if moment is None:
        return None
    found = moment.as_datetime()
    return found if EARLIEST <= found.date() <= LATEST else None


def day_of(value: object) -> date | None:
    """The civil day that a moment in a body means.

    Without an offset it is the day as written; with one, the day it was in England at that moment, so that midnight
    of a summer's day, sent as UTC, is still that day.
    """
    found = moment_of(value)
    if found is None or not isinstance(value, str):
        return None
    moment = read_moment(value)
    return civil_date(found) if moment is not None and moment.suffix else found.date()


def moment_text(value: datetime | None) -> str | None:
    """A moment of the record as the wire writes it."""
    return of_datetime(value).text if value is not None else None


def day_text(value: date | None) -> str | None:
    """A day of the record as the wire writes it: its midnight."""
    return f"{value.isoformat()}T00:00:00Z" if value is not None else None


def text_of(value: object) -> str:
    """A text in a body; empty for none."""
    return value if isinstance(value, str) else ""


def number_of(value: object) -> int | None:
    """A whole number or an enum in a body; None for none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None
