"""The page "Make a record", and the pages that direct somebody elsewhere."""

from __future__ import annotations

from typing import Literal, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from fingerpost.customers.models import Customer
from fingerpost.customers.services import hand_off, make_customer, record_directions
from fingerpost.house.errors import Conflict, InvalidInput
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.submissions import submit_once
from fingerpost.interactions.models import Contact, ContactKind
from fingerpost.interactions.queries.contacts import get_contact
from fingerpost.interactions.services.contacts import attach_customer
from fingerpost.organisations.models import Contract
from fingerpost.policy.eligibility import AdultService, Place
from fingerpost.policy.messages import sentences
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers import words
from fingerpost.workspace.customers.carried import carried_items, typed_items
from fingerpost.workspace.customers.forms import DirectionsForm, NewCustomerForm
from fingerpost.workspace.customers.pages import UNPROCESSABLE
from fingerpost.workspace.second_checks.codes import Answered, answer_codes

_FIELDS = {"no_name": "family_name", "home_not_kept": "postcode"}
_OWN_FIELDS = frozenset({"csrfmiddlewaretoken", "submission", "from_find", "step", "need", "given"})


@requires(Capability.MAKE_RECORDS)
@submit_once
def new_customer(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Make a record in a contact. Values from the search come as a first POST and are stored nowhere."""
    contact = _open_contact(contact_id)
    if request.method != "POST" or "from_find" in request.POST:
        return _show(request, contact, NewCustomerForm(initial=typed_items(request.POST)))
    form = NewCustomerForm(request.POST)
    actor, now = actor_of(request), timezone.now()
    answered = answer_codes(form, actor=actor, now=now)
    if not form.is_valid():
        return _show(request, contact, form, status=UNPROCESSABLE)
    place = form.place_verdict()
    if place.value is Place.HAND_OFF:
        hand_off(actor=actor, now=now, contact_id=contact.id)
        return _elsewhere(request, contact, sentences(place.reasons))
    age = form.age_verdict()
    if age.value is AdultService.OUT_OF_SCOPE:
        return _elsewhere(request, contact, sentences(age.reasons))
    if age.value is AdultService.DIRECT_ELSEWHERE and not _advises_young_people(contact):
        return _direct(request, contact, form, answered, sentences(age.reasons))
    return _make(request, contact, form, answered)


def _open_contact(contact_id: UUID) -> Contact:
    contact = get_contact(contact_id)
    if not contact.is_open:
        raise Conflict(_("This contact is over. Open a new one to go on."), code="contact_is_over")
    if contact.customer_id is not None and contact.kind != ContactKind.GROUP:
        raise Conflict(
            _("This contact has a customer already. Open a new contact for another one."), code="has_customer"
        )
    return contact


def _show(
    request: HttpRequest, contact: Contact, form: NewCustomerForm, *, status: int = 200
) -> HttpResponse:
    context = {"contact": contact, "form": form, "asks_entitlement": form.asks_entitlement}
    return render(request, "workspace/customers/new_customer.html", context, status=status)


def _elsewhere(request: HttpRequest, contact: Contact, reasons: tuple[str, ...]) -> HttpResponse:
    """Who is helped by another service; what was typed goes back in the page alone, in case an answer was wrong."""
    context = {"contact": contact, "reasons": reasons, "carried": carried_items(request.POST)}
    return render(request, "workspace/customers/elsewhere.html", context)


def _make(request: HttpRequest, contact: Contact, form: NewCustomerForm, answered: Answered) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    try:
        customer = make_customer(
            actor=actor, now=now, contact_id=contact.id, record=form.record(contact.contract_id)
        )
    except InvalidInput as refused:
        form.add_error(_FIELDS.get(refused.code), refused.message)
        return _show(request, contact, form, status=UNPROCESSABLE)
    answered.keep(actor=actor, now=now, customer_id=customer.id)
    if contact.kind != ContactKind.GROUP:
        attach_customer(actor=actor, now=now, contact=contact, customer_id=customer.id)
    messages.success(request, _made_words(customer))
    return redirect("workspace:customer", customer.id)


def _made_words(customer: Customer) -> str:
    if customer.provisional_until is None:
        return _("The record is made and confirmed.")
    return _("The record is made. It is provisional: confirm who the customer is by %(date)s.") % {
        "date": words.plain_date(customer.provisional_until)
    }


def _advises_young_people(contact: Contact) -> bool:
    """Whether this contact is under a contract of the young people's service, which gives them advice."""
    young = Contract.Audience.YOUNG_PEOPLE
    return contact.contract is not None and contact.contract.audience == young


def _direct(
    request: HttpRequest,
    contact: Contact,
    form: NewCustomerForm,
    answered: Answered,
    reasons: tuple[str, ...],
) -> HttpResponse:
    """A young person: the page directs; a record for information may be made after that (BR-5.2, BR-5.4)."""
    step = request.POST.get("step", "")
    directions = DirectionsForm(request.POST) if step else DirectionsForm()
    if step and directions.is_valid():
        record_directions(
            actor=actor_of(request),
            now=timezone.now(),
            contact_id=contact.id,
            need=cast(Literal["advice", "information"], directions.cleaned_data["need"]),
            given=directions.cleaned_data["given"],
        )
        if step == "record":
            return _make(request, contact, form, answered)
        messages.success(request, _("The directions are kept on this contact."))
        return redirect("workspace:contact", contact.id)
    carried = [
        (name, value)
        for name in request.POST
        if name not in _OWN_FIELDS
        for value in request.POST.getlist(name)
    ]
    context = {"contact": contact, "form": directions, "reasons": reasons, "carried": carried}
    status = UNPROCESSABLE if step else 200
    return render(request, "workspace/customers/directions.html", context, status=status)
