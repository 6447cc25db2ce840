"""Checks before a return: what is found, who can mend it; and extracts, each of what it is for."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from io import StringIO
from uuid import UUID

import pytest

from fingerpost.performance.models import ReturnKind
from fingerpost.performance.return_queries import payment_is_held, state_of
from fingerpost.performance.returns.checks import (
    Finding,
    Ledger,
    findings,
    is_learner_number,
    limits_of,
    rules_of_checks,
)
from fingerpost.performance.returns.extracts import (
    Person,
    counts_csv,
    extract_csv,
    for_counts,
    for_satisfaction,
    layout_of,
    missing_in,
)
from fingerpost.performance.returns.rows import Row
from fingerpost.policy import shipped_rules
from tests.performance.test_returns_files import ORGANISATION, number, row

RULES = shipped_rules()
ON = date(2026, 10, 31)
KNOWN = rules_of_checks(RULES, ON)
LIMITS = limits_of(RULES, ON, {"1", "2", "3", "4", "5"})


def found_in(rows: list[Row], ledger: Ledger | None = None) -> list[tuple[str, str]]:
    return [(each.rule.code, each.mended_by) for each in findings(rows, KNOWN, LIMITS, ledger)]


def ledger_of(rows: list[Row], **parts: object) -> Ledger:
    pence = sum(each.pence or 0 for each in rows)
    whole = Ledger(pence, pence, len(rows), 0, has_claim=True)
    return replace(whole, **parts)  # type: ignore[arg-type]  # a test's own facts


@pytest.mark.requirement("BR-22.2", "OI-13.6")
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"born_on": None}, "born_missing"),
        ({"born_on": date(2020, 1, 1)}, "born_range"),
        ({"born_on": date(1890, 1, 1)}, "born_range"),
        ({"postcode": None}, "postcode_missing"),
        ({"postcode": "LS1 4CK"}, "postcode_form"),
        ({"session": None, "plan": None, "adviser": None, "session_on": None}, "session_missing"),
        ({"plan": None}, "plan_missing"),
        ({"adviser": ""}, "adviser_missing"),
        ({"session_on": date(2026, 5, 12)}, "before_session"),
        ({"claimed_on": date(2026, 5, 10)}, "claimed_early"),
        ({"period": "2026-06"}, "month_moved"),
        ({"kind": "9"}, "type_unknown"),
        ({"learner_number": "12345"}, "learner_number_form"),
    ],
)
def test_row_when_one_field_is_wrong_then_its_one_rule_is_named_and_stops(
    wrong: dict[str, object], code: str
) -> None:
    assert found_in([row(1, 2)]) == []
    assert found_in([row(1, 2, **wrong)]) == [(code, "prime")]
    found = list(findings([row(1, 2, is_subcontracted=True, ukprn="10001647", **wrong)], KNOWN, LIMITS, None))
    assert [each.rule.code for each in found] == [code]
    one = found[0]
    assert (one.stops, one.outcome, one.customer, one.organisation) == (
        True,
        number(2),
        number(1),
        ORGANISATION,
    )
    assert one.mended_by == ("prime" if KNOWN[code].mended_by == "prime" else "subcontractor")
    assert one.rule.field
    assert one.rule.mend


@pytest.mark.requirement("BR-22.2")
def test_return_when_ledger_and_rows_differ_then_one_finding_names_the_whole() -> None:
    rows = [row(1, 2), row(2, 3, pence=1000)]
    assert found_in(rows, ledger_of(rows)) == []
    for wrong in ({"lines_pence": 7999}, {"claims_pence": 8001}, {"payments": 3}, {"reversals": 1}):
        assert found_in(rows, ledger_of(rows, **wrong)) == [("ledger_differs", "agency")]
    assert found_in([], Ledger(0, 0, 0, 0, has_claim=False)) == [("no_claim", "prime")]
    assert found_in([row(1, 2), row(1, 2)]) == [("twice", "agency")] * 2
    hidden = replace(row(1, 2), was_read=False, born_on=None, customer=None)
    assert found_in([hidden]) == [("record_unreadable", "agency")]
    assert found_in([row(1, 2, customer_class="")]) == [("class_missing", "prime")]
    assert found_in([row(1, 2, is_subcontracted=True, ukprn="")]) == [("provider_number", "agency")]
    unpriced = list(findings([row(1, 2, pence=None)], KNOWN, LIMITS, None))
    assert [(each.rule.code, each.stops) for each in unpriced] == [("unpriced", False)]


@pytest.mark.requirement("OI-13.6")
def test_learner_number_when_missing_face_to_face_then_listed_and_its_last_digit_is_checked() -> None:
    assert found_in([row(1, 2, channel=1)]) == [("learner_number_missing", "prime")]
    assert found_in([row(1, 2, channel=2)]) == []
    assert is_learner_number("1234567899")
    assert not any(
        is_learner_number(each) for each in ("1234567890", "123456789", "12345678990", "123456789x")
    )
    assert found_in([row(1, 2, channel=1, learner_number="1234567899")]) == []
    assert found_in([row(1, 2, channel=1, learner_number="1234567890")]) == [
        ("learner_number_digit", "prime")
    ]


def person(customer: int, **parts: object) -> Person:
    facts: dict[str, object] = {
        "customer": number(customer),
        "attendance": number(customer + 100),
        "given_name": "Tess",
        "family_name": "Placeholder",
        "born_on": date(1984, 3, 27),
        "gender": 1,
        "preferred": 1,
        "mobile": "07700 900100",
        "home": "0113 496 0100",
        "other": None,
        "email": None,
        "postcode": "LS1 4AP",
        "condition": None,
        "difficulty": None,
        "ethnicity": None,
        "organisation": ORGANISATION,
        "organisation_name": "Milestone Learning",
        "is_subcontracted": True,
        "plan_on": date(2026, 10, 5),
        "employment": None,
        "unemployed_for": None,
        "learning": None,
        "qualification": None,
        "channel": 2,
        "session_on": date(2026, 10, 5),
        "result": "attended",
        "seen_before": None,
        "opted_in": True,
        "left_out": False,
        "groups": "2,5",
        "outcomes": None,
    }
    return Person(**(facts | parts))  # type: ignore[arg-type]  # a test's own facts over the usual ones


def told(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))


def ids(people: Iterable[Person]) -> list[UUID | None]:
    return [each.customer for each in people]


@pytest.mark.requirement("BR-19.1")
def test_survey_when_drawn_then_only_who_agreed_is_still_here_and_was_not_seen_before() -> None:
    layout = layout_of("returns.extract.survey", ON, RULES)
    people = [
        person(1),
        person(2, opted_in=False),
        person(3, left_out=True),
        person(4, seen_before=date(2026, 7, 5)),
        person(5, seen_before=date(2026, 7, 4)),
        person(6, mobile=None, home=None),
        replace(person(7), customer=None),
        person(8, preferred=3, given_name="=cmd()"),
    ]
    chosen = for_satisfaction(people, layout)
    assert ids(chosen) == [number(1), number(5), number(8)]
    rows = told(extract_csv(chosen, layout, area="North East", types={}))
    assert len(rows[0]) == 23
    assert rows[0]["Primary Phone Number"] == "07700 900100"
    assert rows[2]["Primary Phone Number"] == "0113 496 0100"
    assert rows[2]["Given Name"] == "'=cmd()"
    assert (rows[0]["Ethnicity"], rows[0]["Session Date"], rows[0]["Priority Group"]) == (
        "Not provided",
        "2026-10-05",
        "2,5",
    )
    assert (rows[0]["Participate Research Evaluation"], rows[0]["Contracting Area"]) == ("Yes", "North East")


@pytest.mark.requirement("BR-19.1")
def test_counts_when_made_then_each_person_stands_once_in_each_group() -> None:
    layout = layout_of("returns.extract.survey", ON, RULES)
    groups = RULES.get_rows("returns.survey_groups", ON)
    people = [
        replace(person(1, opted_in=False), customer=None),
        person(2, born_on=date(2007, 10, 6), gender=99, plan_on=None),
        person(3, born_on=date(2008, 10, 6)),  # 17 on the day
        person(4, left_out=True),
        person(5, seen_before=date(2026, 8, 5)),
        person(6, seen_before=date(2026, 8, 4), channel=9, employment="not_a_code"),
        person(7, born_on=None),
    ]
    counted = for_counts(people, layout)
    assert len(counted) == 3
    rows = told(counts_csv(counted, groups, area="North East"))
    numbers = {(each["Group"], each["Value"]): int(each["North East"]) for each in rows}
    for group in {str(each["group"]) for each in groups}:
        assert sum(number for (name, _value), number in numbers.items() if name == group) == 3, group
    assert numbers["Age", "18-19"] == 1
    assert numbers["Gender", "Not provided"] == 1
    assert numbers["Channel", "Other"] == 1
    assert numbers["Given", "Information Given"] == 1


@pytest.mark.requirement("OI-14.5", "OI-13.1")
def test_data_for_work_and_pensions_when_an_item_is_missing_then_each_is_named_and_matching_has_little() -> (
    None
):
    layout = layout_of("returns.extract.work_and_pensions", ON, RULES)
    assert list(missing_in([person(1)], layout)) == []
    assert list(missing_in([person(1, result="did_not_attend", plan_on=None)], layout)) == []
    found: list[Finding] = list(missing_in([person(1, postcode=None, plan_on=None)], layout))
    assert [(each.rule.field, each.mended_by, each.stops) for each in found] == [
        ("Home Postcode", "subcontractor", True),
        ("Action Plan Date", "subcontractor", True),
    ]
    matching = layout_of("returns.extract.matching", ON, RULES)
    rows = told(extract_csv([person(1)], matching, area="", types={}))
    assert rows == [
        {
            "Customer ID": str(number(1)),
            "Given Name": "Tess",
            "Family Name": "Placeholder",
            "Date of Birth": "1984-03-27",
            "Home Postcode": "LS1 4AP",
        }
    ]
    outcomes = told(
        extract_csv([person(1, outcomes="3,1")], layout, area="", types={"3": "Job", "1": "Answer"})
    )
    assert outcomes[0]["Outcomes"] == "Job, Answer"


@pytest.mark.requirement("OI-14.5")
def test_payment_when_data_for_work_and_pensions_is_late_or_not_whole_then_may_wait_and_else_not() -> None:
    due = date(2026, 11, 11)
    owed = ReturnKind.WORK_AND_PENSIONS
    nothing = state_of(owed, due, None, today=due)
    assert (nothing.word, payment_is_held(nothing)) == ("due", False)
    late = state_of(owed, due, None, today=date(2026, 11, 12))
    assert (late.word, payment_is_held(late)) == ("late", True)
    assert not payment_is_held(state_of(ReturnKind.HUB, due, None, today=date(2026, 11, 12)))
