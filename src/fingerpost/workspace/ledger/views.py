"""The ledger: months of a contract, making a claim, one claim with its steps, holding back, statements."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fingerpost.funding.ledger import queries, services
from fingerpost.funding.ledger.claiming import claimable_contract
from fingerpost.funding.ledger.previewing import preview_claim
from fingerpost.funding.models import Claim, ClaimLine, ClaimStepKind, ClawBack, LineKind
from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotFound
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of, page_asked
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.organisations.models import Contract
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.claims.present import example_words
from fingerpost.workspace.claims.words import kind_labels, plain_day
from fingerpost.workspace.ledger import present
from fingerpost.workspace.ledger.forms import HoldForm, OrderForm, QueryForm
from fingerpost.workspace.ledger.words import STATES, pounds
from fingerpost.workspace.months import month_words

_UNPROCESSABLE = 422
_READERS = (Capability.SEE_MONEY, Capability.RECEIVE_RETURNS)


@requires(*_READERS)
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The months of one contract: claimed, due, missing. A subcontractor's people read their statements instead."""
    actor, now = actor_of(request), timezone.now()
    today, rules = civil_date(now), rules_in_force()
    contracts = queries.list_contracts(actor)
    if not contracts:
        return redirect("workspace:ledger_statements")
    chosen = next(
        (each for each in contracts if str(each.id) == request.GET.get("contract", "")), contracts[0]
    )
    may_claim = actor.can(Capability.CLAIM_OUTCOMES) and chosen.id in actor.prime_contract_ids
    following = services.next_month(chosen, today=today)
    context = {
        "contract": chosen,
        "contracts": contracts if len(contracts) > 1 else [],
        "example": example_words(chosen, today=today, rules=rules),
        "rows": present.month_rows(
            chosen,
            queries.list_claims_of(actor, contract_id=chosen.id),
            following=following,
            may_claim=may_claim,
            today=today,
            rules=rules,
        ),
    }
    return render(request, "workspace/ledger/months.html", context)


@requires(Capability.CLAIM_OUTCOMES)
@require_http_methods(["GET", "HEAD", "POST"])
@submit_once
def make_month_claim(request: HttpRequest, contract_id: UUID, month: date) -> HttpResponse:
    """What the claim of a month would hold, and the one button that makes it."""
    actor, now, rules = actor_of(request), timezone.now(), rules_in_force()
    contract = claimable_contract(actor, contract_id)
    is_post = request.method == "POST"
    form = OrderForm(request.POST if is_post else None)
    if is_post and form.is_valid():
        claim = services.make_claim(
            actor=actor,
            now=now,
            contract_id=contract.id,
            month=month,
            order_number=form.cleaned_data["order_number"].strip(),
            rules=rules,
        )
        messages.success(request, _("Claimed. Send the invoice next."))
        return redirect("workspace:ledger_claim", claim.id)
    found = preview_claim(actor=actor, now=now, contract_id=contract.id, month=month, rules=rules)
    if found.is_made:
        return redirect("workspace:ledger_claim", found.claim.id)
    context = {
        "form": form,
        "contract": contract,
        "month_name": month_words(month),
        "due": plain_day(found.claim.invoice_due_on),
        "example": example_words(contract, today=civil_date(now), rules=rules),
        **_money(found.claim, found.items, found.sums),
    }
    return render(
        request, "workspace/ledger/make.html", context, status=_UNPROCESSABLE if form.errors else 200
    )


