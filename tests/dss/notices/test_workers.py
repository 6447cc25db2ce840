"""Several workers push at once, and one is killed on its way: everything arrives, in order for each customer."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connections
from django.utils import timezone

from fingerpost.dss.models import WireNotice, WireTouchpoint
from fingerpost.dss.notices import delivery
from fingerpost.dss.services import listening
from fingerpost.house.ids import new_id
from tests.dss.kit import WEST, Wire, a_customer
from tests.dss.notices.receiver import Notice, Receiver, receiving

pytestmark = pytest.mark.django_db(transaction=True)
PROJECT = Path(__file__).resolve().parents[3]
CUSTOMERS, EACH = 6, 40


@pytest.fixture
def waiting(wire: Wire) -> Iterator[Receiver]:
    """A listener with many notices waiting: of each customer so many, mixed as they were queued."""
    with receiving() as receiver:
        listening.listen(actor=None, now=timezone.now(), touchpoint=WEST, url=receiver.url)
        customers = [UUID(a_customer(wire).id) for _ in range(CUSTOMERS)]
        for customer_id in customers:
            assert wire.get(f"customers/api/Customers/{customer_id}", touchpoint=WEST).status == 200
        door = WireTouchpoint.objects.using("owner").get(code=WEST)
        WireNotice.objects.using("owner").bulk_create(
            WireNotice(
                subscriber=door,
                customer_id=customers[number % CUSTOMERS],
                record_id=new_id(),
                resource="customers",
                resource_url="https://elsewhere.example/customers/1",
                modified="2026-11-22T10:00:00Z",
                originator="0000000101",
            )
            for number in range(CUSTOMERS * EACH)
        )
        yield receiver


def worker() -> subprocess.Popen[bytes]:
    database = str(connections["default"].settings_dict["NAME"])
    return subprocess.Popen([sys.executable, "-m", "tests.dss.notices.pushing_worker", database], cwd=PROJECT)


def by_customer(came: list[Notice]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for notice in came:
        found.setdefault(notice.body["CustomerId"], []).append(notice.number)
    return found


def test_workers_when_several_push_at_once_then_each_once_and_in_order(
    waiting: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Claims so small that every worker has some, and every customer is claimed many times.
    monkeypatch.setattr(delivery, "MOST_CUSTOMERS", 2)
    monkeypatch.setattr(delivery, "MOST_BEHIND", 3)

    def push() -> None:
        try:
            delivery.push_due()
        finally:
            connections.close_all()

    workers = [threading.Thread(target=push) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    delivery.push_due()
    assert len(waiting.came) == CUSTOMERS * EACH
    for numbers in by_customer(waiting.came).values():
        assert numbers == sorted(numbers)
    assert set(WireNotice.objects.using("owner").values_list("state", flat=True)) == {"sent"}


def test_worker_when_killed_on_its_way_then_the_next_pushes_again_and_nothing_is_lost(
    waiting: Receiver,
) -> None:
    held, go_on = threading.Event(), threading.Event()

    def hold_at_the_tenth(_notice: Notice) -> int:
        if len(waiting.came) == 10:
            held.set()
            go_on.wait(20)
        return 200

    waiting.answers = hold_at_the_tenth
    killed = worker()
    assert held.wait(30)
    # Whoever comes meanwhile passes over what is claimed, and pushes nothing of it out of order.
    assert delivery.push_due() == 0
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    go_on.set()
    waiting.answers = lambda _notice: 200
    first = [each.number for each in waiting.came]
    while delivery.push_due():
        continue
    again = waiting.came[len(first) :]
    assert len(again) == CUSTOMERS * EACH
    # What had been pushed comes again, in its order: at least once.
    assert set(first) <= {each.number for each in again}
    for numbers in by_customer(again).values():
        assert numbers == sorted(numbers)
