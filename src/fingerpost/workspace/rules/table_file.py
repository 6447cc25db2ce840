"""The register as a file for a spreadsheet, safe to open there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _

from fingerpost.policy import Rules, Ruling
from fingerpost.policy.schema import KeySpec
from fingerpost.workspace.rules.entries import entry_of, note_of

MOST_ROWS: Final = 5_000
_LONGEST_CELL: Final = 30_000
# A spreadsheet reads a cell that begins so as a formula, also behind white space.
_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# So that spreadsheets read the file as UTF-8.
_MARK: Final = "\ufeff"


def rows_of(
    found: Sequence[tuple[str, Ruling | None]], rules: Rules, specs: Mapping[str, KeySpec]
) -> Iterator[str]:
    """The lines of the file, headings first; at most `MOST_ROWS` rules."""
    yield _MARK + _written(
        [
            _("Key"),
            _("What it is for"),
            _("Value"),
            _("Unit"),
            _("Source"),
            _("Status"),
            _("Valid from"),
            _("Valid to"),
            _("Pack"),
            _("Note"),
        ]
    )
    for key, ruling in found[:MOST_ROWS]:
        entry = entry_of(key, ruling, rules, specs)
        if ruling is None:
            yield _written([key, entry.about, "", "", "", str(entry.standing.name), "", "", "", ""])
            continue
        yield _written(
            [
                key,
                entry.about,
                entry.shown.bare or entry.shown.flat,
                ruling.unit,
                ruling.source,
                str(entry.standing.name),
                ruling.valid_from.isoformat(),
                ruling.valid_to.isoformat() if ruling.valid_to else "",
                ruling.pack,
                note_of(ruling, rules),
            ]
        )


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before whatever could begin one."""
    cut = text[:_LONGEST_CELL]
    return f"'{cut}" if cut.lstrip(" \u00a0").startswith(_STARTS_A_FORMULA) else cut


def _written(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
    return line.getvalue()
