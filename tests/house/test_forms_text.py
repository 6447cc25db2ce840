"""Names, postcodes and words as people type them."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.house.forms import Form, LongText, PersonName, Postcode, ShortText, normal_postcode

NAMES = ["José", "O'Neil", "O’Neil", "de la Cruz", "Łukasz", "Li", "X", "محمد", "Ng-Example", "Ñuñez 3rd"]


@pytest.mark.parametrize("name", NAMES)
def test_name_when_a_real_person_brings_it_is_kept_as_typed(name: str) -> None:
    assert PersonName(label="Surname").clean(f"  {name} ") == unicodedata.normalize("NFC", name)


def test_name_when_spaced_widely_or_decomposed_is_tidied_only_in_that() -> None:
    assert PersonName(label="Surname").clean("de \u00a0 la\tCruz") == "de la Cruz"
    assert PersonName(label="Surname").clean("Jose\u0301") == "José"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Enter surname"),
        ("   ", "Enter surname"),
        ("--", "Surname must include at least one letter"),
        ("123", "Surname must include at least one letter"),
        ("A" * 101, "Surname must be 100 characters or fewer"),
        ("A\x00B", "Surname must not include characters that can't be shown"),
        ("A\x1bB", "Surname must not include characters that can't be shown"),
    ],
)
def test_name_when_wrong_says_what_to_do(typed: str, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        PersonName(label="Surname").clean(typed)
    assert caught.value.messages == [message]


@given(st.text(st.characters(categories=("L",)), min_size=1, max_size=30))
def test_name_when_made_of_letters_is_always_taken(name: str) -> None:
    assert PersonName(label="Surname", max_length=200).clean(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("sw1a1aa", "SW1A 1AA"),
        (" ls1  4ap ", "LS1 4AP"),
        ("M1-1AE", "M1 1AE"),
        ("b33 8th", "B33 8TH"),
        ("cr2 6xh", "CR2 6XH"),
        ("dn55 1pt", "DN55 1PT"),
        ("W1A 0AX", "W1A 0AX"),
        ("ec1a 1bb", "EC1A 1BB"),
        ("gir0aa", "GIR 0AA"),
        ("bfpo 57", "BFPO 57"),
        ("BFPO057", "BFPO 57"),
        ("bfpo c/o 1234", None),
        ("bf1 2au", "BF1 2AU"),
        ("LS1", None),
        ("LS1 4A", None),
        ("LS1 4CI", None),
        ("12345", None),
        ("BFPO", None),
        ("BFPO 0", None),
        ("ＬＳ１ ４ＡＰ", None),
        ("LS1 4AP; drop", None),
    ],
)
def test_postcode_when_typed_as_people_do_is_brought_to_its_writing(typed: str, normal: str | None) -> None:
    assert normal_postcode(typed) == normal


postcodes = st.from_regex(r"\A[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][ABD-HJLNP-UW-Z]{2}\Z")


@given(postcodes, st.data())
def test_postcode_when_case_and_spaces_vary_is_the_same(postcode: str, data: st.DataObject) -> None:
    without = postcode.replace(" ", "")
    typed = "".join(
        data.draw(st.sampled_from(["", " "])) + data.draw(st.sampled_from([letter, letter.lower()]))
        for letter in without
    )
    assert normal_postcode(typed) == postcode
    assert normal_postcode(postcode) == postcode


def test_postcode_when_wrong_or_empty_says_what_to_enter() -> None:
    with pytest.raises(ValidationError, match="Enter a full UK postcode, like LS1 4AP or BFPO 57"):
        Postcode(label="Postcode").clean("nowhere")
    with pytest.raises(ValidationError, match="Enter postcode"):
        Postcode(label="Postcode").clean("")
    assert Postcode(label="Postcode", required=False).clean("") == ""


def test_long_text_when_typed_in_windows_counts_lines_once() -> None:
    field = LongText(label="Notes", max_length=5)
    assert field.clean("ab\r\ncd") == "ab\ncd"
    with pytest.raises(ValidationError, match="Notes must be 5 characters or fewer"):
        field.clean("ab\r\ncde")


def test_long_limit_when_named_has_its_thousands_marked() -> None:
    with pytest.raises(ValidationError, match="Notes must be 4,000 characters or fewer"):
        LongText(label="Notes").clean("a" * 4_001)


@pytest.mark.parametrize("text", ["🧭 next step 👩🏽‍🏫", "שלום עולם", "سلام دنیا", "cześć"])
def test_text_when_emoji_or_right_to_left_is_kept(text: str) -> None:
    assert ShortText(label="Goal").clean(text) == unicodedata.normalize("NFC", text)


class _Goal(Form):
    goal = ShortText(label="Goal", max_length=20)


@given(st.text(max_size=40))
def test_text_when_anything_is_typed_is_judged_and_given_back(text: str) -> None:
    form = _Goal({"goal": text})
    valid = form.is_valid()
    assert form["goal"].value() == text
    if valid:
        assert 0 < len(form.cleaned_data["goal"]) <= 20
        assert "\x00" not in form.cleaned_data["goal"]


def test_label_when_an_abbreviation_keeps_its_capitals_in_messages() -> None:
    with pytest.raises(ValidationError, match="Enter UKPRN"):
        ShortText(label="UKPRN").clean("")
    with pytest.raises(ValidationError, match="Enter the name of the venue"):
        ShortText(label="Venue", name_in_messages="the name of the venue").clean("")
