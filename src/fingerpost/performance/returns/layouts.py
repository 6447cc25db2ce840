"""The versions of the MI specification, read from policy by the month that a return is for (BR-7.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from fingerpost.house.errors import InvalidInput
from fingerpost.policy import Rules
from fingerpost.policy.errors import PolicyError
from fingerpost.policy.rules import Ruling

MONTHS: Final = 12
MONTH_NAMES: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
"""As the reports are read by programs, these are not translated."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what stands in it, and its heading."""

    code: str
    header: str


@dataclass(frozen=True, slots=True)
class Occupancy:
    """The layout of the Occupancy report, and the rule it comes from."""

    version: str
    name: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    year_starts_month: int
    rule_id: str


@dataclass(frozen=True, slots=True)
class FundingSummary:
    """The layout of the Funding Summary; widths in characters."""

    version: str
    name: str
    marking: str
    heading: str
    labels: Mapping[str, str]
    number_format: str
    first_width: float
    number_width: float
    money_width: float
    rule_id: str


def columns_of(value: object) -> tuple[Column, ...]:
    """The columns of a layout, in order."""
    rows = cast("tuple[Mapping[str, str], ...]", value)
    return tuple(Column(row["code"], row["header"]) for row in rows)


def occupancy_layout(month: date, rules: Rules) -> Occupancy:
    """The layout in force for a month's return. Raises InvalidInput where none is known."""
    value, ruling = _table("returns.occupancy", month, rules)
    return Occupancy(
        version=str(value["version"]),
        name=str(value["name"]),
        columns=columns_of(value["columns"]),
        order=tuple(cast("tuple[str, ...]", value["order"])),
        year_starts_month=cast(int, value["year_starts_month"]),
        rule_id=ruling.rule_id,
    )


def summary_layout(month: date, rules: Rules) -> FundingSummary:
    """The layout of the Funding Summary in force for a month's return. Raises InvalidInput where none is known."""
    value, ruling = _table("returns.funding_summary", month, rules)
    return FundingSummary(
        version=str(value["version"]),
        name=str(value["name"]),
        marking=str(value["marking"]),
        heading=str(value["heading"]),
        labels=cast("Mapping[str, str]", value["labels"]),
        number_format=str(value["number_format"]),
        first_width=cast(int, value["first_width"]) / 10,
        number_width=cast(int, value["number_width"]) / 10,
        money_width=cast(int, value["money_width"]) / 10,
        rule_id=ruling.rule_id,
    )


def months_of_year(month: date, year_starts_month: int) -> tuple[date, ...]:
    """The twelve months of the contract year in which a month lies, first days, in order."""
    first = month.year - (month.month < year_starts_month)
    return tuple(
        date(
            first + (year_starts_month + number - 1) // MONTHS,
            (year_starts_month + number - 1) % MONTHS + 1,
            1,
        )
        for number in range(MONTHS)
    )


def headers_of(layout: Occupancy, months: tuple[date, ...]) -> list[str]:
    """The headings of the Occupancy report; each month names its own year."""
    found: list[str] = []
    for column in layout.columns:
        if column.code == "months":
            found += [column.header.format(month=MONTH_NAMES[m.month - 1], year=m.year) for m in months]
        else:
            found.append(column.header)
    return found


def _table(key: str, month: date, rules: Rules) -> tuple[Mapping[str, object], Ruling]:
    try:
        ruling = rules.get(key, month)
    except PolicyError as error:
        raise InvalidInput(f"No layout of a return is known for {month:%Y-%m}.", code="no_layout") from error
    return cast("Mapping[str, object]", ruling.value), ruling
