"""What is kept of a follow-up: tries, what was found, and when it may be closed. OI-12.11 to OI-12.14."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, FingerpostError, InvalidInput, NotFound, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.outcomes.models import FollowUp, FollowUpAttempt
from fingerpost.outcomes.queries import (
    attempts_in,
    count_due_follow_ups,
    informal_contacts_of,
    list_due_follow_ups,
)
from fingerpost.outcomes.services.follow_ups import (
    Try,
    close_not_reached,
    record_attempt,
    record_informal_contact,
)
from fingerpost.outcomes.settling import settle_customers
from fingerpost.policy.civil import civil_date
from tests.fixtures.world import Acting
from tests.outcomes.steps import seen
from tests.security.attack import NOT_PERMITTED, add, move, refusal

pytestmark = pytest.mark.django_db(transaction=True)

Due = Callable[..., UUID]


@pytest.fixture
def due(world: World, acting: Acting) -> Due:
    """`due(days_ago=40)`: a customer who was seen so many days ago, with their follow-ups; the id of the first."""

    def make(*, days_ago: int = 40, family: str = "Placeholder") -> UUID:
        with acting("area_adviser") as actor:
            customer_id = seen(actor, world, days_ago=days_ago, family=family).customer_id
        assert customer_id is not None
        settle_customers([customer_id], rules=rules_in_force())
        return FollowUp.objects.using("owner").get(customer_id=customer_id, stage="first").id

    return make


def a_try(**changes: Any) -> Try:
    values = {"method": "telephone", "reached": "no_answer", "happened_at": timezone.now(), **changes}
    return Try(**values)


def attempt(actor: Actor, follow_up_id: UUID, **changes: Any) -> FollowUpAttempt:
    return record_attempt(actor=actor, now=timezone.now(), follow_up_id=follow_up_id, made=a_try(**changes))


def code_of(call: Callable[[], object], error: type[FingerpostError]) -> str:
    with pytest.raises(error) as refused:
        call()
    return refused.value.code


@pytest.mark.requirement("OI-12.14")
@pytest.mark.parametrize("method", ["telephone", "email", "face_to_face", "letter", "text_message"])
def test_try_when_by_a_method_of_the_policy_then_kept_with_its_day_and_result(
    acting: Acting, due: Due, method: str
) -> None:
    follow_up_id = due()
    with acting("area_adviser") as actor:
        attempt(actor, follow_up_id, method=method, reached="answered", situation="in_learning")
        kept = FollowUp.objects.get(id=follow_up_id)
        assert (kept.state, kept.closed_why) == ("done", "in_learning")
        assert [(one.method, one.situation) for one in attempts_in(follow_up_id)] == [(method, "in_learning")]


@pytest.mark.requirement("OI-12.14")
def test_follow_up_when_result_or_method_is_missing_then_it_does_not_close(acting: Acting, due: Due) -> None:
    follow_up_id = due()
    with acting("area_adviser") as actor:
        assert code_of(lambda: attempt(actor, follow_up_id, method="fax"), InvalidInput) == "method_not_known"
        assert code_of(lambda: attempt(actor, follow_up_id, reached=""), InvalidInput) == "reached_not_known"
        assert (
            code_of(lambda: attempt(actor, follow_up_id, reached="spoken"), InvalidInput)
            == "situation_missing"
        )
        assert (
            code_of(lambda: attempt(actor, follow_up_id, reached="not_wanted"), InvalidInput)
            == "stop_missing"
        )
        close = lambda: close_not_reached(actor=actor, now=timezone.now(), follow_up_id=follow_up_id)  # noqa: E731
        assert code_of(close, Conflict) == "not_tried"
        assert FollowUp.objects.get(id=follow_up_id).state == "open"
        attempt(actor, follow_up_id)
        assert FollowUp.objects.get(id=follow_up_id).state == "open"
        assert close_not_reached(actor=actor, now=timezone.now(), follow_up_id=follow_up_id).state == "done"
        assert code_of(lambda: attempt(actor, follow_up_id), Conflict) == "follow_up_closed"


def test_try_when_dated_before_the_contact_or_in_the_future_then_refused(acting: Acting, due: Due) -> None:
    follow_up_id = due()
    now = timezone.now()
    with acting("area_adviser") as actor:
        early = lambda: attempt(actor, follow_up_id, happened_at=now - timedelta(days=41))  # noqa: E731
        assert code_of(early, InvalidInput) == "try_too_early"
        ahead = lambda: attempt(actor, follow_up_id, happened_at=now + timedelta(hours=1))  # noqa: E731
        assert code_of(ahead, InvalidInput) == "try_in_the_future"


def test_follow_up_when_tried_as_often_as_policy_asks_then_no_more_but_reaching_still_counts(
    acting: Acting, due: Due
) -> None:
    follow_up_id = due()
    with acting("area_adviser") as actor:
        most = rules_in_force().get_int("follow_up.most_attempts", civil_date(timezone.now()))
        for _number in range(most):
            attempt(actor, follow_up_id)
        assert code_of(lambda: attempt(actor, follow_up_id), Conflict) == "tried_often_enough"
        attempt(actor, follow_up_id, reached="spoken", situation="no_change")
        assert FollowUp.objects.get(id=follow_up_id).state == "done"


def test_conversation_when_two_follow_ups_are_due_then_answers_both(acting: Acting, due: Due) -> None:
    follow_up_id = due(days_ago=100)
    with acting("area_adviser") as actor:
        found = list_due_follow_ups(actor, today=civil_date(timezone.now()))
        assert [one.stage for one in found] == ["first", "second"]
        attempt(actor, follow_up_id, reached="spoken", situation="in_work")
        assert list_due_follow_ups(actor, today=civil_date(timezone.now())) == []


@pytest.mark.requirement("OI-12.12")
def test_informal_contact_when_kept_then_counted_apart_also_after_a_formal_one_is_closed(
    acting: Acting, due: Due
) -> None:
    follow_up_id = due()
    with acting("area_adviser") as actor:
        customer_id = FollowUp.objects.get(id=follow_up_id).customer_id
        attempt(actor, follow_up_id, reached="spoken", situation="in_work")
        record_informal_contact(
            actor=actor,
            now=timezone.now(),
            customer_id=customer_id,
            made=a_try(reached="spoken", situation="in_work"),
        )
        assert len(attempts_in(follow_up_id)) == 1
        assert len(informal_contacts_of(customer_id)) == 1


def test_follow_up_when_another_organisation_or_role_asks_then_refused(acting: Acting, due: Due) -> None:
    follow_up_id = due()
    with acting("second_prime_adviser") as stranger:
        assert code_of(lambda: attempt(stranger, follow_up_id), NotFound) == "follow_up_not_found"
    with acting("claims_officer") as officer:
        assert code_of(lambda: attempt(officer, follow_up_id), NotPermitted) == "no_follow_ups"
        done = "UPDATE outcomes_followup SET state = 'done', closed_at = now() WHERE id = %s"
        assert refusal(done, [follow_up_id]) == "0 rows"


def test_follow_up_when_moved_made_or_reopened_by_hand_then_refused_by_the_database(
    acting: Acting, world: World, due: Due
) -> None:
    follow_up_id = due()
    with acting("area_adviser") as actor:
        row = FollowUp.objects.get(id=follow_up_id)
        for column, value in {
            "due_on": row.due_on + timedelta(days=30),
            "owner_id": world.accounts["trainee"],
            "customer_id": row.customer_id,
            "stage": "second",
        }.items():
            assert move("outcomes_followup", follow_up_id, column, value) == NOT_PERMITTED, column
        assert move("outcomes_followup", follow_up_id, "state", "restarted") == NOT_PERMITTED
        made = add(
            "outcomes_followup",
            customer_id=row.customer_id,
            contract_id=row.contract_id,
            organisation_id=row.organisation_id,
            stage="first",
            counted_from=timezone.now(),
            due_on=row.due_on,
            state="open",
            closed_why="",
            version=1,
        )
        assert made == NOT_PERMITTED
        attempt(actor, follow_up_id)
        assert refusal("UPDATE outcomes_followupattempt SET reached = 'spoken'") == NOT_PERMITTED
        assert refusal("DELETE FROM outcomes_followupattempt") == NOT_PERMITTED
        close_not_reached(actor=actor, now=timezone.now(), follow_up_id=follow_up_id)
        reopened = "UPDATE outcomes_followup SET state = 'open', closed_at = NULL WHERE id = %s"
        assert refusal(reopened, [follow_up_id]) == "0 rows"


@pytest.mark.requirement("OI-4.10e")
def test_due_list_when_read_then_two_queries_however_many(acting: Acting, due: Due) -> None:
    for family in ("One", "Two", "Three"):
        due(family=family)
    with acting("area_adviser") as actor:
        with CaptureQueriesContext(connection) as queries:
            found = list_due_follow_ups(actor, today=civil_date(timezone.now()))
        assert (len(queries), len(found)) == (2, 3)
        assert {one.customer.given_name for one in found} == {"Tess"}
        today = civil_date(timezone.now())
        assert len(list_due_follow_ups(actor, today=today, limit=2)) == 2
        assert [one.id for one in list_due_follow_ups(actor, today=today, start=2)] == [found[2].id]


def test_due_list_when_read_page_by_page_then_ones_own_first_and_nobodys_after_them_each_once(
    acting: Acting, due: Due
) -> None:
    for family in ("One", "Two"):
        due(family=family, days_ago=200)
    with acting("area_adviser") as actor:
        today = civil_date(timezone.now())
        whole = list_due_follow_ups(actor, today=today)
        assert [one.stage for one in whole] == [
            "first",
            "first",
            "second",
            "second",
            "six_months",
            "six_months",
        ]
        assert [one.owner_id is None for one in whole] == [False] * 4 + [True] * 2
        paged = [
            one
            for start in range(0, 8, 2)
            for one in list_due_follow_ups(actor, today=today, start=start, limit=2)
        ]
        assert paged == whole
        assert count_due_follow_ups(actor, today=today) == 6
