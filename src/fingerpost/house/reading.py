"""The read log: opening a customer's data is itself a fact that is kept."""

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
