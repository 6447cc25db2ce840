"""The doors of the customers room: each calls one database function, or writes what nobody may see yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models.expressions import DatabaseDefault
from psycopg import sql
from psycopg.types.json import Jsonb

from fingerpost.customers.models import Customer
from fingerpost.customers.rules import FourItems


@dataclass(frozen=True, slots=True)
class MaySee:
    """One live grant: why, which body, which person, since when, until when."""

    reason: str
    organisation: str
    person: str
    since: datetime
    until: datetime


def insert_customer(customer: Customer) -> None:
    """Write a new record without reading it back: until it is opened, its maker holds no grant to see it."""
    columns: list[sql.Composable] = []
    values: list[Any] = []
    for field in Customer._meta.concrete_fields:
        value = getattr(customer, field.attname)
        if not isinstance(value, DatabaseDefault):
            columns.append(sql.Identifier(str(field.column)))
            values.append(field.get_db_prep_save(value, connection))
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(Customer._meta.db_table),
        sql.SQL(", ").join(columns),
        sql.SQL(", ").join(sql.Placeholder() * len(values)),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    customer._state.adding = False
    customer._state.db = connection.alias


def open_record(customer_id: UUID, *, basis: UUID | None, until: datetime) -> None:
    """Let the maker of a record see it, in the transaction that made it; a provisional one their manager too.

    ``until`` ends the grant on a confirmed record; a provisional one ends with its last day.
    """
    _call("SELECT fingerpost_open_record(%s, %s, %s)", [customer_id, basis, until])


def begin_relationship(customer_id: UUID, *, contract_id: UUID, basis: UUID | None, until: datetime) -> bool:
    """Let the actor's organisation work with a confirmed customer under a contract. False where it may not.

    A later basis, as another session, gives it longer; the same one again changes nothing. ``until`` in the past
    begins nothing.
    """
    return bool(
        _call(
            "SELECT fingerpost_begin_relationship(%s, %s, %s, %s)", [customer_id, contract_id, basis, until]
        )
    )


def keep_match_keys(customer_id: UUID, keys: Iterable[FourItems]) -> None:
    """Replace the keys under which a search finds this customer."""
    rows = [{"family": key.family, "given": key.given, "postcode": key.postcode} for key in sorted(keys)]
    _call("SELECT fingerpost_keep_match_keys(%s, %s)", [customer_id, Jsonb(rows)])


def note_possible_duplicate(customer_id: UUID) -> None:
    """Keep, out of everybody's sight here, that another record has the same four items (OI-14.20)."""
    _call("SELECT fingerpost_note_possible_duplicate(%s)", [customer_id])


def keep_secret(customer_id: UUID, *, question: str, answer_hash: str) -> None:
    """Keep the hash of one answer, in place of an earlier one to the same question."""
    _call("SELECT fingerpost_keep_secret(%s, %s, %s)", [customer_id, question, answer_hash])


def secrets_held(customer_id: UUID) -> int:
    """How many answers are kept; nothing more can be asked of them."""
    return int(_call("SELECT fingerpost_secrets_held(%s)", [customer_id]))


def drop_secrets(customer_id: UUID) -> None:
    """Remove every answer of this customer (BR-7.3b)."""
    _call("SELECT fingerpost_drop_secrets(%s)", [customer_id])


def home_postcode_allowed(postcode: str) -> bool:
    """Whether a postcode may be kept as somebody's home. The answer never says why (XD-9)."""
    return bool(_call("SELECT fingerpost_home_postcode_allowed(%s)", [postcode]))


def who_may_see(customer_id: UUID) -> list[MaySee]:
    """Everybody with a live grant on this customer, newest first, at most fifty."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reason, organisation, person, since, until FROM fingerpost_who_may_see(%s)", [customer_id]
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return [MaySee(row[0], row[1] or "", row[2] or "", row[3], row[4]) for row in rows]


def _call(statement: str, values: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return row[0] if row else None
