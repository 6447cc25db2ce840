"""A customer who is known, a contact that is open, and a search for the one in the other, in one line each."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, time
from typing import Any, Protocol
from uuid import UUID

from django.utils import timezone

from fingerpost.customers.models import ContactPointKind, Customer
from fingerpost.customers.services import make_customer, set_secrets
from fingerpost.customers.values import Evidence, Home, Names, NewRecord, Reach
from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.interactions.models import Contact
from fingerpost.interactions.services.checks import CheckResult, FourItems, search_for_customer
from fingerpost.interactions.services.contacts import open_contact

ITEMS = FourItems(
    family_name="Placeholder", given_name="Vashti", date_of_birth=date(1980, 5, 17), postcode="ZZ5 5AA"
)
NOBODY = replace(ITEMS, given_name="Nobody")
ANSWERS = {"memorable_phrase": "violet umbrellas", "word_for_calls": "marmalade"}
SAFE_MOBILE = Reach(
    kind=ContactPointKind.MOBILE,
    value="07700900123",
    is_safe=True,
    not_before=time(0, 0),
    not_after=time(23, 59, 59),
)


class Acting(Protocol):
    """The fixture `acting`."""

    def __call__(self, nickname: str) -> AbstractContextManager[Actor]: ...


def make_known(acting: Acting, world: World, items: FourItems = ITEMS, **parts: Any) -> UUID:
    """Make a confirmed record with two secrets, in another organisation than the adviser's who looks for it."""
    with acting("second_prime_adviser") as actor:
        customer = make_record(actor, world, items, **parts)
        set_secrets(actor=actor, now=timezone.now(), customer_id=customer.id, answers=ANSWERS)
        return customer.id


def make_record(
    actor: Actor, world: World, items: FourItems = ITEMS, contract_id: UUID | None = None, **parts: Any
) -> Customer:
    """Make a record, confirmed unless it has no evidence, as this actor."""
    values: dict[str, Any] = {
        "names": Names(given_name=items.given_name, family_name=items.family_name),
        "date_of_birth": items.date_of_birth,
        "home": Home(postcode=items.postcode, lines=("1 Example Road",)),
        "evidence": Evidence(kinds=("passport",)),
        "reach": [SAFE_MOBILE],
        "contract_id": contract_id or world.contracts["second_prime_south_west"],
    }
    return make_customer(
        actor=actor, now=timezone.now(), contact_id=None, record=NewRecord(**{**values, **parts})
    )


def begin(actor: Actor, world: World, kind: str = "call", **parts: Any) -> Contact:
    """Open a contact."""
    contract = parts.pop("contract_id", world.contracts["prime_north_east"])
    return open_contact(actor=actor, now=timezone.now(), kind=kind, contract_id=contract, **parts)


def search(actor: Actor, contact: Contact, items: FourItems = ITEMS) -> CheckResult:
    """Look for somebody in a contact."""
    return search_for_customer(actor=actor, now=timezone.now(), contact_id=contact.id, items=items)


def check_of(result: CheckResult) -> UUID:
    """The check that a search began."""
    assert result.outcome == "asked", result
    assert result.check_id is not None
    return result.check_id
