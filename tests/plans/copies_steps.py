"""Steps that the tests of giving a plan share: a version that may be given, ways to reach its customer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.utils import timezone

from fingerpost.customers.models import ContactPointKind, Customer
from fingerpost.customers.services.reaching import add_reach
from fingerpost.customers.values import Reach
from fingerpost.demo.world import World
from fingerpost.files.phrases import make_phrase
from fingerpost.house.actor import Actor
from fingerpost.plans.models import PlanCopy, PlanVersion
from fingerpost.plans.services import copies, sending
from tests.plan_steps import accept
from tests.plans.steps import attended, planned

EMAIL = "vashti@placeholder.example"
MOBILE = "07700900123"
LATE = "The bus left before it was written."


def accepted(actor: Actor, world: World, *, channel: int = 1, **parts: Any) -> PlanVersion:
    """A version that its customer accepted, in a session that goes on."""
    version = planned(actor, attended(actor, world, channel=channel, **parts))
    accept(actor, version)
    return version


def reachable(
    version: PlanVersion,
    *,
    email: bool | None = True,
    mobile: bool | None = None,
    read_by_others: bool = False,
) -> None:
    """Give the customer an email address, and a number where one is asked for; safe, not, or not asked."""
    customer = Customer.objects.get(id=version.plan.customer_id)
    add_reach(
        customer,
        Reach(kind=ContactPointKind.EMAIL, value=EMAIL, is_safe=email, read_by_others=read_by_others),
    )
    if mobile is not None:
        add_reach(customer, Reach(kind=ContactPointKind.MOBILE, value=MOBILE, is_safe=mobile))


def send(actor: Actor, version: PlanVersion, **parts: Any) -> PlanCopy:
    """An encrypted copy on its way."""
    values = {"link": lambda token: f"https://example.test/received/{token}/", "late_reason": LATE, **parts}
    return sending.send_encrypted(actor=actor, now=timezone.now(), version_id=version.id, **values)


def print_one(actor: Actor, version: PlanVersion, **parts: Any) -> PlanCopy:
    """A print."""
    return copies.print_copy(actor=actor, now=timezone.now(), version_id=version.id, **parts)


def told_of(copy_id: UUID) -> PlanCopy:
    """A copy as it stands."""
    return PlanCopy.objects.get(id=copy_id)


@contextmanager
def known_phrase(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Keep each pass phrase that is made meanwhile, as nobody else can."""
    made: list[str] = []
    make: Callable[..., str] = make_phrase

    def note(**asked: Any) -> str:
        made.append(make(**asked))
        return made[-1]

    with monkeypatch.context() as patched:
        patched.setattr(sending, "make_phrase", note)
        yield made


def rows_that_hold(words: str) -> dict[str, int]:
    """How many rows of each table hold some words, as text or as bytes: what a dump of the database would show."""
    found = {}
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s OR t::text LIKE %s',
                [f"%{words}%", f"%{words.encode().hex()}%"],
            )
            if count := cursor.fetchone()[0]:
                found[table] = count
    return found
