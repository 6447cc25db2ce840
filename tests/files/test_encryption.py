"""Encrypted files: open with the pass phrase and with nothing else, and are then what they were."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pypdf
import pytest
import pyzipper

from fingerpost.files.documents import make_plan_document
from fingerpost.files.encryption import encrypt_pdf, encrypt_zip
from tests.files import reading
from tests.files.content import CONTENT

PHRASE = "Copper-tulip-sketch-walnut-garden-puzzle-47"
WRONG = (
    "", " ", PHRASE.lower(), PHRASE.upper(), PHRASE[:-1], f"{PHRASE} ", f"{PHRASE}x", "owner", "fingerpost",
    "Copper-tulip-sketch-walnut-garden-puzzle-48", "\x00",
)  # fmt: skip


@pytest.fixture(scope="module")
def document() -> bytes:
    return make_plan_document(CONTENT)


@pytest.fixture(scope="module")
def locked(document: bytes) -> bytes:
    return encrypt_pdf(document, PHRASE)


@pytest.mark.requirement("OI-14.17.xiii")
def test_pdf_when_encrypted_then_opens_with_the_phrase_and_with_nothing_else(locked: bytes) -> None:
    for wrong in WRONG:
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(BytesIO(locked), password=wrong)
        assert pypdf.PdfReader(BytesIO(locked)).decrypt(wrong) == pypdf.PasswordType.NOT_DECRYPTED
    with pikepdf.open(BytesIO(locked), password=PHRASE) as opened:
        assert opened.is_encrypted
        assert opened.encryption.R == 6
        assert opened.encryption.bits == 256
        assert str(opened.encryption.stream_method).endswith("aesv3")
        assert opened.user_password_matched
        assert not opened.owner_password_matched
        assert opened.allow.accessibility


def test_pdf_when_opened_then_its_text_tags_title_and_language_are_those_of_the_plan(
    document: bytes, locked: bytes
) -> None:
    with pikepdf.open(BytesIO(locked), password=PHRASE) as opened:
        assert str(opened.Root.Lang) == "en-GB"
        assert str(opened.docinfo["/Title"]) == "Skills action plan"
        assert bool(opened.Root.MarkInfo.Marked)
    before, after = reading.tags(document), reading.tags(locked, PHRASE)
    assert [tag.kind for tag in after.every()] == [tag.kind for tag in before.every()]
    assert reading.text(locked, PHRASE) == reading.text(document)


def test_pdf_when_encrypted_then_no_word_of_it_stands_in_the_bytes(document: bytes, locked: bytes) -> None:
    """Titles of elements and of the document are plain in the document, and must not be in the locked one."""
    for word in (b"Skills action plan", b"Where you are now"):
        assert word in document
        assert word not in locked


def test_pdf_when_encrypted_twice_then_nothing_is_shared(document: bytes, locked: bytes) -> None:
    assert encrypt_pdf(document, PHRASE) != locked


@pytest.mark.requirement("OI-14.17.xiii")
def test_zip_when_encrypted_then_opens_with_the_phrase_and_with_nothing_else(document: bytes) -> None:
    archive = encrypt_zip({"plan.pdf": document, "read-me.txt": b"Your plan"}, PHRASE)
    assert b"Your plan" not in archive
    with pyzipper.AESZipFile(BytesIO(archive)) as opened:
        assert [(each.filename, each.date_time[0]) for each in opened.infolist()] == [
            ("plan.pdf", 1980),
            ("read-me.txt", 1980),
        ]
        assert {each.wz_aes_strength for each in opened.infolist()} == {3}, "three means 256 bits"
        for wrong in (None, *(each.encode() for each in WRONG)):
            with pytest.raises((RuntimeError, pyzipper.BadZipFile)):
                opened.read("plan.pdf", pwd=wrong)
        assert opened.read("plan.pdf", pwd=PHRASE.encode()) == document
        assert opened.read("read-me.txt", pwd=PHRASE.encode()) == b"Your plan"


@pytest.mark.parametrize("phrase", ["", "   "])
def test_phrase_when_empty_then_nothing_is_encrypted(document: bytes, phrase: str) -> None:
    with pytest.raises(ValueError, match="empty"):
        encrypt_pdf(document, phrase)
    with pytest.raises(ValueError, match="empty"):
        encrypt_zip({"plan.pdf": document}, phrase)
