"""What every test stands on: its own database, spoken to as *app*, and a second connection as *owner*."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import SimpleTestCase, TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker

from tests import database
from tests.chromium import find_chromium

pytest_plugins = [
    "tests.requirement_plugin",
    "tests.grouping",
    "tests.fixtures.world",
    "tests.fixtures.furnished",
    "tests.fixtures.publishing",
    "tests.browser.browser",
]

_ALIASES = ("default", "owner", "system")


class _Committed:
    """Whether this test left rows behind, and who removes them."""

    wiper: database.Wiper | None = None
    is_dirty = False
    keepers = 0


def keep_rows() -> None:
    """Wipe nothing between the tests of one file, until `let_rows_go` is called as often."""
    _Committed.keepers += 1


def let_rows_go() -> None:
    """Wipe after this test again, beginning with what was kept."""
    _Committed.keepers -= 1
    _Committed.is_dirty = True


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give this process its copy of the migrated template, for all three roles."""
    with django_db_blocker.unblock():
        name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
        with database.one_at_a_time():
            template = database.template_name()
            _make_template(template)
            database.drop_old()
            database.copy(template, name)
        _point_at(name)
        _Committed.wiper = database.Wiper(name)
        _let_owner_commit()
    yield
    with django_db_blocker.unblock():
        _Committed.wiper.close()
        _Committed.wiper = None
        connections.close_all()
        with database.superuser() as connection:
            database.drop(connection, name)


def _make_template(template: str) -> None:
    """Migrate a new template as owner, unless one of these migrations is kept from an earlier run."""
    with database.superuser() as connection:
        if database.exists(connection, template):
            return
    draft = f"{template}_draft"
    database.make_empty(draft)
    _point_at(draft)
    call_command("migrate", database="owner", verbosity=0)
    connections.close_all()
    database.rename(draft, template)


def _point_at(name: str) -> None:
    connections.close_all()
    for alias in _ALIASES:
        connections[alias].settings_dict["NAME"] = name


def _let_owner_commit() -> None:
    """Let fixtures write through `owner` in any test, and clean up by rows instead of by TRUNCATE.

    Django forbids every alias that a test doesn't name, and wraps those it names in a transaction that
    *app* can't see into. It also empties tables as *app*, which may not.
    """

    def note(execute: Callable[..., Any], statement: Any, *rest: Any) -> Any:
        _Committed.is_dirty = True
        return execute(statement, *rest)

    owner: BaseDatabaseWrapper = connections["owner"]
    owner.execute_wrappers.append(note)
    SimpleTestCase._add_databases_failures = classmethod(lambda cls: None)
    SimpleTestCase._remove_databases_failures = classmethod(lambda cls: None)

    def leave_rows(self: TransactionTestCase) -> None:
        _Committed.is_dirty = True

    TransactionTestCase._fixture_teardown = leave_rows


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Wipe committed rows once every fixture is gone, so that no open transaction holds a lock on them."""
    yield
    if _Committed.is_dirty and not _Committed.keepers and _Committed.wiper is not None:
        _Committed.wiper.wipe()
        _Committed.is_dirty = False


@pytest.fixture
def owner_connection(db: None) -> BaseDatabaseWrapper:
    """The second connection: what it writes is committed, seen by *app*, and wiped after the test.

    `Model.objects.using("owner")` writes through it as well.
    """
    return connections["owner"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip browser tests, saying so, where there is no Chromium; with REQUIRE_BROWSER=1 they fail instead."""
    if find_chromium() is not None:
        return
    if os.environ.get("REQUIRE_BROWSER") == "1":
        wanting = [item for item in items if item.get_closest_marker("browser")]
        if wanting:
            raise pytest.UsageError("REQUIRE_BROWSER=1, and no Chromium is installed")
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium is installed; browser tests are left out"))
