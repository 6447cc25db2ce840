"""Books, cancels, prepares and begins appointments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fingerpost.appointments import doors
from fingerpost.appointments.models import Appointment, Booking, BookingState
from fingerpost.appointments.queries import list_bookings
from fingerpost.appointments.rules import Beginning, how_it_begins, prepare_window
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.reading import log_read
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import Captured, ContactKind, Session, SessionKind
from fingerpost.interactions.services.contacts import open_contact
from fingerpost.interactions.services.sessions import Place, SessionDetails, record_session
from fingerpost.policy import Rules

GROUP_CAPACITY = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAppointment:
    """A time to be booked: whose, when, where, under which contract, and for how many."""

    adviser_id: UUID
    contract_id: UUID
    kind: str
    channel: int
    starts_at: datetime
    ends_at: datetime
    venue_id: UUID | None = None
    capacity: int = 1
    label: str = ""


@transaction.atomic
def book_appointment(
    *, actor: Actor, now: datetime, appointment: NewAppointment, customer_ids: Sequence[UUID] = ()
) -> Appointment:
    """Keep a time of an adviser, with the first bookings in it.

    Raises Conflict where the adviser is booked at that time already, InvalidInput for a time that ends before it
    begins or a capacity that does not fit the kind, NotPermitted under another organisation's contract.
    """
    if appointment.contract_id not in actor.contract_ids:
        raise NotPermitted(
            _("Your organisation does not work under this contract. Choose another."),
            code="contract_not_ours",
        )
    if appointment.ends_at <= appointment.starts_at:
        raise InvalidInput(_("The end must be after the start."), code="ends_too_early")
    is_group = appointment.kind == SessionKind.GROUP
    if not 1 <= appointment.capacity <= (GROUP_CAPACITY if is_group else 1):
        raise InvalidInput(_("Only a group has more than one place."), code="capacity")
    try:
        with transaction.atomic():
            made = Appointment.objects.create(
                kind=appointment.kind,
                channel=appointment.channel,
                label=appointment.label,
                adviser_id=appointment.adviser_id,
                organisation_id=actor.organisation_id,
                contract_id=appointment.contract_id,
                venue_id=appointment.venue_id,
                starts_at=appointment.starts_at,
                ends_at=appointment.ends_at,
                capacity=appointment.capacity,
            )
    except IntegrityError as refused:
        if "appointments_adviser_in_one_place" not in str(refused):
            raise
        raise Conflict(
            _("The adviser is booked at that time already. Choose another time."), code="already_booked"
        ) from None
    for customer_id in customer_ids:
        book_place(actor=actor, now=now, appointment_id=made.id, customer_id=customer_id)
    events.record("appointment.booked", actor=actor, now=now, subject={"appointment": made.id})
    return made


@transaction.atomic
def book_place(*, actor: Actor, now: datetime, appointment_id: UUID, customer_id: UUID) -> Booking:
    """Book a customer into an appointment; the database counts the places under a lock.

    Raises Conflict where it is full, cancelled or begun, or the customer is booked in it already.
    """
    appointment = _lock(appointment_id)
    if appointment.is_cancelled or appointment.session_id is not None:
        raise Conflict(_("This appointment takes no more bookings."), code="appointment_closed")
    try:
        with transaction.atomic():
            earlier = Booking.objects.filter(appointment=appointment, customer_id=customer_id).first()
            if earlier is not None and earlier.state != BookingState.BOOKED:
                earlier.state = BookingState.BOOKED
                earlier.save(update_fields=["state"])
                booking = earlier
            else:
                booking = Booking.objects.create(
                    appointment=appointment, customer_id=customer_id, booked_by_id=actor.account_id
                )
    except IntegrityError as refused:
        if "appointments_no_more_places" in str(refused):
            raise Conflict(_("Every place in this appointment is taken."), code="appointment_full") from None
        if "appointments_booked_once" in str(refused):
            raise Conflict(
                _("The customer is booked in this appointment already."), code="booked_twice"
            ) from None
        raise
    events.record(
        "booking.made", actor=actor, now=now, customer_id=customer_id, subject={"appointment": appointment.id}
    )
    return booking


@transaction.atomic
def cancel_booking(*, actor: Actor, now: datetime, booking_id: UUID, by_customer: bool) -> Booking:
    """Cancel one customer's place. Raises NotFound without a grant, Conflict where it is cancelled already."""
    booking = Booking.objects.select_for_update().filter(id=booking_id).first()
    if booking is None:
        raise NotFound(_("There is no booking here that you can see."), code="booking_not_found")
    if booking.state != BookingState.BOOKED:
        raise Conflict(_("This booking was cancelled already."), code="already_cancelled")
    booking.state = BookingState.CANCELLED_BY_CUSTOMER if by_customer else BookingState.CANCELLED_BY_US
    booking.save(update_fields=["state"])
    events.record(
        "booking.cancelled",
        actor=actor,
        now=now,
        customer_id=booking.customer_id,
        subject={"booking": booking.id, "appointment": booking.appointment_id},
    )
    return booking


