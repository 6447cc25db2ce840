"""The database door that picks where a one-time code goes keeps to the rule that every other sender asks."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import time, timedelta
from itertools import product
from typing import Any

import pytest
from django.utils import timezone

from fingerpost.customers.models import ContactPoint, ContactPointKind
from fingerpost.customers.rules import ways_to_write
from fingerpost.customers.values import Reach
from fingerpost.demo.world import World
from fingerpost.interactions import doors
from fingerpost.interactions.services.checks import send_code
from fingerpost.notices import delivery
from fingerpost.notices.models import Message
from fingerpost.policy.civil import civil_date, civil_time, london_moment
from tests.fixtures.world import Acting
from tests.interactions.known import SAFE_MOBILE, begin, check_of, make_known, search

pytestmark = pytest.mark.django_db

_MOBILE = replace(SAFE_MOBILE, not_before=None, not_after=None)
_EMAIL = Reach(kind=ContactPointKind.EMAIL, value="vashti@example.org", is_safe=True)
_HOURS: tuple[dict[str, Any], ...] = (
    {},
    {"not_before": time(9), "not_after": time(17)},
    {"not_before": time(17)},
    {"not_after": time(9)},
    {"not_before": time(12), "not_after": time(12)},
)


@pytest.mark.parametrize("local_time", [time(8, 59), time(9), time(12), time(17), time(17, 0, 1)])
def test_code_when_a_place_is_picked_then_the_rule_of_every_sender_allows_it(
    acting: Acting, world: World, local_time: time
) -> None:
    make_known(acting, world, reach=[_MOBILE, _EMAIL])
    moment = civil_time(timezone.now()).replace(
        hour=local_time.hour, minute=local_time.minute, second=local_time.second, microsecond=0
    )
    with acting("area_adviser") as actor:
        check_id = check_of(search(actor, begin(actor, world)))
    picked = set()
    for is_safe, others, hours in product((True, False, None), (True, False), _HOURS):
        reach = [
            replace(_MOBILE, is_safe=is_safe, read_by_others=others, **hours),
            replace(_EMAIL, is_safe=is_safe, read_by_others=not others or not hours),
        ]
        with acting("second_prime_adviser"):  # who holds the record
            for one in reach:
                assert ContactPoint.objects.filter(value=one.value).update(**asdict(one)) == 1
        with acting("area_adviser"):
            held = doors.begin_code(
                check_id,
                code_hash="a hash",
                lasts=timedelta(minutes=10),
                most_codes=1_000,
                local_time=local_time,
            )
        ways = ways_to_write([ContactPoint(**asdict(one)) for one in reach], now=moment)
        allowed = {(one.way, one.address) for one in ways if not one.tells_nothing}
        assert (held is None) == (not allowed)
        if held is not None:
            assert ("email" if held.kind == "email" else "text", held.value) in allowed
            assert (held.not_before, held.not_after) == (hours.get("not_before"), hours.get("not_after")) or (
                held.kind == "email"
            )
        picked.add(held.value if held is not None else None)
    assert len(picked) == 3  # the number, the address, and nothing


def test_code_when_the_hours_end_sooner_than_the_code_then_it_leaves_within_them_or_never(
    acting: Acting, world: World
) -> None:
    now = london_moment(civil_date(timezone.now()), time(16, 55))
    make_known(acting, world, reach=[replace(_MOBILE, not_after=time(17))])
    with acting("area_adviser") as actor:
        check_id = check_of(search(actor, begin(actor, world)))
        assert send_code(actor=actor, now=now, check_id=check_id).outcome == "code_asked"
    with delivery._delivering():
        [message] = Message.objects.all()
    assert message.not_after == now + timedelta(minutes=5)
    assert delivery.deliver_message(message.id, now=now + timedelta(minutes=6)) == "failed"
