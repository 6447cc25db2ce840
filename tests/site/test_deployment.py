"""The environment's words, read and typed; the secret; the addresses of databases."""

import multiprocessing
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import psycopg
import pytest
from django.core.management import call_command
from pydantic import SecretStr, ValidationError

from fingerpost.site import database_start
from fingerpost.site.database_urls import BadDatabaseUrl, django_database
from fingerpost.site.deployment import WIRE_RATE, Deployment, kept_secret, secret_key
from fingerpost.site.failures import StartFailure
from fingerpost.site.given_database import check_server


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "DATA",
        "DATABASE_URL",
        "DATABASE_OWNER_URL",
        "DATABASE_SYSTEM_URL",
        "FINGERPOST_SECRET_KEY",
        "FINGERPOST_DEMO",
        "FINGERPOST_DSS_RATE",
    ):
        monkeypatch.delenv(name, raising=False)


def test_plain_and_prefixed_names_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8123")
    assert Deployment().port == 8123
    monkeypatch.delenv("PORT")
    monkeypatch.setenv("FINGERPOST_PORT", "8124")
    assert Deployment().port == 8124


def test_lists_are_split_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINGERPOST_ALLOWED_HOSTS", "a.example, b.example")
    assert Deployment().allowed_hosts == ("a.example", "b.example")
    monkeypatch.setenv("FINGERPOST_DSS_SWITCHES", "camel_action, single_object")
    assert Deployment().dss_switches == ("camel_action", "single_object")


@pytest.mark.parametrize(
    ("said", "rate"),
    [
        ({}, 0),
        ({"FINGERPOST_DEMO": "no"}, WIRE_RATE),
        ({"DATABASE_URL": "postgresql://fingerpost_app@h/d"}, WIRE_RATE),
        ({"DATABASE_URL": "postgresql://fingerpost_app@h/d", "FINGERPOST_DEMO": "yes"}, 0),
        ({"FINGERPOST_DSS_RATE": "30"}, 30),
        ({"DATABASE_URL": "postgresql://fingerpost_app@h/d", "FINGERPOST_DSS_RATE": "0"}, 0),
    ],
)
def test_rate_of_the_wire_when_nothing_is_said_then_limited_but_for_a_demo(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str], rate: int
) -> None:
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    assert Deployment().wire_rate == rate


def test_rate_of_the_wire_when_the_embedded_database_is_a_demo_then_none_in_the_processes_begun_from_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = SimpleNamespace(urls=lambda: {"DATABASE_URL": "postgresql://fingerpost_app@h/d"}, leave=bool)
    monkeypatch.setattr(database_start, "start_server", lambda *_given, **_named: server)
    monkeypatch.setattr(database_start, "start_django", bool)
    monkeypatch.setattr(database_start, "close_connections", bool)
    for name in ("DATABASE_URL", "FINGERPOST_DEMO"):
        # Set once, so that it is put back as it was.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    with database_start.database_for(Deployment()):
        begun = Deployment()
    assert begun.database_url is not None
    assert begun.wire_rate == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FINGERPOST_DSS_RATE", "-1"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("FINGERPOST_LOG_LEVEL", "loud"),
        ("FINGERPOST_DSS_SWITCHES", "camel_action, no_such_switch"),
    ],
)
def test_nonsense_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Deployment()


def test_passwords_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://fingerpost_app:canary@h/d")
    assert "canary" not in repr(Deployment())


def test_secret_is_made_once_and_closed_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA", str(tmp_path / "data"))
    first = secret_key(Deployment())
    assert len(first) >= 50
    assert secret_key(Deployment()) == first
    assert stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret.key"]


def test_secret_made_by_many_at_once_is_one(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        secrets = pool.map(kept_secret, [tmp_path / "data" / "secret.key"] * 16)
    assert len(set(secrets)) == 1


def test_given_secret_is_kept_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FINGERPOST_SECRET_KEY", "given")
    assert secret_key(Deployment()) == "given"
    assert not (tmp_path / "data").exists()


def test_socket_address_is_understood() -> None:
    entry = django_database(SecretStr("postgresql://fingerpost_app:p%40ss@/d?host=%2Fa%20b&port=5433"))
    assert (entry["HOST"], entry["PORT"], entry["NAME"]) == ("/a b", "5433", "d")
    assert (entry["USER"], entry["PASSWORD"]) == ("fingerpost_app", "p@ss")


def test_options_of_the_address_are_kept() -> None:
    entry = django_database(SecretStr("postgresql://u@h/d?sslmode=verify-full&connect_timeout=9"))
    assert entry["OPTIONS"] == {"sslmode": "verify-full", "connect_timeout": "9"}
    assert entry["CONN_HEALTH_CHECKS"] is True


@pytest.mark.parametrize("url", ["mysql://u:canary@h/d", "postgresql://u:canary@h/d?no_such_option=1"])
def test_bad_address_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(BadDatabaseUrl) as caught:
        django_database(SecretStr(url))
    assert "canary" not in str(caught.value)


def test_content_security_policy_allows_nothing_inline() -> None:
    from django.conf import settings

    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    sources = [source for values in directives.values() for source in values]
    assert set(sources) == {"'self'", "'none'"}
    assert directives["default-src"] == ["'none'"]


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_given_server_that_is_too_old_is_named() -> None:
    old = SimpleNamespace(info=SimpleNamespace(server_version=140_012))
    with pytest.raises(StartFailure, match=r"PostgreSQL 14, which is too old.*15 or newer"):
        check_server(cast("psycopg.Connection[Any]", old))


def test_given_database_of_another_encoding_is_refused() -> None:
    latin = SimpleNamespace(
        info=SimpleNamespace(server_version=150_001, parameter_status=lambda name: "LATIN1")
    )
    with pytest.raises(StartFailure, match="LATIN1"):
        check_server(cast("psycopg.Connection[Any]", latin))
