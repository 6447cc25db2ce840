"""The doors of this room: each calls one database function of ``migrations/0002_row_security``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class Lead:
    """A safeguarding lead who is told."""

    person: str
    email: str


def handle_concern(concern_id: UUID, *, grant_for: timedelta) -> bool:
    """Let a lead see the customer of an open concern. False where they may not, or it names nobody."""
    values: list[Any] = [concern_id, grant_for]
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerpost_handle_concern(%s, %s)", values)
        row = cursor.fetchone()
    return bool(row and row[0])


def let_go_of_concern(concern_id: UUID) -> int:
    """End every sight of the customer that a closed concern gave; returns how many ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerpost_let_go_of_concern(%s)", [concern_id])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def leads_told(contract_id: UUID | None) -> list[Lead]:
    """The leads of the actor's organisation and of the prime of a contract, by name; at most twenty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person, email FROM fingerpost_leads_told(%s)", [contract_id])
        return [Lead(person, email) for person, email in cursor.fetchall()]
