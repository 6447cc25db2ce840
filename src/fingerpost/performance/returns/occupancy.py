"""The Occupancy report: a line for each payment that stands, as CSV."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from io import StringIO

from fingerpost.performance.returns.layouts import MONTH_NAMES, Occupancy, headers_of
from fingerpost.performance.returns.rows import Row, day, pounds, text


def occupancy_csv(
    rows: Sequence[Row], layout: Occupancy, *, months: tuple[date, ...], types: Mapping[str, str]
) -> bytes:
    """The report's bytes: UTF-8 with its mark, lines ended by CR LF, ordered as the layout says.

    ``types`` are the names of the kinds of outcome. A month without the value is blank, never 0; the column of the
    marking is always empty, its heading carries it.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headers_of(layout, months))
    for row in in_order(rows, layout):
        writer.writerow(_cells(row, layout, months, types))
    return out.getvalue().encode("utf-8-sig")


def in_order(rows: Sequence[Row], layout: Occupancy) -> list[Row]:
    """Rows in the layout's order, by the writing of the ids; the outcome's id ends every order."""
    return sorted(rows, key=lambda row: tuple(str(getattr(row, name) or "") for name in layout.order))


def _cells(row: Row, layout: Occupancy, months: tuple[date, ...], types: Mapping[str, str]) -> list[str]:
    cells: list[str] = []
    for column in layout.columns:
        if column.code == "months":
            cells += [pounds(row.pence) if row.month == month else "" for month in months]
        else:
            cells.append(_cell(row, column.code, types))
    return cells


def _cell(row: Row, code: str, types: Mapping[str, str]) -> str:
    match code:
        case "customer" | "plan" | "outcome":
            return text(getattr(row, code))
        case "born_on" | "session_on" | "effective_on":
            return day(getattr(row, code))
        case "postcode" | "adviser":
            return text(getattr(row, code))
        case "subcontractor":
            return text(row.ukprn) if row.is_subcontracted else ""
        case "type":
            return text(types.get(row.kind or "", row.kind))
        case "class":
            return "1" if row.is_priority else "0"
        case "period":
            return MONTH_NAMES[row.month.month - 1]
        case "value":
            return pounds(row.pence)
        case _:  # the marking
            return ""
