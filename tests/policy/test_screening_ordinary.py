"""Ordinary sentences from careers work: what stops in them, and why each false alarm stays one."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from fingerpost.policy import shipped_rules
from fingerpost.policy.screening import describe, screen

HERE = Path(__file__).parent
SENTENCES = [
    line
    for line in (HERE / "ordinary_sentences.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
DECISIONS = tomllib.loads((HERE / "false_alarms.toml").read_text(encoding="utf-8"))["decisions"]
RULES = shipped_rules()
THEN, NOW = date(2012, 1, 1), date(2016, 6, 1)


def test_sentences_are_many_and_all_different() -> None:
    assert len(SENTENCES) >= 300
    assert len(set(SENTENCES)) == len(SENTENCES)


@pytest.mark.requirement("BR-A.3", "BR-20.4")
def test_each_false_alarm_is_a_decision_and_each_decision_an_alarm() -> None:
    alarms = Counter(
        (hit.form_id, describe(hit, on=NOW, rules=RULES).form)
        for sentence in SENTENCES
        for hit in screen(sentence, on=NOW, rules=RULES)
    )
    assert dict(alarms) == {(form_id, each["form"]): each["alarms"] for form_id, each in DECISIONS.items()}
    for each in DECISIONS.values():
        assert each["way"] in {"offer", "coded", "support", "keep"}
        assert len(each["reason"]) > 8


def test_decisions_keep_to_what_the_register_says_of_each_form() -> None:
    rows = {str(row["id"]): row for row in RULES.get_rows("screening.forms", NOW)}
    offered = {str(row["form"]) for row in RULES.get_rows("screening.suggestions", NOW)}
    for form_id, each in DECISIONS.items():
        assert (rows[form_id].get("everyday") is True) == (each["way"] != "keep"), form_id
        if each["way"] == "offer":
            assert form_id in offered, form_id


def test_share_of_ordinary_sentences_that_stop_is_known_for_each_list() -> None:
    """Written to hold traps: every everyday form but two stands in some sentence, most in several."""
    assert {
        on: sum(bool(screen(sentence, on=on, rules=RULES)) for sentence in SENTENCES) for on in (THEN, NOW)
    } == {THEN: 33, NOW: 121}


@pytest.mark.requirement("BR-20.4")
def test_sentences_without_an_everyday_form_never_stop() -> None:
    everyday = {
        str(row["id"]) for row in RULES.get_rows("screening.forms", NOW) if row.get("everyday") is True
    }
    stray = {
        sentence
        for sentence in SENTENCES
        for hit in screen(sentence, on=NOW, rules=RULES)
        if hit.form_id not in everyday and DECISIONS[hit.form_id]["way"] != "keep"
    }
    assert stray == set()
