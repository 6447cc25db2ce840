"""Whatever the wire lets through reaches the record or a finding, and never fails (BR-20.4, XD-9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from fingerpost.customers.models import Address, ContactPoint, Customer, DiversityDetails, EarlierName
from fingerpost.demo.world import World
from fingerpost.dss.models import WireRecord
from fingerpost.interactions.models import Attendance, AttendanceResult, Contact, Session
from fingerpost.interactions.services.checks import FourItems, pass_on_evidence
from tests.dss.kit import (
    Made,
    Wire,
    a_customer,
    a_session,
    address_body,
    an_interaction,
    at,
    changed,
    contact_body,
    diversity_body,
    made,
)
from tests.dss.systems import NORTH_EAST, rules_found
from tests.fixtures.world import Acting, ClientAs
from tests.interactions.known import begin, check_of, search


def an_address(wire: Wire, customer: Made, **changes: object) -> Made:
    path = f"addresses/api/Customers/{customer.id}/Addresses"
    return made(wire, path, changed(address_body(), changes), "AddressId")


def test_record_without_date_of_birth_stays_until_one_comes(wire: Wire) -> None:
    customer = a_customer(wire, DateofBirth=None)
    with wire.entered():
        kept = Customer.objects.get(id=customer.id)
        assert kept.is_provisional
        assert kept.provisional_until is not None
        assert kept.provisional_until > kept.registered_at.date() + timedelta(36500)
        assert rules_found(customer) == {"no_date_of_birth"}
    assert wire.get(f"customers/api/Customers/{customer.id}", touchpoint="0000000104").status == 200
    said = wire.patch(f"customers/api/Customers/{customer.id}", {"DateofBirth": "1990-06-30T23:00:00Z"})
    assert said.status == 200
    with wire.entered():
        kept = Customer.objects.get(id=customer.id)
        # Midnight of a summer's day in England, as a client sends it from its own clock.
        assert (kept.state, str(kept.date_of_birth), kept.provisional_until) == (
            "confirmed",
            "1990-07-01",
            None,
        )


def test_new_name_is_found_beside_the_earlier_one_and_end_closes_the_record(wire: Wire) -> None:
    customer = a_customer(wire)
    path = f"customers/api/Customers/{customer.id}"
    long = "Heard of it " * 30
    assert wire.patch(path, {"FamilyName": "Quillfeather", "IntroducedByAdditionalInfo": long}).status == 200
    assert wire.get(path).json()["IntroducedByAdditionalInfo"] == long
    with wire.entered():
        kept = Customer.objects.get(id=customer.id)
        assert (kept.family_name, kept.introduced_by_detail) == ("Quillfeather", "")
        assert EarlierName.objects.get(customer=kept).family_name == customer.body["FamilyName"]
        assert "not_carried" in rules_found(customer)
    assert wire.patch(path, {"DateOfTermination": at(days=1), "ReasonForTermination": 1}).status == 200
    with wire.entered():
        assert Customer.objects.get(id=customer.id).state == "closed"
    assert wire.patch(path, {"Title": 1}).status == 403
    ended = a_customer(wire, DateOfTermination=at(days=1))
    with wire.entered():
        assert Customer.objects.get(id=ended.id).state == "closed"


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        pytest.param({}, {}, {}, id="several-at-once"),
        pytest.param(
            {"EffectiveFrom": "2010-01-01", "EffectiveTo": "2015-01-01"},
            {"EffectiveFrom": "2012-01-01"},
            {"EffectiveFrom": "2020-01-01"},
            id="the-end-of-one-would-overlap-with-another",
        ),
        pytest.param(
            {"EffectiveFrom": "2015-01-01", "EffectiveTo": "2011-01-01"},
            {"EffectiveFrom": "2014-01-01", "EffectiveTo": "2014-01-01"},
            {"EffectiveFrom": "2010-01-01", "EffectiveTo": "2031-01-01"},
            id="ends-before-it-begins-and-in-the-future",
        ),
        pytest.param(
            {"EffectiveFrom": "0001-01-01T00:00:00Z", "EffectiveTo": "9999-12-31T23:59:59.9999999"},
            {"EffectiveFrom": "1899-12-31T23:59:59Z", "EffectiveTo": "1900-01-01T00:00:00"},
            {"EffectiveFrom": None, "EffectiveTo": "2020-02-29T00:00:00+14:00"},
            id="ends-of-the-calendar",
        ),
    ],
)
def test_addresses_overlap_as_they_like(
    wire: Wire, first: dict[str, Any], second: dict[str, Any], third: dict[str, Any]
) -> None:
    customer = a_customer(wire)
    addresses = [an_address(wire, customer, **each) for each in (first, second, third)]
    for each in addresses:
        said = wire.patch(each.path, {"Address2": "Upstairs", "EffectiveTo": at(days=2)})
        assert said.status == 200
        assert wire.get(each.path).json()["Address2"] == "Upstairs"
    with wire.entered():
        homes = Address.objects.filter(customer_id=customer.id)
        assert homes.filter(until_on__isnull=True).count() <= 1
        kept = set(homes.values_list("id", flat=True))
        for each in addresses:
            assert each.id in {str(one) for one in kept} or "address_not_kept" in rules_found(each)


def test_later_home_is_where_the_customer_lives_and_both_stand_on_the_wire(wire: Wire) -> None:
    customer = a_customer(wire)
    old = an_address(wire, customer, EffectiveFrom="2019-03-01T00:00:00")
    new = an_address(wire, customer, EffectiveFrom="2021-08-01T00:00:00", PostCode="ne11aa")
    older = an_address(wire, customer, EffectiveFrom="2012-01-01T00:00:00")
    with wire.entered():
        days = {
            str(each.id): (str(each.from_on), str(each.until_on), each.postcode)
            for each in Address.objects.filter(customer_id=customer.id)
        }
    assert days[old.id] == ("2019-03-01", "2021-08-01", "LS1 4DL")
    assert days[new.id] == ("2021-08-01", "None", "NE1 1AA")
    assert days[older.id][:2] in {("2012-01-01", "2021-08-01"), ("None", "2021-08-01")}
    listed = {
        each["AddressId"]: each
        for each in wire.get(f"addresses/api/Customers/{customer.id}/Addresses").json()
    }
    assert [listed[each.id]["EffectiveTo"] for each in (old, new, older)] == [None, None, None]
    # Taking the end of the newest away leaves the customer without a home of now.
    assert wire.patch(new.path, {"EffectiveTo": at(days=1)}).status == 200
    with wire.entered():
        assert not Address.objects.filter(customer_id=customer.id, until_on__isnull=True).exists()


def test_number_that_changes_is_asked_about_again(wire: Wire) -> None:
    customer = a_customer(wire)
    path = f"contactdetails/api/Customers/{customer.id}/ContactDetails"
    body = {**contact_body(), "MobileNumber": "07700900123", "HomeNumber": "01632960001"}
    contact = made(wire, path, body, "ContactId")
    with wire.entered():
        ContactPoint.objects.filter(kind="mobile").update(is_safe=True)
    said = wire.patch(
        contact.path, {"MobileNumber": "07700900456", "HomeNumber": "", "PreferredContactMethod": 2}
    )
    assert said.status == 200
    with wire.entered():
        points = {
            each.kind: each
            for each in ContactPoint.objects.filter(customer_id=customer.id, ended_at__isnull=True)
        }
        assert (points["mobile"].value, points["mobile"].is_safe) == ("07700900456", None)
        assert set(points) == {"mobile", "email"}
        assert Customer.objects.get(id=customer.id).preferred_contact_method == 2


def test_equality_details_follow_consent(wire: Wire) -> None:
    customer = a_customer(wire)
    path = f"diversitydetails/api/Customers/{customer.id}/DiversityDetails"
    body = {**diversity_body(), "LearningDifficultyOrDisabilityDeclaration": 2}
    equality = made(wire, path, body, "DiversityId")
    with wire.entered():
        kept = DiversityDetails.objects.get(customer_id=customer.id)
        assert (kept.learning_difficulty_or_disability, kept.primary_difficulty, kept.ethnicity) == (
            2,
            12,
            31,
        )
        assert rules_found(equality) == {"difficulties_contradict"}
    said = wire.patch(equality.path, {"ConsentToCollectEthnicity": True})
    assert said.status == 200
    assert said.json()["PrimaryLearningDifficultyOrDisability"] == 99
    with wire.entered():
        kept = DiversityDetails.objects.get(customer_id=customer.id)
        assert (kept.consents_to_health, kept.learning_difficulty_or_disability, kept.ethnicity) == (
            False,
            9,
            31,
        )


@pytest.mark.parametrize("attended", [True, False, None])
@pytest.mark.parametrize(
    "moment",
    [
        "0001-01-01T00:00:00",
        "1899-12-31T23:59:59.9999999Z",
        "1999-05-05T10:00:00Z",
        "2012-02-29T10:00:00Z",
        "2199-12-31T23:59:59Z",
        "9999-12-31T23:59:59.9999999Z",
    ],
)
def test_sessions_of_any_time_and_result(wire: Wire, moment: str, attended: bool | None) -> None:
    customer = a_customer(wire)
    interaction = an_interaction(wire, customer)
    reason = None if attended else 5
    session = a_session(
        wire,
        customer,
        interaction,
        DateandTimeOfSession=moment,
        SessionAttended=attended,
        ReasonForNonAttendance=reason,
    )
    assert wire.get(session.path).json()["SessionAttended"] is attended
    assert wire.patch(session.path, {"SessionAttended": True}).status == 200
    assert wire.patch(session.path, {"SessionAttended": False, "ReasonForNonAttendance": 1}).status == 200
    assert (
        wire.patch(session.path, {"DateandTimeOfSession": at(days=-3), "SessionAttended": True}).status == 200
    )
    assert wire.patch(session.path, {"DateandTimeOfSession": at(days=3)}).status == 200
    with wire.entered():
        place = Attendance.objects.get(id=session.id)
        assert place.result == (AttendanceResult.ATTENDED)
        assert place.session.started_at < timezone.now()


def test_sessions_of_one_interaction_stand_beside_each_other(wire: Wire) -> None:
    customer = a_customer(wire)
    interaction = an_interaction(wire, customer, DateandTimeOfInteraction=None)
    first, second = (a_session(wire, customer, interaction) for _ in range(2))
    missed = a_session(wire, customer, interaction, SessionAttended=False)
    to_come = a_session(wire, customer, interaction, DateandTimeOfSession=at(days=-9), SessionAttended=True)
    with wire.entered():
        contacts = list(
            Session.objects.filter(id__in=[first.id, second.id]).values_list("contact_id", flat=True)
        )
        assert sorted(map(str, contacts)) == sorted([interaction.id, "None"])
        result = Attendance.objects.get(id=missed.id)
        assert (result.result, result.reason) == ("did_not_attend", 99)
        assert Attendance.objects.get(id=to_come.id).result == "expected"
        assert rules_found(to_come) == {"session_to_come"}
        # The interaction without a moment of its own has the one at which it came; nothing is made up on the wire.
        assert Contact.objects.get(id=interaction.id).opened_at is not None
    assert wire.get(interaction.path).json()["DateandTimeOfInteraction"] is None
    listed = wire.get(f"sessions/api/Customers/{customer.id}/Interactions/{interaction.id}/Sessions").json()
    assert {each["InteractionId"] for each in listed} == {interaction.id}
    assert wire.patch(interaction.path, {"DateandTimeOfInteraction": at(days=40), "Channel": 5}).status == 200
    with wire.entered():
        contact = Contact.objects.get(id=interaction.id)
        assert (contact.channel, contact.opened_at < timezone.now() - timedelta(days=39)) == (5, True)


def test_session_of_another_organisation_stays_as_it_was_put(wire: Wire) -> None:
    customer = a_customer(wire)
    interaction = an_interaction(wire, customer)
    session = a_session(wire, customer, interaction)
    assert wire.patch(session.path, {"SessionAttended": False}, touchpoint="0000000104").status == 200
    assert wire.patch(interaction.path, {"Channel": 1}, touchpoint="0000000104").status == 200
    assert wire.get(session.path).json()["SessionAttended"] is False
    with wire.entered():
        assert Attendance.objects.get(id=session.id).result == "attended"
        assert Contact.objects.get(id=interaction.id).channel == 2
        told = WireRecord.objects.get(id=session.id).told
        assert told["SessionAttended"] is True
    with wire.entered("0000000104"):
        assert rules_found(session) == rules_found(interaction) == {"not_our_session"}


def test_customer_by_wire_is_read_on_pages_by_whoever_works_with_them(
    wire: Wire, world: World, client_as: ClientAs
) -> None:
    wire.key = wire.key_for(NORTH_EAST)
    customer = a_customer(wire, touchpoint=NORTH_EAST)
    options: dict[str, Any] = {"touchpoint": NORTH_EAST}
    below = f"{{}}/api/Customers/{customer.id}/{{}}"
    made(wire, below.format("addresses", "Addresses"), address_body(), "AddressId", **options)
    contact = contact_body()
    made(wire, below.format("contactdetails", "ContactDetails"), contact, "ContactId", **options)
    interaction = made(
        wire, below.format("interactions", "Interactions"), {"Channel": 3, "InteractionType": 2}, "InteractionId",
        **options,
    )  # fmt: skip
    body = {"DateandTimeOfSession": "2012-03-05T10:00:00Z", "SessionAttended": True}
    under = f"sessions/api/Customers/{customer.id}/Interactions/{interaction.id}/Sessions"
    session = made(wire, under, body, "SessionId", **options)
    alone = made(
        wire, below.format("interactions", "Interactions"), {"Channel": 5, "InteractionType": 7}, "InteractionId",
        **options,
    )  # fmt: skip
    client = client_as("area_adviser")
    answer = client.get(f"/staff/customers/{customer.id}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    for words in (customer.body["FamilyName"], "12 Harbour Street", contact["EmailAddress"]):
        assert str(words) in page
    assert "Contact recorded in another system" in page
    for name, record in (("attendance", session), ("contact", alone)):
        assert client.get(reverse(f"workspace:{name}", args=[record.id])).status_code == 200


@pytest.mark.requirement("OI-14.19")
def test_customer_by_wire_is_found_by_the_four_items_elsewhere(
    wire: Wire, world: World, acting: Acting
) -> None:
    customer = a_customer(wire)
    an_address(wire, customer, PostCode="ne55ab")
    items = FourItems(
        family_name=str(customer.body["FamilyName"]),
        given_name="Aria",
        date_of_birth=date(1984, 5, 17),
        postcode="NE5 5AB",
    )
    with acting("area_adviser") as actor:
        assert not Customer.objects.filter(id=customer.id).exists()
        found = search(actor, begin(actor, world, kind="walk_in"), items)
        other = search(actor, begin(actor, world, kind="walk_in"), replace(items, postcode="NE5 5AC"))
        outcomes = [
            pass_on_evidence(
                actor=actor, now=timezone.now(), check_id=check_of(each), evidence="passport"
            ).outcome
            for each in (other, found)
        ]
        assert (outcomes[0] == "opened", outcomes[1]) == (False, "opened")
        assert Customer.objects.get(id=customer.id).family_name == customer.body["FamilyName"]
