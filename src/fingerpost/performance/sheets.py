"""A reading as a table that leaves the service: definition, filters, moment and mark with it; CSV, XLSX or PDF."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from fingerpost.files.documents.blocks import Block, document, heading_of, plain, voice_of, written
from fingerpost.files.documents.wording import ENGLISH, tagged
from fingerpost.performance.measures.definition import Dimension
from fingerpost.performance.reading import Reading
from fingerpost.performance.returns.rows import safe_cell
from fingerpost.performance.words import (
    DIMENSION_WORDS,
    KNOWN_WORDS,
    cell_words,
    month_words,
    part_words,
)
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_time

FORMATS: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
# So that spreadsheets read the file as UTF-8.
_MARK: Final = "\ufeff"
_LONGEST_TITLE: Final = 31
_NOT_IN_TITLE: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))

Entry = str | Decimal | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One measure as a table: its title, what is said of it, the headings and the rows."""

    title: str
    about: tuple[tuple[str, str], ...]
    head: tuple[str, ...]
    rows: tuple[tuple[Entry, ...], ...]

    def packed(self) -> dict[str, Any]:
        """The sheet as JSON holds it; numbers as they were told, never as floats."""
        return {
            "title": self.title,
            "about": [list(each) for each in self.about],
            "head": list(self.head),
            "rows": [
                [{"n": str(cell)} if isinstance(cell, Decimal) else cell for cell in row] for row in self.rows
            ],
        }


def unpacked(found: Mapping[str, Any]) -> Sheet:
    """A sheet from what ``packed`` made."""
    return Sheet(
        str(found["title"]),
        tuple((str(label), str(value)) for label, value in found["about"]),
        tuple(str(each) for each in found["head"]),
        tuple(
            tuple(Decimal(cell["n"]) if isinstance(cell, dict) else cell for cell in row)
            for row in found["rows"]
        ),
    )


def marking_on(on: date, rules: Rules) -> str:
    """How a document of figures is classed on a day (BR-30.1)."""
    return rules.get_text("classification.document", on)


def sheet_of(reading: Reading, *, made_at: datetime, marking: str) -> Sheet:
    """A reading as a table: one row for each part, and the whole at the end."""
    what, by = reading.measure, reading.by
    names = part_words(by, [cell.part for cell in reading.cells]) if by else {}
    first = str(DIMENSION_WORDS[by]) if by else _("Part")
    head = (first, _("Value"), _("Counted"), _("Out of"), _("Target"), _("In words"))
    lines = list(reading.cells) if by else []
    rows: list[tuple[Entry, ...]] = [
        (
            names.get(cell.part, ""),
            cell.value,
            cell.numerator,
            cell.denominator,
            cell.target,
            cell_words(what, cell),
        )
        for cell in lines
    ]
    whole = reading.whole
    rows.append(
        (_("All"), whole.value, whole.numerator, whole.denominator, whole.target, cell_words(what, whole))
    )
    return Sheet(_(what.title), about_of(reading, made_at=made_at, marking=marking), head, tuple(rows))


def about_of(reading: Reading, *, made_at: datetime, marking: str) -> tuple[tuple[str, str], ...]:
    """What stands over every table of a measure: definition, filters, moment and mark."""
    what, filters = reading.measure, reading.filters
    months = month_words(filters.first_month)
    if filters.last_month != filters.first_month:
        months = _("%(first)s to %(last)s") % {"first": months, "last": month_words(filters.last_month)}
    found = [
        (_("Marking"), marking),
        (_("Code"), what.code),
        (_("Definition"), _(what.says)),
        (_("Out of"), _(what.denominator) if what.denominator else ""),
        (_("Source"), what.source),
        (_("Counted from"), what.from_source),
        (_("Owner"), _(what.owner)),
        (_("Months"), months),
        *_parts_asked(reading),
        (_("Known"), str(KNOWN_WORDS[reading.known])),
        (_("Facts as of"), moment_words(reading.moment) if reading.moment else _("No snapshot yet")),
        (_("Made"), moment_words(made_at)),
    ]
    if reading.is_rounded:
        found.append((_("Rounding"), _("Rounded; what is too small to tell is left out")))
    return tuple((label, value) for label, value in found if value)


