"""An id presented on the wire: the grant that it makes and ends, who is told of it, and how often a key may ask."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from fingerpost.customers.doors import insert_customer, open_record
from fingerpost.customers.models import Customer, Grant
from fingerpost.dss.services.keys import make_key
from fingerpost.dss.serving.limits import Limiter, let_go
from fingerpost.dss.serving.presenting import Presented, present
from fingerpost.house.actor import Actor
from tests.dss.kit import EAST, WEST, Wire, a_customer, address_body, made
from tests.dss.systems import NorthEast
from tests.fixtures.world import Acting, ClientAs

pytestmark = pytest.mark.django_db


def grants_of(customer_id: str) -> list[tuple[str, bool]]:
    """Reason, and whether it is one's own, of every grant that whoever acts holds on a customer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reason, account_id = fingerpost_me() FROM customers_grant WHERE customer_id = %s",
            [customer_id],
        )
        return list(cursor.fetchall())


@pytest.mark.requirement("OI-14.15", "BR-7.3")
def test_id_when_presented_then_a_grant_of_a_year_and_no_second_one_while_it_lives(wire: Wire) -> None:
    customer = a_customer(wire, touchpoint=EAST)
    with wire.entered(WEST) as entered:
        assert not Customer.objects.filter(id=customer.id).exists()
        now = timezone.now()
        shown = present(customer_id=UUID(customer.id), entered=entered, now=now, writing=False)
        assert shown == Presented(state="confirmed", is_fresh=True)
        assert Customer.objects.filter(id=customer.id).exists()
        assert grants_of(customer.id) == [("wire", True)]
        grant = Grant.objects.get(customer_id=customer.id)
        assert grant.organisation_id == entered.actor.organisation_id
        assert grant.ends_at == now + timedelta(days=365)
        again = present(customer_id=UUID(customer.id), entered=entered, now=now, writing=True)
        assert again == Presented(state="confirmed", is_fresh=False)
        assert len(grants_of(customer.id)) == 1
        assert present(customer_id=uuid4(), entered=entered, now=now, writing=False) is None


@pytest.mark.requirement("XD-17")
def test_provisional_record_of_a_page_when_its_id_is_presented_then_there_is_no_such_customer(
    wire: Wire, acting: Acting
) -> None:
    customer = a_customer(wire)
    with acting("area_adviser") as actor:
        provisional = _provisional(actor)
    said = wire.get(f"customers/api/Customers/{provisional}", touchpoint=WEST)
    assert (said.status, said.text) == (204, "")
    with wire.entered(WEST):
        assert grants_of(str(provisional)) == []
    assert wire.get(customer.path, touchpoint=WEST).status == 200


def _provisional(actor: Actor) -> UUID:
    """A record whose identity is still to be confirmed."""
    now = timezone.now()
    customer = Customer(
        state="provisional",
        family_name="Marchbanks",
        provisional_until=(now + timedelta(days=20)).date(),
        registered_at=now,
        opened_by_id=actor.account_id,
        organisation_id=actor.organisation_id,
    )
    insert_customer(customer)
    open_record(customer.id, basis=None, until=now + timedelta(days=20))
    return customer.id


def test_people_when_they_try_to_present_an_id_then_the_database_refuses(wire: Wire, acting: Acting) -> None:
    customer = a_customer(wire)
    with (
        acting("area_adviser"),
        pytest.raises(Exception, match="only a system presents"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT fingerpost_wire_present(%s, now() + interval '1 day', false)", [customer.id])


@pytest.mark.requirement("OI-14.15")
def test_record_page_when_systems_looked_then_says_which_why_and_what(
    acting: Acting, client_as: ClientAs
) -> None:
    ours = NorthEast(acting)
    customer = a_customer(ours)
    address = made(ours, f"addresses/api/Customers/{customer.id}/Addresses", address_body(), "AddressId")
    ours.get(address.path, touchpoint=WEST)
    ours.get(customer.path, touchpoint=WEST)
    page = client_as("area_adviser").get(f"/staff/customers/{customer.id}/access/").content.decode()
    text = re.sub(r"<[^>]+>|\s+", " ", page)
    text = re.sub(r"\s+", " ", text)
    assert f"System of touchpoint {WEST}" in text
    assert "Their system named this customer on the shared record" in text
    assert "Addresses, by a system" in text
    assert "Customer record, by a system" in text


def test_limiter_when_a_key_asks_too_often_then_it_waits_for_the_next_minute_and_others_do_not() -> None:
    limiter, one, other = Limiter(), uuid4(), uuid4()
    at = datetime(2026, 3, 29, 1, 0, 50, tzinfo=UTC)
    assert [limiter.wait_for(one, most=2, now=at) for _ in range(3)] == [0, 0, 10]
    assert limiter.wait_for(other, most=2, now=at) == 0
    assert limiter.wait_for(one, most=2, now=at + timedelta(seconds=9)) == 1
    assert limiter.wait_for(one, most=2, now=at + timedelta(seconds=10)) == 0


def test_key_when_the_limit_is_reached_then_429_with_the_seconds_and_those_let_go_ask_on(
    wire: Wire, acting: Acting, settings: Settings
) -> None:
    customer = a_customer(wire)
    settings.DSS_RATE, settings.DSS_PROCESSES = 5, 2
    key = wire.key_for(EAST)
    said = [wire.get(customer.path, key=key) for _ in range(7)]
    # Three a process; the minute may turn over in between.
    refused = [one for one in said if one.status == 429]
    assert refused
    assert 1 <= int(refused[0].headers["Retry-After"]) <= 60
    assert refused[0].json()["statusCode"] == 429
    assert wire.get(customer.path, key="0" * 48).status == 401
    assert wire.get("customers/api/Nothing", key=key).status == 404
    with acting("technician") as actor:
        free = make_key(actor=actor, now=timezone.now(), label="Our own", touchpoints=[EAST])
    let_go(free.id)
    assert {wire.get(customer.path, key=free.key).status for _ in range(7)} == {200}
