"""Reads of appointments. An appointment shows to its organisation; a booking only to whoever may see its customer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fingerpost.appointments.models import Appointment, Booking, BookingState
from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotFound


def get_own_appointment(actor: Actor, appointment_id: UUID) -> Appointment:
    """One of the actor's own appointments. Raises NotFound for anybody else's."""
    found = (
        Appointment.objects.filter(id=appointment_id, adviser_id=actor.account_id)
        .select_related("venue", "contract", "session")
        .first()
    )
    if found is None:
        raise NotFound(_("There is no appointment of yours here."), code="appointment_not_found")
    return found


def list_own_appointments(
    actor: Actor, *, begins: datetime, ends: datetime, start: int = 0, limit: int = 20
) -> list[Appointment]:
    """The actor's appointments of a span of time that are not cancelled, earliest first."""
    found = (
        Appointment.objects.filter(
            adviser_id=actor.account_id, starts_at__gte=begins, starts_at__lt=ends, is_cancelled=False
        )
        .select_related("venue", "session")
        .order_by("starts_at", "id")
    )
    return list(found[start : start + limit])


def list_bookings(appointment_id: UUID, *, limit: int = 60) -> Sequence[Booking]:
    """Bookings whose customers the actor may see, by name."""
    return list(
        Booking.objects.filter(appointment_id=appointment_id, state=BookingState.BOOKED)
        .select_related("customer")
        .order_by("customer__family_name", "customer__given_name", "id")[:limit]
    )
