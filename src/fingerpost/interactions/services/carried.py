"""Contacts and sessions that another contractor's system recorded, written to the same record that pages write.

The wire has its own refusals and none of ours, so nothing here refuses: what the record keeps otherwise comes back as
a gap, and the rest is written. No events and no write-up clock: the notes of such a session stand in that system.
Writers of one customer wait for each other before they come here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from fingerpost.customers.doors import begin_relationship
from fingerpost.customers.rules import relationship_ends
from fingerpost.house.actor import Actor
from fingerpost.interactions.models import (
    Attendance,
    AttendanceResult,
    Captured,
    Channel,
    Contact,
    ContactKind,
    ContactState,
    Session,
    SessionKind,
)
from fingerpost.interactions.rules.attendances import NOT_SEEN
from fingerpost.interactions.services.assessments import assess_attendance
from fingerpost.interactions.services.contacts import new_reference
from fingerpost.organisations.models import Venue
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date

_REFERENCE_TRIES: Final = 6
_LENGTH_KEY: Final = "grant.relationship_months"


class Carrying(StrEnum):
    """What the record keeps otherwise than a system says."""

    ANOTHER_S = "another_s"  # another organisation recorded it, so it alone changes it
    SHARED = "shared"  # others were at the session too, so its moment and place are not this customer's alone
    SETTLED = "settled"  # somebody completed the record of it
    TO_COME = "to_come"  # it has not begun, so nobody came to it yet
    OUT_OF_TIME = "out_of_time"  # no rule of the service is old enough to count from it


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedContact:
    """A contact as a system says it. ``touchpoint_id`` is the door that its system speaks through."""

    contact_id: UUID
    customer_id: UUID
    contract_id: UUID
    touchpoint_id: UUID | None
    channel: int
    opened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedSession:
    """A session of one customer as a system says it; its place has the same id.

    ``has_attended`` is None where nobody said. ``reason`` is why they did not come, in codes of the wire.
    ``postcode`` finds a venue of the organisation, in its normal writing; none is set where it finds none.
    """

    session_id: UUID
    customer_id: UUID
    contract_id: UUID
    contact_id: UUID | None
    started_at: datetime
    has_attended: bool | None
    reason: int | None = None
    postcode: str = ""


@transaction.atomic(savepoint=False)
def open_carried_contact(*, actor: Actor, said: CarriedContact) -> Contact:
    """Write a contact that a system had with a customer: over, and without staff of ours in it."""
    for attempt in range(_REFERENCE_TRIES):
        contact = Contact(
            id=said.contact_id,
            reference=new_reference(),
            kind=ContactKind.ELSEWHERE,
            channel=said.channel,
            state=ContactState.CLOSED,
            organisation_id=actor.organisation_id,
            contract_id=said.contract_id,
            touchpoint_id=said.touchpoint_id,
            customer_id=said.customer_id,
            opened_by_id=actor.account_id,
            opened_at=said.opened_at,
            ended_at=said.opened_at,
        )
        try:
            with transaction.atomic():
                contact.save(force_insert=True)
            break
        except IntegrityError as problem:
            # Row security hides others' references, so the database alone knows which are taken.
            if "reference" not in str(problem.__cause__ or problem) or attempt + 1 == _REFERENCE_TRIES:
                raise
    return contact


@transaction.atomic(savepoint=False)
def change_carried_contact(
    *, actor: Actor, contact_id: UUID, channel: int | None, opened_at: datetime | None
) -> tuple[Contact, Sequence[Carrying]]:
    """Mend the channel and the moment of a contact. One that staff had keeps its moment; another's stays as it is."""
    contact = Contact.objects.select_for_update(of=("self",)).get(id=contact_id)
    wanted: dict[str, object] = {}
    if channel is not None and channel != contact.channel:
        wanted["channel"] = channel
    if opened_at is not None and opened_at != contact.opened_at:
        wanted |= {"opened_at": opened_at, "ended_at": opened_at}
    is_ours = contact.organisation_id == actor.organisation_id
    if not wanted or not is_ours or ("opened_at" in wanted and contact.kind != ContactKind.ELSEWHERE):
        return contact, ((Carrying.ANOTHER_S,) if wanted else ())
    for name, value in wanted.items():
        setattr(contact, name, value)
    contact.version += 1
    contact.save(update_fields=[*wanted, "version"])
    return contact, ()


