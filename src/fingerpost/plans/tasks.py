"""Work of the room in the background, across organisations, as *system*. Safe to do twice."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.house.rules import rules_in_force
from fingerpost.plans import copies_doors
from fingerpost.plans.rules.copies import receipt_due_at
from fingerpost.policy import Rules

MOST_A_RUN: Final = 500


def fall_to_post(*, now: datetime, rules: Rules | None = None) -> int:
    """Let encrypted copies fall to post whose receipt nobody confirmed in time; return how many did.

    Each for itself: one that fails leaves the others done. The days are working days of policy, from the sending.
    """
    rules = rules or rules_in_force()
    waiting = copies_doors.list_unconfirmed(most=MOST_A_RUN)
    overdue = [copy_id for copy_id, sent_at in waiting if now >= receipt_due_at(sent_at, rules=rules)]
    return sum(copies_doors.fall_to_post(copy_id, now=now) for copy_id in overdue)


@app.periodic(cron="10 5 * * *")
@app.task(name="plans.post_unconfirmed", queue="upkeep", queueing_lock="plans.post_unconfirmed")
def post_unconfirmed(timestamp: int) -> None:
    """Let encrypted plans that nobody confirmed fall to post, early each day."""
    fall_to_post(now=timezone.now())
