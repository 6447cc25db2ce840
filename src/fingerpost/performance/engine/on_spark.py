"""Spark over the Parquet files of a snapshot: for whoever runs a cluster. Imported only when it is asked for."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Any, Final

from pyspark.sql import SparkSession

from fingerpost.performance.engine.compiling import Dialect
from fingerpost.performance.facts import SCHEMAS
from fingerpost.performance.models import Snapshot
from fingerpost.performance.snapshots import folder_of

LOCAL: Final = "spark://local"
_LOCAL_SETTINGS: Final = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.memory": "1g",
}


class OnSpark:
    """One session a process on the master that is named; ``spark://local`` is two cores of this machine.

    A cluster reads the folder DATA/snapshots under the same path as this process.
    """

    dialect = Dialect.SPARK
    needs_snapshot = True

    def __init__(self, master: str) -> None:
        self._master = master
        self._lock = threading.Lock()
        self._session: SparkSession | None = None
        self._folder: Path | None = None

    def rows(self, query: str, snapshot: Snapshot | None) -> list[tuple[Any, ...]]:
        """The rows of one query, in its order. One at a time: the views of a session are of one snapshot."""
        assert snapshot is not None
        with self._lock:
            session = self._opened(folder_of(snapshot))
            return [tuple(row) for row in session.sql(query).collect()]

    def close(self) -> None:
        """Let the session go."""
        with self._lock:
            if self._session is not None:
                self._session.stop()
            self._session = self._folder = None

    def _opened(self, folder: Path) -> SparkSession:
        if self._session is None:
            # The bridge to Java tells of each of its connections.
            logging.getLogger("py4j").setLevel(logging.WARNING)
            builder = SparkSession.builder.appName("fingerpost").config("spark.sql.session.timeZone", "UTC")
            if self._master == LOCAL:
                builder = builder.master("local[2]")
                for name, value in _LOCAL_SETTINGS.items():
                    builder = builder.config(name, value)
            else:
                builder = builder.master(self._master)
            self._session = builder.getOrCreate()
        if self._folder != folder:
            for name in SCHEMAS:
                self._session.read.parquet(str(folder / f"{name}.parquet")).createOrReplaceTempView(name)
            self._folder = folder
        return self._session
