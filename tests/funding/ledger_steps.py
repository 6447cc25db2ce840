"""Steps that the tests of the ledger share: an outcome that is claimed, and the claim of its month."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.funding.ledger.services import (
    make_claim,
    set_contract_year,
    set_deduction,
    set_fixed_sum,
    set_profile,
    set_shares,
)
from fingerpost.funding.models import Claim, ContractYear
from fingerpost.funding.services import claim_outcome
from fingerpost.house.actor import Actor
from fingerpost.outcomes.models import Outcome
from fingerpost.policy.civil import add_months, london_moment
from fingerpost.staff.services import acting_as
from tests.funding.steps import ready_outcome, today

CONTRACT = "prime_north_east"
PERCENTS = [
    Decimal(each) for each in ("8.5", "8.5", "8.5", "8", "7", "8.5", "9", "9", "7", "9", "8.5", "8.5")
]


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


def year_start(month: date | None = None) -> date:
    """The first day of the contract year that a month lies in."""
    month = month or this_month()
    return date(month.year - (month.month < 4), 4, 1)


def set_terms(
    world: World, *, maximum: int | None = None, nickname: str = CONTRACT, month: date | None = None
) -> ContractYear:
    """A service fee of £12,000 a year by uneven months, £100 a month beside it, as the agency's manager."""
    month = month or this_month()
    contract, now = world.contracts[nickname], timezone.now()
    with acting_as(world.memberships["contract_manager"]) as manager:
        year = set_contract_year(
            actor=manager,
            now=now,
            contract_id=contract,
            starts_on=year_start(month),
            ends_on=add_months(year_start(month), 12) - timedelta(days=1),
            maximum_pence=maximum,
            order_number="PO-YEAR",
        )
        fee = set_profile(
            actor=manager, now=now, year_id=year.id, category="SF", is_money=True, annual=1_200_000,
            approved_on=year_start(month),
        )  # fmt: skip
        assert fee.version == 1
        set_shares(actor=manager, now=now, year_starts_on=year_start(month), category="SF", percents=PERCENTS)
        set_fixed_sum(
            actor=manager, now=now, contract_id=contract, name="Recovery", amount_pence=10_000,
            first_month=month, last_month=month,
        )  # fmt: skip
        set_deduction(
            actor=manager, now=now, contract_id=contract, month=month, percent=Decimal("2.5"),
            why="The return came late.",
        )  # fmt: skip
    return year
