"""The cells that figures for readers of rounded numbers are made of, as one expression over the facts.

A cell is a contract (and the organisation under it, for a reader who sees no more), a month, whether rows count or
were only looked at, and whether they are of priority customers. It depends on nothing that a reader may choose, so
that no choice of filters cuts it in another way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import ibis
from ibis.expr.types import StringValue, Table

from fingerpost.performance.measures.definition import (
    Counts,
    Dimension,
    Facts,
    Filters,
    Measure,
    Unit,
    bounded,
)
from fingerpost.performance.rules.suppression import NOTHING, Part, Place, Side

COLUMNS: Final = (
    *("contract", "organisation", "month", "priority", "group"),
    *("counted", "rest", "counting", "resting"),
)
"""Columns of the cells: the sums of either side, and how many people stand behind each."""

FIRST_MONTH_OF_YEAR: Final = 4

Cells = dict[tuple[Place, Side], dict[bool, Part]]


def year_of(month: date) -> date:
    """The first of April on or before a month."""
    return date(month.year - (month.month < FIRST_MONTH_OF_YEAR), FIRST_MONTH_OF_YEAR, 1)


def cells_of(
    measure: Measure,
    *,
    scope: tuple[tuple[str, str | None], ...] | None,
    first: date,
    last: date,
    group: Dimension | None = None,
) -> Callable[[Facts], Table]:
    """The expression that counts the cells of whole years, within the bound of a reader.

    ``first`` and ``last`` are firsts of months; the years (from April) of both are counted whole. A person counts
    once a year and contract, in the first month in which they are looked at. ``group`` parts the cells by a personal
    dimension besides.
    """
    opens = year_of(first)
    closes = date(year_of(last).year + 1, FIRST_MONTH_OF_YEAR - 1, 1)
    filters = Filters(first_month=opens, last_month=closes, scope=scope)
    is_bound = scope is not None and any(organisation for _contract, organisation in scope)

    def build(facts: Facts) -> Table:
        rows = bounded(measure.rows(facts), filters)
        rows = rows.filter((rows.counted != 0) | (rows.among != 0))
        if group is not None and group is not Dimension.AGE_BAND:
            people = facts["fact_person"]
            known = people.select(known_as=people.person, known_part=people[group.value])
            rows = rows.left_join(known, rows.person == known.known_as)
        rows = rows.mutate(
            priority=rows.priority.fill_null(False),
            organisation=rows.organisation if is_bound else ibis.null("string"),
            group=_group(rows, group),
        )
        return _people(rows) if measure.counts is Counts.PEOPLE else _sums(rows, measure)

    return build


def _group(rows: Table, group: Dimension | None) -> StringValue:
    if group is None:
        return ibis.literal("")
    found = rows.age_band if group is Dimension.AGE_BAND else rows.known_part
    return found.cast("string").fill_null("")


def _people(rows: Table) -> Table:
    rows = rows.filter(rows.person.notnull())
    month = rows.month
    year = month.year() - ibis.ifelse(month.month() < FIRST_MONTH_OF_YEAR, 1, 0)
    once = rows.group_by(
        contract=rows.contract, organisation=rows.organisation, year=year, person=rows.person
    ).aggregate(
        month=rows.month.min(),
        priority=rows.priority.any(),
        group=rows.group.min(),
        counts=(rows.counted > 0).any(),
    )
    cells = once.group_by("contract", "organisation", "month", "priority", "group").aggregate(
        counting=once.counts.sum(), resting=(~once.counts).sum()
    )
    return cells.mutate(counted=cells.counting.cast("float64"), rest=cells.resting.cast("float64")).select(
        *COLUMNS
    )


def _sums(rows: Table, measure: Measure) -> Table:
    who = rows.person.fill_null(rows.record)
    if measure.unit is Unit.MEAN:
        # Both sides of a mean are of the same rows: what they add up to, and what it is divided by.
        rest, rests = rows.among, rows.among != 0
        counts = rests
    else:
        rest = ibis.greatest(rows.among - rows.counted, ibis.literal(0.0))
        rests = rows.among > rows.counted
        counts = rows.counted != 0
    return (
        rows.group_by("contract", "organisation", "month", "priority", "group")
        .aggregate(
            counted=rows.counted.sum().coalesce(0.0).cast("float64"),
            rest=rest.sum().coalesce(0.0).cast("float64"),
            counting=who.nunique(where=counts) + (who.isnull() & counts).sum(),
            resting=who.nunique(where=rests) + (who.isnull() & rests).sum(),
        )
        .select(*COLUMNS)
    )


def gathered(rows: Sequence[tuple[Any, ...]], *, by_year: bool, has_groups: bool = False) -> Cells:
    """The cells of counted rows, by month or by year from April."""
    found: Cells = {}
    for contract, organisation, month, priority, group, *numbers in rows:
        first = date(month.year, month.month, 1)
        place = Place(
            str(contract),
            None if organisation is None else str(organisation),
            year_of(first) if by_year else first,
            str(group) if has_groups else None,
        )
        counted, rest, counting, resting = (Decimal(str(round(float(each or 0), 4))) for each in numbers)
        for side, amount, people in ((Side.COUNTED, counted, counting), (Side.REST, rest, resting)):
            parts = found.setdefault((place, side), {})
            before = parts.get(bool(priority), NOTHING)
            parts[bool(priority)] = Part(before.amount + amount, before.people + int(people))
    return found
