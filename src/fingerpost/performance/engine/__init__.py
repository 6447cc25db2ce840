"""Counts measures: one expression, on DuckDB over the newest snapshot, on PostgreSQL, or on Spark.

Whoever calls has bound the filters to what the reader may count; PostgreSQL bounds once more by the actor's own
settings. All engines give the same rows in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from ibis.expr.types import Table

from fingerpost.house.errors import NotFound
from fingerpost.house.ids import new_id
from fingerpost.performance import snapshots
from fingerpost.performance.engine.compiling import Dialect, figures_sql, records_sql, sql_of
from fingerpost.performance.engine.on_duckdb import OnDuckDB
from fingerpost.performance.engine.on_postgres import OnPostgres, connection_for_system
from fingerpost.performance.measures.definition import Dimension, Facts, Figure, Filters, Measure, figure
from fingerpost.performance.models import Snapshot

__all__ = ["Engine", "as_system", "count", "engine_of", "fetch", "live", "newest_snapshot", "records"]

Row = tuple[Any, ...]


class Engine(Protocol):
    """Something that answers a query over the tables of facts."""

    dialect: Dialect
    needs_snapshot: bool

    def rows(self, query: str, snapshot: Snapshot | None) -> list[Row]:
        """The rows of one query, in its order."""


@cache
def engine_of(name: str) -> Engine:
    """The engine that a deployment names: ``duckdb``, ``postgres``, or the address of a Spark master (spark://...).

    Spark is imported only when it is asked for. Raises ValueError for another name, ImportError without Spark.
    """
    if name == "duckdb":
        return OnDuckDB()
    if name == "postgres":
        return OnPostgres()
    if name.startswith("spark://"):
        from fingerpost.performance.engine.on_spark import OnSpark

        return OnSpark(name)
    raise ValueError(f"no engine of that name: {name}")


def count(
    measure: Measure, filters: Filters, *, by: Dimension | None = None, snapshot: Snapshot | None = None
) -> list[Figure]:
    """The figures of a measure: the whole as the only one, or its parts in order with the unknown part last.

    Of the snapshot that is given, else of the newest. Raises NotFound (``no_snapshot``) where there is none.
    """
    engine = _chosen()
    query = figures_sql(engine.dialect, measure, filters, by)
    return _figures(measure, engine.rows(query, _snapshot_for(engine, snapshot)))


def live(measure: Measure, filters: Filters, *, by: Dimension | None = None) -> list[Figure]:
    """The same figures of the record as it stands now, on PostgreSQL, within what the actor sees."""
    engine = engine_of("postgres")
    return _figures(measure, engine.rows(figures_sql(engine.dialect, measure, filters, by), None))


def records(
    measure: Measure,
    filters: Filters,
    *,
    limit: int,
    after: UUID | None = None,
    snapshot: Snapshot | None = None,
) -> list[UUID]:
    """The records that a figure's numerator counts, in order, at most ``limit`` after ``after``. Raises NotFound."""
    engine = _chosen()
    query = records_sql(engine.dialect, measure, filters, limit, str(after) if after else None)
    return [UUID(record) for (record,) in engine.rows(query, _snapshot_for(engine, snapshot))]


def fetch(build: Callable[[Facts], Table], *, snapshot: Snapshot | None = None) -> list[Row]:
    """The rows of any expression over the facts, as tuples in the order of its columns. Raises NotFound."""
    engine = _chosen()
    return engine.rows(sql_of(engine.dialect, build), _snapshot_for(engine, snapshot))


def newest_snapshot() -> Snapshot | None:
    """The moment that figures are of: the newest snapshot, or now where the deployment counts on PostgreSQL.

    What is counted now is never the same as what was counted before, so it has a hash of its own each time.
    """
    if _chosen().needs_snapshot:
        return snapshots.newest_snapshot()
    now = timezone.now()
    return Snapshot(taken_at=now, finished_at=now, folder="", sha256=new_id().hex * 2)


@contextmanager
def as_system() -> Iterator[None]:
    """Count as the worker for a named job, where nobody acts: PostgreSQL is asked as *system* inside."""
    with connection_for_system():
        yield


def _chosen() -> Engine:
    return engine_of(settings.MI_ENGINE)


def _snapshot_for(engine: Engine, given: Snapshot | None) -> Snapshot | None:
    if not engine.needs_snapshot:
        return None
    found = given or snapshots.newest_snapshot()
    if found is None:
        raise NotFound("No snapshot of the figures has been taken yet.", code="no_snapshot")
    return found


def _figures(measure: Measure, rows: list[Row]) -> list[Figure]:
    ordered = sorted(rows, key=lambda row: (row[0] is None, row[0] or ""))
    return [figure(measure, part, above, below) for part, above, below in ordered]
