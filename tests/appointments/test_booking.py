"""Booked times: one adviser in one place, places counted by the database, preparing as a grant of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.utils import timezone

from fingerpost.appointments.models import Appointment, Booking
from fingerpost.appointments.rules import Beginning, how_it_begins, is_open_to_prepare, prepare_window
from fingerpost.appointments.services import (
    NewAppointment,
    book_appointment,
    book_place,
    cancel_booking,
    prepare_appointment,
    start_appointment,
)
from fingerpost.customers.models import Customer, Grant
from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotPermitted
from fingerpost.house.models import Event, Read
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import LONDON
from fingerpost.staff.services import acting_as
from tests.fixtures.world import Acting, ClientAs
from tests.session_steps import make_one

pytestmark = pytest.mark.django_db


def book(
    actor: Actor, world: World, customers: list[UUID], *, starts_at: datetime | None = None, **parts: Any
) -> Appointment:
    starts_at = starts_at or timezone.now() + timedelta(minutes=30)
    values: dict[str, Any] = {
        "adviser_id": world.accounts["second_area_adviser"],
        "contract_id": world.contracts["prime_north_east"],
        "kind": "one_to_one",
        "channel": 1,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        **parts,
    }
    return book_appointment(
        actor=actor, now=timezone.now(), appointment=NewAppointment(**values), customer_ids=customers
    )


def test_adviser_who_is_booked_when_booked_again_at_that_time_is_refused(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        customer = make_one(actor, world)
        made = book(actor, world, [customer.id])
        with pytest.raises(Conflict) as refused:
            book(actor, world, [customer.id], starts_at=made.starts_at + timedelta(minutes=59))
        assert refused.value.code == "already_booked"
        book(actor, world, [], starts_at=made.ends_at)


def test_group_that_is_full_when_another_is_booked_is_refused_by_the_database(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        people = [make_one(actor, world, family=name).id for name in ("One", "Two", "Three")]
        made = book(actor, world, people[:2], kind="group", capacity=2)
        with pytest.raises(Conflict) as refused:
            book_place(actor=actor, now=timezone.now(), appointment_id=made.id, customer_id=people[2])
        assert refused.value.code == "appointment_full"
        first = Booking.objects.get(appointment=made, customer_id=people[0])
        cancel_booking(actor=actor, now=timezone.now(), booking_id=first.id, by_customer=True)
        book_place(actor=actor, now=timezone.now(), appointment_id=made.id, customer_id=people[2])
        with pytest.raises(Conflict) as twice:
            cancel_booking(actor=actor, now=timezone.now(), booking_id=first.id, by_customer=True)
        assert twice.value.code == "already_cancelled"


def test_places_when_bookings_are_hidden_from_whoever_books_are_counted_all_the_same(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        mine = make_one(actor, world, family="Mine", evidence=())
        made = book(actor, world, [mine.id])
    with acting("second_area_adviser") as other:
        theirs = make_one(other, world, family="Theirs")
        assert not Booking.objects.filter(appointment=made).exists()
        with pytest.raises(Conflict) as refused:
            book_place(actor=other, now=timezone.now(), appointment_id=made.id, customer_id=theirs.id)
        assert refused.value.code == "appointment_full"


@pytest.mark.django_db(transaction=True)
def test_last_place_when_two_book_it_at_once_goes_to_one(world: World) -> None:
    with acting_as(world.memberships["area_adviser"]) as actor:
        people = [make_one(actor, world, family=name).id for name in ("One", "Two")]
        made = book(actor, world, [])

    def take(customer_id: UUID) -> str:
        try:
            with acting_as(world.memberships["area_adviser"]) as actor:
                book_place(actor=actor, now=timezone.now(), appointment_id=made.id, customer_id=customer_id)
            return "booked"
        except Conflict as refused:
            return refused.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, people)) == ["appointment_full", "booked"]


def test_time_that_ends_before_it_begins_when_booked_is_refused(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        now = timezone.now()
        with pytest.raises(InvalidInput):
            book(actor, world, [], starts_at=now, ends_at=now)
        with pytest.raises(InvalidInput):
            book(actor, world, [], capacity=3)
        with pytest.raises(NotPermitted):
            book(actor, world, [], contract_id=world.contracts["second_prime_south_west"])


def test_own_appointment_when_prepared_opens_its_customers_and_is_logged(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        customer = make_one(actor, world, given="Una", family="Booked", evidence=())
        made = book(actor, world, [customer.id], venue_id=world.venues["library"])
    client = client_as("second_area_adviser")
    url = f"/staff/appointments/{made.id}/"
    before = client.get(url).content.decode()
    assert "Northmoor Library" in before
    assert "Una Booked" not in before
    assert client.post(f"{url}prepare/").status_code == 302
    assert "Una Booked" in client.get(url).content.decode()
    with acting("second_area_adviser") as other:
        assert Grant.objects.get(customer=customer, reason="own_appointment").account_id == other.account_id
        assert Read.objects.filter(customer_id=customer.id, what="appointment").count() == 1
        assert Event.objects.filter(kind="appointment.prepared").count() == 1


def test_appointment_of_somebody_else_when_prepared_opens_nothing(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        customer = make_one(actor, world, evidence=())
        made = book(actor, world, [customer.id])
    client = client_as("newcomer")
    assert client.get(f"/staff/appointments/{made.id}/").status_code == 404
    assert client.post(f"/staff/appointments/{made.id}/prepare/").status_code == 404
    with acting("newcomer"):
        assert not Customer.objects.filter(id=customer.id).exists()


def test_appointment_weeks_away_when_prepared_is_not_opened_yet(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        customer = make_one(actor, world, evidence=())
        made = book(actor, world, [customer.id], starts_at=timezone.now() + timedelta(days=14))
    with acting("second_area_adviser") as other:
        with pytest.raises(NotPermitted):
            prepare_appointment(actor=other, now=timezone.now(), appointment_id=made.id)
        assert not Customer.objects.filter(id=customer.id).exists()


def test_appointment_when_started_twice_is_one_session_with_its_booked_place(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    now = timezone.now()
    with acting("area_adviser") as actor:
        customer = make_one(actor, world, evidence=())
        made = book(actor, world, [customer.id], starts_at=now - timedelta(minutes=5))
    client = client_as("second_area_adviser")
    first = client.post(f"/staff/appointments/{made.id}/start/")
    second = client.post(f"/staff/appointments/{made.id}/start/")
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    with acting("second_area_adviser"):
        made.refresh_from_db()
        assert made.session is not None
        place = made.session.attendances.get()
        assert (place.customer_id, place.booked_for, place.result) == (
            customer.id,
            made.starts_at,
            "expected",
        )
        assert made.session.contact is not None
        assert made.session.contact.customer_id is None


def test_appointment_of_yesterday_when_started_is_recorded_as_of_its_time(
    world: World, acting: Acting
) -> None:
    now = timezone.now()
    with acting("area_adviser") as actor:
        made = book(actor, world, [], starts_at=now - timedelta(days=1), adviser_id=actor.account_id)
        session = start_appointment(actor=actor, now=now, appointment_id=made.id)
        assert (session.started_at, session.captured) == (made.starts_at, "afterwards")


def test_appointment_of_tomorrow_when_started_is_refused(world: World, acting: Acting) -> None:
    now = timezone.now()
    with acting("area_adviser") as actor:
        made = book(actor, world, [], starts_at=now + timedelta(days=1), adviser_id=actor.account_id)
        with pytest.raises(Conflict) as refused:
            start_appointment(actor=actor, now=now, appointment_id=made.id)
        assert refused.value.code == "appointment_later"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 3, 28, 23, 59, tzinfo=LONDON), Beginning.TOO_EARLY),
        (datetime(2026, 3, 29, 0, 30, tzinfo=LONDON), Beginning.LIVE),
        (datetime(2026, 3, 29, 23, 59, tzinfo=LONDON), Beginning.LIVE),
        (datetime(2026, 3, 30, 0, 1, tzinfo=LONDON), Beginning.AFTERWARDS),
    ],
)
def test_day_of_an_appointment_when_the_clocks_change_is_the_civil_day(
    now: datetime, expected: Beginning
) -> None:
    assert how_it_begins(datetime(2026, 3, 29, 10, tzinfo=LONDON), now=now) is expected


def test_window_when_asked_is_open_from_three_days_before_to_four_days_after() -> None:
    starts = datetime(2026, 6, 10, 10, tzinfo=LONDON)
    ends = starts + timedelta(hours=1)
    window = prepare_window(shipped_rules(), now=starts)
    for moment, is_open in (
        (starts - timedelta(hours=72, minutes=1), False),
        (starts - timedelta(hours=72), True),
        (ends + timedelta(hours=96), True),
        (ends + timedelta(hours=96, minutes=1), False),
    ):
        assert is_open_to_prepare(starts, ends, window=window, now=moment) is is_open
