"""The database of the tests: one server, one migrated template kept between runs, one copy for each worker.

Tests speak to it as *app*. What a fixture writes as *owner* is really committed, and wiped after the test.
"""

import atexit
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import Connection, sql
from psycopg.rows import TupleRow

from fingerpost.site.postgres import Server, start_server
from fingerpost.site.postgres.passwords import SUPERUSER, access_file
from fingerpost.site.postgres.place import location_file
from fingerpost.site.postgres.roles import close_database, make_database, make_extensions

PROJECT = Path(__file__).resolve().parent.parent
DATA = PROJECT / ".cache" / "test-data"
_SERVER_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    # Every person of a browser test keeps connections open, and each of those one to the database.
    "max_connections": "300",
}
_SUPERUSER_URL = "FINGERPOST_TEST_SUPERUSER_URL"
_TEMPLATES_KEPT = 4


def environment() -> dict[str, str]:
    """Return the environment of the tests, starting the server unless a parent process has done so."""
    if _SUPERUSER_URL in os.environ:
        return {}
    _forget_a_lost_cluster()
    server = start_server(DATA, with_parent=False, settings=_SERVER_SETTINGS)
    atexit.register(_leave, server, os.getpid())
    return {
        "DATA": str(DATA),
        "FINGERPOST_SECRET_KEY": "a key that only tests use, long enough to sign with",
        _SUPERUSER_URL: server.access.url(SUPERUSER, "postgres"),
        **server.urls(),
    }


def _forget_a_lost_cluster() -> None:
    """Begin anew where the folder outside was tidied away: nothing of the tests is worth keeping."""
    place = location_file(DATA)
    if place.exists() and not Path(place.read_text(encoding="utf-8").strip()).exists():
        access_file(DATA).unlink(missing_ok=True)


def remove_data(data: Path) -> None:
    """Remove a folder DATA of one test, and where its database lies when that is elsewhere."""
    place = location_file(data)
    if place.exists():
        shutil.rmtree(place.read_text(encoding="utf-8").strip(), ignore_errors=True)
    shutil.rmtree(data, ignore_errors=True)


def _leave(server: Server, process: int) -> None:
    # A forked child inherits this call, but not the server.
    if os.getpid() == process:
        server.leave()


@contextmanager
def superuser(database: str = "postgres") -> Iterator[Connection[TupleRow]]:
    """Connect as the superuser of the test server."""
    with psycopg.connect(os.environ[_SUPERUSER_URL], dbname=database, autocommit=True) as connection:
        yield connection


def template_name() -> str:
    """Name the template after everything that shapes it: migrations and what they import, and the lock file."""
    digest = hashlib.sha256()
    source = PROJECT / "src" / "fingerpost"
    shaping = [
        *source.glob("*/migrations/*.py"),
        *source.glob("**/*.sql"),
        source / "house" / "rls.py",
        source / "house" / "history.py",
        PROJECT / "requirements.lock",
        Path(__file__),
    ]
    for path in sorted(shaping):
        digest.update(str(path.relative_to(PROJECT)).encode())
        digest.update(path.read_bytes())
    return f"template_{digest.hexdigest()[:16]}"


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the lock under which databases are made and dropped."""
    with (DATA / "templates.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def exists(connection: Connection[TupleRow], name: str) -> bool:
    """Is there a database `name`?"""
    return connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def make_empty(name: str) -> None:
    """Make an empty database `name` with the extensions, owned by the owner role."""
    with superuser() as connection:
        drop(connection, name)
        make_database(connection, name)
    with superuser(name) as connection:
        connection.execute("SET ROLE fingerpost_owner")
        make_extensions(connection)


def copy(template: str, name: str) -> None:
    """Make the database `name` as a copy of `template`."""
    with superuser() as connection:
        drop(connection, name)
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER fingerpost_owner TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        close_database(connection, name)


def drop(connection: Connection[TupleRow], name: str) -> None:
    """Drop the database `name`, whoever is connected to it."""
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def rename(old: str, new: str) -> None:
    """Rename a database."""
    with superuser() as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))
        )


def drop_old() -> None:
    """Drop templates past the newest few, and copies whose process is gone."""
    with superuser() as connection:
        names = [
            name
            for (name,) in connection.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%' ORDER BY oid DESC"
            ).fetchall()
        ]
        for name in names[_TEMPLATES_KEPT:]:
            drop(connection, name)
        copies = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'"
        ).fetchall()
        for (name,) in copies:
            if not _is_running(int(name.rsplit("_", 1)[1])):
                drop(connection, name)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Wiper:
    """Empties the tables that tests filled, leaving what migrations put there."""

    def __init__(self, database: str) -> None:
        self.connection = psycopg.connect(os.environ[_SUPERUSER_URL], dbname=database, autocommit=True)
        # Rows may refer to each other in any order, and some tables refuse deletion by trigger.
        self.connection.execute("SET session_replication_role = replica")
        self.connection.execute("SET lock_timeout = '10s'")
        self.kept = set(self._filled(self._tables()))

    def wipe(self) -> None:
        """Delete every row that was not there when the database was copied."""
        filled = [table for table in self._filled(self._tables()) if table not in self.kept]
        for table in filled:
            self.connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def _tables(self) -> list[str]:
        rows = self.connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        return [name for (name,) in rows]

    def _filled(self, tables: list[str]) -> list[str]:
        if not tables:
            return []
        query = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(
                sql.Literal(table), sql.Identifier(table)
            )
            for table in tables
        )
        return [name for (name,) in self.connection.execute(query).fetchall()]
