"""The months of returns, the checks before one is made, one return with its steps, and returns made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fingerpost.house.actor import Actor
from fingerpost.house.errors import InvalidInput
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of, page_asked
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.organisations.models import Contract
from fingerpost.performance.models import Return, ReturnKind, ReturnStepKind
from fingerpost.performance.return_access import (
    contract_for,
    ensure_makes_returns,
    makes_returns,
    receives_returns,
    sees_returns,
)
from fingerpost.performance.return_files import findings_of, rows_of_year, types_of
from fingerpost.performance.return_queries import (
    BY_HAND,
    get_return,
    list_contracts,
    list_directions,
    list_files,
    list_months,
    list_of_month,
    newest_return,
    steps_of,
)
from fingerpost.performance.return_rows import Source, rows_of, source_of
from fingerpost.performance.returns.checks import Finding, findings, limits_of, rules_of_checks
from fingerpost.performance.returns.days import due_on, is_late, month_end
from fingerpost.performance.returns.summary import sums_of
from fingerpost.performance.rules.duties import month_before, next_month
from fingerpost.performance.services.returns import build_return, marking_of, needs_purpose, upload_return
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date, spoken_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers import present
from fingerpost.workspace.customers.present import Params
from fingerpost.workspace.months import month_code, month_words, read_month
from fingerpost.workspace.returns import words
from fingerpost.workspace.returns.forms import AnswerForm, SignOffForm, UploadForm

UNPROCESSABLE: Final = 422
PAGE_SIZE: Final = 25
_FOLDER: Final = "workspace/returns"


@requires(Capability.SEE_PERFORMANCE)
@require_safe
def returns(request: HttpRequest) -> HttpResponse:
    """The agency: one month of every contract. A contractor: the last twelve months of one of its contracts."""
    actor, today = actor_of(request), civil_date(timezone.now())
    contracts = list_contracts(actor, on=today)
    if receives_returns(actor):
        return _month_of_all(request, contracts, today)
    if not contracts:
        return render(request, f"{_FOLDER}/none.html")
    asked = request.GET.get("contract", "")
    contract = next((each for each in contracts if str(each.id) == asked), contracts[0])
    rules = rules_in_force()
    groups, checked = [], []
    if sees_returns(actor, contract.id):
        makes = makes_returns(actor, contract.id)
        months = list_months(contract, today=today, rules=rules)
        groups = [words.group_of(each, makes=makes, checks=True, names_contract=False) for each in months]
    else:
        month = month_before(today.replace(day=1))
        checked = [
            (month_words(month), reverse("workspace:return_checks", args=[contract.id, month_code(month)]))
        ]
    context = {
        "contract": contract,
        "others": [each for each in contracts if each.id != contract.id],
        "groups": groups,
        "checked": checked,
        "extracts": _extracts(contract, today) if makes_returns(actor, contract.id) else [],
    }
    return render(request, f"{_FOLDER}/list.html", context)


def _extracts(contract: Contract, today: date) -> list[tuple[str, str, str]]:
    """The extracts that a direction opens today: what, for which month, and where it is made."""
    month = month_before(today.replace(day=1))
    kinds = {
        each.kind: each.get_kind_display()
        for each in list_directions(contract.id)
        if each.starts_on <= today <= each.ends_on
    }
    return [
        (label, month_words(month), words.make_href(str(contract.id), month_code(month), kind))
        for kind, label in sorted(kinds.items())
    ]


def _month_of_all(request: HttpRequest, contracts: Sequence[Contract], today: date) -> HttpResponse:
    latest = month_before(today.replace(day=1))
    month = min(read_month(request.GET.get("month", "")) or latest, latest)
    rules = rules_in_force()
    running = [
        each
        for each in contracts
        if each.starts_on <= month_end(month) and (each.ends_on is None or each.ends_on >= month)
    ]
    found = list_of_month(running, month, today=today, rules=rules)
    context = {
        "month_name": month_words(month),
        "groups": [words.group_of(each, makes=False, checks=False, names_contract=True) for each in found],
        "before": month_code(month_before(month)),
        "after": month_code(next_month(month)) if month < latest else "",
    }
    return render(request, f"{_FOLDER}/agency.html", context)


@requires(Capability.SEE_PERFORMANCE)
@require_safe
def checks(request: HttpRequest, contract_id: UUID, month: date) -> HttpResponse:
    """What is wrong before a hub return can be made; a subcontractor sees what it can mend itself, and no more."""
    actor, today = actor_of(request), civil_date(timezone.now())
    contract = contract_for(actor, contract_id)
    if receives_returns(actor) or month_end(month) >= today:
        raise Http404
    rules = rules_in_force()
    makes_up = sees_returns(actor, contract_id)
    source = source_of(contract_id, through=month) if makes_up else None
    found = _findings(actor, contract, month, source, rules)
    stops = sum(1 for each in found if each.stops)
    number = page_asked(request)
    start = (number - 1) * PAGE_SIZE
    context: dict[str, Any] = {
        "contract": contract,
        "month": month_code(month),
        "month_name": month_words(month),
        "counts": words.counts_of(found),
        "lines": [words.finding_line(each) for each in found[start : start + PAGE_SIZE]],
        "total": len(found),
        "stops": stops,
        "is_prime": makes_up,
        "previous": number - 1,
        "next": number + 1 if len(found) > start + PAGE_SIZE else 0,
        "page": number,
        "may_build": makes_returns(actor, contract_id) and not stops,
        "latest": newest_return(contract_id, month, ReturnKind.HUB) if makes_up else None,
    }
    if source is not None:
        sums = sums_of(source.rows)
        context["sums"] = [
            present.row(_("Outcomes paid and counted"), f"{sums.total_number:,}"),
            present.row(_("In the return"), words.pounds(sums.total_pence)),
            present.row(_("In the ledger"), words.pounds(source.ledger.lines_pence)),
            present.row(_("In the claims"), words.pounds(source.ledger.claims_pence)),
        ]
    return render(request, f"{_FOLDER}/checks.html", context)


def _findings(
    actor: Actor, contract: Contract, month: date, source: Source | None, rules: Rules
) -> list[Finding]:
    if source is not None:
        return findings_of(contract, month, source, rules=rules)
    on = month_end(month)
    rows = rows_of_year(rows_of(contract.id, through=month), month, rules)
    ours = [row for row in rows if row.organisation == actor.organisation_id]
    limits = limits_of(rules, on, types_of(contract, month, rules).keys())
    found = findings(ours, rules_of_checks(rules, on), limits, None)
    return [each for each in found if each.mended_by == "subcontractor"]


@requires(Capability.SEND_RETURNS)
@require_POST
@submit_once
def build(request: HttpRequest, contract_id: UUID, month: date) -> HttpResponse:
    """Make the hub return of a month, in place of the one before it."""
    made = build_return(
        actor=actor_of(request),
        now=timezone.now(),
        contract_id=contract_id,
        month=month,
        rules=rules_in_force(),
    )
    messages.success(request, _("The return is made. Look at it, then sign it off."))
    return redirect("workspace:return", made.id)


@requires(Capability.SEND_RETURNS)
@require_http_methods(["GET", "HEAD", "POST"])
@submit_once
def upload(request: HttpRequest, contract_id: UUID, month: date, kind: str) -> HttpResponse:
    """Keep a return that was filled in by hand."""
    actor, now = actor_of(request), timezone.now()
    contract = contract_for(actor, contract_id)
    ensure_makes_returns(actor, contract_id)
    due = due_on(month, kind, rules_in_force()) if kind in BY_HAND else None
    if due is None or month_end(month) >= civil_date(now):
        raise Http404
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            made = upload_return(
                actor=actor,
                now=now,
                contract_id=contract_id,
                month=month,
                kind=kind,
                name=sent.name,
                content=sent.read(),
                people=form.cleaned_data["people"],
            )
        except InvalidInput as refused:
            form.add_error("file", refused.message)
        else:
            messages.success(request, _("The return is kept. Sign it off, then send it."))
            return redirect("workspace:return", made.id)
    context = {
        "form": form,
        "contract": contract,
        "kind": ReturnKind(kind).label,
        "month_name": month_words(month),
        "due": spoken_date(due),
    }
    return render(request, f"{_FOLDER}/upload.html", context, status=UNPROCESSABLE if form.errors else 200)


@requires(Capability.SEE_PERFORMANCE)
@require_safe
def one(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """One return: what it holds, where it stands, what can be done."""
    return show(request, get_return(return_id))


def sign_off_form(request: HttpRequest | None, found: Return, *, today: date) -> SignOffForm:
    """The form that signs a return off, with the statement of that day."""
    rules = rules_in_force()
    return SignOffForm(
        request.POST if request is not None else None,
        statement=rules.get_list("returns.accuracy_statement", today),
        needs_purpose=needs_purpose(found, rules=rules, on=today),
    )


def answer_form(request: HttpRequest | None, found: Return) -> AnswerForm:
    """The form of the agency's answer, with what is open now."""
    has_come = ReturnStepKind.RECEIVED in steps_of(found)
    answers = ("acknowledge", "reject") if has_come else ("receive",)
    return AnswerForm(request.POST if request is not None else None, answers=answers)


