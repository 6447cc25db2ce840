"""The rows of a return and what the ledger says by itself, from the database in one query each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import connections

from fingerpost.performance.returns.checks import Ledger
from fingerpost.performance.returns.rows import Row

_COLUMNS: Final = (
    "line", "outcome", "customer", "born_on", "postcode", "learner_number", "plan", "session", "session_on",
    "channel", "organisation", "organisation_name", "ukprn", "is_subcontracted", "adviser", "kind",
    "effective_on", "claimed_on", "customer_class", "pence", "period", "was_read",
)  # fmt: skip
_SUM_COLUMNS: Final = "lines_pence, claims_pence, payments, reversals, has_claim, claimed_at"
# The console asks as *system*, which sees every contract through a door of its own.
_OF_ALL: Final = {"system": "_of_all"}


@dataclass(frozen=True, slots=True)
class Source:
    """Everything that a return of one contract is made of, as it stands at the end of a month.

    ``claimed_at`` is when the last claim up to the month was made, None without one.
    """

    rows: list[Row]
    ledger: Ledger
    claimed_at: datetime | None


def rows_of(contract_id: UUID, *, through: date, using: str = "default") -> list[Row]:
    """The payments that stand in the claims up to a month (its first day), one row each, in no order.

    What the actor's grants do not open is empty, and ``was_read`` says so. ``using`` names the connection.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(_COLUMNS)} FROM {_door('rows', using)}(%s, %s)",  # noqa: S608 - names of our own
            [contract_id, through],
        )
        return [Row(**dict(zip(_COLUMNS, found, strict=True))) for found in cursor.fetchall()]


def source_of(contract_id: UUID, *, through: date, using: str = "default") -> Source:
    """Rows and ledger of one contract up to a month. Two queries."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT {_SUM_COLUMNS} FROM {_door('sums', using)}(%s, %s)",  # noqa: S608 - names of our own
            [contract_id, through],
        )
        *sums, claimed_at = cursor.fetchone() or (0, 0, 0, 0, False, None)
    return Source(rows_of(contract_id, through=through, using=using), Ledger(*sums), claimed_at)


def _door(name: str, using: str) -> str:
    return f"fingerpost_return_{name}{_OF_ALL.get(using, '')}"
