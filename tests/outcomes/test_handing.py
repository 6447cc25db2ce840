"""Follow-ups of a team: spread, taken once, handed on, kept by whoever has them. OI-12.11; agreed calls: OI-3.34b."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.errors import Conflict, FingerpostError, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.outcomes.models import CallState, FollowUp, FollowUpState, PlannedCall
from fingerpost.outcomes.queries import informal_contacts_of
from fingerpost.outcomes.rules.sharing import share_out
from fingerpost.outcomes.services.calls import (
    agree_calls,
    find_agreement,
    list_due_calls,
    plan_call,
    record_call,
    withdraw_agreement,
)
from fingerpost.outcomes.services.follow_ups import Try
from fingerpost.outcomes.services.handing import hand_over, take_follow_up, team_of
from fingerpost.outcomes.settling import settle_customers
from fingerpost.policy.civil import civil_date
from tests.fixtures.world import Acting
from tests.outcomes.steps import seen
from tests.security.attack import NOT_PERMITTED, add, move

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = civil_date(timezone.now())


def code_of(call: Callable[[], object], error: type[FingerpostError]) -> str:
    with pytest.raises(error) as refused:
        call()
    return refused.value.code


def due(world: World, acting: Acting) -> UUID:
    """A follow-up of the area adviser's that is due."""
    with acting("area_adviser") as actor:
        customer_id = seen(actor, world, days_ago=40).customer_id
    assert customer_id is not None
    settle_customers([customer_id], rules=rules_in_force())
    return FollowUp.objects.using("owner").get(customer_id=customer_id, stage="first").id


def owned_by(follow_up_id: UUID, owner_id: UUID | None) -> None:
    """As owner: whose it is, with nobody having handed it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE outcomes_followup SET owner_id = %s, handed_at = NULL WHERE id = %s",
            [owner_id, follow_up_id],
        )


def kept(follow_up_id: UUID) -> FollowUp:
    return FollowUp.objects.using("owner").get(id=follow_up_id)


def take(acting: Acting, nickname: str, follow_up_id: UUID) -> None:
    with acting(nickname) as actor:
        take_follow_up(actor=actor, now=timezone.now(), follow_up_id=follow_up_id, today=TODAY)


def test_unowned_when_shared_out_then_first_to_whoever_has_fewest_and_never_too_many() -> None:
    one, two = sorted([uuid4(), uuid4()])
    waiting = [uuid4() for _number in range(9)]
    offered = share_out(waiting, {one: 2, two: 0}, most=3)
    assert [offered.get(each) for each in waiting] == [two, two, one, two, one, one, None, None, None]
    assert share_out(waiting, {}, most=3) == {}


@pytest.mark.requirement("OI-12.11")
def test_follow_up_when_taken_then_theirs_through_the_next_settling_and_nobody_else_takes_it(
    acting: Acting, world: World
) -> None:
    follow_up = due(world, acting)
    colleague = "trainee"
    assert code_of(lambda: take(acting, colleague, follow_up), Conflict) == "follow_up_taken"
    owned_by(follow_up, None)
    with acting(colleague) as actor:
        assert team_of(actor, today=TODAY).offered.keys() == {follow_up}
    take(acting, colleague, follow_up)
    settle_customers([kept(follow_up).customer_id], rules=rules_in_force())
    assert kept(follow_up).owner_id == world.accounts[colleague]
    assert code_of(lambda: take(acting, "area_adviser", follow_up), Conflict) == "follow_up_taken"
    with acting(colleague) as actor:
        officer = world.accounts["claims_officer"]
        assert move("outcomes_followup", follow_up, "owner_id", officer) == NOT_PERMITTED
        code = code_of(
            lambda: hand_over(
                actor=actor,
                now=timezone.now(),
                follow_up_id=follow_up,
                to_id=officer,
                today=TODAY,
            ),
            NotPermitted,
        )
        assert code == "not_a_colleague"


@pytest.mark.requirement("OI-12.11")
def test_follow_up_of_a_leaver_when_taken_then_theirs(acting: Acting, world: World) -> None:
    follow_up = due(world, acting)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE staff_membership SET ends_on = %s WHERE id = %s",
            [TODAY - timedelta(days=1), world.memberships["area_adviser"]],
        )
    take(acting, "trainee", follow_up)
    assert kept(follow_up).owner_id == world.accounts["trainee"]
    assert kept(follow_up).state == FollowUpState.OPEN


@pytest.mark.requirement("OI-3.34b", "OI-4.10e")
def test_calls_when_agreed_then_three_on_their_days_and_a_fourth_needs_a_new_agreement(
    acting: Acting, world: World
) -> None:
    with acting("area_adviser") as actor:
        customer_id = seen(actor, world, days_ago=3).customer_id
        assert customer_id is not None
        now = timezone.now()
        agreement = agree_calls(
            actor=actor,
            now=now,
            customer_id=customer_id,
            agreed_on=TODAY,
            agreed_how="in_the_session",
            first_due_on=TODAY,
        )
        for place in (1, 2, 3):
            [call] = list_due_calls(actor, today=TODAY)
            assert call.place == place
            record_call(
                actor=actor,
                now=now,
                call_id=call.id,
                made=Try(method="telephone", reached="spoken", happened_at=now, situation="no_change"),
            )
            assert list_due_calls(actor, today=TODAY) == []
            if place < 3:
                assert find_agreement(customer_id, actor.organisation_id) == agreement
                plan_call(actor=actor, now=now, agreement_id=agreement.id, due_on=TODAY)
        fourth = code_of(
            lambda: plan_call(actor=actor, now=now, agreement_id=agreement.id, due_on=TODAY), Conflict
        )
        assert fourth == "calls_used_up"
        row: dict[str, object] = {
            "state": "planned",
            "agreement_id": agreement.id,
            "customer_id": customer_id,
            "organisation_id": actor.organisation_id,
            "place": 4,
            "due_on": TODAY,
            "owner_id": actor.account_id,
            "recorded_by_id": actor.account_id,
        }
        assert add("outcomes_plannedcall", **row) == NOT_PERMITTED
        assert informal_contacts_of(customer_id) == []
        again = agree_calls(
            actor=actor,
            now=now,
            customer_id=customer_id,
            agreed_on=TODAY,
            agreed_how="by_telephone",
            first_due_on=TODAY,
        )
        withdraw_agreement(actor=actor, now=now, agreement_id=again.id)
        assert PlannedCall.objects.get(agreement=again).state == CallState.DROPPED
