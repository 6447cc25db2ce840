"""The simulator: a rate, a day or a version of the rule changed in a form, and what would move. Nothing is saved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fingerpost.customers.models import Grant
from fingerpost.funding import facts
from fingerpost.funding.access import may_claim_here
from fingerpost.funding.contract_runs import Setting
from fingerpost.funding.deciding import year_of
from fingerpost.funding.gather import gather
from fingerpost.funding.queries import get_outcome
from fingerpost.funding.running import facts_of_contract, run_day, setting_of
from fingerpost.funding.schemes import RECOMMENDED, UnknownScheme, scheme_of, versions_of
from fingerpost.funding.simulating import Change, Simulated, simulate
from fingerpost.house.errors import InvalidInput, NotFound
from fingerpost.house.permissions import requires
from fingerpost.house.reading import log_read
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.organisations.models import Contract
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.claims.present import example_words
from fingerpost.workspace.claims.words import kind_labels, pounds
from fingerpost.workspace.funding_runs import present
from fingerpost.workspace.funding_runs.forms import ANY, TryContractForm, TryForm, TryOutcomeForm
from fingerpost.workspace.months import month_code, read_month, recent_months

MOST_SHOWN: Final = 50
MONTHS: Final = 24
_UNPROCESSABLE: Final = 422
_MOST_CONTRACTS: Final = 50


@requires(Capability.CLAIM_OUTCOMES)
@require_safe
def simulator(request: HttpRequest) -> HttpResponse:
    """A whole contract up to a month: what another rate or another version of the rule would move."""
    actor, now, rules = actor_of(request), timezone.now(), rules_in_force()
    held = Contract.objects.filter(id__in=actor.prime_contract_ids)
    contracts = list(held.order_by("reference", "id")[:_MOST_CONTRACTS])
    versions, kinds = _offered(contracts, rules, civil_date(now))
    months = recent_months(civil_date(now), MONTHS)
    asked = "contract" in request.GET
    form = TryContractForm(
        request.GET if asked else None,
        initial={"month": month_code(civil_date(now))},
        contracts=contracts,
        months=months,
        versions=versions,
        kinds=kinds,
    )
    context: dict[str, Any] = {"form": form}
    if asked and form.is_valid():
        contract = next(each for each in contracts if str(each.id) == form.cleaned_data["contract"])
        month = read_month(form.cleaned_data["month"])
        assert month is not None
        try:
            before = setting_of(contract, month=month, rules=rules)
        except InvalidInput as error:
            form.add_error("contract", error.message)
        else:
            known = facts_of_contract(contract, through=before.period.end, as_of=None, rules=rules)
            change = Change(rates=_rates(form, kinds))
            context |= _told(_simulated(known, before, before, form, change, rules), kinds)
            context["example"] = example_words(contract, today=civil_date(now), rules=rules)
    return render(
        request, "workspace/funding_runs/try.html", context, status=_UNPROCESSABLE if form.errors else 200
    )


@requires(Capability.CLAIM_OUTCOMES)
@require_safe
def simulate_outcome(request: HttpRequest, outcome_id: UUID) -> HttpResponse:
    """One customer's outcome: what other days, another rate or version would do to it and to those beside it."""
    actor, now, rules = actor_of(request), timezone.now(), rules_in_force()
    outcome = get_outcome(outcome_id)
    if not may_claim_here(actor, outcome):
        raise NotFound(_("There is no outcome here that you can see."), code="outcome_not_found")
    reason = Grant.objects.filter(customer_id=outcome.customer_id).values_list("reason", flat=True).first()
    log_read(actor=actor, customer_id=outcome.customer_id, what="simulator", reason=reason or "", now=now)
    versions, kinds = _offered([outcome.contract], rules, civil_date(now))
    asked = "version" in request.GET
    form = TryOutcomeForm(request.GET if asked else None, versions=versions, kinds=kinds)
    context: dict[str, Any] = {
        "form": form,
        "outcome": outcome,
        "kind": kinds.get(outcome.kind, _("Outcome")),
        "example": example_words(outcome.contract, today=civil_date(now), rules=rules),
    }
    if asked and form.is_valid():
        try:
            inputs = gather(outcome, now=now, rules=rules)
        except UnknownScheme as error:
            raise NotFound(_("No rule knows the scheme of this contract."), code="unknown_scheme") from error
        before = Setting(
            scheme=inputs.scheme,
            carried_on=inputs.carried_on,
            touchpoints=(inputs.contract.touchpoint,),
            period=inputs.period,
        )
        told_on = form.cleaned_data["told_on"]
        change = Change(
            rates=_rates(form, kinds),
            outcome=str(outcome.id),
            effective_on=told_on,
            claimed_on=form.cleaned_data["claimed_on"],
        )
        scheme = scheme_of(inputs.scheme, rules)
        after = replace(before, period=year_of(told_on, scheme, rules)) if told_on else before
        context |= _told(_simulated([inputs.customer], before, after, form, change, rules), kinds)
    return render(
        request,
        "workspace/funding_runs/try_outcome.html",
        context,
        status=_UNPROCESSABLE if form.errors else 200,
    )


def _offered(contracts: Iterable[Contract], rules: Rules, on: date) -> tuple[dict[str, str], dict[str, str]]:
    """The versions and kinds of the schemes of some contracts."""
    versions: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for each in contracts:
        versions |= versions_of(each.scheme, rules)
        kinds |= kind_labels(each.scheme, on=on, rules=rules)
    return versions, kinds


def _rates(form: TryForm, kinds: Iterable[str]) -> dict[tuple[str, facts.Class], int]:
    """The rates that were typed, by kind and class."""
    pence = form.cleaned_data.get("rate")
    if pence is None:
        return {}
    kind, chosen = form.cleaned_data.get("kind") or ANY, form.cleaned_data.get("customer_class") or ANY
    classes: tuple[facts.Class, ...] = ("priority", "other")
    return {
        (each, customer_class): pence
        for each in kinds
        if kind in (ANY, each)
        for customer_class in classes
        if chosen in (ANY, customer_class)
    }


def _simulated(
    customers: Iterable[facts.Customer],
    before: Setting,
    after: Setting,
    form: TryForm,
    change: Change,
    rules: Rules,
) -> Simulated:
    version = form.cleaned_data.get("version") or RECOMMENDED
    after = replace(after, run_on=run_day(version))
    return simulate(customers, before=before, after=after, change=change, rules=rules, most=MOST_SHOWN)


def _told(found: Simulated, kinds: dict[str, str]) -> dict[str, Any]:
    return {
        "is_told": True,
        "before": pounds(found.before_pence),
        "after": pounds(found.after_pence),
        "moved": present.signed_pounds(found.after_pence - found.before_pence),
        "events": f"{found.events:,}",
        "moved_events": found.moved,
        "lines": present.moved_lines(found, kinds),
        "is_cut": found.moved > len(found.shown),
        "most": MOST_SHOWN,
    }
