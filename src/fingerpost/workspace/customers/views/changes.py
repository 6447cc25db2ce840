"""Pages that change one part of a record: identity, names, address, details, circumstances."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from fingerpost.customers.models import Address, Customer
from fingerpost.customers.queries import circumstances_now, find_home, list_addresses, list_circumstances
from fingerpost.customers.services import (
    Confirmed,
    change_address,
    change_details,
    change_names,
    confirm_identity,
    record_circumstances,
)
from fingerpost.house.permissions import requires
from fingerpost.house.submissions import submit_once
from fingerpost.interactions.queries.contacts import current_contact_of
from fingerpost.policy.messages import english
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers import present
from fingerpost.workspace.customers.forms import (
    AddressForm,
    CircumstancesForm,
    ConfirmForm,
    DetailsForm,
    NamesForm,
)
from fingerpost.workspace.customers.pages import (
    CONFLICT,
    OK,
    UNPROCESSABLE,
    Outcome,
    compare,
    open_page,
    posted_int,
    posted_uuid,
    save_form,
)
from fingerpost.workspace.second_checks.codes import answer_codes

_DETAILS = (
    "gender",
    "unique_learner_number",
    "introduced_by",
    "introduced_by_detail",
    "preferred_contact_method",
    "preferred_language",
    "digital_ability",
    "lives_in_england",
    "works_in_england",
    "agrees_to_user_research",
    "agrees_to_market_research",
)
_NAMES = ("title", "given_name", "family_name", "known_as", "date_of_birth")


@requires(Capability.MAKE_RECORDS)
@submit_once
def customer_identity(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Keep a new proof of identity; confirm a provisional record (BR-7.2)."""
    page = open_page(request, customer_id)
    form = ConfirmForm(request.POST or None, customer=page.customer)
    answered = answer_codes(form, actor=page.actor, now=page.now)
    if request.method == "POST" and form.is_valid():
        contact = current_contact_of(page.actor, customer_id)
        came: list[Confirmed] = []
        outcome = save_form(
            form,
            lambda: came.append(
                confirm_identity(
                    actor=page.actor,
                    now=page.now,
                    customer_id=customer_id,
                    contact_id=contact.id if contact else None,
                    contract_id=contact.contract_id if contact else None,
                    evidence=form.proof(),
                    date_of_birth=form.cleaned_data.get("date_of_birth"),
                )
            ),
            fields={"no_evidence": "evidence", "no_date_of_birth": "date_of_birth"},
        )
        if outcome is Outcome.SAVED:
            answered.keep(actor=page.actor, now=page.now, customer_id=customer_id)
            tell = messages.success if came[0].is_confirmed else messages.info
            tell(request, english(came[0].reason))
            return page.to_record()
    proofs = present.proofs(page.customer, page.today)
    return page.render("identity.html", status=_status(request), form=form, proofs=proofs)


