"""Two people at the same moment, on connections of their own: one copy is sent, one answer is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connections
from django.utils import timezone

from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict
from fingerpost.house.rules import rules_in_force
from fingerpost.notices.models import Message
from fingerpost.plans import copies_doors
from fingerpost.plans.models import PlanAcceptance, PlanCopy, PlanVersion
from fingerpost.plans.rules.copies import receipt_due_at
from fingerpost.plans.services import sending
from fingerpost.plans.tasks import fall_to_post
from fingerpost.staff.services import acting_as
from tests.fixtures.world import standing_world
from tests.plan_steps import accept
from tests.plans.copies_steps import accepted, reachable, send
from tests.plans.steps import attended, planned

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    connections.close_all()


def at_once(*tasks: Callable[[], str]) -> Counter[str]:
    """Run each task at the same moment on a connection of its own."""
    start = Barrier(len(tasks))

    def run(task: Callable[[], str]) -> str:
        try:
            start.wait(timeout=20)
            return task()
        except Conflict as conflict:
            return conflict.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return Counter(pool.map(run, tasks))


def as_person(nickname: str, act: Callable[[Actor], object]) -> Callable[[], str]:
    """What somebody does in a transaction of their own."""
    world = standing_world()

    def run() -> str:
        with acting_as(world.memberships[nickname]) as actor:
            act(actor)
        return "done"

    return run


def ready() -> PlanVersion:
    """A version that was accepted, of a customer who may be written to, committed."""
    world = standing_world()
    with acting_as(world.memberships["area_adviser"]) as actor:
        version = accepted(actor, world)
        reachable(version)
    return version


def test_plan_when_two_people_send_it_at_once_then_one_file_and_one_mail() -> None:
    version = ready()
    people = ("area_adviser", "second_area_adviser", "area_adviser", "second_area_adviser")
    came = at_once(*(as_person(who, lambda actor: send(actor, version)) for who in people))
    assert came == {"done": 1, "copy_on_its_way": 3}
    assert PlanCopy.objects.using("owner").count() == 1
    assert Message.objects.using("owner").count() == 1


def test_plan_when_two_people_keep_the_answer_at_once_then_one_acceptance() -> None:
    world = standing_world()
    with acting_as(world.memberships["area_adviser"]) as actor:
        version = planned(actor, attended(actor, world))
    people = ("area_adviser", "second_area_adviser", "area_adviser")
    came = at_once(*(as_person(who, lambda actor: accept(actor, version)) for who in people))
    assert came == {"done": 1, "accepted_already": 2}
    assert PlanAcceptance.objects.using("owner").count() == 1


@pytest.mark.requirement("OI-14.17.xiii")
def test_copy_when_receipt_and_the_end_of_waiting_come_at_once_then_one_of_them_counts() -> None:
    version = ready()
    tokens: list[str] = []
    world = standing_world()
    with acting_as(world.memberships["area_adviser"]) as actor:

        def note(token: str) -> str:
            tokens.append(token)
            return f"https://example.test/{token}/"

        copy = send(actor, version, link=note)
    due = receipt_due_at(copy.made_at, rules=rules_in_force())
    at_once(
        lambda: str(sending.confirm_receipt_by_link(tokens[0])),
        lambda: str(fall_to_post(now=due)),
        lambda: str(fall_to_post(now=due)),
        as_person("area_adviser", _hears(copy.id)),
    )
    states = set(PlanCopy.objects.using("owner").values_list("way", "state"))
    assert states in ({("encrypted", "received")}, {("encrypted", "unconfirmed"), ("post", "due")})


def _hears(copy_id: UUID) -> Callable[[Actor], object]:
    return lambda actor: sending.confirm_receipt(
        actor=actor, now=timezone.now(), copy_id=copy_id, how="spoken"
    )


def test_tries_when_made_at_once_then_each_is_counted() -> None:
    now = timezone.now()
    tries = [
        lambda: str(copies_doors.take_receipt_try("10.1.2.3", now=now, tries=3, minutes=10))
        for _each in range(6)
    ]
    assert at_once(*tries) == {"True": 3, "False": 3}
