"""One payment that stands, with what a return says of it; and how a cell of it is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

PRIORITY: Final = "priority"
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One standing payment of the ledger. `pence` is None without a rate; `period` is the month of effect, YYYY-MM.

    `was_read` is False where its reader holds no grant on the record: then nothing of the person is there. `postcode`
    is of the address that held on the day of the session.
    """

    line: UUID
    outcome: UUID
    customer: UUID | None = None
    born_on: date | None = None
    postcode: str | None = None
    learner_number: str | None = None
    plan: UUID | None = None
    session: UUID | None = None
    session_on: date | None = None
    channel: int | None = None
    organisation: UUID
    organisation_name: str = ""
    ukprn: str = ""
    is_subcontracted: bool = False
    adviser: str | None = None
    kind: str | None = None
    effective_on: date | None = None
    claimed_on: date | None = None
    customer_class: str = ""
    pence: int | None = None
    period: str
    was_read: bool = True

    @property
    def is_priority(self) -> bool:
        """Whether any group applied when it was decided; which one is said nowhere (BR-20.3a)."""
        return self.customer_class == PRIORITY

    @property
    def month(self) -> date:
        """The first day of the month of effect."""
        return date.fromisoformat(f"{self.period}-01")


def of_year(rows: Iterable[Row], months: tuple[date, ...]) -> list[Row]:
    """The rows whose month of effect is one of these."""
    wanted = {f"{month:%Y-%m}" for month in months}
    return [row for row in rows if row.period in wanted]


def safe_cell(text: str) -> str:
    """A text that no spreadsheet runs: one that would begin a formula gets an apostrophe before it."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def day(value: date | None) -> str:
    """A day as the reports write it, 05/11/2026; nothing for none."""
    return "" if value is None else f"{value:%d/%m/%Y}"


def pounds(pence: int | None) -> str:
    """Pence as pounds with two decimals, 45.00; nothing for an outcome without a rate. Exact."""
    if pence is None:
        return ""
    sign, whole = ("-" if pence < 0 else ""), abs(pence)
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def text(value: UUID | str | None) -> str:
    """An id or words, safe in a cell."""
    return "" if value is None else safe_cell(str(value))
