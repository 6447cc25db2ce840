"""From an expression to the SQL of an engine. Ibis is used as a compiler alone: no backend of it is opened.

Values stand in the SQL as literals, which the compiler quotes for each engine. What was compiled is kept: measures,
filters and break-downs are immutable values, and the same ones give the same text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, Final

import ibis
from ibis.backends.sql.compilers import DuckDBCompiler, PostgresCompiler, PySparkCompiler
from ibis.expr.types import Table

from fingerpost.performance.facts import facts
from fingerpost.performance.measures.definition import (
    Dimension,
    Facts,
    Filters,
    Measure,
    figures_of,
    records_of,
)

_MOST_KEPT: Final = 4_096
_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Two days that no record has, and how the compilers write a day.
_FIRST, _LAST = date(1801, 1, 1), date(1802, 2, 1)
_WRITTEN: Final[tuple[Callable[[date], str], ...]] = (
    lambda day: f"({day.year}, {day.month}, {day.day})",
    lambda day: f"'{day.isoformat()}'",
)


class Dialect(StrEnum):
    """Whose SQL."""

    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    SPARK = "spark"


class _SparkOptions(ibis.config.Config):  # type: ignore[misc]
    """What ibis' own backend for Spark would register; that backend wants pandas, the compiler only this."""

    treat_nan_as_null: bool = False


@cache
def _compiler(dialect: Dialect) -> Any:
    if dialect is Dialect.SPARK:
        if ibis.options.pyspark is None:
            ibis.options.pyspark = _SparkOptions()
        return PySparkCompiler()
    return DuckDBCompiler() if dialect is Dialect.DUCKDB else PostgresCompiler()


@cache
def _tables() -> Facts:
    return facts()


def sql_of(dialect: Dialect, build: Callable[[Facts], Table]) -> str:
    """The SQL of an expression over the facts."""
    compiler = _compiler(dialect)
    text: str = compiler.to_sqlglot(build(_tables())).sql(dialect=compiler.dialect, copy=False)
    return text


def figures_sql(dialect: Dialect, measure: Measure, filters: Filters, by: Dimension | None) -> str:
    """The SQL of a measure's figures: part, numerator, denominator.

    Compiling takes far longer than counting, and a page asks for one month and one contract after the other: what is
    kept stands for any months and ids, which are put in afterwards.
    """
    general, names = _without_ids(replace(filters, first_month=_FIRST, last_month=_LAST))
    text = _general_figures_sql(dialect, measure, general, by)
    for given, name in names.items():
        text = text.replace(f"'{name}'", f"'{given}'")
    for stand_in, day in ((_FIRST, filters.first_month), (_LAST, filters.last_month)):
        for written in _WRITTEN:
            text = text.replace(written(stand_in), written(day))
    return text


def _without_ids(filters: Filters) -> tuple[Filters, dict[str, str]]:
    """The filters with a stand-in for each id, and the stand-in of each. What is no id stays, and is quoted."""
    names: dict[str, str] = {}

    def stand_in(given: str) -> str:
        return names.setdefault(given, f"stand-in {len(names)}") if _ID.fullmatch(given) else given

    def stood_in(given: frozenset[str]) -> frozenset[str]:
        return frozenset(stand_in(each) for each in sorted(given))

    general = replace(
        filters,
        contracts=stood_in(filters.contracts),
        organisations=stood_in(filters.organisations),
        advisers=stood_in(filters.advisers),
        venues=stood_in(filters.venues),
    )
    scope = filters.scope
    if scope is not None:
        pairs = [(stand_in(contract), stand_in(bound) if bound else bound) for contract, bound in scope]
        scope = tuple(sorted(pairs, key=str))
    return replace(general, scope=scope), names


@lru_cache(maxsize=_MOST_KEPT)
def _general_figures_sql(dialect: Dialect, measure: Measure, filters: Filters, by: Dimension | None) -> str:
    return sql_of(dialect, lambda tables: figures_of(measure, tables, filters, by=by))


@lru_cache(maxsize=_MOST_KEPT)
def records_sql(dialect: Dialect, measure: Measure, filters: Filters, limit: int, after: str | None) -> str:
    """The SQL of the records behind a figure, in order, from after one of them."""

    def build(tables: Facts) -> Table:
        found = records_of(measure, tables, filters)
        if after is not None:
            found = found.filter(found.record > ibis.literal(after))
        return found.order_by("record").limit(limit)

    return sql_of(dialect, build)
