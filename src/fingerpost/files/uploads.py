"""Looks at a file that somebody sent in before any of it is kept. Its type is read from its bytes, never believed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from types import MappingProxyType
from typing import Final

import pikepdf
from django.utils import timezone
from django.utils.translation import gettext as _

from fingerpost.files.pictures import BrokenPicture, jpeg_size, png_size
from fingerpost.house.errors import InvalidInput
from fingerpost.house.rules import rules_in_force
from fingerpost.policy.civil import civil_date

PDF: Final = "application/pdf"
PNG: Final = "image/png"
JPEG: Final = "image/jpeg"
ENDINGS: Final = MappingProxyType({PDF: "pdf", PNG: "png", JPEG: "jpg"})

_BEGINNINGS: Final = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
# What would make one file two: the end of an archive, a document in front of which anything may stand, a page.
_ARCHIVE_END: Final = b"PK\x05\x06"
_ARCHIVE_WITHIN: Final = 65_557
_ACTIVE: Final = (b"<script", b"<html", b"<!doctype", b"<?php", b"<svg")
_PDF_END: Final = b"%%EOF"
_BLANKS: Final = b"\r\n\t\f \0"
_MEGABYTE: Final = 1_048_576


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be kept: its true media type, and a name of our own that says nothing of anybody."""

    media_type: str
    name: str


def check_upload(name: str, content: bytes, *, accepts: Collection[str], on: date | None = None) -> Upload:
    """Refuse a file that can't be kept, saying what to do; else its type and the name to keep it under.

    ``accepts`` are the media types that this place takes; policy names those that any place takes
    (``files.accepted_types``), the largest size and the largest picture, on a civil day (today, unless said).
    ``name`` is what the sender called it: it is used for advice alone and never kept. Raises InvalidInput.
    """
    rules, day = rules_in_force(), on or civil_date(timezone.now())
    most = rules.get_int("files.most_bytes", day)
    if not content:
        raise _refused("empty", _("The file is empty. Choose another."))
    if len(content) > most:
        largest = {"megabytes": most // _MEGABYTE}
        raise _refused("too_large", _("The file must be smaller than %(megabytes)d megabytes.") % largest)
    media_type = _sniff(content)
    taken = [each for each in rules.get_list("files.accepted_types", day) if each in accepts]
    if media_type is None or media_type not in taken:
        raise _refused("wrong_type", _advice(name, taken))
    if media_type == PDF:
        _check_pdf(content)
    else:
        _check_picture(content, media_type, rules.get_int("files.most_pixels", day))
    return Upload(media_type, f"file.{ENDINGS[media_type]}")


def _sniff(content: bytes) -> str | None:
    return next((kind for beginning, kind in _BEGINNINGS if content.startswith(beginning)), None)


def _advice(name: str, taken: Collection[str]) -> str:
    kinds = ", ".join(ENDINGS[each].upper() for each in ENDINGS if each in taken)
    ending = name.rpartition(".")[2].lower()
    if ending in ("doc", "docx", "odt", "rtf", "pages"):
        return _("This is a document that can still be changed. Save it as a PDF and send that.")
    if ending in ("heic", "heif", "webp"):
        return _("This kind of photograph cannot be opened everywhere. Save it as a JPEG and send that.")
    return _("The file must be one of these: %(kinds)s.") % {"kinds": kinds}


def _check_pdf(content: bytes) -> None:
    """Refuse a PDF that is locked, broken, something else as well, or that would do something when it is opened."""
    try:
        # Mending a broken file would keep something else than what was sent.
        with pikepdf.open(BytesIO(content), attempt_recovery=False) as opened:
            if not len(opened.pages):
                raise _refused("broken", _broken())
            if _is_active(opened):
                raise _refused(
                    "active",
                    _("This PDF holds other files or a program. Print it to a new PDF and send that."),
                )
    except pikepdf.PasswordError:
        raise _refused(
            "locked", _("This PDF is locked with a password. Save it without one and send that.")
        ) from None
    except (pikepdf.PdfError, pikepdf.DataDecodingError):
        raise _refused("broken", _broken()) from None
    behind = content[content.rfind(_PDF_END) + len(_PDF_END) :]
    if behind.strip(_BLANKS) or _holds_archive(content):
        raise _refused("two_in_one", _two_in_one())


def _is_active(opened: pikepdf.Pdf) -> bool:
    """Whether opening the document would run something or carries other files in."""
    names = opened.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and ("/EmbeddedFiles" in names or "/JavaScript" in names):
        return True
    if "/AA" in opened.Root:
        return True
    action = opened.Root.get("/OpenAction")
    return isinstance(action, pikepdf.Dictionary) and action.get("/S") not in (None, "/GoTo")


def _check_picture(content: bytes, media_type: str, most_pixels: int) -> None:
    measure: Callable[[bytes], tuple[int, int]] = png_size if media_type == PNG else jpeg_size
    try:
        width, height = measure(content)
    except BrokenPicture:
        raise _refused("broken", _broken()) from None
    if width * height > most_pixels:
        raise _refused("too_many_pixels", _("The picture is too large. Make it smaller, or take it again."))
    lowered = content.lower()
    if _holds_archive(content) or b"%PDF-" in content or any(each in lowered for each in _ACTIVE):
        raise _refused("two_in_one", _two_in_one())


def _holds_archive(content: bytes) -> bool:
    return _ARCHIVE_END in content[-_ARCHIVE_WITHIN:]


def _refused(reason: str, message: str) -> InvalidInput:
    return InvalidInput(message, code=f"files.{reason}")


def _broken() -> str:
    return _("The file is damaged or not whole. Scan or save it again.")


def _two_in_one() -> str:
    return _("The file holds something else besides. Print or save it again and send that.")
