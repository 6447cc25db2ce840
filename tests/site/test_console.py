"""The console: what it says, and with which exit status."""

import json
import os
import socket
from pathlib import Path

import pytest
from psycopg import sql

from fingerpost import __version__
from tests import database

from .conftest import Run


def test_help_names_every_command(run: Run) -> None:
    done = run("--help")
    assert done.returncode == 0
    for command in ("serve", "worker", "migrate", "demo", "doctor", "screen", "trace"):
        assert f"  {command} " in done.stdout


@pytest.mark.parametrize("command", ["serve", "worker", "migrate", "demo", "doctor", "screen", "trace"])
def test_each_command_has_help(run: Run, command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert "Usage: fingerpost" in done.stdout


def test_version_is_the_packages(run: Run) -> None:
    assert run("--version").stdout.strip() == __version__


def test_unknown_command_is_unusable(run: Run) -> None:
    assert run("sreve").returncode == 2


class TestStartFailures:
    """Each way a start can fail: one clear sentence, exit status 2, nothing left running."""

    def test_port_taken(self, run: Run, tmp_path: Path) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            done = run("serve", PORT=str(port), DATA=str(tmp_path / "data"))
        assert done.returncode == 2
        assert f"Port {port} is taken by another program" in done.stderr
        assert not (tmp_path / "data" / "postgres").exists()

    def test_port_that_is_no_port(self, run: Run) -> None:
        done = run("serve", PORT="eighty")
        assert done.returncode == 2
        assert "PORT" in done.stderr
        assert "Traceback" not in done.stderr

    def test_folder_that_is_a_file(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("", encoding="ascii")
        done = run("migrate", DATA=str(tmp_path / "data"))
        assert done.returncode == 2
        assert "cannot be written" in done.stderr

    def test_folder_not_writable(self, run: Run) -> None:
        done = run("migrate", DATA="/proc/fingerpost/data")
        assert done.returncode == 2
        assert "The folder DATA (/proc/fingerpost/data) cannot be written" in done.stderr

    def test_owner_address_alone(self, run: Run) -> None:
        done = run("migrate", DATABASE_OWNER_URL="postgresql://fingerpost_owner:x@127.0.0.1/f")
        assert done.returncode == 2
        assert "without DATABASE_URL" in done.stderr

    def test_server_not_reached(self, run: Run) -> None:
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            port = closed.getsockname()[1]
        done = run("migrate", DATABASE_URL=f"postgresql://fingerpost_app:secret-word@127.0.0.1:{port}/f")
        assert done.returncode == 2
        assert "is not reached at 127.0.0.1" in done.stderr
        assert "secret-word" not in done.stderr

    def test_address_that_is_none(self, run: Run) -> None:
        done = run("migrate", DATABASE_URL="mysql://u:secret-word@h/d")
        assert done.returncode == 2
        assert "postgresql://" in done.stderr
        assert "secret-word" not in done.stderr


class TestGivenDatabase:
    """A database of one's own is checked before it is used."""

    # Named like the workers' copies, so that it is dropped once this process is gone.
    NAME = f"test_given_{os.getpid()}"

    @pytest.fixture(autouse=True)
    def _empty_database(self) -> None:
        with database.one_at_a_time():
            database.make_empty(self.NAME)

    def _urls(self, **roles: str) -> dict[str, str]:
        """Return the environment's addresses, for the database of this test."""
        wanted = {"DATABASE_URL": "app", "DATABASE_OWNER_URL": "owner"} | roles
        return {
            variable: _with_database(os.environ[_VARIABLE_OF[role]], self.NAME)
            for variable, role in wanted.items()
            if role
        }

    def _sql(self, statement: str) -> None:
        with database.superuser(self.NAME) as connection:
            connection.execute(sql.SQL(statement))  # type: ignore[arg-type]

    def test_wrong_password_prints_the_sql_to_run(self, run: Run) -> None:
        urls = self._urls()
        urls["DATABASE_URL"] = urls["DATABASE_URL"].replace("fingerpost_app:", "fingerpost_app:wrong")
        done = run("migrate", **urls)
        assert done.returncode == 2
        assert "CREATE ROLE fingerpost_app LOGIN NOSUPERUSER" in done.stderr
        assert urls["DATABASE_URL"].split(":")[2].split("@")[0] not in done.stderr

    def test_superuser_as_app_is_refused(self, run: Run) -> None:
        done = run("migrate", **self._urls(DATABASE_URL="superuser"))
        assert done.returncode == 2
        assert "signs in as postgres" in done.stderr

    def test_extension_missing_without_owner(self, run: Run) -> None:
        self._sql("DROP EXTENSION pg_trgm")
        done = run("migrate", **self._urls(DATABASE_OWNER_URL=""))
        assert done.returncode == 2
        assert "CREATE EXTENSION pg_trgm;" in done.stderr

    def test_owner_without_rights_prints_the_sql_to_run(self, run: Run) -> None:
        self._sql(f"ALTER DATABASE {self.NAME} OWNER TO postgres")
        self._sql(f"GRANT CONNECT ON DATABASE {self.NAME} TO fingerpost_owner")
        done = run("migrate", **self._urls())
        assert done.returncode == 2
        assert f'ALTER DATABASE "{self.NAME}" OWNER TO fingerpost_owner' in done.stderr

    def test_not_migrated_without_owner(self, run: Run) -> None:
        self._sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO fingerpost_app")
        done = run("migrate", FINGERPOST_SECRET_KEY="k" * 50, **self._urls(DATABASE_OWNER_URL=""))
        assert done.returncode == 2
        assert "not migrated" in done.stderr

    def test_two_databases_are_refused(self, run: Run) -> None:
        urls = self._urls()
        urls["DATABASE_OWNER_URL"] = _with_database(urls["DATABASE_OWNER_URL"], "fingerpost")
        done = run("migrate", **urls)
        assert done.returncode == 2
        assert "give both the same" in done.stderr


_VARIABLE_OF = {
    "app": "DATABASE_URL",
    "owner": "DATABASE_OWNER_URL",
    "superuser": "FINGERPOST_TEST_SUPERUSER_URL",
}


def _with_database(url: str, name: str) -> str:
    head, _, tail = url.partition("/?")
    if tail:
        return f"{head}/{name}?{tail}"
    head, _, tail = url.rpartition("/")
    return f"{head}/{name}?{tail.partition('?')[2]}"


class TestDoctor:
    """`fingerpost doctor` looks and changes nothing."""

    def test_fresh_folder_is_well(self, run: Run, tmp_path: Path) -> None:
        done = run("doctor", "--json", DATA=str(tmp_path / "data"))
        findings = {finding["subject"]: finding for finding in json.loads(done.stdout)}
        assert "embedded PostgreSQL" in findings["database"]["detail"]
        assert not (tmp_path / "data").exists()

    def test_unreached_database_is_a_finding(self, run: Run, tmp_path: Path) -> None:
        done = run(
            "doctor", DATA=str(tmp_path / "data"), DATABASE_URL="postgresql://fingerpost_app:x@127.0.0.1:9/f"
        )
        assert done.returncode == 1
        assert "FAULT  database" in done.stdout

    def test_secret_that_others_can_read_is_a_finding(self, run: Run, tmp_path: Path) -> None:
        secret = tmp_path / "secret.key"
        secret.write_text("x", encoding="ascii")
        secret.chmod(0o644)
        done = run("doctor", DATA=str(tmp_path))
        assert done.returncode == 1
        assert "chmod 600" in done.stdout
