"""Reads of the ledger. Every list is bounded and ends its order in the id; row security says whose rows."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from fingerpost.funding.models import Claim, ClaimLine, LineKind


def claim_of(contract_id: UUID, month: date) -> Claim | None:
    """The claim of a contract's month (its first day), where the actor may see it; None without one."""
    return Claim.objects.filter(contract_id=contract_id, month=month).select_related("contract").first()


def standing_lines(contract_id: UUID, *, through: date) -> list[ClaimLine]:
    """Payments of a contract that were not taken back by claims up to a month (its first day), by outcome.

    Not bounded: it is the whole of what a contract was paid for, for whoever adds it up.
    """
    undone = ClaimLine.objects.filter(
        outcome_id=OuterRef("outcome_id"), place=OuterRef("place") + 1, claim__month__lte=through
    )
    found = (
        ClaimLine.objects.filter(contract_id=contract_id, kind=LineKind.PAYMENT, claim__month__lte=through)
        .filter(~Exists(undone))
        .select_related("claim")
        .order_by("outcome_id", "place")
    )
    return list(found)
