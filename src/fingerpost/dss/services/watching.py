"""Systems that read in bulk, or guess at customers: found by the worker, told to whoever keeps keys (OI-14.15)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import connections

from fingerpost.dss.serving import limits
from fingerpost.house.rules import rules_in_force
from fingerpost.policy.civil import civil_date

_SYSTEM: Final = "system"


def watch(*, now: datetime) -> int:
    """Raise an alarm for every system past policy's ``wire.bulk_reading`` or ``wire.bulk_guessing``; return how many.

    Read are different customers of one touchpoint, guessed at are people who are not there, with one key. One alarm
    each within the minutes that policy names. ``now`` decides only which policy counts.
    """
    limit = rules_in_force().get_table("wire.bulk_reading", civil_date(now))
    most, minutes = int(str(limit["customers"])), int(str(limit["minutes"]))
    misses = limits.most_misses(now)
    with connections[_SYSTEM].cursor() as cursor:
        cursor.execute(
            "SELECT fingerpost_wire_note_bulk_reads(%s, %s) + fingerpost_wire_note_guessing(%s, %s)",
            [most, minutes, misses.searches, misses.minutes],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0
