"""Steps that the tests of outcomes and claims share: an outcome, its evidence, a follow-up. By the services."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from uuid import UUID

import pikepdf
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import Attendance
from fingerpost.interactions.services.notices_given import save_notices
from fingerpost.interactions.services.sections import Typed, save_sections
from fingerpost.outcomes.models import Evidence, FollowUp, Outcome
from fingerpost.outcomes.rules.outcomes import EvidenceFacts
from fingerpost.outcomes.services.evidence import add_evidence
from fingerpost.outcomes.services.outcomes import OutcomeDetails, record_outcome
from fingerpost.outcomes.settling import settle_customers
from fingerpost.plans.services.completing import complete_with_plan
from fingerpost.policy.civil import civil_date
from tests.fixtures.working_day import NOTICES
from tests.plan_steps import whole_plan
from tests.session_steps import NOTES, make_one, open_one, place_of, record_one


def _page() -> bytes:
    made = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(300, 200))
        pdf.save(made, deterministic_id=True)
    return made.getvalue()


PAYSLIP = _page()
"""A small PDF with one empty page."""


def whole_session(
    actor: Actor, world: World, *, given: str = "Vashti", family: str = "Placeholder"
) -> Attendance:
    """A customer's session that lacks nothing: texts shown, notes written, plan accepted and given, complete."""
    now, venue = timezone.now(), world.venues["library"]
    contact = open_one(actor, world, venue_id=venue)
    make_one(actor, world, given=given, family=family, contact=contact)
    save_notices(actor=actor, now=now, contact_id=contact.id, shown=NOTICES, understood=NOTICES)
    attendance = place_of(
        record_one(actor, world, contact, started_at=now - timedelta(hours=1), venue_id=venue)
    )
    texts = {name: Typed(text, 0) for name, text in NOTES.items()}
    save_sections(actor=actor, now=now, attendance_id=attendance.id, sections=texts)
    whole_plan(actor, attendance)
    gaps = complete_with_plan(actor=actor, now=now, attendance_id=attendance.id)
    assert not gaps, gaps
    attendance.refresh_from_db()
    return attendance


def record_one_outcome(
    actor: Actor,
    world: World,
    customer_id: UUID,
    *,
    attendance: Attendance | None = None,
    kind: str = "3",
    contract: str = "prime_north_east",
    told_on: date | None = None,
    days: int = 0,
    detail: str = "Accounts assistant at Weathervane Stores",
) -> Outcome:
    """A job that began ``days`` before we were told of it; told today unless a day is given."""
    told_on = told_on or civil_date(timezone.now())
    return record_outcome(
        actor=actor,
        now=timezone.now(),
        customer_id=customer_id,
        contract_id=world.contracts[contract],
        details=OutcomeDetails(
            kind=kind,
            told_on=told_on,
            started_on=told_on - timedelta(days=days),
            weekly_hours=Decimal("22.5"),
            detail=detail,
            attendance_id=attendance.id if attendance else None,
        ),
    )


def add_payslip(
    actor: Actor, outcome: Outcome, *, content: bytes = PAYSLIP, kind: str = "payslip"
) -> Evidence:
    """A payslip, or a document of another kind, that came today and is signed; of progress, with a rise."""
    now = timezone.now()
    is_progress = outcome.kind in ("5", "progression")
    said = EvidenceFacts(
        is_signed=True,
        dated_on=civil_date(now),
        earned_before_pence=120_000 if is_progress else None,
        earned_after_pence=130_000 if is_progress else None,
    )
    return add_evidence(
        actor=actor,
        now=now,
        outcome_id=outcome.id,
        kind=kind,
        received_on=civil_date(now),
        name="payslip.pdf",
        content=content,
        said=said,
    )


def settle(customer_id: UUID) -> list[FollowUp]:
    """Let the worker make the customer's follow-ups; they are read back as owner, in order of their days.

    What the customer's contacts are must be committed: the worker has a connection of its own.
    """
    settle_customers([customer_id], rules=rules_in_force())
    return list(FollowUp.objects.using("owner").filter(customer_id=customer_id).order_by("due_on", "id"))
