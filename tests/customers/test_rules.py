"""Pure decisions of the room: keys that find a record, what counts now, what the priority sets are given."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.customers.rules import (
    ENDED,
    LONGEST_KEY,
    FourItems,
    assess_evidence,
    facts_now,
    match_keys,
    matching_form,
    priority_facts,
    support_needs_now,
)
from fingerpost.policy import shipped_rules
from fingerpost.policy.priority import evaluate

DAY = date(2016, 3, 1)


@dataclass(frozen=True)
class Told:
    """A fact as these rules look at it."""

    kind: str
    value: str


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Tess", "O'Neil"), ("tess", "O’NEIL")),
        (("José", "García"), ("JOSE", "Garcia")),
        (("Maria", "de la Cruz"), ("maria", "De-La-Cruz")),
        (("Łukasz", ""), ("", "Lukasz")),
    ],
)
def test_matching_form_when_the_same_person_writes_it_otherwise_then_the_same(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    first = matching_form(given_name=one[0], family_name=one[1], postcode="m1 1ae")
    second = matching_form(given_name=other[0], family_name=other[1], postcode="M11AE")
    assert first == second


def test_match_keys_when_names_and_homes_are_several_then_each_with_each() -> None:
    keys = match_keys([("Tess", "O’Neil"), ("Tess", "Smith")], ["M1 1AE", "BFPO 57"])
    assert keys == {
        FourItems("oneil", "tess", "M11AE"),
        FourItems("oneil", "tess", "BFPO57"),
        FourItems("smith", "tess", "M11AE"),
        FourItems("smith", "tess", "BFPO57"),
    }


def test_match_keys_when_no_home_was_ever_kept_then_found_without_one() -> None:
    assert match_keys([("Tess", "O’Neil")], []) == {FourItems("oneil", "tess", "")}


@given(st.text(max_size=100), st.text(max_size=100))
def test_match_keys_when_any_text_then_it_fits_its_column(given_name: str, family_name: str) -> None:
    for key in match_keys([(given_name, family_name)], []):
        assert len(key.family) <= LONGEST_KEY
        assert len(key.given) <= LONGEST_KEY


def test_facts_now_when_one_was_corrected_then_the_newest_counts() -> None:
    newest_first = [Told("carer", "no"), Told("employment_status", "employed"), Told("carer", "yes")]
    assert facts_now(newest_first) == {"carer": "no", "employment_status": "employed"}


def test_support_needs_when_one_ended_and_one_came_back_then_those_that_hold() -> None:
    newest_first = [
        Told("support_need", "breaks"),
        Told("support_need", f"{ENDED}breaks"),
        Told("support_need", f"{ENDED}quiet_room"),
        Told("support_need", "quiet_room"),
        Told("support_need", "breaks"),
        Told("carer", "yes"),
    ]
    assert support_needs_now(newest_first) == ("breaks",)


@pytest.mark.parametrize(
    ("facts", "is_priority"),
    [
        ({"qualification_level": "level_2"}, True),
        ({"qualification_level": "level_3"}, False),
        ({"jobcentre_plus_customer": "yes"}, True),
        ({"jobcentre_plus_customer": "no"}, False),
        ({"out_of_work_since": "2014-03-01", "employment_status": "unemployed"}, True),
        ({"out_of_work_since": "2014-03-02", "employment_status": "unemployed"}, False),
        ({"at_risk_of_redundancy": "yes", "employment_status": "employed"}, True),
        ({}, False),
    ],
)
def test_priority_facts_when_given_to_the_set_of_2014_then_the_groups_of_the_circumstances(
    facts: dict[str, str], is_priority: bool
) -> None:
    given_to_set = priority_facts(date_of_birth=date(1980, 5, 17), now=facts)
    verdict = evaluate(given_to_set, scheme="NCS-2014", on=DAY, rules=shipped_rules())
    assert verdict.value.is_priority is is_priority


@pytest.mark.requirement("BR-7.2")
@pytest.mark.parametrize(
    ("kinds", "is_enough"),
    [
        (("passport",), True),
        (("benefit_letter",), False),
        (("benefit_letter", "citizen_card"), True),
        (("vouched_known_professional",), True),
    ],
)
def test_assess_evidence_when_seen_then_the_level_of_the_guide(
    kinds: tuple[str, ...], is_enough: bool
) -> None:
    verdict = assess_evidence(kinds, on=DAY, rules=shipped_rules())
    assert verdict is not None
    assert verdict.value.is_enough is is_enough
    assert verdict.rule_ids


def test_assess_evidence_when_none_was_seen_then_nothing_to_say() -> None:
    assert assess_evidence((), on=DAY, rules=shipped_rules()) is None
