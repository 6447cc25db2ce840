"""What the database holds of decisions: nobody claims their own, two at once claim one, an ended scheme is over."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.funding import services
from fingerpost.funding.frozen import Inputs
from fingerpost.funding.gather import gather
from fingerpost.funding.models import FundingDecision, RunDecision, RunPurpose
from fingerpost.funding.running import run_contract
from fingerpost.funding.services import claim_outcome, decide_outcome
from fingerpost.house.errors import Conflict, InvalidInput, NotPermitted
from fingerpost.outcomes.models import Outcome
from fingerpost.policy.civil import civil_date
from fingerpost.staff.services import acting_as
from tests.fixtures.world import standing_world
from tests.funding.steps import day, ready_outcome, whole_session

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def committed() -> Iterator[World]:
    """The world, really committed, so that other connections see it."""
    yield standing_world()
    connections.close_all()


def as_owner(statement: str, *values: str | UUID | None) -> None:
    """Write past row security, as the demo generator does."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, list(values))


def ready(world: World, **parts: Any) -> Outcome:
    with acting_as(world.memberships["area_adviser"]) as actor:
        return ready_outcome(actor, world, **parts)


def test_outcome_when_the_scheme_has_ended_and_is_no_example_then_refused_with_that_reason(
    committed: World,
) -> None:
    outcome = ready(committed)
    as_owner("UPDATE organisations_contract SET scheme_is_example = false")
    with acting_as(committed.memberships["claims_officer"]) as actor:
        done = claim_outcome(actor=actor, now=timezone.now(), outcome_id=outcome.id, version=outcome.version)
    assert not done.is_claimed
    decision = done.decision
    assert decision is not None
    assert (decision.verdict, decision.amount_pence) == ("refuse", 0)
    failed = [step for step in decision.trail if not step["passed"]]
    assert [step["rule"] for step in failed] == ["scheme_dates"]
    assert "30 September 2022" in failed[0]["because"]
    assert Outcome.objects.using("owner").get(id=outcome.id).claimed_at is None


def test_outcome_when_the_contract_names_a_scheme_that_nobody_knows_then_said_so(committed: World) -> None:
    outcome = ready(committed)
    as_owner("UPDATE organisations_contract SET scheme = 'NONE'")
    with acting_as(committed.memberships["claims_officer"]) as actor, pytest.raises(InvalidInput) as told:
        decide_outcome(actor=actor, now=timezone.now(), outcome_id=outcome.id)
    assert told.value.code == "unknown_scheme"


def test_outcome_when_its_recorder_is_an_officer_too_then_neither_service_nor_database_lets_them_claim_it(
    committed: World,
) -> None:
    outcome = ready(committed)
    as_owner(
        "UPDATE outcomes_outcome SET recorded_by_id = %s WHERE id = %s",
        committed.accounts["claims_officer"],
        outcome.id,
    )
    with acting_as(committed.memberships["claims_officer"]) as actor, pytest.raises(NotPermitted) as told:
        claim_outcome(actor=actor, now=timezone.now(), outcome_id=outcome.id, version=outcome.version)
    assert told.value.code == "recorded_it_yourself"
    for columns in ("claimed_by_id = recorded_by_id, claimed_at = now(),", ""):
        with pytest.raises(DatabaseError, match="outcomes_claimed_by_another"):
            as_owner(
                f"UPDATE outcomes_outcome SET {columns} checked_at = now(), checked_by_id = recorded_by_id"
                " WHERE id = %s",
                outcome.id,
            )


