"""Pages that open, show, join and end a contact."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fingerpost.appointments.models import Appointment
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, NotFound
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.submissions import submit_once
from fingerpost.interactions.models import Contact, ContactKind, ContactState, SessionKind
from fingerpost.interactions.services import contacts as services
from fingerpost.staff.access import Capability
from fingerpost.workspace.contacts import words
from fingerpost.workspace.contacts.forms import JoinForm, OpenContactForm, ResumeForm
from fingerpost.workspace.contacts.hub import hub_of

_UNPROCESSABLE = 422
_TOO_MANY = 429


@requires(Capability.WORK_CONTACTS)
@submit_once
def open_contact(request: HttpRequest) -> HttpResponse:
    """Open a contact; from an appointment in one step, by its id in the form."""
    actor, now = actor_of(request), timezone.now()
    if request.method == "POST" and request.POST.get("appointment"):
        return _open_from_appointment(request, actor, request.POST["appointment"])
    form = OpenContactForm(request.POST or None, actor=actor, now=now)
    if request.method == "POST" and form.is_valid():
        kind = form.cleaned_data["kind"]
        venue_id = form.venue_id
        by_telephone = kind == ContactKind.APPOINTMENT and venue_id is None
        opened = services.open_contact(
            actor=actor,
            now=now,
            kind=kind,
            contract_id=form.contract_id,
            channel=2 if by_telephone else None,
            venue_id=venue_id,
            dialled_number=form.cleaned_data["dialled_number"],
        )
        return redirect("workspace:contact", opened.id)
    return render(
        request,
        "workspace/contacts/open.html",
        {"form": form, "may_join": bool(services.parts_open_to(actor))},
        status=_UNPROCESSABLE if form.errors else 200,
    )


def _open_from_appointment(request: HttpRequest, actor: Actor, typed: str) -> HttpResponse:
    """Open the contact of a booked appointment, or go on with the one that is open for it."""
    appointment = _appointment(typed)
    going_on = Contact.objects.filter(
        appointment_id=appointment.id, state=ContactState.OPEN, opened_by_id=actor.account_id
    ).first()
    if going_on is None:
        is_group = appointment.kind == SessionKind.GROUP
        going_on = services.open_contact(
            actor=actor,
            now=timezone.now(),
            kind=ContactKind.GROUP if is_group else ContactKind.APPOINTMENT,
            contract_id=appointment.contract_id,
            channel=appointment.channel,
            venue_id=appointment.venue_id,
            appointment_id=appointment.id,
        )
    return redirect("workspace:contact", going_on.id)


def _appointment(typed: str) -> Appointment:
    try:
        appointment_id = UUID(typed)
    except ValueError:
        appointment_id = None
    appointment = Appointment.objects.filter(id=appointment_id).first() if appointment_id else None
    if appointment is None:
        raise NotFound(_("There is no such appointment that you can open."), code="no_such_appointment")
    if appointment.is_cancelled:
        raise Conflict(_("This appointment was cancelled. Open a contact without it."), code="cancelled")
    return appointment


@requires(Capability.WORK_CONTACTS)
@require_safe
def contact(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """The hub of a contact: what to do in it, who is in it, and how it ends."""
    hub = hub_of(actor_of(request), contact_id, now=timezone.now())
    return render(
        request,
        "workspace/contacts/contact.html",
        {"hub": hub, "contact": hub.contact, "concern_customer_id": hub.contact.customer_id},
    )


@requires(Capability.WORK_CONTACTS)
@require_POST
@submit_once
def drop_contact(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """The call was cut off."""
    services.drop_contact(actor=actor_of(request), now=timezone.now(), contact_id=contact_id)
    messages.success(
        request, _("The call is marked as cut off. Whoever answers next can resume it by its reference.")
    )
    return redirect("workspace:contact", contact_id)


@requires(Capability.WORK_CONTACTS)
@require_POST
@submit_once
def close_contact(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """The contact is over."""
    services.close_contact(actor=actor_of(request), now=timezone.now(), contact_id=contact_id)
    messages.success(request, _("The contact is closed. What was recorded in it can still be completed."))
    return redirect("workspace:contact", contact_id)


@requires(Capability.WORK_CONTACTS)
@require_POST
@submit_once
def leave_contact(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """A language adviser, trainee or supervisor goes."""
    services.leave_contact(actor=actor_of(request), now=timezone.now(), contact_id=contact_id)
    messages.success(request, _("You have left the contact."))
    return redirect("workspace:join_contact")


@requires(Capability.WORK_CONTACTS)
@submit_once
def join_contact(request: HttpRequest) -> HttpResponse:
    """Come into a colleague's contact by the reference that they read out."""
    actor = actor_of(request)
    form = JoinForm(request.POST or None, actor=actor)
    status = 200
    if request.method == "POST":
        status = _UNPROCESSABLE
        if form.is_valid():
            tried = services.join_contact(
                actor=actor,
                now=timezone.now(),
                reference=form.cleaned_data["reference"],
                part=form.cleaned_data["part"],
            )
            if tried.contact_id is not None:
                return redirect("workspace:contact", tried.contact_id)
            form.add_error("reference", str(_join_refusal(tried.outcome)))
            status = _TOO_MANY if tried.outcome == "too_many" else _UNPROCESSABLE
    may_join = bool(services.parts_open_to(actor))
    return render(
        request, "workspace/contacts/join.html", {"form": form, "may_join": may_join}, status=status
    )


def _join_refusal(outcome: str) -> object:
    if outcome == "too_many":
        return words.TOO_MANY_REFERENCES
    if outcome == "provisional":
        return _(
            "The record in this contact is provisional: only the adviser who made it may work with it. "
            "Help them without joining."
        )
    return _("No open contact has this reference. Ask your colleague to read it out again.")


@requires(Capability.WORK_CONTACTS)
@submit_once
def resume_contact(request: HttpRequest) -> HttpResponse:
    """Answer a customer who was cut off: a new contact that names the one before."""
    actor = actor_of(request)
    form = ResumeForm(request.POST or None, actor=actor)
    status = 200
    if request.method == "POST":
        status = _UNPROCESSABLE
        if form.is_valid():
            tried = services.resume_contact(
                actor=actor,
                now=timezone.now(),
                reference=form.cleaned_data["reference"],
                contract_id=form.contract_id,
                dialled_number=form.cleaned_data["dialled_number"],
            )
            if tried.contact_id is not None:
                return redirect("workspace:contact", tried.contact_id)
            is_too_many = tried.outcome == "too_many"
            missing = _(
                "No call that was cut off in the last day has this reference. Ask the customer to read it again, "
                "or open a new contact."
            )
            form.add_error("reference", str(words.TOO_MANY_REFERENCES) if is_too_many else missing)
            status = _TOO_MANY if is_too_many else _UNPROCESSABLE
    return render(request, "workspace/contacts/resume.html", {"form": form}, status=status)
