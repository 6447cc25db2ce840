"""What a record page shows of sessions: one line of time across channels, what is due, assessments that stay."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fingerpost.customers.models import Circumstance
from fingerpost.demo.world import World
from fingerpost.house.errors import Conflict, InvalidInput, NotPermitted
from fingerpost.interactions.models import Contact, PriorityAssessment, Session
from fingerpost.interactions.queries.sessions import timeline_of, what_is_due
from fingerpost.interactions.services.attendances import AttendanceDetails, save_details, settle_attendance
from fingerpost.interactions.services.contacts import attach_customer, close_contact
from fingerpost.interactions.services.sessions import mend_session
from fingerpost.policy.civil import civil_date
from fingerpost.staff.services import acting_as
from tests.fixtures.world import Acting
from tests.session_steps import make_one, open_one, place_of, record_one

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("OI-4.10d", "OI-8.1")
def test_line_of_time_when_read_shows_every_channel_newest_first_in_three_queries(
    world: World, acting: Acting
) -> None:
    now = timezone.now()
    with acting("area_adviser") as actor:
        walk_in = open_one(actor, world, venue_id=world.venues["library"])
        customer = make_one(actor, world, contact=walk_in)
        place = place_of(record_one(actor, world, walk_in, started_at=now - timedelta(days=2),
                                    venue_id=world.venues["library"]))  # fmt: skip
        call = open_one(actor, world, kind="call")
        attach_customer(actor=actor, now=timezone.now(), contact=call, customer_id=customer.id)
        close_contact(actor=actor, now=timezone.now(), contact_id=call.id)
        with CaptureQueriesContext(connection) as queries:
            lines = timeline_of(customer.id)
        assert len(queries) == 3
        assert [(line.route, line.id) for line in lines] == [
            ("workspace:contact", call.id),
            ("workspace:attendance", place.id),
        ]
        assert lines[0].label == "Telephone call"
        assert "Northmoor Library" in lines[1].text
        assert "Ada Whitlock" in lines[1].byline
        assert len(timeline_of(customer.id, limit=1)) == 1


def test_what_is_due_when_read_has_the_write_up_and_the_next_contact(world: World, acting: Acting) -> None:
    now = timezone.now()
    today = civil_date(now)
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
        customer = make_one(actor, world, contact=contact)
        place = place_of(record_one(actor, world, contact, started_at=now - timedelta(days=9)))
        save_details(
            actor=actor,
            now=now,
            attendance_id=place.id,
            version=place.version,
            details=AttendanceDetails(result="attended", next_contact_on=today + timedelta(days=7)),
        )
        due = what_is_due(customer.id, now=now)
        assert [(item.kind, item.is_overdue) for item in due] == [("write_up", True), ("follow_up", False)]


@pytest.mark.requirement("XD-13")
def test_assessment_when_the_facts_change_later_stays_as_it_was(world: World, acting: Acting) -> None:
    now = timezone.now()
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
        customer = make_one(actor, world, contact=contact)
        Circumstance.objects.create(
            customer=customer,
            kind="single_parent",
            value="yes",
            as_of=civil_date(now) - timedelta(days=1),
            said_by="customer",
            recorded_by_id=actor.account_id,
        )
        session = record_one(actor, world, contact)
        kept = PriorityAssessment.objects.get(attendance__session=session)
        assert kept.groups == ["single_parent"]
        assert kept.rule_ids == [kept.set_version]
        Circumstance.objects.create(
            customer=customer,
            kind="single_parent",
            value="no",
            as_of=civil_date(now) - timedelta(days=1),
            said_by="customer",
            recorded_by_id=actor.account_id,
        )
        place = place_of(session)
        settle_attendance(actor=actor, now=now, attendance=place, session=session)
        assert PriorityAssessment.objects.get(attendance=place).groups == ["single_parent"]


def test_contact_when_it_has_its_session_takes_no_second(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
        record_one(actor, world, contact)
        with pytest.raises(Conflict) as refused:
            record_one(actor, world, contact)
        assert refused.value.code == "session_exists"


@pytest.mark.django_db(transaction=True)
def test_contact_when_two_record_its_session_at_once_has_one(world: World) -> None:
    with acting_as(world.memberships["area_adviser"]) as actor:
        contact = open_one(actor, world)

    def record(_number: int) -> str:
        try:
            with acting_as(world.memberships["area_adviser"]) as actor:
                record_one(actor, world, Contact.objects.get(id=contact.id))
            return "recorded"
        except Conflict as refused:
            return refused.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(record, range(2))) == ["recorded", "session_exists"]


def test_session_of_yesterday_when_recorded_today_says_so(world: World, acting: Acting) -> None:
    moment = timezone.now() - timedelta(days=1)
    with acting("area_adviser") as actor:
        session = record_one(actor, world, open_one(actor, world), started_at=moment, captured="afterwards")
        session.refresh_from_db()
        assert session.started_at == moment
        assert session.recorded_at > moment + timedelta(hours=23)


def test_session_when_the_facts_do_not_fit_is_refused(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
        with pytest.raises(NotPermitted):
            record_one(actor, world, contact, contract="second_prime_south_west")
        with pytest.raises(InvalidInput):
            record_one(actor, world, contact, started_at=timezone.now() + timedelta(hours=1))
        with pytest.raises(InvalidInput):
            record_one(actor, world, contact, adviser_id=world.accounts["second_prime_adviser"])
        with pytest.raises(InvalidInput):
            record_one(actor, world, contact, venue_id=world.venues["harbour"])
        with pytest.raises(InvalidInput):
            record_one(actor, world, contact, supervisor_id=world.accounts["trainee"])
        assert not Session.objects.filter(contact=contact).exists()


def test_session_when_mended_in_two_windows_tells_the_second(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        session = record_one(actor, world, open_one(actor, world))
        mended = mend_session(
            actor=actor,
            now=timezone.now(),
            session_id=session.id,
            version=1,
            venue_id=world.venues["library"],
        )
        assert mended.venue_id == world.venues["library"]
        with pytest.raises(Conflict):
            mend_session(actor=actor, now=timezone.now(), session_id=session.id, version=1, venue_id=None)


def test_customer_under_age_when_seen_is_assessed_without_a_group(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
        born = date(civil_date(timezone.now()).year - 15, 1, 1)
        make_one(actor, world, contact=contact, born=born)
        session = record_one(actor, world, contact)
        assert PriorityAssessment.objects.get(attendance__session=session).groups == []
