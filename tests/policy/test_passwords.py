"""What a password for signing in must be."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.policy import shipped_rules
from fingerpost.policy.messages import english
from fingerpost.policy.passwords import check_password, is_guessable

RULES = shipped_rules()
ON = date(2026, 6, 1)


def refusals(password: str, on: date = ON, **person: str) -> list[str]:
    return [reason.key for reason in check_password(password, on=on, rules=RULES, **person)]


@pytest.mark.requirement("BR-29.3")
@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("Lamp7oven", []),
        ("Lamp7ov", ["password.too_short"]),
        ("Lamp7ove", []),
        ("Lampsoven", ["password.needs_digit"]),
        ("71845290", ["password.needs_letter", "password.needs_capital", "password.needs_lower_case"]),
        ("lamp7oven", ["password.needs_capital"]),
        ("LAMP7OVEN", ["password.needs_lower_case"]),
        ("password1A", ["password.guessable"]),
        ("P4ssw0rd!9x", ["password.guessable"]),
        ("Qwertyuiop1", ["password.guessable"]),
        ("Abcdefgh1", ["password.guessable"]),
        ("Aaaaaaaa1", ["password.guessable"]),
        ("Summer2026", ["password.guessable"]),
        ("Fingerpost1", ["password.guessable"]),
    ],
)
def test_check_password_names_each_reason(password: str, expected: list[str]) -> None:
    assert refusals(password) == expected


@pytest.mark.requirement("BR-29.3")
@pytest.mark.parametrize("password", ["Okonkwo7lamp", "7adaeze-Lamps", "xX.adaeze99"])
def test_check_password_built_from_the_person_is_refused(password: str) -> None:
    person = {"name": "Adaeze Okonkwo", "email": "adaeze.ok@example.org"}
    assert refusals(password, **person) == ["password.like_your_name"]
    assert refusals(password) == []


def test_check_password_when_a_name_is_very_short_does_not_refuse_by_chance() -> None:
    assert refusals("Lamp7oven", name="La Ng", email="la@example.org") == []


@pytest.mark.requirement("OI-14.16a")
def test_check_password_in_2010_asks_for_capitals_and_not_for_small_letters() -> None:
    then = date(2012, 1, 1)
    assert refusals("LAMP7OVEN", on=then) == []
    assert refusals("lamp7oven", on=then) == ["password.needs_capital"]
    assert refusals("password1A", on=then) == []
    assert RULES.get_table("login.password", then)["change_days"] == 90
    assert "change_days" not in RULES.get_table("login.password", ON)


@given(st.text(max_size=30), st.text(max_size=20), st.emails())
def test_check_password_never_repeats_what_was_typed_and_every_reason_has_words(
    password: str, name: str, email: str
) -> None:
    for reason in check_password(password, on=ON, rules=RULES, name=name, email=email):
        assert english(reason)
        assert set(reason.values) <= {"minimum"}


@given(st.text(max_size=4))
def test_a_common_word_with_up_to_four_more_characters_is_guessable(more: str) -> None:
    assert is_guessable("liverpool" + more.casefold()[:4])
