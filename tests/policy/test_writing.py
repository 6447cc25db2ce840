"""Packs as the program writes them: read back alike, and moving an assumed day moves all that begins on it."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.policy import PackFaults, Rules, shipped_rules
from fingerpost.policy.loader import load_texts, with_added
from fingerpost.policy.schema import KeySpec, Kind, freeze
from fingerpost.policy.writing import as_toml, entry, moving_pack

RULES = shipped_rules()
VERSION_3, DAY = date(2016, 1, 1), timedelta(days=1)
KNOWN = {"a.number": KeySpec(Kind.NUMBER, "A number"), "a.day": KeySpec(Kind.DATE, "A day")}
values = st.recursive(
    st.text() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.dates(min_value=date(1, 1, 1)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(value=values)
def test_a_value_that_is_written_is_read_back_alike(value: object) -> None:
    assert freeze(tomllib.loads(f"value = {as_toml(freeze(value))}")["value"]) == freeze(value)


def test_every_shipped_ruling_is_read_back_alike() -> None:
    written = "".join(entry(each.key, each.valid_from, each.valid_to, each) for each in RULES)
    again = load_texts([("again.toml", f'[pack]\nname = "again"\n{written}')])
    assert [
        (each.key, each.value, each.valid_from, each.valid_to, each.source, each.status, each.note)
        for each in again
    ] == [
        (each.key, each.value, each.valid_from, each.valid_to, each.source, each.status, each.note)
        for each in RULES
    ]


def begin_on(rules: Rules, day: date) -> set[str]:
    return {ruling.key for ruling in rules if ruling.valid_from == day}


def moved(begins: date) -> Rules:
    text = moving_pack(RULES, assumed=VERSION_3, begins=begins, name="moved")
    assert text is not None
    return with_added(RULES, [("moved.toml", text)])


@pytest.mark.requirement("BR-0.1")
@pytest.mark.parametrize("begins", [date(2015, 10, 20), date(2016, 4, 1), date(2016, 12, 30)])
def test_all_that_begins_with_version_3_can_begin_on_another_day(begins: date) -> None:
    keys, rules = begin_on(RULES, VERSION_3), moved(begins)
    assert {"identity.method", "performance.tolerance_bands", "returns.manual_templates_working_day"} <= keys
    for key in keys:
        before, after = RULES.find(key, VERSION_3 - DAY), RULES.find(key, VERSION_3)
        for day in (date(2014, 10, 1), begins - DAY):
            found = rules.find(key, day)
            assert (found and found.value) == (before and before.value), (key, day)
        for day in (begins, date(2026, 1, 1)):
            found, expected = rules.find(key, day), after and RULES.find(key, max(day, VERSION_3))
            wanted = begins if key == "contract.rules_begin" else (expected and expected.value)
            assert (found and found.value) == wanted, (key, day)
            assert (found and found.status) == (expected and expected.status), (key, day)
    assert all(rules.history(key) == RULES.history(key) for key in set(RULES.keys()) - keys)


def test_nothing_to_move_gives_no_pack() -> None:
    assert moving_pack(RULES, assumed=date(2016, 1, 2), begins=VERSION_3, name="x") is None
    assert moving_pack(RULES, assumed=VERSION_3, begins=VERSION_3, name="x") is None


def test_a_ruling_that_ends_before_the_new_day_gives_way_until_its_end_alone() -> None:
    head = '[pack]\nname = "p"\n'
    rule = '[[rule]]\nkey = "a.number"\nvalue = {}\nvalid_from = {}\nvalid_to = {}\n'
    rule += 'source = "XD-1"\nstatus = "open"\n'
    spans = [
        (1, "2015-01-01", "2015-12-31"),
        (2, "2016-01-01", "2016-01-31"),
        (3, "2016-02-01", "2016-12-31"),
    ]
    rules = load_texts([("p.toml", head + "".join(rule.format(*span) for span in spans))], known=KNOWN)
    text = moving_pack(rules, assumed=VERSION_3, begins=date(2016, 6, 1), name="moved")
    assert text is not None
    late = with_added(rules, [("moved.toml", text)], known=KNOWN)
    assert [late.get("a.number", date(2016, month, 15)).value for month in (1, 2, 6)] == [1, 3, 3]


@pytest.mark.requirement("BR-A.2")
def test_moving_the_newer_list_of_words_to_a_later_day_is_refused_as_shortening() -> None:
    text = moving_pack(RULES, assumed=date(2014, 10, 1), begins=date(2015, 1, 1), name="late")
    assert text is not None
    with pytest.raises(PackFaults, match=r"screening\.forms: shortened"):
        with_added(RULES, [("late.toml", text)])
