"""The lists of words by day: as the register has them, as packs add to them, and what becomes of a text."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from fingerpost.policy import NotInForce, PackFaults, Rules, UnknownRule, shipped_rules
from fingerpost.policy.errors import FaultKind
from fingerpost.policy.loader import with_added
from fingerpost.policy.screening import (
    Action,
    Regime,
    describe,
    forms_missing,
    may_be_released,
    regime_of,
    screen,
    treat,
)

REGISTER = Path(__file__).parents[2] / "docs" / "requirements" / "restricted_text.csv"
THEN, NOW = date(2012, 1, 1), date(2016, 6, 1)
RULES = shipped_rules()
KINDS = {"whole word": "word", "phrase": "phrase", "acronym": "acronym"}


def printed(on: date) -> list[Mapping[str, object]]:
    return list(RULES.get_rows("screening.forms", on))


def registered(column: str) -> list[dict[str, str]]:
    with REGISTER.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row[column] == "Y"]


def added(*rules: str, name: str = "more-words") -> Rules:
    return with_added(RULES, [(f"{name}.toml", f'[pack]\nname = "{name}"\n' + "".join(rules))])


def ruling(key: str, value: str, begins: str = "2020-01-01") -> str:
    head = f'[[rule]]\nkey = "{key}"\nvalid_from = {begins}\nsource = "BR-A.2"\nstatus = "in_force"'
    return f"{head}\nvalue = {value}\n"


def ids(text: str, rules: Rules, on: date) -> list[str]:
    return [hit.form_id for hit in screen(text, on=on, rules=rules)]


@pytest.mark.requirement("BR-A.1", "OI-11.12")
@pytest.mark.parametrize(("on", "column"), [(THEN, "in_2010"), (NOW, "in_2016")])
def test_list_of_each_date_is_that_of_the_register_form_by_form(on: date, column: str) -> None:
    assert [(row["base"], row["form"], row["kind"], row.get("everyday") is True) for row in printed(on)] == [
        (row["base_word"], row["form"], KINDS[row["match_as"]], row["everyday_meaning_risk"] == "high")
        for row in registered(column)
    ]


@pytest.mark.requirement("BR-A.1", "OI-11.12")
def test_lists_have_the_counts_of_the_register() -> None:
    counts = {
        on: (
            len({row["base"] for row in printed(on)}),
            len(printed(on)),
            sum("everyday" in row for row in printed(on)),
        )
        for on in (THEN, NOW)
    }
    assert counts == {THEN: (41, 112, 18), NOW: (126, 310, 71)}


def test_form_has_one_id_on_every_list() -> None:
    named: dict[object, set[object]] = {}
    for on in (THEN, NOW):
        assert len({row["id"] for row in printed(on)}) == len(printed(on))
        for row in printed(on):
            named.setdefault(row["id"], set()).add(row["form"])
    assert all(len(forms) == 1 for forms in named.values())


@pytest.mark.requirement("OI-11.12")
def test_screen_by_day_uses_the_list_of_that_day() -> None:
    for day, expected in (
        (date(2010, 8, 1), []),
        (date(2014, 9, 30), []),
        (date(2014, 10, 1), ["RT-086"]),
        (NOW, ["RT-086"]),
    ):
        assert ids("takes a drug", RULES, day) == expected
    with pytest.raises(NotInForce):
        screen("anything", on=date(2010, 7, 31), rules=RULES)


@pytest.mark.requirement("BR-A.3")
@pytest.mark.parametrize(
    ("text", "certainty", "form", "base"),
    [
        ("an inmate's letter", "word", "inmate", "inmate"),
        ("at h.m.p. Leeds", "word", "HMP", "HMP"),
        ("a home  detention curfew", "phrase", "home detention curfew", "hdc"),
        ("a Fine Art course", "everyday", "fine", "fined"),
        ("V. P. of sales", "everyday", "V P", "VP"),
    ],
)
def test_hit_says_how_certain_it_is_and_its_form_is_found_by_id(
    text: str, certainty: str, form: str, base: str
) -> None:
    hits = {describe(hit, on=NOW, rules=RULES).form: hit for hit in screen(text, on=NOW, rules=RULES)}
    hit = hits[form]
    listed = describe(hit, on=NOW, rules=RULES)
    assert (hit.certainty, listed.base_word, hit.blocks, listed.blocks) == (certainty, base, True, True)
    assert (listed.source, listed.rule_id) == ("BR-A.1", "screening.forms@2014-10-01")


@pytest.mark.requirement("BR-A.2")
def test_added_word_holds_from_its_day_beside_the_printed_list() -> None:
    rules = added(
        ruling(
            "screening.added_forms",
            '[{ id = "AG-1", base = "zorb", form = "Zorb Laxen", kind = "phrase" },'
            ' { id = "AG-2", base = "zorb", form = "zorbs", kind = "word", everyday = true }]',
        )
    )
    text = "zorb-laxen, ZORBS and theft"
    assert ids(text, rules, date(2019, 12, 31)) == ["RT-264"]
    assert ids(text, rules, date(2020, 1, 1)) == ["AG-1", "AG-2", "RT-264"]
    assert ids(text, RULES, date(2020, 1, 1)) == ["RT-264"]
    first, second, _ = screen(text, on=date(2020, 1, 1), rules=rules)
    assert (first.certainty, second.certainty) == ("phrase", "everyday")
    assert describe(first, on=date(2020, 1, 1), rules=rules).why == (
        "BR-A.2 (screening.added_forms@2020-01-01/more-words)"
    )


@pytest.mark.requirement("BR-A.2")
def test_organisation_repeats_what_the_agency_added_and_never_leaves_it_out() -> None:
    agency = added(
        ruling("screening.added_forms", '[{ id = "AG-1", base = "zorb", form = "zorb", kind = "word" }]')
    )
    own = '[pack]\nname = "own"\n' + ruling(
        "screening.added_forms",
        '[{ id = "OW-1", base = "blax", form = "blax", kind = "word" }]',
        "2021-01-01",
    )
    with pytest.raises(PackFaults) as refused:
        with_added(agency, [("own.toml", own)])
    assert [fault.kind for fault in refused.value.faults] == [FaultKind.SHORTENED]
    both = own.replace("value = [", 'value = [{ id = "AG-1", base = "zorb", form = "Zorb", kind = "word" },')
    assert ids("zorb blax", with_added(agency, [("own.toml", both)]), date(2021, 1, 1)) == ["AG-1", "OW-1"]


def test_added_id_that_the_list_has_already_is_told_apart() -> None:
    rules = added(
        ruling("screening.added_forms", '[{ id = "RT-264", base = "zorb", form = "zorb", kind = "word" }]')
    )
    assert ids("zorb theft", rules, date(2020, 1, 1)) == ["RT-264/more-words", "RT-264"]


@pytest.mark.requirement("BR-A.3")
def test_form_that_policy_makes_a_question_is_reported_and_stops_nothing() -> None:
    rules = added(ruling("screening.questions", '["RT-110"]', "2020-01-01"))
    for day, action in ((date(2019, 12, 31), Action.REFUSE), (date(2020, 1, 1), Action.ASK)):
        treatment = treat("a fine day", origin="staff", on=day, rules=rules)
        assert treatment.action is action
        assert len(treatment.hits) == 1
    assert treat("a fine for theft", origin="staff", on=date(2020, 1, 1), rules=rules).action is Action.REFUSE


@pytest.mark.requirement("BR-A.3")
def test_everyday_words_when_policy_lets_them_pass_stop_from_that_day_no_more() -> None:
    rules = added(ruling("screening.everyday_blocks", "false", "2020-01-01"))
    (before,) = screen("a fine day", on=date(2019, 12, 31), rules=rules)
    (after,) = screen("a fine day", on=date(2020, 1, 1), rules=rules)
    assert (before.blocks, after.blocks, after.certainty) == (True, False, "everyday")
    (word,) = screen("a theft", on=date(2020, 1, 1), rules=rules)
    assert word.blocks


@pytest.mark.requirement("BR-A.3")
def test_only_words_with_an_everyday_meaning_may_be_released_by_a_second_person() -> None:
    def found(text: str) -> bool:
        return may_be_released(screen(text, on=NOW, rules=RULES))

    assert found("a fine day, and a work trial")
    assert not found("a fine for theft")
    assert not found("a home detention curfew")
    assert not found("a plain day")


@pytest.mark.requirement("BR-20.4", "OI-11.11")
@pytest.mark.parametrize(
    ("origin", "regime", "action"),
    [
        ("staff", Regime.WALL, Action.REFUSE),
        ("customer", Regime.SEALED, Action.SEAL),
        ("partner", Regime.SEALED, Action.SEAL),
        ("wire", Regime.SEALED, Action.SEAL),
        ("safeguarding", Regime.ADVICE, Action.ADVISE),
        ("complaint", Regime.ADVICE, Action.ADVISE),
        ("incident", Regime.ADVICE, Action.ADVISE),
    ],
)
def test_words_are_treated_by_whose_they_are(origin: str, regime: Regime, action: Action) -> None:
    assert regime_of(origin, on=NOW, rules=RULES) is regime
    treatment = treat("was in custody", origin=origin, on=NOW, rules=RULES)
    assert treatment.action is action
    assert [hit.form_id for hit in treatment.hits] == ["RT-068"]
    assert treatment.rule_ids == ("screening.forms@2014-10-01", "screening.regimes@2010-08-01")
    assert treat("wants to bake", origin=origin, on=NOW, rules=RULES).action is Action.KEEP


@pytest.mark.requirement("XD-11")
def test_name_employer_and_job_goal_are_exempt_and_a_note_is_not() -> None:
    for kind, text in (
        ("personal_name", "Fine"),
        ("employer", "HM Prison Service"),
        ("job_goal", "Prison officer"),
    ):
        assert treat(text, origin="staff", on=NOW, rules=RULES, field_kind=kind).action is Action.KEEP
        assert treat(text, origin="staff", on=NOW, rules=RULES).action is Action.REFUSE


def test_origin_or_regime_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownRule):
        treat("x", origin="neighbour", on=NOW, rules=RULES)
    table = RULES.get_table("screening.regimes", NOW)
    value = "{ " + ", ".join(f'{name} = "wal"' for name in table) + " }"
    with pytest.raises(PackFaults, match="'wal' is none of wall, sealed, advice"):
        added(ruling("screening.regimes", value))


def test_forms_missing_names_what_a_newer_list_leaves_out_or_makes_milder() -> None:
    older = [
        {"id": "1", "form": "zorb"},
        {"id": "2", "form": "blax"},
        {"id": "3", "form": "mild", "everyday": True},
        {"id": "4", "form": "hard"},
    ]
    newer = [
        {"id": "9", "form": "ZORB"},
        {"id": "3", "form": "mild"},
        {"id": "4", "form": "hard", "everyday": True},
    ]
    assert forms_missing(older, newer) == ("2", "4")
