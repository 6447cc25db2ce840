"""Pages of what a contact needs and where it goes: the questions, the answer, and a transfer that failed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.interactions.access import require_part, takes_part
from fingerpost.interactions.models import Contact
from fingerpost.interactions.queries.contacts import get_contact
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.triage.models import ContactDecision
from fingerpost.triage.queries import find_latest_decision, known_of, list_decisions
from fingerpost.triage.rules import TRIAGED_KINDS
from fingerpost.triage.services import decide_contact, record_attempt
from fingerpost.workspace.triage import present, words
from fingerpost.workspace.triage.forms import TriageForm

_UNPROCESSABLE, _CONFLICT = 422, 409
_MEANWHILE = "decided_meanwhile"
_OVERTAKEN = frozenset({_MEANWHILE, "no_transfer_to_attempt", "rules_changed", "still_open"})


@requires(Capability.WORK_CONTACTS)
@submit_once
def triage(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """The answer, or the questions where there is none yet; a POST decides (BR-5.1, BR-6.2)."""
    actor, now = actor_of(request), timezone.now()
    contact = get_contact(contact_id)
    if request.method == "POST":
        require_part(actor, contact_id)
        return _decide(request, actor, contact, now)
    decisions = list_decisions(contact_id)
    may_decide = _may_decide(actor, contact)
    if not decisions and may_decide:
        return _ask(request, contact, _form(actor, contact, None, now), None)
    return _answer(request, actor, contact, decisions, now, may_decide=may_decide)


@requires(Capability.WORK_CONTACTS)
@require_safe
def triage_again(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """The questions once more, begun with what the decision that stands keeps of them."""
    actor, now = actor_of(request), timezone.now()
    contact = get_contact(contact_id)
    if not _may_decide(actor, contact):
        return redirect("workspace:triage", contact_id)
    standing = find_latest_decision(contact_id)
    return _ask(request, contact, _form(actor, contact, standing, now), standing)


@requires(Capability.WORK_CONTACTS)
@require_POST
@submit_once
def triage_attempt(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Nobody answered, or the customer rang off: it is passed on (BR-6.1c)."""
    try:
        record_attempt(
            actor=actor_of(request),
            now=timezone.now(),
            contact_id=contact_id,
            outcome=request.POST.get("outcome", ""),
            after_id=_seen(request),
        )
    except Conflict as changed:
        if changed.code not in _OVERTAKEN:
            raise
        messages.warning(request, changed.message)
    else:
        messages.success(request, _("It is passed on. Tell the customer who will call, and by when."))
    return redirect("workspace:triage", contact_id)


def _decide(request: HttpRequest, actor: Actor, contact: Contact, now: datetime) -> HttpResponse:
    standing = find_latest_decision(contact.id)
    form = _form(actor, contact, standing, now, request)
    if not form.is_valid():
        return _ask(request, contact, form, standing, after_id=_seen(request), status=_UNPROCESSABLE)
    try:
        decide_contact(
            actor=actor, now=now, contact_id=contact.id, answers=form.answers(), after_id=_seen(request)
        )
    except Conflict as changed:
        if changed.code != _MEANWHILE:
            raise
        form.add_error(
            "stated",
            _("Somebody decided this contact meanwhile. Decide once more to put yours in its place."),
        )
        return _ask(request, contact, form, standing, meanwhile=True, status=_CONFLICT)
    return redirect("workspace:triage", contact.id)


def _form(
    actor: Actor,
    contact: Contact,
    standing: ContactDecision | None,
    now: datetime,
    request: HttpRequest | None = None,
) -> TriageForm:
    rules = rules_in_force(actor.organisation_id)
    known = known_of(actor, contact, now=now, rules=rules)
    data = request.POST if request is not None else None
    return TriageForm(data, known=known, standing=standing, on=civil_date(now), rules=rules)


def _ask(
    request: HttpRequest,
    contact: Contact,
    form: TriageForm,
    standing: ContactDecision | None,
    *,
    after_id: UUID | None = None,
    meanwhile: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The questions. The page names the decision that it was answered after, so that a second tab is noticed."""
    seen = after_id if status == _UNPROCESSABLE else (standing.id if standing is not None else None)
    routes = words.labels("triage.routes", on=form.on, rules=form.rules)
    context = {
        "contact": contact,
        "form": form,
        "after": seen or "",
        "known": present.known_rows(form.known, route=routes.get(form.known.route_in or "", "")),
        "meanwhile": words.direction_words(standing.direction, on=standing.rules_on, rules=form.rules)
        if meanwhile and standing is not None
        else "",
        "is_decided": standing is not None,
        "concern_customer_id": contact.customer_id,
    }
    return render(request, "workspace/triage/questions.html", context, status=status)


def _answer(
    request: HttpRequest,
    actor: Actor,
    contact: Contact,
    decisions: list[ContactDecision],
    now: datetime,
    *,
    may_decide: bool,
) -> HttpResponse:
    rules = rules_in_force(actor.organisation_id)
    standing = decisions[0] if decisions else None
    context = {
        "contact": contact,
        "answer": present.answer_of(standing, contact=contact, now=now, rules=rules)
        if standing is not None
        else None,
        "may_decide": may_decide,
        "is_one_person": contact.kind in TRIAGED_KINDS,
        "links": present.next_links(actor, contact, standing) if standing is not None and may_decide else [],
        "earlier": present.earlier_rows(decisions[1:], rules=rules),
        "concern_customer_id": contact.customer_id,
    }
    return render(request, "workspace/triage/answer.html", context)


def _may_decide(actor: Actor, contact: Contact) -> bool:
    return contact.is_open and contact.kind in TRIAGED_KINDS and takes_part(actor, contact.id)


def _seen(request: HttpRequest) -> UUID | None:
    """The decision that the page was made after; None for none, and for what is no id."""
    try:
        return UUID(request.POST.get("after", ""))
    except ValueError:
        return None
