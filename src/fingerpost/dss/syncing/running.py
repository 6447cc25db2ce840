"""One run of a synchronisation: what is due is carried, one customer after another, until nothing is due.

Whatever stops a run loses nothing: what was not done is still due, and what was done is not done again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from fingerpost.dss.models import SyncDirection, WireRemote
from fingerpost.dss.services.keys import make_key, revoke_key
from fingerpost.dss.serving import limits
from fingerpost.dss.serving.sealing import taken_out
from fingerpost.dss.syncing import kept
from fingerpost.dss.syncing.carrying import Carrier
from fingerpost.dss.syncing.reporting import Report
from fingerpost.dss.syncing.shapes import (
    CUSTOMER,
    SUBSCRIPTION,
    Body,
    Target,
    path,
    record_path,
    target_of,
)
from fingerpost.dss.syncing.sides import Here, Side, There, Unreachable
from fingerpost.dss.wire.catalogue import RESOURCES
from fingerpost.house.errors import Conflict
from fingerpost.policy.civil import civil_date

SYSTEM: Final = "system"
_SALT: Final = "fingerpost.dss.syncing"
_MOST_FAILURES: Final = 5
_LONGEST_RUN: Final = timedelta(days=2)


def pull(remote: WireRemote, *, here: Side, there: Side, subscribes: bool = True) -> Report:
    """Carry what is due from there to here; with ``subscribes`` also ask to be told of what is new to us."""
    report = Report(SyncDirection.PULL.value, listener=_listener(remote))
    book = kept.KeptBook(remote, SyncDirection.PULL)
    carrier = Carrier(there, here, book, report, _key(), _may_not_stand)
    failures = 0
    for customer_id, rows, paths in kept.due_customers(remote, SyncDirection.PULL):
        is_known = book.find(CUSTOMER, customer_id) is not None
        try:
            carrier.carry_customer(customer_id, _named(paths))
            if subscribes and not is_known and book.find(CUSTOMER, customer_id) is not None:
                _subscribe(there, customer_id)
        except Unreachable as error:
            failures += 1
            if failures >= _MOST_FAILURES:
                report.stopped_by = str(error)
                break
            continue
        failures = 0
        kept.strike_out(rows)
    report.unfinished = kept.count_due(remote, SyncDirection.PULL)
    return report


def push(remote: WireRemote, *, here: Side, there: Side) -> Report:
    """Carry what is due, and what changed here since it was last compared, from here to there."""
    report = Report(SyncDirection.PUSH.value)
    book = kept.KeptBook(remote, SyncDirection.PUSH)
    carrier = Carrier(here, there, book, report, _key(), _may_not_stand)
    failures = 0
    for customer_id, rows, paths in kept.due_customers(remote, SyncDirection.PUSH):
        book.seen = kept.standing_of(customer_id)
        try:
            carrier.carry_customer(customer_id, _named(paths))
        except Unreachable as error:
            failures += 1
            if failures >= _MOST_FAILURES:
                report.stopped_by = str(error)
                break
            continue
        failures = 0
        kept.strike_out(rows)
    if not report.stopped_by:
        _push_changes(remote, book, carrier, here)
    report.unfinished = kept.count_due(remote, SyncDirection.PUSH)
    return report


def _push_changes(remote: WireRemote, book: kept.KeptBook, carrier: Carrier, here: Side) -> None:
    """What pages and other systems changed here. What fails shows itself again at the next run."""
    for customer_id in kept.customers_behind(remote):
        # Reading by the wire brings its records up to the pages'.
        here.ask(
            "GET", record_path(Target(resource=CUSTOMER, record_id=customer_id, customer_id=customer_id))
        )
    failures = 0
    for customer_id, targets, standing in kept.changed_here(remote):
        book.seen = standing
        try:
            carrier.carry_customer(customer_id, targets)
        except Unreachable as error:
            failures += 1
            if failures >= _MOST_FAILURES:
                carrier.report.stopped_by = str(error)
                return
            continue
        failures = 0
    book.seen = {}


def _named(paths: list[str]) -> list[Target] | None:
    """The records that are due of a customer, or None for all of them."""
    targets = [target_of(each) for each in paths if each]
    if len(targets) < len(paths):
        return None
    return [each for each in targets if each is not None]


def _subscribe(there: Side, customer_id: str) -> None:
    """Ask to be told of changes of a customer who was new to us."""
    where = path(SUBSCRIPTION, "post", {"customerId": customer_id})
    there.ask("POST", where, {"Subscribe": True})


def _listener(remote: WireRemote) -> str:
    return settings.PUBLIC_ADDRESS.rstrip("/") + reverse("wire_public:take_notice", args=[remote.id])


def _may_not_stand(resource: str, body: Body) -> frozenset[str]:
    return taken_out(RESOURCES[resource], body, on=civil_date(timezone.now()))


def _key() -> bytes:
    return salted_hmac(_SALT, "prints", algorithm="sha256").digest()


@contextmanager
def alone(remote: WireRemote) -> Iterator[None]:
    """Keep every other run with this remote out until this one ends. Raises Conflict where one is under way."""
    lock = [f"dss.sync.{remote.id}"]
    with connections[SYSTEM].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", lock)
        found = cursor.fetchone()
    if not found or not found[0]:
        raise Conflict(
            "Another synchronisation with this service is under way. Wait until it has ended, and run this again.",
            code="sync_under_way",
        )
    try:
        yield
    finally:
        with connections[SYSTEM].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", lock)


@contextmanager
def our_side(touchpoint: str, *, now: datetime) -> Iterator[Here]:
    """This service as the touchpoint speaks with it, by a key that is made for this run and withdrawn after it.

    A run that is killed withdraws nothing: the key ends by itself after two days.
    """
    made = make_key(
        actor=None,
        now=now,
        label=f"Synchronisation of {civil_date(now):%d.%m.%Y}",
        touchpoints=[touchpoint],
        ends_at=now + _LONGEST_RUN,
    )
    limits.let_go(made.id)
    # The command tells what it did; a line for each request within would drown that.
    logging.getLogger("fingerpost.request").setLevel(logging.WARNING)
    try:
        yield Here(WSGIHandler(), made.key, touchpoint, settings.PUBLIC_ADDRESS)
    finally:
        revoke_key(actor=None, now=now, key_id=made.id)


def their_side(address: str, *, key: str, touchpoint: str) -> There:
    """The other service under its address."""
    return There(address.rstrip("/"), key, touchpoint)
