"""All forms and only them are found, in text of several scripts: measured by a slow reading of the same rule."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import example, given, seed, settings
from hypothesis import strategies as st

from fingerpost.policy import shipped_rules
from fingerpost.policy.screening import screen, screen_blocks
from fingerpost.policy.screening_matcher import Matcher
from fingerpost.policy.screening_spellings import Sought

SEED: Final = int(os.environ.get("FINGERPOST_TEST_SEED", "20141001"))
THEN, NOW = date(2012, 1, 1), date(2016, 6, 1)
RULES = shipped_rules()

SOFT_HYPHEN, NOTHING_JOINED, SPACE_OF_NO_WIDTH, RIGHT_TO_LEFT = "\u00ad", "\u200d", "\u200b", "\u200f"
# Letters, marks and digits of several scripts, among them the letters that forms are made of.
BINDING: Final = (
    "abcdeghilmnoprstuvy" "ABCEHIMOPSTVY" "0719" "ŵŷâêïôÿ" "łżßıİ" "жшпрс" "λσς" "سلام" "કામની" "職業仕事"
    "ｃｏｎ" "𝐜ⅳ²ﬁﬆ" "æœ" "\u0301\u0302\u0307\u0ac0"
)  # fmt: skip
PARTING: Final = " \t\n\r\u00a0\u2003\u3000\u2028.,;:-–—‐/'’ʼ\"“”()_&@#%+=*|~€£🙂🚒\x01\x02\x7f"
HIDDEN: Final = SOFT_HYPHEN + NOTHING_JOINED + "\u200c\u2060\ufeff\ufe0f" + SPACE_OF_NO_WIDTH + RIGHT_TO_LEFT
EITHER_WAY: Final = SPACE_OF_NO_WIDTH + RIGHT_TO_LEFT
WIDE: Final = {
    ord(plain): ord(plain) + 0xFEE0 for plain in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
}


def rows_of(on: date) -> list[Mapping[str, object]]:
    return list(RULES.get_rows("screening.forms", on))


# The slow reading: words one after another, each form looked for at each word.


def slow_words(text: str, *, parted: bool = False) -> list[tuple[str, int, int]]:
    """The words of a text with their places; `parted` takes what may part words as if it did."""
    words: list[tuple[str, int, int]] = []
    word, start, end = "", 0, 0
    for place, character in enumerate(f"{text} "):
        category = unicodedata.category(character)
        if character in EITHER_WAY:
            plain = " " if parted else ""
        elif category == "Cf" or character == "\ufe0f":
            plain = ""
        elif category[0] in "LNM" and character != "ʼ":
            folded = unicodedata.normalize("NFKC", character).casefold().replace("ı", "i")
            plain = unicodedata.normalize("NFD", folded.replace("æ", "ae").replace("œ", "oe"))
        else:
            plain = " "
        if plain == " ":
            if word:
                words.append((word.replace("i\u0307", "i"), start, end))
            word = ""
        elif plain:
            start, end = (start if word else place), place + 1
            word += plain
    return words


def slow_spellings(rows: Iterable[Mapping[str, object]]) -> list[tuple[str, tuple[str, ...]]]:
    """(id, words) of every spelling: as printed, and where none is printed so, run together or letter by letter."""
    rows = list(rows)
    printed = [(str(row["id"]), tuple(word for word, _, _ in slow_words(str(row["form"])))) for row in rows]
    taken = {words for _, words in printed}
    more: set[tuple[str, tuple[str, ...]]] = set()
    for row, (form_id, words) in zip(rows, printed, strict=True):
        if row["kind"] == "phrase" and any(len(word) > 1 for word in words):
            more.add((form_id, ("".join(words),)))
            if words[0] == "anti":
                more.add((form_id, ("anti" + words[1], *words[2:])))
        if row["kind"] == "acronym":
            more.add((form_id, tuple("".join(words))))
            more.add((form_id, ("".join(words),)))
    return printed + sorted(spelling for spelling in more if spelling[1] not in taken)


def slow_hits(text: str, spellings: list[tuple[str, tuple[str, ...]]]) -> set[tuple[str, int, int]]:
    found = set()
    for words in (slow_words(text), slow_words(text, parted=True)):
        for place in range(len(words)):
            for form_id, spelling in spellings:
                length = len(spelling)
                if length and tuple(word for word, _, _ in words[place : place + length]) == spelling:
                    found.add((form_id, words[place][1], words[place + length - 1][2]))
    return found


SPELLINGS: Final = {on: slow_spellings(rows_of(on)) for on in (THEN, NOW)}


def fast_hits(text: str, on: date) -> set[tuple[str, int, int]]:
    hits = screen(text, on=on, rules=RULES)
    assert [(hit.start, hit.end) for hit in hits] == sorted((hit.start, hit.end) for hit in hits)
    assert len({(hit.form_id, hit.start, hit.end) for hit in hits}) == len(hits)
    return {(hit.form_id, hit.start, hit.end) for hit in hits}


@st.composite
def disguised(draw: st.DrawFn, form: str) -> str:
    """A form as people and programs write it: case, wide letters, other boundaries, hidden characters."""
    text = draw(st.sampled_from([form, form.upper(), form.title(), form.lower(), form.translate(WIDE)]))
    if draw(st.booleans()):
        glue = draw(st.text(st.sampled_from(PARTING), min_size=1, max_size=3))
        text = "".join(glue if each in " -.'" else each for each in text)
    if draw(st.booleans()):
        place = draw(st.integers(1, max(1, len(text) - 1)))
        text = text[:place] + draw(st.sampled_from(HIDDEN)) + text[place:]
    return text


def texts(forms: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Text of several scripts with forms in it, some parted from their neighbours and some not."""
    piece = st.one_of(
        st.text(st.sampled_from(BINDING), min_size=1, max_size=5),
        st.text(st.sampled_from(PARTING), min_size=1, max_size=3),
        st.text(st.sampled_from(HIDDEN), min_size=1, max_size=1),
        forms,
        forms.flatmap(disguised),
        st.sampled_from(
            ["skills", "therapist", "Carson", "contact", "anti", "bail", "young", "her", "ysgol", "s"]
        ),
    )
    return st.lists(st.one_of(piece, st.just(" ")), max_size=12).map("".join)


