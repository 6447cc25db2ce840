"""What is sent in: its type by its bytes, and nothing that is locked, broken, vast, or two things in one."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pikepdf
import pytest
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fingerpost.files.documents import make_plan_document
from fingerpost.files.receiving import MOST_HELD, HeldInMemory
from fingerpost.files.serving import send_file
from fingerpost.files.uploads import JPEG, PDF, PNG, Upload, check_upload
from fingerpost.house.errors import InvalidInput
from tests.files.content import CONTENT

ALL = (PDF, PNG, JPEG)
TODAY = date(2026, 11, 20)


def picture(kind: str, size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    """A picture of a few pixels, written by another program."""
    out = BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def archive() -> bytes:
    """A zip file with one file in it."""
    out = BytesIO()
    with ZipFile(out, "w") as made:
        made.writestr("inside.txt", "hidden")
    return out.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    """One whole piece of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is so large, a few bytes on disk."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 10)) + chunk(b"IEND", b"")


def changed_pdf(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The document of a plan with something done to it."""
    out = BytesIO()
    with pikepdf.open(BytesIO(make_plan_document(CONTENT))) as opened:
        change(opened)
        opened.save(out)
    return out.getvalue()


def locked() -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(make_plan_document(CONTENT))) as opened:
        opened.save(out, encryption=pikepdf.Encryption(user="secret", owner="other", R=6))
    return out.getvalue()


def with_script(opened: pikepdf.Pdf) -> None:
    opened.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def with_attachment(opened: pikepdf.Pdf) -> None:
    opened.attachments["hidden.exe"] = b"MZ"


def refusal(content: bytes, name: str = "a file", accepts: tuple[str, ...] = ALL) -> str:
    """The code with which a file is refused."""
    with pytest.raises(InvalidInput) as caught:
        check_upload(name, content, accepts=accepts, on=TODAY)
    assert caught.value.message.endswith("."), "a whole sentence"
    return caught.value.code.removeprefix("files.")


TAKEN: dict[str, tuple[Callable[[], bytes], Upload]] = {
    "pdf": (lambda: make_plan_document(CONTENT), Upload(PDF, "file.pdf")),
    "pdf and blanks": (lambda: make_plan_document(CONTENT) + b"\r\n\n", Upload(PDF, "file.pdf")),
    "png": (lambda: picture("PNG"), Upload(PNG, "file.png")),
    "jpeg": (lambda: picture("JPEG"), Upload(JPEG, "file.jpg")),
    "progressive": (lambda: picture("JPEG", progressive=True), Upload(JPEG, "file.jpg")),
    "exif": (lambda: picture("JPEG", exif=Image.Exif().tobytes()), Upload(JPEG, "file.jpg")),
    # What telephones write behind a photograph: a second one, a few bytes of their own.
    "two photographs": (lambda: picture("JPEG") + picture("JPEG"), Upload(JPEG, "file.jpg")),
    "of a telephone": (lambda: picture("JPEG") + b"SEFT\0\0\0\0", Upload(JPEG, "file.jpg")),
}
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "text": (lambda: b"hello", "wrong_type"),
    "archive": (archive, "wrong_type"),
    "page": (lambda: b"<html><script>alert(1)</script></html>", "wrong_type"),
    "gif": (lambda: picture("GIF"), "wrong_type"),
    "late pdf": (lambda: b"  %PDF-1.7 begins late", "wrong_type"),
    "head of a pdf": (lambda: b"%PDF-1.7 and no more", "broken"),
    "cut pdf": (lambda: make_plan_document(CONTENT)[:-2_000], "broken"),
    "locked pdf": (locked, "locked"),
    "pdf with a program": (lambda: changed_pdf(with_script), "active"),
    "pdf with a file in it": (lambda: changed_pdf(with_attachment), "active"),
    "pdf and archive": (lambda: make_plan_document(CONTENT) + archive(), "two_in_one"),
    "pdf and much more": (lambda: make_plan_document(CONTENT) + b"x" * 5_000, "broken"),
    "pdf and a page": (lambda: make_plan_document(CONTENT) + b"<html>", "two_in_one"),
    "png and archive": (lambda: picture("PNG") + archive(), "broken"),
    "cut png": (lambda: picture("PNG")[:-20], "broken"),
    "jpeg and archive": (lambda: picture("JPEG") + archive(), "two_in_one"),
    "jpeg and pdf": (lambda: picture("JPEG") + make_plan_document(CONTENT), "two_in_one"),
    "jpeg and page": (lambda: picture("JPEG", comment=b"<SCRIPT>alert(1)</script>"), "two_in_one"),
    "cut jpeg": (lambda: picture("JPEG")[:200], "broken"),
    "head of a jpeg": (lambda: b"\xff\xd8\xff", "broken"),
    "vast png": (lambda: png_of(100_000, 100_000), "too_many_pixels"),
    "png of no width": (lambda: png_of(0, 10), "broken"),
}


@pytest.mark.parametrize("which", TAKEN)
def test_file_when_of_a_kind_that_is_taken_then_its_type_and_a_name_of_our_own(which: str) -> None:
    make, upload = TAKEN[which]
    assert check_upload("Vashti Placeholder payslip.exe", make(), accepts=ALL, on=TODAY) == upload


@pytest.mark.parametrize("which", REFUSED)
def test_file_when_it_cannot_be_kept_then_refused_with_its_reason(which: str) -> None:
    make, code = REFUSED[which]
    assert refusal(make()) == code


def test_picture_when_a_photograph_says_it_is_vast_then_refused_unopened() -> None:
    small = picture("JPEG")
    place = small.index(b"\xff\xc0") + 5
    assert (
        refusal(small[:place] + struct.pack(">HH", 65_000, 65_000) + small[place + 4 :]) == "too_many_pixels"
    )


def test_file_when_larger_than_policy_allows_then_refused() -> None:
    assert refusal(b"%PDF-" + b"x" * 10_485_760) == "too_large"
    assert refusal(b"%PDF-" + b"x" * 10_485_755) == "broken"


def test_file_when_this_place_takes_another_kind_then_the_message_names_those_it_takes() -> None:
    with pytest.raises(InvalidInput, match="PNG"):
        check_upload("drawing.pdf", make_plan_document(CONTENT), accepts={PNG}, on=TODAY)
    with pytest.raises(InvalidInput, match="Save it as a PDF"):
        check_upload("letter.docx", archive(), accepts=ALL, on=TODAY)
    with pytest.raises(InvalidInput, match="JPEG"):
        check_upload("photo.HEIC", b"\0\0\0\x18ftypheic", accepts=ALL, on=TODAY)


@given(
    st.binary(max_size=300), st.sampled_from([b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b""])
)
def test_file_when_it_is_any_bytes_then_refused_and_nothing_worse(rest: bytes, beginning: bytes) -> None:
    with pytest.raises(InvalidInput):
        check_upload("anything", beginning + rest, accepts=ALL, on=TODAY)


def take_in(size: int, *, files: int = 1) -> list[bytes]:
    """What is held of files of that size, sent in one request."""
    handler = HeldInMemory(RequestFactory().post("/"))
    held = []
    for _number in range(files):
        handler.new_file("file", "name.pdf", "application/pdf", size, None, None)
        for start in range(0, size, handler.chunk_size):
            part = b"x" * min(handler.chunk_size, size - start)
            assert handler.receive_data_chunk(part, start) is None, "no other handler gets it"
        held.append(handler.file_complete(size).read())
    return held


def test_receiving_when_small_then_whole_and_when_vast_then_cut_where_it_is_still_found_too_large() -> None:
    assert take_in(100_000) == [b"x" * 100_000]
    [cut] = take_in(MOST_HELD + 5_000_000)
    assert len(cut) == MOST_HELD + 1
    assert refusal(cut) == "too_large"
    assert sum(len(each) for each in take_in(MOST_HELD // 2 + 1_000, files=5)) <= MOST_HELD + 5


def test_receiving_when_the_service_runs_then_nothing_else_takes_files(settings: object) -> None:
    assert settings.FILE_UPLOAD_HANDLERS == ["fingerpost.files.receiving.HeldInMemory"]  # type: ignore[attr-defined]
    assert not issubclass(HeldInMemory, MemoryFileUploadHandler)


def test_file_when_handed_to_a_browser_then_kept_and_never_shown(client: Client) -> None:
    answer = send_file(b"content", name='pläne "1".pdf', media_type=PDF)
    assert answer.content == b"content"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "\n" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"] == PDF
