"""A group of twelve on one register."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fingerpost.appointments.models import Appointment
from fingerpost.appointments.services import NewAppointment, book_appointment
from fingerpost.customers.models import Customer
from fingerpost.demo.world import World
from fingerpost.interactions.models import Attendance, Session
from fingerpost.interactions.queries.sessions import timeline_of
from fingerpost.interactions.services.sessions import Place, add_place
from tests.fixtures.world import Acting, ClientAs
from tests.session_steps import make_one, open_one, place_of, record_one

pytestmark = pytest.mark.django_db
TWELVE = tuple(f"Quillfeather{letter}" for letter in "ABCDEFGHIJKL")


def a_group(acting: Acting, world: World, nickname: str = "area_adviser") -> Appointment:
    """A group appointment of this moment, with twelve customers booked by a colleague."""
    with acting(nickname) as actor:
        customers = [make_one(actor, world, given="Tess", family=family) for family in TWELVE]
        now = timezone.now()
        return book_appointment(
            actor=actor,
            now=now,
            appointment=NewAppointment(
                adviser_id=actor.account_id,
                contract_id=world.contracts["prime_north_east"],
                kind="group",
                channel=1,
                label="CV workshop",
                venue_id=world.venues["library"],
                starts_at=now - timedelta(minutes=1),
                ends_at=now + timedelta(hours=1),
                capacity=12,
            ),
            customer_ids=[customer.id for customer in customers],
        )


def begun(client_as: ClientAs, acting: Acting, appointment: Appointment) -> Session:
    answer = client_as("area_adviser").post(f"/staff/appointments/{appointment.id}/start/", {})
    assert answer.status_code == 302, answer.content.decode()
    with acting("area_adviser"):
        return Session.objects.get(appointment__id=appointment.id)


def line_data(place: Attendance, **changes: str) -> dict[str, str]:
    values = {"version": str(place.version), "result": place.result, **changes}
    return {f"{place.id}-{name}": value for name, value in values.items()}


def test_group_of_twelve_when_started_has_twelve_expected_and_is_saved_at_once(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    session = begun(client_as, acting, a_group(acting, world))
    client = client_as("area_adviser")
    url = f"/staff/sessions/{session.id}/register/"
    page = client.get(url).content.decode()
    for family in TWELVE:
        assert f"Tess {family}" in page
    with acting("area_adviser"):
        places = list(session.attendances.select_related("customer").order_by("customer__family_name"))
        assert {place.result for place in places} == {"expected"}
        assert all(place.booked_for is not None for place in places)
    data: dict[str, str] = {}
    for number, place in enumerate(places):
        came = number != 11
        data |= line_data(
            place,
            result="attended" if came else "did_not_attend",
            arrived_at="10:00" if came else "",
            seen_at="10:05" if came else "",
            reason="" if came else "99",
        )
    with CaptureQueriesContext(connection) as queries:
        assert client.post(url, data).status_code == 302
    assert len(queries) < 60 * len(places)
    with acting("area_adviser"):
        results = list(session.attendances.values_list("result", flat=True))
        assert (results.count("attended"), results.count("did_not_attend")) == (11, 1)
        assert session.attendances.filter(write_up_due_at__isnull=False).count() == 11


def test_register_when_one_line_is_sent_saves_that_line_alone(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    session = begun(client_as, acting, a_group(acting, world))
    with acting("area_adviser"):
        place = place_of(session)
    url = f"/staff/sessions/{session.id}/register/"
    data = {**line_data(place, result="attended", seen_at="10:10"), "autosave": "1"}
    answer = client_as("area_adviser").post(url, data)
    assert answer.status_code == 200
    assert answer.json()["version"] == place.version + 1
    with acting("area_adviser"):
        results = list(session.attendances.values_list("result", flat=True))
        assert (results.count("attended"), results.count("expected")) == (1, 11)


def test_register_when_one_line_is_wrong_saves_the_others_and_links_to_it(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    session = begun(client_as, acting, a_group(acting, world))
    with acting("area_adviser"):
        first, second = session.attendances.order_by("id")[:2]
    data = {
        **line_data(first, result="attended", seen_at="quarter past"),
        **line_data(second, result="attended", seen_at="10:10"),
    }
    answer = client_as("area_adviser").post(f"/staff/sessions/{session.id}/register/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{first.id}-seen_at"' in page
    assert "quarter past" in page
    with acting("area_adviser"):
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.result, second.result) == ("expected", "attended")


def test_line_that_a_colleague_changed_when_saved_is_not_written_over(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    session = begun(client_as, acting, a_group(acting, world))
    with acting("area_adviser"):
        place = place_of(session)
    url = f"/staff/sessions/{session.id}/register/"
    first, second = client_as("area_adviser"), client_as("area_adviser")
    assert first.post(url, line_data(place, result="attended", seen_at="10:10")).status_code == 302
    answer = second.post(url, line_data(place, result="did_not_attend", reason="1"))
    assert answer.status_code == 409
    assert "Attended" in answer.content.decode()
    with acting("area_adviser"):
        place.refresh_from_db()
        assert place.result == "attended"


def test_file_of_one_customer_of_a_group_when_read_names_none_of_the_others(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    session = begun(client_as, acting, a_group(acting, world))
    client = client_as("area_adviser")
    with acting("area_adviser"):
        places = list(session.attendances.select_related("customer"))
    for place in places[:3]:
        assert place.customer is not None
        with acting("area_adviser"):
            lines = timeline_of(place.customer.id)
        page = client.get(f"/staff/attendances/{place.id}/").content.decode()
        assert place.customer.full_name in page
        assert [line.id for line in lines if line.route == "workspace:attendance"] == [place.id]
        for other in places:
            if other.id != place.id and other.customer is not None:
                assert other.customer.family_name not in page
                said = " ".join(f"{line.label} {line.byline} {line.text}" for line in lines)
                assert other.customer.family_name not in said


def test_walk_in_when_confirmed_in_the_contact_is_added_once(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    session = begun(client_as, acting, a_group(acting, world))
    with acting("area_adviser") as actor:
        assert session.contact is not None
        newcomer = make_one(actor, world, given="Una", family="Walkin", contact=session.contact)
    client = client_as("area_adviser")
    url = f"/staff/sessions/{session.id}/register/"
    assert "Add Una Walkin" in client.get(url).content.decode()
    added = client.post(f"/staff/sessions/{session.id}/places/", {"customer": str(newcomer.id)})
    assert added.status_code == 302
    again = client.post(f"/staff/sessions/{session.id}/places/", {"customer": str(newcomer.id)})
    assert again.status_code == 409
    with acting("area_adviser"):
        assert session.attendances.filter(customer=newcomer).count() == 1
        assert session.attendances.count() == 13


def test_customer_who_was_not_confirmed_here_when_added_is_refused(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    session = begun(client_as, acting, a_group(acting, world))
    with acting("area_adviser") as actor:
        elsewhere = make_one(actor, world, given="Una", family="Elsewhere")
    answer = client_as("area_adviser").post(
        f"/staff/sessions/{session.id}/places/", {"customer": str(elsewhere.id)}
    )
    assert answer.status_code == 403


def test_person_without_a_name_when_found_later_gets_the_place_they_had(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        contact = open_one(actor, world, kind="group")
        session = record_one(actor, world, contact, kind="group", places=[], label="Open morning")
    client = client_as("area_adviser")
    assert client.post(f"/staff/sessions/{session.id}/places/", {}).status_code == 302
    with acting("area_adviser") as actor:
        place = place_of(session)
        assert place.customer_id is None
        customer = make_one(actor, world, given="Una", family="Foundlater", contact=contact)
    page = client.get(f"/staff/sessions/{session.id}/register/").content.decode()
    assert "Person without a name 1" in page
    answer = client.post(
        f"/staff/sessions/{session.id}/places/", {"customer": str(customer.id), "place": str(place.id)}
    )
    assert answer.status_code == 302
    with acting("area_adviser"):
        assert Attendance.objects.get(session=session).customer_id == customer.id
        assert Customer.objects.filter(id=customer.id).exists()


def test_register_when_opened_asks_as_many_queries_for_twelve_as_for_one(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    session = begun(client_as, acting, a_group(acting, world))
    with acting("area_adviser") as actor:
        contact = open_one(actor, world, kind="group")
        small = record_one(actor, world, contact, kind="group", places=[])
    client = client_as("area_adviser")
    client.get(f"/staff/sessions/{small.id}/register/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/staff/sessions/{small.id}/register/")
    with CaptureQueriesContext(connection) as many:
        client.get(f"/staff/sessions/{session.id}/register/")
    assert len(many) <= len(few) + 1


def test_colleague_who_reads_a_place_of_a_group_when_its_customer_was_confirmed_is_not_told_otherwise(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        contact = open_one(actor, world, kind="group")
        session = record_one(actor, world, contact, kind="group", places=[])
        customer = make_one(actor, world, given="Una", family="Walkin", contact=contact)
        booked = make_one(actor, world, given="Una", family="Onlybooked")
        now = timezone.now()
        for one in (customer, booked):
            add_place(
                actor=actor,
                now=now,
                session=session,
                place=Place(customer_id=one.id, seen_at=now, result="attended"),
            )
        places = {place.customer_id: place.id for place in session.attendances.all()}
    client = client_as("second_area_adviser")
    words = "Confirm the customer’s identity in this contact"
    assert words not in client.get(f"/staff/attendances/{places[customer.id]}/").content.decode()
    assert words in client.get(f"/staff/attendances/{places[booked.id]}/").content.decode()
