"""What people write on pages stands on the wire at once: read field by field, changed, and read again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fingerpost.customers.models import ContactPointKind, Customer
from fingerpost.customers.services import (
    Equality,
    change_address,
    change_details,
    change_names,
    keep_contact_point,
    keep_diversity,
    keep_indicator,
)
from fingerpost.customers.values import About, Home, Names, Reach
from fingerpost.demo.world import World
from fingerpost.dss.models import WireMark, WireNotice, WireRecord
from fingerpost.dss.services.listening import listen
from fingerpost.dss.translating.mirror import refresh
from fingerpost.interactions.models import Attendance, Contact
from fingerpost.interactions.services.attendances import AttendanceDetails, save_details
from fingerpost.interactions.services.sessions import Place
from tests.dss.kit import WEST, Wire, a_customer
from tests.fixtures.world import Acting
from tests.session_steps import make_one, open_one, place_of, record_one

NORTH_EAST = "0000000106"
STILL, AFRESH = 16, 90
"""The most queries of reading a customer whose record did not change, and of one whose record did."""
STARTED = datetime.fromisoformat("2026-03-02T09:30:00.123456+00:00")


class Day:
    """A customer whom an adviser met, and what stands on the wire of them."""

    def __init__(self, wire: Wire, world: World, acting: Acting) -> None:
        self.wire, self.acting, self.now = wire, acting, timezone.now()
        with acting("area_adviser") as actor:
            self.adviser_id = actor.account_id
            contact = open_one(actor, world, kind="walk_in", venue_id=world.venues["library"])
            self.customer_id = make_one(
                actor, world, given="Vashti", family="Placeholder", contact=contact
            ).id
            self.contact: Contact = Contact.objects.get(id=contact.id)
            session = record_one(
                actor, world, contact, started_at=STARTED, kind="one_to_one", venue_id=world.venues["library"]
            )
            self.place: Attendance = place_of(session)

    def change(self, service: Callable[..., Any], **values: Any) -> Any:
        """Do one thing on pages as the adviser."""
        with self.acting("area_adviser") as actor:
            return service(actor=actor, now=timezone.now(), customer_id=self.customer_id, **values)

    def get(self, segment: str, name: str = "", **options: Any) -> Any:
        """What the wire says under the customer."""
        said = self.wire.get(f"{segment}/api/Customers/{self.customer_id}/{name}", **options)
        return said.json() if said.status == 200 else None


@pytest.fixture
def day(wire: Wire, world: World, acting: Acting) -> Day:
    return Day(wire, world, acting)


def facts(body: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(body[name] for name in names)


def test_customer_and_home_change_on_pages_and_on_the_wire(day: Day, acting: Acting) -> None:
    said = day.get("customers")
    assert facts(said, "GivenName", "FamilyName", "DateofBirth", "Title", "PriorityGroups") == (
        "Vashti", "Placeholder", "1980-05-17T00:00:00Z", 99, [98],
    )  # fmt: skip
    assert facts(said, "LastModifiedTouchpointId", "DateOfTermination") == (NORTH_EAST, None)
    [home] = day.get("addresses", "Addresses")
    assert facts(home, "Address1", "PostCode", "EffectiveTo") == ("1 Example Road", "ZZ5 5AA", None)
    day.change(
        change_names,
        names=Names(given_name="Vashti", family_name="Quay", title=6),
        date_of_birth=date(1980, 5, 18),
        expected_version=said_version(day),
    )
    day.change(
        change_details,
        about=About(
            gender=1, introduced_by=4, introduced_by_detail="The library", agrees_to_user_research=True
        ),
        expected_version=said_version(day),
    )
    day.change(
        change_address,
        home=Home(postcode="ZZ6 6AA", lines=("2 Example Road", "Northmoor")),
        expected_address_id=UUID(home["AddressId"]),
        moved_on=date(2026, 6, 1),
    )
    after = day.get("customers")
    assert facts(after, "FamilyName", "Title", "Gender", "IntroducedBy", "IntroducedByAdditionalInfo") == (
        "Quay", 6, 1, 4, "The library",
    )  # fmt: skip
    assert facts(after, "DateofBirth", "OptInUserResearch") == ("1980-05-18T00:00:00Z", True)
    assert after["LastModifiedDate"] > said["LastModifiedDate"]
    homes = {each["PostCode"]: each for each in day.get("addresses", "Addresses")}
    assert homes["ZZ5 5AA"]["EffectiveTo"] == homes["ZZ6 6AA"]["EffectiveFrom"] == "2026-06-01T00:00:00Z"
    # What the wire alone knows stays through a change of pages, and what it changed goes on from there.
    path = f"customers/api/Customers/{day.customer_id}"
    assert (
        day.wire.patch(path, {"PriorityGroups": [3, 4], "FamilyName": "Harbour"}, touchpoint=WEST).status
        == 200
    )
    day.change(change_details, about=About(gender=2, introduced_by=4), expected_version=said_version(day))
    last = day.get("customers")
    assert facts(last, "FamilyName", "PriorityGroups", "Gender", "LastModifiedTouchpointId") == (
        "Harbour", [3, 4], 2, NORTH_EAST,
    )  # fmt: skip


def said_version(day: Day) -> int:
    """The version of the record that a page would show."""
    with day.acting("area_adviser"):
        return Customer.objects.get(id=day.customer_id).version


def test_email_address_that_a_page_keeps_is_not_another_customers_until_the_page_takes_it_away(
    day: Day, wire: Wire
) -> None:
    kept_by_page = Reach(kind=ContactPointKind.EMAIL, value="vashti@example.org", is_safe=True)
    day.change(keep_contact_point, reach=kept_by_page, expected_version=0)
    other = a_customer(wire)
    path = f"contactdetails/api/customers/{other.id}/ContactDetails"
    body = {"PreferredContactMethod": 1, "EmailAddress": "vashti@example.org"}
    assert wire.post(path, body).status == 409, "no system has asked for hers yet"
    another = Reach(kind=ContactPointKind.EMAIL, value="v.placeholder@example.org", is_safe=True)
    day.change(keep_contact_point, reach=another, expected_version=1)
    assert wire.post(path, body).status == 201


@pytest.mark.requirement("BR-20.3a")
def test_ways_to_reach_are_told_only_where_safe_and_the_indicator_is_nowhere(
    day: Day, acting: Acting
) -> None:
    assert day.get("contactdetails", "ContactDetails") is None
    mobile = Reach(kind=ContactPointKind.MOBILE, value="07700 900123")
    email = Reach(kind=ContactPointKind.EMAIL, value="vashti@example.org", is_safe=True)
    day.change(keep_contact_point, reach=mobile, expected_version=0)
    day.change(keep_contact_point, reach=email, expected_version=0)
    said = day.get("contactdetails", "ContactDetails")
    assert facts(said, "MobileNumber", "EmailAddress", "PreferredContactMethod") == (
        "07700 900123", "vashti@example.org", 99,
    )  # fmt: skip
    unsafe = Reach(kind=ContactPointKind.MOBILE, value="07700 900123", is_safe=False)
    day.change(keep_contact_point, reach=unsafe, expected_version=1)
    shared = Reach(
        kind=ContactPointKind.EMAIL,
        value="vashti@example.org",
        is_safe=True,
        read_by_others=True,
        name_to_give="Sam",
    )
    day.change(keep_contact_point, reach=shared, expected_version=1)
    after = day.get("contactdetails", "ContactDetails")
    assert after["ContactId"] == said["ContactId"]
    assert facts(after, "MobileNumber", "EmailAddress") == (None, None)
    before = {record.id: record.body for record in kept(day)}
    with acting("area_adviser") as actor:
        keep_indicator(actor=actor, customer_id=day.customer_id)
    day.change(change_details, about=About(), expected_version=said_version(day))
    day.get("customers")
    signed = {"LastModifiedDate", "LastModifiedTouchpointId", "LastModifiedBy"}
    for record in kept(day):
        told = {name for name, value in record.body.items() if before[record.id][name] != value}
        assert told <= signed, record.resource


def kept(day: Day) -> list[WireRecord]:
    """Every wire record of the customer."""
    with day.wire.entered():
        return list(WireRecord.objects.filter(customer_id=day.customer_id))


def test_equality_details_follow_the_consent_given_on_pages(day: Day) -> None:
    assert day.get("diversitydetails", "DiversityDetails") is None
    health = Equality(consents_to_health=True, learning_difficulty_or_disability=1, primary_difficulty=12)
    day.change(keep_diversity, equality=health, expected_version=0)
    [said] = day.get("diversitydetails", "DiversityDetails")
    names = (
        "ConsentToCollectLLDDHealth",
        "PrimaryLearningDifficultyOrDisability",
        "Ethnicity",
        "LastModifiedBy",
    )
    assert facts(said, *names) == (True, 12, 99, NORTH_EAST)
    assert said["DateAndTimeLLDDHealthConsentCollected"] is not None
    day.change(
        keep_diversity, equality=Equality(consents_to_ethnicity=True, ethnicity=31), expected_version=1
    )
    [after] = day.get("diversitydetails", "DiversityDetails")
    assert facts(after, *names) == (False, 99, 31, NORTH_EAST)
    assert (after["DiversityId"], after["DateAndTimeLLDDHealthConsentCollected"]) == (
        said["DiversityId"],
        None,
    )
    # The system goes on with the record that pages began.
    path = f"diversitydetails/api/Customers/{day.customer_id}/DiversityDetails"
    assert day.wire.post(path, {}).status == 409
    assert day.wire.patch(f"{path}/{said['DiversityId']}", {}).json()["Ethnicity"] == 99


def test_contact_session_and_adviser_read_on_the_wire_as_they_were_recorded(day: Day) -> None:
    [interaction] = day.get("interactions", "Interactions")
    assert facts(interaction, "InteractionId", "Channel", "InteractionType", "TouchpointId") == (
        str(day.contact.id), 1, 99, NORTH_EAST,
    )  # fmt: skip
    adviser = day.wire.get(f"adviserdetails/api/AdviserDetails/{interaction['AdviserDetailsId']}").json()
    assert facts(adviser, "AdviserName", "AdviserEmailAddress") == ("Ada Whitlock", None)
    below = f"Interactions/{day.contact.id}/Sessions"
    [session] = day.get("sessions", below)
    assert facts(session, "SessionId", "DateandTimeOfSession", "SessionAttended", "ReasonForNonAttendance") == (
        str(day.place.id), "2026-03-02T09:30:00.123456Z", True, None,
    )  # fmt: skip
    missed = AttendanceDetails(result="cancelled_by_customer", reason=2)
    with day.acting("area_adviser") as actor:
        save_details(
            actor=actor,
            now=timezone.now(),
            attendance_id=day.place.id,
            version=day.place.version,
            details=missed,
        )
    [after] = day.get("sessions", below)
    assert facts(after, "SessionAttended", "ReasonForNonAttendance") == (False, 2)
    # By wire from the same organisation: a reason is mended, by whom it was called off stays.
    wire, path = day.wire, f"sessions/api/Customers/{day.customer_id}/{below}/{day.place.id}"
    wire.key = wire.key_for(NORTH_EAST, WEST)
    assert wire.patch(path, {"ReasonForNonAttendance": 5}, touchpoint=NORTH_EAST).status == 200
    assert wire.patch(path, {"SessionAttended": True}, touchpoint=WEST).status == 200
    with day.acting("area_adviser"):
        place = Attendance.objects.get(id=day.place.id)
        assert (place.result, place.reason) == ("cancelled_by_customer", 5)


def test_group_gives_each_customer_an_interaction_and_a_session_of_their_own(
    day: Day, world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        contact = open_one(actor, world, kind="group")
        second = make_one(actor, world, given="Ezra", family="Placeholder")
        places = [Place(customer_id=one, result="attended") for one in (day.customer_id, second.id)]
        session = record_one(actor, world, contact, kind="group", places=places, started_at=STARTED)
        day.change(
            change_details,
            about=About(gender=2),
            expected_version=Customer.objects.get(id=day.customer_id).version,
        )
        rows = {row.customer_id: row for row in session.attendances.all()}
    ids = []
    for customer_id in (day.customer_id, second.id):
        interactions = day.wire.get(f"interactions/api/Customers/{customer_id}/Interactions").json()
        own = next(each for each in interactions if each["InteractionId"] != str(day.contact.id))
        path = f"sessions/api/Customers/{customer_id}/Interactions/{own['InteractionId']}/Sessions"
        said = {each["SessionId"]: each for each in day.wire.get(path).json()}
        assert said[str(rows[customer_id].id)]["InteractionId"] == own["InteractionId"]
        ids += [own["InteractionId"], str(rows[customer_id].id)]
    assert len(set(ids)) == 4
    # A system may write under it as under any other.
    below = f"Customers/{second.id}/Interactions/{ids[2]}/Sessions"
    body = {"DateandTimeOfSession": "2026-04-01T10:00:00Z"}
    assert day.wire.post(f"sessions/api/{below}", body).status == 201
    assert len(day.wire.get(f"interactions/api/Customers/{second.id}/Interactions").json()) == 1


def test_mirror_runs_once_a_change(day: Day, acting: Acting) -> None:
    day.get("customers")
    path = f"customers/api/Customers/{day.customer_id}"
    with CaptureQueriesContext(connection) as still:
        day.wire.get(path)
    assert len(still) <= STILL
    with day.wire.entered() as entered:
        mark = WireMark.objects.get(customer_id=day.customer_id)
        versions = versions_of(day)
        # Asked to look anew where nothing differs, it changes nothing; asked again, it does not look.
        for events in (mark.events_seen + 1, mark.events_seen + 1):
            assert refresh(day.customer_id, actor=entered.actor, now=timezone.now(), events=events) == []
        assert versions_of(day) == versions
    day.change(
        change_names,
        names=Names(given_name="Vashti", family_name="Quay"),
        date_of_birth=date(1980, 5, 17),
        expected_version=said_version(day),
    )
    with CaptureQueriesContext(connection) as afresh:
        day.get("customers")
    assert len(afresh) <= AFRESH


@pytest.mark.django_db(transaction=True)
def test_change_of_pages_is_told_to_other_touchpoints_that_subscribe(day: Day, acting: Acting) -> None:
    day.get("customers")
    with acting("technician") as actor:
        listen(actor=actor, now=timezone.now(), touchpoint=WEST, url="https://west.example/notices")
    subscription = f"subscriptions/api/Customers/{day.customer_id}/Subscriptions"
    assert day.wire.post(subscription, {"Subscribe": True}, touchpoint=WEST).status == 201
    day.change(change_details, about=About(gender=1), expected_version=said_version(day))
    day.get("customers")
    [notice] = WireNotice.objects.using("owner").filter(customer_id=day.customer_id)
    assert (notice.resource, notice.originator) == ("customers", NORTH_EAST)
    assert notice.resource_url.endswith(f"/customers/api/Customers/{day.customer_id}")


def versions_of(day: Day) -> dict[UUID, int]:
    """How often each wire record of the customer was changed."""
    return dict(WireRecord.objects.filter(customer_id=day.customer_id).values_list("id", "version"))
