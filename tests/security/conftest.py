"""A session that an adviser recorded, with everything that hangs on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.interactions.services.contacts import attach_customer, open_contact
from fingerpost.interactions.services.sessions import Place, SessionDetails, record_session
from tests.interactions.known import ITEMS, begin, make_record


@dataclass(frozen=True, slots=True)
class Visit:
    """Ids of one recorded visit."""

    customer: UUID
    contact: UUID
    session: UUID
    attendance: UUID


RecordVisit = Callable[..., Visit]


@pytest.fixture
def record_visit(world: World) -> RecordVisit:
    """`record_visit(actor)`: a customer made in a contact of this adviser, and the session that was attended."""

    def record(actor: Actor, contract: str = "prime_north_east", items: object = ITEMS) -> Visit:
        contract_id = world.contracts[contract]
        contact = begin(actor, world, "walk_in", contract_id=contract_id)
        customer = make_record(actor, world, items, contract_id=contract_id)  # type: ignore[arg-type]
        attach_customer(actor=actor, now=timezone.now(), contact=contact, customer_id=customer.id)
        session = record_session(
            actor=actor,
            now=timezone.now(),
            contact_id=contact.id,
            details=SessionDetails(
                kind="one_to_one",
                channel=1,
                contract_id=contract_id,
                adviser_id=actor.account_id,
                started_at=timezone.now() - timedelta(minutes=30),
            ),
            places=[Place(customer_id=customer.id, result="attended")],
        )
        return Visit(customer.id, contact.id, session.id, session.attendances.get().id)

    return record


@pytest.fixture
def open_call(world: World) -> Callable[[Actor], UUID]:
    """`open_call(actor)`: the id of a call that nobody is named in."""

    def begin_call(actor: Actor) -> UUID:
        return open_contact(
            actor=actor, now=timezone.now(), kind="call", contract_id=world.contracts["prime_north_east"]
        ).id

    return begin_call
