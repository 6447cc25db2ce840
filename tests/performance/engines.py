"""The golden rows where each engine looks for them: Parquet files of a snapshot, and tables in PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import duckdb
from django.db import connections

from fingerpost.performance.facts import SCHEMAS
from fingerpost.performance.models import Snapshot
from tests.performance.golden.loading import load_into_duckdb
from tests.performance.golden.rows import golden_rows

GOLDEN = "golden"
_TYPES = {"string": "text", "date": "date", "boolean": "boolean", "int64": "bigint", "float64": "float8"}


def golden_snapshot(root: Path) -> Snapshot:
    """The golden rows as the files of a snapshot under this folder."""
    folder = root / GOLDEN
    folder.mkdir()
    with duckdb.connect() as connection:
        load_into_duckdb(connection)
        for name in SCHEMAS:
            connection.table(name).write_parquet(str(folder / f"{name}.parquet"))
    return Snapshot(folder=GOLDEN, sha256=GOLDEN)


def golden_tables() -> None:
    """The golden rows as temporary tables of *owner*, which hide the views of the same names."""
    with connections["owner"].cursor() as cursor:
        for name, rows in golden_rows().items():
            columns = SCHEMAS[name]
            made = ", ".join(f'"{column}" {_TYPES[kind]}' for column, kind in columns.items())
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
            cursor.execute(f"CREATE TEMPORARY TABLE {name} ({made})")
            marks = ", ".join("%s" for _ in columns)
            cursor.executemany(
                f"INSERT INTO pg_temp.{name} VALUES ({marks})",
                [[row[column] for column in columns] for row in rows],
            )


def no_golden_tables() -> None:
    """Let the views be seen again."""
    with connections["owner"].cursor() as cursor:
        for name in SCHEMAS:
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
