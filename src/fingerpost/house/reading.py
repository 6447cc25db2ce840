"""The read log: opening a customer's data is itself a fact that is kept."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from fingerpost.house.actor import Actor
from fingerpost.house.models import Read


def log_read(*, actor: Actor, customer_id: UUID, what: str, reason: str, now: datetime) -> None:
    """Keep that this actor saw this part of this customer's record (OI-14.15).

    ``what`` names the page or export, ``reason`` the kind of grant that allowed it.
    """
    Read.objects.create(
        account_id=actor.account_id,
        organisation_id=actor.organisation_id,
        customer_id=customer_id,
        what=what,
        reason=reason,
        read_at=now,
    )


def log_reads(*, actor: Actor, customer_ids: Iterable[UUID], what: str, reason: str, now: datetime) -> None:
    """The same for a list that names several customers, in one query."""
    Read.objects.bulk_create(
        Read(
            account_id=actor.account_id,
            organisation_id=actor.organisation_id,
            customer_id=customer_id,
            what=what,
            reason=reason,
            read_at=now,
        )
        for customer_id in customer_ids
    )
