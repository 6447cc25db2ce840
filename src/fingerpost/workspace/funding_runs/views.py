"""Runs of a contract: the list, one run with its totals and decisions, two versions side by side."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fingerpost.customers.models import Grant
from fingerpost.funding.comparing import MOST, compare, moves_between, shadow_run
from fingerpost.funding.models import Run, RunPurpose
from fingerpost.funding.run_queries import decision_in, get_run, list_decisions, list_runs, totals_of
from fingerpost.funding.running import run_contract
from fingerpost.funding.schemes import versions_of
from fingerpost.funding.trails import unpack_trail
from fingerpost.house.actor import Actor
from fingerpost.house.errors import InvalidInput, NotFound
from fingerpost.house.navigation import href_of
from fingerpost.house.permissions import requires
from fingerpost.house.reading import log_read
from fingerpost.house.requests import actor_of, page_asked
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.interactions.models import Attendance
from fingerpost.organisations.models import Contract
from fingerpost.outcomes.models import Outcome
from fingerpost.policy.civil import civil_date, end_of_day
from fingerpost.staff.access import Capability
from fingerpost.workspace.claims.present import example_words
from fingerpost.workspace.claims.words import class_words, kind_labels, pounds
from fingerpost.workspace.funding_runs import present
from fingerpost.workspace.funding_runs.forms import RunForm, ShadowForm
from fingerpost.workspace.funding_runs.trying import simulate_outcome, simulator
from fingerpost.workspace.months import month_words, read_month, recent_months

__all__ = [
    "differences",
    "new_run",
    "new_shadow",
    "run",
    "run_event",
    "runs",
    "simulate_outcome",
    "simulator",
]

MONTHS: Final = 24
_UNPROCESSABLE: Final = 422
_MOST_CONTRACTS: Final = 50


def prime_contracts(actor: Actor) -> list[Contract]:
    """The contracts that the actor's organisation holds, by reference."""
    held = Contract.objects.filter(id__in=actor.prime_contract_ids)
    return list(held.order_by("reference", "id")[:_MOST_CONTRACTS])


@requires(Capability.SEE_MONEY)
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """The runs that the reader may see, the newest first; of one contract where the address names it."""
    actor = actor_of(request)
    contracts = prime_contracts(actor)
    asked = request.GET.get("contract", "")
    chosen = next((each for each in contracts if each.reference == asked), None)
    page = list_runs(contract_id=chosen.id if chosen else None, page=page_asked(request))
    here = reverse("workspace:runs")
    context = {
        "contracts": contracts,
        "chosen": chosen,
        "lines": [present.run_line(each) for each in page.runs],
        "may_run": actor.can(Capability.CLAIM_OUTCOMES) and bool(contracts),
        **_pages(here, {"contract": asked} if chosen else {}, page.number, page.has_next),
    }
    return render(request, "workspace/funding_runs/list.html", context)


@requires(Capability.CLAIM_OUTCOMES)
@submit_once
def new_run(request: HttpRequest) -> HttpResponse:
    """Make a run to look at; nothing is claimed."""
    actor, now = actor_of(request), timezone.now()
    is_post = request.method == "POST"
    form = RunForm(
        request.POST if is_post else None,
        contracts=prime_contracts(actor),
        months=recent_months(civil_date(now), MONTHS),
    )
    if is_post and form.is_valid():
        known_on = form.cleaned_data["known_on"]
        as_of = end_of_day(known_on) if known_on is not None and end_of_day(known_on) < now else None
        try:
            made = run_contract(
                actor=actor,
                now=now,
                contract_id=UUID(form.cleaned_data["contract"]),
                month=_month_of(form.cleaned_data["month"]),
                purpose=RunPurpose.LOOK,
                as_of=as_of,
            )
        except InvalidInput as error:
            form.add_error("contract", error.message)
        else:
            messages.success(request, _("The run is made."))
            return redirect("workspace:run", made.id)
    return render(
        request,
        "workspace/funding_runs/new.html",
        {"form": form},
        status=_UNPROCESSABLE if form.errors else 200,
    )


@requires(Capability.CLAIM_OUTCOMES)
@submit_once
def new_shadow(request: HttpRequest) -> HttpResponse:
    """Run two versions of the rule on the same facts, to see where they differ."""
    actor, now, rules = actor_of(request), timezone.now(), rules_in_force()
    contracts = prime_contracts(actor)
    versions: dict[str, str] = {}
    for each in contracts:
        versions |= versions_of(each.scheme, rules)
    is_post = request.method == "POST"
    form = ShadowForm(
        request.POST if is_post else None,
        contracts=contracts,
        months=recent_months(civil_date(now), MONTHS),
        versions=versions,
    )
    if is_post and form.is_valid():
        try:
            _first, second = shadow_run(
                actor=actor,
                now=now,
                contract_id=UUID(form.cleaned_data["contract"]),
                month=_month_of(form.cleaned_data["month"]),
                version=form.cleaned_data["version"],
            )
        except InvalidInput as error:
            form.add_error("contract", error.message)
        else:
            messages.success(request, _("Both runs are made."))
            return redirect("workspace:run_differences", second.id)
    return render(
        request,
        "workspace/funding_runs/new_shadow.html",
        {"form": form},
        status=_UNPROCESSABLE if form.errors else 200,
    )


