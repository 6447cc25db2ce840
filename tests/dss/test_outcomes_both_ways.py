"""Outcomes and where customers stand in work and learning: by wire into the record, and by page out onto the wire."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.dss.translating.values import moment_text
from fingerpost.house import events
from fingerpost.outcomes.models import EmploymentProgression, LearningProgression, Outcome
from fingerpost.outcomes.services.outcomes import withdraw_outcome
from fingerpost.outcomes.services.progressions import Employment, Learning, record_employment, record_learning
from fingerpost.policy.civil import civil_date
from tests.dss.kit import (
    WEST,
    Wire,
    a_customer,
    a_journey,
    at,
    employment_body,
    learning_body,
    made,
    outcome_body,
)
from tests.dss.systems import NORTH_EAST, NorthEast, rules_found
from tests.fixtures.world import Acting, ClientAs
from tests.outcome_steps import record_one_outcome, whole_session

NOWHERE = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def ours(acting: Acting) -> NorthEast:
    """A system of the organisation whose advisers work on the pages."""
    return NorthEast(acting)


@pytest.mark.requirement("BR-24.2")
def test_outcome_by_wire_stands_on_the_record_and_never_claims(
    ours: NorthEast, acting: Acting, client_as: ClientAs
) -> None:
    journey = a_journey(ours)
    claimed = outcome_body(journey.session.id) | {"OutcomeType": 3, "OutcomeClaimedDate": at(days=20)}
    outcome = made(ours, journey.below_plan("outcomes", "Outcomes"), claimed, "OutcomeId")
    with acting("area_adviser"):
        kept = Outcome.objects.get(id=outcome.id)
        assert (kept.kind, str(kept.attendance_id), kept.claimed_at) == ("3", journey.session.id, None)
        assert str(kept.told_on) == str(claimed["OutcomeEffectiveDate"])[:10]
        assert (kept.touchpoint.code, kept.version) == (NORTH_EAST, 1)  # type: ignore[union-attr]
    assert ours.get(outcome.path, touchpoint=WEST).json() == outcome.body
    client = client_as("area_adviser")
    page = client.get(f"/staff/outcomes/{outcome.id}/").content.decode()
    for words in ("Sustainable employment", "Not claimed", f"System of touchpoint {NORTH_EAST}"):
        assert words in page
    assert "Claimed, as that system says" in (
        client.get(f"/staff/shared-record/customers/{journey.customer.id}/").content.decode()
    )
    # Every field of the record follows a change; null takes the dates back.
    change = {"OutcomeType": 2, "OutcomeClaimedDate": None, "OutcomeEffectiveDate": None}
    told = ours.patch(outcome.path, change).json()
    assert (told["OutcomeType"], told["OutcomeClaimedDate"], told["OutcomeEffectiveDate"]) == (2, None, None)
    with acting("area_adviser"):
        kept = Outcome.objects.get(id=outcome.id)
        assert (kept.kind, kept.told_on, kept.claimed_at) == ("2", None, None)


def test_what_the_record_cannot_take_of_an_outcome_stays_with_the_wire_and_is_found(
    ours: NorthEast, acting: Acting
) -> None:
    journey = a_journey(ours)
    path = journey.below_plan("outcomes", "Outcomes")
    unknown = made(ours, path, outcome_body(NOWHERE), "OutcomeId")
    early = made(ours, path, outcome_body(NOWHERE) | {"OutcomeEffectiveDate": "1999-03-01"}, "OutcomeId")
    first = made(ours, path, outcome_body(NOWHERE) | {"OutcomeEffectiveDate": "0001-01-01"}, "OutcomeId")
    with ours.entered(NORTH_EAST):
        assert rules_found(unknown) == {"session_not_known"}
        assert rules_found(early) == rules_found(first) == {"not_carried"}
        assert {str(one.id) for one in Outcome.objects.all()} == {unknown.id}
    for record in (unknown, early, first):
        assert ours.get(record.path).json() == record.body
    # Another touchpoint changes it on the wire alone: it is not its outcome.
    assert ours.patch(unknown.path, {"OutcomeType": 4}, touchpoint=WEST).json()["OutcomeType"] == 4
    with acting("area_adviser") as actor:
        kept = Outcome.objects.get(id=unknown.id)
        assert kept.kind == "1"
        withdraw_outcome(actor=actor, now=timezone.now(), outcome_id=kept.id, version=kept.version)
    told = ours.get(unknown.path).json()
    assert (told["OutcomeType"], told["OutcomeEffectiveDate"]) == (4, None)
    assert ours.patch(unknown.path, {"OutcomeEffectiveDate": at(days=3)}).status == 200
    with ours.entered(NORTH_EAST):
        assert rules_found(unknown) == {"session_not_known", "outcome_stays"}
        assert Outcome.objects.get(id=unknown.id).told_on == kept.told_on


def test_outcome_of_pages_on_the_wire_field_by_field(ours: NorthEast, world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        attendance = whole_session(actor, world)
        customer_id, contact_id = attendance.customer_id, attendance.session.contact_id
        assert customer_id is not None
        kept = record_one_outcome(actor, world, customer_id, attendance=attendance, kind="2")
        plan = attendance.plan_draft
    path = f"outcomes/api/Customers/{customer_id}/Interactions/{contact_id}/ActionPlans/{plan.id}/Outcomes"
    told = ours.get(f"{path}/{kept.id}").json()
    assert told == {
        "OutcomeId": str(kept.id),
        "CustomerId": str(customer_id),
        "ActionPlanId": str(plan.id),
        "SessionId": str(attendance.id),
        "SubcontractorId": told["SubcontractorId"],
        "OutcomeType": 2,
        "OutcomeClaimedDate": None,
        "OutcomeEffectiveDate": told["OutcomeEffectiveDate"],
        "IsPriorityCustomer": False,
        "TouchpointId": NORTH_EAST,
        "LastModifiedDate": told["LastModifiedDate"],
        "LastModifiedTouchpointId": NORTH_EAST,
    }
    session = ours.get(
        f"sessions/api/Customers/{customer_id}/Interactions/{contact_id}/Sessions/{attendance.id}"
    )
    # Of the session's own day: no earlier than the session, so that a change by wire is let through.
    assert told["OutcomeEffectiveDate"] == session.json()["DateandTimeOfSession"]
    assert ours.patch(f"{path}/{kept.id}", {"IsPriorityCustomer": True}).status == 200
    with acting("claims_officer") as officer:
        now, who = timezone.now(), officer.account_id
        Outcome.objects.filter(id=kept.id).update(
            claimed_at=now, checked_at=now, claimed_by_id=who, checked_by_id=who
        )
        events.record("outcome.claimed", actor=officer, now=now, customer_id=customer_id)
    assert ours.get(f"{path}/{kept.id}").json()["OutcomeClaimedDate"] == moment_text(now)
    assert ours.patch(f"{path}/{kept.id}", {"OutcomeType": 1}).status == 200
    with ours.entered(NORTH_EAST):
        assert Outcome.objects.get(id=kept.id).kind == "2"


def test_progressions_by_wire_are_rows_that_follow_each_other(ours: NorthEast, client_as: ClientAs) -> None:
    customer = a_customer(ours)
    path = f"employmentprogressions/api/Customers/{customer.id}/EmploymentProgressions"
    body = employment_body() | {
        "DateProgressionRecorded": "2020-02-01T09:30:00.1234567Z", "EconomicShockStatus": 2,
        "EconomicShockCode": "Works closed", "EmployerName": "Harbour Cranes", "EmployerAddress": "2 Quay",
        "EmployerPostcode": "LS1 4DL", "Latitude": 53.801277, "Longitude": -1.548567,
        "DateOfLastEmployment": "2020-01-15T00:00:00Z",
    }  # fmt: skip
    work = made(ours, path, body, "EmploymentProgressionId")
    # Places are kept and, as for most clients, not shown.
    assert (
        work.body | {name: body[name] for name in body if name not in ("Latitude", "Longitude")} == work.body
    )
    with ours.entered(NORTH_EAST):
        row = EmploymentProgression.objects.get()
        assert (row.status, row.length_of_unemployment, row.economic_shock) == (
            "unemployed", "three_to_five", "government",
        )  # fmt: skip
        assert (row.recorded_on, row.last_worked_on) == (date(2020, 2, 1), date(2020, 1, 15))
        assert (row.employer, row.economic_shock_code) == ("Harbour Cranes", "Works closed")
        assert (str(row.latitude), str(row.longitude), row.touchpoint.code) == (  # type: ignore[union-attr]
            "53.801277", "-1.548567", NORTH_EAST,
        )  # fmt: skip
    assert ours.get(f"{path}/{work.id}", touchpoint=WEST).json() == work.body
    # A mended detail corrects the row; a new situation is another day's.
    assert ours.patch(f"{path}/{work.id}", {"EmployerName": "Harbour Crane Works"}).status == 200
    found_work = {"CurrentEmploymentStatus": 4, "EmploymentHours": 2, "DateOfEmployment": at(days=9)}
    assert ours.patch(f"{path}/{work.id}", found_work).status == 200
    assert ours.patch(f"{path}/{work.id}", {"EmploymentHours": 1}).status == 200
    with ours.entered(NORTH_EAST):
        rows = EmploymentProgression.objects.order_by("id")
        assert [(one.status, one.hours, one.recorded_on.year == 2020) for one in rows] == [
            ("unemployed", "", True), ("unemployed", "", True),
            ("employed", "sixteen_or_more", False), ("employed", "under_sixteen", False),
        ]  # fmt: skip
        assert [one.corrects_id for one in rows] == [None, rows[0].id, None, rows[2].id]
    page = client_as("area_adviser").get(f"/staff/customers/{customer.id}/progress/").content.decode()
    for words in ("Unemployed", "Harbour Crane Works", f"System of touchpoint {NORTH_EAST}"):
        assert words in page
    learning = f"learningprogressions/api/Customers/{customer.id}/LearningProgressions"
    learn = made(
        ours, learning, learning_body() | {"LastLearningProvidersUKPRN": "-1234567"}, "LearningProgressionId"
    )
    with ours.entered(NORTH_EAST):
        kept = LearningProgression.objects.get()
        assert (kept.status, kept.hours, kept.level, kept.provider_number) == (
            "in_learning", "under_sixteen", "none", "",
        )  # fmt: skip
    assert ours.get(f"{learning}/{learn.id}").json()["LastLearningProvidersUKPRN"] == "-1234567"


def test_days_before_every_list_stay_with_the_wire(wire: Wire) -> None:
    customer = a_customer(wire)
    path = f"employmentprogressions/api/Customers/{customer.id}/EmploymentProgressions"
    for_long = employment_body() | {"DateProgressionRecorded": "0001-01-01T00:00:00"}
    work = made(wire, path, for_long, "EmploymentProgressionId")
    learning = f"learningprogressions/api/Customers/{customer.id}/LearningProgressions"
    early = learning_body() | {"DateProgressionRecorded": "1999-01-01T00:00:00Z"}
    learn = made(wire, learning, early, "LearningProgressionId")
    with wire.entered():
        assert rules_found(work) == rules_found(learn) == {"not_carried"}
        assert not EmploymentProgression.objects.exists()
        assert not LearningProgression.objects.exists()
    assert wire.get(f"{path}/{work.id}").json()["DateProgressionRecorded"] == "0001-01-01T00:00:00"


def test_progressions_of_pages_on_the_wire_field_by_field(ours: NorthEast, acting: Acting) -> None:
    customer = a_customer(ours)
    today = civil_date(timezone.now())
    with acting("area_adviser") as actor:
        said: dict[str, Any] = {"actor": actor, "now": timezone.now(), "customer_id": customer.id}
        began = today - timedelta(days=30)
        record_employment(
            values=Employment(
                recorded_on=today, status="employed", hours="sixteen_or_more", started_on=began,
                economic_shock="local", employer="Weathervane Stores",
            ),
            **said,
        )  # fmt: skip
        record_learning(
            values=Learning(
                recorded_on=today, status="in_learning", hours="under_sixteen", started_on=began,
                level="level_2", level_achieved_on=began, provider_number="10012345",
            ),
            **said,
        )  # fmt: skip
    below = f"Customers/{customer.id}"
    [work] = ours.get(f"employmentprogressions/api/{below}/EmploymentProgressions").json()
    assert work == {
        "EmploymentProgressionId": work["EmploymentProgressionId"], "CustomerId": customer.id,
        "DateProgressionRecorded": f"{today}T00:00:00Z", "CurrentEmploymentStatus": 4, "EconomicShockStatus": 1,
        "EconomicShockCode": None, "EmployerName": "Weathervane Stores", "EmployerAddress": None,
        "EmployerPostcode": None, "EmploymentHours": 2, "DateOfEmployment": f"{began}T00:00:00Z",
        "DateOfLastEmployment": None, "LengthOfUnemployment": None, "LastModifiedDate": work["LastModifiedDate"],
        "LastModifiedTouchpointId": work["LastModifiedTouchpointId"],
    }  # fmt: skip
    # The first of the doors of the adviser's organisation.
    assert work["LastModifiedTouchpointId"] == "0000000105"
    [learn] = ours.get(f"learningprogressions/api/{below}/LearningProgressions").json()
    assert learn == {
        "LearningProgressionId": learn["LearningProgressionId"], "CustomerId": customer.id,
        "DateProgressionRecorded": f"{today}T00:00:00Z", "CurrentLearningStatus": 1, "LearningHours": 1,
        "DateLearningStarted": f"{began}T00:00:00Z", "CurrentQualificationLevel": 2,
        "DateQualificationLevelAchieved": f"{began}T00:00:00Z", "LastLearningProvidersUKPRN": "10012345",
        "LastModifiedDate": learn["LastModifiedDate"], "LastModifiedTouchpointId": "0000000105",
    }  # fmt: skip
    # There is one a customer, whoever made it.
    said_again = ours.post(f"employmentprogressions/api/{below}/EmploymentProgressions", employment_body())
    assert said_again.status == 409
