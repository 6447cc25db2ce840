"""Query plans of the hot paths: no page may read a big table from end to end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, connections

BIG = 20_000
"""Rows from which a table is big."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One statement that a page sent."""

    statement: str
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Offender:
    """A big table that a statement reads from end to end."""

    where: str
    table: str
    statement: str


@contextmanager
def watching(asked: list[Asked]) -> Iterator[None]:
    """Collect the statements that are sent as *app* meanwhile."""

    def note(execute: Callable[..., Any], statement: Any, values: Any, many: bool, context: Any) -> Any:
        if isinstance(statement, str) and statement.startswith("SELECT") and not many:
            asked.append(Asked(statement, tuple(values or ())))
        return execute(statement, values, many, context)

    with connection.execute_wrapper(note):
        yield


def big_tables() -> set[str]:
    """Tables with many rows, by the planner's own count."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [BIG])
        return {name for (name,) in cursor.fetchall()}


def offenders(where: str, asked: Sequence[Asked], big: set[str]) -> list[Offender]:
    """Which of the statements read a big table from end to end. In a transaction in which somebody acts."""
    found: dict[tuple[str, str], Offender] = {}
    # Values may be lists, which a set can't hold; what they look like tells them apart.
    for one in {(each.statement, repr(each.values)): each for each in asked}.values():
        if "fingerpost_" in one.statement or "pg_advisory" in one.statement:
            continue  # the doors do things; their own statements are looked at in `bench.run`
        for table in _read_whole(one) & big:
            found.setdefault((table, one.statement), Offender(where, table, one.statement))
    return list(found.values())


def _read_whole(one: Asked) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {one.statement}", list(one.values))
        plan = cursor.fetchone()[0]
    return set(_scanned(json.loads(plan) if isinstance(plan, str) else plan))


def _scanned(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _scanned(each)
    elif isinstance(node, dict):
        if node.get("Node Type") in ("Seq Scan", "Parallel Seq Scan"):
            yield str(node.get("Relation Name"))
        for each in node.values():
            if isinstance(each, list | dict):
                yield from _scanned(each)
