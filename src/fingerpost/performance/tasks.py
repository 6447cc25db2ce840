"""Work of the room in the background, as *system*. Jobs carry ids and months; nothing of a customer."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.performance.services.day_five import freeze_due
from fingerpost.performance.services.freezing import freeze
from fingerpost.performance.services.reports import make_due
from fingerpost.performance.snapshots import take_snapshot


@app.task(name="performance.freeze_month", queue="upkeep", lock="performance.freeze")
def freeze_month(contract_id: str, month: str, known: str) -> int:
    """Keep the figures of one contract and month as they are known now (OI-13.5); return how many were kept."""
    return freeze(
        contract_id=UUID(contract_id), month=date.fromisoformat(month), known=known, now=timezone.now()
    )


@app.periodic(cron="30 5 * * *")
@app.task(
    name="performance.freeze_day_five",
    queue="upkeep",
    queueing_lock="performance.freeze_day_five",
    lock="performance.freeze",
)
def freeze_day_five(timestamp: int = 0) -> int:
    """From the fifth working day on, keep last month's figures of every contract that has none; return how many."""
    return freeze_due(now=timezone.now())


@app.periodic(cron="0 2 * * *")
@app.task(
    name="performance.take_snapshot",
    queue="upkeep",
    queueing_lock="performance.take_snapshot",
    lock="performance.take_snapshot",
)
def snapshot_of_now(timestamp: int = 0) -> str:
    """Copy the facts of this moment, for the figures until the next one; return the folder's name."""
    return take_snapshot(timezone.now()).folder


@app.periodic(cron="0 6 * * *")
@app.task(
    name="performance.make_reports_due",
    queue="upkeep",
    queueing_lock="performance.make_reports_due",
    lock="performance.make_reports_due",
)
def make_reports_due(timestamp: int = 0) -> int:
    """Make the saved reports that are due, each as its owner may see now; return how many were made."""
    return make_due(now=timezone.now())
