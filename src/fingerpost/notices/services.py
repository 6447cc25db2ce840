"""Queues messages, a row and its job in the transaction that wants them; and takes decisions on doubtful ones."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, NotFound, NotPermitted
from fingerpost.house.ids import new_id
from fingerpost.notices import doors
from fingerpost.notices.models import MessageState
from fingerpost.notices.sealing import Letter, seal
from fingerpost.notices.tasks import deliver
from fingerpost.staff.access import Capability

# Written without reading it back: whoever queues a message may not see the outbox.
_INSERT: Final = (
    "INSERT INTO notices_message"
    " (id, kind, way, sealed, state, attempts, attachment_id, account_id, organisation_id, customer_id,"
    " not_after, queued_at, state_at)"
    " VALUES (%s, %s, %s, %s, %s, 0, %s, %s, fingerpost_my_organisation(),"
    " COALESCE(%s, (SELECT f.customer_id FROM files_storedfile f WHERE f.id = %s)), %s, %s, %s)"
)


class Decision(StrEnum):
    """What a person decides on a message that perhaps was sent."""

    ARRIVED = "arrived"
    AGAIN = "again"
    GIVEN_UP = "given_up"


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
    attachment_id: UUID | None = None,
    customer_id: UUID | None = None,
) -> UUID:
    """Put a message in the outbox; the worker sends it once this transaction is committed, never before.

    The subject says nothing of what it is about. The job carries the id alone. After ``not_after`` it is not
    sent any more. The stored file ``attachment_id`` goes with it, byte for byte. ``customer_id`` says whom it is
    about to those who see that customer, and is left out where nobody may know yet; a file brings its own. The
    database refuses a file or a customer that the actor does not see.
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
                attachment_id,
                actor.account_id if actor else None,
                customer_id,
                attachment_id,
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


@transaction.atomic
def decide_message(*, actor: Actor, now: datetime, message_id: UUID, decision: Decision) -> None:
    """Decide on a message of which nobody knows whether it left; who decided what, and when, is an event.

    ARRIVED: it is sent, and its words go. AGAIN: the same message, with the same Message-ID, waits for the worker
    once more, its tries counted on. GIVEN_UP: it did not arrive and is not sent; its words go. Raises NotFound where
    the actor may not decide on it, Conflict where it was decided already or can't be sent any more.
    """
    if not actor.can(Capability.DECIDE_MESSAGES):
        raise NotPermitted(_("Your role does not decide on messages."), code="no_messages")
    became = doors.decide_message(message_id, decision=decision.value, decided_at=now)
    if became.outcome != "done":
        _refuse(became.outcome)
    if decision is Decision.AGAIN:
        deliver.defer(message_id=str(message_id))
    events.record(
        f"message.{decision.value}",
        actor=actor,
        now=now,
        customer_id=became.customer_id,
        subject={"message": message_id, "attempts": became.attempts},
    )


def _refuse(outcome: str) -> None:
    """Say why nothing was changed, and what to do instead."""
    if outcome == "decided_already":
        raise Conflict(
            _("This message was decided on already. Nothing was changed."), code="message_decided_already"
        )
    if outcome == "erased":
        raise Conflict(
            _(
                "Its words are erased, so it can't be sent again. If it did not arrive, say so here and make a new"
                " one where you made this one."
            ),
            code="message_erased",
        )
    if outcome == "too_late":
        raise Conflict(
            _(
                "The time in which it could be sent is over. If it did not arrive, say so here and make a new one"
                " where you made this one."
            ),
            code="message_too_late",
        )
    raise NotFound(_("There is no such message that you may decide on."), code="no_such_message")
