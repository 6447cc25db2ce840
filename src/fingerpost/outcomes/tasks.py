"""Work of the room in the background. No job carries anything of a customer."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.outcomes.settling import settle_moved


@app.periodic(cron="* * * * *")
@app.task(
    name="outcomes.settle_follow_ups",
    queue="upkeep",
    queueing_lock="outcomes.settle_follow_ups",
    lock="outcomes.settle_follow_ups",
)
def settle_follow_ups(timestamp: int = 0) -> int:
    """Make, move and stop follow-ups by policy (OI-12.9 to OI-12.13); return for how many customers."""
    return settle_moved(now=timezone.now())
