"""Choices, what they reveal, and words that can't be kept."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup, Tag
from django import forms

from fingerpost.house.forms import (
    ChoiceRadios,
    ChoiceSelect,
    Form,
    LongText,
    MultipleChoiceBoxes,
    ScreenedLongText,
    ScreenedShortText,
    ShortText,
    YesNo,
)
from fingerpost.house.forms.drawing import draw_field, error_items
from fingerpost.policy.screening import Hit


class _Contact(Form):
    how = ChoiceRadios(
        label="How they got in touch",
        choices=[("phone", "Telephone"), ("walk_in", "Walk-in")],
        reveals={"phone": ("number", "notes")},
    )
    number = ShortText(label="Telephone number")
    notes = LongText(label="Notes", required=False)
    moved = YesNo(label="Moved?", name_in_messages="they have moved", required=False)
    needs = MultipleChoiceBoxes(
        label="Needs",
        choices=[("a", "Advice"), ("b", "Information"), ("none", "None of these")],
        exclusive="none",
    )
    venue = ChoiceSelect(label="Venue", choices=[("1", "One"), ("2", "Two")], coerce=int)


GOOD = {"how": "walk_in", "needs": ["a"], "venue": "2"}


def test_form_when_all_is_well_gives_typed_values() -> None:
    form = _Contact({**GOOD, "moved": "no"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "how": "walk_in", "number": "", "notes": "", "moved": False, "needs": ["a"], "venue": 2,
    }  # fmt: skip


def test_revealed_field_when_its_choice_is_made_is_required_and_otherwise_forgotten() -> None:
    form = _Contact({**GOOD, "how": "phone"})
    assert form.errors == {"number": ["Enter telephone number"]}
    form = _Contact({**GOOD, "number": "x" * 300})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["number"] == ""


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({"how": ""}, {"how": ["Select how they got in touch"]}),
        ({"how": "pigeon"}, {"how": ["Select how they got in touch"]}),
        ({"needs": []}, {"needs": ["Select needs"]}),
        ({"needs": ["a", "none"]}, {"needs": ["Select needs, or select “None of these”"]}),
        ({"needs": ["a", "pigeon"]}, {"needs": ["Select needs"]}),
        ({"venue": "9"}, {"venue": ["Select venue"]}),
        ({"moved": "perhaps"}, {"moved": ["Select yes if they have moved"]}),
    ],
)
def test_choice_when_wrong_says_what_to_select(
    changed: dict[str, object], errors: dict[str, list[str]]
) -> None:
    assert _Contact({**GOOD, **changed}).errors == errors


def test_choice_when_drawn_is_made_again_and_reveals_its_fields() -> None:
    form = _Contact({**GOOD, "how": "phone", "number": "0123"})
    page = BeautifulSoup(draw_field(form["how"], {}), "html.parser")
    radio = page.find("input", value="phone")
    assert isinstance(radio, Tag)
    assert radio.has_attr("checked")
    revealed = page.find(id=str(radio["data-aria-controls"]))
    assert isinstance(revealed, Tag)
    number = revealed.find(id="id_number")
    assert isinstance(number, Tag)
    assert number["value"] == "0123"


def test_yes_or_no_when_the_page_starts_with_an_answer_shows_it() -> None:
    form = _Contact(initial={"moved": False})
    page = BeautifulSoup(draw_field(form["moved"], {}), "html.parser")
    made = [str(box["value"]) for box in page.find_all("input") if box.has_attr("checked")]
    assert made == ["no"]


def test_errors_when_listed_follow_the_page_and_lead_to_each_first_element() -> None:
    form = _Contact({})
    assert [item["href"] for item in error_items(form)] == ["#id_how", "#id_needs", "#id_venue"]
    for item in error_items(form):
        name = item["href"].removeprefix("#id_")
        assert BeautifulSoup(draw_field(form[name], {}), "html.parser").find(id=f"id_{name}")


class _Library(forms.Form):
    """Fields of a library's form, such as those of sign-in."""

    login = forms.EmailField(label="Email address")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    remember = forms.BooleanField(label="Remember me", required=False)
    token = forms.CharField(widget=forms.HiddenInput)


