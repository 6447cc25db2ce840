"""The event feed: lower rooms tell, upper rooms and workers follow; no signals."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from fingerpost.house.actor import Actor
from fingerpost.house.models import Event


def record(
    kind: str,
    *,
    actor: Actor | None,
    now: datetime,
    customer_id: UUID | None = None,
    subject: Mapping[str, UUID | str | int] | None = None,
) -> Event:
    """Write one event in the transaction of the change it tells of. Ids only, never content."""
    return Event.objects.create(
        kind=kind,
        happened_at=now,
        account_id=actor.account_id if actor else None,
        organisation_id=actor.organisation_id if actor else None,
        customer_id=customer_id,
        subject={
            key: value if isinstance(value, int) else str(value)
            for key, value in (subject or {}).items()
        },
    )
