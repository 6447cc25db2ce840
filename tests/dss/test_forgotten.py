"""Whoever is forgotten has never existed on the wire."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from fingerpost.customers.models import Customer
from fingerpost.policy.civil import civil_date
from fingerpost.site.tasks import forget_unconfirmed
from tests.dss.kit import Wire, a_customer, a_session, address_body, an_interaction, contact_body, made
from tests.house.row_security import tables_reaching_customers


@pytest.mark.django_db(transaction=True)
def test_forgotten_customer_answers_by_id_and_by_search_as_one_who_never_was(wire: Wire) -> None:
    customer = a_customer(
        wire, DateofBirth=None, IntroducedByAdditionalInfo="Met him when he was on probation"
    )
    below = f"{{}}/api/Customers/{customer.id}/{{}}"
    made(wire, below.format("addresses", "Addresses"), address_body(), "AddressId")
    made(wire, below.format("contactdetails", "ContactDetails"), contact_body(), "ContactId")
    interaction = an_interaction(wire, customer)
    a_session(wire, customer, interaction)
    search = f"search/api/?search=FamilyName:{customer.body['FamilyName']}"
    assert wire.get(customer.path).status == 200
    found_before = wire.get(search)
    assert customer.id in found_before.text
    # It has no date of birth, and still goes by no date: the record is that system's, not a visit of ours.
    assert forget_unconfirmed() == 0
    day = civil_date(timezone.now()) - timedelta(days=2)
    Customer.objects.using("owner").filter(id=customer.id).update(provisional_until=day)
    assert forget_unconfirmed() == 1
    with connections["owner"].cursor() as cursor:
        for table in sorted(tables_reaching_customers(connections["owner"])):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{customer.id}%"])
            assert cursor.fetchone() == (0,), table
    never = "11111111-2222-3333-4444-555555555555"
    for path in (
        customer.path,
        below.format("addresses", "Addresses"),
        below.format("interactions", "Interactions"),
    ):
        said, as_never = wire.get(path), wire.get(path.replace(customer.id, never))
        assert (said.status, said.text) == (as_never.status, as_never.text) == (204, "")
    said = wire.patch(customer.path, {"Title": 1})
    assert (said.status, said.text) == (204, "")
    after = wire.get(search)
    assert customer.id not in after.text
    assert after.status == wire.get("search/api/?search=FamilyName:Nobodyatall").status
