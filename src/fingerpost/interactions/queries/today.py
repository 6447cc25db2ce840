"""What waits for one member of staff: follow-ups, write-ups, open contacts, records to confirm.

Each list takes one query, is cut at a limit, and ends its order in the id.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from fingerpost.customers.models import Customer, CustomerState
from fingerpost.house.actor import Actor
from fingerpost.interactions.models import (
    Attendance,
    AttendanceResult,
    AttendanceSection,
    Contact,
    ContactKind,
    ContactStaff,
    ContactState,
    SessionStaff,
)
from fingerpost.interactions.queries.attendances import GAVE


def _given_by(account_id: UUID) -> Exists:
    return Exists(
        SessionStaff.objects.filter(
            session_id=OuterRef("session_id"), account_id=account_id, part__in=GAVE
        )
    )


def list_write_ups(actor: Actor, *, start: int = 0, limit: int = 20) -> list[Attendance]:
    """Attended and not complete, of sessions that this person gave or keyed; the earliest clock first.

    ``first_saved_at`` tells when notes were first put in (BR-24.1).
    """
    first = AttendanceSection.objects.filter(attendance_id=OuterRef("id")).order_by("saved_at").values("saved_at")[:1]
    found = (
        Attendance.objects.filter(
            Q(recorded_by_id=actor.account_id) | _given_by(actor.account_id),
            result=AttendanceResult.ATTENDED,
            completed_at__isnull=True,
            write_up_due_at__isnull=False,
        )
        .select_related("session__venue", "customer")
        .annotate(first_saved_at=first)
        .order_by("write_up_due_at", "id")
    )
    return list(found[start : start + limit])


def list_follow_ups(actor: Actor, *, today: date, start: int = 0, limit: int = 20) -> list[Attendance]:
    """Where a next contact was agreed for today or before, by the adviser of the session, and none has been since."""
    spoken = (
        Contact.objects.filter(
            customer_id=OuterRef("customer_id"), opened_at__date__gte=OuterRef("next_contact_on")
        )
        .exclude(kind=ContactKind.PAPER)
        .exclude(sessions=OuterRef("session_id"))
    )
    found = (
        Attendance.objects.filter(
            ~Exists(spoken), _given_by(actor.account_id), next_contact_on__isnull=False, next_contact_on__lte=today
        )
        .select_related("session__venue", "customer")
        .order_by("next_contact_on", "id")
    )
    return list(found[start : start + limit])


def list_open_contacts(actor: Actor, *, start: int = 0, limit: int = 20) -> list[Contact]:
    """Contacts still open in which this person takes part, oldest first."""
    found: QuerySet[Contact] = (
        Contact.objects.filter(
            Exists(
                ContactStaff.objects.filter(
                    contact_id=OuterRef("id"), account_id=actor.account_id, left_at__isnull=True
                )
            ),
            state=ContactState.OPEN,
        )
        .select_related("venue")
        .order_by("opened_at", "id")
    )
    return list(found[start : start + limit])


def list_records_to_confirm(actor: Actor, *, start: int = 0, limit: int = 20) -> list[Customer]:
    """Provisional records that this person made, or whose maker they manage; the first to go first (XD-17)."""
    found = (
        Customer.objects.filter(state=CustomerState.PROVISIONAL)
        .filter(Q(opened_by_id=actor.account_id) | Q(opened_by__line_manager_id=actor.account_id))
        .select_related("opened_by")
        .order_by("provisional_until", "id")
    )
    return list(found[start : start + limit])
