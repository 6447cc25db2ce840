"""Claims by the service: what a month adds, what a later one takes back, and that a claim stays what it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Final

import pytest
from django.db import connections
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.funding.ledger.frozen import remake
from fingerpost.funding.ledger.queries import claim_items, standing_lines
from fingerpost.funding.ledger.services import claw_back, let_go, make_claim
from fingerpost.funding.models import Claim, ClaimLine, LineKind, Run
from fingerpost.house.errors import Conflict, InvalidInput, NotPermitted
from fingerpost.outcomes.models import Outcome
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import add_months
from fingerpost.policy.loader import with_added
from fingerpost.staff.services import acting_as
from tests.fixtures.world import standing_world
from tests.funding.ledger_steps import CONTRACT, after, claim_month, claimed_outcome, this_month

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> Iterator[World]:
    yield standing_world()
    connections.close_all()


def _toml(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _pack(name: str, rules: str) -> str:
    head = f'[pack]\nname = "{name}"\ntitle = "{name}"\nversion = "1"\n'
    return head + 'approver = "Ines Calder"\nreason = "A test"\n' + rules


DEARER: Final = _pack(
    "dearer",
    """
[[rule]]
key = "funding.rates"
valid_from = 2020-10-01
source = "BR-7.6"
status = "in_force"
value = [
  { scheme = "NCS-2018", class = "other", types = ["1", "2", "3", "4", "5"], pence = 3100 },
  { scheme = "NCS-2018", class = "priority", types = ["1", "2", "3", "4", "5"], pence = 7100 },
]
""",
)
_RULE: Final = shipped_rules().get_table("funding.recommended.NCS-2018", date(2026, 1, 1))
STRICTER: Final = _pack(
    "stricter",
    """
[[rule]]
key = "funding.recommended.NCS-2018"
valid_from = 2018-10-01
source = "BR-7.6"
status = "in_force"
[rule.value]
weeks_for_a_job = 13
"""
    + "\n".join(f"{name} = {_toml(value)}" for name, value in _RULE.items()),
)


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


def test_day_when_corrected_after_the_claim_then_taken_back_and_paid_in_its_own_month(world: World) -> None:
    """The owner mends a day that nobody may change by a page; the next claims follow the record."""
    outcome = claimed_outcome(world)
    month = this_month()
    first = claim_month(world)
    told = add_months(month, 2)
    Outcome.objects.using("owner").filter(id=outcome.id).update(
        told_on=told, claimed_at=after(month, days=33)
    )
    second = claim_month(world, add_months(month, 1))
    assert lines_of(second) == [(2, "reversal", -3000, "withdrawn")]
    assert second.total_pence == -3000
    third = claim_month(world, told)
    assert lines_of(third) == [(3, "payment", 3000, "claimed_again")]
    assert ClaimLine.objects.using("owner").get(claim=third).period == f"{told:%Y-%m}"
    with acting_as(world.memberships["claims_officer"]):
        for claim in (first, second, third):
            assert remake(Claim.objects.get(id=claim.id)).is_same


def test_rule_when_published_after_a_claim_then_nothing_moves_in_it_and_the_next_one_adjusts(
    world: World,
) -> None:
    """A rate and the payment rule change; the claim is made again as it was, from its own rules."""
    claimed_outcome(world)
    first = claim_month(world)
    dearer = with_added(shipped_rules(), [("dearer.toml", DEARER)])
    second = claim_month(world, add_months(this_month(), 1), rules=dearer)
    assert lines_of(second) == [
        (2, "reversal", -3000, "another_amount"),
        (3, "payment", 3100, "another_amount"),
    ]
    stricter = with_added(dearer, [("stricter.toml", STRICTER)])
    third = claim_month(world, add_months(this_month(), 2), rules=stricter)
    assert lines_of(third) == [(4, "reversal", -3100, "job_sustained")]
    with acting_as(world.memberships["claims_officer"]):
        for claim in (first, second, third):
            kept = Claim.objects.get(id=claim.id)
            again = remake(kept)
            assert again.is_same
            assert "another_amount" in again.text if claim.id == second.id else True
        assert "3100" not in Claim.objects.get(id=first.id).rules
        broken = Claim.objects.get(id=first.id)
        broken.rules = broken.rules.replace('"pence":3000', '"pence":3001')
        assert not remake(broken).is_same


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
