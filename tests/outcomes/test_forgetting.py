"""A provisional record that nobody confirmed goes with its outcomes, evidence, informal contacts and answers."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connections
from django.utils import timezone

from fingerpost.customers.models import Customer
from fingerpost.demo.world import World
from fingerpost.interactions.services.contacts import close_contact
from fingerpost.outcomes.services.evidence import add_evidence, open_evidence
from fingerpost.outcomes.services.follow_ups import Try, record_informal_contact
from fingerpost.outcomes.services.outcomes import OutcomeDetails, record_outcome
from fingerpost.policy.civil import civil_date
from fingerpost.site.tasks import forget_unconfirmed
from tests.fixtures.world import Acting
from tests.house.row_security import tables_reaching_customers
from tests.outcomes.steps import PNG_BYTES
from tests.session_steps import make_one, open_one, record_one

pytestmark = pytest.mark.django_db(transaction=True)


def mentions(customer_id: UUID) -> dict[str, int]:
    """Rows of any table in which the id of the customer stands."""
    found = {}
    with connections["owner"].cursor() as cursor:
        for table in sorted(tables_reaching_customers(connections["owner"])):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{customer_id}%"])
            count = cursor.fetchone()[0]
            if count:
                found[table] = count
    return found


def test_record_when_its_day_has_passed_then_nothing_of_its_outcomes_is_left(
    world: World, acting: Acting
) -> None:
    now = timezone.now()
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
        customer = make_one(actor, world, contact=contact, evidence=())
        record_one(actor, world, contact)
        close_contact(actor=actor, now=now, contact_id=contact.id)
        outcome = record_outcome(
            actor=actor,
            now=now,
            customer_id=customer.id,
            contract_id=world.contracts["prime_north_east"],
            details=OutcomeDetails(kind="4", told_on=civil_date(now)),
        )
        piece = add_evidence(
            actor=actor,
            now=now,
            outcome_id=outcome.id,
            kind="learning_document",
            received_on=civil_date(now),
            name="scan.png",
            content=PNG_BYTES,
        )
        open_evidence(actor=actor, now=now, evidence_id=piece.id, reason="added")
        record_informal_contact(
            actor=actor,
            now=now,
            customer_id=customer.id,
            made=Try(method="telephone", reached="spoken", situation="in_work", happened_at=now),
        )
    held = mentions(customer.id)
    assert {"outcomes_outcome", "outcomes_evidence", "outcomes_followupattempt", "files_storedfile"} <= set(
        held
    )
    day = civil_date(now) - timedelta(days=2)
    Customer.objects.using("owner").filter(id=customer.id).update(provisional_until=day)
    assert forget_unconfirmed() == 1
    assert mentions(customer.id) == {}
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outcomes_evidencegrant WHERE evidence_id = %s", [piece.id])
        assert cursor.fetchone() == (0,)
