"""Two people set the hours of one call point at the same moment: each is kept, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.organisations.models import OpeningHours
from fingerpost.organisations.services import set_opening_hours
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import civil_date
from fingerpost.policy.opening_hours import WEEKDAYS
from fingerpost.staff.services import acting_as
from tests.fixtures.world import standing_world

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6
ROUNDS = 3


@pytest.fixture
def committed() -> Iterator[World]:
    """The world, really committed, so that other connections see it."""
    yield standing_world()
    connections.close_all()


def test_weeks_when_set_at_once_then_all_are_kept_and_follow_each_other(committed: World) -> None:
    """Without the lock each would end the same week, and the database's own constraint would refuse all but one."""
    start = Barrier(AT_ONCE)
    now = timezone.now()
    week = {name: ["08:00-18:00"] for name in WEEKDAYS}

    def set_weeks(number: int) -> None:
        try:
            for turn in range(ROUNDS):
                start.wait(timeout=20)
                with acting_as(committed.memberships["returns_manager"]) as actor:
                    set_opening_hours(
                        actor=actor,
                        now=now,
                        starts_on=civil_date(now) + timedelta(days=turn * AT_ONCE + number),
                        week=week,
                        rules=shipped_rules(),
                    )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(set_weeks, range(AT_ONCE)))
    kept = list(OpeningHours.objects.using("owner").order_by("starts_on"))
    assert len(kept) == AT_ONCE * ROUNDS
    ends = [one.ends_on for one in kept]
    assert ends == [one.starts_on - timedelta(days=1) for one in kept[1:]] + [None]
