"""The document of a plan: tagged for a screen reader, the same bytes for the same content, whatever it says."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from fingerpost.files.documents import LOOKS, make_plan_document
from fingerpost.house.errors import InvalidInput
from tests.files import reading
from tests.files.content import CONTENT, MARKING, content, with_actions, with_text

ROOT = Path(__file__).resolve().parents[2]
FORMATS = sorted(LOOKS)


@pytest.mark.parametrize("format", FORMATS)
def test_document_when_made_then_independent_checkers_find_no_error(format: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(
        make_plan_document(content(marking=MARKING), format=format, language="cy", with_signature=True)
    )
    pdfua = subprocess.run(
        [sys.executable, "-m", "pdfua", "check", str(path)], capture_output=True, text=True, check=False
    )
    assert (pdfua.returncode, "errors=0 warnings=0" in pdfua.stdout) == (0, True), pdfua.stdout
    outloud = subprocess.run(
        [Path(sys.executable).parent / "outloud", "--json", "-", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "0 error(s)" in outloud.stderr + outloud.stdout or '"errors": 0' in outloud.stdout
    assert '"severity": "error"' not in outloud.stdout


@pytest.mark.parametrize("format", FORMATS)
def test_document_when_made_then_it_has_title_language_and_tags(format: str) -> None:
    with pikepdf.open(BytesIO(make_plan_document(CONTENT, format=format))) as opened:
        assert str(opened.Root.Lang) == "en-GB"
        assert str(opened.docinfo["/Title"]) == "Skills action plan"
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
        assert bool(opened.Root.MarkInfo.Marked)
        with opened.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert about["dc:title"] == "Skills action plan"


@pytest.mark.requirement("OI-9.11", "BR-8.2", "OF-27")
def test_standard_plan_when_made_then_every_part_has_its_heading_in_order() -> None:
    made = make_plan_document(CONTENT, with_signature=True)
    assert reading.headings(made) == [
        ("H1", "Skills action plan"),
        ("H2", "Your details"),
        ("H2", "Your adviser"),
        ("H2", "Where you are now"),
        ("H2", "How you chose"),
        ("H2", "Your goals"),
        ("H2", "Your actions"),
        ("H2", "English and maths"),
        ("H2", "Information we used"),
        ("H2", "What you think"),
        ("H2", "We look at this plan again on"),
        ("H2", "How we use your information"),
        ("H2", "Signature"),
    ]
    text = reading.text(made)
    for said in (
        "Vashti Placeholder", "1 Example Road, Placeholder Town, ZZ5 5AA", "07700 900123", "vashti@example.org",
        "Ada Viser", "North East Careers", "0191 496 0000", "19 November 2026, Face to face", "Pass functional maths",
        "Skills, short term", "You chose this", "Help with maths", "15 January 2027", "You may ask what we hold.",
        "I agree with this plan.", "Referral", "Placeholder College", "4 December 2026", "I have a start date",
    ):  # fmt: skip
        assert said in text, said


def test_standard_plan_when_typical_then_at_most_two_pages() -> None:
    assert len(reading.pages(make_plan_document(CONTENT, with_signature=True))) <= 2


def test_actions_when_in_a_table_then_each_column_has_a_header_cell_that_its_cells_name() -> None:
    [table] = reading.tags(make_plan_document(CONTENT)).every("Table")
    rows = list(table.every("TR"))
    assert [[cell.kind for cell in row.inside] for row in rows] == [["TH"] * 4, *[["TD"] * 4] * 3]
    headers = [_of_table(cell.element) for cell in rows[0].inside]
    assert [str(header.Scope) for header in headers] == ["/Column"] * 4
    names = [str(cell.element.ID) for cell in rows[0].inside]
    for row in rows[1:]:
        assert [[str(name) for name in _of_table(cell.element).Headers] for cell in row.inside] == [
            [n] for n in names
        ]


def _of_table(element: Any) -> Any:
    attributes = element.A if isinstance(element.A, pikepdf.Array) else [element.A]
    return next(each for each in attributes if each.O == "/Table")


@pytest.mark.parametrize("format", FORMATS)
def test_document_when_read_aloud_then_in_the_order_in_which_it_is_painted(format: str) -> None:
    made = make_plan_document(with_actions(12), format=format, with_signature=True)
    read = [mark for tag in reading.tags(made).every() for mark in tag.marks]
    painted = reading.painted(made)
    assert sorted(read) == sorted(painted), "every painted text belongs to one element"
    # Within one element its marks and those of its inner elements alternate; between blocks the order is strict.
    blocks = [
        min(painted.index(mark) for each in block.every() for mark in each.marks)
        for block in reading.tags(made).inside[0].inside
        if any(each.marks for each in block.every())
    ]
    assert blocks == sorted(blocks)


@pytest.mark.parametrize("format", ["large_print", "easy_read"])
def test_large_letters_when_made_then_one_action_a_heading_and_no_table(format: str) -> None:
    made = make_plan_document(CONTENT, format=format)
    assert "Table" not in reading.kinds(made)
    assert [words for level, words in reading.headings(made) if level == "H3"] == [
        "1. Enrol on functional maths at the college",
        "2. Ask the college about evening classes",
        "3. Write a new CV",
    ]


def test_large_print_when_made_then_no_letter_is_below_eighteen_points() -> None:
    made = make_plan_document(content(marking=MARKING), format="large_print", with_signature=True)
    assert reading.largest_and_smallest(made)[1] >= 18
    assert reading.largest_and_smallest(make_plan_document(CONTENT))[1] >= 9.5


def test_easy_read_when_made_then_its_headings_are_simpler_words() -> None:
    words = [words for _level, words in reading.headings(make_plan_document(CONTENT, format="easy_read"))]
    assert {"What you want", "What to do", "Your life now"} <= set(words)
    assert "Your goals" not in words


@pytest.mark.requirement("OI-14.17.i")
def test_marking_when_policy_asks_then_bold_capitals_at_head_and_foot_of_each_page() -> None:
    made = make_plan_document({**with_actions(40), "marking": MARKING})
    found = reading.pages(made)
    assert len(found) > 2
    assert [page.count("PROTECT – PERSONAL") for page in found] == [2] * len(found)
    one_place = {**MARKING, "places": ["footer_centre"]}
    assert reading.pages(make_plan_document(content(marking=one_place)))[0].count("PROTECT – PERSONAL") == 1
    assert "PROTECT" not in reading.text(make_plan_document(CONTENT))


def test_head_and_foot_when_on_many_pages_then_numbered_and_outside_reading_order() -> None:
    made = make_plan_document({**with_actions(60), "marking": MARKING})
    found = reading.pages(made)
    assert [f"Page {n} of {len(found)}" in page for n, page in enumerate(found, 1)] == [True] * len(found)
    assert all({"Header", "Footer"} <= set(kinds) for kinds in reading.artifacts(made))
    for n in range(60):
        assert f"Action number {n} of many" in " ".join(found)
    assert len(list(reading.tags(made).every("Table"))) == 1


@pytest.mark.parametrize("format", FORMATS)
def test_optional_parts_when_empty_then_left_out_with_their_headings(format: str) -> None:
    bare = content(parts={}, options=[], goals=[], actions=[], review_on=None, english_maths="", privacy=None)
    bare["customer"] = {"name": "Vashti Placeholder", "lines": [], "email": "", "telephone": ""}
    bare["adviser"] = {"name": "Ada Viser", "organisation": "", "telephone": ""}
    made = make_plan_document(bare, format=format)
    assert [level for level, _words in reading.headings(made)] == ["H1", "H2", "H2"]
    assert "Email" not in reading.text(made)


ATTACKS = {
    "code": '#panic("out") #{ sys.inputs } #include "/etc/passwd" #eval("1")',
    "markup": "= heading *bold* _slanted_ $x^2$ `raw` <label> @ref \\u{41} - list + item / term: it ~ -- ...",
    "quotes": "\"one\" 'two' \\ \\\\ {curly} [square] // comment /* not */",
    "json": '"},{"kind":"heading","level":1}',
}


@pytest.mark.parametrize("attack", sorted(ATTACKS))
@pytest.mark.parametrize("format", ["standard", "easy_read"])
def test_text_when_it_looks_like_a_command_then_it_is_text(attack: str, format: str) -> None:
    written = ATTACKS[attack]
    made = make_plan_document(with_text(written), format=format)
    found = "".join(reading.text(made).split())
    assert found.count("".join(written.split())) >= 8
    assert [level for level, _words in reading.headings(made)].count("H1") == 1


def test_text_when_it_turns_letters_around_then_reads_as_it_was_written() -> None:
    made = make_plan_document(with_text("pay\u202e000,01\u202c\u2066 now \u2069to\u200f me"))
    found = reading.text(made)
    assert "pay000,01 now to me" in found
    assert not set("\u202e\u202c\u2066\u2069\u200f") & set(found)


def test_text_when_a_face_has_no_shape_for_it_then_a_name_or_a_mark_stands_in() -> None:
    made = make_plan_document(with_text("Well done \U0001f389 \u4e2d\u6587 \ud7a3 \x00\x07\u00ad end"))
    found = reading.text(made)
    assert "Well done (party popper) \ufffd\ufffd \ufffd end" in found
    assert reading.missing_shapes(made) == 0


def test_word_when_longer_than_a_line_then_it_is_broken_and_stays_within_the_page() -> None:
    word = "https://example.org/" + "courses/" * 12 + "x" * 300
    made = make_plan_document(with_text(word))
    assert "".join(reading.text(made).split()).count(word) >= 8
    assert _widest(made) < 595 - 18 * 72 / 25.4 + 1


def _widest(pdf: bytes) -> float:
    """The point furthest right at which a letter begins."""
    furthest = 0.0
    with pikepdf.open(BytesIO(pdf)) as opened:
        for page in opened.pages:
            before: list[list[float]] = []
            x = 0.0
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "q":
                    before.append([x])
                elif str(operator) == "Q":
                    [x] = before.pop()
                elif str(operator) == "cm":
                    x += float(operands[4])
                elif str(operator) == "Tm":
                    furthest = max(furthest, x + float(operands[4]))
    return furthest


def _another_noto(folder: Path) -> None:
    """A face of the same name as ours with wider letters, where a machine keeps the faces of its user."""
    face = TTFont(ROOT / "frontend/dist/fonts/NotoSans_400Regular.ttf")
    face["hmtx"].metrics = {name: (width + 200, side) for name, (width, side) in face["hmtx"].metrics.items()}
    for place in (folder / ".fonts", folder / ".local/share/fonts"):
        place.mkdir(parents=True)
        face.save(place / "NotoSans.ttf")


def test_document_when_made_again_then_the_same_bytes_also_by_another_process(tmp_path: Path) -> None:
    _another_noto(tmp_path)
    asked = [(format, language) for format in FORMATS for language in ("en-GB", "ur")]
    ours = [_hash(make_plan_document(CONTENT, format=f, language=tongue)) for f, tongue in asked]
    assert ours == [
        _hash(make_plan_document(dict(reversed(CONTENT.items())), format=f, language=tongue))
        for f, tongue in asked
    ]
    # English beside English is English.
    assert len(set(ours)) == len(asked) - 1
    script = (
        "import sys, json, hashlib\n"
        "from django.conf import settings\n"
        f"settings.configure(DOCUMENT_FONTS={str(ROOT / 'frontend/dist/fonts')!r})\n"
        "from fingerpost.files.documents import make_plan_document as make\n"
        "given = json.load(sys.stdin)\n"
        "made = [make(given['content'], format=f, language=tongue) for f, tongue in given['asked']]\n"
        "print([hashlib.sha256(each).hexdigest() for each in made])\n"
    )
    environment = {
        **os.environ,
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / ".local/share"),
        "TZ": "Pacific/Auckland",
        "LC_ALL": "C",
        "SOURCE_DATE_EPOCH": "1",
        "PYTHONHASHSEED": "7",
    }
    other = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps({"content": CONTENT, "asked": asked}),
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert other.stdout.strip() == str(ours)


def test_document_when_any_word_changes_then_other_bytes() -> None:
    changed: list[Mapping[str, Any]] = [
        content(number=3),
        content(made_on="2026-11-21"),
        content(marking=MARKING),
        content(review_on="2027-01-16"),
    ]
    assert len({_hash(make_plan_document(each)) for each in [CONTENT, *changed]}) == 5


def _hash(pdf: bytes) -> str:
    return hashlib.sha256(pdf).hexdigest()


@pytest.mark.parametrize(
    ("format", "language"), [("braille", "en-GB"), ("standard", "xx"), ("bilingual", "en-US")]
)
def test_format_or_language_when_unknown_then_refused(format: str, language: str) -> None:
    with pytest.raises(InvalidInput):
        make_plan_document(CONTENT, format=format, language=language)
