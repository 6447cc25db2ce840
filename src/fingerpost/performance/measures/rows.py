"""Small steps that the rows of every measure are made of: columns in their places, conditions as nought and one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import ibis
from ibis.expr.types import BooleanValue, NumericValue, Table

from fingerpost.performance.measures.definition import ROW_COLUMNS, Facts
from fingerpost.policy import shipped_rules

FACE_TO_FACE: Final = "1"
TELEPHONE: Final = "2"
ATTENDED: Final = "attended"
ADVICE: Final = "advice"
INFORMATION: Final = "information"

SET_2010: Final = date(2010, 8, 1)
SET_2012: Final = date(2012, 4, 1)
SET_2014: Final = date(2014, 10, 1)

_TYPES: Final = {
    "month": "date",
    "priority": "boolean",
    "counted": "float64",
    "among": "float64",
}
_ASKS: Final = {
    "progress_in_work": "progression",
    "progress_in_skills": "learning",
    "entered_learning": "learning",
    "completed_learning": "learning",
}


def one(condition: BooleanValue) -> NumericValue:
    """One where it is so, nought where it is not or nobody knows."""
    return condition.fill_null(False).ifelse(1.0, 0.0)


def shaped(
    table: Table, *, counted: NumericValue, among: NumericValue | None = None, opens: bool = True
) -> Table:
    """The table in the shape of rows: columns that it has not are NULL; ``among`` is nought where left out."""
    amounts = {
        "counted": counted.cast("float64"),
        "among": ibis.literal(0.0) if among is None else among.cast("float64"),
        "record": table["id"] if opens else ibis.null("string"),
    }
    found = {}
    for name in ROW_COLUMNS:
        if name in amounts:
            found[name] = amounts[name]
        elif name in table.columns:
            found[name] = table[name]
        else:
            found[name] = ibis.null(_TYPES.get(name, "string"))
    return table.select(**found)


def together(parts: Sequence[Table]) -> Table:
    """Rows of several kinds under one another."""
    return ibis.union(*parts, distinct=False) if len(parts) > 1 else parts[0]


def attended(facts: Facts) -> Table:
    """Places at sessions where the customer was seen."""
    places = facts["fact_attendance"]
    return places.filter(places.result == ATTENDED)


def weeks_sustained(on: date) -> int:
    """BR-GL-sustain, OI-20.F12: how many weeks a sustained job lasts, by the set of that day."""
    return shipped_rules().get_int("outcome.sustained_job_weeks", on)


def is_positive(outcomes: Table, on: date) -> BooleanValue:
    """Whether an outcome is positive by that day's `outcome.positive` (OI-21.4, OF-14, BR-GL-progress)."""
    found = ibis.literal(False)
    for row in shipped_rules().get_rows("outcome.positive", on):
        code = str(row["code"])
        found |= is_sustained(outcomes, on) if code == "sustained_job" else outcomes.asks == _ASKS[code]
    return found


def is_sustained(outcomes: Table, on: date) -> BooleanValue:
    """Whether an outcome is a job that lasted as long as the set of that day asks."""
    return (outcomes.asks == "job") & (outcomes.weeks_sustained >= weeks_sustained(on))


def with_latest(rows: Table, outcomes: Table) -> Table:
    """The rows with ``latest``: the day of the newest of these outcomes of the same person under the same contract.

    An outcome follows a session or plan where ``latest`` is that day or later.
    """
    newest = (
        outcomes.filter(outcomes.person.notnull())
        .group_by(of_contract=outcomes.contract, of_person=outcomes.person)
        .aggregate(latest=outcomes.told_on.max())
    )
    return rows.left_join(
        newest, [rows.contract == newest.of_contract, rows.person == newest.of_person]
    ).drop("of_contract", "of_person")


def followed_by(rows: Table, outcomes: Table, day: str) -> Table:
    """The rows with ``followed``: whether one of these outcomes came on the row's day (a column's name) or later."""
    found = with_latest(rows, outcomes)
    return found.mutate(followed=(found.latest >= found[day]).fill_null(False)).drop("latest")


def age_band(table: Table) -> Table:
    """The table with ``age_band`` as the survey of customers tells it (facts 5.9); NULL where no age is known."""
    age = table.age
    bands = ibis.cases(
        (age < 18, "under 18"),
        (age < 20, "18 to 19"),
        (age < 25, "20 to 24"),
        (age < 50, "25 to 49"),
        (age >= 50, "50 and over"),
        else_=ibis.null("string"),
    )
    return table.mutate(age_band=bands)


def service_level(level: str, member: str) -> int:
    """A number of a service level as carried forward (`service_level.SL-…`), such as the minutes one may wait."""
    value = shipped_rules().get_table(f"service_level.{level}", SET_2010)[member]
    if not isinstance(value, int):
        raise TypeError(f"{level} has no number {member}")
    return value
