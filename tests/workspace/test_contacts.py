"""Contacts through the door that staff use: open, hub, join, resume, before advice, end."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.ids import new_id
from fingerpost.interactions.models import Contact, ContactState, NoticeGiven
from fingerpost.interactions.services.contacts import attach_customer
from tests.fixtures.world import Acting, ClientAs
from tests.interactions.known import begin, make_known, make_record

pytestmark = pytest.mark.django_db


def _open(client: Client, world: World, **given: object) -> HttpResponse:
    form = {"kind": "call", "contract": str(world.contracts["prime_north_east"]), "submission": str(new_id())}
    return client.post("/staff/contacts/open/", {**form, **given})


def _text(response: HttpResponse) -> str:
    """The words of a page, one space apart."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def _made(acting: Acting, response: HttpResponse, nickname: str = "area_adviser") -> Contact:
    assert response.status_code == 302, _text(response)
    with acting(nickname):
        return Contact.objects.get(id=UUID(response["Location"].split("/")[3]))


def test_open_when_a_call_then_hub_shows_reference_tasks_and_who_is_in(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    client = client_as("area_adviser")
    page = client.get("/staff/contacts/open/")
    assert page.status_code == 200
    contact = _made(acting, _open(client, world, dialled_number="0800 100 900"))
    hub = client.get(f"/staff/contacts/{contact.id}/")
    words = _text(hub)
    for expected in (
        contact.reference,
        "Tell the customer this reference",
        "Find the customer",
        "Make a record",
        "Go on without a name",
        "Before advice",
        "0 of 4",
        "Record the session",
        "Ada Whitlock, Adviser",
        "0800 100 900",
        "The call was cut off",
    ):
        assert expected in words, expected


def test_open_when_sent_twice_then_one_contact(client_as: ClientAs, acting: Acting, world: World) -> None:
    client, submission = client_as("area_adviser"), str(new_id())
    first, second = (_open(client, world, submission=submission) for _ in range(2))
    assert first["Location"] == second["Location"]
    with acting("area_adviser"):
        assert Contact.objects.count() == 1


def test_open_when_a_walk_in_then_venue_is_asked_for_and_typing_is_kept(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    client = client_as("area_adviser")
    refused = _open(client, world, kind="walk_in")
    assert refused.status_code == 422
    html = refused.content.decode()
    assert "There is a problem" in html
    assert 'href="#id_venue_walk_in"' in html
    assert re.search(r'value="walk_in"[^>]*checked', html)
    contact = _made(acting, _open(client, world, kind="walk_in", venue_walk_in=str(world.venues["library"])))
    assert (contact.channel, contact.venue_id) == (1, world.venues["library"])
    assert "Northmoor Library" in _text(client.get(f"/staff/contacts/{contact.id}/"))


def test_open_when_an_appointment_without_venue_then_by_telephone(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    contact = _made(acting, _open(client_as("area_adviser"), world, kind="appointment"))
    assert (contact.kind, contact.channel) == ("appointment", 2)


def test_open_when_one_contract_then_not_asked(client_as: ClientAs, acting: Acting, world: World) -> None:
    client = client_as("telephone_adviser")
    page = client.get("/staff/contacts/open/").content.decode()
    assert "Which contract" not in page
    # Nobody walks into a contact centre that has no venue.
    assert "walk_in" not in page
    opened = client.post("/staff/contacts/open/", {"kind": "call"})
    contact = _made(acting, opened, "telephone_adviser")
    assert contact.contract_id == world.contracts["contact_centre_adult"]


@pytest.mark.parametrize("number", ["call me", "1" * 21])
def test_open_when_number_is_none_then_said_so(client_as: ClientAs, world: World, number: str) -> None:
    refused = _open(client_as("area_adviser"), world, dialled_number=number)
    assert refused.status_code == 422
    assert number in refused.content.decode()


@pytest.mark.parametrize("nickname", ["claims_officer", "safeguarding_lead", "auditor", "technician"])
def test_open_when_role_has_no_contacts_then_refused(client_as: ClientAs, nickname: str) -> None:
    assert client_as(nickname).get("/staff/contacts/open/").status_code == 403


def test_hub_when_somebody_elses_then_page_not_found(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    with acting("area_adviser") as actor:
        contact = begin(actor, world)
    client = client_as("second_area_adviser")
    for page in ("", "find/", "before-advice/", "anonymous/"):
        assert client.get(f"/staff/contacts/{contact.id}/{page}").status_code == 404
    for step in ("drop", "close", "leave"):
        assert client.post(f"/staff/contacts/{contact.id}/{step}/").status_code == 404


def test_hub_when_shown_then_bounded_number_of_statements(
    client_as: ClientAs, acting: Acting, world: World, django_assert_max_num_queries: object
) -> None:
    with acting("area_adviser") as actor:
        contact = begin(actor, world, "walk_in")
        customer = make_record(actor, world, contract_id=world.contracts["prime_north_east"])
        attach_customer(actor=actor, now=timezone.now(), contact=contact, customer_id=customer.id)
    client = client_as("area_adviser")
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        assert client.get(f"/staff/contacts/{contact.id}/").status_code == 200


def test_call_when_cut_off_then_resumed_by_a_colleague_under_its_reference(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    client = client_as("area_adviser")
    contact = _made(acting, _open(client, world))
    dropped = client.post(f"/staff/contacts/{contact.id}/drop/", follow=True)
    assert "Cut off on" in _text(dropped)
    assert "The call was cut off" not in _text(dropped).split("Who is in it")[1]
    other = client_as("telephone_adviser")
    wrong = other.post("/staff/contacts/resume/", {"reference": "AAA-AAA"})
    assert wrong.status_code == 422
    assert "Ask the customer to read it again" in _text(wrong)
    resumed = other.post("/staff/contacts/resume/", {"reference": contact.reference.lower()})
    new = _made(acting, resumed, "telephone_adviser")
    assert new.resumes_id == contact.id
    assert "Confirm again who is calling" in _text(other.get(f"/staff/contacts/{new.id}/"))


def test_contact_when_closed_then_closing_again_is_a_conflict(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    client = client_as("area_adviser")
    contact = _made(acting, _open(client, world))
    closed = client.post(f"/staff/contacts/{contact.id}/close/", follow=True)
    assert "The contact is closed" in _text(closed)
    assert client.post(f"/staff/contacts/{contact.id}/close/").status_code == 409
    with acting("area_adviser"):
        assert Contact.objects.get().state == ContactState.CLOSED


def test_join_when_reference_is_read_out_then_in_it_and_may_leave(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    with acting("area_adviser") as actor:
        contact = begin(actor, world)
    client = client_as("language_adviser")
    assert "You come in as" in _text(client.get("/staff/contacts/join/"))
    missing = client.post("/staff/contacts/join/", {"reference": "nonsense", "part": "language_adviser"})
    assert missing.status_code == 422
    assert "nonsense" in missing.content.decode()
    joined = client.post(
        "/staff/contacts/join/",
        {"reference": contact.reference, "part": "language_adviser"},
        follow=True,
    )
    assert "Nasreen Begum, Language adviser" in _text(joined)
    assert "Close this contact" not in _text(joined)
    left = client.post(f"/staff/contacts/{contact.id}/leave/", follow=True)
    assert "You have left the contact" in _text(left)


def test_join_when_role_does_not_join_then_page_says_what_to_do(client_as: ClientAs) -> None:
    page = client_as("information_adviser").get("/staff/contacts/join/")
    assert "Open a contact of your own" in _text(page)


def test_reference_when_guessed_often_then_told_to_wait(client_as: ClientAs) -> None:
    client = client_as("telephone_adviser")
    statuses = [
        client.post("/staff/contacts/resume/", {"reference": "AAA-AAA"}).status_code for _ in range(13)
    ]
    assert statuses == [422] * 12 + [429]


@pytest.mark.requirement("MX-3.1", "BR-23.4", "MX-1.3c")
def test_checklist_when_saved_with_gaps_then_kept_and_the_rest_is_listed(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    client = client_as("area_adviser")
    contact = _made(acting, _open(client, world))
    address = f"/staff/contacts/{contact.id}/before-advice/"
    page = _text(client.get(address))
    assert "Customer Charter" in page
    assert "Not shown yet." in page
    assert "Version 2.0." in page
    saved = client.post(
        address, {"shown_charter": "on", "understood_charter": "on", "shown_privacy": "on"}, follow=True
    )
    assert "1 of 4" in _text(saved)
    assert "Privacy notice, Terms of using the service" in _text(saved)
    with acting("area_adviser") as actor:
        kept = {row.kind: (row.understood, row.shown_by_id) for row in NoticeGiven.objects.all()}
        assert kept == {"charter": (True, actor.account_id), "privacy": (False, actor.account_id)}
    # What was shown before shows as such, and its box is gone.
    again = client.get(address).content.decode()
    assert 'name="shown_charter"' not in again
    assert "Shown on" in again
    client.post(address, {"all": "understood"})
    assert "Everything was shown and understood" in _text(client.get(address))


@pytest.mark.requirement("MX-3.1")
def test_checklist_when_customer_returns_then_one_tap_says_nothing_changed(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    client = client_as("area_adviser")
    with acting("area_adviser") as actor:
        customer = make_record(actor, world, contract_id=world.contracts["prime_north_east"])
    every = {"all": "understood"}
    for _ in range(2):
        contact = _made(acting, _open(client, world))
        with acting("area_adviser") as actor:
            attach_customer(actor=actor, now=timezone.now(), contact=contact, customer_id=customer.id)
        address = f"/staff/contacts/{contact.id}/before-advice/"
        page = _text(client.get(address))
        client.post(address, every)
        every = {"all": "unchanged"}
    today = timezone.localdate()
    assert f"Shown on {today.day} {today:%B %Y}, version 2.0; not changed since." in page
    assert "Nothing has changed: understood again" in page
    with acting("area_adviser"):
        assert NoticeGiven.objects.filter(contact=contact, understood=True).count() == 4


@pytest.mark.requirement("OI-4.10a")
def test_anonymous_when_limits_are_explained_then_shown_as_explained(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    client = client_as("area_adviser")
    contact = _made(acting, _open(client, world))
    address = f"/staff/contacts/{contact.id}/anonymous/"
    assert "Without your name we keep no history" in _text(client.get(address))
    hub = client.post(address, follow=True)
    assert "Explained" in _text(hub)
    with acting("area_adviser"):
        row = NoticeGiven.objects.get()
        assert (row.kind, row.customer_id) == ("anonymous", None)
        assert Contact.objects.get().customer_id is None


@pytest.mark.parametrize("page", ["before-advice", "anonymous"])
def test_saving_when_contact_is_over_then_conflict_and_nothing_is_kept(
    client_as: ClientAs, acting: Acting, world: World, page: str
) -> None:
    client = client_as("area_adviser")
    contact = _made(acting, _open(client, world))
    client.post(f"/staff/contacts/{contact.id}/close/")
    assert client.get(f"/staff/contacts/{contact.id}/{page}/").status_code == 200
    assert client.post(f"/staff/contacts/{contact.id}/{page}/", {"all": "understood"}).status_code == 409
    with acting("area_adviser"):
        assert not NoticeGiven.objects.exists()


def test_open_when_from_an_appointment_then_its_place_and_time_go_with_it(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    from fingerpost.appointments.models import Appointment

    now = timezone.now()
    with acting("area_adviser") as actor:
        booked = Appointment.objects.create(
            kind="one_to_one",
            channel=1,
            adviser_id=actor.account_id,
            organisation_id=actor.organisation_id,
            contract_id=world.contracts["prime_north_west"],
            venue_id=world.venues["hub"],
            starts_at=now,
            ends_at=now + timedelta(minutes=40),
        )
    client = client_as("area_adviser")
    first, second = (client.post("/staff/contacts/open/", {"appointment": str(booked.id)}) for _ in range(2))
    contact = _made(acting, first)
    assert first["Location"] == second["Location"]
    assert (contact.kind, contact.venue_id, contact.appointment_id) == (
        "appointment",
        world.venues["hub"],
        booked.id,
    )
    other = client_as("second_prime_adviser")
    for unknown in (str(booked.id), str(new_id()), "not-an-id"):
        assert other.post("/staff/contacts/open/", {"appointment": unknown}).status_code == 404


def test_pages_when_asked_for_then_nothing_of_a_customer_stands_in_address_or_title(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    make_known(acting, world)
    client = client_as("area_adviser")
    contact = _made(acting, _open(client, world))
    sent = client.post(
        f"/staff/contacts/{contact.id}/find/",
        {
            "given_name": "Vashti",
            "family_name": "Placeholder",
            "date_of_birth-day": "17",
            "date_of_birth-month": "5",
            "date_of_birth-year": "1980",
            "postcode": "zz55aa",
        },
    )
    assert sent.status_code == 302
    assert "Placeholder" not in sent["Location"]
    title = re.search(r"<title>(.*?)</title>", client.get(sent["Location"]).content.decode(), re.DOTALL)
    assert title is not None
    assert "Vashti" not in title[1]


@pytest.mark.requirement("BR-21.3")
def test_contact_of_somebody_who_gives_no_advice_then_session_is_left_to_an_adviser(
    client_as: ClientAs,
) -> None:
    """The task list of a first-line adviser leads to no page that their role can't open."""
    client = client_as("first_line_adviser")
    opened = client.post("/staff/contacts/open/", {"kind": "call", "dialled_number": ""})
    page = client.get(opened["Location"]).content.decode()
    assert "For an adviser" in page
    assert f"{opened['Location']}session/" not in page
