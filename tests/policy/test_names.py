"""Names and postcodes as people bring them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from fingerpost.policy.names import (
    is_postcode,
    match_name,
    match_names,
    match_postcode,
    name_words,
    normal_postcode,
)

APOSTROPHES = "'’‘`´ʼʻ′＇"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José", "Jose"),
        ("JOSÉ", "jose"),
        ("Jose\u0301", "José"),
        ("Łukasz", "Lukasz"),
        ("de la Cruz", "De La Cruz"),
        ("de la Cruz", "Delacruz"),
        ("Smith-Jones", "smith jones"),
        ("Smith - Jones", "Smith‐Jones"),
        ("Anne Marie", "Anne-Marie"),
        ("Ní Dhómhnaill", "Ni Dhomhnaill"),
        ("Siân", "Sian"),
        ("Øyvind", "Oyvind"),
        ("Müller", "Muller"),
        ("  Ali  ", "ali"),
        ("ＡＬＩ", "Ali"),
    ],
)
def test_match_name_when_two_spellings_are_one_name_gives_one_form(one: str, other: str) -> None:
    assert match_name(one) == match_name(other) != ""


@pytest.mark.parametrize("apostrophe", APOSTROPHES)
def test_match_name_drops_an_apostrophe_of_any_kind(apostrophe: str) -> None:
    assert match_name(f"O{apostrophe}Neil") == match_name("ONeil") == "oneil"


@pytest.mark.parametrize(("one", "other"), [("Jon", "Joan"), ("Ng", "Nga"), ("李", "王"), ("محمد", "أحمد")])
def test_match_name_keeps_different_names_apart(one: str, other: str) -> None:
    assert match_name(one) != match_name(other)


@pytest.mark.parametrize(
    "name", ["李", "محمد", "Ольга", "Δημήτρης", "ਗੁਰਪ੍ਰੀਤ", "ગુજરાતી", "শিলচর", "گل", "דוד", "𒀀", "ⵣ", "ꓤ"]
)
def test_match_name_of_a_name_in_another_script_is_never_empty(name: str) -> None:
    assert match_name(name)


def test_name_words_keeps_the_words_apart() -> None:
    assert name_words("María de la O’Cruz-Díaz") == "maria de la ocruz diaz"


def test_match_names_when_a_person_has_one_name_agrees_from_either_field() -> None:
    assert match_names(given_name="Suharto", family_name="") == match_names(
        given_name="", family_name="SUHARTO"
    )
    assert match_names(given_name="Ana", family_name="Ruiz") == ("ana", "ruiz")


@given(st.text(st.characters(categories=["L"]), min_size=1, max_size=20))
@example("ß")
@example("ﬁ")
def test_match_name_of_letters_is_never_empty_and_settles(name: str) -> None:
    assume(not all(letter in APOSTROPHES or unicodedata.category(letter) == "Lm" for letter in name))
    form = match_name(name)
    assert form
    assert match_name(form) == form
    assert form == form.casefold()
    assert " " not in form


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("sw1a1aa", "SW1A 1AA"),
        ("SW1A 1AA", "SW1A 1AA"),
        (" m1  1ae ", "M1 1AE"),
        ("b33-8th", "B33 8TH"),
        ("cr2 6xh", "CR2 6XH"),
        ("dn551pt", "DN55 1PT"),
        ("gir0aa", "GIR 0AA"),
        ("ec1a\u00a01bb", "EC1A 1BB"),
        ("bfpo 57", "BFPO 57"),
        ("BFPO57", "BFPO 57"),
        ("bfpo c/o 12", "BFPO 12"),
    ],
)
def test_normal_postcode_writes_it_as_it_is_printed(typed: str, written: str) -> None:
    assert normal_postcode(typed) == written
    assert is_postcode(typed)
    assert match_postcode(written) == match_postcode(normal_postcode(typed))


@pytest.mark.parametrize("text", ["", "hello", "SW1A", "1AA SW1A", "BFPO", "12345", "SW1A 1A", "D02 AF30"])
def test_is_postcode_when_the_shape_is_another_says_no(text: str) -> None:
    assert not is_postcode(text)


@given(st.from_regex(r"[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}", fullmatch=True).filter(str.isascii))
def test_normal_postcode_settles_and_matches_itself(typed: str) -> None:
    written = normal_postcode(typed)
    assert normal_postcode(written) == written
    assert written[-4] == " "
    assert match_postcode(typed) == match_postcode(written)
