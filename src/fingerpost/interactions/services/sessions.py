"""Records a session: the event, who gave it, and one attendance for each customer, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.interactions.models import (
    Attendance,
    AttendanceResult,
    Captured,
    Contact,
    ContactKind,
    Session,
    SessionKind,
    SessionStaff,
    StaffPart,
)
from fingerpost.interactions.queries.attendances import GAVE, may_change
from fingerpost.interactions.queries.standing import is_trainee, list_colleagues
from fingerpost.interactions.services.attendances import clock_of, settle_attendance
from fingerpost.interactions.session_doors import staff_of_contact
from fingerpost.organisations.models import Venue
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability, Role

GROUP_LIMIT = 60
_TAKEN_OVER = frozenset({StaffPart.LANGUAGE_ADVISER, StaffPart.TRAINEE, StaffPart.SUPERVISOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDetails:
    """What is said of the event. ``started_at`` is when it happened, whenever it is recorded."""

    kind: str
    channel: int
    contract_id: UUID
    adviser_id: UUID
    started_at: datetime
    venue_id: UUID | None = None
    supervisor_id: UUID | None = None
    label: str = ""
    captured: str = Captured.LIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place at a session. ``customer_id`` is empty while nobody knows who it is."""

    customer_id: UUID | None = None
    booked_for: datetime | None = None
    arrived_at: datetime | None = None
    seen_at: datetime | None = None
    result: str = AttendanceResult.EXPECTED
    helper: str = ""
    language: str = "en-GB"


@transaction.atomic
def record_session(
    *,
    actor: Actor,
    now: datetime,
    contact_id: UUID,
    details: SessionDetails,
    places: Sequence[Place] = (),
    rules: Rules | None = None,
) -> Session:
    """Record the session of an open contact with its staff and its places.

    Without places, whoever the contact is with takes one; a group may begin empty. Raises NotFound, NotPermitted,
    InvalidInput, or Conflict where the contact has its session already. OI-8.16: what was recorded afterwards
    keeps when it happened and who gave it apart from when it was keyed and by whom.
    """
    contact = Contact.objects.select_for_update().filter(id=contact_id).first()
    if contact is None:
        raise NotFound(_("There is no contact here that you can work in."), code="contact_not_found")
    _check_may_record(actor, contact)
    if not contact.is_open:
        raise Conflict(_("This contact has ended. Open a new one."), code="contact_ended")
    if contact.sessions.exists():
        raise Conflict(_("This contact has its session already. Go on with that one."), code="session_exists")
    _check_details(actor, details, now)
    session = Session.objects.create(
        kind=details.kind,
        channel=details.channel,
        label=details.label,
        contact=contact,
        organisation_id=actor.organisation_id,
        contract_id=details.contract_id,
        venue_id=details.venue_id,
        started_at=details.started_at,
        captured=details.captured,
        recorded_by_id=actor.account_id,
    )
    _add_staff(actor, session, contact, details)
    is_group = details.kind == SessionKind.GROUP
    made = list(places) or ([] if is_group else [Place(customer_id=contact.customer_id)])
    for place in made:
        _insert_place(actor, now, session, place, rules)
    events.record(
        "session.recorded",
        actor=actor,
        now=now,
        customer_id=None if is_group else contact.customer_id,
        subject={"session": session.id, "contact": contact.id, "places": len(made)},
    )
    return session


@transaction.atomic
def add_place(
    *, actor: Actor, now: datetime, session: Session, place: Place, rules: Rules | None = None
) -> Attendance:
    """Give one customer, or somebody unnamed, a place at a session. Raises Conflict for a second place.

    The lock on the session makes two who add at once count one after the other.
    """
    Session.objects.select_for_update(of=("self",)).get(id=session.id)
    places = session.attendances.count()
    if places >= (GROUP_LIMIT if session.kind == SessionKind.GROUP else 1):
        raise Conflict(_("There is no more room in this session."), code="session_full")
    if place.customer_id is not None and session.attendances.filter(customer_id=place.customer_id).exists():
        raise Conflict(_("This customer is on the register already."), code="already_there")
    return _insert_place(actor, now, session, place, rules)


def _insert_place(
    actor: Actor, now: datetime, session: Session, place: Place, rules: Rules | None
) -> Attendance:
    attendance = Attendance.objects.create(
        session=session,
        customer_id=place.customer_id,
        booked_for=place.booked_for,
        arrived_at=place.arrived_at,
        seen_at=place.seen_at,
        result=place.result,
        helper=place.helper,
        language=place.language,
        # The clock is written with the row, so that history holds one event of it.
        write_up_due_at=clock_of(place.result, session, rules=rules),
        recorded_by_id=actor.account_id,
    )
    settle_attendance(actor=actor, now=now, attendance=attendance, session=session, rules=rules)
    return attendance


