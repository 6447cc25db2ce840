"""Guesses and searches made at the same moment, on connections of their own."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connections
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.interactions.models import Contact, IdentityCheck
from fingerpost.interactions.services import checks
from fingerpost.staff.services import acting_as
from tests.fixtures.world import standing_world
from tests.interactions.known import ANSWERS, ITEMS, begin, check_of, make_known, search

pytestmark = pytest.mark.django_db(transaction=True)

WRONG = dict.fromkeys(ANSWERS, "something else")
AT_ONCE = 6


@pytest.fixture
def committed() -> Iterator[World]:
    """The world with a customer in it, really committed, so that other connections see both."""
    world = standing_world()
    make_known(lambda nickname: acting_as(world.memberships[nickname]), world)
    yield world
    connections.close_all()


def _at_once(world: World, tasks: list[Callable[[Actor], str]]) -> Counter[str]:
    """Run each task as the adviser, all at the same moment, each in a transaction of its own."""
    start = Barrier(len(tasks))

    def run(task: Callable[[Actor], str]) -> str:
        try:
            start.wait(timeout=20)
            with acting_as(world.memberships["area_adviser"]) as actor:
                return task(actor)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return Counter(pool.map(run, tasks))


def _guess(check_id: UUID) -> Callable[[Actor], str]:
    def guess(actor: Actor) -> str:
        return checks.answer_questions(
            actor=actor, now=timezone.now(), check_id=check_id, answers=WRONG
        ).outcome

    return guess


def _failures(world: World) -> int:
    with acting_as(world.memberships["area_adviser"]):
        return sum(IdentityCheck.objects.values_list("failures", flat=True))


@pytest.mark.requirement("BR-7.3")
def test_guesses_when_made_at_once_in_one_check_then_no_more_than_policy_allows(committed: World) -> None:
    with acting_as(committed.memberships["area_adviser"]) as actor:
        check_id = check_of(search(actor, begin(actor, committed)))
    came = _at_once(committed, [_guess(check_id)] * AT_ONCE)
    assert came == Counter(wrong=2, locked=AT_ONCE - 2)
    assert _failures(committed) == 3


@pytest.mark.requirement("BR-7.3")
def test_guesses_when_made_at_once_in_many_contacts_then_no_more_than_policy_allows(
    committed: World,
) -> None:
    with acting_as(committed.memberships["area_adviser"]) as actor:
        begun = [check_of(search(actor, begin(actor, committed))) for _ in range(AT_ONCE)]
    came = _at_once(committed, [_guess(check_id) for check_id in begun])
    assert came == Counter(wrong=2, locked=AT_ONCE - 2)
    assert _failures(committed) == 3


def test_searches_when_made_at_once_then_no_more_than_policy_allows(committed: World) -> None:
    with acting_as(committed.memberships["area_adviser"]) as actor:
        for _ in range(10):
            search(actor, begin(actor, committed))
        contacts = [begin(actor, committed) for _ in range(AT_ONCE)]

    def look(contact: Contact) -> Callable[[Actor], str]:
        def search_slowly(actor: Actor) -> str:
            outcome = search(actor, contact, ITEMS).outcome
            time.sleep(0.2)  # the others are asking before this one is committed
            return outcome

        return search_slowly

    came = _at_once(committed, [look(contact) for contact in contacts])
    assert came == Counter(asked=2, too_many=AT_ONCE - 2)
