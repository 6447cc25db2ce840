"""A record in one line, for the tests of this room."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from fingerpost.customers.models import Customer
from fingerpost.customers.services import make_customer
from fingerpost.customers.values import Evidence, Home, Names, NewRecord
from fingerpost.demo.world import World
from fingerpost.house.actor import Actor

MakeRecord = Callable[..., Customer]


@pytest.fixture
def make_record(world: World) -> MakeRecord:
    """`make_record(actor)`: a confirmed record of an invented person; keywords replace parts of it."""

    def make(actor: Actor, **parts: Any) -> Customer:
        values: dict[str, Any] = {
            "names": Names(given_name="Vashti", family_name="Placeholder"),
            "date_of_birth": date(1980, 5, 17),
            "home": Home(postcode="ZZ5 5AA", lines=("1 Example Road",)),
            "evidence": Evidence(kinds=("passport",)),
            "contract_id": world.contracts["prime_north_east"],
        }
        return make_customer(
            actor=actor, now=timezone.now(), contact_id=None, record=NewRecord(**{**values, **parts})
        )

    return make
