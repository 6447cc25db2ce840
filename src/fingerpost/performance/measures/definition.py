"""What a measure is, and the one way from a measure to its figures.

A measure says its rows once: an Ibis table with one row for each thing it looks at. Page, export, return and API all
count those rows by `figures_of`, and every cell opens to the records of its own rows by `records_of`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

import ibis
from ibis.expr.types import Table

ROW_COLUMNS: Final = (
    "person",
    "record",
    "contract",
    "organisation",
    "adviser",
    "venue",
    "channel",
    "month",
    "priority",
    "age_band",
    "counted",
    "among",
)
"""Columns of a measure's rows. ``record`` is the id of what is counted (NULL where it opens to nothing), ``counted``
and ``among`` (float64) are what the row adds to the numerator and to the denominator. A dimension that the row does
not know is NULL of its type."""

Facts = Mapping[str, Table]


class Dimension(StrEnum):
    """What a figure can be broken down and filtered by."""

    CONTRACT = "contract"
    ORGANISATION = "organisation"
    ADVISER = "adviser"
    VENUE = "venue"
    CHANNEL = "channel"
    MONTH = "month"
    PRIORITY = "priority"
    AGE_BAND = "age_band"
    GENDER = "gender"
    ETHNICITY = "ethnicity"
    CONDITION = "condition"


PERSONAL: Final = frozenset({Dimension.AGE_BAND, Dimension.GENDER, Dimension.ETHNICITY, Dimension.CONDITION})
"""Dimensions of equality: only measures that name them are broken down by them, and nothing is filtered by them."""

PARTS: Final = frozenset(Dimension) - PERSONAL
"""What a measure is broken down by unless it says otherwise."""

_OF_THE_PERSON: Final = frozenset({Dimension.GENDER, Dimension.ETHNICITY, Dimension.CONDITION})


class Kind(StrEnum):
    """OI-12.1: national measures, KPIs and service levels are held apart; so are money, profiles and plain counts."""

    NATIONAL = "national"
    KPI = "kpi"
    SERVICE_LEVEL = "service_level"
    COUNT = "count"
    MONEY = "money"
    EQUALITY = "equality"


class Counts(StrEnum):
    """How rows become a number: each person once, or the sum of what the rows add."""

    PEOPLE = "people"
    SUM = "sum"


class Unit(StrEnum):
    """What the value is told in. A share is numerator by denominator, in per cent; a mean is the plain quotient, and
    pence each is such a mean of money. Points are a plain number that may be below nought."""

    PEOPLE = "people"
    RECORDS = "records"
    PENCE = "pence"
    PERCENT = "percent"
    MEAN = "mean"
    PENCE_EACH = "pence_each"
    POINTS = "points"


RATIOS: Final = frozenset({Unit.PERCENT, Unit.MEAN, Unit.PENCE_EACH})
"""Units whose value is a numerator by a denominator; without a denominator nothing can be told."""


class Better(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What every figure says of itself, whether it is counted from rows or worked out from other figures.

    ``title``, ``says`` and ``denominator`` are English for gettext. ``defines`` names the ratio of which this is one
    dated definition, in force from ``valid_from`` to ``valid_to`` (inclusive); both stay (OI-12.3, OF-14).
    ``customer`` names who is counted as a person (XD-8). ``target_key`` is the key of policy with its national
    target. ``mends`` says which fault of the public reports is left out. ``from_source`` is the source of OI-13.4:
    record, telephony, web, evaluation or site. ``small_numbers_hidden``: always suppressed, whoever reads.
    """

    code: str
    title: str
    says: str
    kind: Kind
    owner: str
    source: str
    unit: Unit
    better: Better = Better.HIGHER
    decimals: int = 0
    denominator: str = ""
    customer: str = ""
    target_key: str = ""
    defines: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    mends: str = ""
    small_numbers_hidden: bool = False
    from_source: str = "record"
    breaks_down_by: frozenset[Dimension] = PARTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Described):
    """One definition: words, owner, source, the rows, and how they become a figure.

    ``opens_to`` names the kind of record a cell opens to ("attendance", "plan", "outcome", "line", "follow_up",
    "answer", "contact", "progression") or "" where rows are about nobody.
    """

    counts: Counts
    opens_to: str = ""
    rows: Callable[[Facts], Table]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which rows: months from the first to the last (both firsts of months), and the parts that are asked for.

    An empty set asks for all. ``scope`` is not a wish but a bound: pairs of contract and organisation that the reader
    may count, organisation None for all under the contract; None is no bound (the agency's aggregates).
    """

    first_month: date
    last_month: date
    contracts: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    advisers: frozenset[str] = frozenset()
    venues: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    priority: bool | None = None
    scope: tuple[tuple[str, str | None], ...] | None = field(default=())


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: the part of the break-down it stands for (None: the whole, or not known), exact parts, value.

    ``value`` is None where nothing can be told: a denominator of nought.
    """

    part: str | None
    numerator: Decimal
    denominator: Decimal | None
    value: Decimal | None


def bounded(rows: Table, filters: Filters) -> Table:
    """The rows of the months and parts asked for, within the reader's scope."""
    wanted = [rows.month >= ibis.literal(filters.first_month), rows.month <= ibis.literal(filters.last_month)]
    for name, parts in (
        ("contract", filters.contracts),
        ("organisation", filters.organisations),
        ("adviser", filters.advisers),
        ("venue", filters.venues),
        ("channel", filters.channels),
    ):
        if parts:
            wanted.append(rows[name].isin(sorted(parts)))
    if filters.priority is not None:
        wanted.append(rows.priority == ibis.literal(filters.priority))
    if filters.scope is not None:
        wanted.append(_in_scope(rows, filters.scope))
    return rows.filter(*wanted)


def figures_of(measure: Measure, facts: Facts, filters: Filters, *, by: Dimension | None = None) -> Table:
    """The figures of a measure as one expression: part, numerator, denominator; one row where ``by`` is None."""
    rows = bounded(measure.rows(facts), filters)
    if by in _OF_THE_PERSON:
        rows = _with_person(rows, facts["fact_person"], by)
    if measure.counts is Counts.PEOPLE:
        numerator = rows.person.nunique(where=rows.counted > 0).cast("float64")
        denominator = rows.person.nunique(where=rows.among > 0).cast("float64")
    else:
        numerator = rows.counted.sum().coalesce(0.0).cast("float64")
        denominator = rows.among.sum().coalesce(0.0).cast("float64")
    counted = {"numerator": numerator}
    if measure.unit in RATIOS:
        # Counting different people twice over would cost as much again, for a number that nobody is told.
        counted["denominator"] = denominator
    groups = {} if by is None else {"part": rows[by.value].cast("string")}
    found = rows.group_by(**groups).aggregate(**counted) if groups else rows.aggregate(**counted)
    if by is None:
        found = found.mutate(part=ibis.null("string"))
    if measure.unit not in RATIOS:
        found = found.mutate(denominator=ibis.literal(0.0))
    found = found.select("part", "numerator", "denominator")
    return found if by is None else found.order_by("part")


def records_of(measure: Measure, facts: Facts, filters: Filters) -> Table:
    """The records behind a figure that count in its numerator: column record, each once, in order."""
    rows = bounded(measure.rows(facts), filters)
    return (
        rows.filter(rows.counted != 0, rows.record.notnull()).select("record").distinct().order_by("record")
    )


def figure(measure: Described, part: str | None, numerator: float, denominator: float) -> Figure:
    """One figure from the two numbers that an engine counted, rounded half up as the measure says."""
    above, below = _exact(numerator), _exact(denominator)
    if measure.unit not in RATIOS:
        return Figure(part, above, None, rounded(above, measure.decimals))
    if below == 0:
        return Figure(part, above, below, None)
    times = 100 if measure.unit is Unit.PERCENT else 1
    return Figure(part, above, below, rounded(above * times / below, measure.decimals))


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Rounded half up, away from nought, to so many places."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _with_person(rows: Table, people: Table, by: Dimension) -> Table:
    known = people.select(known_as=people.person, part_of=people[by.value])
    joined = rows.left_join(known, rows.person == known.known_as)
    return joined.mutate(**{by.value: joined.part_of})


def _in_scope(rows: Table, scope: tuple[tuple[str, str | None], ...]) -> ibis.expr.types.BooleanValue:
    found = ibis.literal(False)
    for contract, organisation in scope:
        one = rows.contract == contract
        found |= one if organisation is None else one & (rows.organisation == organisation)
    return found


def _exact(number: float) -> Decimal:
    # Engines count in floating point: pence and people are whole, far below 2**53; volumes have four places.
    return Decimal(str(round(number, 4))).normalize() + 0
