"""Steps that the tests of decisions share: an outcome that lacks nothing, by the services, as who would take them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from fingerpost.customers.models import Circumstance
from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.interactions.models import Attendance
from fingerpost.interactions.services.attendances import AttendanceDetails, complete_attendance
from fingerpost.interactions.services.contacts import attach_customer, close_contact
from fingerpost.interactions.services.notices_given import save_notices
from fingerpost.interactions.services.sections import Typed, save_page
from fingerpost.outcomes.models import Outcome
from fingerpost.policy.civil import civil_date
from tests.outcome_steps import add_payslip, record_one_outcome
from tests.outcomes.steps import at_noon
from tests.plan_steps import whole_plan
from tests.session_steps import NOTES, make_one, open_one, place_of, record_one

NOTICES = ("charter", "confidentiality", "privacy", "terms")


def whole_session(
    actor: Actor,
    world: World,
    *,
    days_ago: int = 0,
    customer_id: UUID | None = None,
    family: str = "Placeholder",
    facts: Mapping[str, str] | None = None,
    with_plan: bool = True,
) -> Attendance:
    """A session that can be claimed: seen, written up, complete, its plan accepted and given, its contact closed."""
    now = timezone.now()
    contact = open_one(actor, world)
    if customer_id is None:
        customer_id = make_one(actor, world, given="Tess", family=family, contact=contact).id
    else:
        attach_customer(actor=actor, now=now, contact=contact, customer_id=customer_id)
    for kind, value in (facts or {}).items():
        Circumstance.objects.create(
            customer_id=customer_id,
            kind=kind,
            value=value,
            as_of=day(days_ago),
            said_by="customer",
            recorded_by_id=actor.account_id,
        )
    save_notices(actor=actor, now=now, contact_id=contact.id, shown=NOTICES, understood=NOTICES)
    session = record_one(
        actor,
        world,
        contact,
        started_at=at_noon(days_ago) if days_ago else now - timedelta(minutes=5),
        venue_id=world.venues["library"],
    )
    attendance = place_of(session)
    if with_plan:
        whole_plan(actor, attendance, late_reason="The printer was broken." if days_ago else "")
    attendance.refresh_from_db()
    save_page(
        actor=actor,
        now=now,
        attendance_id=attendance.id,
        details=AttendanceDetails(result=attendance.result, seen_at=attendance.seen_at, gave=attendance.gave),
        details_version=attendance.version,
        sections={name: Typed(text, 0) for name, text in NOTES.items()},
    )
    assert complete_attendance(actor=actor, now=now, attendance_id=attendance.id) == ()
    close_contact(actor=actor, now=now, contact_id=contact.id)
    attendance.refresh_from_db()
    return attendance


def ready_outcome(
    actor: Actor,
    world: World,
    *,
    kind: str = "3",
    days_ago: int = 0,
    told_on: date | None = None,
    attendance: Attendance | None = None,
    with_plan: bool = True,
    with_evidence: bool = True,
    family: str = "Placeholder",
    facts: Mapping[str, str] | None = None,
) -> Outcome:
    """A job of the customer of a whole session, told today, with a payslip: nothing is missing."""
    attendance = attendance or whole_session(
        actor, world, days_ago=days_ago, with_plan=with_plan, family=family, facts=facts
    )
    assert attendance.customer_id is not None
    outcome = record_one_outcome(
        actor, world, attendance.customer_id, attendance=attendance, kind=kind, told_on=told_on, days=28
    )
    if with_evidence:
        add_payslip(actor, outcome)
    outcome.refresh_from_db()
    return outcome


def today() -> date:
    """Today in England."""
    return civil_date(timezone.now())


def day(days_ago: int) -> date:
    """A day some days before today."""
    return today() - timedelta(days=days_ago)
