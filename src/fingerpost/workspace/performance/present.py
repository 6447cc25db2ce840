"""Readings as pages show them: lines with words, links and plots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.performance.asking import Asked
from fingerpost.performance.charts import Drawn, Plot, Point, Shape, draw
from fingerpost.performance.charts import Unit as PlotUnit
from fingerpost.performance.measures.definition import Better, Described, Dimension, Unit
from fingerpost.performance.published import TOGETHER
from fingerpost.performance.reading import Cell, Reading
from fingerpost.performance.words import DIMENSION_WORDS, cell_words, part_words, value_words
from fingerpost.workspace.months import short_month_words

BETTER_WORDS: Final = {
    Better.HIGHER: gettext_lazy("Higher is better"),
    Better.LOWER: gettext_lazy("Lower is better"),
    Better.NEITHER: "",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of a page. ``plain`` is the value as JSON and files tell it; ``href`` leads on, or is empty."""

    name: str
    href: str
    value: str
    plain: str
    target: str
    met: bool | None
    counted: str
    among: str
    left_out: int
    note: str = ""


def plain(value: Decimal | None) -> str:
    """A number as machines read it; empty for none."""
    return "" if value is None else f"{value:f}"


def line_of(what: Described, cell: Cell, *, name: str, href: str, note: str = "") -> Line:
    """A cell as a line."""
    return Line(
        name=name,
        href=href,
        value=cell_words(what, cell),
        plain=plain(cell.value),
        target=value_words(what, cell.target) if cell.target is not None else "",
        met=cell.meets,
        counted=plain(cell.numerator),
        among=plain(cell.denominator),
        left_out=cell.left_out,
        note=note,
    )


def lines_of(reading: Reading, asked: Asked) -> list[Line]:
    """The parts of a reading, each with the address of its records where they open."""
    if reading.by is None:
        return []
    names = part_words(reading.by, [cell.part for cell in reading.cells])
    return [
        line_of(
            reading.measure,
            cell,
            name=names.get(cell.part, _("Not known")),
            href=records_href(reading, asked, cell),
        )
        for cell in reading.cells
    ]


def records_href(reading: Reading, asked: Asked, cell: Cell) -> str:
    """Where the records behind a cell stand; empty where a reader gets none."""
    if not reading.opens or not cell.numerator or cell.part in ("", TOGETHER):
        return ""
    if cell.part is None and reading.by is not None:
        return ""
    query = {name: text for name, text in asked.plain().items() if name not in ("by", "known")}
    if reading.by is not None and cell.part is not None:
        query = narrowed(query, reading.by, cell.part)
    return f"{reverse('workspace:measure_records', args=[reading.measure.code])}?{urlencode(query)}"


def narrowed(query: dict[str, str], by: Dimension, part: str) -> dict[str, str]:
    """An address for one part of a break-down."""
    if by is Dimension.MONTH:
        return {**query, "month": part[:7], "period": "month"}
    if by is Dimension.PRIORITY:
        return {**query, "priority": "yes" if part.lower() == "true" else "no"}
    return {**query, str(by): part}


def plot_of(reading: Reading, lines: list[Line]) -> Drawn | None:
    """The plot of a break-down; None where there is nothing to draw, and for people who do the work."""
    if reading.by is None or reading.by is Dimension.ADVISER or not lines:
        return None
    if not any(cell.value is not None for cell in reading.cells):
        return None
    what = reading.measure
    unit = {Unit.PENCE: PlotUnit.PENCE, Unit.PENCE_EACH: PlotUnit.PENCE, Unit.PERCENT: PlotUnit.PERCENT}
    points = tuple(
        Point(_label(reading.by, line, cell), cell.value, cell.target)
        for line, cell in zip(lines, reading.cells, strict=True)
    )
    by = str(DIMENSION_WORDS[reading.by])
    return draw(
        Plot(
            title=_("%(measure)s by %(part)s") % {"measure": _(what.title), "part": by.lower()},
            description=_(what.says),
            points=points,
            shape=Shape.MONTHS if reading.by is Dimension.MONTH else Shape.PARTS,
            unit=unit.get(what.unit, PlotUnit.PLAIN),
            expected=_("Target"),
        )
    )


def _label(by: Dimension, line: Line, cell: Cell) -> str:
    # Whole names of months are cut along the narrow axis.
    if by is Dimension.MONTH and cell.part:
        return short_month_words(date.fromisoformat(cell.part[:10]))
    return line.name
