"""A prime contractor of several areas: a contact that is with it already does not move to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.organisations.models import Area, Contract, ContractArea
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import civil_date
from fingerpost.triage.models import ContactDecision
from fingerpost.triage.queries import known_of
from fingerpost.triage.services import record_attempt
from tests.fixtures.world import Acting, ClientAs
from tests.triage.steps import PRIME, at, call, decided, working_day

pytestmark = pytest.mark.django_db
TODAY = working_day(civil_date(timezone.now()) + timedelta(days=1))
NOW = at(TODAY, 10)


def _walked_in(actor: Actor, world: World, *, contract: str = PRIME, **said: object) -> ContactDecision:
    contact = call(actor, world, now=NOW, contract=contract, kind="walk_in")
    return decided(actor, contact, now=NOW, **said)


@pytest.mark.requirement("BR-5.1")
@pytest.mark.parametrize("need", ["advice", "book_face_to_face"])
@pytest.mark.parametrize(
    ("contract", "home"),
    [("prime_north_east", "north_west"), ("prime_north_west", "north_east"), (PRIME, "north_east")],
)
def test_contact_when_the_same_prime_has_the_home_area_under_another_contract_then_nothing_moves(
    acting: Acting, world: World, contract: str, home: str, need: str
) -> None:
    with acting("area_adviser") as actor:
        made = _walked_in(actor, world, contract=contract, lives_in=home, stated_need=need)
    assert (made.transfer, made.also, made.held_by, made.home_area) == ("none", [], home, home)
    assert "Another prime contractor" not in str(made.reasons)
    assert made.rule == ("T14" if need == "advice" else "T15")


@pytest.mark.requirement("BR-5.1")
@pytest.mark.parametrize("home", ["south_west", "london"])
def test_contact_when_another_prime_or_nobody_of_ours_has_the_home_area_then_it_moves(
    acting: Acting, world: World, home: str
) -> None:
    with acting("area_adviser") as actor:
        made = _walked_in(actor, world, lives_in=home)
        assert (made.transfer, made.also, made.held_by) == ("warm", ["T18"], "north_east")
        # Decided anew at the attempt, it is still with whoever had it.
        again = record_attempt(
            actor=actor, now=NOW, contact_id=made.contact_id, outcome="no_answer", after_id=made.id
        )
    assert (again.also, again.held_by, again.transfer_case) == (["T18"], "north_east", "K5")


@pytest.mark.parametrize(
    "change",
    [
        {"ends_on": TODAY - timedelta(days=1)},
        {"starts_on": TODAY + timedelta(days=1), "ends_on": None},
        {"audience": "young_people"},
    ],
    ids=["ended", "not_begun", "not_for_adults"],
)
def test_contact_when_the_other_contract_does_not_serve_adults_that_day_then_it_moves(
    acting: Acting, world: World, change: dict[str, object]
) -> None:
    Contract.objects.using("owner").filter(reference="DEMO-NW").update(**change)
    with acting("area_adviser") as actor:
        made = _walked_in(actor, world, lives_in="north_west")
    assert (made.also, made.held_by) == (["T18"], "north_east")


def test_contact_when_a_second_prime_serves_the_area_too_then_each_keeps_its_own(
    acting: Acting, world: World
) -> None:
    """Who has the contact, of two that serve the area, is the home prime."""
    second = Contract.objects.using("owner").get(reference="DEMO-SW")
    north_west = Area.objects.using("owner").get(code="north_west")
    ContractArea.objects.using("owner").create(contract=second, area=north_west)
    with acting("area_adviser") as actor:
        ours = _walked_in(actor, world, lives_in="north_west")
    with acting("second_prime_adviser") as actor:
        theirs = _walked_in(actor, world, contract="second_prime_south_west", lives_in="north_west")
    assert [one.transfer for one in (ours, theirs)] == ["none", "none"]


def test_known_when_asked_then_the_areas_of_the_contract_come_first(acting: Acting, world: World) -> None:
    with acting("area_adviser") as actor:
        for contract, areas in (
            ("prime_north_east", ("north_east", "north_west")),
            ("prime_north_west", ("north_west", "north_east")),
        ):
            contact = call(actor, world, now=NOW, contract=contract, kind="walk_in")
            found = known_of(actor, contact, now=NOW, rules=shipped_rules())
            assert found.holder_areas == areas


@pytest.mark.requirement("BR-6.2")
def test_page_when_the_same_prime_has_both_areas_then_says_nothing_of_another(
    acting: Acting, world: World, client_as: ClientAs
) -> None:
    with acting("area_adviser") as actor:
        made = _walked_in(actor, world, lives_in="north_west")
        other = _walked_in(actor, world, lives_in="south_west")
    client = client_as("area_adviser")
    page = client.get(f"/staff/contacts/{made.contact_id}/triage/").content.decode()
    assert "Another prime contractor has the contact" not in page
    page = client.get(f"/staff/contacts/{other.contact_id}/triage/").content.decode()
    assert "Another prime contractor has the contact" in page
