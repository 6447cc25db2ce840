"""The worker makes follow-ups from what really happened, and moves and stops them: OI-12.9 to OI-12.13."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fingerpost.customers.models import Customer
from fingerpost.demo.world import World
from fingerpost.house import events
from fingerpost.house.models import Event
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import Attendance
from fingerpost.notices.models import Way
from fingerpost.notices.services import queue_message
from fingerpost.outcomes import settling
from fingerpost.outcomes.models import FollowUp
from fingerpost.outcomes.queries import list_due_follow_ups
from fingerpost.outcomes.services.follow_ups import Try, record_attempt, record_informal_contact
from fingerpost.outcomes.settling import settle_customers, settle_moved
from fingerpost.outcomes.tasks import settle_follow_ups
from fingerpost.policy.civil import civil_date
from fingerpost.staff.models import Membership
from fingerpost.staff.services import acting_as
from tests.fixtures.world import Acting
from tests.outcomes.steps import seen

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = civil_date(timezone.now())


@pytest.fixture(autouse=True)
def place_of_a_fresh_worker(world: World) -> None:
    """The worker stands where a migration puts it: an hour ago, nobody swept."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE outcomes_followupssettled SET read_to = now() - interval '1 hour', read_to_id = %s,"
            " swept_to = NULL, swept_at = NULL",
            [UUID(int=0)],
        )


def a_customer(
    world: World, *, days_ago: int, nickname: str = "area_adviser", family: str = "Placeholder"
) -> UUID:
    with acting_as(world.memberships[nickname]) as actor:
        customer_id = seen(actor, world, days_ago=days_ago, family=family).customer_id
    assert customer_id is not None
    return customer_id


def kept(customer_id: UUID, state: str = "open") -> dict[str, FollowUp]:
    rows = FollowUp.objects.using("owner").filter(customer_id=customer_id, state=state)
    return {row.stage: row for row in rows}


@pytest.mark.requirement("OI-12.13", "OI-4.10e")
def test_follow_up_when_a_session_was_attended_then_made_by_the_worker_and_due_on_day_31(
    world: World, acting: Acting
) -> None:
    customer_id = a_customer(world, days_ago=31, family="Duenow")
    a_customer(world, days_ago=30, family="Notyet")
    assert settle_follow_ups() == 2
    assert settle_follow_ups() == 0
    with acting("area_adviser") as actor:
        found = list_due_follow_ups(actor, today=TODAY)
        assert [one.customer_id for one in found] == [customer_id]
        assert list_due_follow_ups(actor, today=TODAY - timedelta(days=1)) == []
        assert len(list_due_follow_ups(actor, today=TODAY + timedelta(days=1))) == 2
    with acting("second_area_adviser") as actor:
        assert list_due_follow_ups(actor, today=TODAY) == []


@pytest.mark.requirement("OI-12.13")
def test_follow_up_when_spoken_with_again_then_moved_and_when_only_tried_then_not(world: World) -> None:
    customer_id = a_customer(world, days_ago=40)
    settle_follow_ups()
    before = kept(customer_id)
    with acting_as(world.memberships["area_adviser"]) as actor:
        record_attempt(
            actor=actor,
            now=timezone.now(),
            follow_up_id=before["first"].id,
            made=Try(method="telephone", reached="message_left", happened_at=timezone.now()),
        )
    assert settle_follow_ups() == 0
    with acting_as(world.memberships["area_adviser"]) as actor:
        seen(actor, world, days_ago=5, customer_id=customer_id)
    assert settle_follow_ups() == 1
    after = kept(customer_id)
    assert after["first"].due_on == TODAY + timedelta(days=26)
    assert set(kept(customer_id, "restarted")) == {"first", "second", "six_months"}
    assert kept(customer_id, "restarted")["first"].closed_why == "later_contact"


@pytest.mark.requirement("OI-12.12")
def test_informal_contact_when_a_flag_is_raised_then_it_stays_open(world: World) -> None:
    customer_id = a_customer(world, days_ago=40)
    settle_follow_ups()
    before = kept(customer_id)["first"].id
    with acting_as(world.memberships["area_adviser"]) as actor:
        record_informal_contact(
            actor=actor,
            now=timezone.now(),
            customer_id=customer_id,
            made=Try(method="email", reached="answered", situation="in_work", happened_at=timezone.now()),
        )
    assert settle_follow_ups() == 0
    assert kept(customer_id)["first"].id == before


