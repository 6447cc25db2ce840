"""Typed calls of the database functions of second checks. Each checks for itself who asks (BR-A.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class WaitingCode:
    """A code that the actor could still use: which check, its hash, and who gave it."""

    check_id: UUID
    code_hash: str
    given_by: UUID


def give(check_id: UUID, *, colleague_id: UUID, code_hash: str, lasts: timedelta, most_an_hour: int) -> str:
    """Keep the hash of a new code. Returns given, yourself, no_colleague, too_many or not_yours_to_give."""
    values: list[Any] = [check_id, colleague_id, code_hash, lasts, most_an_hour]
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerpost_give_second_check(%s, %s, %s, %s, %s)", values)
        return str(cursor.fetchone()[0])


def waiting(*, most_tries: int) -> list[WaitingCode]:
    """The newest codes given to the actor, at most five, held until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT check_id, code_hash, given_by FROM fingerpost_waiting_second_checks(%s)", [most_tries]
        )
        return [WaitingCode(*row) for row in cursor.fetchall()]


def fail() -> None:
    """Count one wrong try against every code that waits for the actor."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerpost_fail_second_checks()")
