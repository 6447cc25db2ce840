"""Two people at once: one follow-up is answered once, one outcome is changed by one of two. And a prime sees down."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from threading import Event as ThreadEvent
from uuid import UUID

import pytest
from django.db import connection, connections
from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, NotFound, NotPermitted
from fingerpost.house.models import Event
from fingerpost.house.rules import rules_in_force
from fingerpost.outcomes.models import FollowUp, FollowUpAttempt, Outcome
from fingerpost.outcomes.queries import list_to_claim
from fingerpost.outcomes.services.evidence import add_evidence, open_evidence
from fingerpost.outcomes.services.follow_ups import Try, record_attempt
from fingerpost.outcomes.services.handing import take_follow_up
from fingerpost.outcomes.services.outcomes import OutcomeDetails, change_outcome, record_outcome
from fingerpost.outcomes.settling import settle_customers
from fingerpost.policy.civil import civil_date
from fingerpost.staff.services import acting_as
from tests.outcomes.steps import PNG_BYTES, seen

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(world: World, nicknames: tuple[str, ...], do: Callable[[Actor, Barrier], object]) -> list[str]:
    """Let several people do something at the same moment; "done", or the code of what was refused, for each."""
    barrier = Barrier(len(nicknames))

    def one(nickname: str) -> str:
        try:
            with acting_as(world.memberships[nickname]) as actor:
                do(actor, barrier)
        except Conflict as refused:
            return refused.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(nicknames)) as pool:
        return sorted(pool.map(one, nicknames))


def seen_by(world: World, nickname: str, *, contract: str = "prime_north_east") -> UUID:
    with acting_as(world.memberships[nickname]) as actor:
        customer_id = seen(actor, world, days_ago=40, contract=contract).customer_id
    assert customer_id is not None
    return customer_id


def outcome_of(
    world: World, nickname: str, customer_id: UUID, *, contract: str = "prime_north_east"
) -> Outcome:
    with acting_as(world.memberships[nickname]) as actor:
        return record_outcome(
            actor=actor,
            now=timezone.now(),
            customer_id=customer_id,
            contract_id=world.contracts[contract],
            details=OutcomeDetails(kind="4", told_on=civil_date(timezone.now())),
        )


def test_follow_up_when_two_reach_the_customer_at_once_then_one_answer_is_kept(world: World) -> None:
    customer_id = seen_by(world, "area_adviser")
    settle_customers([customer_id], rules=rules_in_force())
    follow_up = FollowUp.objects.using("owner").get(customer_id=customer_id, stage="first")

    def reach(actor: Actor, barrier: Barrier) -> None:
        barrier.wait()
        made = Try(method="telephone", reached="spoken", situation="in_work", happened_at=timezone.now())
        record_attempt(actor=actor, now=timezone.now(), follow_up_id=follow_up.id, made=made)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.3)")

    found = at_once(world, ("area_adviser", "second_area_adviser"), reach)
    assert found == ["done", "follow_up_closed"]
    assert FollowUpAttempt.objects.using("owner").filter(follow_up=follow_up).count() == 1


def test_outcome_when_two_change_it_at_once_then_the_second_is_told(world: World) -> None:
    customer_id = seen_by(world, "area_adviser")
    outcome = outcome_of(world, "area_adviser", customer_id)

    def change(actor: Actor, barrier: Barrier) -> None:
        barrier.wait()
        details = OutcomeDetails(kind="4", detail=f"Words of {actor.account_id}")
        change_outcome(actor=actor, now=timezone.now(), outcome_id=outcome.id, version=1, details=details)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.3)")

    found = at_once(world, ("area_adviser", "second_area_adviser"), change)
    assert found == ["done", "outcome_changed"]
    assert Outcome.objects.using("owner").get(id=outcome.id).version == 2


@pytest.mark.requirement("OI-14.6")
def test_outcome_of_a_subcontractor_when_claimed_then_its_prime_opens_the_evidence_and_nobody_sideways(
    world: World,
) -> None:
    contract = "prime_north_west"
    customer_id = seen_by(world, "subcontractor_adviser", contract=contract)
    outcome = outcome_of(world, "subcontractor_adviser", customer_id, contract=contract)
    now = timezone.now()
    with acting_as(world.memberships["subcontractor_adviser"]) as actor:
        piece = add_evidence(
            actor=actor,
            now=now,
            outcome_id=outcome.id,
            kind="learning_document",
            received_on=civil_date(now),
            name="scan.png",
            content=PNG_BYTES,
        )
    with acting_as(world.memberships["claims_officer"]) as officer:
        assert [one.id for one in list_to_claim(officer)] == [outcome.id]
        opened = open_evidence(actor=officer, now=now, evidence_id=piece.id, reason="claim")
        assert opened.content == PNG_BYTES
    with acting_as(world.memberships["area_adviser"]) as actor:
        with pytest.raises(NotPermitted):
            open_evidence(actor=actor, now=now, evidence_id=piece.id, reason="claim")
        with pytest.raises(NotPermitted) as refused:
            change_outcome(
                actor=actor, now=now, outcome_id=outcome.id, version=2, details=OutcomeDetails(kind="5")
            )
        assert refused.value.code == "not_your_outcome"
    with acting_as(world.memberships["second_prime_adviser"]) as stranger, pytest.raises(NotFound):
        open_evidence(actor=stranger, now=now, evidence_id=piece.id, reason="claim")


def test_worker_when_it_starts_then_the_job_of_follow_ups_runs_every_minute() -> None:
    periodic = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert periodic["outcomes.settle_follow_ups"] == "* * * * *"


def unowned(world: World) -> FollowUp:
    """A due follow-up that nobody has."""
    customer_id = seen_by(world, "area_adviser")
    settle_customers([customer_id], rules=rules_in_force())
    follow_up = FollowUp.objects.using("owner").get(customer_id=customer_id, stage="first")
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE outcomes_followup SET owner_id = NULL, handed_at = NULL WHERE id = %s", [follow_up.id]
        )
    return FollowUp.objects.using("owner").get(id=follow_up.id)


@pytest.mark.requirement("OI-12.11")
@pytest.mark.parametrize(
    ("nicknames", "expected"),
    [
        (("second_area_adviser", "trainee"), ["done", "follow_up_taken"]),
        # Two windows of one person: the second finds it theirs, and nothing is kept twice.
        (("trainee", "trainee"), ["done", "done"]),
    ],
)
def test_follow_up_when_taken_twice_at_once_then_one_has_it_and_it_was_handed_once(
    world: World, nicknames: tuple[str, ...], expected: list[str]
) -> None:
    follow_up, won = unowned(world), list[UUID]()
    today = civil_date(timezone.now())

    def take(actor: Actor, barrier: Barrier) -> None:
        assert FollowUp.objects.get(id=follow_up.id).owner_id is None
        barrier.wait()
        take_follow_up(actor=actor, now=timezone.now(), follow_up_id=follow_up.id, today=today)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.3)")
        won.append(actor.account_id)

    assert at_once(world, nicknames, take) == expected
    kept = FollowUp.objects.using("owner").get(id=follow_up.id)
    assert {kept.owner_id} == set(won)
    assert kept.version == follow_up.version + 1
    handed = Event.objects.using("owner").filter(kind="follow_up.handed_over", customer_id=kept.customer_id)
    assert handed.count() == 1


@pytest.mark.requirement("OI-12.11")
def test_follow_up_when_taken_while_another_closes_it_then_told_that_it_is_closed(world: World) -> None:
    follow_up = unowned(world)
    now, closing = timezone.now(), ThreadEvent()

    def reach_or_take(actor: Actor, barrier: Barrier) -> None:
        barrier.wait()
        if actor.account_id == world.accounts["second_area_adviser"]:
            made = Try(method="telephone", reached="spoken", situation="in_work", happened_at=now)
            record_attempt(actor=actor, now=now, follow_up_id=follow_up.id, made=made)
            closing.set()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.5)")
        else:
            assert closing.wait(10)
            take_follow_up(actor=actor, now=now, follow_up_id=follow_up.id, today=civil_date(now))

    found = at_once(world, ("second_area_adviser", "trainee"), reach_or_take)
    assert found == ["done", "follow_up_closed"]
    assert FollowUp.objects.using("owner").get(id=follow_up.id).owner_id is None
