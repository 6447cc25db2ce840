"""Steps that the tests of the ledger share: an outcome that is claimed, and the claim of its month."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.funding.ledger.services import make_claim
from fingerpost.funding.models import Claim
from fingerpost.funding.services import claim_outcome
from fingerpost.house.actor import Actor
from fingerpost.outcomes.models import Outcome
from fingerpost.policy.civil import add_months, london_moment
from fingerpost.staff.services import acting_as
from tests.funding.steps import ready_outcome, today

CONTRACT = "prime_north_east"


def this_month() -> date:
    """The first day of the month that is now."""
    return today().replace(day=1)


def after(month: date, *, days: int = 3) -> datetime:
    """Some days into the month after one, at ten."""
    return london_moment(add_months(month, 1) + timedelta(days=days), time(10))


def claimed_outcome(world: World, **parts: Any) -> Outcome:
    """An outcome that lacks nothing, recorded by the adviser and claimed by the officer."""
    with acting_as(world.memberships["area_adviser"]) as actor:
        outcome = ready_outcome(actor, world, **parts)
    with acting_as(world.memberships["claims_officer"]) as officer:
        done = claim_outcome(
            actor=officer, now=timezone.now(), outcome_id=outcome.id, version=outcome.version
        )
        assert done.is_claimed, done
    outcome.refresh_from_db(using="owner")
    return outcome


def claim_month(
    world: World, month: date | None = None, *, by: str = "claims_officer", **parts: Any
) -> Claim:
    """The claim of a month of the contract, made some days after it."""
    month = month or this_month()
    with acting_as(world.memberships[by]) as officer:
        return claim_by(officer, world.contracts[CONTRACT], month, **parts)


def claim_by(officer: Actor, contract: UUID, month: date, **parts: Any) -> Claim:
    """The claim of a month by somebody who acts already."""
    return make_claim(actor=officer, now=after(month), contract_id=contract, month=month, **parts)
