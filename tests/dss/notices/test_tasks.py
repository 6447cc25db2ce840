"""The worker's part: what it does by the clock, and that a job of it pushes what waits."""

from __future__ import annotations

from itertools import pairwise

import pytest
from croniter import croniter  # type: ignore[import-untyped]
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.dss.services import listening
from fingerpost.dss.tasks import follow_pages, push_notices
from tests.dss.kit import WEST, Wire, a_customer
from tests.dss.notices.receiver import receiving

PACE = {"dss.push_notices": 5, "dss.follow_pages": 20, "dss.make_reports": 30, "dss.tidy_notices": 600}


def test_worker_when_it_starts_then_pushes_every_few_seconds_and_follows_pages_within_a_minute() -> None:
    crons = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    for name, seconds in PACE.items():
        clock = croniter(crons[name], 1_700_000_000.0)
        moments = [clock.get_next(float) for _ in range(13)]
        assert {after - before for before, after in pairwise(moments)} == {seconds}, name


@pytest.mark.django_db(transaction=True)
def test_job_when_a_worker_does_it_then_what_a_page_changed_is_pushed(wire: Wire) -> None:
    with receiving() as receiver:
        listening.listen(actor=None, now=timezone.now(), touchpoint=WEST, url=receiver.url)
        customer = a_customer(wire)
        path = f"subscriptions/api/Customers/{customer.id}/Subscriptions"
        assert wire.post(path, {"Subscribe": True}, touchpoint=WEST).status == 201
        assert wire.patch(customer.path, {"GivenName": "Eluned"}).status == 200
        for task in (follow_pages, push_notices):
            task.defer()
        with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
            working.run_worker(
                wait=False, install_signal_handlers=False, listen_notify=False, queues=["wire"]
            )
        assert [each["CustomerId"] for each in receiver.taken] == [customer.id]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
        assert cursor.fetchone() == (0,)