@transaction.atomic
def prepare_appointment(
    *, actor: Actor, now: datetime, appointment_id: UUID, rules: Rules | None = None
) -> int:
    """Open the booked customers of one's own appointment to oneself, within policy's window; logged.

    Returns how many are booked. Raises NotPermitted outside the window or for another's appointment.
    """
    window = prepare_window(rules or rules_in_force(), now=now)
    booked = doors.prepare_appointment(appointment_id, before=window.before, after=window.after)
    if booked < 0:
        raise NotPermitted(
            _(
                "You can prepare for your own appointments only, from three days before. Come back nearer the day."
            ),
            code="not_time_to_prepare",
        )
    for booking in list_bookings(appointment_id):
        log_read(
            actor=actor,
            customer_id=booking.customer_id,
            what="appointment",
            reason="own_appointment",
            now=now,
        )
    return booked


@transaction.atomic
def start_appointment(
    *, actor: Actor, now: datetime, appointment_id: UUID, rules: Rules | None = None
) -> Session:
    """Begin what was booked: open the contact and record its session, with a place for everybody who is booked.

    On a later day the session is recorded as of the booked time (OI-8.16). Begun twice, it is the same session.
    """
    appointment = _lock(appointment_id)
    if appointment.adviser_id != actor.account_id:
        raise NotFound(_("There is no appointment of yours here."), code="appointment_not_found")
    if appointment.session is not None:
        return appointment.session
    if appointment.is_cancelled:
        raise Conflict(_("This appointment was cancelled."), code="appointment_cancelled")
    begins = how_it_begins(appointment.starts_at, now=now)
    if begins is Beginning.TOO_EARLY:
        raise Conflict(_("This appointment can be started on its day."), code="appointment_later")
    prepare_appointment(actor=actor, now=now, appointment_id=appointment.id, rules=rules)
    is_group = appointment.kind == SessionKind.GROUP
    contact = open_contact(
        actor=actor,
        now=now,
        kind=ContactKind.GROUP if is_group else ContactKind.APPOINTMENT,
        channel=appointment.channel,
        contract_id=appointment.contract_id,
        venue_id=appointment.venue_id,
        appointment_id=appointment.id,
    )
    session = record_session(
        actor=actor,
        now=now,
        contact_id=contact.id,
        details=SessionDetails(
            kind=appointment.kind,
            channel=appointment.channel,
            label=appointment.label,
            contract_id=appointment.contract_id,
            venue_id=appointment.venue_id,
            adviser_id=actor.account_id,
            supervisor_id=actor.manager_id if actor.role == "trainee" else None,
            started_at=now if begins is Beginning.LIVE else appointment.starts_at,
            captured=Captured.LIVE if begins is Beginning.LIVE else Captured.AFTERWARDS,
        ),
        places=[
            Place(customer_id=booking.customer_id, booked_for=appointment.starts_at)
            for booking in list_bookings(appointment.id)
        ],
    )
    appointment.session = session
    appointment.save(update_fields=["session"])
    return session


def _lock(appointment_id: UUID) -> Appointment:
    appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("session")
        .filter(id=appointment_id)
        .first()
    )
    if appointment is None:
        raise NotFound(_("There is no appointment here that you can see."), code="appointment_not_found")
    return appointment
