"""The terms of contracts: what stands, how it came to, and setting each of them (SET_TERMS)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fingerpost.funding.models import ContractYear, Profile
from fingerpost.house.errors import Conflict, InvalidInput
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.organisations.models import Contract, Subcontract
from fingerpost.performance.managing import ensure_agency, is_agency, watched_contract
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.contracts import standing
from fingerpost.workspace.contracts.around import Around
from fingerpost.workspace.contracts.shares_form import SharesForm
from fingerpost.workspace.contracts.terms_forms import TERMS

_UNPROCESSABLE = 422
_MOST = 100


@requires(Capability.SEE_PERFORMANCE)
@require_safe
def terms(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """What a contract is worth and expected to reach, and how that changed."""
    actor = actor_of(request)
    contract = watched_contract(actor, contract_id)
    around = _around(contract)
    context = {
        "contract": contract,
        "may_set": is_agency(actor),
        "ways": [
            (slug, term.title)
            for slug, term in TERMS.items()
            if not term.needs or getattr(around, term.needs)
        ],
        "tables": standing.tables_of(contract, around),
    }
    return render(request, "workspace/contracts/terms.html", context)


@requires(Capability.SET_TERMS)
@require_http_methods(["GET", "POST"])
@submit_once
def set_term(request: HttpRequest, contract_id: UUID, what: str) -> HttpResponse:
    """Set one of the terms; what was typed stays where it can't be kept."""
    actor, now = actor_of(request), timezone.now()
    contract = watched_contract(actor, contract_id)
    term = TERMS.get(what)
    if term is None:
        raise Http404
    is_post = request.method == "POST"
    form = term.form(request.POST if is_post else None, around=_around(contract))
    if is_post and form.is_valid():
        try:
            form.keep(actor, now)
        except (InvalidInput, Conflict) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Kept."))
            return redirect("workspace:contract_terms", contract.id)
    context = {"contract": contract, "title": term.title, "form": form}
    status = _UNPROCESSABLE if form.errors else 200
    return render(request, "workspace/contracts/set_term.html", context, status=status)


@requires(Capability.SET_TERMS)
@require_http_methods(["GET", "POST"])
@submit_once
def month_shares(request: HttpRequest) -> HttpResponse:
    """The share of a year that each month is expected to bring, for the whole nation."""
    actor, now = actor_of(request), timezone.now()
    ensure_agency(actor)
    is_post = request.method == "POST"
    form = SharesForm(request.POST if is_post else None, categories=_categories())
    if is_post and form.is_valid():
        form.keep(actor, now)
        messages.success(request, _("Kept. Every contract’s months follow from it."))
        return redirect("workspace:month_shares")
    context = {"form": form, "table": standing.shares_table(dict(_categories()))}
    status = _UNPROCESSABLE if form.errors else 200
    return render(request, "workspace/contracts/shares.html", context, status=status)


def _around(contract: Contract) -> Around:
    years = list(ContractYear.objects.filter(contract=contract).order_by("-starts_on", "id")[:_MOST])
    profiles = list(
        Profile.objects.filter(year__in=years)
        .select_related("year")
        .prefetch_related("changes")
        .order_by("-year__starts_on", "category", "customer_class", "is_money", "id")[: _MOST * 2]
    )
    subcontracts = list(
        Subcontract.objects.filter(contract=contract)
        .select_related("organisation")
        .order_by("starts_on", "id")[:_MOST]
    )
    return Around(
        contract=contract,
        today=civil_date(timezone.now()),
        years=years,
        profiles=profiles,
        subcontracts=subcontracts,
        rules=rules_in_force(),
    )


def _categories() -> list[tuple[str, str]]:
    rows = rules_in_force().get_rows("performance.categories", civil_date(timezone.now()))
    return [(str(row["code"]), str(row["label"])) for row in rows if row["profiled"]]
