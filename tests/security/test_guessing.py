"""Guesses about one person count together, whatever name or postcode they are asked for by."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from django.utils import timezone

from fingerpost.customers.models import Customer
from fingerpost.customers.services import change_names
from fingerpost.customers.values import Names
from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.interactions.services.checks import answer_questions
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import civil_date
from tests.fixtures.world import Acting
from tests.interactions.known import ANSWERS, ITEMS, begin, check_of, make_known, search

pytestmark = pytest.mark.django_db

LATER = replace(ITEMS, family_name="Latername")
WRONG = dict.fromkeys(ANSWERS, "something else")


def _guess(actor: Actor, check_id: UUID, answers: dict[str, str]) -> str:
    return answer_questions(actor=actor, now=timezone.now(), check_id=check_id, answers=answers).outcome


@pytest.mark.requirement("BR-7.3")
def test_guesses_when_spread_over_an_earlier_and_a_later_name_then_no_more_than_the_limit_counts(
    acting: Acting, world: World
) -> None:
    customer_id = make_known(acting, world)
    with acting("second_prime_adviser") as actor:
        change_names(
            actor=actor,
            now=timezone.now(),
            customer_id=customer_id,
            names=Names(given_name=LATER.given_name, family_name=LATER.family_name),
            date_of_birth=ITEMS.date_of_birth,
            expected_version=Customer.objects.get(id=customer_id).version,
        )
    most = shipped_rules().get_int("identity.failures_before_lock", civil_date(timezone.now()))
    with acting("area_adviser") as actor:
        first = check_of(search(actor, begin(actor, world)))
        for _guess_made in range(most - 1):
            assert _guess(actor, first, WRONG) == "wrong"
        second = check_of(search(actor, begin(actor, world), LATER))
        assert _guess(actor, second, WRONG) == "wrong"
        # The limit is reached. The right answers read like wrong ones, as they would for nobody.
        assert _guess(actor, second, ANSWERS) in {"wrong", "locked"}
        assert not Customer.objects.filter(id=customer_id).exists()
