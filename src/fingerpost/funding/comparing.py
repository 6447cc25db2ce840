"""Two runs side by side: which events they decide differently, and what moves. Bounded, read as the reader may."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connections, transaction

from fingerpost.funding.deciding import Step
from fingerpost.funding.models import Run, RunPurpose
from fingerpost.funding.running import run_contract
from fingerpost.funding.schemes import RECOMMENDED
from fingerpost.funding.trails import unpack_trail
from fingerpost.house.actor import Actor

MOST: Final = 200

_BOTH: Final = """
    FROM (SELECT * FROM funding_rundecision WHERE run_id = %s) a
    FULL JOIN (SELECT * FROM funding_rundecision WHERE run_id = %s) b ON b.event = a.event AND b.kind = a.kind
    WHERE (a.verdict, a.amount_pence, a.period, a.customer_class)
          IS DISTINCT FROM (b.verdict, b.amount_pence, b.period, b.customer_class)
"""


@dataclass(frozen=True, slots=True)
class Side:
    """What one run said of an event."""

    verdict: str
    amount_pence: int | None
    period: str
    customer_class: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One event of which two runs say different things; None where a run does not hold it."""

    event: UUID
    kind: str
    customer_id: UUID
    one: Side | None
    other: Side | None

    @property
    def moved_pence(self) -> int:
        """By how much the other run pays more, in pence; what has no rate counts as nothing."""
        return _pence(self.other) - _pence(self.one)


@dataclass(frozen=True, slots=True)
class Move:
    """How many events went from one verdict to another ("" where a run does not hold them), and the pence moved."""

    before: str
    after: str
    events: int
    pence: int


def shadow_run(
    *,
    actor: Actor,
    now: datetime,
    contract_id: UUID,
    month: date,
    version: str,
    against: str = RECOMMENDED,
    as_of: datetime | None = None,
) -> tuple[Run, Run]:
    """Run a contract by two versions of the rule from the same facts; the second names the first. Raises as a run."""
    with transaction.atomic():
        first, second = None, None
        for one in (against, version):
            made = run_contract(
                actor=actor,
                now=now,
                contract_id=contract_id,
                month=month,
                purpose=RunPurpose.SHADOW,
                as_of=as_of,
                version=one,
                compared_with=first,
            )
            first, second = (made, None) if first is None else (first, made)
        assert first is not None
        assert second is not None
        return first, second


def compare(run_a: Run, run_b: Run, *, most: int = MOST, using: str = "default") -> list[Difference]:
    """The events that two runs decide differently, in the order of the first run; at most ``most``."""
    rows = _rows(
        "SELECT coalesce(a.event, b.event), coalesce(a.kind, b.kind), coalesce(a.customer_id, b.customer_id),"
        " a.verdict, a.amount_pence, a.period, a.customer_class, a.trail,"
        f" b.verdict, b.amount_pence, b.period, b.customer_class, b.trail {_BOTH}"
        " ORDER BY coalesce(a.place, b.place), coalesce(a.event, b.event) LIMIT %s",
        [run_a.id, run_b.id, most],
        using,
    )
    return [Difference(row[0], row[1], row[2], _side(row[3:8]), _side(row[8:13])) for row in rows]


def moves_between(run_a: Run, run_b: Run, *, using: str = "default") -> list[Move]:
    """How many events went from which verdict to which, and what that moves; every difference is in one of them."""
    rows = _rows(
        "SELECT coalesce(a.verdict, ''), coalesce(b.verdict, ''), count(*),"
        " coalesce(sum(CASE WHEN b.verdict = 'pay' THEN b.amount_pence END), 0)"
        f" - coalesce(sum(CASE WHEN a.verdict = 'pay' THEN a.amount_pence END), 0) {_BOTH}"
        " GROUP BY 1, 2 ORDER BY 1, 2",
        [run_a.id, run_b.id],
        using,
    )
    return [Move(before, after, events, int(pence)) for before, after, events, pence in rows]


def _side(row: Sequence[Any]) -> Side | None:
    verdict, pence, period, customer_class, trail = row
    if verdict is None:
        return None
    return Side(verdict, pence, period, customer_class, unpack_trail(json.loads(trail)))


def _pence(side: Side | None) -> int:
    return 0 if side is None or side.verdict != "pay" else side.amount_pence or 0


def _rows(statement: str, values: Sequence[Any], using: str) -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
