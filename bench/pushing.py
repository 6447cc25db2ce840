"""Change notices pushed to one subscriber, beside the same bodies posted over one connection without any of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from time import perf_counter
from typing import Final
from uuid import UUID

from pydantic import SecretStr

from bench.data import Ground
from bench.figures import Figure, Sample, sample

TOUCHPOINT: Final = "0000000199"
AIM_A_SECOND: Final = 500
_CUSTOMERS, _NOTICES, _RUNS = 400, 4_000, 3

Say = Callable[[str], None]


def figures(ground: Ground, say: Say) -> list[Figure]:
    """One figure: milliseconds of one notice, at least once and in order. Raises where the order was not kept."""
    from django.db import connections

    from fingerpost.site.database_urls import django_database

    say("Change notices to one subscriber")
    ground.use()
    system = SecretStr(ground.urls["DATABASE_SYSTEM_URL"])
    connections["system"].settings_dict.update(django_database(system))
    with _listening() as port, _subscriber(port) as (door, customers):
        ours, baseline = _measured(port, door, customers)
        came = _asked(port)
    if came["out_of_order"] or came["came"] != _NOTICES * _RUNS:
        raise RuntimeError(f"notices were lost, or came out of order: {came}")
    rate = 1000 / ours.median
    say(f"  {rate:.0f} notices a second in order, aim {AIM_A_SECOND}")
    return [
        Figure(
            name="wire: one notice pushed to one subscriber",
            ours=ours,
            baseline=baseline,
            baseline_is="the same body posted over one connection, nothing claimed, signed or marked",
            reach=0,
            rows=ground.scale,
        )
    ]


def _measured(port: int, door: UUID, customers: list[UUID]) -> tuple[Sample, Sample]:
    """Milliseconds of a notice in each of some runs, ours and the bare ones in turns."""
    from fingerpost.dss.notices import delivery

    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(_RUNS):
        _queue(door, customers)
        began = perf_counter()
        taken = delivery.push_due(seconds=120)
        times[0].append((perf_counter() - began) * 1000 / taken)
        times[1].append(_bare(port))
    return sample(times[0]), sample(times[1])


def _bare(port: int) -> float:
    body = json.dumps(
        {"CustomerId": "x" * 36, "ResourceURL": "x" * 60, "LastModifiedDate": "x" * 28}
    ).encode()
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    began = perf_counter()
    for _ in range(_NOTICES):
        line.request("POST", "/", body=body, headers={"Content-Type": "application/json"})
        line.getresponse().read()
    taken = (perf_counter() - began) * 1000 / _NOTICES
    line.close()
    return taken


def _queue(door: UUID, customers: list[UUID]) -> None:
    from fingerpost.dss.models import WireNotice
    from fingerpost.house.ids import new_id

    now = datetime.now(UTC)
    WireNotice.objects.using("owner").bulk_create(
        WireNotice(
            subscriber_id=door,
            customer_id=customers[number % len(customers)],
            record_id=new_id(),
            resource="customers",
            resource_url="https://example.org/customers/api/Customers/1",
            modified="2026-11-22T10:00:00.1234567Z",
            originator="0000000101",
            due_at=now,
        )
        for number in range(_NOTICES)
    )


@contextmanager
def _subscriber(port: int) -> Iterator[tuple[UUID, list[UUID]]]:
    """A touchpoint with a key, a listener, and grants on some customers; taken away again."""
    from django.utils import timezone

    from fingerpost.customers.models import Customer, Grant
    from fingerpost.dss.models import WireNotice, WireTouchpoint
    from fingerpost.dss.services import keys, listening

    now = timezone.now()
    key = keys.make_key(actor=None, now=now, label="bench of notices", touchpoints=[TOUCHPOINT])
    url = f"http://127.0.0.1:{port}/"
    listening.listen(actor=None, now=now, touchpoint=TOUCHPOINT, url=url)
    door = WireTouchpoint.objects.using("owner").get(code=TOUCHPOINT)
    customers = list(Customer.objects.using("owner").order_by("id").values_list("id", flat=True)[:_CUSTOMERS])
    grants = Grant.objects.using("owner").bulk_create(
        Grant(
            customer_id=each,
            account_id=door.account_id,
            organisation_id=door.organisation_id,
            reason="wire",
            ends_at=now + timedelta(days=1),
            granted_by_id=door.account_id,
        )
        for each in customers
    )
    try:
        yield door.id, customers
    finally:
        listening.listen(actor=None, now=now, touchpoint=TOUCHPOINT, url="")
        WireNotice.objects.using("owner").filter(subscriber=door).delete()
        Grant.objects.using("owner").filter(id__in=[each.id for each in grants]).delete()
        keys.revoke_key(actor=None, now=now, key_id=key.id)


@contextmanager
def _listening() -> Iterator[int]:
    """A listener in a process of its own; yields its port."""
    process = subprocess.Popen([sys.executable, "-m", "bench.listener"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


def _asked(port: int) -> dict[str, int]:
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", "/")
    found: dict[str, int] = json.loads(line.getresponse().read())
    line.close()
    return found
