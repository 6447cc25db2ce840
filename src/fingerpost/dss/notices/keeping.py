"""What of notices is kept, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import connections

from fingerpost.house.rules import rules_in_force
from fingerpost.policy.civil import civil_date

_SYSTEM: Final = "system"


def tidy(*, now: datetime) -> int:
    """Remove notices that were pushed, or not pushed for want of a grant, past policy's days; return how many.

    Those that are parked stay until somebody replays them. Digital identities that were closed go too, as soon as
    they no longer answer.
    """
    days = rules_in_force().get_int("wire.notices_kept_days", civil_date(now))
    with connections[_SYSTEM].cursor() as cursor:
        cursor.execute("SELECT fingerpost_wire_tidy(%s, %s)", [now, now - timedelta(days=days)])
        row = cursor.fetchone()
    return int(row[0]) if row else 0
