"""Reads of the outbox for people: how a message stands, never what it says."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from fingerpost.house.errors import NotFound
from fingerpost.notices import doors
from fingerpost.notices.doors import Counted, ListedMessage, Standing
from fingerpost.notices.models import MessageState

FAILED_SHOWN_FOR: Final = timedelta(days=7)
"""How long a message that could not be sent is shown to those who answer for it."""


def list_undecided(*, start: int, limit: int) -> list[ListedMessage]:
    """Messages perhaps sent on which the actor may decide, the latest first. One query."""
    return doors.list_messages(MessageState.PERHAPS_SENT, since=None, start=start, limit=limit)


def list_failed(*, now: datetime, limit: int) -> list[ListedMessage]:
    """Messages of the actor's that could not be sent in the past days, the latest first. One query."""
    return doors.list_messages(MessageState.FAILED, since=now - FAILED_SHOWN_FOR, start=0, limit=limit)


def count_undecided(*, now: datetime) -> Counted:
    """How many messages wait for a decision of the actor, and how many failed in the past days. One query."""
    return doors.count_messages(failed_since=now - FAILED_SHOWN_FOR)


def get_undecided(message_id: UUID) -> ListedMessage:
    """A message perhaps sent on which the actor may decide. Raises NotFound for any other."""
    found = doors.list_messages(MessageState.PERHAPS_SENT, since=None, start=0, limit=1, only=message_id)
    if not found:
        raise NotFound(
            _("There is no such message that waits for you. Perhaps somebody decided on it already."),
            code="no_such_message",
        )
    return found[0]


def message_states(message_ids: Collection[UUID]) -> dict[UUID, Standing]:
    """How the messages that a room keeps the ids of stand; those that the actor may not know of are left out.

    One query, none where nothing is asked.
    """
    return doors.message_states(message_ids) if message_ids else {}
