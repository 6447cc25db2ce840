"""One's own appointment: what it is, preparing for it, beginning it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fingerpost.appointments.queries import get_own_appointment, list_bookings
from fingerpost.appointments.rules import Beginning, how_it_begins, is_open_to_prepare, prepare_window
from fingerpost.appointments.services import prepare_appointment, start_appointment
from fingerpost.house.navigation import href_of
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.interactions.models import Channel
from fingerpost.staff.access import Capability
from fingerpost.workspace.sessions.views.start import page_of


@requires(Capability.WORK_CONTACTS)
@require_safe
def appointment(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Time, venue and kind; the booked customers once it is prepared."""
    actor, now = actor_of(request), timezone.now()
    found = get_own_appointment(actor, appointment_id)
    bookings = [
        {"booking": booking, "href": href_of("workspace:customer", booking.customer_id)}
        for booking in list_bookings(found.id)
    ]
    window = prepare_window(rules_in_force(), now=now)
    context = {
        "appointment": found,
        "bookings": bookings,
        "channel": Channel(found.channel).label,
        "may_prepare": is_open_to_prepare(found.starts_at, found.ends_at, window=window, now=now),
        "may_start": not found.is_cancelled
        and actor.can(Capability.GIVE_ADVICE)
        and how_it_begins(found.starts_at, now=now) is not Beginning.TOO_EARLY,
        "session_href": page_of(found.session) if found.session is not None else "",
    }
    return render(request, "workspace/sessions/appointment.html", context)


@requires(Capability.WORK_CONTACTS)
def prepare(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Open the booked customers to their adviser; kept in the log of who saw whom."""
    actor, now = actor_of(request), timezone.now()
    get_own_appointment(actor, appointment_id)
    if request.method == "POST":
        prepare_appointment(actor=actor, now=now, appointment_id=appointment_id)
        messages.success(request, _("You can now open the records of the customers who are booked."))
    return redirect("workspace:appointment", appointment_id)


@requires(Capability.GIVE_ADVICE)
@submit_once
def start(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Open the contact and record the session of an appointment."""
    actor, now = actor_of(request), timezone.now()
    get_own_appointment(actor, appointment_id)
    if request.method != "POST":
        return redirect("workspace:appointment", appointment_id)
    return redirect(page_of(start_appointment(actor=actor, now=now, appointment_id=appointment_id)))