@transaction.atomic
def mend_session(
    *,
    actor: Actor,
    now: datetime,
    session_id: UUID,
    version: int,
    venue_id: UUID | None,
    supervisor_id: UUID | None = None,
) -> Session:
    """Say afterwards where a session was and who supervised it.

    Raises NotFound, NotPermitted, InvalidInput, or Conflict where somebody else changed it since ``version``.
    """
    session = Session.objects.select_for_update(of=("self",)).filter(id=session_id).first()
    if session is None:
        raise NotFound(_("There is no session here that you can see."), code="session_not_found")
    if not may_change(actor, session):
        raise NotPermitted(
            _("Another organisation gave this session, so you can read its record but not change it."),
            code="not_your_session",
        )
    if session.version != version:
        raise Conflict(
            _("Somebody else changed this session. Open it again to see what they put."),
            code="changed_meanwhile",
        )
    if venue_id is not None and not venues_for(actor).filter(id=venue_id).exists():
        raise InvalidInput(_("Choose a venue of your organisation."), code="venue_not_ours")
    if supervisor_id is not None:
        _add_supervisor(actor, session, supervisor_id, now)
    session.venue_id = venue_id
    session.version += 1
    session.save(update_fields=["venue", "version"])
    events.record("session.mended", actor=actor, now=now, subject={"session": session.id})
    return session


def _add_supervisor(actor: Actor, session: Session, supervisor_id: UUID, now: datetime) -> None:
    colleagues = {
        each.account_id: each for each in list_colleagues(actor.organisation_id, on=civil_date(now))
    }
    there = dict(session.staff.values_list("account_id", "part"))
    chosen = colleagues.get(supervisor_id)
    if chosen is None or chosen.is_trainee or there.get(supervisor_id) in GAVE:
        raise InvalidInput(_("Choose a supervisor who is a qualified colleague."), code="supervisor_not_ours")
    if StaffPart.SUPERVISOR in there.values():
        raise Conflict(_("This session has its supervisor already."), code="supervisor_named")
    SessionStaff.objects.bulk_create(
        [SessionStaff(session=session, account_id=supervisor_id, part=StaffPart.SUPERVISOR)]
    )


def _check_may_record(actor: Actor, contact: Contact) -> None:
    if actor.can(Capability.GIVE_ADVICE):
        return
    if actor.can(Capability.KEY_PAPER) and contact.kind == ContactKind.PAPER:
        return
    raise NotPermitted(
        _("Your role does not record advice sessions. Ask an adviser to record it."), code="may_not_advise"
    )


def _check_details(actor: Actor, details: SessionDetails, now: datetime) -> None:
    if details.contract_id not in actor.contract_ids:
        raise NotPermitted(
            _("Your organisation does not work under this contract. Choose another."),
            code="contract_not_ours",
        )
    if details.started_at > now:
        raise InvalidInput(_("A session is recorded once it has begun."), code="session_in_future")
    on = civil_date(now)
    if details.venue_id is not None and not venues_for(actor).filter(id=details.venue_id).exists():
        raise InvalidInput(_("Choose a venue of your organisation."), code="venue_not_ours")
    if _is_own_simple_session(actor, details):
        return
    colleagues = {each.account_id: each for each in list_colleagues(actor.organisation_id, on=on)}
    if details.adviser_id != actor.account_id and details.adviser_id not in colleagues:
        raise InvalidInput(_("Choose an adviser of your organisation."), code="adviser_not_ours")
    supervisor = details.supervisor_id
    if _is_trainee(actor, details.adviser_id, on_day_of=now) and supervisor is None:
        raise InvalidInput(_("Choose who supervises the trainee."), code="supervisor_missing")
    if supervisor is None:
        return
    colleague = colleagues.get(supervisor)
    if supervisor == details.adviser_id or colleague is None or colleague.is_trainee:
        raise InvalidInput(_("Choose a supervisor who is a qualified colleague."), code="supervisor_not_ours")


def _is_own_simple_session(actor: Actor, details: SessionDetails) -> bool:
    """Whether the actor gave the session alone and needs no supervisor, so that no colleague is asked for."""
    return (
        details.adviser_id == actor.account_id
        and details.supervisor_id is None
        and actor.role != Role.TRAINEE
    )


def venues_for(actor: Actor) -> QuerySet[Venue]:
    """The venues of this actor's organisation, by their neutral labels."""
    return Venue.objects.filter(organisation_id=actor.organisation_id).order_by("label", "id")


def _is_trainee(actor: Actor, adviser_id: UUID, *, on_day_of: datetime) -> bool:
    if adviser_id == actor.account_id:
        return actor.role == Role.TRAINEE
    return is_trainee(adviser_id, actor.organisation_id, on=civil_date(on_day_of))


def _add_staff(actor: Actor, session: Session, contact: Contact, details: SessionDetails) -> None:
    gave_as = (
        StaffPart.TRAINEE
        if _is_trainee(actor, details.adviser_id, on_day_of=session.recorded_at)
        else StaffPart.ADVISER
    )
    parts: dict[UUID, str] = {details.adviser_id: gave_as}
    if details.supervisor_id is not None:
        parts[details.supervisor_id] = StaffPart.SUPERVISOR
    for account_id, part in staff_of_contact(contact.id):
        if part in _TAKEN_OVER:
            parts.setdefault(account_id, part)
    if details.adviser_id != actor.account_id:
        parts.setdefault(actor.account_id, StaffPart.KEYED_BY)
    SessionStaff.objects.bulk_create(
        SessionStaff(session=session, account_id=account_id, part=part) for account_id, part in parts.items()
    )
