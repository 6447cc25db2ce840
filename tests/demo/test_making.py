"""How a nation is made: refused beside real organisations, and with the same keys and indexes afterwards."""

from __future__ import annotations

import re

import pytest
from django.db import connections
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from fingerpost.customers.models import Customer
from fingerpost.demo import loading, services
from fingerpost.demo.models import Nation
from fingerpost.demo.world import build_world
from fingerpost.house.errors import Conflict
from fingerpost.interactions.models import Session
from fingerpost.organisations.models import Organisation
from fingerpost.policy.civil import civil_date
from tests.demo.nations import empty_database

_SHAPE = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace
     UNION ALL
    SELECT indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid), indisvalid
      FROM pg_index JOIN pg_class c ON c.oid = indrelid AND c.relnamespace = 'public'::regnamespace
     UNION ALL
    SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), tgenabled = 'O' FROM pg_trigger
     WHERE NOT tgisinternal
     ORDER BY 1, 2, 3"""

_CASTS = re.compile(r"::(character varying|text)(\[\])?|[()]")


def shape_of_database() -> list[tuple[object, ...]]:
    """Every constraint, index and trigger, with whether it is in force."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(_SHAPE)
        rows: list[tuple[object, ...]] = cursor.fetchall()
    # The server writes the casts of a list in another way when it reads its own words back.
    return [(*row[:2], _CASTS.sub("", str(row[2])), row[3]) for row in rows]


def test_nation_when_the_database_holds_a_real_organisation_then_refused_and_nothing_made(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with empty_database("refusing", django_db_blocker):
        build_world("owner", today=civil_date(timezone.now()))
        before = Organisation.objects.using("owner").count()
        with pytest.raises(Conflict, match="did not make"):
            services.make_nation()
        assert Organisation.objects.using("owner").count() == before
        assert not Nation.objects.using("owner").exists()
        assert not services.is_demo()


def test_nation_when_made_with_indexes_afterwards_then_the_database_has_the_same_shape(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MANY", 1)
    with empty_database("bulk", django_db_blocker):
        before = shape_of_database()
        made = services.make_nation(customers=150)
        assert made.is_new
        assert shape_of_database() == before
        assert Customer.objects.using("owner").count() == 150


def test_nation_when_it_breaks_off_then_nothing_is_left(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MANY", 1)
    monkeypatch.setattr(services, "make_present", _fail)
    with empty_database("broken", django_db_blocker):
        before = shape_of_database()
        with pytest.raises(ZeroDivisionError):
            services.make_nation(customers=120)
        assert shape_of_database() == before
        assert not Organisation.objects.using("owner").exists()
        assert not Session.objects.using("owner").exists()


def test_begin_empty_when_a_table_holds_a_row_then_refused(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with empty_database("full", django_db_blocker):
        services.make_nation(customers=100)
        with pytest.raises(RuntimeError, match="not empty"):
            loading.begin_empty(connections["owner"], ["customers_address"])


def _fail(*_arguments: object, **_named: object) -> None:
    raise ZeroDivisionError
