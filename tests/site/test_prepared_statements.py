"""The web's statements are prepared by the server, so that each is planned once a connection."""

import pytest
from django.db import connections

from fingerpost.organisations.models import Organisation


@pytest.mark.django_db
def test_statement_when_asked_again_and_again_then_the_server_has_prepared_it() -> None:
    for name in ("one", "two", "three", "four"):
        assert not Organisation.objects.filter(name=name).exists()
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        kept = [statement for (statement,) in cursor.fetchall()]
    assert any("organisations_organisation" in statement and "$1" in statement for statement in kept)


@pytest.mark.django_db
def test_owner_when_it_writes_then_its_statements_are_its_own() -> None:
    assert "server_side_binding" not in connections["owner"].settings_dict["OPTIONS"]