@requires(*_READERS)
@require_safe
def one_claim(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """One claim: what it pays by kind, its sums, its subcontractors, its lines a page at a time, its steps."""
    return _show_claim(request, actor_of(request), claim_id, QueryForm(), status=200)


@requires(Capability.CLAIM_OUTCOMES, Capability.RECEIVE_RETURNS)
@require_POST
@submit_once
def take_claim_step(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Send the invoice, query, accept or pay."""
    actor = actor_of(request)
    kind = request.POST.get("kind", "")
    note = ""
    if kind == ClaimStepKind.QUERIED:
        form = QueryForm(request.POST)
        if not form.is_valid():
            return _show_claim(request, actor, claim_id, form, status=_UNPROCESSABLE)
        note = form.cleaned_data["note"]
    services.take_step(actor=actor, now=timezone.now(), claim_id=claim_id, kind=kind, note=note)
    messages.success(request, str(STATES[kind][0]))
    return redirect("workspace:ledger_claim", claim_id)


@requires(Capability.CLAIM_OUTCOMES)
@require_http_methods(["GET", "HEAD", "POST"])
@submit_once
def hold_payment(request: HttpRequest, outcome_id: UUID) -> HttpResponse:
    """Hold a payment back until somebody lets it go; the next claim takes it back, or pays it again."""
    actor, now = actor_of(request), timezone.now()
    line = (
        ClaimLine.objects.filter(outcome_id=outcome_id, contract_id__in=actor.prime_contract_ids)
        .select_related("claim", "organisation")
        .order_by("-place")
        .first()
    )
    if line is None:
        raise NotFound(_("There is no payment here that you can see."), code="line_not_found")
    before = ClawBack.objects.filter(outcome_id=outcome_id).order_by("-place").first()
    is_held = before is not None and before.place % 2 == 1
    is_post = request.method == "POST"
    form = HoldForm(request.POST if is_post else None)
    if is_post and form.is_valid():
        act = services.let_go if request.POST.get("do") == "let_go" else services.claw_back
        act(actor=actor, now=now, outcome_id=outcome_id, why=form.cleaned_data["why"])
        messages.success(request, _("Kept. The next claim follows it."))
        return redirect("workspace:ledger_claim", line.claim_id)
    context = {
        "form": form,
        "line": line,
        "amount": pounds(abs(line.amount_pence) if line.amount_pence is not None else None),
        "month_name": month_words(line.claim.month),
        "is_held": is_held,
        "held_why": before.why if before is not None and is_held else "",
        "can_be_held": not is_held and line.kind == LineKind.PAYMENT,
    }
    return render(
        request, "workspace/ledger/hold.html", context, status=_UNPROCESSABLE if form.errors else 200
    )


@requires(Capability.SEE_MONEY)
@require_safe
def statements(request: HttpRequest) -> HttpResponse:
    """The months in which lines of this organisation were claimed by a prime contractor."""
    actor = actor_of(request)
    rows = [
        {
            "name": month_words(each.month),
            "reference": each.reference,
            "made": plain_day(civil_date(each.made_at)),
            "href": reverse("workspace:ledger_statement", args=[each.claim_id, actor.organisation_id]),
        }
        for each in queries.my_statements()
    ]
    return render(request, "workspace/ledger/statements.html", {"rows": rows})


@requires(Capability.SEE_MONEY)
@require_safe
def statement(request: HttpRequest, claim_id: UUID, organisation_id: UUID) -> HttpResponse:
    """What one organisation delivered of a claim, line by line, and what of it goes on to it at the least."""
    month, contract = month_of_statement(claim_id)
    rules = rules_in_force()
    found = queries.statement_of(claim_id, contract.id, month, organisation_id)
    page = queries.list_lines(claim_id, page=page_asked(request), organisation_id=organisation_id)
    here = reverse("workspace:ledger_statement", args=[claim_id, organisation_id])
    kinds = kind_labels(contract.scheme, on=month, rules=rules)
    context = {
        "statement": found,
        "contract": contract,
        "month_name": month_words(month),
        "claimed": pounds(found.claimed_pence),
        "due": pounds(found.due_pence),
        "below": pounds(found.claimed_pence - found.due_pence) if found.is_below else "",
        "lines": present.line_rows(page, kinds),
        "file_href": reverse("workspace:ledger_statement_file", args=[claim_id, organisation_id]),
        "back_href": _back_of_statement(actor_of(request), claim_id),
        **_pages(here, page.number, page.has_next),
    }
    return render(request, "workspace/ledger/statement.html", context)


def month_of_statement(claim_id: UUID) -> tuple[date, Contract]:
    """The month and contract of a claim that this organisation has a line of. Raises NotFound."""
    claim = Claim.objects.select_related("contract").filter(id=claim_id).first()
    if claim is not None:
        return claim.month, claim.contract
    found = next((each for each in queries.my_statements() if each.claim_id == claim_id), None)
    if found is None:
        raise NotFound(_("There is no statement here that you can see."), code="statement_not_found")
    return found.month, Contract.objects.get(id=found.contract_id)


def _back_of_statement(actor: Actor, claim_id: UUID) -> str:
    if Claim.objects.filter(id=claim_id, contract_id__in=actor.prime_contract_ids).exists():
        return reverse("workspace:ledger_claim", args=[claim_id])
    return reverse("workspace:ledger_statements")


def _show_claim(
    request: HttpRequest, actor: Actor, claim_id: UUID, form: QueryForm, *, status: int
) -> HttpResponse:
    claim, rules = queries.get_claim(claim_id), rules_in_force()
    steps = queries.list_steps([claim.id])
    stands = steps[-1].kind if steps else ""
    kinds = present.kinds_of_claim(claim, rules)
    sees_lines = actor.can(Capability.SEE_MONEY) and claim.contract_id in actor.prime_contract_ids
    words, colour = STATES[stands]
    context: dict[str, Any] = {
        "claim": claim,
        "form": form,
        "month_name": month_words(claim.month),
        "state": words,
        "colour": colour,
        "due": plain_day(claim.invoice_due_on),
        "example": example_words(claim.contract, today=civil_date(timezone.now()), rules=rules),
        "steps": present.step_rows(claim, steps),
        "open_steps": present.steps_open_to(actor, claim, stands),
        "sees_lines": sees_lines,
        **_money(claim, queries.claim_items(claim.id), queries.list_sums(claim.id)),
    }
    if sees_lines:
        page = queries.list_lines(claim.id, page=page_asked(request))
        here = reverse("workspace:ledger_claim", args=[claim.id])
        context["lines"] = present.line_rows(
            page,
            kinds,
            may_hold=actor.can(Capability.CLAIM_OUTCOMES),
            may_audit=actor.can(Capability.DRAW_SAMPLES),
            claim=claim,
        )
        context["statements"] = present.statement_rows(claim, queries.statements_of(claim))
        context |= _pages(here, page.number, page.has_next)
    return render(request, "workspace/ledger/claim.html", context, status=status)


def _money(claim: Claim, items: Any, sums: Any) -> dict[str, Any]:
    rules = rules_in_force()
    return {
        "items": present.item_rows(items, present.kinds_of_claim(claim, rules)),
        "sums": present.sum_rows(sums, claim.scheme, rules),
        "outcomes_total": pounds(claim.outcomes_pence),
        "total": pounds(claim.total_pence),
    }


def _pages(here: str, number: int, has_next: bool) -> dict[str, str]:
    return {
        "previous_href": f"{here}?page={number - 1}#lines" if number > 1 else "",
        "next_href": f"{here}?page={number + 1}#lines" if has_next else "",
    }
