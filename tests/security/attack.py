"""What somebody who could run any SQL as *app* would try, in one line each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import Error, connection, transaction

from fingerpost.house.ids import new_id


def run(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run a statement as *app* and return its rows, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def refusal(statement: str, values: Sequence[Any] = ()) -> str:
    """The SQLSTATE with which a statement is refused; empty where it did something, "0 rows" where it found none.

    Nothing of it is kept.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            count = cursor.rowcount
            transaction.set_rollback(True)
    except Error as error:
        return str(getattr(error.__cause__, "sqlstate", ""))
    return "" if count else "0 rows"


NOT_PERMITTED = "42501"
"""insufficient_privilege: a right, a policy or a door said no."""


def move(table: str, row_id: UUID, column: str, value: object, *, key: str = "id") -> str:
    """Try to change one column of one row."""
    return refusal(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [value, row_id])


def add(table: str, **values: object) -> str:
    """Try to insert a row; without an ``id`` it is given one."""
    columns = {"id": new_id(), **values}
    names, places = ", ".join(columns), ", ".join(["%s"] * len(columns))
    return refusal(f"INSERT INTO {table} ({names}) VALUES ({places})", list(columns.values()))
