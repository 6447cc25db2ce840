"""The contractor's month: every duty with its day, its owner and what is missing; one duty to keep."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fingerpost.house.actor import Actor
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.organisations.models import Contract
from fingerpost.performance import managed
from fingerpost.performance.managing import answers_for, ensure_answers_for, list_watched, watched_contract
from fingerpost.performance.rules.duties import duties_of, month_before, next_month
from fingerpost.performance.services.duties import keep_duty
from fingerpost.policy.civil import civil_date, spoken_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.month import present
from fingerpost.workspace.month.forms import NOBODY, DutyForm, WhichMonthForm
from fingerpost.workspace.months import month_code, month_words, read_month

_UNPROCESSABLE = 422
_MONTHS_OFFERED = 24


@requires(Capability.SEE_PERFORMANCE)
@require_safe
def months(request: HttpRequest) -> HttpResponse:
    """Go to the month that is asked for, or to the one that is being closed; choose where there is a choice."""
    actor, today = actor_of(request), civil_date(timezone.now())
    contracts = list_watched(actor, on=today)
    if not contracts:
        return render(request, "workspace/month/none.html")
    chosen = next(
        (each for each in contracts if str(each.id) == request.GET.get("contract", "")), contracts[0]
    )
    asked = read_month(request.GET.get("month", ""))
    return redirect("workspace:month", chosen.id, asked or month_before(today.replace(day=1)))


@requires(Capability.SEE_PERFORMANCE)
@require_safe
def month(request: HttpRequest, contract_id: UUID, month: date) -> HttpResponse:
    """One month of one contract. Its queries are the same in number whatever the month brought."""
    actor, today = actor_of(request), civil_date(timezone.now())
    contract = watched_contract(actor, contract_id)
    may_keep = answers_for(actor, contract_id)
    lines = _lines(actor, contract, month, today=today)
    late = [line for line in lines if line.is_overdue]
    context = {
        "contract": contract,
        "month_name": month_words(month),
        "lines": lines,
        "late": len(late),
        "may_keep": may_keep,
        "before": month_before(month),
        "after": next_month(month) if month < today.replace(day=1) else None,
        "form": WhichMonthForm(
            initial={"contract": str(contract.id), "month": month_code(month)},
            contracts=list_watched(actor, on=today),
            months=_offered(today, month),
        ),
    }
    return render(request, "workspace/month/month.html", context)


@requires(Capability.SEE_PERFORMANCE)
@require_http_methods(["GET", "POST"])
@submit_once
def duty(request: HttpRequest, contract_id: UUID, month: date, code: str) -> HttpResponse:
    """Keep who does one duty, and that it was done where no record shows it."""
    actor, now = actor_of(request), timezone.now()
    contract = watched_contract(actor, contract_id)
    ensure_answers_for(actor, contract_id)
    rules = rules_in_force()
    wanted = next(
        (each for each in duties_of(month, service=contract.service, rules=rules) if each.code == code), None
    )
    if wanted is None:
        raise Http404
    kept = managed.duties_kept(contract_id, month).get(code)
    form = DutyForm(
        request.POST if request.method == "POST" else None,
        owners=managed.list_owners(actor, on=civil_date(now)),
        by_hand=not wanted.shown_by,
        initial={
            "owner": str(kept.owner_id) if kept and kept.owner_id else NOBODY,
            "is_done": bool(kept and kept.done_at),
            "note": kept.note if kept else "",
            "version": kept.version if kept else 0,
        },
    )
    if request.method == "POST" and form.is_valid():
        keep_duty(
            actor=actor,
            now=now,
            contract_id=contract_id,
            month=month,
            code=code,
            owner_id=form.owner_id(),
            note=form.cleaned_data["note"],
            is_done=bool(form.cleaned_data.get("is_done")),
            version=form.cleaned_data["version"],
            rules=rules,
        )
        messages.success(request, _("Kept."))
        return redirect("workspace:month", contract_id, month)
    context = {
        "contract": contract,
        "month": month,
        "month_name": month_words(month),
        "duty": wanted,
        "due": spoken_date(wanted.due_on),
        "form": form,
    }
    return render(
        request, "workspace/month/duty.html", context, status=_UNPROCESSABLE if form.errors else 200
    )


def _lines(actor: Actor, contract: Contract, month: date, *, today: date) -> list[present.DutyLine]:
    may_keep = answers_for(actor, contract.id)
    sees_outcomes = may_keep and actor.sees_customers
    return present.duty_lines(
        duties_of(month, service=contract.service, rules=rules_in_force()),
        kept=managed.duties_kept(contract.id, month),
        records=managed.records_of(contract.id, month),
        waiting=managed.waiting_outcomes(contract.id, month) if sees_outcomes else 0,
        contract=contract,
        month=month,
        today=today,
        may_keep=may_keep,
    )


def _offered(today: date, shown: date) -> list[tuple[str, str]]:
    """The last two years of months, the newest first, and the one that is shown."""
    found, each = [], today.replace(day=1)
    for _number in range(_MONTHS_OFFERED):
        found.append(each)
        each = month_before(each)
    if shown not in found:
        found.append(shown)
    return [(month_code(each), month_words(each)) for each in found]
