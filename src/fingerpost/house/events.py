"""The event feed: lower rooms tell, upper rooms and workers follow; no signals."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection

from fingerpost.house.actor import Actor
from fingerpost.house.ids import new_id
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
        subject=_plain(subject),
    )


def record_unsigned(
    kind: str, *, now: datetime, subject: Mapping[str, UUID | str | int] | None = None
) -> None:
    """Write one event where nobody acts yet, as at sign-in.

    Row security shows an event only to who caused it, so nothing may be read back here.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO house_event (id, kind, happened_at, account_id, organisation_id, customer_id, subject)"
            " VALUES (%s, %s, %s, fingerpost_me(), fingerpost_my_organisation(), NULL, %s::jsonb)",
            [new_id(), kind, now, json.dumps(_plain(subject))],
        )


def _plain(subject: Mapping[str, UUID | str | int] | None) -> dict[str, str | int]:
    return {key: value if isinstance(value, int) else str(value) for key, value in (subject or {}).items()}
