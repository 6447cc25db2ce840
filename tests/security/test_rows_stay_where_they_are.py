"""A row that *app* may change can't be carried to another customer, organisation, contract or person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from fingerpost.appointments.services import NewAppointment, book_appointment
from fingerpost.customers.models import Address, ContactPoint
from fingerpost.customers.services import keep_diversity
from fingerpost.customers.services.restricted import Equality
from fingerpost.demo.world import World
from fingerpost.interactions.models import AttendanceSection, ContactStaff, NoticeGiven
from fingerpost.interactions.services.notices_given import save_notices
from fingerpost.interactions.services.sections import Typed, save_sections
from fingerpost.safeguarding.services import raise_concern
from tests.fixtures.world import Acting
from tests.interactions.known import ITEMS
from tests.security.attack import NOT_PERMITTED, move, refusal, run
from tests.security.conftest import RecordVisit

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("OI-14.6")
def test_parts_of_a_record_when_carried_to_another_customer_then_refused(
    acting: Acting, record_visit: RecordVisit
) -> None:
    with acting("area_adviser") as actor:
        mine = record_visit(actor)
        other = record_visit(actor, items=replace(ITEMS, given_name="Second"))
        keep_diversity(
            actor=actor,
            now=timezone.now(),
            customer_id=mine.customer,
            equality=Equality(),
            expected_version=0,
        )
        home = Address.objects.get(customer_id=mine.customer)
        point = ContactPoint.objects.get(customer_id=mine.customer)
        assert move("customers_address", home.id, "customer_id", other.customer) == NOT_PERMITTED
        assert move("customers_contactpoint", point.id, "customer_id", other.customer) == NOT_PERMITTED
        assert (
            move(
                "customers_diversitydetails", mine.customer, "customer_id", other.customer, key="customer_id"
            )
            == NOT_PERMITTED
        )
        assert move("customers_address", home.id, "line_1", "2 Example Road") == ""


def test_record_when_its_maker_organisation_or_contract_is_changed_then_refused(
    acting: Acting, world: World, record_visit: RecordVisit
) -> None:
    with acting("area_adviser") as actor:
        customer = record_visit(actor).customer
        for column, value in {
            "organisation_id": world.organisations["second_prime"],
            "contract_id": world.contracts["second_prime_south_west"],
            "opened_by_id": world.accounts["second_area_adviser"],
            "opened_at": timezone.now(),
        }.items():
            assert move("customers_customer", customer, column, value) == NOT_PERMITTED, column


@pytest.mark.requirement("OI-14.15")
def test_confirmed_record_when_made_provisional_again_then_refused_so_that_no_job_removes_it(
    acting: Acting, record_visit: RecordVisit
) -> None:
    with acting("area_adviser") as actor:
        customer = record_visit(actor).customer
        assert (
            refusal(
                "UPDATE customers_customer SET state = 'provisional', provisional_until = '2001-01-01'"
                " WHERE id = %s",
                [customer],
            )
            == NOT_PERMITTED
        )


def test_contact_session_and_attendance_when_carried_elsewhere_then_refused(
    acting: Acting, world: World, record_visit: RecordVisit
) -> None:
    with acting("area_adviser") as actor:
        mine = record_visit(actor)
        other = record_visit(actor, items=replace(ITEMS, given_name="Second"))
        save_sections(
            actor=actor,
            now=timezone.now(),
            attendance_id=mine.attendance,
            sections={"reason": Typed("Looking for work", 0)},
        )
        save_notices(
            actor=actor,
            now=timezone.now(),
            contact_id=mine.contact,
            shown=["charter"],
            understood=["charter"],
        )
        words = AttendanceSection.objects.get(attendance_id=mine.attendance)
        notice = NoticeGiven.objects.filter(contact_id=mine.contact)[0]
        part = ContactStaff.objects.get(contact_id=mine.contact)
        elsewhere = world.contracts["prime_north_west"]
        for table, row, column, value in (
            ("interactions_contact", mine.contact, "customer_id", other.customer),
            ("interactions_contact", mine.contact, "customer_id", None),
            ("interactions_contact", mine.contact, "contract_id", elsewhere),
            ("interactions_contact", mine.contact, "opened_by_id", world.accounts["second_area_adviser"]),
            ("interactions_contactstaff", part.id, "contact_id", other.contact),
            ("interactions_session", mine.session, "contract_id", elsewhere),
            ("interactions_session", mine.session, "organisation_id", world.organisations["second_prime"]),
            ("interactions_session", mine.session, "contact_id", None),
            ("interactions_attendance", mine.attendance, "session_id", other.session),
            ("interactions_attendance", mine.attendance, "customer_id", other.customer),
            ("interactions_attendance", mine.attendance, "customer_id", None),
            ("interactions_attendancesection", words.id, "attendance_id", other.attendance),
            ("interactions_noticegiven", notice.id, "customer_id", other.customer),
            ("interactions_noticegiven", notice.id, "text_version", "0"),
        ):
            assert move(table, row, column, value) == NOT_PERMITTED, (table, column)


def test_booking_when_carried_to_another_customer_or_time_then_refused(
    acting: Acting, world: World, record_visit: RecordVisit
) -> None:
    with acting("area_adviser") as actor:
        mine = record_visit(actor)
        other = record_visit(actor, items=replace(ITEMS, given_name="Second"))
        first, second = (
            book_appointment(
                actor=actor,
                now=timezone.now(),
                appointment=NewAppointment(
                    adviser_id=actor.account_id,
                    contract_id=world.contracts["prime_north_east"],
                    kind="one_to_one",
                    channel=1,
                    starts_at=timezone.now() + timedelta(days=day),
                    ends_at=timezone.now() + timedelta(days=day, hours=1),
                ),
                customer_ids=who,
            )
            for day, who in ((1, [mine.customer]), (2, []))
        )
        booking = first.bookings.get()
        assert move("appointments_booking", booking.id, "customer_id", other.customer) == NOT_PERMITTED
        assert move("appointments_booking", booking.id, "appointment_id", second.id) == NOT_PERMITTED
        stranger = world.accounts["second_prime_adviser"]
        assert move("appointments_appointment", first.id, "adviser_id", stranger) == NOT_PERMITTED


@pytest.mark.requirement("OI-14.6")
def test_concern_when_a_lead_ties_it_to_any_customer_then_refused_and_opens_no_record(
    acting: Acting, world: World, record_visit: RecordVisit
) -> None:
    with acting("second_prime_adviser") as stranger:
        customer = record_visit(stranger, contract="second_prime_south_west").customer
    with acting("area_adviser") as actor:
        concern = raise_concern(
            actor=actor,
            now=timezone.now(),
            text="Somebody is worried.",
            is_urgent=False,
            contract_id=world.contracts["prime_north_east"],
        ).concern
    with acting("safeguarding_lead"):
        assert move("safeguarding_concern", concern.id, "customer_id", customer) == NOT_PERMITTED
        assert move("safeguarding_concern", concern.id, "text", "Nothing.") == NOT_PERMITTED
        assert run("SELECT fingerpost_handle_concern(%s, '1 day')", [concern.id]) == [(False,)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("line_manager_id", lambda world: world.accounts["two_roles"]),
        ("email", lambda world: "somebody.else@example.org"),
        ("full_name", lambda world: "Somebody Else"),
    ],
)
def test_account_when_the_web_changes_who_it_is_then_refused(
    acting: Acting, world: World, column: str, value: Callable[[World], object]
) -> None:
    with acting("area_adviser") as actor:
        assert move("staff_account", actor.account_id, column, value(world)) == NOT_PERMITTED


@pytest.mark.requirement("BR-29.4")
def test_account_when_suspended_then_the_web_can_not_open_it_again(acting: Acting, world: World) -> None:
    account: UUID = world.accounts["second_area_adviser"]
    with acting("area_adviser"):
        run(
            "UPDATE staff_account SET is_active = false, suspended_at = now(), suspended_for = 'credentials'"
            " WHERE id = %s",
            [account],
        )
        assert (
            refusal(
                "UPDATE staff_account SET is_active = true, suspended_at = NULL, suspended_for = '' WHERE id = %s",
                [account],
            )
            == NOT_PERMITTED
        )
