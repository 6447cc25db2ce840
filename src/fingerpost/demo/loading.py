"""Writing rows by the million: COPY as owner, with triggers silent and indexes made afterwards.

Nothing is left unchecked: what is taken away for the load is put back whole, and PostgreSQL then checks every
row that is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

BUILD_MEMORY: Final = "1GB"
"""What one index build may sort in memory, when there are many rows."""

_FOREIGN_KEYS: Final = """
    SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid)
      FROM pg_constraint c WHERE c.conrelid = ANY (%s::regclass[]) AND c.contype = 'f'
     ORDER BY c.conrelid::regclass::text, c.conname"""

# Unique and exclusion constraints stand on indexes of their own; primary keys stay, as keys rise with time.
_OTHER_KEYS: Final = _FOREIGN_KEYS.replace("= 'f'", "IN ('u', 'x')")

# Keys of other tables that lean on such a constraint, and not on a primary key.
_LEANING_KEYS: Final = """
    SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid)
      FROM pg_constraint c JOIN pg_constraint u ON u.conindid = c.conindid AND u.contype = 'u'
     WHERE c.contype = 'f' AND c.confrelid = ANY (%s::regclass[]) AND NOT c.conrelid = ANY (%s::regclass[])
     ORDER BY c.conrelid::regclass::text, c.conname"""

_INDEXES: Final = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
      FROM pg_index i
     WHERE i.indrelid = ANY (%s::regclass[])
       AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid
                        AND c.contype IN ('p', 'u', 'x'))
     ORDER BY i.indexrelid::regclass::text"""

_WITH_THOSE_WHO_REFER: Final = """
    WITH RECURSIVE everyone (oid) AS (
        SELECT unnest(%s::regclass[])::oid
         UNION
        SELECT c.conrelid FROM pg_constraint c JOIN everyone e ON c.confrelid = e.oid AND c.contype = 'f')
    SELECT oid::regclass::text FROM everyone ORDER BY 1"""

_HISTORY_TRIGGERS: Final = """
    SELECT t.tgrelid::regclass::text, t.tgname FROM pg_trigger t
     WHERE t.tgrelid = ANY (%s::regclass[]) AND NOT t.tgisinternal AND t.tgname LIKE 'pgtrigger%%'
     ORDER BY t.tgrelid::regclass::text, t.tgname"""


@dataclass(frozen=True, slots=True)
class _Constraint:
    table: str
    name: str
    definition: str


def copy_rows(connection: BaseDatabaseWrapper, table: str, columns: Sequence[str], text: str) -> None:
    """COPY rows in PostgreSQL's text form into a table; every constraint that stands is checked."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(text)


@contextmanager
def silent_triggers(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> Iterator[None]:
    """History is written by the caller here: its triggers rest, those of constraints don't."""
    _check_now(connection)
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY_TRIGGERS, [list(tables)])
        triggers = cursor.fetchall()
    for table, name in triggers:
        _execute(connection, f'ALTER TABLE {table} DISABLE TRIGGER "{name}"')
    yield
    _check_now(connection)
    for table, name in triggers:
        _execute(connection, f'ALTER TABLE {table} ENABLE TRIGGER "{name}"')


@contextmanager
def indexes_afterwards(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> Iterator[None]:
    """Take keys and indexes away for the load and put the same ones back, checking every row.

    In the caller's transaction: whoever breaks it off leaves everything as it was.
    """
    _check_now(connection)
    foreign_keys = _constraints(connection, _FOREIGN_KEYS, tables)
    foreign_keys += _constraints(connection, _LEANING_KEYS, tables, tables)
    other_keys = _constraints(connection, _OTHER_KEYS, tables)
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES, [list(tables)])
        indexes = cursor.fetchall()
    for key in (*foreign_keys, *other_keys):
        _execute(connection, f'ALTER TABLE {key.table} DROP CONSTRAINT "{key.name}"')
    for name, _definition in indexes:
        _execute(connection, f"DROP INDEX {name}")
    yield
    _execute(connection, f"SET LOCAL maintenance_work_mem = '{BUILD_MEMORY}'")
    _execute(connection, "SET LOCAL max_parallel_maintenance_workers = 2")
    for _name, definition in indexes:
        _execute(connection, definition)
    for key in (*other_keys, *foreign_keys):
        _execute(connection, f'ALTER TABLE {key.table} ADD CONSTRAINT "{key.name}" {key.definition}')


def begin_empty(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> None:
    """Give empty tables new files, so that a server of ``wal_level`` minimal need not log what is loaded.

    Whoever refers to them goes along. Refuses where one of them holds a row.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WITH_THOSE_WHO_REFER, [list(tables)])
        everyone = [name for (name,) in cursor.fetchall()]
        for name in everyone:
            cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.SQL(name)))
            if cursor.fetchone()[0]:
                raise RuntimeError(f"{name} is not empty")
    _execute(connection, f"TRUNCATE {', '.join(everyone)}")


def tell_planner(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> None:
    """Let the planner know what was loaded."""
    for table in tables:
        _execute(connection, f"ANALYZE {table}")


def _check_now(connection: BaseDatabaseWrapper) -> None:
    """Make the checks that wait for the commit: a table can't be altered while some are waiting."""
    _execute(connection, "SET CONSTRAINTS ALL IMMEDIATE")
    _execute(connection, "SET CONSTRAINTS ALL DEFERRED")


def _constraints(connection: BaseDatabaseWrapper, question: str, *tables: Sequence[str]) -> list[_Constraint]:
    with connection.cursor() as cursor:
        cursor.execute(question, [list(each) for each in tables])
        return [_Constraint(*row) for row in cursor.fetchall()]


def _execute(connection: BaseDatabaseWrapper, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
