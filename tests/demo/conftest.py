"""One nation of a few hundred customers for the tests of this folder; they read it, or add to it."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from fingerpost.demo.services import make_nation
from fingerpost.demo.world import World
from tests.demo.nations import empty_database, world_of_nation

CUSTOMERS = 600


@pytest.fixture(scope="module")
def nation(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """A nation up to today, in a database of its own; tests see it as *app*."""
    with empty_database("nation", django_db_blocker):
        make_nation(customers=CUSTOMERS)
        yield world_of_nation()
