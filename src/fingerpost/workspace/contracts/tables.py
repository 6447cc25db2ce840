"""Tables of pages of contracts: rows of words, drawn by one partial that stands up on a telephone too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fingerpost.performance.charts import Drawn


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of a table. ``colour`` makes a tag of it; the words say the same without."""

    text: str
    href: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column."""

    words: str
    is_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its caption; ``empty`` is said where it has no rows. ``drawn`` is the plot of the same figures."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Entry]]
    empty: str = ""
    drawn: Drawn | None = field(default=None)

    @property
    def lines(self) -> list[list[tuple[Column, Entry]]]:
        """Rows with the head of each place, as the partial wants them."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


def entries(*texts: str) -> list[Entry]:
    """Plain places of one row."""
    return [Entry(text) for text in texts]
