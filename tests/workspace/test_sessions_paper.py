"""A session that an adviser wrote on paper, keyed the next day by an administrator."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from fingerpost.customers.models import Customer, Grant
from fingerpost.demo.world import World
from fingerpost.interactions.models import Attendance, Contact, IdentityCheck, Session, SessionStaff
from fingerpost.interactions.services.contacts import attach_customer
from fingerpost.policy.civil import civil_date, is_working_day, london_moment
from tests.fixtures.world import Acting, ClientAs
from tests.plans.steps import planned
from tests.session_steps import make_one, open_one, page_data, place_of, record_one, tell

pytestmark = pytest.mark.django_db
FOUR = {
    "given_name": "Vashti",
    "family_name": "Placeholder",
    "date_of_birth-day": "17",
    "date_of_birth-month": "5",
    "date_of_birth-year": "1980",
    "postcode": "zz55aa",
}


def working_days_ago(days: int) -> date:
    day = civil_date(timezone.now())
    while days:
        day -= timedelta(days=1)
        days -= is_working_day(day)
    return day


def working_days_on(day: date, days: int) -> date:
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


def paper_data(world: World, day: date, **changes: str) -> dict[str, str]:
    return {
        "started_on-day": str(day.day),
        "started_on-month": str(day.month),
        "started_on-year": str(day.year),
        "started_at": "2:15pm",
        "adviser": tell(world.accounts["subcontractor_adviser"]),
        "kind": "outreach",
        "channel": "1",
        "venue": tell(world.venues["community_room"]),
        "contract": tell(world.contracts["prime_north_west"]),
        **changes,
    }


def a_known_customer(acting: Acting, world: World) -> Customer:
    """Made by somebody else's prime, so that the subcontractor holds nothing on them."""
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
        return make_one(actor, world, contact=contact)


