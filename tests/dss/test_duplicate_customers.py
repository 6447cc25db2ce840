"""Outcomes of customers whose record was ended: as a duplicate, or for another reason."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dss.kit import Journey, Made, Said, Wire, a_journey, at, made, outcome_body

WORDS = (
    "Duplicate Customer: This resource is read only."
    " You may only remove values for Outcome Claimed and Effective date."
)
CLAIMED, EFFECTIVE = "OutcomeClaimedDate", "OutcomeEffectiveDate"
ANYBODY = "2f5f4c1e-0000-4000-8000-000000000001"


def a_claimed_outcome(wire: Wire, journey: Journey) -> Made:
    body = {**outcome_body(journey.session.id), CLAIMED: at(days=2)}
    return made(wire, journey.below_plan("outcomes", "Outcomes"), body, "OutcomeId")


def end(wire: Wire, journey: Journey, reason: int) -> None:
    body = {"DateOfTermination": at(hours=1), "ReasonForTermination": reason}
    assert wire.patch(journey.customer.path, body).status == 200


def gated(said: Said) -> bool:
    if said.status != 403:
        return False
    told: dict[str, Any] = said.json()
    assert list(told) == ["errors", "correlationId"]
    assert told["errors"] == [WORDS]
    return True


def test_outcome_of_a_duplicate_may_lose_its_dates_and_nothing_else(wire: Wire) -> None:
    journey = a_journey(wire)
    outcome, second = a_claimed_outcome(wire, journey), a_claimed_outcome(wire, journey)
    end(wire, journey, 3)
    assert gated(wire.patch(outcome.path, {"OutcomeType": 2}))
    assert gated(wire.patch(outcome.path, {CLAIMED: at(days=1)}))
    assert gated(wire.patch(outcome.path, {CLAIMED: None, "OutcomeType": 1}))
    assert gated(wire.patch(outcome.path, {CLAIMED: None, EFFECTIVE: None, "LastModifiedDate": at(days=1)}))
    assert gated(wire.patch(outcome.path, {CLAIMED.lower(): None}))
    said = wire.patch(outcome.path, {"OutcomeType": 2}, DssCorrelationId=ANYBODY)
    assert said.json()["correlationId"] == ANYBODY

    kept = wire.get(outcome.path).json()
    assert kept[CLAIMED] == outcome.body[CLAIMED]
    untouched = wire.patch(outcome.path, {})
    assert untouched.status == 200
    assert untouched.json()[CLAIMED] == outcome.body[CLAIMED]
    # A claim without a date from which it is in effect does not keep the rules.
    bare = wire.patch(outcome.path, {EFFECTIVE: ""})
    assert bare.status == 422
    assert [members for members, _ in bare.errors] == [(EFFECTIVE,)]
    assert wire.patch(outcome.path, {CLAIMED: None}, SubcontractorId="123").status == 422
    unclaimed = wire.patch(outcome.path, {CLAIMED: ""})
    assert (unclaimed.status, unclaimed.json()[CLAIMED]) == (200, None)
    assert unclaimed.json()[EFFECTIVE] == outcome.body[EFFECTIVE]
    assert wire.patch(outcome.path, {EFFECTIVE: None}).json()[EFFECTIVE] is None
    both = wire.patch(second.path, {CLAIMED: None, EFFECTIVE: ""}).json()
    assert (both[CLAIMED], both[EFFECTIVE]) == (None, None)
    assert wire.get(second.path).json() == both

    # Everything else about a duplicate is read only, and may still be read.
    posted = wire.post(journey.below_plan("outcomes", "Outcomes"), outcome_body(journey.session.id))
    assert (posted.status, posted.text) == (403, journey.customer.id)
    plan = wire.patch(journey.plan.path, {"CurrentSituation": "Moved"})
    assert (plan.status, plan.json()) == (403, journey.customer.id)
    assert len(wire.get(journey.below_plan("outcomes", "Outcomes")).json()) == 2


@pytest.mark.parametrize("reason", [1, 2, 99])
def test_outcome_of_a_customer_ended_otherwise_changes_in_nothing(wire: Wire, reason: int) -> None:
    journey = a_journey(wire)
    outcome = a_claimed_outcome(wire, journey)
    end(wire, journey, reason)
    for body in ({}, {CLAIMED: None}, {CLAIMED: None, EFFECTIVE: None}, {"OutcomeType": 2}):
        said = wire.patch(outcome.path, body)
        assert (said.status, said.text) == (403, journey.customer.id)
    assert wire.get(outcome.path).json() == outcome.body


def test_dates_of_an_outcome_are_cleared_by_null_in_their_own_spelling_alone(wire: Wire) -> None:
    journey = a_journey(wire)
    outcome = a_claimed_outcome(wire, journey)
    kept = wire.patch(outcome.path, {CLAIMED.lower(): None, "OutcomeType": None, "SessionId": ""}).json()
    assert {name: kept[name] for name in (CLAIMED, "OutcomeType", "SessionId")} == {
        name: outcome.body[name] for name in (CLAIMED, "OutcomeType", "SessionId")
    }
    assert wire.patch(outcome.path, {EFFECTIVE: None}).status == 422
    assert wire.get(outcome.path).json()[EFFECTIVE] == outcome.body[EFFECTIVE]
    changed = wire.patch(outcome.path, {CLAIMED: None, EFFECTIVE: None, "OutcomeType": 3}).json()
    assert (changed[CLAIMED], changed[EFFECTIVE], changed["OutcomeType"]) == (None, None, 3)
    for broken in ("{", "[]", '{"OutcomeType": "Satisfied"}'):
        said = wire.patch(outcome.path, broken)
        assert said.status == 422
        assert said.json()["Message"].startswith("Error converting value")