@requires(Capability.SEE_MONEY)
@require_safe
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One run: its totals by month, verdict and class, and its decisions, a page at a time."""
    found = get_run(run_id)
    kind = request.GET.get("kind", "outcome")
    kind = kind if kind in present.KINDS else "outcome"
    verdict = request.GET.get("verdict", "")
    verdict = verdict if verdict in present.VERDICTS else ""
    page = list_decisions(found, kind=kind, verdict=verdict, page=page_asked(request))
    asked = {"kind": kind, **({"verdict": verdict} if verdict else {})}
    here = reverse("workspace:run", args=[found.id])
    choices = [(_("All outcomes"), {"kind": "outcome"})]
    choices += [
        (present.verdict_words(each), {"kind": "outcome", "verdict": each}) for each in present.VERDICTS
    ]
    choices += [(_("Sessions"), {"kind": "session"})]
    context = {
        **_of_run(found),
        "facts": present.run_facts(found),
        "totals": present.total_lines(totals_of(found)),
        "lines": present.decision_lines(found, page.decisions, _kinds(found)),
        "choices": [
            {"text": text, "href": f"{here}?{urlencode(wanted)}#decisions", "is_chosen": wanted == asked}
            for text, wanted in choices
        ],
        **_pages(here, asked, page.number, page.has_next),
    }
    return render(request, "workspace/funding_runs/run.html", context)


@requires(Capability.SEE_MONEY)
@require_safe
def run_event(request: HttpRequest, run_id: UUID, event_id: UUID) -> HttpResponse:
    """What a run decided of one event, rule by rule, with its record where the reader may open it."""
    actor = actor_of(request)
    found = get_run(run_id)
    row = decision_in(found, event_id)
    kinds = _kinds(found)
    grant = Grant.objects.filter(customer_id=row.customer_id).values_list("reason", flat=True).first()
    log_read(
        actor=actor, customer_id=row.customer_id, what="run_decision", reason=grant or "", now=timezone.now()
    )
    context = {
        **_of_run(found),
        "what": present.records_in_words([(row.kind, row.event)], kinds)[row.event],
        "verdict": present.verdict_words(row.verdict),
        "tag": present.tag_of(row.verdict),
        "amount": present.amount_words(row.verdict, row.amount_pence),
        "month": present.period_words(row.period),
        "customer_class": class_words(row.customer_class) if row.kind == "outcome" else "",
        "lines": present.lines_of(unpack_trail(row.trail), kinds),
        "record_href": _record_href(row.kind, row.event),
    }
    return render(request, "workspace/funding_runs/event.html", context)


@requires(Capability.SEE_MONEY)
@require_safe
def differences(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Where a run of one version differs from the run of the other, and what that moves."""
    second = get_run(run_id)
    first = second.compared_with
    if first is None:
        raise NotFound(_("This run was compared with no other."), code="run_not_compared")
    rows = compare(first, second)
    moves = moves_between(first, second)
    context = {
        **_of_run(second),
        "first": first,
        "before": present.version_words(first.rule_version),
        "after": present.version_words(second.rule_version),
        "before_total": pounds(first.total_pence),
        "after_total": pounds(second.total_pence),
        "moved": present.signed_pounds(second.total_pence - first.total_pence),
        "moves": present.move_words(moves),
        "events": sum(each.events for each in moves),
        "most": MOST,
        "lines": present.difference_lines(second, rows, _kinds(second)),
    }
    return render(request, "workspace/funding_runs/differences.html", context)


def _of_run(found: Run) -> dict[str, Any]:
    today, rules = civil_date(timezone.now()), rules_in_force()
    return {
        "run": found,
        "title": _("%(contract)s up to %(month)s")
        % {"contract": found.contract.reference, "month": month_words(found.month)},
        "example": example_words(found.contract, today=today, rules=rules),
    }


def _kinds(found: Run) -> dict[str, str]:
    return kind_labels(found.scheme, on=civil_date(found.started_at), rules=rules_in_force())


def _record_href(kind: str, event: UUID) -> str:
    """The page of a record where the reader may open it; "" where not."""
    if kind == "outcome":
        return href_of("workspace:claim", event) if Outcome.objects.filter(id=event).exists() else ""
    return href_of("workspace:attendance", event) if Attendance.objects.filter(id=event).exists() else ""


def _month_of(typed: str) -> date:
    month = read_month(typed)
    if month is None:
        raise InvalidInput(_("Choose a month."), code="month_unknown")
    return month


def _pages(here: str, asked: dict[str, str], number: int, has_next: bool) -> dict[str, str]:
    return {
        "previous_href": f"{here}?{urlencode({**asked, 'page': number - 1})}" if number > 1 else "",
        "next_href": f"{here}?{urlencode({**asked, 'page': number + 1})}" if has_next else "",
    }