@pytest.mark.requirement("OI-8.16")
def test_paper_when_keyed_the_next_day_keeps_the_interview_apart_from_the_keying(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    customer = a_known_customer(acting, world)
    day = working_days_ago(1)
    client = client_as("subcontractor_administrator")
    assert client.get("/staff/paper/").status_code == 200
    keyed = client.post("/staff/paper/", paper_data(world, day))
    assert keyed.status_code == 302, keyed.content.decode()
    assert keyed["Location"].endswith("/find/")
    with acting("subcontractor_administrator") as actor:
        contact = Contact.objects.get(kind="paper")
        session = Session.objects.get(contact=contact)
        place = place_of(session)
        assert session.started_at == london_moment(day, time(14, 15))
        assert session.recorded_at.date() == timezone.now().date()
        assert (session.captured, session.recorded_by_id) == ("afterwards", actor.account_id)
        staff = dict(SessionStaff.objects.filter(session=session).values_list("account_id", "part"))
        assert staff == {
            world.accounts["subcontractor_adviser"]: "adviser",
            world.accounts["subcontractor_administrator"]: "keyed_by",
        }
        assert place.write_up_due_at == london_moment(working_days_on(day, 2) + timedelta(days=1), time(0))
        assert not Customer.objects.filter(id=customer.id).exists()
    asked = client.post(keyed["Location"], FOUR)
    assert asked.status_code == 302, asked.content.decode()
    check_page = client.get(asked["Location"]).content.decode()
    assert "The paper names this person and is signed by the adviser" in check_page
    assert "You know this customer" not in check_page
    passed = client.post(asked["Location"], {"way": "paper_record"})
    assert passed.status_code == 302, passed.content.decode()
    found = client.get(passed["Location"])
    assert found.status_code == 302
    assert found["Location"] == f"/staff/attendances/{place.id}/"
    page = client.get(found["Location"]).content.decode()
    assert "Vashti Placeholder" in page
    assert "After the session" in page
    assert "by Gwen Marlow" in page
    assert "Tessa O’Neil" in page
    with acting("subcontractor_administrator"):
        place.refresh_from_db()
        assert place.customer_id == customer.id
        assert IdentityCheck.objects.get(contact=contact).method == "paper_record"
        reasons = set(Grant.objects.filter(customer=customer).values_list("reason", flat=True))
        assert reasons == {"authenticated", "relationship"}
    with acting("subcontractor_administrator") as actor:
        planned(actor, place)
    done = client.post(f"/staff/attendances/{place.id}/complete/", page_data(place, seen_at="2:15pm"))
    assert done.status_code == 302, done.content.decode()
    assert "on time" in client.get(f"/staff/attendances/{place.id}/").content.decode()


@pytest.mark.requirement("OI-8.16", "OI-9.5")
def test_paper_when_keyed_a_week_late_says_that_it_is_late(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    client = client_as("subcontractor_administrator")
    keyed = client.post("/staff/paper/", paper_data(world, working_days_ago(6)))
    assert keyed.status_code == 302
    with acting("subcontractor_administrator"):
        place = Attendance.objects.get(session__contact__kind="paper")
    page = client.get(f"/staff/attendances/{place.id}/").content.decode()
    assert ">Late</strong>" in page
    assert "Overdue: it was due" in page
    today = client.get("/staff/").content.decode()
    assert "Customer not named yet" in today
    assert ">Overdue</strong>" in today


@pytest.mark.requirement("OI-8.16")
def test_paper_when_the_same_interview_is_keyed_twice_is_not_completed(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    moment = london_moment(working_days_ago(1), time(14, 15))
    with acting("subcontractor_adviser") as actor:
        first = open_one(actor, world, contract="prime_north_west")
        customer = make_one(actor, world, contact=first, contract="prime_north_west")
        record_one(actor, world, first, contract="prime_north_west", started_at=moment)
        second = open_one(actor, world, contract="prime_north_west")
        attach_customer(actor=actor, now=timezone.now(), contact=second, customer_id=customer.id)
        place = place_of(record_one(actor, world, second, contract="prime_north_west", started_at=moment))
    answer = client_as("subcontractor_adviser").post(
        f"/staff/attendances/{place.id}/complete/", page_data(place, seen_at="2:15pm")
    )
    assert answer.status_code == 422
    assert "This interview is recorded already" in answer.content.decode()


def test_paper_of_another_organisation_when_keyed_is_refused_with_what_was_typed(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    client = client_as("subcontractor_administrator")
    data = paper_data(
        world, working_days_ago(1), adviser=tell(world.accounts["area_adviser"]), started_at="noonish"
    )
    answer = client.post("/staff/paper/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_adviser"' in page
    assert "noonish" in page
    with acting("subcontractor_administrator"):
        assert not Contact.objects.filter(kind="paper").exists()


def test_way_of_the_paper_when_no_paper_was_keyed_is_not_offered(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    a_known_customer(acting, world)
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
    client = client_as("area_adviser")
    asked = client.post(f"/staff/contacts/{contact.id}/find/", FOUR)
    assert "The paper names" not in client.get(asked["Location"]).content.decode()
    refused = client.post(asked["Location"], {"way": "paper_record"})
    assert refused.status_code == 422
    with acting("area_adviser"):
        assert IdentityCheck.objects.get(contact=contact).state == "waiting"


def test_paper_page_when_asked_by_an_adviser_is_refused(world: World, client_as: ClientAs) -> None:
    assert client_as("area_adviser").get("/staff/paper/").status_code == 403


def test_check_in_a_paper_contact_when_nothing_was_keyed_opens_nothing(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    customer = a_known_customer(acting, world)
    with acting("subcontractor_administrator") as actor:
        contact = open_one(actor, world, kind="paper", contract="prime_north_west")
    client = client_as("subcontractor_administrator")
    asked = client.post(f"/staff/contacts/{contact.id}/find/", FOUR)
    refused = client.post(asked["Location"], {"way": "paper_record"})
    assert refused.status_code == 409
    with acting("subcontractor_administrator"):
        assert not Customer.objects.filter(id=customer.id).exists()
