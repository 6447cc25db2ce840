"""Today: what waits for one person, in order, bounded, in few queries."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fingerpost.appointments.services import NewAppointment, book_appointment
from fingerpost.demo.world import World
from fingerpost.interactions.models import Attendance
from fingerpost.interactions.rules.attendances import last_day_of
from fingerpost.interactions.services.attendances import AttendanceDetails, save_details
from fingerpost.interactions.services.contacts import attach_customer, close_contact
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import (
    LONDON,
    civil_date,
    end_of_day,
    london_moment,
    next_working_day,
    spoken_date,
)
from fingerpost.staff.access import CAPABILITIES, Capability, Role
from fingerpost.workspace.sessions.words import write_up_clock
from tests.fixtures.world import Acting, ClientAs
from tests.session_steps import make_one, open_one, place_of, record_one

pytestmark = pytest.mark.django_db


def a_session(acting: Acting, world: World, *, family: str, days_ago: int, **parts: Any) -> Attendance:
    now = timezone.now()
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
        make_one(actor, world, given="Tess", family=family, contact=contact)
        # Five minutes ago, but on the same civil day, whenever the tests are run.
        began = max(now - timedelta(minutes=5), london_moment(civil_date(now), time()))
        session = record_one(actor, world, contact, started_at=began - timedelta(days=days_ago))
        close_contact(actor=actor, now=now, contact_id=contact.id)
        place = place_of(session)
        if parts:
            save_details(
                actor=actor,
                now=now,
                attendance_id=place.id,
                version=place.version,
                details=AttendanceDetails(result="attended", **parts),
            )
        return place


def test_today_when_nothing_waits_says_so_in_each_part(world: World, client_as: ClientAs) -> None:
    page = client_as("area_adviser").get("/staff/").content.decode()
    for words in (
        "You have no appointments today or on the next working day.",
        "Every session of yours is written up.",
        "No follow-up is due.",
        "You have no tasks.",
        "No contact of yours is open.",
    ):
        assert words in page


@pytest.mark.requirement("OI-8.16", "OI-9.5", "BR-24.1")
def test_write_ups_when_listed_have_their_clock_in_words_and_the_overdue_first(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    fresh = a_session(acting, world, family="Fresh", days_ago=0)
    a_session(acting, world, family="Overdue", days_ago=9)
    page = client_as("area_adviser").get("/staff/").content.decode()
    assert page.index("Tess Overdue") < page.index("Tess Fresh")
    assert fresh.write_up_due_at is not None
    last = spoken_date(last_day_of(fresh.write_up_due_at)).rsplit(" ", 1)[0]
    assert f"Write-up due {last}, 2 working days after the interview" in page
    assert "Overdue: it was due" in page
    assert page.count("The record was not updated on the day of the session") == 1


@pytest.mark.requirement("OI-8.16")
@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (
            datetime(2015, 12, 7, 9, tzinfo=LONDON),
            "Write-up due Tuesday 8 December, 2 working days after the interview",
        ),
        (
            datetime(2015, 12, 9, 0, 0, tzinfo=LONDON),
            "Overdue: it was due Tuesday 8 December, 2 working days after the interview",
        ),
    ],
)
def test_clock_of_a_friday_interview_when_put_in_words_names_tuesday(
    world: World, acting: Acting, now: datetime, expected: str
) -> None:
    friday = datetime(2015, 12, 4, 16, tzinfo=LONDON).astimezone(UTC)
    with acting("area_adviser") as actor:
        place = place_of(record_one(actor, world, open_one(actor, world), started_at=friday))
        clock = write_up_clock(place, now=now, rules=shipped_rules())
        assert clock is not None
        assert clock.text == expected
        place.completed_at = datetime(2015, 12, 9, 10, tzinfo=LONDON)
        late = write_up_clock(place, now=now, rules=shipped_rules())
        assert late is not None
        assert (late.is_late, "late: it was due Tuesday 8 December" in late.text) == (True, True)


def test_follow_ups_when_due_are_listed_until_somebody_speaks_with_the_customer(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    today = civil_date(timezone.now())
    due = a_session(acting, world, family="Duenow", days_ago=3, next_contact_on=today)
    a_session(acting, world, family="Notyet", days_ago=3, next_contact_on=today + timedelta(days=1))
    client = client_as("area_adviser")
    part = client.get("/staff/today/follow-ups/").content.decode()
    assert "Tess Duenow" in part
    assert "Tess Notyet" not in part
    with acting("area_adviser") as actor:
        call = open_one(actor, world, kind="call")
        assert due.customer_id is not None
        attach_customer(actor=actor, now=timezone.now(), contact=call, customer_id=due.customer_id)
    assert "Tess Duenow" not in client.get("/staff/today/follow-ups/").content.decode()


def test_tasks_when_a_record_is_provisional_show_to_its_adviser_and_their_manager(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        customer = make_one(actor, world, given="Una", family="Unproved", evidence=())
    assert customer.provisional_until is not None
    day = spoken_date(customer.provisional_until).rsplit(" ", 1)[0]
    for nickname in ("area_adviser", "delivery_manager"):
        page = client_as(nickname).get("/staff/").content.decode()
        assert "Confirm the identity of Una Unproved" in page
        assert f"By {day}, or the record is deleted" in page
    assert "Una Unproved" not in client_as("second_area_adviser").get("/staff/").content.decode()


def test_appointments_when_listed_are_ones_own_of_today_and_the_next_working_day(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    now = timezone.now()
    today = civil_date(now)
    end_of_next = end_of_day(next_working_day(today))
    times = {
        "Soon": now + timedelta(minutes=1),
        "Lastminute": end_of_next - timedelta(minutes=90),
        "Beyond": end_of_next + timedelta(minutes=1),
    }
    with acting("area_adviser") as actor:
        for label, starts_at in times.items():
            for nickname in ("area_adviser", "second_area_adviser"):
                book_appointment(
                    actor=actor,
                    now=now,
                    appointment=NewAppointment(
                        adviser_id=world.accounts[nickname],
                        contract_id=world.contracts["prime_north_east"],
                        kind="group",
                        channel=1,
                        label=f"{label} of {nickname}",
                        starts_at=starts_at,
                        ends_at=starts_at + timedelta(minutes=20),
                        capacity=2,
                    ),
                )
    page = client_as("area_adviser").get("/staff/").content.decode()
    assert "Soon of area_adviser" in page
    assert "Lastminute of area_adviser" in page
    assert "Beyond of area_adviser" not in page
    assert "of second_area_adviser" not in page


def test_list_when_longer_than_twenty_is_cut_and_paged(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        for _number in range(23):
            open_one(actor, world)
    client = client_as("area_adviser")
    page = client.get("/staff/").content.decode()
    assert page.count(">Contact ") == 20
    assert 'href="/staff/today/contacts/"' in page
    first = client.get("/staff/today/contacts/").content.decode()
    second = client.get("/staff/today/contacts/?page=2").content.decode()
    assert (first.count(">Contact "), second.count(">Contact ")) == (20, 3)
    assert "page=2" in first
    assert client.get("/staff/today/contacts/?page=x").status_code == 200
    assert client.get("/staff/today/nothing/").status_code == 404


def test_today_when_full_asks_as_many_queries_as_when_nearly_empty(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    client = client_as("area_adviser")
    a_session(acting, world, family="First", days_ago=0)
    client.get("/staff/")
    with CaptureQueriesContext(connection) as few:
        client.get("/staff/")
    for number in range(5):
        a_session(acting, world, family=f"More{'abcde'[number]}", days_ago=number)
        with acting("area_adviser") as actor:
            open_one(actor, world)
            make_one(actor, world, evidence=())
    with CaptureQueriesContext(connection) as many:
        client.get("/staff/")
    assert len(many) == len(few)
    assert len(many) <= 21, [query["sql"][:90] for query in many.captured_queries]


@pytest.mark.parametrize("role", list(Role))
def test_today_when_asked_by_each_role_opens_for_whoever_has_work_of_their_own(
    world: World, client_as: ClientAs, role: Role
) -> None:
    expected = 200 if Capability.SEE_OWN_WORK in CAPABILITIES[role] else 403
    assert client_as(role.value).get("/staff/").status_code == expected
