"""Queues change notices in the transaction of the change, and makes the subscriptions that bring them about."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import connection

from fingerpost.dss.models import NoticeKind, ResourceName, WireRecord
from fingerpost.dss.wire.moments import of_datetime
from fingerpost.house.ids import new_id
from fingerpost.house.rules import rules_in_force
from fingerpost.policy.civil import civil_date

if TYPE_CHECKING:
    from fingerpost.dss.serving.entering import Entered

LONGEST_URL: Final = 600
LONGEST_MODIFIED: Final = 40
_REACHING: Final = frozenset({ResourceName.ADDRESS.value, ResourceName.CONTACT.value})


def queue_notice(
    *, record: WireRecord, url: str, code: str, now: datetime, kind: NoticeKind = NoticeKind.CUSTOMER
) -> int:
    """Queue a notice of a change to every other touchpoint that subscribes to the customer; return how many.

    ``code`` is the touchpoint that changed the record: it is never told of its own change. One notice for each
    active subscription whose touchpoint has a live grant, a live key and a listener. Writers of one customer wait
    for each other here, so notices go in the order in which changes are committed. Nothing of the record's
    content goes with it.
    """
    said = record.body.get("LastModifiedDate")
    modified = said if isinstance(said, str) and said else of_datetime(now).text
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fingerpost_wire_queue_notice(%s, %s, %s, %s, %s, %s)",
            [
                record.id,
                kind.value,
                url[:LONGEST_URL],
                modified[:LONGEST_MODIFIED],
                code,
                record.resource in _REACHING,
            ],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def subscribe(
    *, customer_id: UUID, code: str, now: datetime, entered: Entered | None = None, once: bool | None = None
) -> bool:
    """Subscribe a touchpoint to a customer; return whether a subscription was made.

    Who made the customer is always given one. Another touchpoint (the target of a transfer: ``entered`` is who
    transfers) is given one only where it has no active one; and with it a grant, as if it had presented the
    customer's id. A touchpoint that speaks no wire here is given none.
    """
    is_once = once if once is not None else entered is not None
    record_id = new_id()
    body = {
        "SubscriptionId": str(record_id),
        "CustomerId": str(customer_id),
        "TouchPointId": code,
        "Subscribe": True,
        "LastModifiedDate": of_datetime(now).text,
        "LastModifiedBy": None,
    }
    until = now + timedelta(days=rules_in_force().get_int("wire.grant_days", civil_date(now)))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fingerpost_wire_subscribe(%s, %s, %s, %s::jsonb, %s, %s, %s)",
            [customer_id, code, record_id, json.dumps(body), until, now, is_once],
        )
        row = cursor.fetchone()
    return bool(row and row[0])
