"""Words that can't be kept: found in every spelling, nowhere else, and never repeated."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.policy import shipped_rules
from fingerpost.policy.messages import english
from fingerpost.policy.screening import Hit, is_exempt, screen

THEN, NOW = date(2012, 1, 1), date(2016, 6, 1)
RULES = shipped_rules()


def found(text: str, on: date = NOW) -> list[str]:
    """The stretches of a text that were found, longest first at each place, without repeats."""
    hits = screen(text, on=on, rules=RULES)
    return [
        text[start:end]
        for start, end in sorted({(hit.start, hit.end) for hit in hits}, key=lambda p: (p[0], -p[1]))
    ]


def forms(on: date) -> dict[str, dict[str, object]]:
    return {str(row["id"]): dict(row) for row in RULES.get_rows("screening.forms", on)}


@pytest.mark.requirement("BR-20.4")
@pytest.mark.parametrize(
    "word",
    [
        "therapist",
        "skills",
        "upskilling",
        "contact",
        "industrial",
        "Carson",
        "method",
        "solicitor",
        "confirm",
        "second",
        "miscellany",
        "excellent",
        "dealership",
        "firefighter",
        "definition",
    ],
)
def test_screen_of_a_longer_word_finds_nothing(word: str) -> None:
    assert found(f"The {word} was there.") == []


@pytest.mark.requirement("BR-20.4")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He was in H.M.P. Leeds", "H.M.P"),
        ("He was in H.M.P Leeds", "H.M.P"),
        ("was at h m p leeds", "h m p"),
        ("an anti-social behaviour order", "anti-social behaviour order"),
        ("an antisocial behaviour order", "antisocial behaviour order"),
        ("two Anti  Social\nBehaviour   Orders", "Anti  Social\nBehaviour   Orders"),
        ("home-detention-curfew", "home-detention-curfew"),
        ("Her Majesty’s Prison", "Her Majesty’s Prison"),
        ("Her Majesty's Prison", "Her Majesty's Prison"),
        ("bail/hostel", "bail/hostel"),
        ("a Y.O.T. worker", "Y.O.T"),
        ("Young Offender Institution", "Young Offender Institution"),
    ],
)
def test_screen_finds_spacing_hyphen_and_dotted_variants(text: str, expected: str) -> None:
    assert expected in found(text)


@pytest.mark.requirement("BR-20.4")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("an ex-offender", ["offender"]),
        ("a drug-user", ["drug"]),
        ("the inmate's letter", ["inmate"]),
        ("the inmate’s letter", ["inmate"]),
        ("theft/arson", ["theft", "arson"]),
        ("Fine.", ["Fine"]),
        ("(cell)", ["cell"]),
        ("CELL", ["CELL"]),
        ("gbh", ["gbh"]),
        ("snake_cell_case", ["cell"]),
        ("arson", ["arson"]),
    ],
)
def test_screen_takes_marks_and_white_space_as_boundaries(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ｐｒｉｓｏｎ",
        "pri\u00adson",
        "pri\u200dson",
        "pri\u200cson",
        "pri\u2060son",
        "pri\ufeffson",
        "pri\u200bson",
        "pri\u034fson",
        "prison\ufe0f",
        "p\U0001d42bison",
        "ⓟrison",
        "PRI\u00adSON",
    ],
)
def test_screen_is_not_misled_by_invisible_or_wide_characters(text: str) -> None:
    for around in ("{}", "was in {} once", "was in\u00a0{}\u2003once", "\u200b{}\u200b"):
        whole = around.format(text)
        (place,) = {(hit.start, hit.end) for hit in screen(whole, on=NOW, rules=RULES)}
        assert "son" in whole[place[0] : place[1]] or "SON" in whole[place[0] : place[1]] or "ｓｏｎ" in whole


@pytest.mark.parametrize(
    "text", ["ŵcell", "cellŷ", "cell\u0301", "drẃg", "conwy", "trialau", "9cell", "cell9", "Llancell", "Hŷs"]
)
def test_screen_lets_letters_digits_and_marks_of_any_script_bind(text: str) -> None:
    assert found(text) == []


def test_screen_when_a_zero_width_space_parts_two_words_finds_the_second() -> None:
    assert found("the\u200bcell") == ["cell"]
    assert found("s\u00adkill") == []


@pytest.mark.requirement("BR-A.3")
def test_screen_of_a_word_with_an_everyday_meaning_says_so_and_stops_by_default() -> None:
    (hit,) = screen("a Fine Art course", on=NOW, rules=RULES)
    assert (hit.certainty, hit.blocks) == ("everyday", True)
    (sure,) = screen("an inmate", on=NOW, rules=RULES)
    assert (sure.certainty, sure.blocks) == ("word", True)


@pytest.mark.requirement("XD-10")
@pytest.mark.parametrize("on", [THEN, NOW])
def test_hits_and_their_messages_never_hold_a_word_of_the_list(on: date) -> None:
    for row in forms(on).values():
        for hit in screen(f"So {row['form']} it was", on=on, rules=RULES):
            assert re.fullmatch(r"RT-\d{3}", hit.form_id)
            assert screen(repr(hit), on=NOW, rules=RULES) == ()
            assert screen(english(hit.message), on=NOW, rules=RULES) == ()


def test_every_suggestion_could_be_kept_itself() -> None:
    rows = RULES.get_rows("screening.suggestions", NOW)
    assert len(rows) > 50
    assert {str(row["form"]) for row in rows} <= set(forms(NOW))
    for row in rows:
        assert screen(str(row["suggestion"]), on=NOW, rules=RULES) == (), row["form"]


@pytest.mark.requirement("XD-11")
def test_exempt_kinds_are_structured_fields_only() -> None:
    assert is_exempt("personal_name", on=NOW, rules=RULES)
    assert is_exempt("job_goal", on=NOW, rules=RULES)
    assert not is_exempt("note", on=NOW, rules=RULES)
    assert found("Fine") == ["Fine"]


@pytest.mark.requirement("BR-A.1")
@pytest.mark.parametrize("on", [THEN, NOW])
def test_every_form_of_the_list_is_found_in_any_case(on: date) -> None:
    for form_id, row in forms(on).items():
        for text in (str(row["form"]), str(row["form"]).upper(), f"x {str(row['form']).title()}, y"):
            assert form_id in {hit.form_id for hit in screen(text, on=on, rules=RULES)}, form_id


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_screen_of_any_text_gives_places_inside_it(text: str) -> None:
    for hit in screen(text, on=NOW, rules=RULES):
        assert 0 <= hit.start < hit.end <= len(text)
        assert isinstance(hit, Hit)


@pytest.mark.requirement("BR-20.4")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PRİSON", ["PRİSON"]),
        ("PRI\u0307SON", ["PRI\u0307SON"]),
        ("prıson", ["prıson"]),
        ("HARAẞ or haraß", ["HARAẞ", "haraß"]),
        ("pædophile", ["pædophile"]),
        ("ﬁne", ["ﬁne"]),
        ("ᵖʳⁱˢᵒⁿ", ["ᵖʳⁱˢᵒⁿ"]),
        ("𝖕𝖗𝖎𝖘𝖔𝖓", ["𝖕𝖗𝖎𝖘𝖔𝖓"]),
        ("inmateʼs", ["inmate"]),
        ("inmate＇s", ["inmate"]),
        ("inmate\u2019s", ["inmate"]),
        ("the\u200fcell", ["cell"]),
        ("cell\x00", ["cell"]),
        ("cell🙂", ["cell"]),
        ("ｃｅｌｌ", ["ｃｅｌｌ"]),
        ("cell²", []),
        ("cell１", []),
        ("celĺ", []),
        ("cel\u0301l", []),
        ("ćell", []),
        ("在cell", []),
    ],
)
def test_screen_reads_every_way_of_writing_a_letter(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.requirement("BR-20.4")
def test_screen_reports_every_form_of_a_place() -> None:
    text = "an anti-social behaviour order, then a bail hostel"
    hits = screen(text, on=NOW, rules=RULES)
    assert [(hit.form_id, text[hit.start : hit.end]) for hit in hits] == [
        ("RT-019", "anti-social"),
        ("RT-016", "anti-social behaviour order"),
        ("RT-020", "anti-social behaviour order"),
        ("RT-025", "bail"),
        ("RT-026", "bail hostel"),
    ]


@pytest.mark.requirement("BR-20.4")
def test_spelling_that_the_list_prints_stands_for_that_form_alone() -> None:
    assert [hit.form_id for hit in screen("at H.M.P. X", on=THEN, rules=RULES)] == ["RT-146"]
    assert [hit.form_id for hit in screen("at HMP X", on=THEN, rules=RULES)] == ["RT-144"]
    assert [hit.form_id for hit in screen("at H.M.P. X", on=NOW, rules=RULES)] == ["RT-143", "RT-144"]
    assert [hit.form_id for hit in screen("VP", on=NOW, rules=RULES)] == ["RT-295"]
    assert [hit.form_id for hit in screen("V.P.", on=NOW, rules=RULES)] == ["RT-296"]
