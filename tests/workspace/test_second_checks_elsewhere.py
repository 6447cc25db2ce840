"""Second checks on pages that hold no notes: a new record, details, numbers, identity, group sessions. BR-A.3."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from fingerpost.customers.models import Customer
from fingerpost.demo.world import World
from fingerpost.interactions.models import Session
from fingerpost.interactions.services.contacts import open_contact
from tests.fixtures.world import Acting, ClientAs
from tests.session_steps import make_one, notes_data, open_one
from tests.workspace.second_check_steps import (
    a_place,
    code_for,
    number_on,
    other,
    soup,
    texts_of,
    uses,
)


def other_fields(world: World, acting: Acting) -> dict[str, tuple[str, dict[str, str], str]]:
    """Pages with a screened field beside the notes: address, what is sent, and the field."""
    with acting("area_adviser") as actor:
        customer = make_one(actor, world, contact=open_one(actor, world))
        unproved = make_one(actor, world, given="Una", evidence=())
        contact = open_one(actor, world)
        group = open_contact(
            actor=actor, now=timezone.now(), kind="group", contract_id=world.contracts["prime_north_east"]
        )
    began = timezone.localtime()
    version = str(customer.version)
    return {
        "new record": (
            f"/staff/contacts/{contact.id}/new-customer/",
            {"family_name": "Placeholder", "evidence": "none"},
            "introduced_by_detail",
        ),
        "details": (f"/staff/customers/{customer.id}/details/", {"version": version}, "introduced_by_detail"),
        "contact point": (
            f"/staff/customers/{customer.id}/contact-points/mobile/",
            {"version": "0", "value": "07700 900982"},
            "name_to_give",
        ),
        "identity": (
            f"/staff/customers/{unproved.id}/identity/",
            {"evidence": "vouched_known_professional"},
            "vouched_by",
        ),
        "group": (
            f"/staff/contacts/{group.id}/session/",
            {
                "kind": "group",
                "channel": "1",
                "started_on-day": str(began.day),
                "started_on-month": str(began.month),
                "started_on-year": str(began.year),
                "started_at": "00:00",
                "adviser": str(world.accounts["area_adviser"]),
                "contract": str(world.contracts["prime_north_east"]),
                "helper": "nobody",
                "language": "en-GB",
            },
            "label",
        ),
    }


@pytest.mark.requirement("BR-A.3")
@pytest.mark.parametrize("page", ["new record", "details", "contact point", "identity", "group"])
def test_other_page_with_a_screened_field_when_a_colleague_looked_then_is_kept_there_too(
    world: World, client_as: ClientAs, acting: Acting, page: str
) -> None:
    first = client_as("area_adviser")
    url, sent, name = other_fields(world, acting)[page]
    sent |= {name: "Fine Art Road"}
    refused = first.post(url, sent)
    assert refused.status_code == 422
    assert uses(acting) == []
    version = soup(refused).select_one('input[name="version"]')
    if version is not None:
        sent |= {"version": str(version["value"])}
    wrong = first.post(url, sent | {f"{name}-second_check": "000000"})
    assert wrong.status_code == 422
    version = soup(wrong).select_one('input[name="version"]')
    if version is not None:
        sent |= {"version": str(version["value"])}
    code = code_for(client_as, world, number_on(wrong))
    assert first.post(url, sent | {f"{name}-second_check": code}).status_code == 302
    (use,) = uses(acting)
    assert use.field == name
    with acting("area_adviser"):
        if page == "group":
            assert Session.objects.get(id=use.session_id).label == "Fine Art Road"
        else:
            customer = Customer.objects.get(id=use.customer_id)
            kept = [
                customer.introduced_by_detail,
                *customer.contact_points.values_list("name_to_give", flat=True),
            ]
            kept += customer.proofs.values_list("vouched_by", flat=True)
            assert "Fine Art Road" in kept


def number_beside(answer: Any, name: str) -> str:
    """The number of one of several refused fields."""
    box = soup(answer).select_one(f'[name="{name}-second_check"]')
    assert box is not None
    inset = box.find_parent(class_="govuk-inset-text")
    assert inset is not None
    number = inset.select_one("strong")
    assert number is not None
    return number.get_text()


@pytest.mark.requirement("BR-A.3")
def test_new_record_when_one_of_two_codes_is_wrong_then_neither_is_used_and_both_boxes_stay(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    first = client_as("area_adviser")
    url, sent, _name = other_fields(world, acting)["new record"]
    names = ("introduced_by_detail", "name_to_give")
    sent |= {
        "introduced_by_detail": "Fine Art Road",
        "name_to_give": "The fine shop",
        "mobile": "07700 900982",
    }
    refused = first.post(url, sent)
    codes = {
        f"{name}-second_check": code_for(client_as, world, number_beside(refused, name)) for name in names
    }
    wrong = codes | {"name_to_give-second_check": other(codes["name_to_give-second_check"])}
    for half in (wrong, {"introduced_by_detail-second_check": codes["introduced_by_detail-second_check"]}):
        answer = first.post(url, sent | half)
        assert answer.status_code == 422
        for name in names:
            box = soup(answer).select_one(f'[name="{name}-second_check"]')
            assert box is not None
            assert box.get("value", "") == half.get(f"{name}-second_check", "")
        assert uses(acting) == []
    assert first.post(url, sent | codes).status_code == 302
    assert {use.field for use in uses(acting)} == set(names)


@pytest.mark.requirement("XD-11")
def test_surname_that_is_on_the_list_then_saves_and_the_same_word_in_a_note_stops(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    first = client_as("area_adviser")
    url, sent, _name = other_fields(world, acting)["new record"]
    assert first.post(url, sent | {"family_name": "Fine"}).status_code == 302
    with acting("area_adviser"):
        assert Customer.objects.filter(family_name="Fine").count() == 1
    place = a_place(acting, world)
    assert first.post(f"/staff/attendances/{place.id}/", notes_data(reason="Fine")).status_code == 422
    assert texts_of(acting, place) == {}


def test_details_when_new_words_are_refused_then_the_record_keeps_what_it_had(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    first = client_as("area_adviser")
    url, sent, name = other_fields(world, acting)["details"]
    assert first.post(url, sent | {name: "The library"}).status_code == 302
    version = soup(first.get(url)).select_one('input[name="version"]')
    assert version is not None
    refused = first.post(url, {"version": str(version["value"]), name: "Fine Art Road", "gender": "1"})
    assert refused.status_code == 422
    with acting("area_adviser"):
        customer = Customer.objects.get(introduced_by_detail="The library")
        assert customer.gender == 1