@requires(Capability.MAKE_RECORDS)
@submit_once
def customer_names(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Change names and date of birth; the earlier name still finds the record."""
    page = open_page(request, customer_id)
    kept = _kept(page.customer, _NAMES)
    form = NamesForm(request.POST or None, initial=kept, customer=page.customer)
    status, changes = _status(request), []
    if request.method == "POST":
        outcome = save_form(
            form,
            lambda: change_names(
                actor=page.actor,
                now=page.now,
                customer_id=customer_id,
                names=form.names(),
                date_of_birth=form.cleaned_data["date_of_birth"],
                expected_version=posted_int(request, "version"),
                is_correction=form.is_correction,
            ),
            fields={"no_name": "family_name", "no_date_of_birth": "date_of_birth"},
        )
        if outcome is Outcome.SAVED:
            messages.success(request, _("The name and date of birth are saved."))
            return page.to_record()
        if outcome is Outcome.CHANGED:
            status, changes = CONFLICT, compare(form, kept)
    earlier = page.customer.earlier_names.order_by("-until_on", "-id")[:20]
    return page.render(
        "names.html",
        status=status,
        form=form,
        changes=changes,
        changed=status == CONFLICT,
        earlier=present.earlier_names(earlier),
    )


@requires(Capability.MAKE_RECORDS)
@submit_once
def customer_address(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Change the home address; the earlier one ends and still finds the record."""
    page = open_page(request, customer_id)
    current = find_home(customer_id)
    kept = _kept_address(current)
    form = AddressForm(request.POST or None, initial=kept)
    status, changes = _status(request), []
    if request.method == "POST":
        outcome = save_form(
            form,
            lambda: change_address(
                actor=page.actor,
                now=page.now,
                customer_id=customer_id,
                home=form.new_home(),
                moved_on=form.cleaned_data["moved_on"],
                is_correction=form.is_correction,
                expected_address_id=posted_uuid(request, "address"),
            ),
            fields={"home_not_kept": "postcode", "moved_too_early": "moved_on"},
        )
        if outcome is Outcome.SAVED:
            messages.success(request, _("The address is saved."))
            return page.to_record()
        if outcome is Outcome.CHANGED:
            status, changes = CONFLICT, compare(form, kept)
    return page.render(
        "address.html",
        status=status,
        form=form,
        changes=changes,
        changed=status == CONFLICT,
        address_id=current.id if current else "",
        earlier=present.addresses(list_addresses(customer_id)),
    )


@requires(Capability.MAKE_RECORDS)
@submit_once
def customer_details(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Change how the customer wants to talk with us, who introduced them, and the like."""
    page = open_page(request, customer_id)
    kept = _kept(page.customer, _DETAILS)
    form = DetailsForm(request.POST or None, initial=kept)
    status, changes = _status(request), []
    if request.method == "POST":
        outcome = save_form(
            form,
            lambda: change_details(
                actor=page.actor,
                now=page.now,
                customer_id=customer_id,
                about=form.details(),
                expected_version=posted_int(request, "version"),
            ),
            page=page,
        )
        if outcome is Outcome.SAVED:
            messages.success(request, _("The details are saved."))
            return page.to_record()
        if outcome is Outcome.CHANGED:
            status, changes = CONFLICT, compare(form, kept)
        page.customer.refresh_from_db()
    return page.render("details.html", status=status, form=form, changes=changes, changed=status == CONFLICT)


@requires(Capability.MAKE_RECORDS)
@submit_once
def customer_circumstances(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Add what changed; the latest facts of the history stand below."""
    page = open_page(request, customer_id)
    now = circumstances_now(customer_id)
    form = CircumstancesForm(request.POST or None, needs_now=now.support_needs)
    if request.method == "POST":
        outcome = save_form(
            form,
            lambda: record_circumstances(
                actor=page.actor, now=page.now, customer_id=customer_id, told=form.all_told(page.today)
            ),
            fields={
                "nothing_told": "employment_status",
                "not_yet": "as_of",
                "not_kept": "jobcentre_plus_customer",
            },
        )
        if outcome is Outcome.SAVED:
            messages.success(request, _("The circumstances are saved."))
            return page.to_record()
    return page.render(
        "circumstances.html",
        status=_status(request),
        form=form,
        rows=present.circumstances(now, page.today),
        history=present.circumstance_history(list_circumstances(customer_id), page.today),
        holds_needs=bool(now.support_needs),
    )


def _status(request: HttpRequest) -> int:
    return UNPROCESSABLE if request.method == "POST" else OK


def _kept(customer: Customer, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(customer, name) for name in names}


def _kept_address(address: Address | None) -> dict[str, Any]:
    if address is None:
        return {}
    lines = [address.line_1, address.line_2, address.line_3, address.line_4]
    names = ("address_line_1", "address_line_2", "town", "county")
    return {**dict(zip(names, lines, strict=True)), "postcode": address.postcode}
