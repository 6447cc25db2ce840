"""Plans and what is beside them over HTTP: what lists hold, what notices say, what stays, what switches change."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as deployed
from django.utils import timezone
from pytest_django.fixtures import Settings

from fingerpost.dss.models import WireNotice, WireRecord
from fingerpost.dss.services import listening
from fingerpost.dss.wire.description import Switch
from tests.dss.kit import (
    EAST,
    HELPLINE,
    WEST,
    Journey,
    Made,
    Wire,
    a_customer,
    a_journey,
    a_plan,
    a_session,
    action_body,
    adviser_body,
    an_interaction,
    at,
    employment_body,
    goal_body,
    learning_body,
    made,
    outcome_body,
    plan_body,
    transfer_body,
    web_chat_body,
)

ADDRESS = deployed.PUBLIC_ADDRESS


def two_plans(wire: Wire) -> tuple[Journey, Journey]:
    """One customer with two interactions, and a plan under each."""
    first = a_journey(wire)
    interaction = an_interaction(wire, first.customer)
    session = a_session(wire, first.customer, interaction)
    plan = a_plan(wire, first.customer, interaction, session)
    return first, Journey(first.customer, interaction, session, plan)


def ids(wire: Wire, path: str, key: str) -> set[str]:
    said = wire.get(path)
    return {each[key] for each in said.json()} if said.status == 200 else set()


def test_lists_and_single_records_look_at_the_parents_that_the_wire_looks_at(
    wire: Wire, settings: Settings
) -> None:
    first, second = two_plans(wire)
    actions = [
        made(wire, each.below_plan("actions", "Actions"), action_body(), "ActionId")
        for each in (first, second)
    ]
    goals = [made(wire, each.below_plan("goals", "Goals"), goal_body(), "GoalId") for each in (first, second)]
    outcomes = [
        made(wire, each.below_plan("outcomes", "Outcomes"), outcome_body(each.session.id), "OutcomeId")
        for each in (first, second)
    ]
    transfers = [
        made(wire, each.below_interaction("transfers", "Transfers"), transfer_body(), "TransferId")
        for each in (first, second)
    ]
    chats = [
        made(wire, each.below_interaction("webchats", "WebChats"), web_chat_body(), "WebChatId")
        for each in (first, second)
    ]

    assert ids(wire, first.below_plan("actions", "Actions"), "ActionId") == {actions[0].id}
    assert ids(wire, second.below_plan("goals", "Goals"), "GoalId") == {goals[1].id}
    assert ids(wire, first.below_plan("outcomes", "Outcomes"), "OutcomeId") == {each.id for each in outcomes}
    every = {each.id for each in transfers}
    assert ids(wire, first.below_interaction("transfers", "Transfers"), "TransferId") == every
    assert ids(wire, first.below_interaction("webchats", "WebChats"), "WebChatId") == {chats[0].id}
    plans = ids(wire, first.below_customer("actionplans", "ActionPlans"), "ActionPlanId")
    assert plans == {first.plan.id, second.plan.id}

    # A plan is found under any interaction of its customer, but nothing below it is.
    elsewhere = first.plan.path.replace(first.interaction.id, second.interaction.id)
    assert wire.get(elsewhere).json() == wire.get(first.plan.path).json()
    across = actions[0].path.replace(first.interaction.id, second.interaction.id)
    assert wire.get(across).status == 204
    for record, name in ((actions[0], "actions"), (goals[0], "goals"), (outcomes[0], "outcomes")):
        moved = record.path.replace(first.plan.id, second.plan.id).replace(
            first.interaction.id, second.interaction.id
        )
        assert wire.get(moved).status == 204, name
        assert wire.patch(moved, {}).status == 204, name
    elsewhere = transfers[0].path.replace(first.interaction.id, second.interaction.id)
    assert wire.get(elsewhere).status == 200
    assert wire.get(chats[0].path.replace(first.interaction.id, second.interaction.id)).status == 204

    settings.DSS_SWITCHES = frozenset({Switch.OWN_PARENT_ONLY, Switch.SINGLE_OBJECT})
    assert wire.get(second.below_plan("outcomes", "Outcomes")).json()["OutcomeId"] == outcomes[1].id
    one = wire.get(second.below_interaction("transfers", "Transfers")).json()
    assert one["TransferId"] == transfers[1].id


def test_what_is_one_a_customer_lists_itself_and_is_refused_twice(wire: Wire, settings: Settings) -> None:
    customer = a_customer(wire)
    work = f"employmentprogressions/api/Customers/{customer.id}/EmploymentProgressions"
    learning = f"learningprogressions/api/Customers/{customer.id}/LearningProgressions"
    for path in (work, learning):
        assert wire.get(path).status == 204
    employed = made(wire, work, employment_body(), "EmploymentProgressionId")
    learner = made(wire, learning, learning_body(), "LearningProgressionId")
    # Whether there is one is asked before the body is read.
    assert wire.post(work, "not json").status == 409
    assert wire.post(learning, "not json").status == 409
    assert wire.get(work).json() == [employed.body]
    assert wire.get(learning).json() == [learner.body]
    settings.DSS_SWITCHES = frozenset({Switch.SINGLE_OBJECT})
    assert wire.get(work).json() == [employed.body]
    assert wire.get(learning).json() == learner.body
    assert wire.patch(employed.path, "").status == 204
    assert wire.patch(learner.path, "null").status == 204


def test_patch_keeps_what_it_does_not_say(wire: Wire) -> None:
    journey = a_journey(wire)
    said = wire.patch(
        journey.plan.path, {"CustomerSatisfaction": "2"}, SubcontractorId="77", touchpoint=WEST
    ).json()
    assert (said["SubcontractorId"], said["LastModifiedTouchpointId"]) == ("77", WEST)
    again = wire.patch(
        journey.plan.path, {"ActionPlanId": journey.session.id, "ActionPlanDeliveryMethod": 1}
    ).json()
    changed = {"ActionPlanDeliveryMethod": 1, "LastModifiedTouchpointId": EAST}
    assert again == {**said, **changed, "LastModifiedDate": again["LastModifiedDate"]}
    assert again["LastModifiedDate"] > said["LastModifiedDate"]
    assert again["CurrentSituation"] == journey.plan.body["CurrentSituation"]

    adviser = made(
        wire, "adviserdetails/api/AdviserDetails", adviser_body(), "AdviserDetailId", SubcontractorId="9"
    )
    later = wire.patch(adviser.path, {"AdviserContactNumber": "0113 496 0000"}, touchpoint=HELPLINE).json()
    assert later["SubcontractorId"] == "9"
    assert wire.get(adviser.path, touchpoint=WEST).json() == later
    # What official clients send with every change is ignored.
    action = made(wire, journey.below_plan("actions", "Actions"), action_body(), "ActionId")
    ids_sent = {
        "CustomerId": action.id,
        "InteractionId": action.id,
        "ActionPlanId": action.id,
        "ActionId": action.id,
    }
    kept = wire.patch(action.path.replace("/Actions/", "/Actions//"), {**ids_sent, "ActionStatus": 2}).json()
    unchanged = {
        name: value for name, value in kept.items() if name not in ("ActionStatus", "LastModifiedDate")
    }
    assert unchanged.items() <= action.body.items()
    assert kept["ActionStatus"] == 2


def test_plan_of_version_1_asks_for_its_session_when_a_later_version_changes_it(wire: Wire) -> None:
    journey = a_journey(wire)
    path = journey.plan.path.removesuffix(f"/{journey.plan.id}")
    body = {**plan_body(journey.session.id), "DateActionPlanCreated": at(days=400)}
    old = made(wire, path, body, "ActionPlanId", version="v1")
    assert "SessionId" not in old.body
    assert wire.get(old.path).json()["SessionId"] is None
    said = wire.patch(old.path, {"CurrentSituation": "Moved"}, version="v2")
    assert (said.status, [members for members, _ in said.errors]) == (422, [("SessionId",)])
    assert wire.patch(old.path, {"CurrentSituation": "Moved"}, version="").status == 200
    early = wire.patch(old.path, {"SessionId": journey.session.id})
    assert [members for members, _ in early.errors] == [("DateActionPlanCreated",)]
    mended = {"SessionId": journey.session.id, "DateActionPlanCreated": at(days=28)}
    assert wire.patch(old.path, mended).json()["CurrentSituation"] == "Moved"
    # Once a session is known, a date that was good enough no longer is.
    late = wire.patch(journey.session.path, {"DateandTimeOfSession": at(days=1)})
    assert late.status == 200
    assert wire.patch(old.path, {"CurrentSituation": "Again"}).status == 422


def test_who_made_and_where_stand_in_answers_by_a_switch_alone(wire: Wire, settings: Settings) -> None:
    journey = a_journey(wire)
    action = made(wire, journey.below_plan("actions", "Actions"), action_body(), "ActionId", touchpoint=WEST)
    path = journey.below_customer("employmentprogressions", "EmploymentProgressions")
    placed = {**employment_body(), "Latitude": 53.8, "Longitude": "-1.55"}
    work = made(wire, path, placed, "EmploymentProgressionId")
    assert not {"CreatedBy", "Latitude", "Longitude"} & set(wire.get(work.path).json())
    settings.DSS_SWITCHES = frozenset({Switch.SHOW_CREATED_BY, Switch.SHOW_PLACES})
    shown: dict[str, Any] = wire.get(work.path).json()
    assert (shown["CreatedBy"], shown["Latitude"], shown["Longitude"]) == (EAST, 53.8, -1.55)
    assert wire.get(action.path).json()["CreatedBy"] == WEST
    assert list(wire.get(journey.plan.path).json())[-2:] == ["CreatedBy", "CustomerSatisfaction"]
    assert "CreatedBy" not in wire.patch(journey.plan.path, {"CustomerSatisfaction": 1}).json()
    outcome = made(
        wire, journey.below_plan("outcomes", "Outcomes"), outcome_body(journey.session.id), "OutcomeId"
    )
    assert "CreatedBy" not in wire.get(outcome.path).json()


def test_ended_customer_is_read_and_no_longer_written(wire: Wire) -> None:
    journey = a_journey(wire)
    chat = made(wire, journey.below_interaction("webchats", "WebChats"), web_chat_body(), "WebChatId")
    goal = made(wire, journey.below_plan("goals", "Goals"), goal_body(), "GoalId")
    assert wire.patch(journey.customer.path, {"DateOfTermination": at(hours=1)}).status == 200
    for record, is_quoted in ((chat, True), (goal, False), (journey.plan, True)):
        assert wire.get(record.path).json() == record.body
        refused = wire.patch(record.path, {})
        expected = f'"{journey.customer.id}"' if is_quoted else journey.customer.id
        assert (refused.status, refused.text) == (403, expected)
        asked = wire.patch(record.path, {}, Accept="application/json")
        assert asked.json() == journey.customer.id
    # Subscriptions and advisers know no end.
    path = f"subscriptions/api/Customers/{journey.customer.id}/Subscriptions"
    assert wire.post(path, {"Subscribe": True}, touchpoint=WEST).status == 201


@pytest.mark.django_db(transaction=True)
def test_each_change_is_told_with_its_address(wire: Wire, settings: Settings) -> None:
    listening.listen(actor=None, now=timezone.now(), touchpoint=WEST, url="https://listener.example/")
    journey = a_journey(wire)
    subscriptions = f"subscriptions/api/Customers/{journey.customer.id}/Subscriptions"
    assert wire.post(subscriptions, {"Subscribe": True}, touchpoint=WEST).status == 201

    def told() -> list[str]:
        found = WireNotice.objects.using("owner").order_by("place")
        mine = [each.resource_url for each in found if each.subscriber.code == WEST]
        WireNotice.objects.using("owner").all().delete()
        return mine

    told()
    records: list[tuple[str, dict[str, object], str]] = [
        (journey.below_plan("actions", "Actions"), action_body(), "ActionId"),
        (journey.below_plan("goals", "Goals"), goal_body(), "GoalId"),
        (journey.below_plan("outcomes", "Outcomes"), outcome_body(journey.session.id), "OutcomeId"),
        (journey.below_interaction("transfers", "Transfers"), transfer_body(HELPLINE), "TransferId"),
        (journey.below_interaction("webchats", "WebChats"), web_chat_body(), "WebChatId"),
        (
            journey.below_customer("employmentprogressions", "EmploymentProgressions"),
            employment_body(),
            "EmploymentProgressionId",
        ),
        (
            journey.below_customer("learningprogressions", "LearningProgressions"),
            learning_body(),
            "LearningProgressionId",
        ),
    ]
    for path, body, key in records:
        record = made(wire, path, body, key)
        assert wire.patch(record.path, {}).status == 200
        assert told() == [f"{ADDRESS}/{record.path}"] * 2
        # Whoever changes something is not told of it.
        assert wire.patch(record.path, {}, touchpoint=WEST).status == 200
        assert told() == []
    adviser = made(wire, "adviserdetails/api/AdviserDetails", adviser_body(), "AdviserDetailId")
    assert wire.patch(adviser.path, {}).status == 200
    assert told() == []
    subscribers = {
        each.body["TouchPointId"]
        for each in WireRecord.objects.using("owner").filter(resource="subscriptions")
    }
    assert subscribers == {EAST, WEST, HELPLINE}

    # The POST of a web chat does not ask for the address; where it is empty it is that of the request.
    chats = journey.below_interaction("webchats", "WebChats")
    chat = made(wire, chats, web_chat_body(), "WebChatId", apimurl="")
    assert told() == [f"{ADDRESS}/{chat.path}"]
    settings.DSS_SWITCHES = frozenset({Switch.WEB_CHAT_NOTICE_AS_BUILT})
    made(wire, chats, web_chat_body(), "WebChatId")
    assert told() == [f"{ADDRESS}/{chats}/{journey.interaction.id}"]


def test_duration_of_a_chat_follows_whichever_end_moves(wire: Wire) -> None:
    journey = a_journey(wire)
    chat: Made = made(wire, journey.below_interaction("webchats", "WebChats"), web_chat_body(), "WebChatId")
    assert chat.body["WebChatDuration"] == "00:15:30"
    moved = wire.patch(chat.path, {"WebChatStartDateandTime": "2025-03-04T10:15:00.25Z"}).json()
    assert moved["WebChatDuration"] == "00:00:29.7500000"
    ended = wire.patch(
        chat.path, {"WebChatEndDateandTime": "2025-03-03T10:15:00.25Z", "WebChatDuration": "5"}
    )
    assert ended.json()["WebChatDuration"] == "-1.00:00:00"
    assert wire.get(chat.path).json() == ended.json()
