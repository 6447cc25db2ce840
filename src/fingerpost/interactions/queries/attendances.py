"""Reads of one attendance: who may change it, whether its customer was confirmed, and what is missing."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fingerpost.customers.models import Customer, CustomerState, Grant, GrantReason
from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotFound
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import (
    Attendance,
    CheckState,
    IdentityCheck,
    NoticeGiven,
    Session,
    SessionStaff,
    StaffPart,
)
from fingerpost.interactions.queries.standing import advice_standings
from fingerpost.interactions.rules.attendances import AttendanceFacts
from fingerpost.interactions.session_doors import was_confirmed
from fingerpost.organisations.models import Contract
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.policy.eligibility import AdultService, adult_service_open_to
from fingerpost.staff.access import Capability

GAVE = (StaffPart.ADVISER.value, StaffPart.TRAINEE.value)
"""The parts of whoever gives a session."""


def get_attendance(attendance_id: UUID) -> Attendance:
    """One attendance with its session, customer and who completed it. Raises NotFound."""
    attendance = (
        Attendance.objects.select_related(
            "session__venue", "session__contract", "session__contact", "session__organisation",
            "session__recorded_by", "customer", "completed_by",
        )
        .filter(id=attendance_id)
        .first()
    )  # fmt: skip
    if attendance is None:
        raise NotFound(_("There is no session record here that you can see."), code="attendance_not_found")
    return attendance


def get_session(session_id: UUID) -> Session:
    """One session with its venue, contract and contact. Raises NotFound."""
    session = (
        Session.objects.select_related("venue", "contract", "contact", "organisation", "recorded_by")
        .filter(id=session_id)
        .first()
    )
    if session is None:
        raise NotFound(_("There is no session here that you can see."), code="session_not_found")
    return session


def may_change(actor: Actor, session: Session) -> bool:
    """Whether this actor may write in a session: a colleague of whoever gave it, or one who took part in it.

    A prime sees down its subcontracts and changes nothing there.
    """
    if not (actor.can(Capability.GIVE_ADVICE) or actor.can(Capability.KEY_PAPER)):
        return False
    if session.organisation_id == actor.organisation_id:
        return True
    return SessionStaff.objects.filter(session_id=session.id, account_id=actor.account_id).exists()


def confirmed_in(contact_id: UUID) -> set[UUID]:
    """The customers whom this person confirmed, or whose record they made, in a contact; at most 200."""
    checked = IdentityCheck.objects.filter(
        contact_id=contact_id, state=CheckState.PASSED, customer__isnull=False
    ).values_list("customer_id", flat=True)[:100]
    made = Grant.objects.filter(
        basis_id=contact_id, reason__in=[GrantReason.NEW_RECORD, GrantReason.PAPER]
    ).values_list("customer_id", flat=True)[:100]
    return {one for one in (*checked, *made) if one is not None}


def list_waiting_for_a_place(session: Session) -> list[Customer]:
    """Customers confirmed in a session's contact who are not on its register yet, by name; at most 50."""
    if session.contact_id is None:
        return []
    there = session.attendances.filter(customer__isnull=False).values("customer_id")
    return list(
        Customer.objects.filter(id__in=confirmed_in(session.contact_id))
        .exclude(id__in=there)
        .order_by("family_name", "given_name", "id")[:50]
    )


def facts_of(attendance: Attendance, *, rules: Rules | None = None) -> AttendanceFacts:
    """Gather what the rules of completing and claiming look at, in a fixed number of short queries."""
    rules = rules or rules_in_force()
    session = attendance.session
    staff = dict(SessionStaff.objects.filter(session=session).values_list("account_id", "part")[:20])
    adviser = next((account for account, part in staff.items() if part in GAVE), None)
    supervisor = next((account for account, part in staff.items() if part == StaffPart.SUPERVISOR), None)
    is_trainee = adviser is not None and staff[adviser] == StaffPart.TRAINEE
    filled = attendance.sections.exclude(text="").values_list("section", flat=True)
    customer = attendance.customer if attendance.customer_id else None
    return AttendanceFacts(
        result=attendance.result,
        has_reason=attendance.reason is not None,
        was_seen=attendance.seen_at is not None,
        channel=session.channel,
        has_venue=session.venue_id is not None,
        filled_sections=frozenset(filled),
        has_adviser=adviser is not None,
        adviser_is_trainee=is_trainee,
        has_supervisor=supervisor is not None,
        adviser_is_qualified=_may_advise(adviser, supervisor, session, rules),
        is_recorded_twice=_is_recorded_twice(attendance, adviser),
        is_complete=attendance.completed_at is not None,
        has_customer=customer is not None,
        customer_is_confirmed=customer is not None and customer.state == CustomerState.CONFIRMED,
        was_confirmed_in_contact=(
            customer is not None
            and session.contact_id is not None
            and was_confirmed(session.contact_id, customer.id)
        ),
        has_notices=customer is not None and NoticeGiven.objects.filter(customer=customer).exists(),
        has_assessment=attendance.assessments.filter(set_name=session.contract.scheme).exists(),
        is_open_to_customer=customer is not None and is_open_to(customer, session.contract, session, rules),
    )


def _may_advise(adviser: UUID | None, supervisor: UUID | None, session: Session, rules: Rules) -> bool:
    """MX-2.3: qualified on the day, or a supervised trainee with a qualified supervisor (OI-17.2)."""
    if adviser is None:
        return False
    on = civil_date(session.started_at)
    standings = advice_standings([one for one in (adviser, supervisor) if one is not None], on=on)
    if standings[adviser].is_qualified(rules, on=on):
        return True
    if supervisor is None or not standings[supervisor].is_qualified(rules, on=on):
        return False
    return standings[adviser].may_advise_supervised(rules, on=on)


def _is_recorded_twice(attendance: Attendance, adviser: UUID | None) -> bool:
    """OI-8.16: the same interview of the same customer with the same adviser, sent in again."""
    if attendance.customer_id is None or adviser is None:
        return False
    return (
        Attendance.objects.filter(
            customer_id=attendance.customer_id,
            session__started_at=attendance.session.started_at,
            session__staff__account_id=adviser,
            session__staff__part__in=GAVE,
        )
        .exclude(id=attendance.id)
        .exists()
    )


def is_open_to(customer: Customer, contract: Contract, session: Session, rules: Rules) -> bool:
    """Whether a contract for adults was open to this customer on the day (BR-5.2, OI-3.4)."""
    if contract.audience != Contract.Audience.ADULT:
        return True
    on = civil_date(session.started_at)
    verdict = adult_service_open_to(
        customer.date_of_birth,
        on=on,
        rules=rules,
        exception_at_18=True if customer.entitlement_checked_on else None,
    )
    return verdict.value is AdultService.OPEN
