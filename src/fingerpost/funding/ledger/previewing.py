"""What a claim would hold if it were made now: made, read and undone again, so that it is the claim itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from fingerpost.funding.ledger.claiming import make_claim
from fingerpost.funding.ledger.queries import Item, claim_items, list_sums
from fingerpost.funding.models import Claim, ClaimSum
from fingerpost.house.actor import Actor
from fingerpost.policy import Rules


@dataclass(frozen=True, slots=True)
class Preview:
    """A claim that is not kept: its amounts, what it pays by kind, its sums. ``is_made``: it stands already."""

    claim: Claim
    items: Sequence[Item]
    sums: Sequence[ClaimSum]
    is_made: bool


def preview_claim(
    *, actor: Actor, now: datetime, contract_id: UUID, month: date, rules: Rules | None = None
) -> Preview:
    """What the claim of a month would hold. Nothing of it is kept. Raises as `make_claim`."""
    is_made = Claim.objects.filter(contract_id=contract_id, month=month).exists()
    with transaction.atomic():
        claim = make_claim(actor=actor, now=now, contract_id=contract_id, month=month, rules=rules)
        found = Preview(claim, claim_items(claim.id), list_sums(claim.id), is_made)
        transaction.set_rollback(True)
    return found
