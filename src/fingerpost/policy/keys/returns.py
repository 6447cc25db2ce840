"""Keys about returns: the layouts of the MI specification in their versions, what is checked, and the extracts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import (
    COUNTED,
    FLAG,
    NUMBER,
    ROWS,
    TABLE,
    TEXT,
    TEXTS,
    each_row,
    member,
    one_of,
)
from fingerpost.policy.schema import KeySpec, Kind

COLUMNS: Final = (
    "customer", "born_on", "postcode", "plan", "session_on", "subcontractor", "adviser", "outcome", "type",
    "effective_on", "class", "period", "value", "months", "marking",
)  # fmt: skip
WHO_MENDS: Final = ("prime", "deliverer", "agency")
SURVEY_COLUMNS: Final = (
    "customer", "given_name", "family_name", "telephone", "other_telephone", "postcode", "email", "born_on",
    "condition", "difficulty", "ethnicity", "gender", "area", "subcontractor", "plan", "employment",
    "unemployed_for", "learning", "qualification", "channel", "session_on", "research", "groups",
)  # fmt: skip
EXTRACT_COLUMNS: Final = (
    *SURVEY_COLUMNS, "result", "plan_on", "outcomes", "last_learning",
)  # fmt: skip

_LAYOUT: Final = {"code": TEXT, "header": TEXT}


def _columns(value: object) -> str | None:
    """Each column of a layout is one that the program fills."""
    return _each_column(value, COLUMNS)


def _extract_columns(value: object) -> str | None:
    return _each_column(value, EXTRACT_COLUMNS)


def _each_column(value: object, known: tuple[str, ...]) -> str | None:
    columns = value.get("columns") if isinstance(value, Mapping) else None
    return each_row(member("code", one_of(*known)))(columns)


KEYS: Final[Mapping[str, KeySpec]] = {
    "returns.occupancy": KeySpec(
        TABLE,
        "The layout of the Occupancy report: columns, order and marking",
        fields={"version": TEXT, "name": TEXT, "columns": ROWS, "order": TEXTS, "year_starts_month": NUMBER},
        gaps=True,
        check=_columns,
    ),
    "returns.funding_summary": KeySpec(
        TABLE,
        "The layout of the Funding Summary: labels, marking, number format and widths (tenths of a character)",
        fields={
            "version": TEXT,
            "name": TEXT,
            "marking": TEXT,
            "heading": TEXT,
            "labels": TABLE,
            "number_format": TEXT,
            "first_width": NUMBER,
            "number_width": NUMBER,
            "money_width": NUMBER,
        },
        gaps=True,
    ),
    "returns.archive": KeySpec(TEXT, "The name of the archive that holds the files of a return"),
    "returns.accuracy_statement": KeySpec(TEXTS, "What whoever signs off a return says of it"),
    "returns.limits": KeySpec(
        TABLE, "Between which ages a date of birth is believed", fields={"youngest": NUMBER, "oldest": NUMBER}
    ),
    "returns.checks": KeySpec(
        ROWS,
        "What is checked before a return is signed off, who can mend it, and whether it stands in the way",
        fields={**COUNTED, "field": TEXT, "mend": TEXT, "mended_by": TEXT, "stops": FLAG},
        check=each_row(member("mended_by", one_of(*WHO_MENDS))),
    ),
    "returns.extract_working_day": KeySpec(
        NUMBER, "By when extracts for others are sent", "working days into the month"
    ),
    "returns.extract.survey": KeySpec(
        TABLE,
        "The extract for the survey contractor: columns and base",
        fields={
            "version": TEXT,
            "name": TEXT,
            "counts_name": TEXT,
            "columns": ROWS,
            "youngest": NUMBER,
            "quiet_months": NUMBER,
            "quiet_months_counts": NUMBER,
            "missing": TEXT,
        },
        check=_extract_columns,
    ),
    "returns.survey_groups": KeySpec(
        ROWS,
        "The groups in which the survey contractor gets counts",
        fields={"group": TEXT, "label": TEXT, "codes?": Kind.NUMBERS, "from?": NUMBER, "to?": NUMBER},
    ),
    "returns.extract.work_and_pensions": KeySpec(
        TABLE,
        "Data on customers of out-of-work benefits: columns, and those that must be filled",
        fields={"version": TEXT, "name": TEXT, "columns": ROWS, "required": TEXTS},
        check=_extract_columns,
    ),
    "returns.extract.matching": KeySpec(
        TABLE,
        "The matching extract: the items that identify somebody, and no more",
        fields={"version": TEXT, "name": TEXT, "columns": ROWS, "required": TEXTS},
        check=_extract_columns,
    ),
}
