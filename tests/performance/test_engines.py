"""The same rows from every engine, for every measure; and what an engine may reach."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pytest_django import Settings

from fingerpost.house.errors import NotFound
from fingerpost.performance import engine
from fingerpost.performance.engine import on_postgres
from fingerpost.performance.engine.compiling import Dialect, figures_sql, sql_of
from fingerpost.performance.engine.on_duckdb import open_snapshot
from fingerpost.performance.measures.definition import ROW_COLUMNS, Filters, Measure
from fingerpost.performance.measures.registry import MEASURES
from fingerpost.performance.models import Snapshot
from tests.performance.engines import GOLDEN, golden_snapshot, golden_tables, no_golden_tables

YEAR = Filters(first_month=date(2015, 4, 1), last_month=date(2016, 3, 1), scope=None)
# One measure of each way to count: people, shares of people and of sums, means, profiles, equality, other systems.
EACH_WAY = (
    *("people_with_plan", "impact_2014", "follow_up_tries", "performance_tot", "equality_positive"),
    "abandonment",
)
_SPARK_BATCH = 12
_ON_SPARK = ("people_with_plan", "performance_tot", "equality_positive")
_SPARK_QUICK = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
_WHY_NO_SPARK = (
    ""
    if importlib.util.find_spec("pyspark") and shutil.which("java")
    else "no Java or no pyspark (make spark)"
)

Rows = list[tuple[Any, ...]]


def on_spark(test: Any) -> Any:
    """Left out with its reason where there is no Spark; else all on one worker, so that one Spark is started."""
    return pytest.mark.xdist_group("spark")(
        pytest.mark.skipif(bool(_WHY_NO_SPARK), reason=_WHY_NO_SPARK)(test)
    )


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("snapshots")


@pytest.fixture(scope="module")
def files(root: Path) -> Snapshot:
    return golden_snapshot(root)


@pytest.fixture
def golden(files: Snapshot, root: Path, settings: Settings) -> Snapshot:
    settings.SNAPSHOTS_ROOT = root
    return files


@pytest.fixture
def tables(db: None) -> Iterator[None]:
    golden_tables()
    token = on_postgres._alias.set("owner")
    yield
    on_postgres._alias.reset(token)
    no_golden_tables()


@pytest.fixture(scope="module")
def spark(root: Path, files: Snapshot) -> Iterator[Any]:
    """A real Spark on two cores of this machine, started once; it compiles no code for a handful of rows."""
    from pyspark.sql import SparkSession

    from fingerpost.performance.engine.on_spark import OnSpark

    builder = SparkSession.builder.master("local[2]")
    for name, value in _SPARK_QUICK.items():
        builder = builder.config(name, value)
    builder.getOrCreate().sparkContext.setLogLevel("ERROR")
    started = OnSpark("spark://local")
    yield started
    started.close()


def rows_of(measure: Measure) -> Any:
    return lambda facts: measure.rows(facts).select(*ROW_COLUMNS)


def in_order(rows: Rows) -> Rows:
    return sorted(rows, key=repr)


def rows_in_duckdb(golden: Snapshot) -> dict[str, Rows]:
    chosen = engine.engine_of("duckdb")
    return {
        code: in_order(chosen.rows(sql_of(Dialect.DUCKDB, rows_of(measure)), golden))
        for code, measure in MEASURES.items()
    }


@pytest.mark.requirement("OI-12.1")
def test_rows_of_every_measure_when_made_by_postgresql_then_equal_those_of_duckdb(
    golden: Snapshot, tables: None
) -> None:
    postgres = engine.engine_of("postgres")
    found = {
        code: in_order(postgres.rows(sql_of(Dialect.POSTGRES, rows_of(measure)), None))
        for code, measure in MEASURES.items()
    }
    expected = rows_in_duckdb(golden)
    assert found == expected
    assert sum(map(len, expected.values())) > len(MEASURES), "the golden rows reach most measures"


@pytest.mark.parametrize("code", EACH_WAY)
def test_figures_by_every_dimension_when_counted_by_postgresql_then_equal_those_of_duckdb(
    golden: Snapshot, tables: None, settings: Settings, code: str
) -> None:
    measure = MEASURES[code]
    for by in (None, *sorted(measure.breaks_down_by)):
        settings.MI_ENGINE = "duckdb"
        expected = engine.count(measure, YEAR, by=by, snapshot=golden)
        settings.MI_ENGINE = "postgres"
        assert engine.count(measure, YEAR, by=by) == expected == engine.live(measure, YEAR, by=by)


@on_spark
def test_rows_of_every_measure_when_made_by_spark_then_equal_those_of_duckdb(
    golden: Snapshot, spark: Any
) -> None:
    """A dozen measures a query: planning one costs Spark more than all of these rows."""
    codes = list(MEASURES)
    found: dict[str, Rows] = {code: [] for code in codes}
    for start in range(0, len(codes), _SPARK_BATCH):
        query = " UNION ALL ".join(
            f"SELECT '{code}' AS code, one.* FROM ({sql_of(Dialect.SPARK, rows_of(MEASURES[code]))}) one"
            for code in codes[start : start + _SPARK_BATCH]
        )
        for code, *row in spark.rows(query, golden):
            found[code].append(tuple(row))
    assert {code: in_order(rows) for code, rows in found.items()} == rows_in_duckdb(golden)


@on_spark
def test_figures_by_every_dimension_when_counted_by_spark_then_equal_those_of_duckdb(
    golden: Snapshot, spark: Any
) -> None:
    queries, expected = [], {}
    for code in _ON_SPARK:
        measure = MEASURES[code]
        for by in (None, *sorted(measure.breaks_down_by)):
            query = figures_sql(Dialect.SPARK, measure, YEAR, by)
            queries.append(f"SELECT '{code} {by}' AS asked, one.* FROM ({query}) one")
            expected[f"{code} {by}"] = engine.count(measure, YEAR, by=by, snapshot=golden)
    found: dict[str, Rows] = {asked: [] for asked in expected}
    for start in range(0, len(queries), _SPARK_BATCH):
        for asked, *row in spark.rows(" UNION ALL ".join(queries[start : start + _SPARK_BATCH]), golden):
            found[asked].append(tuple(row))
    counted = {asked: engine._figures(MEASURES[asked.split()[0]], rows) for asked, rows in found.items()}
    assert counted == expected


def test_records_when_asked_page_by_page_then_each_once_in_order(
    golden: Snapshot, settings: Settings
) -> None:
    """The golden ids are words, so the records are taken as texts here; the door makes UUIDs of them."""
    measure = MEASURES["people_with_plan"]
    duck = engine.engine_of("duckdb")
    ask = partial(engine.records_sql, Dialect.DUCKDB, measure, YEAR, 2)
    first = [record for (record,) in duck.rows(ask(None), golden)]
    second = [record for (record,) in duck.rows(ask(first[-1]), golden)]
    whole = [
        record for (record,) in duck.rows(engine.records_sql(Dialect.DUCKDB, measure, YEAR, 99, None), golden)
    ]
    assert len(first) == 2
    assert first + second == whole[:4]
    assert whole == sorted(set(whole))


@pytest.mark.django_db
def test_count_when_there_is_no_snapshot_then_says_so(settings: Settings, tmp_path: Path) -> None:
    settings.SNAPSHOTS_ROOT = tmp_path
    with pytest.raises(NotFound) as refusal:
        engine.count(MEASURES["people_with_plan"], YEAR)
    assert refusal.value.code == "no_snapshot"


@pytest.mark.parametrize(
    "reaching",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/fingerpost-out.csv'",
        "ATTACH '/tmp/fingerpost-out.db'",
        "INSTALL httpfs",
        "SELECT * FROM read_parquet('https://example.org/one.parquet')",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
    ],
)
def test_duckdb_when_asked_for_anything_but_the_snapshot_then_refuses(
    golden: Snapshot, root: Path, reaching: str
) -> None:
    with open_snapshot(root / GOLDEN) as connection:
        assert connection.execute("SELECT count(*) FROM fact_plan").fetchall() == [(9,)]
        with pytest.raises(duckdb.Error):
            connection.execute(reaching)


def test_filters_when_they_hold_quotes_then_they_stay_values(golden: Snapshot) -> None:
    """Values stand in the SQL as literals of each dialect; what somebody types can't end one."""
    odd = frozenset({"A' OR 1=1 --", "\\' OR 1=1 --", 'A" --', "%s"})
    asked = Filters(first_month=YEAR.first_month, last_month=YEAR.last_month, contracts=odd, scope=None)
    assert engine.count(MEASURES["people_with_plan"], asked, snapshot=golden)[0].numerator == 0
    for dialect in Dialect:
        assert figures_sql(dialect, MEASURES["people_with_plan"], asked, None).count("OR 1=1 --") == 2


def test_engine_when_named_wrongly_then_refused() -> None:
    with pytest.raises(ValueError, match="no engine"):
        engine.engine_of("sqlite")
