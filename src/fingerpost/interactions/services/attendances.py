"""Keeps what became of each place at a session: times, result, helper, completion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.customers.doors import begin_relationship
from fingerpost.customers.rules import relationship_ends
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import (
    Attendance,
    AttendanceResult,
    Contact,
    ContactKind,
    Session,
    SessionKind,
)
from fingerpost.interactions.queries.attendances import facts_of, may_change
from fingerpost.interactions.queries.sessions import find_session_of
from fingerpost.interactions.rules.attendances import Gap, missing_to_complete, write_up_due_at
from fingerpost.interactions.services.assessments import assess_attendance
from fingerpost.interactions.session_doors import was_confirmed
from fingerpost.policy import Rules
from fingerpost.staff.models import Account

_MOST_PLACES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceDetails:
    """What is said of one place: when, with what result, with whose help, and when to speak next.

    ``gave`` is what the customer got; None leaves it as it is.
    """

    result: str
    gave: str | None = None
    booked_for: datetime | None = None
    arrived_at: datetime | None = None
    seen_at: datetime | None = None
    reason: int | None = None
    helper: str = ""
    language: str = "en-GB"
    next_contact_on: date | None = None


@dataclass(frozen=True, slots=True)
class DetailsSaved:
    """What came of saving: the version that stands now; where somebody else was first, what stands and who put it."""

    attendance: Attendance
    clash: bool = False
    changed_by: str = ""
    changed: Mapping[str, object] | None = None


def lock_attendance(*, actor: Actor, attendance_id: UUID) -> Attendance:
    """The attendance, held until the end of the transaction. Raises NotFound or NotPermitted."""
    attendance = (
        Attendance.objects.select_for_update(of=("self",))
        .select_related("session")
        .filter(id=attendance_id)
        .first()
    )
    if attendance is None:
        raise NotFound(_("There is no session record here that you can see."), code="attendance_not_found")
    if not may_change(actor, attendance.session):
        raise NotPermitted(
            _("Another organisation gave this session, so you can read its record but not change it."),
            code="not_your_session",
        )
    return attendance


@transaction.atomic
def save_details(
    *,
    actor: Actor,
    now: datetime,
    attendance_id: UUID,
    version: int,
    details: AttendanceDetails,
    rules: Rules | None = None,
) -> DetailsSaved:
    """Keep the details of a place, unless somebody else changed them since ``version``.

    The same values again change nothing. Raises InvalidInput for times in the wrong order.
    """
    attendance = lock_attendance(actor=actor, attendance_id=attendance_id)
    wanted = {name: value for name, value in asdict(details).items() if name != "gave" or value is not None}
    if details.result in (AttendanceResult.ATTENDED, AttendanceResult.EXPECTED):
        wanted["reason"] = None
    if details.arrived_at and details.seen_at and details.seen_at < details.arrived_at:
        raise InvalidInput(
            _("Nobody is seen before they arrive. Mend one of the times."), code="seen_too_early"
        )
    if all(getattr(attendance, name) == value for name, value in wanted.items()):
        return DetailsSaved(attendance)
    if attendance.version != version:
        shown = _values_at(attendance, version, list(wanted))
        stands = {name: getattr(attendance, name) for name in wanted}
        if shown == wanted:
            return DetailsSaved(attendance)  # this editor changed nothing here
        if shown != stands:
            differing = {name: value for name, value in stands.items() if value != wanted[name]}
            return DetailsSaved(attendance, True, last_changed_by(attendance), differing)
    gave_before = attendance.gave
    for name, value in wanted.items():
        setattr(attendance, name, value)
    attendance.version += 1
    attendance.save(update_fields=[*wanted, "version"])
    settle_attendance(actor=actor, now=now, attendance=attendance, session=attendance.session, rules=rules)
    if attendance.gave != gave_before and attendance.completed_at is not None:
        # Advice asks for a plan, which rooms above this one look for when the record is completed again (BR-8.1a).
        _reopen(actor=actor, now=now, attendance=attendance)
    reopen_if_gaps(actor=actor, now=now, attendance=attendance)
    events.record(
        "attendance.saved",
        actor=actor,
        now=now,
        customer_id=attendance.customer_id,
        subject={"attendance": attendance.id, "session": attendance.session_id},
    )
    return DetailsSaved(attendance)


def settle_attendance(
    *, actor: Actor, now: datetime, attendance: Attendance, session: Session, rules: Rules | None = None
) -> None:
    """Do what follows from the result; safe to do again.

    Attended: the write-up clock runs from the interview (OI-8.16, OI-9.5), the organisation begins to work with a
    confirmed customer under the session's contract, and priority groups are assessed. Otherwise no clock runs.
    """
    rules = rules or rules_in_force()
    attended = attendance.result == AttendanceResult.ATTENDED
    due = clock_of(attendance.result, session, rules=rules)
    if attendance.write_up_due_at != due:
        attendance.write_up_due_at = due
        attendance.save(update_fields=["write_up_due_at"])
    if attended and attendance.customer_id is not None:
        begin_relationship(
            attendance.customer_id,
            contract_id=session.contract_id,
            basis=session.id,
            until=relationship_ends(session.started_at, rules=rules),
        )
        assess_attendance(attendance=attendance, session=session, rules=rules)


def clock_of(result: str, session: Session, *, rules: Rules | None = None) -> datetime | None:
    """When the write-up of a place with this result is due; None where there is nothing to write up."""
    if result != AttendanceResult.ATTENDED:
        return None
    return write_up_due_at(session.started_at, rules=rules or rules_in_force())


def settle_contact(*, actor: Actor, now: datetime, contact_id: UUID, rules: Rules | None = None) -> None:
    """Settle the places of a contact's session, after its customer became known. A group's are named one by one.

    Where the contact resumes a call that was cut off, the unnamed place of that call's session is theirs.
    """
    contact = Contact.objects.filter(id=contact_id).exclude(kind=ContactKind.GROUP).first()
    session = find_session_of(contact) if contact is not None else None
    if contact is None or session is None:
        return
    if contact.resumes_id is not None and contact.customer_id is not None:
        _name_place_of_resumed_call(contact, session)
    for place in session.attendances.order_by("id")[:_MOST_PLACES]:
        settle_attendance(actor=actor, now=now, attendance=place, session=session, rules=rules)


def _name_place_of_resumed_call(contact: Contact, session: Session) -> None:
    if session.kind == SessionKind.GROUP:
        return
    for place in session.attendances.select_for_update().filter(customer__isnull=True):
        place.customer_id = contact.customer_id
        place.version += 1
        place.save(update_fields=["customer", "version"])


@transaction.atomic
def name_attendance(*, actor: Actor, now: datetime, attendance_id: UUID, customer_id: UUID) -> Attendance:
    """Say whose an unnamed place was. The customer must have been confirmed in the session's contact (BR-7.3)."""
    attendance = lock_attendance(actor=actor, attendance_id=attendance_id)
    if attendance.customer_id == customer_id:
        return attendance
    if attendance.customer_id is not None:
        raise Conflict(_("This place has its customer already."), code="already_named")
    session = attendance.session
    if session.contact_id is None or not was_confirmed(session.contact_id, customer_id):
        raise NotPermitted(_("Find the customer in this contact first."), code="not_confirmed_here")
    if session.attendances.filter(customer_id=customer_id).exists():
        raise Conflict(_("This customer is on the register already."), code="already_there")
    attendance.customer_id = customer_id
    attendance.version += 1
    attendance.save(update_fields=["customer", "version"])
    settle_attendance(actor=actor, now=now, attendance=attendance, session=session)
    events.record(
        "attendance.named",
        actor=actor,
        now=now,
        customer_id=customer_id,
        subject={"attendance": attendance.id, "session": session.id},
    )
    return attendance


