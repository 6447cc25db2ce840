"""The golden rows in DuckDB, and measures counted there without any of the engine's own code."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import duckdb
import ibis

from fingerpost.performance.facts import SCHEMAS, facts
from fingerpost.performance.measures.definition import (
    Dimension,
    Figure,
    Filters,
    Measure,
    figure,
    figures_of,
    records_of,
)
from fingerpost.performance.measures.registry import MEASURES
from tests.performance.golden.rows import golden_rows

_TYPES = {"string": "VARCHAR", "date": "DATE", "boolean": "BOOLEAN", "int64": "BIGINT", "float64": "DOUBLE"}


def load_into_duckdb(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes every table of facts in a connection and fills it with the golden rows."""
    load_empty(connection)
    for name, rows in golden_rows().items():
        columns = SCHEMAS[name]
        marks = ", ".join("?" for _ in columns)
        connection.executemany(
            f"INSERT INTO {name} VALUES ({marks})", [[row[column] for column in columns] for row in rows]
        )


def load_empty(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes every table of facts in a connection, without a row."""
    for name, columns in SCHEMAS.items():
        made = ", ".join(f'"{column}" {_TYPES[kind]}' for column, kind in columns.items())
        connection.execute(f"CREATE TABLE {name} ({made})")


def count_in(
    connection: duckdb.DuckDBPyConnection, measure: Measure, filters: Filters, by: Dimension | None
) -> Sequence[Figure]:
    """The figures of a measure, counted by its expression alone."""
    return [
        figure(measure, part, above, below)
        for part, above, below in connection.execute(_sql(measure.code, filters, by)).fetchall()
    ]


def records_in(connection: duckdb.DuckDBPyConnection, measure: Measure, filters: Filters) -> list[str]:
    """The ids of the records that count in a figure."""
    found = _in_words(records_of(measure, facts(), filters))
    return [row[0] for row in connection.execute(found).fetchall()]


@cache
def _sql(code: str, filters: Filters, by: Dimension | None) -> str:
    return _in_words(figures_of(MEASURES[code], facts(), filters, by=by))


def _in_words(expression: Any) -> str:
    return str(ibis.to_sql(expression, dialect="duckdb"))
