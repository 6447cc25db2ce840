"""Whether the decision tables of a pack can be read: every word in them is one that triage knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

BANDS: Final = frozenset({"adult", "entitled", "young", "too_young"})
HOLDERS: Final = frozenset({"contact_centre", "prime"})
TARGETS: Final = frozenset({"contact_centre", "home_prime"})
OCCASIONS: Final = frozenset(
    {
        *("always", "concern", "age_missing", "place_missing", "work_missing", "need_missing"),
        *("entitlement_missing", "other_language", "further_session", "adult_in_priority_group"),
        *("warm", "cold", "transfer_if_wanted"),
    }
)

Row = Mapping[str, object]


def complaint_about_table(value: object) -> str | None:
    """Why triage could not read a decision table; None when it can."""
    rows = _rows(value)
    if sum(row.get("asks") is True for row in rows) != 1:
        return "one row, and only one, asks for what is missing"
    if rows[-1].get("asks") is not True:
        return "the row that asks is the last, so that every contact has an answer"
    ids = {str(row["id"]) for row in rows}
    for number, row in enumerate(rows, start=1):
        if (complaint := _complaint_about_row(row, ids)) is not None:
            return f"row {number}: {complaint}"
    return None


def _complaint_about_row(row: Row, ids: set[str]) -> str | None:
    bands = row.get("bands", ())
    unknown = sorted(set(map(str, bands)) - BANDS) if isinstance(bands, tuple) else []
    if unknown:
        return f"'{unknown[0]}' is no band; bands are {', '.join(sorted(BANDS))}"
    if row.get("held_by", "prime") not in HOLDERS:
        return f"held_by is one of {', '.join(sorted(HOLDERS))}"
    if row.get("moves_to", "home_prime") not in TARGETS:
        return f"moves_to is one of {', '.join(sorted(TARGETS))}"
    if str(row.get("told_as", row["id"])) not in ids:
        return "told_as names no row of this table"
    if ("reads_on_as" in row) == ("direction" in row):
        return "a row has a direction, or reads_on_as, and not both"
    if ("follow_on" in row) != ("level" in row):
        return "follow_on and level belong together"
    return None


def complaint_about_cases(value: object) -> str | None:
    """Why triage could not read the cases of a transfer; None when it can."""
    rows = _rows(value)
    asked = {"booking_by_digital", "sender_open", "receiver_open", "answered"}
    if asked & set(rows[-1]):
        return "the last case asks for nothing, so that every transfer has one"
    for number, row in enumerate(rows, start=1):
        if row["kind"] not in ("warm", "cold"):
            return f"row {number}: kind is warm or cold"
        if ("follow_on" in row) != ("level" in row):
            return f"row {number}: follow_on and level belong together"
    return None


def complaint_about_prompts(value: object) -> str | None:
    """Why triage could not read the reminders; None when it can."""
    for number, row in enumerate(_rows(value), start=1):
        if row["when"] not in OCCASIONS:
            return f"row {number}: when is one of {', '.join(sorted(OCCASIONS))}"
    return None


def complaint_about_routes(value: object) -> str | None:
    """Why triage could not read the ways in; None when it can."""
    for number, row in enumerate(_rows(value), start=1):
        if row["first_holder"] not in TARGETS:
            return f"row {number}: first_holder is one of {', '.join(sorted(TARGETS))}"
    return None


def _rows(value: object) -> tuple[Row, ...]:
    """The rows of a value that is known to have some."""
    return tuple(value) if isinstance(value, tuple) else ()