def test_fields_of_a_library_when_drawn_are_components_and_a_secret_never_comes_back() -> None:
    form = _Library({"login": "a@example.org", "password": "open sesame", "remember": "on", "token": "t"})
    html = "".join(draw_field(form[name], {}) for name in form.fields)
    page = BeautifulSoup(html, "html.parser")
    assert page.find("input", type="email", value="a@example.org")
    assert page.find("input", type="password")
    assert "open sesame" not in html
    assert page.find("input", type="checkbox").has_attr("checked")
    assert page.find("input", type="hidden", value="t")


WORD = "zorblax"


@pytest.fixture
def one_refused_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of one made-up word, so that no real one stands in a test."""

    def screen(text: str, **_: object) -> tuple[Hit, ...]:
        start = text.find(WORD)
        if start < 0:
            return ()
        found = Hit("w1", start, start + len(WORD), "word", blocks=True, suggestion="a break")
        harmless = Hit("w2", 0, 1, "everyday", blocks=False)
        return (harmless, found)

    monkeypatch.setattr("fingerpost.house.forms.screened.screen", screen)
    listed = SimpleNamespace(rule_id="screening.forms@2014-10-01")
    monkeypatch.setattr("fingerpost.house.forms.screened.describe", lambda hit, **_: listed)


class _Notes(Form):
    goal = ScreenedShortText(label="Goal", required=False)
    notes = ScreenedLongText(label="Notes", required=False)
    place = ShortText(label="Place")


@pytest.mark.requirement("BR-20.4")
@pytest.mark.usefixtures("one_refused_word")
def test_refused_words_when_sent_are_dropped_and_the_rest_may_be_saved() -> None:
    form = _Notes({"goal": "baker", "notes": f"  after {WORD},\r\nnew start", "place": "Leeds"})
    assert not form.is_valid()
    assert form.has_only_refusals
    assert form.refused_fields == {"notes"}
    assert form.accepted() == {"goal": "baker", "place": "Leeds"}
    assert "notes" not in form.cleaned_data
    assert form.errors["notes"] == ["This word can't be kept in our records. Try “a break”."]


@pytest.mark.usefixtures("one_refused_word")
def test_refused_words_when_shown_stand_beside_their_field_only() -> None:
    form = _Notes({"notes": f"  after {WORD}", "place": "Leeds"})
    assert WORD not in form.errors.as_json()
    assert WORD not in repr(form.errors.as_data())
    assert WORD not in str(error_items(form))
    page = BeautifulSoup(draw_field(form["notes"], {}), "html.parser")
    assert f"“{WORD}”" in page.find(id="id_notes-error").get_text()
    assert WORD in page.find("textarea").get_text()


@pytest.mark.usefixtures("one_refused_word")
def test_refusal_when_another_field_is_wrong_too_is_not_the_only_thing() -> None:
    form = _Notes({"notes": WORD, "place": ""})
    assert not form.has_only_refusals
    assert form.accepted() == {"goal": ""}


@pytest.mark.usefixtures("one_refused_word")
def test_text_when_hits_do_not_block_is_kept() -> None:
    form = _Notes({"notes": "plain words", "place": "Leeds"})
    assert form.is_valid()


def test_screening_when_run_by_the_shipped_list_refuses_its_forms() -> None:
    from datetime import date

    from fingerpost.policy import shipped_rules

    rows = shipped_rules().get_rows("screening.forms", date.today())  # noqa: DTZ011 - any day in force will do
    listed = next(str(row["form"]) for row in rows if row.get("everyday") is not True)
    form = _Notes({"notes": f"before {listed} after", "place": "Leeds"})
    assert form.refused_fields == {"notes"}
