"""Work of the room in the background. Jobs carry nothing but the time."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.dss.collecting.making import make_reports
from fingerpost.dss.notices import delivery, following, keeping
from fingerpost.dss.services.watching import watch


# Every five seconds. A job that still waits is enough; two that run at once do each other no harm.
@app.periodic(cron="* * * * * */5")
@app.task(name="dss.push_notices", queue="wire", queueing_lock="dss.push_notices", pass_context=False)
def push_notices(timestamp: int = 0) -> int:
    """Push what is due to those who subscribe."""
    return delivery.push_due()


@app.periodic(cron="* * * * * */20")
@app.task(name="dss.follow_pages", queue="wire", queueing_lock="dss.follow_pages", pass_context=False)
def follow_pages(timestamp: int = 0) -> int:
    """Tell subscribers of what was changed on pages."""
    return following.follow_pages(now=timezone.now())


@app.periodic(cron="* * * * * */30")
@app.task(name="dss.make_reports", queue="wire", queueing_lock="dss.make_reports", pass_context=False)
def make_collection_reports(timestamp: int = 0) -> int:
    """Make the reports of collections that were asked for."""
    return make_reports(now=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="dss.tidy_notices", queue="upkeep", queueing_lock="dss.tidy_notices", pass_context=False)
def tidy_notices(timestamp: int = 0) -> int:
    """Remove what was pushed long ago, and digital identities that were closed."""
    return keeping.tidy(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="dss.watch_reading", queue="upkeep", queueing_lock="dss.watch_reading", pass_context=False)
def watch_reading(timestamp: int = 0) -> int:
    """Raise an alarm for systems that read in bulk or guess, and take away the counts that are past."""
    return watch(now=timezone.now())
