"""Claims: what waits to be checked, one outcome with its decision in words, claiming it, sending it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fingerpost.customers.models import Grant
from fingerpost.funding import services
from fingerpost.funding.access import may_claim_here
from fingerpost.funding.claimable import claimable
from fingerpost.funding.models import FundingDecision, Verdict
from fingerpost.funding.queries import decision_of, get_outcome, list_claims, standing_decisions
from fingerpost.house.actor import Actor
from fingerpost.house.errors import InvalidInput
from fingerpost.house.permissions import requires
from fingerpost.house.reading import log_read
from fingerpost.house.requests import actor_of, page_asked
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.organisations.models import Contract
from fingerpost.outcomes.models import Outcome
from fingerpost.plans.queries import plan_facts_of
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.claims import present
from fingerpost.workspace.claims.forms import ANY, STATE_WORDS, FilterForm, SendBackForm, wanted_of
from fingerpost.workspace.claims.words import kind_labels, missing_lines, pounds

_UNPROCESSABLE = 422
_MOST_CONTRACTS = 20


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One outcome of the list. `amount` is empty until it was claimed."""

    outcome: Outcome
    kind: str
    amount: str


@requires(Capability.CLAIM_OUTCOMES)
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """Outcomes of this officer's contracts, those told first on top, a page at a time."""
    actor, now = actor_of(request), timezone.now()
    today, rules = civil_date(now), rules_in_force()
    contracts = list(
        Contract.objects.filter(id__in=[*actor.contract_ids, *actor.prime_contract_ids]).order_by(
            "reference"
        )[:_MOST_CONTRACTS]
    )
    kinds: dict[str, str] = {}
    for contract in contracts:
        kinds |= kind_labels(contract.scheme, on=today, rules=rules)
    wanted = wanted_of(request.GET, kinds)
    number = page_asked(request)
    page = list_claims(actor, wanted=wanted, page=number)
    amounts = _amounts(page.outcomes) if wanted.state == "claimed" else {}
    asked = {
        "state": wanted.state,
        "kind": wanted.kind or ANY,
        "month": f"{wanted.month:%Y-%m}" if wanted.month else ANY,
    }
    here = reverse("workspace:claims")
    context = {
        "form": FilterForm(initial=asked, kinds=kinds, today=today),
        "title": STATE_WORDS[wanted.state],
        "lines": [
            ClaimLine(each, kinds.get(each.kind, _("Outcome")), amounts.get(each.id, ""))
            for each in page.outcomes
        ],
        "examples": sorted(
            {words for each in contracts if (words := present.example_words(each, today=today, rules=rules))}
        ),
        "previous_href": f"{here}?{urlencode({**asked, 'page': page.number - 1})}" if page.number > 1 else "",
        "next_href": f"{here}?{urlencode({**asked, 'page': page.number + 1})}" if page.has_next else "",
    }
    return render(request, "workspace/claims/list.html", context)


@requires(Capability.SEE_MONEY)
@require_safe
def claim(request: HttpRequest, outcome_id: UUID) -> HttpResponse:
    """One outcome: what is known, what is missing, and the decision, rule by rule."""
    actor = actor_of(request)
    found = get_outcome(outcome_id)
    reason = Grant.objects.filter(customer_id=found.customer_id).values_list("reason", flat=True).first()
    log_read(
        actor=actor, customer_id=found.customer_id, what="claim", reason=reason or "", now=timezone.now()
    )
    return _show(request, actor, found, status=200)


@requires(Capability.CLAIM_OUTCOMES)
@require_POST
@submit_once
def make_claim(request: HttpRequest, outcome_id: UUID) -> HttpResponse:
    """Check and claim an outcome, or say what stands in the way."""
    actor, now = actor_of(request), timezone.now()
    done = services.claim_outcome(
        actor=actor, now=now, outcome_id=outcome_id, version=_version(request), rules=rules_in_force()
    )
    if not done.is_claimed:
        return _show(request, actor, get_outcome(outcome_id), status=_UNPROCESSABLE, was_refused=True)
    messages.success(request, _said(done.decision))
    return redirect("workspace:claim", outcome_id)


@requires(Capability.CLAIM_OUTCOMES)
@submit_once
def send_claim_back(request: HttpRequest, outcome_id: UUID) -> HttpResponse:
    """Give an outcome back to whoever recorded it, with what must be put right."""
    actor, now = actor_of(request), timezone.now()
    found = get_outcome(outcome_id)
    is_post = request.method == "POST"
    form = SendBackForm(request.POST if is_post else None, initial={"version": found.version})
    if is_post and form.is_valid():
        services.send_back(
            actor=actor,
            now=now,
            outcome_id=outcome_id,
            version=form.cleaned_data["version"],
            why=form.cleaned_data["why"],
        )
        messages.success(request, _("Sent back. It stands on Today of whoever recorded it."))
        return redirect("workspace:claims")
    kinds = kind_labels(found.contract.scheme, on=civil_date(now), rules=rules_in_force())
    context = {
        "form": form,
        "outcome": found,
        "kind": kinds.get(found.kind, _("Outcome")),
        "example": present.example_words(found.contract, today=civil_date(now), rules=rules_in_force()),
    }
    return render(
        request, "workspace/claims/send_back.html", context, status=_UNPROCESSABLE if form.errors else 200
    )


def _show(
    request: HttpRequest, actor: Actor, found: Outcome, *, status: int, was_refused: bool = False
) -> HttpResponse:
    now, rules = timezone.now(), rules_in_force()
    today = civil_date(now)
    kinds = kind_labels(found.contract.scheme, on=today, rules=rules)
    is_open = found.claimed_at is None and found.withdrawn_at is None
    decides = is_open and may_claim_here(actor, found)
    kept = decision_of(found.id)
    version_id = plan_facts_of(found.attendance, now=now, rules=rules).version_id if found.attendance else ""
    decision: present.DecisionWords | None = None
    if decides:
        decision = present.decision_now(found, now=now, kinds=kinds, rules=rules)
    elif kept is not None:
        decision = present.decision_kept(kept, kinds)
    missing = missing_lines(claimable(found, rules=rules).gaps, found) if is_open else []
    context: dict[str, Any] = {
        "outcome": found,
        "kind": kinds.get(found.kind, _("Outcome")),
        "facts": present.facts_of_outcome(found, kinds),
        "session_facts": present.facts_of_session(found, version_id),
        "evidence": present.list_evidence(found, on=today, rules=rules),
        "missing": missing,
        "decision": decision,
        "is_preview": decides,
        "is_own": decides and found.recorded_by_id == actor.account_id,
        "may_claim": decides and found.recorded_by_id != actor.account_id,
        "can_be_claimed": decision is not None and not decision.is_refused and not missing,
        "was_refused": was_refused,
        "example": present.example_words(found.contract, today=today, rules=rules),
        "concern_customer_id": found.customer_id,
        "has_list": actor.can(Capability.CLAIM_OUTCOMES),
        "decides_here": may_claim_here(actor, found),
    }
    return render(request, "workspace/claims/claim.html", context, status=status)


def _amounts(outcomes: Sequence[Outcome]) -> dict[UUID, str]:
    ids = [each.id for each in outcomes]
    return {each.outcome_id: pounds(each.amount_pence) for each in standing_decisions(ids)}


def _said(decision: FundingDecision | None) -> str:
    if decision is not None and decision.verdict == Verdict.UNPRICED:
        return _("Claimed. No rate is known for the day we were told, so the claim has no amount yet.")
    return _("Claimed.")


def _version(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise InvalidInput(_("Open the outcome again before you claim it."), code="version_missing")
    return int(typed)