def test_decision_when_kept_then_nobody_changes_or_takes_it_away_or_signs_for_another(
    committed: World,
) -> None:
    outcome = ready(committed)
    with acting_as(committed.memberships["claims_officer"]) as actor:
        kept = decide_outcome(actor=actor, now=timezone.now(), outcome_id=outcome.id)
        for statement in (
            "UPDATE funding_fundingdecision SET amount_pence = 1",
            "DELETE FROM funding_fundingdecision",
        ):
            with (
                pytest.raises(DatabaseError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
        for name, value in (
            ("decided_by_id", committed.accounts["area_adviser"]),
            ("contract_id", committed.contracts["second_prime_south_west"]),
        ):
            other = FundingDecision.objects.get(id=kept.id)
            other.pk = UUID(int=7)
            other.supersedes = kept
            setattr(other, name, value)
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                other.save(force_insert=True)
    with acting_as(committed.memberships["area_adviser"]):
        forged = FundingDecision(
            outcome_id=outcome.id,
            customer_id=outcome.customer_id,
            contract_id=outcome.contract_id,
            verdict="pay",
            amount_pence=1,
            scheme="NCS-2018",
            rules_on=day(0),
            decided_at=timezone.now(),
            decided_by_id=committed.accounts["area_adviser"],
        )
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            forged.save(force_insert=True)


def test_decision_when_it_follows_one_of_another_outcome_then_the_database_refuses(committed: World) -> None:
    with acting_as(committed.memberships["area_adviser"]) as actor:
        attendance = whole_session(actor, committed)
        first = ready_outcome(actor, committed, attendance=attendance)
        second = ready_outcome(actor, committed, attendance=attendance, kind="5")
    with acting_as(committed.memberships["claims_officer"]) as actor:
        one = decide_outcome(actor=actor, now=timezone.now(), outcome_id=first.id)
        two = decide_outcome(actor=actor, now=timezone.now(), outcome_id=second.id)
    with pytest.raises(DatabaseError, match="funding_follows_same_outcome"):
        as_owner("UPDATE funding_fundingdecision SET supersedes_id = %s WHERE id = %s", one.id, two.id)


def test_two_of_a_kind_when_claimed_at_once_then_one_is_claimed(
    committed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the lock on the customer each sees the other one unclaimed, and both are claimed."""
    with acting_as(committed.memberships["area_adviser"]) as actor:
        attendance = whole_session(actor, committed, days_ago=3)
        outcomes = [
            ready_outcome(actor, committed, attendance=attendance, told_on=day(ago)) for ago in (1, 2)
        ]

    def slowly(outcome: Outcome, *, now: datetime, rules: Any) -> Inputs:
        found = gather(outcome, now=now, rules=rules)
        time.sleep(0.4)
        return found

    monkeypatch.setattr(services, "gather", slowly)
    came = at_once(committed, outcomes)
    assert sorted(came) == ["claimed", "refused"]
    assert Outcome.objects.using("owner").filter(claimed_at__isnull=False).count() == 1


def test_outcome_when_claimed_many_times_at_once_then_claimed_once(committed: World) -> None:
    outcome = ready(committed)
    came = at_once(committed, [outcome] * 4)
    assert came == ["claimed"] * 4
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM house_event WHERE kind = 'outcome.claimed'")
        assert cursor.fetchone()[0] == 1
    assert FundingDecision.objects.using("owner").count() == 1


def test_outcome_when_a_colleague_claimed_it_meanwhile_then_the_other_officer_is_told(
    committed: World,
) -> None:
    outcome = ready(committed)
    as_owner(
        "UPDATE outcomes_outcome SET claimed_at = now(), checked_at = now(), claimed_by_id = %s, checked_by_id = %s"
        " WHERE id = %s",
        committed.accounts["compliance"],
        committed.accounts["compliance"],
        outcome.id,
    )
    with acting_as(committed.memberships["claims_officer"]) as actor, pytest.raises(Conflict) as told:
        claim_outcome(actor=actor, now=timezone.now(), outcome_id=outcome.id, version=outcome.version)
    assert told.value.code == "already_claimed"


def test_customer_when_forgotten_then_no_decision_stays(committed: World) -> None:
    outcome = ready(committed)
    with acting_as(committed.memberships["claims_officer"]) as actor:
        decide_outcome(actor=actor, now=timezone.now(), outcome_id=outcome.id)
        run = run_contract(
            actor=actor,
            now=timezone.now(),
            contract_id=outcome.contract_id,
            month=civil_date(timezone.now()).replace(day=1),
            purpose=RunPurpose.LOOK,
        )
        assert run.decisions
    with pytest.raises(DatabaseError, match="provisional"), connections["system"].cursor() as cursor:
        cursor.execute("SELECT fingerpost_forget_in_funding(%s)", [outcome.customer_id])
    as_owner(
        "UPDATE customers_customer SET state = 'provisional', provisional_until = '2020-01-01' WHERE id = %s",
        outcome.customer_id,
    )
    with connections["system"].cursor() as cursor:
        cursor.execute("SELECT fingerpost_forget_in_funding(%s)", [outcome.customer_id])
    assert not FundingDecision.objects.using("owner").exists()
    assert not RunDecision.objects.using("owner").filter(customer_id=outcome.customer_id).exists()


def at_once(world: World, outcomes: list[Outcome]) -> list[str]:
    """Claim all of them at the same moment, each on a connection of its own; what came of each."""
    start = Barrier(len(outcomes))

    def claim(outcome: Outcome) -> str:
        try:
            start.wait(timeout=20)
            with acting_as(world.memberships["claims_officer"]) as actor:
                done = claim_outcome(
                    actor=actor, now=timezone.now(), outcome_id=outcome.id, version=outcome.version
                )
                return "claimed" if done.is_claimed else "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(outcomes)) as pool:
        return list(pool.map(claim, outcomes))
