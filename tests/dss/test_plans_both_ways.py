"""Plans, actions and goals: by wire into the working copy of their session, and by page out onto the wire."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.dss.models import WireFinding
from fingerpost.interactions.services.contacts import attach_customer
from fingerpost.plans.content import from_json
from fingerpost.plans.models import Draft, PlanProgress, PlanVersion
from fingerpost.plans.services.drafts import save_facts, save_item, save_part
from fingerpost.plans.services.lines import ItemValues
from fingerpost.plans.services.progress import ProgressValues, record_progress
from fingerpost.policy.civil import civil_date
from tests.dss.kit import (
    WEST,
    Journey,
    Made,
    Wire,
    a_journey,
    a_plan,
    action_body,
    at,
    contact_body,
    goal_body,
    made,
)
from tests.dss.systems import NORTH_EAST, NorthEast, rules_found
from tests.fixtures.world import Acting, ClientAs
from tests.outcome_steps import whole_session
from tests.plan_steps import GOALS, OPTIONS, PARTS, action, add_line, begin_plan, freeze
from tests.session_steps import open_one, place_of, record_one


@pytest.fixture
def ours(acting: Acting) -> NorthEast:
    """A system of the organisation whose advisers work on the pages."""
    return NorthEast(acting)


def _lines(wire: Wire, journey: Journey) -> tuple[Made, Made]:
    done = action_body() | {"ActionStatus": 2, "SignpostedTo": "Harbour College"}
    action_made = made(wire, journey.below_plan("actions", "Actions"), done, "ActionId")
    return action_made, made(wire, journey.below_plan("goals", "Goals"), goal_body(), "GoalId")


def test_plan_by_wire_when_an_adviser_goes_on_then_goes_out_as_it_was_agreed(
    ours: NorthEast, world: World, acting: Acting, client_as: ClientAs
) -> None:
    journey = a_journey(ours)
    below = f"contactdetails/api/Customers/{journey.customer.id}/ContactDetails"
    made(ours, below, contact_body(), "ContactId")
    done, goal = _lines(ours, journey)
    with acting("area_adviser"):
        draft = Draft.objects.get(id=journey.plan.id)
        assert {(one.kind, one.text, one.is_agreed) for one in draft.items.all()} == {
            ("action", "Ask the college for its list of evening courses", False),
            ("goal", "Pass the first crane test", False),
        }
        line = draft.items.get(kind="action")
        assert (line.action_kind, line.organisation, line.who) == ("signpost", "Harbour College", "customer")
        assert draft.begun_by.full_name == f"System of touchpoint {NORTH_EAST}"
    page = client_as("area_adviser").get(f"/staff/attendances/{journey.session.id}/plan/").content.decode()
    for words in ("Pass the first crane test", "Works part time in a warehouse"):
        assert words in page
    # Their next session is with an adviser, whose working copy has what came by wire, to be agreed.
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
        attach_customer(
            actor=actor, now=timezone.now(), contact=contact, customer_id=UUID(journey.customer.id)
        )
        attendance = place_of(record_one(actor, world, contact))
        draft = begin_plan(actor, attendance)
        assert {str(one.key): one.is_agreed for one in draft.items.all()} == {done.id: False, goal.id: False}
        _agree(actor, draft)
        version = freeze(actor, attendance)
        goal_key = next(one.key for one in from_json(version.content).goals if str(one.key) == goal.id)
        progress = ProgressValues(kind="status", item=goal_key, status="met")
        record_progress(actor=actor, now=timezone.now(), plan_id=version.plan_id, values=progress)
    told = ours.get(done.path, touchpoint=WEST).json()
    # What the record has a place for and did not change, and what only the wire knows, is as it was sent.
    assert told == {
        **done.body,
        "LastModifiedDate": told["LastModifiedDate"],
        "LastModifiedTouchpointId": NORTH_EAST,
    }
    said = ours.get(goal.path, touchpoint=WEST).json()
    assert (said["GoalStatus"], said["LastModifiedBy"]) == (2, NORTH_EAST)
    assert said["DateGoalAchieved"][:10] == str(civil_date(timezone.now()))
    assert said["DateGoalShouldBeCompletedBy"] == goal.body["DateGoalShouldBeCompletedBy"]
    plans = ours.get(f"actionplans/api/Customers/{journey.customer.id}/ActionPlans", touchpoint=WEST).json()
    assert {(one["ActionPlanId"], one["CurrentSituation"]) for one in plans} == {
        (journey.plan.id, journey.plan.body["CurrentSituation"]),
        (str(draft.id), "Drives a van now"),
    }


def _agree(actor: Any, draft: Draft) -> None:
    """The adviser agrees the wire's lines with the customer, and writes what else a plan must hold."""
    now = timezone.now()
    texts = {**PARTS, "starting_point": "Drives a van now"}
    stands = {one.part: one.version for one in draft.parts.all()}
    for part, text in texts.items():
        save_part(
            actor=actor, now=now, draft_id=draft.id, part=part, text=text, is_agreed=True,
            version=stands.get(part, 0),
        )  # fmt: skip
    names = ("kind", "text", "detail", "area", "horizon", "action_kind", "who", "organisation", "by_on")
    for item in draft.items.all():
        values = ItemValues(is_agreed=True, **{name: getattr(item, name) for name in names})
        save_item(actor=actor, now=now, draft_id=draft.id, key=item.key, version=item.version, values=values)
    for values in (*OPTIONS, *GOALS):
        add_line(actor, draft, values)
    for number in range(2):
        add_line(actor, draft, action(f"Step {number}", by_on=civil_date(now) + timedelta(days=20)))
    draft.refresh_from_db()
    review_on = civil_date(now) + timedelta(days=42)
    save_facts(
        actor=actor,
        now=now,
        draft_id=draft.id,
        version=draft.version,
        review_on=review_on,
        english_maths="none",
    )


