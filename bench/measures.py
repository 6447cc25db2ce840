"""The snapshot beside COPY of the same facts, and the measure pack beside the same figures by hand."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.data import Ground
from bench.figures import Figure, alternate

Say = Callable[[str], None]
_SNAPSHOT_RUNS, _PACK_RUNS = 5, 15
_COPY = "COPY (SELECT * FROM {name}) TO STDOUT (FORMAT csv)"


def figures(ground: Ground, say: Say) -> list[Figure]:
    """Both figures on one nation. Raises RuntimeError where a measure and its query by hand disagree."""
    from django.conf import settings
    from django.db import connections
    from pydantic import SecretStr

    from fingerpost.site.database_urls import django_database

    address = django_database(SecretStr(ground.urls["DATABASE_SYSTEM_URL"]))
    connections["default"].close()
    if "system" not in connections.databases:
        connections.databases["system"] = {**connections["default"].settings_dict, **address}
    connections["system"].settings_dict.update(address)
    with tempfile.TemporaryDirectory(prefix="fingerpost-bench-") as folder:
        settings.SNAPSHOTS_ROOT = Path(folder) / "snapshots"
        settings.MI_ENGINE = "duckdb"
        return [_snapshot(Path(folder), say), _pack(say)]


def _snapshot(folder: Path, say: Say) -> Figure:
    from django.db import connections, transaction
    from django.utils import timezone

    from fingerpost.performance.facts import SCHEMAS
    from fingerpost.performance.snapshots import take_snapshot

    say("Measures: the snapshot")
    taken = []

    def ours(_: object) -> None:
        taken.append(take_snapshot(timezone.now()))

    def bare(_: object) -> None:
        with transaction.atomic(using="system"), connections["system"].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for name in SCHEMAS:
                with (
                    (folder / f"{name}.csv").open("wb") as file,
                    cursor.copy(_COPY.format(name=name)) as blocks,
                ):
                    for block in blocks:
                        file.write(block)

    mine, other = alternate((ours, _nothing), (bare, _nothing), runs=_SNAPSHOT_RUNS, warm_up=1)
    return Figure(
        name="snapshot of all facts",
        ours=mine,
        baseline=other,
        baseline_is="COPY of the same views to files, in one transaction, by bare psycopg",
        reach=2,
        rows=sum(taken[-1].rows.values()),
    )


def _pack(say: Say) -> Figure:
    from bench.by_hand import BY_HAND
    from fingerpost.performance import engine
    from fingerpost.performance.engine.on_duckdb import open_snapshot
    from fingerpost.performance.measures.definition import Filters
    from fingerpost.performance.measures.registry import MEASURES
    from fingerpost.performance.snapshots import folder_of, newest_snapshot

    snapshot = newest_snapshot()
    assert snapshot is not None
    first, last = _year_of(snapshot.taken_at.date())
    say(f"Measures: {len(BY_HAND)} of {len(MEASURES)} by hand")
    filters = Filters(first_month=first, last_month=last, scope=None)
    by_hand = open_snapshot(folder_of(snapshot))

    def one_by_hand(code: str) -> tuple[Any, ...]:
        query = BY_HAND[code]
        wanted = {name: value for name, value in (("first", first), ("last", last)) if f"${name}" in query}
        found: tuple[Any, ...] = by_hand.execute(query, wanted).fetchall()[0]
        return found

    for code in BY_HAND:
        counted = engine.count(MEASURES[code], filters, snapshot=snapshot)[0]
        above, below = (Decimal(str(round(float(each), 4))) for each in one_by_hand(code))
        if counted.numerator != above or (counted.denominator is not None and counted.denominator != below):
            raise RuntimeError(f"{code}: counted {counted}, by hand {above} of {below}")

    def ours(_: object) -> None:
        for code in BY_HAND:
            engine.count(MEASURES[code], filters, snapshot=snapshot)

    def bare(_: object) -> None:
        for code in BY_HAND:
            one_by_hand(code)

    mine, other = alternate((ours, _nothing), (bare, _nothing), runs=_PACK_RUNS, warm_up=2)
    by_hand.close()
    return Figure(
        name=f"{len(BY_HAND)} measures of a year",
        ours=mine,
        baseline=other,
        baseline_is="the same figures in SQL written by hand, on a DuckDB of the same settings; each is equal",
        reach=1.3,
        rows=sum(snapshot.rows.values()),
    )


def _year_of(day: date) -> tuple[date, date]:
    opens = day.year - (day.month < 4)
    return date(opens, 4, 1), date(opens + 1, 3, 1)


def _nothing() -> None:
    return None
