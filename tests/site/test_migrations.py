"""Migrations are one line for each room, and every step goes back."""

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from tests import database

from .conftest import bare_environment

# Long ones go in groups: these are begun first, so that none is left alone at the end of a run.
pytestmark = pytest.mark.xdist_group("migrations")
ROOMS = [config.label for config in apps.get_app_configs() if config.name.startswith("fingerpost.")]
_STATE = """
    SELECT 'table ' || c.relname || coalesce(c.relacl::text, '') || c.relrowsecurity FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i', 'S', 'v')
    UNION ALL SELECT 'column ' || attrelid::regclass || '.' || attname || ' ' || atttypid::regtype || attnotnull
    FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND attnum > 0 AND NOT attisdropped
    UNION ALL SELECT 'policy ' || tablename || policyname || cmd || coalesce(qual, '') || coalesce(with_check, '')
    FROM pg_policies
    UNION ALL SELECT 'function ' || oid::regprocedure || coalesce(proacl::text, '') || md5(prosrc) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'trigger ' || tgrelid::regclass || tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'constraint ' || conrelid::regclass || conname || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
"""


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    return MigrationLoader(None, ignore_no_migrations=True)


@pytest.mark.parametrize("room", ROOMS)
def test_room_has_one_line_of_migrations(loader: MigrationLoader, room: str) -> None:
    steps = {key: node for key, node in loader.graph.nodes.items() if key[0] == room}
    followers = dict.fromkeys(steps, 0)
    for migration in steps.values():
        before = [key for key in migration.dependencies if key[0] == room and key in steps]
        assert len(before) <= 1, f"{migration} joins two lines"
        for key in before:
            followers[key] += 1
    assert all(count <= 1 for count in followers.values()), f"{room} has a fork"


@pytest.mark.parametrize("room", ROOMS)
def test_every_step_can_go_back(loader: MigrationLoader, room: str) -> None:
    for (label, name), migration in loader.graph.nodes.items():
        if label == room:
            fixed = [operation for operation in migration.operations if not operation.reversible]
            assert not fixed, f"{label} {name}: {fixed}"


@pytest.fixture
def scratch() -> Iterator[str]:
    """A migrated database of its own."""
    name = f"test_scratch_{os.getpid()}"
    with database.one_at_a_time():
        database.copy(database.template_name(), name)
    yield name
    with database.superuser() as connection:
        database.drop(connection, name)


def _standing_alone(loader: MigrationLoader) -> list[str]:
    """Return the rooms whose first step needs no other room: taking those away takes every room."""
    return sorted(
        key[0]
        for key, migration in loader.graph.nodes.items()
        if key[0] in ROOMS and not any(label in ROOMS for label, _ in migration.dependencies)
    )


def _state(name: str) -> set[str]:
    with database.superuser(name) as connection:
        return {line for (line,) in connection.execute(_STATE).fetchall()}


# One process for all steps: most of the time goes into Django's picture of the models at each step.
_STEPS = """
import sys
import django
django.setup()
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

targets = [(room, None) for room in sys.argv[1:]]
executor = MigrationExecutor(connections["owner"])
executor.migrate(targets or executor.loader.graph.leaf_nodes())
"""


def _migrate(name: str, *rooms_to_nothing: str) -> None:
    """Take the rooms named back to nothing, or every room forward where none is named."""
    urls = {}
    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        parts = psycopg.conninfo.conninfo_to_dict(os.environ[variable])
        urls[variable] = (
            f"postgresql://{parts['user']}:{parts['password']}@/{name}"
            f"?host={parts['host']}&port={parts['port']}"
        )
    done = subprocess.run(
        [sys.executable, "-c", _STEPS, *rooms_to_nothing],
        env=bare_environment(
            DJANGO_SETTINGS_MODULE="fingerpost.site.settings", FINGERPOST_SECRET_KEY="k" * 50, **urls
        ),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]


@pytest.mark.django_db
def test_all_rooms_go_back_to_nothing_and_forward_to_the_same(scratch: str, loader: MigrationLoader) -> None:
    before = _state(scratch)
    assert len(before) > 500
    _migrate(scratch, *_standing_alone(loader))
    left = _state(scratch)
    assert not [line for line in left if any(f"{line.split()[0]} {room}_" in line for room in ROOMS)]
    _migrate(scratch)
    after = _state(scratch)
    assert sorted(after - before) == []
    assert sorted(before - after) == []
