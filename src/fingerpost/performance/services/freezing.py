"""Freezes the figures of a contract's month as they are known at a moment; nothing that comes later moves them.

OI-13.5, facts 5.7. Done by the worker as *system*: on the fifth working day for the month before, and when a return
was sent. The source rebuilt its frozen years from live data, so that none of them stood; here rows are added once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connections, transaction

from fingerpost.house.rules import rules_in_force
from fingerpost.performance import engine
from fingerpost.performance.measures.definition import Described, Dimension, Figure, Filters, Measure
from fingerpost.performance.measures.registry import ALL, work_out
from fingerpost.performance.models import FrozenFigure, Known, Snapshot
from fingerpost.performance.services.interventions import Ask, raise_interventions
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date

SYSTEM = "system"
_LOCK = 704_198_700
_PARTS: tuple[Dimension | None, ...] = (None, Dimension.ORGANISATION, Dimension.PRIORITY)


def freeze_soon(*, contract_id: UUID, month: date, known: str) -> None:
    """Let the worker freeze the figures of a contract's month, in the transaction of whoever calls."""
    from fingerpost.performance.tasks import freeze_month

    freeze_month.defer(contract_id=str(contract_id), month=month.isoformat(), known=known)


def freeze(
    *,
    contract_id: UUID,
    month: date,
    known: str,
    now: datetime,
    measures: Iterable[Described] = tuple(ALL.values()),
) -> int:
    """Keep every measure of one contract and month as it is known now; return how many figures were kept.

    ``month`` is its first day, ``known`` a value of ``Known``. The whole, and the parts by organisation and by
    priority. From the snapshot of this day where the figures are those of the fifth working day, else counted on the
    live record. Done once: a second call keeps nothing and returns 0. Interventions follow from it (BR-26.1).
    """
    rules, today = rules_in_force(), civil_date(now)
    snapshot = _of_today(today) if known == Known.DAY_5 else None
    ask = _asking(snapshot)
    with transaction.atomic(using=SYSTEM), engine.as_system():
        with connections[SYSTEM].cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, f"{contract_id} {month}"]
            )
        kept = FrozenFigure.objects.using(SYSTEM).filter(contract_id=contract_id, month=month, known=known)
        if kept.exists():
            return 0
        sha256 = snapshot.sha256 if snapshot is not None else ""
        rows = [
            FrozenFigure(
                contract_id=contract_id,
                month=month,
                known=known,
                measure=measure.code,
                dimension=by.value if by is not None else "",
                part=(each.part or "") if by is not None else "",
                numerator=each.numerator,
                denominator=each.denominator,
                value=each.value,
                frozen_at=now,
                snapshot_sha256=sha256,
            )
            for measure, by, each in _every_figure(measures, contract_id, month, ask, today, rules)
        ]
        FrozenFigure.objects.using(SYSTEM).bulk_create(rows, batch_size=1000)
        raise_interventions(
            contract_id=contract_id,
            month=month,
            figures={row.measure: row for row in rows if not row.dimension},
            ask=ask,
            now=now,
            rules=rules,
        )
    return len(rows)


def _every_figure(
    measures: Iterable[Described], contract_id: UUID, month: date, ask: Ask, on: date, rules: Rules
) -> Iterator[tuple[Described, Dimension | None, Figure]]:
    filters = Filters(
        first_month=month, last_month=month, contracts=frozenset({str(contract_id)}), scope=None
    )
    for measure in measures:
        for by in _PARTS if isinstance(measure, Measure) else (None,):
            if by is not None and by not in measure.breaks_down_by:
                continue
            for each in work_out(measure, ask, filters, by=by, on=on, rules=rules):
                yield measure, by, _exact(each)


def _asking(snapshot: Snapshot | None) -> Ask:
    """Counts a measure on a snapshot or on the live record; what was counted already is not counted again."""
    known: dict[tuple[str, Filters, Dimension | None], Sequence[Figure]] = {}

    def ask(measure: Measure, filters: Filters, by: Dimension | None = None) -> Sequence[Figure]:
        asked = (measure.code, filters, by)
        if asked not in known:
            known[asked] = (
                engine.live(measure, filters, by=by)
                if snapshot is None
                else engine.count(measure, filters, by=by, snapshot=snapshot)
            )
        return known[asked]

    return ask


def _of_today(today: date) -> Snapshot | None:
    newest = engine.newest_snapshot()
    return newest if newest is not None and civil_date(newest.taken_at) == today else None


def _exact(figure: Figure) -> Figure:
    places = Decimal("0.0001")
    below = figure.denominator
    return Figure(
        figure.part,
        figure.numerator.quantize(places),
        below.quantize(places) if below is not None else None,
        figure.value,
    )
