"""Coded lists with their wire codes, and the words of every message."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import fingerpost.policy
from fingerpost.policy.codes import Code, UnknownCode, all_lists, code_list, label_of
from fingerpost.policy.messages import CATALOGUE, Message, english

PACKAGE = Path(fingerpost.policy.__file__).parent


def test_every_list_has_unique_codes_and_wire_codes_in_our_style() -> None:
    assert len(all_lists()) == 16
    for each in all_lists().values():
        codes = [code.code for code in each.codes]
        wires = [code.wire for code in each.codes]
        assert len(set(codes)) == len(codes), each.name
        assert len(set(wires)) == len(wires), each.name
        assert all(re.fullmatch(r"[a-z0-9_]+", code) for code in codes), each.name
        assert not any("Job Centre" in code.label or "JCP" in code.label for code in each.codes)


@pytest.mark.parametrize(
    ("name", "wires"),
    [
        ("title", {1, 2, 3, 4, 5, 6, 99}),
        ("gender", {1, 2, 3, 4, 5, 99}),
        ("introduced_by", {*range(1, 26), 98, 99}),
        ("preferred_contact_method", {1, 2, 3, 4, 5, 6, 99}),
        ("disability_declaration", {1, 2, 9}),
        ("learning_difficulty_or_disability", {*range(4, 18), *range(93, 100)}),
        ("ethnicity", {*range(31, 48), 98, 99}),
        ("channel", {*range(1, 11), 99}),
        ("interaction_type", {*range(1, 13), 99}),
        ("non_attendance_reason", {1, 2, 3, 4, 5, 99}),
        ("employment_status", {*range(1, 14), 99}),
        ("length_of_unemployment", {1, 2, 3, 4, 5, 6, 98, 99}),
        ("learning_status", {1, 2, 3, 98, 99}),
        ("qualification_level", {*range(9), 99}),
        ("termination_reason", {1, 2, 3, 99}),
        ("priority_customer", {*range(1, 8), 98, 99}),
    ],
)
def test_lists_hold_every_wire_code(name: str, wires: set[int]) -> None:
    assert {code.wire for code in code_list(name).codes} == wires


@pytest.mark.requirement("OI-21.2")
def test_bands_and_levels_are_the_listed_ones_with_36_months_in_the_last() -> None:
    labels = [code.label for code in code_list("length_of_unemployment").codes if code.wire < 90]
    assert labels == [
        "Less than 3 months",
        "3 to 5 months",
        "6 to 11 months",
        "12 to 23 months",
        "24 to 35 months",
        "36 months or more",
    ]
    assert [code.label for code in code_list("qualification_level").codes if code.wire in range(9)] == [
        "Entry level",
        *(f"Level {number}" for number in range(1, 9)),
    ]


def test_codes_can_be_read_for_ever_and_chosen_only_while_valid() -> None:
    methods = code_list("preferred_contact_method")
    assert methods.from_wire(6).code == "whatsapp"
    assert "whatsapp" not in dict(methods.choices(date(2020, 1, 1)))
    assert "whatsapp" in dict(methods.choices(date(2024, 1, 1)))
    assert "whatsapp" in dict(methods.choices())
    ended = Code("old", 1, "Old", None, date(2022, 3, 31))
    assert ended.is_valid(date(2022, 3, 31))
    assert not ended.is_valid(date(2022, 4, 1))


def test_unknown_lists_and_codes_are_refused() -> None:
    for ask in (
        lambda: code_list("shoe_size"),
        lambda: label_of("title", "sir"),
        lambda: code_list("title").from_wire(7),
    ):
        with pytest.raises(UnknownCode):
            ask()


def test_every_message_key_in_the_source_has_words_and_every_word_is_used() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py") if path.name != "messages.py"
    )
    written = set(re.findall(r'"([a-z0-9_.]+)"', source))
    # A key may be put together: f"clock.elapsed.{unit}" uses every key of that shape.
    shapes = [
        re.compile(re.sub(r"\{[^}]*\}", "[a-z0-9_]+", shape).replace(".", r"\."))
        for shape in set(re.findall(r'f"([a-z0-9_]+\.[^"\s:@]*\{[^"\s:]*)"', source))
    ]
    unused = {
        key for key in CATALOGUE if key not in written and not any(shape.fullmatch(key) for shape in shapes)
    }
    assert unused == set()
    assert set(re.findall(r'Message\(\s*"([a-z0-9_.]+)"', source)) <= set(CATALOGUE)


def test_english_fills_its_places() -> None:
    assert english(Message("password.too_short", {"minimum": 8})) == "Use at least 8 characters."
    with pytest.raises(KeyError):
        english(Message("no.such.key"))


def test_policy_imports_no_framework_and_no_other_room() -> None:
    for path in PACKAGE.rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.match(r"\s*(from|import) ", line):
                assert "django" not in line
                assert "fingerpost" not in line or "fingerpost.policy" in line
