"""A database that the environment names: checked before anything is served, each trouble in one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow
from pydantic import SecretStr

from fingerpost.site.database_urls import BadDatabaseUrl, read_database_url
from fingerpost.site.failures import StartFailure
from fingerpost.site.postgres.binaries import OLDEST_MAJOR
from fingerpost.site.postgres.passwords import APP, OWNER, SYSTEM
from fingerpost.site.postgres.roles import make_extensions, missing_extensions, setup_sql

_CONNECT_SECONDS = 5


def check_given_database(
    app_url: SecretStr, owner_url: SecretStr | None, system_url: SecretStr | None
) -> None:
    """Check that the given addresses reach a database that Fingerpost can use as its three roles.

    Makes the extensions where the owner may. Raises StartFailure, with the SQL to run where rights are missing.
    """
    with _connected("DATABASE_URL", app_url) as connection:
        name = connection.info.dbname
        check_server(connection)
        _check_role(connection, "DATABASE_URL", APP, name)
        if missing_extensions(connection) and owner_url is None:
            _extensions_missing(connection)
    if system_url is not None:
        with _connected("DATABASE_SYSTEM_URL", system_url) as connection:
            _check_role(connection, "DATABASE_SYSTEM_URL", SYSTEM, name)
    if owner_url is not None:
        with _connected("DATABASE_OWNER_URL", owner_url) as connection:
            _check_owner(connection, name)


@contextmanager
def _connected(variable: str, url: SecretStr) -> Iterator[Connection[TupleRow]]:
    try:
        parts = read_database_url(url.get_secret_value())
    except BadDatabaseUrl as error:
        raise StartFailure(
            f"{variable} cannot be read: {error}. Write postgresql://role:password@host:port/database."
        ) from error
    try:
        connection = psycopg.connect(
            url.get_secret_value(), autocommit=True, connect_timeout=_CONNECT_SECONDS
        )
    except psycopg.OperationalError as error:
        raise StartFailure(_why_not_reached(variable, parts, str(error))) from error
    with connection:
        yield connection


def _why_not_reached(variable: str, parts: dict[str, object], reason: str) -> str:
    """Say why a connection failed. libpq's own words name role, host and database, never the password."""
    role, database = parts.get("user", ""), str(parts.get("dbname", "fingerpost"))
    if "password authentication failed" in reason or "no password supplied" in reason:
        return (
            f"{variable} is refused: the server does not know the role {role} with this password. "
            f"As its administrator, run:\n\n{setup_sql(database)}"
        )
    if "does not exist" in reason or "permission denied for database" in reason:
        return (
            f"{variable} is refused: the database {database} or the role {role} is missing. "
            f"As the server's administrator, run:\n\n{setup_sql(database)}"
        )
    last = reason.strip().splitlines()[-1].strip()
    return (
        f"{variable} names a server that is not reached at {parts.get('host', 'the local socket')}: {last}. "
        "Start it, or correct the address."
    )


def check_server(connection: Connection[TupleRow]) -> None:
    """Refuse a server that is too old, or a database that cannot hold every name. Raises StartFailure."""
    version = connection.info.server_version // 10_000
    if version < OLDEST_MAJOR:
        raise StartFailure(
            f"The server in DATABASE_URL is PostgreSQL {version}, which is too old: "
            f"Fingerpost needs {OLDEST_MAJOR} or newer."
        )
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise StartFailure(
            f"The database in DATABASE_URL keeps text as {encoding}; names need UTF8. "
            "Make the database again with ENCODING 'UTF8'."
        )


def _check_role(connection: Connection[TupleRow], variable: str, role: str, database: str) -> None:
    """Refuse another role than the one that grants and policies name, and one that passes row security."""
    row = connection.execute(
        "SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    name, passes_row_security = row if row is not None else ("", True)
    if name != role:
        raise StartFailure(
            f"{variable} signs in as {name}, but the grants in the database name {role}. "
            f"Give the address of {role}; where that role is missing, run as the server's administrator:\n\n"
            f"{setup_sql(database)}"
        )
    if passes_row_security:
        raise StartFailure(
            f"{variable} signs in as a role that passes row security. As the server's administrator, run:\n\n"
            f"ALTER ROLE {role} NOSUPERUSER NOBYPASSRLS;"
        )


def _check_owner(connection: Connection[TupleRow], app_database: str) -> None:
    _check_role(connection, "DATABASE_OWNER_URL", OWNER, app_database)
    name = connection.info.dbname
    if name != app_database:
        raise StartFailure(
            f"DATABASE_OWNER_URL names the database {name} and DATABASE_URL names {app_database}: "
            "give both the same."
        )
    row = connection.execute(
        "SELECT has_database_privilege(current_database(), 'CREATE') "
        "AND has_schema_privilege('public', 'CREATE')"
    ).fetchone()
    if row != (True,):
        raise StartFailure(
            f"{OWNER} may not create in the database {name}. As the server's administrator, run:\n\n"
            f'ALTER DATABASE "{name}" OWNER TO {OWNER};\n'
            f"GRANT CREATE ON SCHEMA public TO {OWNER}; -- in the database {name}"
        )
    try:
        make_extensions(connection)
    except psycopg.Error:
        _extensions_missing(connection)


def _extensions_missing(connection: Connection[TupleRow]) -> None:
    lacking = missing_extensions(connection)
    lines = "\n".join(f"CREATE EXTENSION {name};" for name in lacking)
    raise StartFailure(
        f"The database {connection.info.dbname} lacks what Fingerpost needs: {', '.join(lacking)}. Install "
        f"PostgreSQL's contrib package on the server, then as its administrator run in that database:\n\n{lines}"
    )
