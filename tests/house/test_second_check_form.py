"""The form that offers a second check: what it offers, what a number names, what stands already. BR-A.3."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from django.test import override_settings

from fingerpost.house.forms import Form, ScreenedLongText, SecondCheckForm
from fingerpost.house.forms.drawing import draw_field, error_items
from fingerpost.house.forms.second_check import number_of

EVERYDAY, CERTAIN = "He paid the fine.", "He met an arsonist."


class _Notes(SecondCheckForm):
    notes = ScreenedLongText(label="Notes", required=False)


class _Plain(Form):
    notes = ScreenedLongText(label="Notes", required=False)


def typed(text: str, *, kept: str = "", **more: str) -> _Notes:
    return _Notes({"part-notes": text, **more}, prefix="part", initial={"notes": kept})


def test_number_when_made_then_names_these_words_in_this_field_under_this_secret() -> None:
    number = number_of("part-notes", EVERYDAY)
    assert re.fullmatch(r"\d{6}", number)
    assert number == number_of("part-notes", EVERYDAY)
    assert number != number_of("part-notes", f"{EVERYDAY} ")
    assert number != number_of("other-notes", EVERYDAY)
    with override_settings(SECRET_KEY="another secret of the service"):
        assert number != number_of("part-notes", EVERYDAY)


@pytest.mark.requirement("BR-A.3")
def test_refused_field_when_all_its_words_are_everyday_then_the_form_offers_a_look() -> None:
    form = typed(EVERYDAY, **{"part-notes-second_check": " 123 456 "})
    found = form.offered("notes")
    assert found is not None
    assert found.form_ids == ("RT-110",)
    asked = form.asked()["notes"]
    assert (asked.code, asked.number) == ("123456", number_of("part-notes", EVERYDAY))
    assert "notes" not in form.cleaned_data
    form.release("notes")
    assert form.is_valid()
    assert form.cleaned_data == {"notes": EVERYDAY}


@pytest.mark.requirement("BR-A.3", "BR-20.4")
@pytest.mark.parametrize("text", [CERTAIN, f"{EVERYDAY} {CERTAIN}"])
def test_refused_field_when_a_word_has_no_everyday_meaning_then_nothing_is_offered(text: str) -> None:
    form = typed(text, **{"part-notes-second_check": "123456", "part-notes-as_it_is": "on"})
    assert form.offered("notes") is None
    assert form.asked() == {}
    with pytest.raises(ValueError, match="can't be kept"):
        form.release("notes")
    assert "second_check" not in draw_field(form["notes"], {})


def test_form_that_knows_nothing_of_second_checks_then_refuses_and_offers_nothing() -> None:
    form = _Plain({"notes": EVERYDAY, "notes-second_check": "123456", "notes-as_it_is": "on"})
    assert form.refused_fields == {"notes"}
    drawn = draw_field(form["notes"], {})
    assert "second_check" not in drawn
    assert "Why?" in drawn


@pytest.mark.requirement("BR-A.3")
@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        (EVERYDAY, True),
        (f"Before.\n{EVERYDAY}\nAfter.", True),
        (f"{EVERYDAY}\nThe fine was high.", False),
        (f"{EVERYDAY} Again.", False),
        (f"So {EVERYDAY}", False),
        ("He paid the", True),
        ("the fine", False),
        (f"{EVERYDAY}\n{CERTAIN}", False),
    ],
)
def test_line_with_an_everyday_word_when_it_stands_in_the_record_then_is_not_asked_about_again(
    text: str, is_kept: bool
) -> None:
    assert typed(text, kept=EVERYDAY).is_valid() is is_kept
    assert typed(text, kept="").is_valid() is (text == "He paid the")


def test_word_without_an_everyday_meaning_when_it_stands_in_the_record_then_is_refused_all_the_same() -> None:
    assert not typed(CERTAIN, kept=CERTAIN).is_valid()


def test_wrong_code_when_told_then_the_summary_leads_to_its_box() -> None:
    form = typed(EVERYDAY, **{"part-notes-second_check": "<b>1"})
    form.refuse_code("notes", "Not this one")
    assert [item["href"] for item in error_items(form)] == ["#id_part-notes", "#id_part-notes-second_check"]
    page = BeautifulSoup(draw_field(form["notes"], {}), "html.parser")
    box = page.find(id="id_part-notes-second_check")
    assert box is not None
    assert box["value"] == "<b>1"
    label = page.find("label", attrs={"for": "id_part-notes-second_check"})
    assert label is not None
    assert label.get_text(strip=True) == "Code from your colleague, for: Notes"
