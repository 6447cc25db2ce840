"""Snapshots: whole or not at all, closed to others, of one moment, and gone when their days are over."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from fingerpost.demo.world import World
from fingerpost.performance import engine, snapshots
from fingerpost.performance.facts import SCHEMAS
from fingerpost.performance.measures.definition import Dimension, Filters
from fingerpost.performance.measures.registry import MEASURES
from fingerpost.performance.models import Snapshot
from fingerpost.performance.snapshots import folder_of, newest_snapshot, take_snapshot
from fingerpost.performance.tasks import snapshot_of_now
from tests.fixtures.world import standing_world
from tests.performance.fact_rows import PAIRS, Writer

YEAR = Filters(first_month=date(2026, 4, 1), last_month=date(2027, 3, 1), scope=None)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def root(tmp_path: Path, settings: Settings) -> Path:
    settings.SNAPSHOTS_ROOT = tmp_path / "snapshots"
    return tmp_path / "snapshots"


@pytest.fixture
def world(root: Path) -> Iterator[World]:
    world = standing_world()
    writer = Writer(world)
    for pair in PAIRS:
        writer.write(pair)
    yield world
    connections.close_all()


def rows(statement: str, using: str = "system") -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def test_snapshot_when_taken_then_its_files_hold_what_the_views_hold(world: World, root: Path) -> None:
    taken = take_snapshot(timezone.now())
    assert newest_snapshot() == taken
    for name in SCHEMAS:
        path = folder_of(taken) / f"{name}.parquet"
        copied = duckdb.sql(f"SELECT * FROM read_parquet('{path}')")
        assert sorted(copied.fetchall(), key=repr) == sorted(rows(f"SELECT * FROM {name}"), key=repr)
        assert taken.rows[name] == len(copied)
    assert taken.rows["fact_attendance"] == len(PAIRS)
    assert stat.S_IMODE(root.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder_of(taken).stat().st_mode) == 0o700
    assert {path.name for path in folder_of(taken).iterdir()} == {f"{name}.parquet" for name in SCHEMAS}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder_of(taken).iterdir()} == {0o600}


def test_figures_when_of_a_snapshot_then_equal_those_of_the_record_and_stay(
    world: World, settings: Settings
) -> None:
    taken = take_snapshot(timezone.now())
    seen = MEASURES["people_with_plan"]
    before = engine.count(seen, YEAR, by=Dimension.ORGANISATION)
    assert sum(each.numerator for each in before) == len(PAIRS)
    with engine.as_system():
        assert engine.live(seen, YEAR, by=Dimension.ORGANISATION) == before
    records = engine.records(seen, YEAR, limit=10)
    assert [str(each) for each in records] == sorted(each for (each,) in rows("SELECT id FROM fact_plan"))
    Writer(world).write(PAIRS[0])
    assert engine.count(seen, YEAR, by=Dimension.ORGANISATION, snapshot=taken) == before
    later = take_snapshot(timezone.now())
    assert engine.newest_snapshot() == later
    assert engine.count(seen, YEAR)[0].numerator == len(PAIRS) + 1


def test_snapshot_when_somebody_writes_meanwhile_then_all_files_are_of_one_moment(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, written = snapshots._copy, []

    def copy_and_write(name: str, *rest: Any) -> int:
        found = copy(name, *rest)
        if not written:
            written.append(Writer(world).write(PAIRS[0]))
        return found

    monkeypatch.setattr(snapshots, "_copy", copy_and_write)
    taken = take_snapshot(timezone.now())
    assert written
    assert {taken.rows[name] for name in ("fact_attendance", "fact_plan", "fact_person")} == {len(PAIRS)}


def test_snapshot_when_it_fails_half_way_then_nothing_of_it_is_left(
    world: World, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        snapshots, "_COPY", "COPY (SELECT * FROM {name} WHERE 1 / 0 = 1) TO STDOUT (FORMAT csv)"
    )
    with pytest.raises(Exception, match="division by zero"):
        take_snapshot(timezone.now())
    assert list(root.iterdir()) == []
    assert newest_snapshot() is None


def test_snapshots_when_past_their_days_then_removed_but_never_the_newest(world: World, root: Path) -> None:
    """Policy keeps them so many days; a person who was forgotten goes with the last one that held them."""
    now = timezone.now()
    old, young = take_snapshot(now - timedelta(days=40)), take_snapshot(now - timedelta(days=30))
    assert folder_of(old).is_dir()
    newest = take_snapshot(now)
    assert set(Snapshot.objects.all()) == {young, newest}
    assert {path.name for path in root.iterdir()} == {young.folder, newest.folder}
    assert snapshots.remove_old_snapshots(now + timedelta(days=400)) == 1
    assert newest_snapshot() == newest


def test_snapshot_when_its_files_are_gone_then_the_one_before_counts(world: World) -> None:
    now = timezone.now()
    first, second = take_snapshot(now - timedelta(days=1)), take_snapshot(now)
    for path in folder_of(second).iterdir():
        path.unlink()
    folder_of(second).rmdir()
    assert newest_snapshot() == first


def test_job_when_done_then_there_is_a_snapshot(world: World) -> None:
    assert snapshot_of_now() == newest_snapshot().folder  # type: ignore[union-attr]
