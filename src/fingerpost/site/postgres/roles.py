"""The three database roles, the database and its extensions: made where we may, told as SQL where we may not."""

from collections.abc import Iterable

import psycopg
from psycopg import Connection, sql
from psycopg.rows import TupleRow

from fingerpost.site.postgres.passwords import APP, OWNER, SYSTEM

EXTENSIONS = ("pg_trgm", "btree_gist")
# Owner makes databases for tests; none is a superuser and none passes row security.
_ATTRIBUTES = {
    OWNER: "LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS CREATEDB",
    APP: "LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOCREATEDB",
    SYSTEM: "LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOCREATEDB",
}


def make_roles(connection: Connection[TupleRow], passwords: dict[str, str]) -> None:
    """Make the roles, or give those that exist their attributes and passwords again. As superuser."""
    known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
    for role, attributes in _ATTRIBUTES.items():
        verb = "ALTER" if role in known else "CREATE"
        connection.execute(
            sql.SQL("{} ROLE {} {} PASSWORD {}").format(
                sql.SQL(verb), sql.Identifier(role), sql.SQL(attributes), sql.Literal(passwords[role])
            )
        )


def make_database(connection: Connection[TupleRow], name: str) -> None:
    """Make the database `name`, owned by the owner role, where it is missing. As superuser or owner."""
    if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                sql.Identifier(name), sql.Identifier(OWNER)
            )
        )
    close_database(connection, name)


def close_database(connection: Connection[TupleRow], name: str) -> None:
    """Let only the three roles connect to the database `name`. As superuser or owner."""
    database = sql.Identifier(name)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(
            database, sql.Identifier(APP), sql.Identifier(SYSTEM)
        )
    )


def make_extensions(connection: Connection[TupleRow]) -> None:
    """Make the extensions in the connected database. Both are trusted: its owner may."""
    for name in missing_extensions(connection):
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))


def missing_extensions(connection: Connection[TupleRow]) -> list[str]:
    """Return which extensions the connected database lacks."""
    present = {name for (name,) in connection.execute("SELECT extname FROM pg_extension").fetchall()}
    return [name for name in EXTENSIONS if name not in present]


def setup_sql(database: str, *, lacking: Iterable[str] = EXTENSIONS) -> str:
    """Return what an administrator runs on their own server; the passwords are theirs to fill in."""
    lines = [
        f"CREATE ROLE {role} {attributes} PASSWORD '<password>';" for role, attributes in _ATTRIBUTES.items()
    ]
    lines += [
        f"CREATE DATABASE \"{database}\" OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8';",
        f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC;',
        f'GRANT CONNECT ON DATABASE "{database}" TO {APP}, {SYSTEM};',
        f'\\connect "{database}"',
    ]
    lines += [f"CREATE EXTENSION IF NOT EXISTS {name};" for name in lacking]
    return "\n".join(lines)


def can_connect(url: str) -> bool:
    """Does a server answer at `url` and accept its password?"""
    try:
        with psycopg.connect(url, connect_timeout=3):
            return True
    except psycopg.OperationalError:
        return False
