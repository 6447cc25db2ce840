"""Starting a session in a contact, and the page of a session."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fingerpost.customers.models import Customer
from fingerpost.customers.services import record_directions
from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotPermitted
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.interactions.models import (
    AttendanceResult,
    Captured,
    Channel,
    Contact,
    ContactKind,
    Session,
    SessionKind,
    StaffPart,
)
from fingerpost.interactions.queries.attendances import get_session, may_change
from fingerpost.interactions.queries.contacts import get_contact
from fingerpost.interactions.queries.sessions import find_session_of, only_attendance_of, people_of
from fingerpost.interactions.queries.standing import Colleague, list_colleagues
from fingerpost.interactions.services.sessions import (
    Place,
    SessionDetails,
    mend_session,
    record_session,
    venues_for,
)
from fingerpost.organisations.models import Contract
from fingerpost.policy.civil import civil_date, civil_time
from fingerpost.policy.eligibility import AdultService, adult_service_open_to
from fingerpost.policy.messages import sentences
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers.forms.record import DirectionsForm
from fingerpost.workspace.second_checks.codes import answer_codes
from fingerpost.workspace.sessions.forms import SessionMendForm, StartSessionForm, to_minute
from fingerpost.workspace.sessions.words import NOBODY

_KIND_OF = {
    ContactKind.CALL: SessionKind.TELEPHONE,
    ContactKind.WALK_IN: SessionKind.DROP_IN,
    ContactKind.OUTREACH: SessionKind.OUTREACH,
    ContactKind.GROUP: SessionKind.GROUP,
}
_MOST_VENUES = 500


@requires(Capability.GIVE_ADVICE, Capability.KEY_PAPER)
@submit_once
def start_session(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Record the session of a contact; where it has one, or resumes a call that had one, go on with that."""
    actor, now = actor_of(request), timezone.now()
    contact = get_contact(contact_id)
    begun = find_session_of(contact)
    if begun is not None:
        return redirect(page_of(begun))
    if not actor.can(Capability.GIVE_ADVICE):
        raise NotPermitted(
            _("Your role does not record advice sessions. Ask an adviser to record it."),
            code="may_not_advise",
        )
    elsewhere = _why_not_here(contact, now)
    if elsewhere:
        return _direct(request, contact, actor, now, elsewhere)
    form = StartSessionForm(
        request.POST or None, initial=_initial(contact, actor, now), **event_choices(actor, now)
    )
    answered = answer_codes(form, actor=actor, now=now)
    if request.method == "POST" and form.is_valid():
        session = record_session(
            actor=actor,
            now=now,
            contact_id=contact.id,
            details=_details(form, now),
            places=_places(form, contact),
        )
        answered.keep(actor=actor, now=now, session_id=session.id)
        return redirect(page_of(session))
    context = {
        "form": form,
        "contact": contact,
        "back_href": reverse("workspace:contact", args=[contact.id]),
    }
    return render(
        request, "workspace/sessions/start.html", context, status=422 if request.method == "POST" else 200
    )


@requires(Capability.READ_RECORDS)
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """What a session was, who gave it, and the places in it that this person may see."""
    actor, now = actor_of(request), timezone.now()
    found = get_session(session_id)
    people = people_of(found)
    is_ours = may_change(actor, found)
    form = None
    if is_ours:
        form = SessionMendForm(
            request.POST or None,
            initial={"version": found.version, "venue": str(found.venue_id or "")},
            venues=venues_for(actor)[:_MOST_VENUES],
            colleagues=list_colleagues(actor.organisation_id, on=civil_date(now)),
            has_supervisor=any(part == str(StaffPart.SUPERVISOR.label) for _name, part in people.others),
        )
    if request.method == "POST":
        if form is None:
            raise NotPermitted(_("You can read this session but not change it."), code="not_your_session")
        if form.is_valid():
            mend_session(
                actor=actor,
                now=now,
                session_id=found.id,
                version=form.cleaned_data["version"],
                venue_id=form.cleaned_data["venue"],
                supervisor_id=form.cleaned_data.get("supervisor"),
            )
            messages.success(request, _("Session saved."))
            return redirect("workspace:session", found.id)
    context = {
        "session": found,
        "people": people,
        "form": form,
        "places": list(found.attendances.select_related("customer").order_by("recorded_at", "id")[:60]),
        "channel": Channel(found.channel).label,
        "is_group": found.kind == SessionKind.GROUP,
    }
    return render(
        request, "workspace/sessions/session.html", context, status=422 if request.method == "POST" else 200
    )