@transaction.atomic(savepoint=False)
def keep_carried_session(
    *, actor: Actor, now: datetime, said: CarriedSession, is_new: bool, rules: Rules
) -> tuple[Attendance | None, Sequence[Carrying]]:
    """Write a session that a system gave a customer, or change it; None where the record can't hold it.

    ``is_new``: its id was made just now, so there is nothing to look for. Attended: the organisation begins to work
    with the customer under the contract, and priority groups are assessed, as for a session of ours.
    """
    place = None if is_new else _lock_place(said.session_id)
    if rules.find(_LENGTH_KEY, civil_date(said.started_at)) is None:
        return place, (Carrying.OUT_OF_TIME,)
    gaps: list[Carrying] = []
    if place is None:
        session = _open_session(actor, said)
        place = Attendance(
            id=said.session_id,
            session=session,
            customer_id=said.customer_id,
            recorded_by_id=actor.account_id,
        )
        gaps += _say_result(place, said, now)
        place.save(force_insert=True)
    elif place.session.organisation_id != actor.organisation_id:
        return place, (Carrying.ANOTHER_S,) if _differs(place, said) else ()
    else:
        gaps += _change_session(actor, place, said)
        gaps += _change_result(place, said, now)
    if place.result == AttendanceResult.ATTENDED:
        _settle(place, rules)
    return place, gaps


def _lock_place(place_id: UUID) -> Attendance | None:
    places = Attendance.objects.select_for_update(of=("self",)).select_related("session__venue")
    return places.filter(id=place_id).first()


def _open_session(actor: Actor, said: CarriedSession) -> Session:
    """The event, under its contact where that is the system's own and has no session yet; else by itself."""
    contact = (
        Contact.objects.filter(id__in=[said.contact_id], customer_id=said.customer_id)
        .annotate(has_session=Exists(Session.objects.filter(contact_id=OuterRef("id"))))
        .first()
    )
    channel = contact.channel if contact is not None else Channel.OTHER.value
    session = Session(
        id=said.session_id,
        kind=SessionKind.TELEPHONE if channel == Channel.TELEPHONE else SessionKind.ONE_TO_ONE,
        channel=channel,
        organisation_id=actor.organisation_id,
        contract_id=said.contract_id,
        venue=_venue(actor, said.postcode),
        started_at=said.started_at,
        captured=Captured.AFTERWARDS,
        recorded_by_id=actor.account_id,
    )
    if contact is not None and contact.kind == ContactKind.ELSEWHERE and not contact.has_session:
        session.contact = contact
    session.save(force_insert=True)
    return session


def _change_session(actor: Actor, place: Attendance, said: CarriedSession) -> list[Carrying]:
    session = place.session
    wanted: dict[str, object] = {}
    if session.started_at != said.started_at:
        wanted["started_at"] = said.started_at
        if session.ended_at is not None and session.ended_at < said.started_at:
            wanted["ended_at"] = None
    venue = _venue(actor, said.postcode)
    if venue is not None and venue.id != session.venue_id and _postcode_of(session) != said.postcode:
        wanted["venue"] = venue
    if not wanted:
        return []
    if session.kind == SessionKind.GROUP or place.completed_at is not None:
        return [Carrying.SHARED if session.kind == SessionKind.GROUP else Carrying.SETTLED]
    for name, value in wanted.items():
        setattr(session, name, value)
    session.version += 1
    session.save(update_fields=[*wanted, "version"])
    return []


def _change_result(place: Attendance, said: CarriedSession, now: datetime) -> list[Carrying]:
    before = (place.result, place.reason)
    stands_for = _attended(place)
    gaps = _say_result(place, said, now)
    if stands_for is False and said.has_attended is False:
        # It stays by whom it was called off, which the wire has no word for.
        place.result = before[0]
    if (place.result, place.reason) == before:
        return gaps
    if place.completed_at is not None:
        place.result, place.reason = before
        return [*gaps, Carrying.SETTLED]
    place.version += 1
    place.save(update_fields=["result", "reason", "booked_for", "version"])
    return gaps


def _say_result(place: Attendance, said: CarriedSession, now: datetime) -> list[Carrying]:
    gaps: list[Carrying] = []
    is_to_come = said.started_at > now
    if said.has_attended and not is_to_come:
        place.result, place.reason = AttendanceResult.ATTENDED, None
    elif said.has_attended is False:
        place.result, place.reason = AttendanceResult.DID_NOT_ATTEND, said.reason
    else:
        place.result, place.reason = AttendanceResult.EXPECTED, None
        place.booked_for = said.started_at
        gaps += [Carrying.TO_COME] if said.has_attended else []
    return gaps


def _settle(place: Attendance, rules: Rules) -> None:
    session = place.session
    if place.customer_id is None:
        return
    begin_relationship(
        place.customer_id,
        contract_id=session.contract_id,
        basis=session.id,
        until=relationship_ends(session.started_at, rules=rules),
    )
    assess_attendance(attendance=place, session=session, rules=rules)


def _attended(place: Attendance) -> bool | None:
    if place.result == AttendanceResult.ATTENDED:
        return True
    return False if place.result in NOT_SEEN else None


def _differs(place: Attendance, said: CarriedSession) -> bool:
    return _attended(place) != said.has_attended or place.session.started_at != said.started_at


def _venue(actor: Actor, postcode: str) -> Venue | None:
    if not postcode:
        return None
    return (
        Venue.objects.filter(organisation_id=actor.organisation_id, postcode=postcode)
        .order_by("label", "id")
        .first()
    )


def _postcode_of(session: Session) -> str:
    return session.venue.postcode if session.venue is not None else ""
