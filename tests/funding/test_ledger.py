"""Claims by the service: what a month adds, what a later one takes back, and that a claim stays what it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.funding.ledger.frozen import remake
from fingerpost.funding.ledger.queries import claim_items, standing_lines
from fingerpost.funding.ledger.services import claw_back, let_go, make_claim
from fingerpost.funding.models import Claim, ClaimLine, LineKind, Run
from fingerpost.house.errors import Conflict, InvalidInput, NotPermitted
from fingerpost.outcomes.models import Evidence
from fingerpost.policy.civil import add_months
from fingerpost.staff.services import acting_as
from tests.fixtures.world import standing_world
from tests.funding.ledger_steps import CONTRACT, claim_month, claimed_outcome, this_month

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> Iterator[World]:
    yield standing_world()
    connections.close_all()


def lines_of(claim: Claim) -> list[tuple[int, str, int | None, str]]:
    rows = ClaimLine.objects.using("owner").filter(claim=claim).order_by("outcome_id", "place")
    return [(line.place, line.kind, line.amount_pence, line.reason) for line in rows]


def test_month_when_claimed_then_pays_what_pays_once_and_can_be_made_again(world: World) -> None:
    outcome = claimed_outcome(world)
    claim = claim_month(world, order_number="PO-2026-7")
    assert lines_of(claim) == [(1, "payment", 3000, "")]
    assert (claim.number, claim.outcomes_pence, claim.total_pence) == (1, 3000, 3000)
    line = ClaimLine.objects.using("owner").get(claim=claim)
    assert (line.outcome_id, line.period) == (outcome.id, f"{this_month():%Y-%m}")
    assert line.decision_id is not None
    run = Run.objects.using("owner").get(id=claim.run_id)
    assert (run.purpose, run.total_pence) == ("claim", 3000)
    second = claim_month(world, add_months(this_month(), 1))
    assert (second.number, lines_of(second), second.total_pence) == (2, [], 0)
    with acting_as(world.memberships["claims_officer"]):
        again = remake(Claim.objects.get(id=claim.id))
        assert again.is_same
        assert again.facts_are_whole
        assert again.result.sha256() == claim.result_sha256
        assert [each.outcome_id for each in standing_lines(claim.contract_id, through=second.month)] == [
            outcome.id
        ]
        assert [(each.outcome_kind, each.lines, each.pence) for each in claim_items(claim.id)] == [
            ("3", 1, 3000)
        ]


def test_evidence_when_withdrawn_after_the_claim_then_the_next_one_takes_it_back_and_a_later_one_pays_again(
    world: World,
) -> None:
    outcome = claimed_outcome(world)
    first = claim_month(world)
    Evidence.objects.using("owner").filter(outcome=outcome).update(
        withdrawn_at=timezone.now(), withdrawn_why="Another person's"
    )
    # The scheme of 2018 counts evidence by nobody, so what falls is the outcome itself.
    outcome.withdrawn_at = timezone.now()
    outcome.save(using="owner", update_fields=["withdrawn_at"])
    second = claim_month(world, add_months(this_month(), 1))
    assert lines_of(second) == [(2, "reversal", -3000, "withdrawn")]
    assert second.total_pence == -3000
    outcome.withdrawn_at = None
    outcome.save(using="owner", update_fields=["withdrawn_at"])
    third = claim_month(world, add_months(this_month(), 2))
    assert lines_of(third) == [(3, "payment", 3000, "claimed_again")]
    with acting_as(world.memberships["claims_officer"]):
        for claim in (first, second, third):
            assert remake(Claim.objects.get(id=claim.id)).is_same


def test_payment_when_somebody_holds_it_back_then_taken_back_with_their_words_and_paid_once_let_go(
    world: World,
) -> None:
    outcome = claimed_outcome(world)
    claim_month(world)
    now = timezone.now()
    with acting_as(world.memberships["claims_officer"]) as officer:
        held = claw_back(
            actor=officer, now=now, outcome_id=outcome.id, why="The payslip is another person’s."
        )
        again = claw_back(
            actor=officer, now=now, outcome_id=outcome.id, why="The payslip is another person’s."
        )
        assert again.id == held.id
    second = claim_month(world, add_months(this_month(), 1))
    assert lines_of(second) == [(2, "reversal", -3000, "clawed_back")]
    line = ClaimLine.objects.using("owner").get(claim=second, kind=LineKind.REVERSAL)
    assert line.detail == "The payslip is another person’s."
    third = claim_month(world, add_months(this_month(), 2))
    assert lines_of(third) == []
    with acting_as(world.memberships["claims_officer"]) as officer:
        let_go(actor=officer, now=now, outcome_id=outcome.id, why="It is theirs after all.")
    fourth = claim_month(world, add_months(this_month(), 3))
    assert lines_of(fourth) == [(3, "payment", 3000, "claimed_again")]


def test_claim_when_asked_out_of_turn_then_refused_with_what_to_do(world: World) -> None:
    claimed_outcome(world)
    month = this_month()
    with acting_as(world.memberships["claims_officer"]) as officer, pytest.raises(InvalidInput) as told:
        make_claim(actor=officer, now=timezone.now(), contract_id=world.contracts[CONTRACT], month=month)
    assert told.value.code == "month_not_over"
    claim = claim_month(world)
    assert claim_month(world).id == claim.id
    for wrong in (add_months(month, 2), add_months(month, -1)):
        with pytest.raises(Conflict) as conflict:
            claim_month(world, wrong)
        assert conflict.value.code == "not_the_next_month"
    with pytest.raises(Conflict) as conflict:
        claim_month(world, by="two_roles_claims")
    assert conflict.value.code == "already_claimed"
    for nickname in ("compliance", "subcontractor_administrator", "contract_manager", "area_adviser"):
        with pytest.raises(NotPermitted):
            claim_month(world, add_months(month, 1), by=nickname)