def test_what_a_plan_has_no_place_for_stays_with_the_wire_and_is_found(wire: Wire) -> None:
    journey = a_journey(wire)
    # A second plan of one session, and one of a session that nobody knows.
    second = a_plan(wire, journey.customer, journey.interaction, journey.session)
    unknown = a_plan(
        wire, journey.customer, journey.interaction, journey.session,
        SessionId="11111111-2222-4333-8444-555555555555", DateActionPlanCreated="0001-01-01T00:00:00Z",
    )  # fmt: skip
    other = made(wire, journey.below_plan("goals", "Goals"), goal_body() | {"GoalType": 99}, "GoalId")
    long = "Ask the college. " * 200
    lengthy = made(
        wire, journey.below_plan("actions", "Actions"), action_body() | {"ActionSummary": long}, "ActionId"
    )
    far = made(
        wire,
        journey.below_plan("actions", "Actions"),
        action_body() | {"DateActionAimsToBeCompletedBy": "9999-12-31T23:59:59.9999999Z"},
        "ActionId",
    )
    foreign = made(wire, journey.below_plan("actions", "Actions"), action_body(), "ActionId", touchpoint=WEST)
    with wire.entered():
        assert Draft.objects.count() == 1
        assert rules_found(second) == {"second_plan"}
        assert rules_found(unknown) == {"session_not_known"}
        assert rules_found(other) == {"not_carried"}
        assert rules_found(lengthy) == set()
        items = {str(one.key): one for one in Draft.objects.get().items.all()}
        assert set(items) == {lengthy.id, far.id}
        assert (len(items[lengthy.id].text) <= 300, len(items[lengthy.id].detail) <= 600) == (True, True)
        assert items[far.id].by_on is None
    for record in (second, unknown, other, lengthy, far, foreign):
        assert wire.get(record.path).json() == record.body
    assert wire.get(lengthy.path).json()["ActionSummary"] == long


