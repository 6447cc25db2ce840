"""The shipped packs: whole, cited, and true to the register."""

from __future__ import annotations

import re
from datetime import date
from itertools import chain
from pathlib import Path

import pytest

from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import add_months, add_working_days
from fingerpost.policy.known_keys import KNOWN_KEYS
from fingerpost.policy.screening import screen

REGISTER = Path(__file__).parents[2] / "docs" / "requirements" / "requirements.md"
TODAY = date(2026, 6, 1)


def register_ids() -> set[str]:
    return set(
        re.findall(
            r"^\| ((?:BR|OI|MX|OF|EV|XD)-[^ |]+) \|", REGISTER.read_text(encoding="utf-8"), re.MULTILINE
        )
    )


@pytest.mark.requirement("XD-1")
def test_every_value_cites_a_paragraph_of_the_register_or_the_stem_of_lettered_ones() -> None:
    ids = register_ids()
    assert len(ids) == 646
    cited = set(chain.from_iterable(ruling.source.split("; ") for ruling in shipped_rules()))
    stray = {
        source
        for source in cited
        if not any(re.fullmatch(re.escape(source) + "[a-z]?", each) for each in ids)
    }
    assert stray == set()


def test_every_known_key_has_a_value_and_says_what_it_is_for() -> None:
    assert set(shipped_rules().keys()) == set(KNOWN_KEYS)
    assert all(spec.about for spec in KNOWN_KEYS.values())


def test_rule_ids_are_unique() -> None:
    ids = [ruling.rule_id for ruling in shipped_rules()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "on", [date(2010, 8, 1), date(2012, 4, 1), date(2014, 10, 1), date(2016, 1, 1), TODAY]
)
@pytest.mark.parametrize("notice", ["charter", "confidentiality", "privacy", "terms", "anonymous"])
def test_notices_have_a_version_and_plain_words_on_every_day(on: date, notice: str) -> None:
    rules = shipped_rules()
    table = rules.get_table(f"notice.{notice}", on)
    body = table["body"]
    assert isinstance(body, tuple)
    assert len(body) >= 3
    assert re.fullmatch(r"\d+\.\d+", str(table["version"]))
    text = " ".join([str(table["title"]), *map(str, body)])
    assert not re.search(r"\b(client|caller|advisor|helpline|call centre|NCS|LLA|DWP|JCP|CRM)\b", text)


@pytest.mark.requirement("BR-2.3")
def test_charter_when_its_words_change_has_a_new_version() -> None:
    rules = shipped_rules()
    versions = [str(ruling.value["version"]) for ruling in rules.history("notice.charter")]  # type: ignore[index]
    assert versions == ["1.0", "2.0"]


def test_privacy_notice_draws_attention_to_sharing_with_work_and_pensions() -> None:
    for ruling in shipped_rules().history("notice.privacy"):
        words = " ".join(ruling.value["body"])  # type: ignore[index]
        assert "Department for Work and Pensions and Jobcentre Plus" in words
    first = shipped_rules().get_table("notice.privacy", date(2011, 1, 1))
    assert "Welfare Reform Act 2009" in " ".join(first["body"])  # type: ignore[arg-type]


@pytest.mark.requirement("OI-8.16", "OI-9.5")
def test_write_up_clock_when_the_interview_is_on_friday_ends_on_tuesday() -> None:
    days = shipped_rules().get_int("write_up.working_days", TODAY)
    assert add_working_days(date(2026, 6, 5), days) == date(2026, 6, 9)


@pytest.mark.requirement("BR-28.3")
def test_vetting_in_2010_is_enhanced_for_all_and_from_2014_where_needed() -> None:
    rules = shipped_rules()
    then, now = rules.get_table("staff.vetting", date(2012, 1, 1)), rules.get_table("staff.vetting", TODAY)
    assert (then["enhanced"], now["enhanced"]) == ("always", "vulnerable_groups")
    assert then["baseline"] is now["baseline"] is True
    assert (then["renewal_years"], then["grace_months"], then["warning_days"]) == (3, 3, (90, 60, 30))


@pytest.mark.requirement("MX-2.3", "XD-23")
def test_qualification_rules_are_level_4_within_the_two_clocks_with_a_switch_for_trainees() -> None:
    rules = shipped_rules()
    clocks = rules.get_table("staff.qualification_clocks", TODAY)
    assert add_months(date(2026, 1, 1), int(str(clocks["begin_within_months"]))) == date(2026, 7, 1)
    assert clocks["achieve_within_years"] == 2
    assert rules.get_int("staff.advice_qualification_level", TODAY) == 4
    assert rules.get_flag("staff.supervised_trainees_may_advise", TODAY) is True


@pytest.mark.requirement("OI-8.3")
def test_training_before_access_names_the_customer_record() -> None:
    assert shipped_rules().get_list("staff.training_before_access", TODAY) == ("customer_record",)


@pytest.mark.requirement("OI-14.19")
def test_identity_items_are_the_four() -> None:
    items = shipped_rules().get_list("identity.items", date(2010, 8, 1))
    assert items == ("family_name", "given_name", "date_of_birth", "postcode")


def test_areas_are_the_nine_with_their_touchpoints() -> None:
    rows = shipped_rules().get_rows("places.areas", TODAY)
    assert sorted(str(row["touchpoint"])[-3:] for row in rows) == [str(number) for number in range(101, 110)]
    assert {str(row["label"]) for row in rows} == {
        "East of England",
        "East Midlands",
        "London",
        "North East",
        "North West",
        "South East",
        "South West",
        "West Midlands",
        "Yorkshire and the Humber",
    }
    others = {str(row["touchpoint"])[-3:] for row in shipped_rules().get_rows("places.touchpoints", TODAY)}
    assert others == {"999", "997"}


@pytest.mark.requirement("XD-21", "OI-11.7")
@pytest.mark.parametrize("key", ["support.needs", "constraint.codes"])
def test_coded_alternatives_hold_no_word_that_could_not_be_kept(key: str) -> None:
    rules = shipped_rules()
    rows = rules.get_rows(key, TODAY)
    assert len(rows) >= 10
    assert len({row["code"] for row in rows}) == len(rows)
    for row in rows:
        assert screen(str(row["label"]), on=TODAY, rules=rules) == ()
        assert screen(str(row["code"]), on=TODAY, rules=rules) == ()


@pytest.mark.requirement("OI-11.7")
def test_constraint_codes_include_the_course_venue() -> None:
    labels = [row["label"] for row in shipped_rules().get_rows("constraint.codes", TODAY)]
    assert "Course venue to be checked" in labels


def test_idle_warning_comes_before_the_idle_limit() -> None:
    rules = shipped_rules()
    assert rules.get_int("login.idle_warning_minutes", TODAY) < rules.get_int("login.idle_minutes", TODAY)