@pytest.mark.requirement("OI-12.14")
def test_follow_up_when_the_customer_was_reached_then_done_and_never_made_again(world: World) -> None:
    customer_id = a_customer(world, days_ago=40)
    settle_follow_ups()
    with acting_as(world.memberships["area_adviser"]) as actor:
        record_attempt(
            actor=actor,
            now=timezone.now(),
            follow_up_id=kept(customer_id)["first"].id,
            made=Try(method="telephone", reached="spoken", situation="in_work", happened_at=timezone.now()),
        )
    assert settle_follow_ups() == 0
    assert set(kept(customer_id)) == {"second", "six_months"}
    assert kept(customer_id, "done")["first"].closed_why == "in_work"


def test_follow_ups_when_the_customer_has_died_then_stopped_at_once_and_none_is_made(world: World) -> None:
    customer_id = a_customer(world, days_ago=40)
    settle_follow_ups()
    with acting_as(world.memberships["area_adviser"]) as actor:
        record_attempt(
            actor=actor,
            now=timezone.now(),
            follow_up_id=kept(customer_id)["first"].id,
            made=Try(method="telephone", reached="not_wanted", situation="died", happened_at=timezone.now()),
        )
    assert kept(customer_id) == {}
    settle_follow_ups()
    assert kept(customer_id) == {}
    assert {row.closed_why for row in kept(customer_id, "stopped").values()} == {"died"}


@pytest.mark.parametrize("state", ["closed"])
def test_follow_ups_when_the_record_is_closed_then_stopped(world: World, state: str) -> None:
    customer_id = a_customer(world, days_ago=40)
    settle_follow_ups()
    Customer.objects.using("owner").filter(id=customer_id).update(state=state)
    assert settle_customers([customer_id], rules=rules_in_force()) == 1
    assert {row.closed_why for row in kept(customer_id, "stopped").values()} == {"record_closed"}


@pytest.mark.requirement("OI-12.11")
def test_owner_when_they_left_then_the_follow_up_waits_for_the_whole_organisation(
    world: World, acting: Acting
) -> None:
    customer_id = a_customer(world, days_ago=40)
    settle_follow_ups()
    assert kept(customer_id)["first"].owner_id == world.accounts["area_adviser"]
    Membership.objects.using("owner").filter(id=world.memberships["area_adviser"]).update(
        ends_on=TODAY - timedelta(days=1)
    )
    settle_customers([customer_id], rules=rules_in_force())
    assert kept(customer_id)["first"].owner_id is None
    with acting("trainee") as actor:
        assert [one.customer_id for one in list_due_follow_ups(actor, today=TODAY)] == [customer_id]


@pytest.mark.requirement("OI-12.11")
def test_owner_when_another_adviser_saw_the_customer_then_theirs(world: World) -> None:
    customer_id = a_customer(world, days_ago=40)
    settle_follow_ups()
    with acting_as(world.memberships["second_area_adviser"]) as actor:
        seen(actor, world, days_ago=35, customer_id=customer_id)
    settle_follow_ups()
    rows = kept(customer_id)
    assert rows["first"].owner_id == world.accounts["second_area_adviser"]
    assert rows["first"].due_on == TODAY - timedelta(days=4)
    assert rows["six_months"].owner_id is None


def test_event_when_its_transaction_committed_late_then_still_followed(world: World) -> None:
    customer_id = a_customer(world, days_ago=40)
    settle_follow_ups()
    FollowUp.objects.using("owner").filter(customer_id=customer_id).delete()
    # As a transaction that began before the last run and committed after it.
    Event.objects.using("owner").all().delete()
    late = timezone.now() - settling.LATE_COMMIT + timedelta(minutes=2)
    Event.objects.using("owner").create(
        kind="attendance.saved", happened_at=late, recorded_at=late, customer_id=customer_id
    )
    assert settle_follow_ups() == 1
    assert set(kept(customer_id)) == {"first", "second", "six_months"}