def test_plan_of_pages_on_the_wire_field_by_field(ours: NorthEast, world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        attendance = whole_session(actor, world)
        draft = Draft.objects.get(attendance=attendance)
        version = PlanVersion.objects.get(plan=draft.plan)
        content = from_json(version.content)
        customer_id, contact_id = attendance.customer_id, attendance.session.contact_id
    today = f"{civil_date(version.made_at)}T00:00:00Z"
    [plan] = ours.get(f"actionplans/api/Customers/{customer_id}/ActionPlans").json()
    assert plan == {
        "ActionPlanId": str(draft.id),
        "CustomerId": str(customer_id),
        "InteractionId": str(contact_id),
        "SessionId": str(attendance.id),
        "SubcontractorId": None,
        "DateActionPlanCreated": plan["DateActionPlanCreated"],
        "CustomerCharterShownToCustomer": True,
        "DateAndTimeCharterShown": plan["DateAndTimeCharterShown"],
        "DateActionPlanSentToCustomer": plan["DateActionPlanSentToCustomer"],
        "ActionPlanDeliveryMethod": 1,
        "DateActionPlanAcknowledged": plan["DateActionPlanAcknowledged"],
        "CurrentSituation": content.parts["starting_point"],
        "LastModifiedDate": plan["LastModifiedDate"],
        "LastModifiedTouchpointId": NORTH_EAST,
        "CustomerSatisfaction": None,
    }
    created, today_text = plan["DateActionPlanCreated"], str(civil_date(version.made_at))
    for name in ("DateAndTimeCharterShown", "DateActionPlanSentToCustomer", "DateActionPlanAcknowledged"):
        assert plan[name][:10] == today_text
        assert plan[name] >= created or name == "DateAndTimeCharterShown"
    below = f"Customers/{customer_id}/Interactions/{contact_id}/ActionPlans/{draft.id}"
    actions = {one["ActionId"]: one for one in ours.get(f"actions/api/{below}/Actions").json()}
    assert set(actions) == {str(one.key) for one in content.actions}
    for line in content.actions:
        one = actions[str(line.key)]
        assert one["ActionSummary"].startswith(line.text)
        assert one["DateActionAimsToBeCompletedBy"] == f"{line.by_on}T00:00:00Z"
        assert (one["ActionStatus"], one["ActionType"], one["PersonResponsible"]) == (1, 99, 1)
        assert (one["SignpostedTo"] is None) == (one["SignpostedToCategory"] == 98) == (not line.organisation)
        assert one["DateActionAgreed"] <= today
        assert one["DateActionActuallyCompleted"] is None
    goals = {one["GoalId"]: one for one in ours.get(f"goals/api/{below}/Goals").json()}
    assert {(one["GoalType"], one["GoalStatus"]) for one in goals.values()} == {(3, 1), (2, 1)}
    # A patch of any one field passes the rules of the merged record, as the website sends it.
    key = str(content.actions[0].key)
    said = ours.patch(
        f"actions/api/{below}/Actions/{key}",
        {"ActionStatus": 3, "DateActionAimsToBeCompletedBy": at(days=-100)},
        touchpoint=WEST,
    )
    assert said.status == 200
    assert ours.patch(f"actionplans/api/{below}", {"CustomerSatisfaction": 1}).status == 200
    assert ours.patch(f"goals/api/{below}/Goals/{next(iter(goals))}", {"GoalStatus": 2}).status == 200


def test_change_by_wire_of_what_was_agreed_then_log_has_how_it_stands_and_version_stays(
    ours: NorthEast, world: World, acting: Acting, client_as: ClientAs
) -> None:
    with acting("area_adviser") as actor:
        attendance = whole_session(actor, world)
        draft = Draft.objects.get(attendance=attendance)
        content = from_json(PlanVersion.objects.get(plan=draft.plan).content)
        customer_id, contact_id = attendance.customer_id, attendance.session.contact_id
    line = content.actions[0]
    path = f"actions/api/Customers/{customer_id}/Interactions/{contact_id}/ActionPlans/{draft.id}/Actions/{line.key}"
    later = at(days=-200)
    change = {"ActionStatus": 2, "DateActionAimsToBeCompletedBy": later}
    assert ours.patch(path, change).status == 200
    with acting("area_adviser") as actor:
        row = PlanProgress.objects.get(item=line.key, kind="status")
        assert (row.status, row.recorded_by.full_name) == ("doing", f"System of touchpoint {NORTH_EAST}")
        assert from_json(PlanVersion.objects.get(plan=draft.plan).content) == content
    told = ours.get(path).json()
    assert (told["ActionStatus"], told["DateActionAimsToBeCompletedBy"]) == (2, later)
    with ours.entered(NORTH_EAST):
        assert list(WireFinding.objects.filter(record_id=line.key).values_list("rule", flat=True)) == [
            "plan_stays"
        ]
    client = client_as("area_adviser")
    assert "Under way" in client.get(f"/staff/customers/{customer_id}/plan/progress/").content.decode()
    page = client.get(f"/staff/shared-record/customers/{customer_id}/").content.decode()
    for words in ("Changed in plans of this service", line.text):
        assert words in page
    # The adviser agrees another day in the next session: the wire follows.
    with acting("area_adviser") as actor:
        by_on = civil_date(timezone.now()) + timedelta(days=90)
        item = Draft.objects.get(id=draft.id).items.get(key=line.key)
        values = ItemValues(
            kind="action", text=item.text, detail=item.detail, action_kind=item.action_kind, who=item.who,
            organisation=item.organisation, for_goal=item.for_goal, by_on=by_on, is_agreed=True,
            is_for_english_maths=item.is_for_english_maths,
        )  # fmt: skip
        now = timezone.now()
        save_item(actor=actor, now=now, draft_id=draft.id, key=line.key, version=item.version, values=values)
        freeze(actor, attendance)
    assert ours.get(path).json()["DateActionAimsToBeCompletedBy"] == f"{by_on}T00:00:00Z"
    assert ours.get(path).json()["ActionStatus"] == 2
