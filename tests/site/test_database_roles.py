"""The web's role can do only what it was granted."""

import pytest
from django.db import ProgrammingError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

pytestmark = pytest.mark.django_db


def _one(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    assert row is not None
    return row[0]


def test_tests_run_as_app() -> None:
    assert _one("SELECT current_user") == "fingerpost_app"
    assert _one("SELECT session_user") == "fingerpost_app"


@pytest.mark.parametrize(
    "attribute", ["rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb", "rolreplication"]
)
@pytest.mark.parametrize("role", ["fingerpost_app", "fingerpost_system"])
def test_role_has_no_power_over_the_cluster(role: str, attribute: str) -> None:
    assert _one(f"SELECT {attribute} FROM pg_roles WHERE rolname = '{role}'") is False


def test_owner_is_no_superuser_and_passes_no_row_security_of_others() -> None:
    assert _one("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = 'fingerpost_owner'") is False


@pytest.mark.parametrize("role", ["fingerpost_app", "fingerpost_system"])
def test_role_owns_nothing(role: str) -> None:
    owned = f"""
        SELECT count(*) FROM pg_shdepend
        WHERE refobjid = (SELECT oid FROM pg_roles WHERE rolname = '{role}') AND deptype = 'o'
    """
    assert _one(owned) == 0


@pytest.mark.parametrize("role", ["fingerpost_app", "fingerpost_system"])
def test_role_is_member_of_no_other_role(role: str) -> None:
    assert _one(f"SELECT count(*) FROM pg_auth_members WHERE member = '{role}'::regrole") == 0


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE TEMPORARY TABLE mine (id int)",
        "SET ROLE fingerpost_owner",
        "ALTER TABLE house_event DISABLE ROW LEVEL SECURITY",
        "TRUNCATE django_session",
        "SELECT * FROM pg_authid",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
    ],
)
def test_app_is_refused(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_what_owner_writes_is_seen_by_app(owner_connection: BaseDatabaseWrapper) -> None:
    with owner_connection.cursor() as cursor:
        cursor.execute("INSERT INTO house_cache VALUES ('from owner', 'x', now())")
    assert _one("SELECT count(*) FROM house_cache WHERE cache_key = 'from owner'") == 1


def test_what_owner_wrote_was_wiped_between_tests(owner_connection: BaseDatabaseWrapper) -> None:
    with owner_connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM house_cache")
        assert cursor.fetchone() == (0,)
