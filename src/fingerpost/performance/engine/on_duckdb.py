"""DuckDB over the Parquet files of one snapshot, inside this process."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, Final

import duckdb

from fingerpost.performance.engine.compiling import Dialect
from fingerpost.performance.facts import SCHEMAS
from fingerpost.performance.models import Snapshot
from fingerpost.performance.snapshots import folder_of

_SETTINGS: Final = {
    "memory_limit": "1GB",
    "threads": "2",
    # Nothing is fetched and nothing is written: no extension, no network, no file to spill to.
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "temp_directory": "",
}


class OnDuckDB:
    """One database in memory a snapshot, with a view over each file; each query runs on a cursor of its own."""

    dialect = Dialect.DUCKDB
    needs_snapshot = True

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._connection: duckdb.DuckDBPyConnection | None = None

    def rows(self, query: str, snapshot: Snapshot | None) -> list[tuple[Any, ...]]:
        """The rows of one query, in its order."""
        assert snapshot is not None
        with self._lock:
            cursor = self._opened(folder_of(snapshot)).cursor()
        try:
            return cursor.execute(query).fetchall()
        finally:
            cursor.close()

    def _opened(self, folder: Path) -> duckdb.DuckDBPyConnection:
        if self._connection is None or self._folder != folder:
            # One that is still asked goes with its last cursor.
            self._connection, self._folder = open_snapshot(folder), folder
        return self._connection


def open_snapshot(folder: Path) -> duckdb.DuckDBPyConnection:
    """A database that reads the files of one folder and can reach nothing else."""
    connection = duckdb.connect(":memory:", config=dict(_SETTINGS))
    connection.execute(f"SET allowed_directories = [{_quoted(f'{folder}/')}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    for name in SCHEMAS:
        connection.read_parquet(str(folder / f"{name}.parquet")).create_view(name)
    return connection


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