def show(
    request: HttpRequest,
    found: Return,
    *,
    sign_off: SignOffForm | None = None,
    answer: AnswerForm | None = None,
) -> HttpResponse:
    """Draw one return, with a form that was refused where there is one."""
    actor, today = actor_of(request), civil_date(timezone.now())
    rules = rules_in_force()
    makes = makes_returns(actor, found.contract_id)
    steps = words.next_steps(found, makes=makes, receives=receives_returns(actor))
    taken = steps_of(found)
    sent = taken.get(ReturnStepKind.SENT)
    late = is_late(found.due_on, sent.taken_at if sent else None, today=today)
    files = list_files(found)
    context = {
        "found": found,
        "title": found.get_kind_display(),
        "month_name": month_words(found.month),
        "facts": _facts(found, late=late, marking=marking_of(found, rules=rules, on=today)),
        "steps": [words.step_words(step) for step in taken.values()],
        "files": files,
        "has_archive": found.kind == ReturnKind.HUB and len(files) > 1,
        "sign_off": sign_off or (sign_off_form(None, found, today=today) if "sign_off" in steps else None),
        "answer": answer or (answer_form(None, found) if steps & {"receive", "answer"} else None),
        "can_send": "send" in steps,
        "is_late": late and sent is None,
        "make_href": words.make_href(str(found.contract_id), month_code(found.month), found.kind)
        if "replace" in steps
        else "",
        "replaced_by": getattr(found, "replaced_by", None),
    }
    refused = bool((sign_off and sign_off.errors) or (answer and answer.errors))
    return render(request, f"{_FOLDER}/return.html", context, status=UNPROCESSABLE if refused else 200)


def _facts(found: Return, *, late: bool, marking: str) -> list[Params]:
    due = spoken_date(found.due_on)
    return [
        present.row(_("Due"), _("%(day)s, late") % {"day": due} if late else due),
        present.row(_("Records about people"), f"{found.records:,}"),
        present.row(_("Classed"), marking),
        present.row(_("Made by"), found.made_by.full_name),
        *([present.row(_("Layout"), found.layout)] if found.layout else []),
        *([present.row(_("Direction"), found.direction.reference)] if found.direction else []),
    ]