def moment_words(moment: datetime) -> str:
    """A moment in civil time: 4 May 2026, 09:15."""
    local = civil_time(moment)
    return f"{local.day} {month_words(local.date())}, {local:%H:%M}"


def _parts_asked(reading: Reading) -> list[tuple[str, str]]:
    filters = reading.filters
    found = []
    for by, parts in (
        (Dimension.CONTRACT, filters.contracts),
        (Dimension.ORGANISATION, filters.organisations),
        (Dimension.VENUE, filters.venues),
        (Dimension.ADVISER, filters.advisers),
        (Dimension.CHANNEL, filters.channels),
    ):
        if parts:
            names = part_words(by, parts)
            found.append((str(DIMENSION_WORDS[by]), "; ".join(names[part] for part in sorted(parts))))
    if filters.priority is not None:
        said = _("In a priority group") if filters.priority else _("Not in a priority group")
        found.append((str(DIMENSION_WORDS[Dimension.PRIORITY]), said))
    return found


def written_as(format: str, sheets: Sequence[Sheet], *, title: str, made_at: datetime, marking: str) -> bytes:
    """The bytes of a file of sheets: ``csv``, ``xlsx`` or ``pdf``."""
    if format == "csv":
        return _csv(sheets)
    if format == "xlsx":
        return _xlsx(sheets)
    return _pdf(sheets, title=title, made_at=made_at, marking=marking)


def _csv(sheets: Sequence[Sheet]) -> bytes:
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    for number, sheet in enumerate(sheets):
        if number:
            writer.writerow([])
        writer.writerow([safe_cell(sheet.title)])
        for label, value in sheet.about:
            writer.writerow([safe_cell(label), safe_cell(value)])
        writer.writerow([safe_cell(each) for each in sheet.head])
        for row in sheet.rows:
            writer.writerow([cell if isinstance(cell, Decimal) else safe_cell(cell or "") for cell in row])
    return (_MARK + lines.getvalue()).encode()


def _xlsx(sheets: Sequence[Sheet]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for number, sheet in enumerate(sheets, start=1):
        page = book.create_sheet(f"{number} {sheet.title}".translate(_NOT_IN_TITLE)[:_LONGEST_TITLE])
        page.append([safe_cell(sheet.title)])
        page["A1"].font = Font(bold=True)
        for label, value in sheet.about:
            page.append([safe_cell(label), safe_cell(value)])
        page.append([safe_cell(each) for each in sheet.head])
        for cell in page[page.max_row]:
            cell.font = Font(bold=True)
        for row in sheet.rows:
            page.append([cell if isinstance(cell, Decimal) else safe_cell(cell or "") for cell in row])
        page.column_dimensions["A"].width = 38
        page.column_dimensions["B"].width = 18
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _pdf(sheets: Sequence[Sheet], *, title: str, made_at: datetime, marking: str) -> bytes:
    blocks: list[Block] = [heading_of(title, 1, ENGLISH)]
    for sheet in sheets:
        if len(sheets) > 1 or sheet.title != title:
            blocks.append(heading_of(sheet.title, 2, ENGLISH))
        about = [{"label": _said(label), "value": written(value)} for label, value in sheet.about]
        blocks.append({"kind": "facts", "rows": about})
        # Words tell the value; the exact parts stand beside it.
        kept = (0, 5, 2, 3)
        blocks.append(
            {
                "kind": "table",
                "widths": [8, 5, 4, 4],
                "head": [_said(sheet.head[place]) for place in kept],
                "rows": [[[written(_text(row[place]))] for place in kept] for row in sheet.rows],
            }
        )
    content = {
        "made_on": civil_time(made_at).date().isoformat(),
        "service": settings.SERVICE_NAME,
        "language": ENGLISH,
        "marking": {"text": marking, "places": ["header", "footer"]},
    }
    return document(
        blocks, content=content, title=title, voice=voice_of("standard", ENGLISH), format="standard"
    )


def _said(text: str) -> list[dict[str, object]]:
    return [{**tagged(ENGLISH), "rtl": False, "text": plain(text)}]


def _text(cell: Entry) -> str:
    return "" if cell is None else f"{cell:,f}" if isinstance(cell, Decimal) else cell
