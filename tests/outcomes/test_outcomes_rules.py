"""What an outcome is by the scheme and the day: BR-GL-sustain, BR-GL-time, BR-GL-progress, OI-21.4."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from fingerpost.outcomes.rules.outcomes import (
    evidence_kinds,
    is_full_time,
    is_sustained,
    kinds_of,
    missing_facts,
    positive_as,
)
from fingerpost.policy import shipped_rules

RULES = shipped_rules()
DAY = date(2021, 6, 1)


@pytest.mark.requirement("BR-GL-sustain")
@pytest.mark.parametrize(
    ("days", "on", "expected"),
    [
        (27, date(2014, 10, 1), False),
        (28, date(2014, 10, 1), True),
        (28, date(2014, 9, 30), False),
        (90, date(2014, 9, 30), False),
        (91, date(2014, 9, 30), True),
        (27, DAY, False),
        (28, DAY, True),
    ],
)
def test_job_when_so_many_days_old_then_sustained_by_the_rule_of_the_day(
    days: int, on: date, expected: bool
) -> None:
    assert is_sustained(on - timedelta(days=days), on, rules=RULES, on=on) is expected


@pytest.mark.requirement("BR-GL-time")
def test_learning_when_16_hours_a_week_then_full_time_and_when_less_then_part_time() -> None:
    assert is_full_time(Decimal("15.9"), rules=RULES, on=DAY) is False
    assert is_full_time(Decimal("16.0"), rules=RULES, on=DAY) is True
    assert is_full_time(Decimal("16.0"), rules=RULES, on=date(2014, 9, 30)) is None


def test_kinds_when_asked_by_scheme_then_those_of_the_scheme_alone() -> None:
    assert [one.label for one in kinds_of("NCS-2018", rules=RULES, on=DAY).values()] == [
        "Customer satisfaction",
        "Career management",
        "Sustainable employment",
        "Accredited learning",
        "Career progression",
    ]
    assert list(kinds_of("NEXTSTEP-2010", rules=RULES, on=date(2011, 6, 1))) == [
        "learning",
        "job",
        "progression",
    ]
    assert kinds_of("OF-ANOTHER", rules=RULES, on=DAY) == {}


def test_evidence_when_asked_for_a_kind_then_what_can_show_it() -> None:
    assert list(evidence_kinds(rules=RULES, on=DAY, asks="learning")) == [
        "learning_document",
        "employer_letter",
    ]
    assert list(evidence_kinds(rules=RULES, on=DAY, asks="job")) == [
        "payslip",
        "employer_letter",
        "offer_or_contract",
    ]
    assert list(evidence_kinds(rules=RULES, on=DAY, asks="progression")) == ["payslip", "employer_letter"]


@pytest.mark.requirement("OI-21.4", "BR-GL-progress")
def test_positive_outcome_when_asked_on_a_day_then_one_of_the_list_of_that_day() -> None:
    assert positive_as("learning", rules=RULES, on=date(2011, 6, 1)) == "progress_in_skills"
    assert positive_as("learning", rules=RULES, on=DAY) == "entered_learning"
    assert positive_as("job", rules=RULES, on=DAY) == "sustained_job"
    assert positive_as("job", rules=RULES, on=DAY, is_sustained_job=False) == ""
    assert positive_as("progression", rules=RULES, on=DAY) == "progress_in_work"
    assert positive_as("service", rules=RULES, on=DAY) == ""


def gaps(kind: str, **facts: object) -> list[str]:
    values: dict[str, object] = {
        "started_on": None,
        "told_on": None,
        "evidenced_on": None,
        "weekly_hours": None,
        **facts,
    }
    found = kinds_of("NCS-2018", rules=RULES, on=DAY).get(kind)
    return [gap.code for gap in missing_facts(found, rules=RULES, today=DAY, **values)]  # type: ignore[arg-type]


@pytest.mark.requirement("OI-12.15")
def test_outcome_when_something_is_missing_then_named_and_when_nothing_is_then_nothing() -> None:
    day = DAY - timedelta(days=60)
    assert gaps("9") == ["kind_not_of_the_scheme"]
    assert gaps("1") == ["told_on"]
    assert gaps("2", told_on=DAY) == []
    assert gaps("4", told_on=DAY) == ["started_on", "evidence", "weekly_hours"]
    assert gaps("4", told_on=DAY, started_on=day, evidenced_on=DAY, weekly_hours=Decimal(3)) == []
    assert gaps("5", told_on=DAY, started_on=day) == ["evidence"]
    assert gaps("3", told_on=DAY, started_on=DAY - timedelta(days=27), evidenced_on=DAY) == [
        "job_not_sustained"
    ]
    assert gaps("3", told_on=DAY, started_on=DAY - timedelta(days=28), evidenced_on=DAY) == []