@transaction.atomic
def complete_attendance(
    *, actor: Actor, now: datetime, attendance_id: UUID, rules: Rules | None = None
) -> tuple[Gap, ...]:
    """Mark an attendance complete, or return what is missing and change nothing (MX-2.3, OI-3.19a)."""
    attendance = lock_attendance(actor=actor, attendance_id=attendance_id)
    if attendance.completed_at is not None:
        return ()
    settle_attendance(actor=actor, now=now, attendance=attendance, session=attendance.session, rules=rules)
    gaps = missing_to_complete(facts_of(attendance, rules=rules))
    if gaps:
        return gaps
    attendance.completed_at = now
    attendance.completed_by_id = actor.account_id
    attendance.version += 1
    attendance.save(update_fields=["completed_at", "completed_by", "version"])
    events.record(
        "attendance.completed",
        actor=actor,
        now=now,
        customer_id=attendance.customer_id,
        subject={"attendance": attendance.id, "session": attendance.session_id},
    )
    return ()


def reopen_if_gaps(*, actor: Actor, now: datetime, attendance: Attendance) -> None:
    """Take completion back where a later change left a gap; the caller holds the lock."""
    if attendance.completed_at is not None and missing_to_complete(facts_of(attendance)):
        _reopen(actor=actor, now=now, attendance=attendance)


def _reopen(*, actor: Actor, now: datetime, attendance: Attendance) -> None:
    attendance.completed_at = None
    attendance.completed_by_id = None
    attendance.save(update_fields=["completed_at", "completed_by"])
    events.record(
        "attendance.reopened",
        actor=actor,
        now=now,
        customer_id=attendance.customer_id,
        subject={"attendance": attendance.id, "session": attendance.session_id},
    )


def last_changed_by(attendance: Attendance) -> str:
    """The name of who last changed the details, from history; "" where history does not say."""
    history = attendance.events.order_by("-pgh_created_at", "-pgh_id")  # type: ignore[attr-defined]
    context = history.values_list("pgh_context", flat=True).first()
    account_id = (context or {}).get("account")
    if account_id is None:
        return ""
    return Account.objects.filter(id=account_id).values_list("full_name", flat=True).first() or ""


def _values_at(attendance: Attendance, version: int, names: list[str]) -> dict[str, object] | None:
    """The details that the page showed at a version, from history."""
    history = attendance.events.filter(version=version).order_by("pgh_id")  # type: ignore[attr-defined]
    found: dict[str, object] | None = history.values(*names).first()
    return found
