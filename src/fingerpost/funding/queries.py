"""Reads of decisions and of outcomes to claim. Every list is bounded and ends its order in the id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fingerpost.funding.deciding import Decided, decide
from fingerpost.funding.frozen import from_json
from fingerpost.funding.models import FundingDecision
from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotFound
from fingerpost.outcomes.models import Outcome
from fingerpost.policy import Rules

PAGE_SIZE: Final = 25
MOST_SENT_BACK: Final = 50
STATES: Final = ("to_check", "sent_back", "claimed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which outcomes a claims officer asks for. `month` is the first day of the month in which we were told."""

    state: str = "to_check"
    kind: str = ""
    month: date | None = None


@dataclass(frozen=True, slots=True)
class ClaimsPage:
    """One page of outcomes to claim; pages are counted from 1."""

    outcomes: Sequence[Outcome]
    number: int
    has_next: bool


def decision_of(outcome_id: UUID) -> FundingDecision | None:
    """The decision that stands on an outcome, where the actor may see money; None without one."""
    return (
        FundingDecision.objects.filter(outcome_id=outcome_id, superseded_by__isnull=True)
        .select_related("decided_by")
        .first()
    )


def standing_decisions(outcome_ids: Sequence[UUID]) -> list[FundingDecision]:
    """The standing decisions of some outcomes, at most one each, without their facts and trails."""
    return list(
        FundingDecision.objects.filter(
            outcome_id__in=outcome_ids[:PAGE_SIZE], superseded_by__isnull=True
        ).only("id", "outcome_id", "verdict", "amount_pence")
    )


def decide_again(decision: FundingDecision, *, rules: Rules) -> Decided:
    """The decision made anew from its own frozen facts, by rules that the caller gives; nothing of today is read."""
    return decide(from_json(decision.inputs), rules=rules)


def get_outcome(outcome_id: UUID) -> Outcome:
    """One outcome with what a claim shows of it. Raises NotFound."""
    outcome = (
        Outcome.objects.select_related(
            "customer", "contract", "organisation", "touchpoint", "attendance__session__venue",
            "attendance__session__contract", "attendance__session__organisation", "attendance__customer",
            "recorded_by", "checked_by", "claimed_by",
        )
        .filter(id=outcome_id)
        .first()
    )  # fmt: skip
    if outcome is None:
        raise NotFound(_("There is no outcome here that you can see."), code="outcome_not_found")
    return outcome


def list_claims(actor: Actor, *, wanted: Wanted, page: int) -> ClaimsPage:
    """Outcomes of the actor's organisation and of the contracts it holds as prime, the first told first."""
    number = max(page, 1)
    start = (number - 1) * PAGE_SIZE
    found = list(
        _of(actor, wanted)
        .select_related("customer", "contract", "organisation", "claimed_by")
        .order_by("told_on", "id")[start : start + PAGE_SIZE + 1]
    )
    return ClaimsPage(found[:PAGE_SIZE], number, len(found) > PAGE_SIZE)


def list_sent_back(actor: Actor) -> list[Outcome]:
    """Outcomes that this person recorded and a claims officer sent back, the first told first; at most 50."""
    found = (
        Outcome.objects.filter(
            recorded_by_id=actor.account_id, claimed_at__isnull=True, withdrawn_at__isnull=True
        )
        .exclude(sent_back_why="")
        .select_related("customer", "contract")
        .order_by("told_on", "id")
    )
    return list(found[:MOST_SENT_BACK])


def _of(actor: Actor, wanted: Wanted) -> QuerySet[Outcome]:
    ours = Q(organisation_id=actor.organisation_id) | Q(contract_id__in=actor.prime_contract_ids)
    found = Outcome.objects.filter(ours, withdrawn_at__isnull=True)
    if wanted.state == "claimed":
        found = found.filter(claimed_at__isnull=False)
    elif wanted.state == "sent_back":
        found = found.filter(claimed_at__isnull=True).exclude(sent_back_why="")
    else:
        found = found.filter(claimed_at__isnull=True, sent_back_why="", told_on__isnull=False)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.month is not None:
        following = date(wanted.month.year + wanted.month.month // 12, wanted.month.month % 12 + 1, 1)
        found = found.filter(told_on__gte=wanted.month, told_on__lt=following)
    return found
