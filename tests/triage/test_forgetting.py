"""What is left of a decision when its customer is forgotten: that it was made, and by which rule."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connections
from django.db.utils import ProgrammingError
from django.utils import timezone

from fingerpost.customers.models import Customer
from fingerpost.customers.values import Evidence
from fingerpost.demo.world import World
from fingerpost.interactions.models import Contact
from fingerpost.interactions.services.contacts import attach_customer
from fingerpost.site.tasks import forget_unconfirmed
from fingerpost.triage.models import ContactDecision
from tests.fixtures.world import Acting
from tests.interactions.known import ITEMS, make_record
from tests.triage.steps import HOME, PRIME, call, decided

pytestmark = pytest.mark.django_db(transaction=True)


def test_decision_when_its_customer_is_forgotten_then_needs_area_prompts_and_reasons_go(
    acting: Acting, world: World
) -> None:
    with acting("area_adviser") as actor:
        now = timezone.now()
        contact = call(actor, world, now=now, contract=PRIME, kind="walk_in")
        customer = make_record(actor, world, ITEMS, contract_id=world.contracts[PRIME], evidence=Evidence())
        attach_customer(actor=actor, now=now, contact=contact, customer_id=customer.id)
        made = decided(actor, contact, now=now, stated_need="information", found_need="advice")
    assert (made.home_area, made.held_by) == (HOME, HOME)
    kept = ContactDecision.objects.using("owner").filter(id=made.id)
    with (
        pytest.raises(ProgrammingError, match="not a provisional record"),
        connections["system"].cursor() as cursor,
    ):
        cursor.execute("SELECT fingerpost_forget_in_triage(%s)", [customer.id])
    Customer.objects.using("owner").filter(id=customer.id).update(
        provisional_until=now.date() - timedelta(days=2)
    )
    assert forget_unconfirmed() == 1
    row = kept.get()
    assert Contact.objects.using("owner").get(id=contact.id).customer_id is None
    assert (row.rule, row.direction, row.decided_by_id) == (made.rule, made.direction, made.decided_by_id)
    assert (row.stated_need, row.found_need, row.home_area, row.held_by) == ("", "", "", "")
    assert (row.prompts, row.reasons) == ([], [])
