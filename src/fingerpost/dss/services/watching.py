"""Systems that read in bulk: found by the worker in the read log, and told to whoever keeps keys (OI-14.15)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import connections

from fingerpost.house.rules import rules_in_force
from fingerpost.policy.civil import civil_date

_SYSTEM: Final = "system"


def watch(*, now: datetime) -> int:
    """Raise an alarm for every system that read more customers than policy's ``wire.bulk_reading``; return how many.

    One alarm a system within the minutes that policy names. ``now`` decides only which policy counts.
    """
    limit = rules_in_force().get_table("wire.bulk_reading", civil_date(now))
    most, minutes = int(str(limit["customers"])), int(str(limit["minutes"]))
    with connections[_SYSTEM].cursor() as cursor:
        cursor.execute("SELECT fingerpost_wire_note_bulk_reads(%s, %s)", [most, minutes])
        row = cursor.fetchone()
    return int(row[0]) if row else 0
