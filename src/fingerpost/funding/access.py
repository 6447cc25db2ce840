"""Who claims: a claims officer of the organisation that recorded an outcome, or of the contract's prime."""

from __future__ import annotations

from fingerpost.house.actor import Actor
from fingerpost.outcomes.models import Outcome
from fingerpost.staff.access import Capability


def may_claim_here(actor: Actor, outcome: Outcome) -> bool:
    """Whether this actor may decide on an outcome at all; a subcontractor never claims upwards or sideways."""
    if not actor.can(Capability.CLAIM_OUTCOMES):
        return False
    return outcome.organisation_id == actor.organisation_id or outcome.contract_id in actor.prime_contract_ids
