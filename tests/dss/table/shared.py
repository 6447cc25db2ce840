"""What several tables of plans, progressions and what is beside them have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fingerpost.dss.wire.messages import wrong_length
from tests.dss.table.rows import BOTH, Row

SESSION_AT: Final = "2024-02-29T10:00:00Z"
"""When the session of every customer of the world was."""

A_YEAR_ON, A_YEAR_AND_A_MONTH_ON = "2025-02-28T10:00:00Z", "2025-03-29T10:00:00Z"
"""The ends of its windows of 12 and 13 months."""

AFTER: Final = "2024-04-05T10:30:00.1234567Z"
_KEYS: Final = "a key is bound to touchpoints of ten digits alone"


def bound_by_keys(name: str, *, is_strict: bool, methods: Sequence[str] = BOTH) -> dict[str, str]:
    """Why no request has a touchpoint of another shape in a field that the header sets."""
    checks = ("grammar", "length") if is_strict else ("length",)
    return {f"{name} {check} {method}": _KEYS for check in checks for method in methods}


def from_header(
    given: Mapping[str, Any],
    *,
    good: Sequence[str] = ("10001647", "x" * 50),
    bad: Mapping[str, tuple[str, str]] | None = None,
    about: str = "SubcontractorId",
    version: str = "",
) -> list[Row]:
    """The subcontractor as the header says: those that are taken, and those that are refused, by text: check, words.

    ``given`` is what a PATCH sends beside it.
    """
    name = "SubcontractorId"
    refused = {"x" * 51: ("length", wrong_length(name, 0, 50))} if bad is None else bad
    return [
        *(
            Row(
                about=about,
                what="ok",
                method=method,
                given=given,
                status=201 if method == "POST" else 200,
                kept={name: text},
                headers={name: text},
                version=version,
            )
            for method in BOTH
            for text in good
        ),
        *(
            Row(
                about=about,
                what=what,
                method=method,
                given=given,
                status=422,
                members=(name,),
                message=message,
                headers={name: text},
                version=version,
            )
            for method in BOTH
            for text, (what, message) in refused.items()
        ),
    ]
