"""The doors of this room: each calls one database function of ``migrations/0004_decisions``.

They show that a message is there and how it stands to those who may decide on it; never its address or its words.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from fingerpost.notices.models import MessageState


@dataclass(frozen=True, slots=True)
class ListedMessage:
    """One message as whoever decides on it sees it. ``person`` queued it; None where the service did."""

    id: UUID
    kind: str
    way: str
    state: str
    attempts: int
    has_words: bool
    has_file: bool
    customer_id: UUID | None
    person: str | None
    is_own: bool
    not_after: datetime | None
    queued_at: datetime
    state_at: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """How many messages wait for a decision, and how many failed of late."""

    perhaps_sent: int
    failed: int


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a decision: done, none, decided_already, erased or too_late."""

    outcome: str
    attempts: int
    customer_id: UUID | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How one message stands, and since when."""

    state: MessageState
    since: datetime


def list_messages(
    state: MessageState, *, since: datetime | None, start: int, limit: int, only: UUID | None = None
) -> list[ListedMessage]:
    """Messages perhaps sent or failed that the actor answers for, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, kind, way, state, attempts, has_words, has_file, customer_id, person, is_own, not_after,"
            " queued_at, state_at FROM fingerpost_list_undecided_messages(%s, %s, %s, %s, %s)",
            [state.value, since, only, start, limit],
        )
        return [ListedMessage(*row) for row in cursor.fetchall()]


def count_messages(*, failed_since: datetime) -> Counted:
    """How many messages that the actor answers for are perhaps sent, and how many failed since a moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT perhaps_sent, failed FROM fingerpost_count_undecided_messages(%s)", [failed_since]
        )
        row = cursor.fetchone()
    return Counted(*row) if row else Counted(0, 0)


def decide_message(message_id: UUID, *, decision: str, decided_at: datetime) -> Decided:
    """Lock a message that was perhaps sent and change it as decided."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT outcome, attempts, customer_id FROM fingerpost_decide_message(%s, %s, %s)",
            [message_id, decision, decided_at],
        )
        row = cursor.fetchone()
    return Decided(row[0], row[1] or 0, row[2]) if row else Decided("none", 0, None)


def message_states(message_ids: Collection[UUID]) -> dict[UUID, Standing]:
    """How messages stand, of those that are of the actor's organisation or about a customer they see."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, state, state_at FROM fingerpost_message_states(%s::uuid[])", [list(message_ids)]
        )
        return {row[0]: Standing(MessageState(row[1]), row[2]) for row in cursor.fetchall()}
