"""What contractors with a system of their own did is on the record, and is neither paid nor counted here."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.funding.models import Run, RunDecision, RunPurpose
from fingerpost.funding.running import run_contract
from fingerpost.outcomes.models import Outcome
from fingerpost.policy.civil import civil_date
from tests.dss.kit import (
    EAST,
    Made,
    Wire,
    a_customer,
    a_plan,
    a_session,
    an_interaction,
    at,
    employment_body,
    made,
    outcome_body,
)
from tests.fixtures.world import Acting
from tests.funding.steps import ready_outcome
from tests.outcome_steps import settle

pytestmark = pytest.mark.django_db(transaction=True)

VIEWS = (
    *("fact_attendance", "fact_plan", "fact_contact", "fact_follow_up", "fact_answer", "fact_outcome"),
    *("fact_line", "fact_sum", "fact_progression"),
)


def _work_elsewhere(wire: Wire, customer: Made) -> list[Made]:
    """A session, a plan and outcomes of every kind under a touchpoint that nobody here holds, claimed there."""
    interaction = an_interaction(wire, customer)
    session = a_session(wire, customer, interaction, DateandTimeOfSession=at(hours=8))
    plan = a_plan(wire, customer, interaction, session, DateActionPlanCreated=at(hours=7))
    below = f"Customers/{customer.id}/Interactions/{interaction.id}/ActionPlans/{plan.id}"
    body = outcome_body(session.id) | {"OutcomeEffectiveDate": at(hours=6), "OutcomeClaimedDate": at(hours=5)}
    work = f"employmentprogressions/api/Customers/{customer.id}/EmploymentProgressions"
    made(wire, work, employment_body(), "EmploymentProgressionId")
    return [
        made(wire, f"outcomes/api/{below}/Outcomes", body | {"OutcomeType": kind}, "OutcomeId")
        for kind in (1, 2, 3, 4, 5)
    ]


def _run(acting: Acting, world: World) -> dict[str, Any]:
    """What a run of the contract pays, and for what."""
    with acting("claims_officer") as officer:
        now = timezone.now()
        run: Run = run_contract(
            actor=officer, now=now, contract_id=world.contracts["prime_north_east"],
            month=civil_date(now).replace(day=1), purpose=RunPurpose.LOOK,
        )  # fmt: skip
        decided = RunDecision.objects.filter(run=run)
        return {
            "pence": run.total_pence,
            "paid": {(str(one.event), one.verdict, one.amount_pence) for one in decided},
        }


def _counted(acting: Acting, reader: str) -> dict[str, int]:
    with acting(reader), connections["default"].cursor() as cursor:
        found = {}
        for view in VIEWS:
            cursor.execute(f"SELECT count(*) FROM {view}")
            found[view] = cursor.fetchone()[0]
    return found


@pytest.mark.requirement("BR-24.2")
def test_work_of_external_contractors_is_neither_paid_nor_counted(
    wire: Wire, world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        outcome = ready_outcome(actor, world)
        customer_id = outcome.customer_id
    settle(customer_id)
    paid, counted = _run(acting, world), _counted(acting, "contract_manager")
    seen = _counted(acting, "claims_officer")
    assert paid["paid"]
    assert counted["fact_outcome"] == counted["fact_attendance"] == 1
    ours = Made(str(customer_id), f"customers/api/Customers/{customer_id}", {})
    theirs = a_customer(wire)
    elsewhere = [*_work_elsewhere(wire, ours), *_work_elsewhere(wire, theirs)]
    with wire.entered(EAST):
        kept = Outcome.objects.filter(organisation__kind="external")
        assert {str(one.id) for one in kept} == {one.id for one in elsewhere}
        assert {one.claimed_at for one in kept} == {None}
    settle(customer_id)
    # Nor does anybody here follow up what another contractor gave.
    assert {one.contract_id for one in settle(customer_id)} == {world.contracts["prime_north_east"]}
    assert settle(theirs.id) == []  # type: ignore[arg-type]
    assert _run(acting, world) == paid
    assert _counted(acting, "contract_manager") == counted
    assert _counted(acting, "claims_officer") == seen
