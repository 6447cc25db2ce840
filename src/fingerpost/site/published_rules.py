"""What `fingerpost doctor` says of the published rules: how many there are, and which this program can't read."""

from __future__ import annotations

from typing import Final

import psycopg

from fingerpost.policy import shipped_rules
from fingerpost.rulebook.rules import Pack, layered, own_lists
from fingerpost.site.deployment import Deployment
from fingerpost.site.failures import StartFailure
from fingerpost.site.postgres.passwords import APP, read_access

_CONNECT_SECONDS: Final = 5
_ALL: Final = "SELECT serial, name, text, scope = 'everybody' FROM rulebook_publication ORDER BY serial"


def look_at_rules(deployment: Deployment) -> str:
    """Read every publication as the web would. Raises StartFailure naming those that are left out (BR-0.3)."""
    url = _address(deployment)
    if url is None:
        return "those of the program; published ones are read once the database is made"
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS) as connection:
            rows = connection.execute(_ALL).fetchall()
    except psycopg.errors.UndefinedTable:
        return "those of the program; the database is not migrated yet"
    except psycopg.OperationalError:
        return "not looked at, since the database is not reached"
    everybodys = [Pack(serial, name, text) for serial, name, text, is_for_all in rows if is_for_all]
    own = [Pack(serial, name, text) for serial, name, text, is_for_all in rows if not is_for_all]
    _rules, unread = layered(shipped_rules(), everybodys)
    _lists, unread_too = own_lists(own)
    troubles = (*unread, *unread_too)
    if troubles:
        raise StartFailure(
            f"{len(troubles)} of {len(rows)} publications can't be read by this version of the program and are"
            f" left out ({troubles[0]}); run the version that published them"
        )
    count = "1 publication" if len(rows) == 1 else f"{len(rows)} publications"
    return f"those of the program under {count}"


def _address(deployment: Deployment) -> str | None:
    if deployment.database_url is not None:
        return deployment.database_url.get_secret_value()
    access = read_access(deployment.data)
    return access.url(APP) if access is not None else None
