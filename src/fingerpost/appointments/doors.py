"""The door of this room: preparing for one's own booked appointment is a grant, made by a database function."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection


def prepare_appointment(appointment_id: UUID, *, before: timedelta, after: timedelta) -> int:
    """Grant sight of the booked customers to their adviser. Returns how many are booked, -1 where it may not be."""
    values: Sequence[Any] = [appointment_id, before, after]
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerpost_prepare_appointment(%s, %s, %s)", values)
        row = cursor.fetchone()
    return int(row[0]) if row else -1
