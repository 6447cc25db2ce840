"""Two people, or two tabs, decide one contact at the same moment: one is kept, the other is told."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connections
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.errors import Conflict
from fingerpost.interactions.models import Contact
from fingerpost.staff.services import acting_as
from fingerpost.triage.models import ContactDecision
from tests.fixtures.world import standing_world
from tests.triage.steps import PRIME, call, decided

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 5


@pytest.fixture
def committed() -> Iterator[World]:
    """The world, really committed, so that other connections see it."""
    yield standing_world()
    connections.close_all()


def test_contact_when_decided_many_times_at_once_then_one_decision_and_the_others_are_told(
    committed: World,
) -> None:
    """Without the lock the database's own key would refuse the others, as a fault of ours and not as an answer."""
    with acting_as(committed.memberships["area_adviser"]) as actor:
        contact = call(actor, committed, now=timezone.now(), contract=PRIME)
    start = Barrier(AT_ONCE)

    def decide(_number: int) -> str:
        try:
            start.wait(timeout=20)
            return _decide(committed, contact.id)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        came = sorted(pool.map(decide, range(AT_ONCE)))
    assert came == ["decided", *["decided_meanwhile"] * (AT_ONCE - 1)]
    assert ContactDecision.objects.using("owner").filter(contact_id=contact.id).count() == 1


def _decide(world: World, contact_id: UUID) -> str:
    with acting_as(world.memberships["area_adviser"]) as actor:
        try:
            decided(actor, Contact(id=contact_id), now=timezone.now())
        except Conflict as told:
            return told.code
        return "decided"