PLANTED: Final = st.sampled_from(sorted({str(row["form"]) for row in rows_of(NOW)} | {"H.M.P.", "H.M.P.S."}))


@pytest.mark.requirement("BR-20.4", "OI-11.12")
@seed(SEED)
@settings(max_examples=1000, deadline=None, print_blob=True)
@given(text=texts(PLANTED), on=st.sampled_from([THEN, NOW]))
@example(text="PR\u0130SON pr\u0131son PRI\u0307SON", on=NOW)
@example(text="haraß the pædophile ﬁne", on=NOW)
@example(text="her majesty's\u200bprison", on=NOW)
def test_screen_finds_all_forms_and_only_them_in_text_of_several_scripts(text: str, on: date) -> None:
    print(f"seed {SEED}")  # noqa: T201 - shown where the test fails
    assert fast_hits(text, on) == slow_hits(text, SPELLINGS[on])


@seed(SEED)
@settings(max_examples=500, deadline=None, print_blob=True)
@given(text=texts(PLANTED), cuts=st.lists(st.integers(0, 80), max_size=12))
def test_text_in_blocks_gives_the_hits_and_lines_of_the_whole(text: str, cuts: list[int]) -> None:
    print(f"seed {SEED}")  # noqa: T201 - shown where the test fails
    places = sorted({0, len(text), *(min(cut, len(text)) for cut in cuts)})
    blocks = [text[start:end] for start, end in pairwise(places)]
    placed = list(screen_blocks(blocks, on=NOW, rules=RULES, with_words=True))
    assert tuple(each.hit for each in placed) == screen(text, on=NOW, rules=RULES)
    for each in placed:
        assert each.line == text.count("\n", 0, each.hit.start) + 1
        assert each.words == text[each.hit.start : each.hit.end]


def test_phrase_is_found_wherever_a_block_ends() -> None:
    for on in (THEN, NOW):
        for row in rows_of(on):
            text = f"So it was: {row['form']}, and  so it went on"
            whole = screen(text, on=on, rules=RULES)
            for cut in range(len(text)):
                blocks = (text[:cut], text[cut : cut + 7], text[cut + 7 :])
                assert tuple(each.hit for each in screen_blocks(blocks, on=on, rules=RULES)) == whole


@settings(max_examples=300, deadline=None, print_blob=True)
@seed(SEED)
@given(
    forms=st.lists(st.text(st.sampled_from(BINDING + "  "), min_size=1, max_size=8), max_size=12),
    data=st.data(),
)
def test_added_forms_of_any_script_are_found_and_nothing_else(forms: list[str], data: st.DataObject) -> None:
    print(f"seed {SEED}")  # noqa: T201 - shown where the test fails
    rows = [{"id": str(place), "form": form, "kind": "word"} for place, form in enumerate(forms)]
    matcher = Matcher(Sought(str(row["id"]), row["form"], "word", "word", True) for row in rows)
    text = data.draw(texts(st.sampled_from(forms) if forms else st.just("x")))
    found = {(hit.form_id, hit.start, hit.end) for hit in matcher.find(text)}
    assert found == slow_hits(text, slow_spellings(rows))


def test_forms_of_more_letters_than_one_alphabet_holds_are_all_found() -> None:
    letters = [chr(code) for code in range(0x4E00, 0x4E00 + 700)]
    forms = ["".join(letters[place : place + 7]) for place in range(0, 700, 7)]
    matcher = Matcher(Sought(form, form, "word", "word", True) for form in forms)
    hits = matcher.find(" ".join(forms))
    assert [hit.form_id for hit in hits] == forms
    assert matcher.find("".join(forms)) == ()


def test_list_of_nothing_finds_nothing() -> None:
    matcher = Matcher([Sought("1", "--- !", "word", "word", True)])
    assert matcher.find("--- ! x") == ()
    assert list(matcher.find_in(["--- ", "! x"])) == []


def test_long_text_without_boundaries_is_held_until_its_end() -> None:
    blocks = ["drug" * 1000] * 50
    (placed,) = screen_blocks([*blocks, " ", "drug"], on=NOW, rules=RULES)
    assert placed.hit.start == 200_001