def page_of(session: Session) -> str:
    """Where one goes on with a session: the register of a group, else its one place."""
    if session.kind == SessionKind.GROUP:
        return reverse("workspace:register", args=[session.id])
    attendance = only_attendance_of(session)
    if attendance is None:
        return reverse("workspace:session", args=[session.id])
    return reverse("workspace:attendance", args=[attendance.id])


def event_choices(actor: Actor, now: datetime) -> dict[str, Any]:
    """What the forms of a session choose from: contracts worked under, own venues, colleagues who give sessions."""
    colleagues = list_colleagues(actor.organisation_id, on=civil_date(now))
    if actor.can(Capability.GIVE_ADVICE) and actor.account_id not in {one.account_id for one in colleagues}:
        colleagues = [Colleague(actor.account_id, _("You"), is_trainee=False), *colleagues]
    return {
        "contracts": list(
            Contract.objects.filter(id__in=actor.contract_ids)
            .prefetch_related("areas")
            .order_by("reference", "id")[:50]
        ),
        "venues": venues_for(actor)[:_MOST_VENUES],
        "colleagues": colleagues,
        "now": now,
    }


def _initial(contact: Contact, actor: Actor, now: datetime) -> dict[str, Any]:
    return {
        "kind": _KIND_OF.get(ContactKind(contact.kind), SessionKind.ONE_TO_ONE),
        "channel": contact.channel,
        "contract": str(contact.contract_id or ""),
        "venue": str(contact.venue_id or ""),
        "started_on": civil_date(now),
        "started_at": civil_time(now).replace(second=0, microsecond=0, tzinfo=None).time(),
        "adviser": str(actor.account_id),
        "helper": NOBODY,
        "language": contact.customer.preferred_language if contact.customer else "en-GB",
    }


def _details(form: StartSessionForm, now: datetime) -> SessionDetails:
    got = form.cleaned_data
    return SessionDetails(
        kind=got["kind"],
        channel=got["channel"],
        contract_id=got["contract"],
        adviser_id=got["adviser"],
        supervisor_id=got["supervisor"],
        started_at=form.moment(),
        venue_id=got["venue"],
        label=got["label"] or "",
        captured=Captured.LIVE if got["started_on"] == civil_date(now) else Captured.AFTERWARDS,
    )


def _places(form: StartSessionForm, contact: Contact) -> list[Place]:
    """In a live contact the customer is here: arrived when the contact opened, seen when the session began."""
    got = form.cleaned_data
    if got["kind"] == SessionKind.GROUP:
        return []
    seen_at = form.moment()
    return [
        Place(
            customer_id=contact.customer_id,
            arrived_at=min(to_minute(contact.opened_at), seen_at),
            seen_at=seen_at,
            result=AttendanceResult.ATTENDED,
            helper="" if got["helper"] == NOBODY else got["helper"],
            language=got["language"],
        )
    ]


def _direct(
    request: HttpRequest, contact: Contact, actor: Actor, now: datetime, reasons: tuple[str, ...]
) -> HttpResponse:
    """No advice is given here: say where the customer was directed, and nothing else is recorded (BR-5.2a)."""
    form = DirectionsForm(request.POST if "need" in request.POST or "given" in request.POST else None)
    if request.method == "POST" and form.is_valid():
        record_directions(
            actor=actor,
            now=now,
            contact_id=contact.id,
            need=form.cleaned_data["need"],
            given=form.cleaned_data["given"],
        )
        messages.success(request, _("The directions are kept on this contact."))
        return redirect("workspace:contact", contact.id)
    context = {
        "form": form,
        "reasons": reasons,
        "back_href": reverse("workspace:contact", args=[contact.id]),
    }
    return render(
        request, "workspace/sessions/directed.html", context, status=422 if request.method == "POST" else 200
    )


def _why_not_here(contact: Contact, now: datetime) -> tuple[str, ...]:
    """Why a contract for adults gives this customer no advice (BR-5.2, OI-3.4).

    Nothing where advice may be given, or where age or contract are not known yet.
    """
    customer: Customer | None = contact.customer if contact.customer_id else None
    contract = contact.contract
    if customer is None or contract is None or contract.audience != Contract.Audience.ADULT:
        return ()
    on, rules = civil_date(now), rules_in_force()
    verdict = adult_service_open_to(
        customer.date_of_birth,
        on=on,
        rules=rules,
        exception_at_18=True if customer.entitlement_checked_on else None,
    )
    if verdict.value in {AdultService.OPEN, AdultService.ASK}:
        return ()
    return sentences(verdict.reasons)
