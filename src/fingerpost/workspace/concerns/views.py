"""Pages that raise a concern, and those on which a safeguarding lead handles it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fingerpost.customers.models import Customer
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of, page_asked
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.interactions.models import Contact
from fingerpost.policy.screening import Action, treat
from fingerpost.safeguarding import doors, queries, services
from fingerpost.safeguarding.rules import ORIGIN
from fingerpost.staff.access import Capability
from fingerpost.workspace.concerns.forms import ConcernForm

_UNPROCESSABLE = 422


@requires(Capability.RAISE_CONCERN)
@submit_once
def raise_concern(request: HttpRequest) -> HttpResponse:
    """Raise a concern; ``?contact=`` or ``?about=`` (ids) say whom it is about."""
    actor = actor_of(request)
    sent = request.POST if request.method == "POST" else request.GET
    contact = _contact(_id(sent.get("contact")))
    customer_id = _customer_id(_id(sent.get("about"))) or (contact.customer_id if contact else None)
    form = ConcernForm(
        request.POST or None,
        actor=actor,
        knows_contract=contact is not None and contact.contract_id in actor.contract_ids,
        initial={"about": customer_id, "contact": contact.id if contact else None},
    )
    if request.method == "POST" and form.is_valid():
        raised = services.raise_concern(
            actor=actor,
            now=timezone.now(),
            text=form.cleaned_data["text"],
            is_urgent=form.cleaned_data["is_urgent"],
            customer_id=customer_id,
            contact_id=contact.id if contact else None,
            contract_id=form.cleaned_data.get("contract"),
        )
        return redirect("workspace:concern_raised", raised.concern.id)
    return render(
        request,
        "workspace/concerns/new.html",
        {"form": form, "is_about_somebody": customer_id is not None},
        status=_UNPROCESSABLE if form.errors else 200,
    )


@requires(Capability.RAISE_CONCERN)
@require_safe
def concern_raised(request: HttpRequest, concern_id: UUID) -> HttpResponse:
    """What becomes of a concern now, and who was told."""
    concern = queries.get_concern(concern_id)
    treatment = treat(concern.text, origin=ORIGIN, on=timezone.localdate(), rules=rules_in_force())
    return render(
        request,
        "workspace/concerns/raised.html",
        {
            "concern": concern,
            "told": [lead.person for lead in doors.leads_told(concern.contract_id)],
            "has_advice": treatment.action is Action.ADVISE,
        },
    )


@requires(Capability.HANDLE_CONCERNS)
@require_safe
def concerns(request: HttpRequest) -> HttpResponse:
    """The concerns that this lead answers for, a page at a time."""
    page = queries.list_concerns(page=page_asked(request))
    return render(request, "workspace/concerns/list.html", {"page": page})


@requires(Capability.HANDLE_CONCERNS)
@require_safe
def concern(request: HttpRequest, concern_id: UUID) -> HttpResponse:
    """One concern, and what may be done about it."""
    found = queries.get_concern(concern_id)
    return render(request, "workspace/concerns/concern.html", {"concern": found})


@requires(Capability.HANDLE_CONCERNS)
@require_POST
@submit_once
def acknowledge_concern(request: HttpRequest, concern_id: UUID) -> HttpResponse:
    """Take a concern on."""
    services.acknowledge_concern(actor=actor_of(request), now=timezone.now(), concern_id=concern_id)
    messages.success(request, _("You are looking at this concern."))
    return redirect("workspace:concern", concern_id)


@requires(Capability.HANDLE_CONCERNS)
@require_POST
@submit_once
def close_concern(request: HttpRequest, concern_id: UUID) -> HttpResponse:
    """End a concern."""
    services.close_concern(actor=actor_of(request), now=timezone.now(), concern_id=concern_id)
    messages.success(request, _("The concern is closed. It no longer opens the customer's record."))
    return redirect("workspace:concern", concern_id)


@requires(Capability.HANDLE_CONCERNS)
@require_POST
@submit_once
def open_customer(request: HttpRequest, concern_id: UUID) -> HttpResponse:
    """Open the record of the customer whom a concern is about."""
    customer_id = services.open_customer_of_concern(
        actor=actor_of(request), now=timezone.now(), concern_id=concern_id
    )
    return redirect("workspace:customer", customer_id)


def _id(typed: str | None) -> UUID | None:
    """An id from an address, or None for what is none; a concern is never stopped by a damaged link."""
    try:
        return UUID(typed or "")
    except ValueError:
        return None


def _contact(contact_id: UUID | None) -> Contact | None:
    return Contact.objects.filter(id=contact_id).first() if contact_id else None


def _customer_id(customer_id: UUID | None) -> UUID | None:
    """The customer, where the actor may see them."""
    if customer_id is None or not Customer.objects.filter(id=customer_id).exists():
        return None
    return customer_id
