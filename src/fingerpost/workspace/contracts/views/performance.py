"""Performance of contracts: all in one table, one against its profile, as it was known, its inputs, gaps, people."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fingerpost.house.errors import NotPermitted
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of, page_asked
from fingerpost.house.rules import rules_in_force
from fingerpost.performance import managed
from fingerpost.performance.managing import answers_for, is_agency, list_watched, watched_contract
from fingerpost.performance.measures.definition import Dimension
from fingerpost.performance.measures.registry import ALL
from fingerpost.performance.rules.duties import month_before, next_month
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.contracts import figures, overview, parts
from fingerpost.workspace.contracts.forms import CategoryForm, GapsForm, KindForm, PeriodForm
from fingerpost.workspace.months import month_code, month_words, read_month, recent_months

_MONTHS_OFFERED = 24


@requires(Capability.SEE_PERFORMANCE)
@require_safe
def contracts(request: HttpRequest) -> HttpResponse:
    """Every contract that this reader watches or answers for, with what waits (BR-26.1, BR-25.4)."""
    actor, today = actor_of(request), civil_date(timezone.now())
    found = list_watched(actor, on=today)
    month = month_before(today.replace(day=1))
    ids = [each.id for each in found]
    titles = {code: _(each.title) for code, each in ALL.items()}
    context = {
        "is_agency": is_agency(actor),
        "contracts": found,
        "tables": [
            overview.contracts_table(actor, found, month=month, today=today, rules=rules_in_force()),
            overview.interventions_table(managed.open_interventions(ids), titles),
            overview.requests_table(managed.open_requests(ids), today=today),
        ]
        if found
        else [],
    }
    return render(request, "workspace/contracts/contracts.html", context)


@requires(Capability.SEE_PERFORMANCE)
@require_safe
def contract(request: HttpRequest, contract_id: UUID, month: date) -> HttpResponse:
    """One contract against its profile to the end of a month, with tolerance drawn, forecast, fee and payments."""
    actor, rules = actor_of(request), rules_in_force()
    found = watched_contract(actor, contract_id)
    year = figures.year_of(contract_id, month)
    asked = request.GET.get("category", "")
    category = asked if asked in figures.CATEGORIES else next(iter(figures.CATEGORIES))
    stands = figures.stands(actor, contract_id, month=month, year=year, rules=rules)
    context = {
        **_named(request, found.id, month),
        "contract": found,
        "has_bands": figures.has_bands(month, rules),
        "stands": figures.table_of_stands(stands),
        "form": CategoryForm(initial={"category": category}),
        "profile": figures.profile_table(actor, contract_id, category, month=month, year=year, rules=rules),
        "money": parts.money_table(actor, contract_id, month=month, year=year),
        "payments": parts.payments_table(contract_id, month=month, year=year),
    }
    return render(request, "workspace/contracts/contract.html", context)


@requires(Capability.SEE_PERFORMANCE)
@require_safe
def known(request: HttpRequest, contract_id: UUID, month: date) -> HttpResponse:
    """One month side by side: as known on the fifth working day, as returned, as known now (OI-13.5)."""
    actor = actor_of(request)
    found = watched_contract(actor, contract_id)
    kind = parts.kind_of(request.GET.get("kind", ""))
    context = {
        **_named(request, found.id, month),
        "contract": found,
        "form": KindForm(initial={"kind": kind.value}),
        "table": parts.known_table(actor, contract_id, month=month, kind=kind),
    }
    return render(request, "workspace/contracts/known.html", context)


@requires(Capability.SEE_PERFORMANCE)
@require_safe
def inputs(request: HttpRequest, contract_id: UUID, month: date) -> HttpResponse:
    """What a judgement on performance looks at, by the list of that month's rules (BR-26.2; OI-15.14)."""
    actor, rules = actor_of(request), rules_in_force()
    found = watched_contract(actor, contract_id)
    year = figures.year_of(contract_id, month)
    context = {
        **_named(request, found.id, month),
        "contract": found,
        "inputs": parts.inputs_of(actor, contract_id, month=month, year=year, rules=rules),
    }
    return render(request, "workspace/contracts/inputs.html", context)


@requires(Capability.SEE_PERFORMANCE)
@require_safe
def equality_gaps(request: HttpRequest) -> HttpResponse:
    """How far groups of people lie apart; groups too small to tell are told together or not at all."""
    actor, today = actor_of(request), civil_date(timezone.now())
    measures = parts.equality_measures()
    asked = request.GET.get("measure", "")
    measure = asked if asked in measures else next(iter(measures))
    last = read_month(request.GET.get("month", "")) or month_before(today.replace(day=1))
    context = {
        "form": GapsForm(
            initial={"measure": measure, "month": month_code(last)},
            measures=[(code, _(each.title)) for code, each in measures.items()],
            months=recent_months(today, _MONTHS_OFFERED),
        ),
        "says": _(measures[measure].says),
        "tables": parts.gap_tables(actor, measures[measure], last=last),
    }
    return render(request, "workspace/contracts/gaps.html", context)


@requires(Capability.SEE_PERFORMANCE)
@require_safe
def advisers_view(request: HttpRequest) -> HttpResponse:
    """The months of each adviser of this reader's organisation or contracts."""
    return _by_part(request, Dimension.ADVISER, _("Advisers"))


@requires(Capability.SEE_PERFORMANCE)
@require_safe
def venues_view(request: HttpRequest) -> HttpResponse:
    """The months of each venue of this reader's organisation or contracts."""
    return _by_part(request, Dimension.VENUE, _("Venues"))


def _by_part(request: HttpRequest, by: Dimension, title: str) -> HttpResponse:
    actor, today = actor_of(request), civil_date(timezone.now())
    if is_agency(actor):
        raise NotPermitted(
            _("The agency sees contracts, not the people and places of a contractor."),
            code="aggregates_alone",
        )
    last = read_month(request.GET.get("month", "")) or month_before(today.replace(day=1))
    page = page_asked(request)
    table, has_next = parts.part_table(actor, by, last=last, page=max(page, 1), title=title)
    context = {
        "title": title,
        "month_name": month_words(last),
        "month_code": month_code(last),
        "form": PeriodForm(initial={"month": month_code(last)}, months=recent_months(today, _MONTHS_OFFERED)),
        "table": table,
        "previous": page - 1 if page > 1 else 0,
        "next": page + 1 if has_next else 0,
    }
    return render(request, "workspace/contracts/parts.html", context)


def _named(request: HttpRequest, contract_id: UUID, month: date) -> dict[str, Any]:
    actor, today = actor_of(request), civil_date(timezone.now())
    return {
        "month": month,
        "month_name": month_words(month),
        "is_agency": is_agency(actor),
        "answers": answers_for(actor, contract_id),
        "before": month_before(month),
        "after": next_month(month) if month < today.replace(day=1) else None,
    }
