"""The faces of documents: every script of the house, nothing of the machine, said plainly where they are missing."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from pytest_django import Settings

from fingerpost.files.documents import (
    ENGLISH,
    FacesMissing,
    compiling,
    faces_in,
    languages,
    make_plan_document,
)
from fingerpost.files.documents.compiling import shown
from fingerpost.files.documents.glyphs import characters_of, printable
from fingerpost.site.deployment import Deployment
from fingerpost.site.doctor import examine
from tests.files import reading
from tests.files.content import CONTENT, with_text

TAGS = sorted(set(languages()) - {ENGLISH})
FACE_OF = {
    "ur": "NotoNastaliqUrdu",
    "fa": "NotoSansArabic",
    "gu": "NotoSansGujarati",
    "pa": "NotoSansGurmukhi",
    "bn": "NotoSansBengali",
}
SAMPLES = {
    "Urdu": "میں کام تلاش کر رہا ہوں ٹھیک",
    "Farsi": "من دنبال کار می‌گردم پژوهش",
    "Gujarati": "હું કામ શોધું છું શ્રેષ્ઠ",
    "Punjabi": "ਮੈਂ ਕੰਮ ਲੱਭ ਰਿਹਾ ਹਾਂ ਸਿੱਖਿਆ",
    "Bengali": "আমি কাজ খুঁজছি শিক্ষা",
    "Polish": "Szukam pracy, żółć ąęłńśź",
    "Welsh": "Rwy’n chwilio am waith, tŷ ŵyr",
    "French": "Je cherche un emploi, œuvre à Noël",
    "Greek": "Ψάχνω για δουλειά",
    "Ukrainian": "Я шукаю роботу їжак",
    "Vietnamese": "Tôi đang tìm việc",
}


def test_languages_when_read_then_every_one_says_everything_and_english_comes_first() -> None:
    found = languages()
    assert next(iter(found)) == ENGLISH
    assert {"cy", "pl", "fr", "ur", "gu", "pa", "bn", "so", "fa"} <= set(found)
    english = found[ENGLISH].words
    for language in found.values():
        assert language.words.keys() == english.keys(), language.tag
        assert all(word.strip() for word in language.words.values())
        assert "{page}" in language.words["page"]
        assert "{pages}" in language.words["page"]
        assert language.is_rtl == (language.tag in ("ur", "fa"))
    assert found[ENGLISH].easy_read.keys() <= english.keys()


def test_words_of_every_language_when_set_then_a_face_has_each_letter() -> None:
    for language in languages().values():
        for word in language.words.values():
            assert printable(word, shown()).replace("\u200b", "") == word, (language.tag, word)


@pytest.mark.parametrize("tag", TAGS)
def test_two_languages_when_set_then_both_are_there_tagged_and_in_their_own_face(tag: str) -> None:
    made = make_plan_document(CONTENT, format="bilingual", language=tag, with_signature=True)
    assert reading.missing_shapes(made) == 0
    found = reading.faces(made)
    assert f"{FACE_OF.get(tag, 'NotoSans')}-Bold" in found
    assert all(found.values()), "every face lies in the document"
    assert all(name.startswith("Noto") for name in found), "no face of the machine"
    said = [words for _level, words in reading.headings(made)]
    other = languages()[tag].words
    for key, english in (
        ("goals", "Your goals"),
        ("actions", "Your actions"),
        ("review", "We look at this plan"),
    ):
        heading = next(words for words in said if words.startswith(english))
        assert other[key] in heading
    assert tag in _tagged_languages(made)


def _tagged_languages(pdf: bytes) -> set[str]:
    """The languages named beside painted text or on elements."""
    return reading.languages_painted(pdf) | {
        str(tag.element.Lang)
        for tag in reading.tags(pdf).every()
        if tag.kind != "root" and "/Lang" in tag.element
    }


@pytest.mark.parametrize("script", sorted(SAMPLES))
@pytest.mark.parametrize("format", ["standard", "large_print"])
def test_text_of_a_script_when_written_by_somebody_then_every_letter_has_its_shape(
    script: str, format: str
) -> None:
    made = make_plan_document(with_text(SAMPLES[script]), format=format)
    assert reading.missing_shapes(made) == 0
    assert "\ufffd" not in reading.text(made)
    titles = [words for level, words in reading.headings(made) if level == "H1"]
    assert [title.replace("\u200b", "") for title in titles] == [SAMPLES[script]]


def test_headings_when_in_one_other_language_then_none_is_english() -> None:
    said = [words for _level, words in reading.headings(make_plan_document(CONTENT, language="pl"))][1:]
    assert said[0] == "Twoje dane"
    assert not set(said) & set(languages()[ENGLISH].words.values())


def test_characters_when_read_from_a_face_then_those_it_has_and_no_others() -> None:
    faces = faces_in(Path(compiling.settings.DOCUMENT_FONTS))
    for face in faces:
        assert characters_of([face]) == {chr(code) for code in TTFont(face).getBestCmap()}, face.name


def test_faces_when_missing_then_said_with_what_to_do(settings: Settings, tmp_path: Path) -> None:
    settings.DOCUMENT_FONTS = tmp_path
    with pytest.raises(FacesMissing, match="make setup"):
        faces_in(tmp_path)
    raised: list[type[BaseException]] = []

    def in_a_new_thread() -> None:
        try:
            compiling.typeset({}, made_on=compiling.date(2026, 11, 20))
        except FacesMissing as missing:
            raised.append(type(missing))

    thread = threading.Thread(target=in_a_new_thread)
    thread.start()
    thread.join()
    assert raised == [FacesMissing]


def test_doctor_when_faces_are_missing_then_names_them(tmp_path: Path) -> None:
    (tmp_path / "dist" / "fingerpost").mkdir(parents=True)
    found = {
        finding.subject: finding
        for finding in examine(Deployment(data=tmp_path / "data", frontend_root=tmp_path / "dist"))
    }
    assert not found["faces of documents"].is_well
    assert "make setup" in found["faces of documents"].detail
    well = {finding.subject: finding for finding in examine(Deployment(data=tmp_path / "data"))}
    assert well["faces of documents"].is_well


def test_documents_when_made_by_several_threads_at_once_then_as_by_one() -> None:
    alone = make_plan_document(CONTENT)
    made: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: made.append(make_plan_document(CONTENT))) for _number in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [alone] * 4
