"""Provisional records that nobody confirmed go by policy, with everything that was said; confirmed ones stay."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connections
from django.db.utils import ProgrammingError
from django.utils import timezone

from fingerpost.customers.models import Customer
from fingerpost.customers.services.records import make_customer
from fingerpost.customers.values import Home, Names, NewRecord
from fingerpost.house.actor import Actor
from fingerpost.interactions.services.contacts import attach_customer, open_contact
from fingerpost.site.tasks import forget_unconfirmed
from tests.house.row_security import tables_reaching_customers

Acting = Callable[[str], AbstractContextManager[Actor]]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def provisional(acting: Acting) -> UUID:
    """A provisional record made in a contact, committed."""
    now = timezone.now()
    with acting("area_adviser") as actor:
        contact = open_contact(
            actor=actor, now=now, kind="walk_in", contract_id=actor.contract_ids[0], venue_id=None
        )
        customer = make_customer(
            actor=actor,
            now=now,
            contact_id=contact.id,
            record=NewRecord(
                names=Names(given_name="Fern", family_name="Marshwiggle"),
                date_of_birth=date(1990, 5, 1),
                home=Home(postcode="ZZ1 1AA", lines=("1 Marsh Row",)),
            ),
        )
        attach_customer(actor=actor, now=now, contact=contact, customer_id=customer.id)
    return customer.id


def let_day_pass(customer_id: UUID, *, days: int) -> None:
    """Move the record's day so that it lies so many days before today."""
    day = timezone.now().date() - timedelta(days=days)
    Customer.objects.using("owner").filter(id=customer_id).update(provisional_until=day)


def mentions(customer_id: UUID) -> dict[str, int]:
    """Rows of any table, history and logs included, in which the id or the name of the customer stands."""
    found = {}
    with connections["owner"].cursor() as cursor:
        for table in sorted(tables_reaching_customers(connections["owner"])):
            cursor.execute(
                f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s OR t::text LIKE %s",
                [f"%{customer_id}%", "%Marshwiggle%"],
            )
            count = cursor.fetchone()[0]
            if count:
                found[table] = count
    return found


def test_forget_unconfirmed_when_day_has_passed_then_nothing_of_the_customer_is_left(
    provisional: UUID,
) -> None:
    assert len(mentions(provisional)) > 5
    let_day_pass(provisional, days=2)
    assert forget_unconfirmed() == 1
    assert mentions(provisional) == {}
    assert forget_unconfirmed() == 0


def test_forget_unconfirmed_when_day_has_not_passed_then_record_stays(provisional: UUID) -> None:
    let_day_pass(provisional, days=-1)
    assert forget_unconfirmed() == 0
    assert Customer.objects.using("owner").filter(id=provisional).exists()


def test_forgetting_when_record_was_confirmed_then_database_refuses(provisional: UUID) -> None:
    Customer.objects.using("owner").filter(id=provisional).update(state="confirmed", provisional_until=None)
    with pytest.raises(ProgrammingError), connections["system"].cursor() as cursor:
        cursor.execute("SELECT fingerpost_forget_in_customers(%s)", [provisional])
    assert Customer.objects.using("owner").filter(id=provisional).exists()


def test_forgetting_when_asked_by_the_web_then_database_refuses(provisional: UUID) -> None:
    let_day_pass(provisional, days=2)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute("SELECT fingerpost_forget_in_customers(%s)", [provisional])