def test_events_when_many_bear_one_moment_then_none_is_passed_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    customers = [a_customer(world, days_ago=40, family=f"Number{n}") for n in ("a", "b", "c", "d", "e")]
    settle_follow_ups()
    FollowUp.objects.using("owner").all().delete()
    Event.objects.using("owner").all().delete()
    monkeypatch.setattr(settling, "PAGE", 2)
    monkeypatch.setattr(settling, "MOST_EVENTS", 2)
    moment = timezone.now()
    for customer_id in customers:
        Event.objects.using("owner").create(
            kind="attendance.saved", happened_at=moment, recorded_at=moment, customer_id=customer_id
        )
    assert [settle_follow_ups() for _run in range(4)] == [2, 2, 1, 0]


def test_customers_who_were_there_before_when_swept_then_followed_up_in_parts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    customers = {a_customer(world, days_ago=40, family=f"Number{n}") for n in ("a", "b", "c")}
    Event.objects.using("owner").all().delete()
    monkeypatch.setattr(settling, "MOST_SWEPT", 2)
    now = timezone.now()
    assert [settle_moved(now=now) for _run in range(3)] == [2, 1, 0]
    found = FollowUp.objects.using("owner").values_list("customer_id", flat=True)
    assert set(found) == customers
    # A day later it goes over everybody again.
    FollowUp.objects.using("owner").all().delete()
    assert settle_moved(now=now + timedelta(days=1)) == 2


def test_two_workers_at_once_when_they_settle_the_same_customers_then_each_follow_up_once(
    world: World,
) -> None:
    customers = [a_customer(world, days_ago=40, family=f"Number{n}") for n in ("a", "b", "c", "d")]
    rules = rules_in_force()

    def settle(_number: int) -> None:
        try:
            settle_customers(customers, rules=rules)
        finally:
            connections["system"].close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(settle, range(8)))
    rows = FollowUp.objects.using("owner").filter(customer_id__in=customers)
    assert rows.count() == 12
    assert set(rows.values_list("state", flat=True)) == {"open"}


def test_customer_whom_another_worker_holds_then_left_to_the_next_run(world: World) -> None:
    customer_id = a_customer(world, days_ago=40)
    with connections["owner"].cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('follow-ups ' || %s, 0))", [str(customer_id)]
        )
        try:
            assert settle_customers([customer_id], rules=rules_in_force()) == 0
        finally:
            cursor.execute("ROLLBACK")
    assert settle_customers([customer_id], rules=rules_in_force()) == 1


@pytest.mark.requirement("OI-12.9")
def test_customer_when_the_session_gave_only_information_then_not_followed_up(world: World) -> None:
    customer_id = a_customer(world, days_ago=40)
    Attendance.objects.using("owner").filter(customer_id=customer_id).update(gave="information")
    assert settle_customers([customer_id], rules=rules_in_force()) == 0
    Attendance.objects.using("owner").filter(customer_id=customer_id).update(gave="advice")
    assert settle_customers([customer_id], rules=rules_in_force()) == 1


def test_customers_when_many_are_settled_then_two_statements_a_batch(world: World) -> None:
    customers = [a_customer(world, days_ago=40, family=f"Number{n}") for n in ("a", "b", "c", "d")]
    with CaptureQueriesContext(connections["system"]) as queries:
        assert settle_customers(customers, rules=rules_in_force()) == 4
    calls = [query["sql"] for query in queries.captured_queries if "fingerpost_" in query["sql"]]
    assert len(calls) == 2, calls


@pytest.mark.requirement("OI-12.13")
def test_message_when_the_service_sends_one_then_nothing_is_moved(world: World) -> None:
    customer_id = a_customer(world, days_ago=40)
    settle_follow_ups()
    before = kept(customer_id)["first"]
    with acting_as(world.memberships["area_adviser"]) as actor:
        queue_message(
            actor=actor,
            now=timezone.now(),
            kind="plan_copy",
            way=Way.EMAIL,
            address="tess@placeholder.example",
            subject="A file for you",
            body="Nothing that matters.",
            customer_id=customer_id,
        )
        events.record("message.queued", actor=actor, now=timezone.now(), customer_id=customer_id)
    assert settle_follow_ups() == 0
    assert kept(customer_id)["first"].due_on == before.due_on
