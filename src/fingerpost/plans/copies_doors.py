"""Typed calls of the database functions of receipts. Each does one thing beneath row security (migration 0003)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, connections
from django.utils.crypto import salted_hmac

from fingerpost.house.ids import new_id

_SYSTEM = "system"


def confirm_receipt(receipt_hash: str) -> bool:
    """Mark the copy with this hash as arrived. False where no copy waits for it: unknown, used, or too late."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerpost_confirm_receipt(%s)", [receipt_hash])
        return bool(cursor.fetchone()[0])


def take_receipt_try(address: str, *, now: datetime, tries: int, minutes: int) -> bool:
    """Use up one press of the button from this network address; False where none is left in these minutes.

    The address itself is kept nowhere, only a keyed hash of it. The row stays locked until the transaction ends.
    """
    bucket = salted_hmac("fingerpost.plans.receipt", address, algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO house_tries AS t (bucket, window_starts_at, count) VALUES (%(bucket)s, %(now)s, 1)
            ON CONFLICT (bucket) DO UPDATE SET
                count = CASE WHEN t.window_starts_at <= %(began)s THEN 1 ELSE t.count + 1 END,
                window_starts_at = CASE WHEN t.window_starts_at <= %(began)s THEN %(now)s ELSE t.window_starts_at END
            RETURNING count
            """,
            {"bucket": bucket, "now": now, "began": now - timedelta(minutes=minutes)},
        )
        return int(cursor.fetchone()[0]) <= tries


def list_unconfirmed(*, most: int) -> list[tuple[UUID, datetime]]:
    """Encrypted copies on their way and when each was sent, the earliest first. As *system*."""
    with connections[_SYSTEM].cursor() as cursor:
        cursor.execute("SELECT copy_id, sent_at FROM fingerpost_unconfirmed_copies(%s)", [most])
        return [(row[0], row[1]) for row in cursor.fetchall()]


def fall_to_post(copy_id: UUID, *, now: datetime) -> bool:
    """Let one encrypted copy be unconfirmed, and a copy for the post stand in for it. As *system*.

    False where it is not on its way any more; doing it again changes nothing.
    """
    with connections[_SYSTEM].cursor() as cursor:
        cursor.execute("SELECT fingerpost_fall_to_post(%s, %s, %s)", [copy_id, new_id(), now])
        return bool(cursor.fetchone()[0])
