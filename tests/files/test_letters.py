"""The slip that a customer signs when nothing prints, and the letter over a copy that goes by post."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from fingerpost.files.documents import make_cover_letter, make_slip
from fingerpost.house.errors import InvalidInput
from tests.files import reading
from tests.files.content import CONTENT, MARKING, content

SECRETS = (
    "warehouse", "Pass functional maths", "Enrol on", "Office administrator", "evening classes", "15 January 2027",
    "07700 900123",
)  # fmt: skip


def test_slip_when_made_then_names_the_version_and_nothing_of_the_plan() -> None:
    made = make_slip(CONTENT, code="K7QX-2M4P")
    text = reading.text(made)
    for said in (
        "Skills action plan",
        "Vashti Placeholder",
        "2, 20 November 2026",
        "K7QX-2M4P",
        "I agree",
        "Signature",
    ):
        assert said in text, said
    assert [secret for secret in SECRETS if secret in text] == []
    assert len(reading.pages(made)) == 1
    assert make_slip(CONTENT, code="K7QX-2M4P") == made
    assert make_slip(CONTENT, code="K7QX-2M4Q") != made


@pytest.mark.parametrize("code", ["", "K7QX2M4P", "k7qx-2m4p", "K7QX-2M4", "K7QX-2M4P-X", "#pan-ic()"])
def test_slip_when_its_code_has_another_shape_then_refused(code: str) -> None:
    with pytest.raises(InvalidInput):
        make_slip(CONTENT, code=code)


def test_slip_when_marked_or_in_large_print_then_as_a_plan_would_be() -> None:
    made = make_slip(content(marking=MARKING), code="K7QX-2M4P", format="large_print")
    assert reading.pages(made)[0].count("PROTECT – PERSONAL") == 2
    assert reading.largest_and_smallest(made)[1] >= 18


def test_letter_when_folded_then_the_window_shows_name_and_address_alone() -> None:
    made = make_cover_letter(CONTENT)
    lines = dict(_tops(made))
    window = [text for text, top in lines.items() if 46 <= top <= 96]
    assert window == ["Vashti Placeholder", "1 Example Road", "Placeholder Town", "ZZ5 5AA"]
    assert [secret for secret in SECRETS if secret in reading.text(made)] == []
    assert min(top for text, top in lines.items() if "Dear" in text) > 99


def _tops(pdf: bytes) -> list[tuple[str, float]]:
    """Each element's text of the first page with how far from the top of the page it stands, in millimetres."""
    found = []
    with pikepdf.open(BytesIO(pdf)) as opened:
        height = float(opened.pages[0].mediabox[3])
    for text, y in reading.runs(pdf):
        found.append((text, (height - y) * 25.4 / 72))
    return found


@pytest.mark.requirement("OI-14.17.ii")
def test_letter_when_an_inner_envelope_is_marked_then_its_label_has_the_mark_and_the_address_alone() -> None:
    made = make_cover_letter(content(marking=MARKING), envelope_mark="Protect - Private")
    outer, label = reading.pages(made)
    assert label == "PROTECT - PRIVATE Vashti Placeholder 1 Example Road Placeholder Town ZZ5 5AA"
    assert "PRIVATE" not in outer
    assert len(reading.pages(make_cover_letter(CONTENT))) == 1


def test_letter_when_no_address_is_known_then_refused() -> None:
    nowhere = content()
    nowhere["customer"] = {**nowhere["customer"], "lines": []}
    with pytest.raises(InvalidInput, match="address"):
        make_cover_letter(nowhere)


def test_letter_when_read_aloud_then_tagged_with_title_and_language() -> None:
    with pikepdf.open(BytesIO(make_cover_letter(CONTENT, envelope_mark="PROTECT - PRIVATE"))) as opened:
        assert str(opened.Root.Lang) == "en-GB"
        assert str(opened.docinfo["/Title"]) == "Letter with a copy of a plan"
    assert "H1" in reading.kinds(make_cover_letter(CONTENT))
