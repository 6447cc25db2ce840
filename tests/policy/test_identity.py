"""Levels of confidence from the evidence ticked."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.policy import shipped_rules
from fingerpost.policy.identity import Scores, UnknownPreset, assess, level_reached, presets
from fingerpost.policy.messages import english

RULES = shipped_rules()
ON = date(2026, 6, 1)
RANKS = ["none", "low", "medium", "high"]
SCORE = st.integers(0, 4)


@pytest.mark.requirement("BR-7.2")
def test_presets_reach_the_level_they_say() -> None:
    for preset in presets(on=ON, rules=RULES):
        assert level_reached(preset.scores, on=ON, rules=RULES)[0] == preset.level, preset.code


@pytest.mark.requirement("BR-7.2")
@pytest.mark.parametrize(
    ("ticked", "level", "is_enough"),
    [
        (["passport"], "medium", True),
        (["biometric_residence_permit"], "medium", True),
        (["birth_certificate_and_bank"], "medium", True),
        (["driving_licence"], "low", False),
        (["driving_licence", "benefit_letter"], "medium", True),
        (["benefit_letter"], "low", False),
        (["national_insurance_letter"], "none", False),
        (["vouched_known_professional"], "low", True),
        ([], "none", False),
    ],
)
def test_assess_by_what_was_ticked(ticked: list[str], level: str, is_enough: bool) -> None:
    verdict = assess(ticked, on=ON, rules=RULES)
    assert (verdict.value.level, verdict.value.is_enough) == (level, is_enough)
    assert "identity.level_needed@2016-01-01" in verdict.rule_ids
    assert english(verdict.reasons[0]).endswith(".")


def test_assess_of_one_piece_ticked_twice_counts_it_once() -> None:
    assert assess(["benefit_letter", "benefit_letter"], on=ON, rules=RULES).value.level == "low"


def test_assess_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownPreset):
        assess(["library_card"], on=ON, rules=RULES)


@pytest.mark.requirement("BR-7.2")
def test_guide_of_the_day_is_known_by_its_version() -> None:
    versions = {
        on: RULES.get_table("identity.guide", on)["version"]
        for on in (date(2016, 1, 1), date(2018, 1, 1), ON)
    }
    assert versions == {date(2016, 1, 1): "2.4", date(2018, 1, 1): "3.0", ON: "2024-11"}


@given(st.lists(st.sampled_from([preset.code for preset in presets(on=ON, rules=RULES)]), max_size=4))
def test_more_evidence_never_lowers_the_level(ticked: list[str]) -> None:
    levels = [
        RANKS.index(assess(ticked[:count], on=ON, rules=RULES).value.level)
        for count in range(len(ticked) + 1)
    ]
    assert levels == sorted(levels)


@given(st.lists(st.tuples(SCORE, SCORE), max_size=3), SCORE, SCORE, SCORE)
def test_level_is_high_only_with_a_strong_check_of_the_person(
    evidence: list[tuple[int, int]], activity: int, fraud: int, verification: int
) -> None:
    level, profile = level_reached(Scores(tuple(evidence), activity, fraud, verification), on=ON, rules=RULES)
    assert (level == "none") is (profile == "")
    if level == "high":
        assert verification >= 3
    if level != "none":
        assert evidence
        assert verification >= 1


def test_secret_questions_are_distinct_and_plain() -> None:
    rows = RULES.get_rows("identity.secret_questions", ON)
    assert len({row["code"] for row in rows}) == len(rows) >= 5
    assert not any("maiden" in str(row["label"]) for row in rows)
