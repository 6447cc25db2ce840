"""PostgreSQL addresses, as Django and libpq want them."""

from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from pydantic import SecretStr

CONNECTION_AGE_SECONDS = 60
PREPARED_AFTER = 2
"""How often a statement is sent before the server keeps it prepared."""


class BadDatabaseUrl(ValueError):
    """The address of a database cannot be read. The message never repeats it: it holds a password."""


def django_database(url: SecretStr | None) -> dict[str, Any]:
    """Turn an address `postgresql://user:password@host:port/name?option=value` into Django's settings.

    Without an address the entry names a database nobody serves: commands that need none still work,
    and the others fail at once.
    """
    parts = read_database_url(url.get_secret_value()) if url is not None else {"dbname": "fingerpost"}
    options = {"connect_timeout": 5, **parts}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": options.pop("dbname", "fingerpost"),
        "USER": options.pop("user", ""),
        "PASSWORD": options.pop("password", ""),
        "HOST": options.pop("host", ""),
        "PORT": str(options.pop("port", "")),
        "CONN_MAX_AGE": CONNECTION_AGE_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def app_database(url: SecretStr | None) -> dict[str, Any]:
    """As `django_database`, for the web and the worker: statements are prepared by the server.

    A statement under row security takes longer to plan than to run, so each is planned once a connection. A pooler
    between us and the server must pass prepared statements on.
    """
    database = django_database(url)
    database["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": PREPARED_AFTER}
    return database


def read_database_url(url: str) -> dict[str, Any]:
    """Split an address into libpq's parts. Raises BadDatabaseUrl."""
    if not url.startswith(("postgresql://", "postgres://")):
        raise BadDatabaseUrl("a database address begins with postgresql://")
    try:
        return dict(conninfo_to_dict(url))
    except psycopg.ProgrammingError as error:
        raise BadDatabaseUrl("the database address is not a PostgreSQL address") from error
