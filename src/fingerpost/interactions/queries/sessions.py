"""Reads of sessions for the record page, the contact and the register. Every list is bounded and ends in the id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from fingerpost.interactions.models import (
    Attendance,
    AttendanceResult,
    Channel,
    Contact,
    ContactKind,
    Session,
    SessionKind,
    SessionStaff,
)
from fingerpost.interactions.queries.attendances import GAVE
from fingerpost.interactions.rules.attendances import last_day_of
from fingerpost.policy.civil import civil_date, start_of_day

_LONGEST_CHAIN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineItem:
    """One line of a customer's history. ``route`` and ``id`` lead to its page; text is words of the service only."""

    moment: datetime
    label: str
    byline: str
    text: str
    route: str
    id: UUID
    is_complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    """One thing to be done for a customer: ``kind`` is ``write_up`` or ``follow_up``, ``on`` its last day."""

    kind: str
    on: date
    attendance_id: UUID
    adviser: str = ""
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class SessionPeople:
    """Who gave a session and who helped, by name and part."""

    gave: str = ""
    others: Sequence[tuple[str, str]] = field(default=())


def with_staff(query: QuerySet[Session]) -> QuerySet[Session]:
    """Bring the staff of sessions along in one query."""
    staff = SessionStaff.objects.select_related("account").order_by("part", "id")
    return query.prefetch_related(Prefetch("staff", queryset=staff))


def people_of(session: Session) -> SessionPeople:
    """Names and parts of a session's staff; the adviser apart from the others."""
    rows = sorted(session.staff.all(), key=lambda row: (row.part, row.id))
    gave = next((row for row in rows if row.part in GAVE), None)
    others = tuple((row.account.full_name, row.get_part_display()) for row in rows if row is not gave)
    return SessionPeople(gave.account.full_name if gave else "", others)


def timeline_of(customer_id: UUID, limit: int = 50) -> list[TimelineItem]:
    """What happened with a customer across all channels, newest first (OI-4.10d, OI-8.1). Three queries.

    A contact that has a session shows as that session. No line names another customer.
    """
    attendances = list(
        Attendance.objects.filter(customer_id=customer_id)
        .select_related("session__venue", "session__organisation")
        .prefetch_related(
            Prefetch(
                "session__staff",
                queryset=SessionStaff.objects.filter(part__in=GAVE).select_related("account"),
            )
        )
        .order_by("-session__started_at", "-id")[:limit]
    )
    in_sessions = {one.session.contact_id for one in attendances}
    contacts = (
        Contact.objects.filter(customer_id=customer_id)
        .exclude(id__in=[one for one in in_sessions if one is not None])
        .select_related("organisation", "venue", "opened_by")
        .order_by("-opened_at", "-id")[:limit]
    )
    items = [_of_attendance(one) for one in attendances] + [_of_contact(one) for one in contacts]
    items.sort(key=lambda item: (item.moment, item.id), reverse=True)
    return items[:limit]


def face_to_face_days(customer_id: UUID, *, since: date) -> list[date]:
    """The days of the sessions that a customer came to in person, at any organisation; latest first, at most 50."""
    held = Attendance.objects.filter(
        customer_id=customer_id,
        result=AttendanceResult.ATTENDED,
        session__channel=Channel.FACE_TO_FACE,
        session__started_at__gte=start_of_day(since),
    )
    latest = held.order_by("-session__started_at", "-id").values_list("session__started_at", flat=True)
    return [civil_date(moment) for moment in latest[:50]]


def what_is_due(customer_id: UUID, *, now: datetime, limit: int = 20) -> list[DueItem]:
    """Write-ups that are not finished and the next contact agreed, earliest first."""
    today = civil_date(now)
    rows = (
        Attendance.objects.filter(customer_id=customer_id, result=AttendanceResult.ATTENDED)
        .prefetch_related(
            Prefetch(
                "session__staff",
                queryset=SessionStaff.objects.filter(part__in=GAVE).select_related("account"),
            )
        )
        .select_related("session")
        .order_by("-session__started_at", "-id")[:50]
    )
    due: list[DueItem] = []
    contacts = Contact.objects.filter(customer_id=customer_id).exclude(kind=ContactKind.PAPER)
    spoken = list(contacts.order_by("-opened_at", "-id").values_list("id", "opened_at")[:50])
    for row in rows:
        adviser = _adviser(row.session)
        if row.completed_at is None and row.write_up_due_at is not None:
            last = last_day_of(row.write_up_due_at)
            due.append(
                DueItem(
                    kind="write_up", on=last, attendance_id=row.id, adviser=adviser, is_overdue=last < today
                )
            )
        agreed = row.next_contact_on
        if agreed is not None and not any(
            civil_date(at) >= agreed for contact_id, at in spoken if contact_id != row.session.contact_id
        ):
            due.append(
                DueItem(
                    kind="follow_up",
                    on=agreed,
                    attendance_id=row.id,
                    adviser=adviser,
                    is_overdue=agreed < today,
                )
            )
    return sorted(due, key=lambda item: (item.on, item.kind, item.attendance_id))[:limit]


def find_session_of(contact: Contact) -> Session | None:
    """The session of a contact, or of the cut-off contact that it resumes, up to five back."""
    step: Contact | None = contact
    for _ in range(_LONGEST_CHAIN):
        if step is None:
            return None
        session = Session.objects.filter(contact_id=step.id).first()
        if session is not None:
            return session
        step = Contact.objects.filter(id=step.resumes_id).first() if step.resumes_id else None
    return None


def only_attendance_of(session: Session) -> Attendance | None:
    """The one place of a session that is not a group's; None for a group, or where it can't be seen."""
    if session.kind == SessionKind.GROUP:
        return None
    return session.attendances.order_by("id").first()


def _of_attendance(attendance: Attendance) -> TimelineItem:
    session = attendance.session
    parts = [Channel(session.channel).label, attendance.get_result_display()]
    if session.venue_id and session.venue is not None:
        parts.insert(1, session.venue.label)
    return TimelineItem(
        moment=session.started_at,
        label=": ".join(filter(None, (str(session.get_kind_display()), session.label))),
        byline=", ".join(filter(None, (_adviser(session), session.organisation.name))),
        text=", ".join(str(part) for part in parts),
        route="workspace:attendance",
        id=attendance.id,
        is_complete=attendance.completed_at is not None,
    )


def _of_contact(contact: Contact) -> TimelineItem:
    parts = [Channel(contact.channel).label, contact.get_state_display()]
    return TimelineItem(
        moment=contact.opened_at,
        label=str(ContactKind(contact.kind).label),
        byline=", ".join((contact.opened_by.full_name, contact.organisation.name)),
        text=", ".join(str(part) for part in parts),
        route="workspace:contact",
        id=contact.id,
    )


def _adviser(session: Session) -> str:
    return next((row.account.full_name for row in session.staff.all()), "")
