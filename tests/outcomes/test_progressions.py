"""Where customers stand in work and learning: kept, corrected, compared with the start. OF-13 to OF-20, OI-15.15."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.ids import new_id
from fingerpost.outcomes.models import EmploymentProgression, LearningProgression, Outcome, ResearchOutcome
from fingerpost.outcomes.rules.outcomes import EvidenceFacts, evidence_gaps, kinds_of
from fingerpost.outcomes.rules.progressions import (
    codes,
    distance,
    hours_code,
    progress_by_route,
    stands,
    sustained_by_set,
)
from fingerpost.plans.services.progress import ProgressValues, record_progress
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import civil_date
from tests.fixtures.world import Acting, ClientAs
from tests.funding.steps import whole_session
from tests.security.attack import NOT_PERMITTED, move

RULES = shipped_rules()
DAY = date(2026, 4, 20)
TODAY = civil_date(timezone.now())
# The numbers of the shared record's wire, as printed.
WIRE = {
    "employment_statuses": [*range(1, 14), 99],
    "employment_hours": [1, 2, 98, 99],
    "economic_shocks": [1, 2, 3],
    "unemployment_lengths": [1, 2, 3, 4, 5, 6, 98, 99],
    "learning_statuses": [1, 2, 3, 98, 99],
    "learning_hours": [1, 2, 98, 99],
    "qualification_levels": [99, *range(9)],
}


def test_lists_when_compared_with_the_wire_then_every_number_has_its_place_once() -> None:
    for name, numbers in WIRE.items():
        assert [one.wire for one in codes(name, rules=RULES, on=DAY).values()] == numbers, name


@pytest.mark.requirement("BR-GL-time")
def test_hours_when_15_9_then_under_sixteen_and_16_0_not() -> None:
    assert hours_code(Decimal("15.9"), rules=RULES, on=DAY) == "under_sixteen"
    assert hours_code(Decimal("16.0"), rules=RULES, on=DAY) == "sixteen_or_more"


@pytest.mark.requirement("BR-GL-sustain")
def test_job_when_judged_by_each_set_then_four_weeks_thirteen_and_six_months_for_research_alone() -> None:
    def held(days: int) -> list[tuple[str, int, bool, bool]]:
        found = sustained_by_set(DAY, DAY + timedelta(days=days), rules=RULES)
        return [(one.code, one.length, one.held, one.for_research) for one in found]

    def expected(*holds: bool) -> list[tuple[str, int, bool, bool]]:
        measures = (("weeks", 13, False), ("weeks", 4, False), ("months", 6, True))
        return [
            (code, length, held, research)
            for (code, length, research), held in zip(measures, holds, strict=True)
        ]

    assert held(27) == expected(False, False, False)
    assert held(28) == expected(False, True, False)
    assert held(90) == expected(False, True, False)
    assert held(91) == expected(True, True, False)
    assert held((date(2026, 10, 20) - DAY).days) == expected(True, True, True)


@pytest.mark.requirement("OF-20")
def test_progress_when_counted_then_learning_and_work_with_and_without_training_as_by_hand() -> None:
    def way(*steps: tuple[str, int, str]) -> object:
        return distance(
            stands(
                [(DAY + timedelta(days=on), status) for about, on, status in steps if about == "work"],
                [(DAY + timedelta(days=on), status, "") for about, on, status in steps if about == "learn"],
                rules=RULES,
                on=DAY,
            )
        )

    trained = way(
        ("work", 0, "unemployed"),
        ("learn", 0, "not_in_learning"),
        ("learn", 30, "in_learning"),
        ("work", 90, "employed"),
    )
    straight = way(("work", 0, "unemployed"), ("work", 20, "self_employed"))
    there_before = way(("work", 0, "employed"), ("learn", 0, "in_learning"))
    afterwards = way(
        ("work", 0, "inactive"),
        ("work", 5, "employed"),
        ("learn", 0, "not_known"),
        ("learn", 9, "traineeship"),
    )
    assert progress_by_route([trained, straight, there_before, afterwards]) == {  # type: ignore[list-item]
        "to_learning": 2,
        "to_work_with_training": 1,
        "to_work_without_training": 2,
    }


def test_level_when_equal_then_it_did_not_rise_and_unknown_is_told_apart() -> None:
    def rose(first: str, last: str) -> bool | None:
        rows = [(DAY, "in_learning", first), (DAY + timedelta(days=9), "in_learning", last)]
        return distance(stands([], rows, rules=RULES, on=DAY)).rose

    assert (rose("level_2", "level_3"), rose("level_2", "level_2")) == (True, False)
    assert (rose("none", "entry"), rose("", "level_3"), rose("level_2", "")) == (True, None, None)


@pytest.mark.requirement("OI-20.F21", "OI-20.F22", "OI-20.F23", "BR-7.6")
def test_evidence_when_asked_what_policy_asks_then_each_gap_is_named() -> None:
    def gaps(kind: str, of: str, **facts: object) -> list[str]:
        said = EvidenceFacts(**facts)  # type: ignore[arg-type]
        found = evidence_gaps(kind, said, of=of, started_on=DAY, rules=RULES, on=DAY)
        return [one.code.removeprefix("evidence_not_") for one in found]

    assert gaps("learning_document", "learning") == ["signed", "dated"]
    assert gaps("learning_document", "learning", is_signed=True, dated_on=DAY) == []
    early, late = DAY + timedelta(days=27), DAY + timedelta(days=28)
    assert gaps("payslip", "job", is_signed=True, dated_on=early) == ["lasted"]
    assert gaps("payslip", "job", is_signed=True, dated_on=late) == []
    assert gaps("offer_or_contract", "job") == []
    same = {"is_signed": True, "earned_before_pence": 100_000, "earned_after_pence": 100_000}
    assert gaps("payslip", "progression", **same) == ["rise"]
    assert gaps("payslip", "progression", **{**same, "earned_after_pence": 100_001}) == []
    assert gaps("payslip", "progression", **{**same, "is_signed": False}) == ["signed", "rise"]


@pytest.mark.requirement("OI-15.15")
def test_lists_when_compared_then_hard_and_soft_are_apart_from_what_can_be_claimed() -> None:
    hard, soft = (set(codes(name, rules=RULES, on=DAY)) for name in ("hard_outcomes", "soft_outcomes"))
    claimable = {
        kind for scheme in ("NEXTSTEP-2010", "NCS-2018") for kind in kinds_of(scheme, rules=RULES, on=DAY)
    }
    assert not hard & soft
    assert not (hard | soft) & claimable
    assert "retained_six_months" in hard
    assert {"confidence", "fewer_barriers", "self_help", "experience"} <= soft


def day(name: str, on: date) -> dict[str, str]:
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def sent(**values: str) -> dict[str, str]:
    return {"submission": str(new_id()), **values}


def text_of(answer: HttpResponse) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


@pytest.mark.django_db
@pytest.mark.requirement("OF-13", "OF-17", "OF-19")
def test_way_of_a_customer_when_looked_at_then_all_five_parts_and_a_correction_takes_the_place(
    acting: Acting, world: World, client_as: ClientAs
) -> None:
    with acting("area_adviser") as actor:
        attendance = whole_session(actor, world, days_ago=30)
        customer_id, plan = attendance.customer_id, attendance.plan_versions.get().plan
        for score in (3, 7):
            values = ProgressValues(kind="distance", measure="confidence", score=score)
            record_progress(actor=actor, now=timezone.now(), plan_id=plan.id, values=values)
    assert customer_id is not None
    adviser = client_as("area_adviser")
    work, learn, change, page, way = (
        reverse(f"workspace:{name}", args=[customer_id])
        for name in ("new_employment", "new_learning", "new_research_outcome", "progressions", "timeline")
    )
    before = TODAY - timedelta(days=30)
    assert adviser.post(work, sent(status="unemployed", **day("recorded_on", before))).status_code == 302
    wrong = adviser.post(
        work, sent(status="at_risk", employer="Weathervane Stores", **day("recorded_on", TODAY))
    )
    assert wrong.status_code == 302
    level = sent(status="in_learning", level="level_2", **day("recorded_on", before))
    assert adviser.post(learn, level).status_code == 302
    shock = adviser.post(
        work, sent(status="employed", economic_shock="government", **day("recorded_on", TODAY))
    )
    assert shock.status_code == 422
    soft = sent(kind="confidence", before="3", after="8", **day("recorded_on", TODAY))
    assert adviser.post(change, soft).status_code == 302
    assert (
        adviser.post(change, sent(kind="promoted", before="3", **day("recorded_on", TODAY))).status_code
        == 422
    )
    with acting("area_adviser") as actor:
        mistaken = EmploymentProgression.objects.get(status="at_risk")
    right = sent(
        status="employed",
        corrects=str(mistaken.id),
        **day("recorded_on", TODAY),
        **day("started_on", TODAY - timedelta(days=28)),
    )
    assert adviser.post(work, right).status_code == 302
    again = adviser.post(work, {**right, "submission": str(new_id())})
    assert again.status_code == 409
    text = text_of(adviser.get(page))
    assert "Weathervane" not in text
    assert "4 weeks: lasted" in text
    assert "Jobcentre Plus, 6 months, for research: not yet" in text
    assert "Before: 3 of 10 Now: 8 of 10" in text
    told = text_of(adviser.get(way))
    for part in (
        "Starting point",
        "Motivation",
        "Progress of the plan",
        "Into learning and work",
        "Attendance and punctuality",
    ):
        assert part in told
    assert "Works twenty hours a week in a shop" in told
    assert "3 of 10 at first, 7 of 10 on" in told
    assert "Came to 1 of 1 sessions" in told
    assert f"Entered work {TODAY.day} " in told
    with acting("area_adviser"):
        assert EmploymentProgression.objects.count() == 3
        assert LearningProgression.objects.get().level == "level_2"
        assert (ResearchOutcome.objects.get().before, Outcome.objects.count()) == (3, 0)
        assert move("outcomes_employmentprogression", mistaken.id, "status", "employed") == NOT_PERMITTED
    assert client_as("claims_officer").post(work, right).status_code == 403
    assert client_as("auditor").get(page).status_code == 404
