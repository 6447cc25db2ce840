"""What waits for one member of staff: follow-ups, write-ups, open contacts, records to confirm.

Each list takes one query, is cut at a limit, and ends its order in the id.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

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
    StaffPart,
)
from fingerpost.interactions.queries.attendances import GAVE
from fingerpost.staff.models import Account

_MOST_MANAGED = 500


_TO_WRITE_UP = (*GAVE, StaffPart.KEYED_BY.value)


def _of_staff(account_id: UUID, parts: Sequence[str]) -> Exists:
    """Alone in its condition, so that the search begins with the few sessions of this person."""
    return Exists(
        SessionStaff.objects.filter(session_id=OuterRef("session_id"), account_id=account_id, part__in=parts)
    )


def list_write_ups(actor: Actor, *, start: int = 0, limit: int = 20) -> list[Attendance]:
    """Attended and not complete, of sessions that this person gave or keyed; the earliest clock first.

    ``first_saved_at`` tells when notes were first put in (BR-24.1).
    """
    first = (
        AttendanceSection.objects.filter(attendance_id=OuterRef("id"))
        .order_by("saved_at")
        .values("saved_at")[:1]
    )
    found = (
        Attendance.objects.filter(
            _of_staff(actor.account_id, _TO_WRITE_UP),
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
            ~Exists(spoken),
            _of_staff(actor.account_id, GAVE),
            next_contact_on__isnull=False,
            next_contact_on__lte=today,
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
    managed = (
        Account.objects.filter(line_manager_id=actor.account_id).order_by("id").values_list("id", flat=True)
    )
    makers = [actor.account_id, *managed[:_MOST_MANAGED]]
    found = Customer.objects.filter(state=CustomerState.PROVISIONAL, opened_by_id__in=makers).order_by(
        "provisional_until", "id"
    )
    return list(found[start : start + limit])
