"""PostgreSQL, over the views of the facts, on Django's own connection: in the actor's transaction, or as *system*."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.db import connections

from fingerpost.performance.engine.compiling import Dialect
from fingerpost.performance.models import Snapshot

_alias: Final[ContextVar[str]] = ContextVar("fingerpost_facts_read_as", default="default")


class OnPostgres:
    """The record as it stands; the views bound each row by who acts."""

    dialect = Dialect.POSTGRES
    needs_snapshot = False

    def rows(self, query: str, snapshot: Snapshot | None) -> list[tuple[Any, ...]]:
        """The rows of one query, in its order."""
        with connections[_alias.get()].cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())


@contextmanager
def connection_for_system() -> Iterator[None]:
    """Ask as *system* inside: for a job that nobody acts in."""
    token = _alias.set("system")
    try:
        yield
    finally:
        _alias.reset(token)
