"""Queues messages: a row and its job in the transaction that wants them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from fingerpost.house.actor import Actor
from fingerpost.house.ids import new_id
from fingerpost.notices.models import MessageState
from fingerpost.notices.sealing import Letter, seal
from fingerpost.notices.tasks import deliver

# Written without reading it back: whoever queues a message may not see the outbox.
_INSERT = (
    "INSERT INTO notices_message"
    " (id, kind, way, sealed, state, attempts, account_id, not_after, queued_at, state_at)"
    " VALUES (%s, %s, %s, %s, %s, 0, %s, %s, %s, %s)"
)


@transaction.atomic
def queue_message(
    *,
    actor: Actor | None,
    now: datetime,
    kind: str,
    way: str,
    address: str,
    subject: str,
    body: str,
    not_after: datetime | None = None,
) -> UUID:
    """Put a message in the outbox; the worker sends it once this transaction is committed, never before.

    The subject says nothing of what it is about. The job carries the id alone. After ``not_after`` it is not
    sent any more.
    """
    message_id = new_id()
    sealed = seal(Letter(address, subject, body))
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                message_id,
                kind,
                way,
                sealed,
                MessageState.QUEUED.value,
                actor.account_id if actor else None,
                not_after,
                now,
                now,
            ],
        )
    deliver.defer(message_id=str(message_id))
    return message_id


def seal_only(*, address: str, subject: str, body: str) -> None:
    """Do the work of sealing and keep nothing, where saying nothing must take as long as sending."""
    seal(Letter(address, subject, body))
