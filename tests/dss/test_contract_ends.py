"""A contract that ends takes its touchpoints with it: their keys, their grants, their subscriptions' notices."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from fingerpost.customers.models import Grant
from fingerpost.demo.world import World
from fingerpost.dss.models import WireTouchpoint
from fingerpost.dss.services.keys import make_key
from fingerpost.organisations.models import Contract, Touchpoint
from fingerpost.policy.civil import civil_date, start_of_day
from tests.dss.kit import Made, a_customer
from tests.dss.systems import NORTH_EAST, NorthEast
from tests.fixtures.world import Acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours(acting: Acting) -> NorthEast:
    return NorthEast(acting)


def contract_of(acting: Acting) -> Contract:
    with acting("technician"):
        return Contract.objects.get(
            id=WireTouchpoint.objects.values_list("contract_id").get(code=NORTH_EAST)[0]
        )


def ends(contract: Contract, day: date | None) -> None:
    Contract.objects.using("owner").filter(id=contract.id).update(ends_on=day)


def today() -> date:
    return civil_date(timezone.now())


def path_of(customer: Made) -> str:
    return f"customers/api/Customers/{customer.id}"


def grant_end(ours: NorthEast, customer: Made) -> datetime:
    with ours.entered(NORTH_EAST) as entered:
        found = Grant.objects.filter(customer_id=customer.id, account_id=entered.actor.account_id)
        return found.latest("starts_at").ends_at


def test_key_when_the_contract_has_ended_opens_nothing_and_opens_again_with_it(
    world: World, ours: NorthEast, acting: Acting
) -> None:
    customer = a_customer(ours)
    contract = contract_of(acting)
    ends(contract, today())
    assert ours.get(path_of(customer)).status == 200, "its last day counts"
    ends(contract, today() - timedelta(days=1))
    refused = ours.get(path_of(customer))
    assert refused.status == 403
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerpost_me(), current_setting('fingerpost.organisation', true)")
        assert cursor.fetchone() == (None, "")
    ends(contract, None)
    assert ours.get(path_of(customer)).status == 200


def test_touchpoint_when_moved_to_another_contract_then_the_next_key_goes_by_that_one(
    world: World, ours: NorthEast, acting: Acting
) -> None:
    customer = a_customer(ours)
    contract = contract_of(acting)
    ends(contract, today() - timedelta(days=1))
    following = Contract.objects.using("owner").create(
        prime=contract.prime,
        reference="following",
        scheme=contract.scheme,
        audience=contract.audience,
        service=contract.service,
        starts_on=today(),
    )
    Touchpoint.objects.using("owner").filter(code=NORTH_EAST).update(contract=following)
    assert ours.get(path_of(customer)).status == 403, "nobody has said that the system works under it"
    with acting("technician") as actor:
        made = make_key(actor=actor, now=timezone.now(), label="Following", touchpoints=[NORTH_EAST])
    ours.key = made.key
    assert ours.get(path_of(customer)).status == 200
    assert contract_of(acting).id == following.id


def test_grant_when_made_then_never_outlives_the_contract(
    world: World, ours: NorthEast, acting: Acting
) -> None:
    last_day = today() + timedelta(days=40)
    ends(contract_of(acting), last_day)
    customer = a_customer(ours)
    assert grant_end(ours, customer) == start_of_day(last_day + timedelta(days=1))
    ends(contract_of(acting), None)
    assert grant_end(ours, a_customer(ours)) > start_of_day(last_day + timedelta(days=300))
