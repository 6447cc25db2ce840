"""BR-29.3: what a password must be."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.demo.world import DEMO_PASSWORD
from fingerpost.policy import shipped_rules
from fingerpost.staff.passwords import faults, is_guessable
from fingerpost.staff.rules import password_rules

NOW = password_rules(shipped_rules(), on=date(2026, 11, 21))


def codes(password: str, **more: object) -> set[str]:
    """The codes of what is wrong today."""
    return {code for code, _ in faults(password, NOW, **more)}


@pytest.mark.requirement("BR-29.3")
@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("password1A", {"guessable"}),
        ("Pa55w0rd!", {"guessable"}),
        ("Qwerty123", {"guessable"}),
        ("Abcd12345", {"guessable"}),
        ("Aa1Aa1Aa1", {"guessable"}),
        ("Xk4tPw9", {"too_short"}),
        ("xk4tpw9z", {"no_capital"}),
        ("XK4TPW9Z", {"no_small_letter"}),
        ("XkRtPwQz", {"no_digit"}),
        ("48151623", {"no_letter", "no_capital", "no_small_letter"}),
        ("Xk4tPw9z", set()),
        ("Tarn-kettle-7", set()),
        (DEMO_PASSWORD, set()),
        ("Łódź-żuraw-9", set()),
    ],
)
def test_password_when_tried_then_exactly_these_faults(password: str, wrong: set[str]) -> None:
    assert codes(password) == wrong


@pytest.mark.requirement("BR-29.3")
def test_password_when_mostly_ones_own_name_then_guessable() -> None:
    assert codes("Whitlock7", own_words={"whitlock"}) == {"guessable"}
    assert codes("Whitlock7") == set()


@pytest.mark.requirement("OI-14.16a")
def test_password_when_under_the_rules_of_2010_then_small_letters_and_guesses_are_not_asked() -> None:
    then = password_rules(shipped_rules(), on=date(2012, 1, 1))
    assert faults("PASSWORD1", then) == []
    assert {code for code, _ in faults("password1", then)} == {"no_capital"}


@given(st.text(min_size=0, max_size=7))
def test_password_when_under_eight_characters_then_always_too_short(password: str) -> None:
    assert "too_short" in codes(password)


@given(st.text(max_size=40))
def test_guessing_when_any_text_then_an_answer(password: str) -> None:
    assert is_guessable(password) in {True, False}
