"""The Funding Summary: numbers and pounds by kind, class and month of effect, as a workbook of one sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from fingerpost.performance.returns.layouts import MONTH_NAMES, FundingSummary
from fingerpost.performance.returns.rows import Row, safe_cell

_HEADINGS_ROW: Final = 6
_BOLD: Final = Font(bold=True)
_MIDDLE: Final = Alignment(horizontal="center")
PENCE: Final = 100


@dataclass(frozen=True, slots=True)
class Heading:
    """Who reports, and when. Moments are civil times in London without an offset."""

    provider: str
    touchpoint: str
    updated_at: datetime | None
    generated_at: datetime


@dataclass(frozen=True, slots=True)
class Sums:
    """Numbers and pence by (is priority, kind, month)."""

    numbers: Mapping[tuple[bool, str, date], int]
    pence: Mapping[tuple[bool, str, date], int]

    @property
    def total_pence(self) -> int:
        """Everything, in pence."""
        return sum(self.pence.values())

    @property
    def total_number(self) -> int:
        """How many outcomes."""
        return sum(self.numbers.values())


def sums_of(rows: Iterable[Row]) -> Sums:
    """Count and add up; an outcome without a rate counts and adds nothing."""
    numbers: Counter[tuple[bool, str, date]] = Counter()
    pence: Counter[tuple[bool, str, date]] = Counter()
    for row in rows:
        key = (row.is_priority, row.kind or "", row.month)
        numbers[key] += 1
        pence[key] += row.pence or 0
    return Sums(numbers, pence)


def summary_xlsx(
    sums: Sums,
    layout: FundingSummary,
    heading: Heading,
    *,
    months: tuple[date, ...],
    types: Sequence[tuple[str, str]],
) -> bytes:
    """The workbook's bytes. ``types`` are kinds of outcome and their names, in the order of the rows."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Funding Summary"
    _head(sheet, layout, heading)
    _month_headings(sheet, layout, months)
    row = _HEADINGS_ROW + 2
    totals: list[dict[date, tuple[int, int]]] = []
    for is_priority in (True, False):
        label = layout.labels["priority" if is_priority else "other"]
        part: dict[date, tuple[int, int]] = dict.fromkeys(months, (0, 0))
        for kind, name in types:
            cells = {
                m: (sums.numbers.get((is_priority, kind, m), 0), sums.pence.get((is_priority, kind, m), 0))
                for m in months
            }
            _line(sheet, row, label.format(type=name), cells, months, layout)
            part = {m: _add(part[m], cells[m]) for m in months}
            row += 1
        total = layout.labels["priority_total" if is_priority else "other_total"]
        _line(sheet, row, total, part, months, layout, is_total=True)
        totals.append(part)
        row += 1
    grand = {m: _add(totals[0][m], totals[1][m]) for m in months}
    _line(sheet, row, layout.labels["grand_total"], grand, months, layout, is_total=True)
    _write(sheet, row + 2, 1, layout.labels["generated"])
    _write(sheet, row + 2, 2, _moment(heading.generated_at))
    _widths(sheet, layout, len(months))
    # Made of the same facts at the same moment, a workbook is the same.
    book.properties.created = book.properties.modified = heading.generated_at
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _head(sheet: Worksheet, layout: FundingSummary, heading: Heading) -> None:
    labels = layout.labels
    updated = labels["unknown"] if heading.updated_at is None else _moment(heading.updated_at)
    for row, (label, value) in enumerate(
        (
            (labels["provider"], heading.provider),
            (labels["touchpoint"], heading.touchpoint),
            (labels["updated"], updated),
            (labels["classification"], layout.marking),
        ),
        start=1,
    ):
        _write(sheet, row, 1, label).font = _BOLD
        _write(sheet, row, 2, value)


def _month_headings(sheet: Worksheet, layout: FundingSummary, months: tuple[date, ...]) -> None:
    _write(sheet, _HEADINGS_ROW, 1, layout.heading).font = _BOLD
    heads = [f"{MONTH_NAMES[m.month - 1][:3]}-{m.year % 100:02d}" for m in months] + [layout.labels["total"]]
    for number, head in enumerate(heads):
        column = 2 + 2 * number
        cell = _write(sheet, _HEADINGS_ROW, column, head)
        cell.font, cell.alignment = _BOLD, _MIDDLE
        sheet.merge_cells(
            start_row=_HEADINGS_ROW, start_column=column, end_row=_HEADINGS_ROW, end_column=column + 1
        )
        _write(sheet, _HEADINGS_ROW + 1, column, layout.labels["numbers"]).font = _BOLD
        _write(sheet, _HEADINGS_ROW + 1, column + 1, layout.labels["funding"]).font = _BOLD


def _line(
    sheet: Worksheet,
    row: int,
    label: str,
    cells: Mapping[date, tuple[int, int]],
    months: tuple[date, ...],
    layout: FundingSummary,
    *,
    is_total: bool = False,
) -> None:
    """One row of numbers and pounds: a pair for each month, and the pair of the year."""
    first = _write(sheet, row, 1, label)
    if is_total:
        first.font = _BOLD
    pairs = [cells[m] for m in months]
    pairs.append((sum(number for number, _pence in pairs), sum(pence for _number, pence in pairs)))
    for place, (number, pence) in enumerate(pairs):
        for column, value in ((2 + 2 * place, Decimal(number)), (3 + 2 * place, Decimal(pence) / PENCE)):
            cell = sheet.cell(row=row, column=column, value=value)
            cell.number_format = layout.number_format
            if is_total:
                cell.font = _BOLD


def _write(sheet: Worksheet, row: int, column: int, words: str) -> Any:
    """Words in a cell: always words, never a formula."""
    cell = sheet.cell(row=row, column=column)
    cell.value = safe_cell(words)
    cell.data_type = "s"
    return cell


def _widths(sheet: Worksheet, layout: FundingSummary, months: int) -> None:
    sheet.column_dimensions["A"].width = layout.first_width
    for place in range(months + 1):
        sheet.column_dimensions[get_column_letter(2 + 2 * place)].width = layout.number_width
        sheet.column_dimensions[get_column_letter(3 + 2 * place)].width = layout.money_width


def _moment(moment: datetime) -> str:
    """A civil moment on a clock of 24 hours."""
    return f"{moment:%d/%m/%Y %H:%M:%S}"


def _add(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]
