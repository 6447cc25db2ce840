"""Words of PDF documents: pages, notes on them, forms and properties."""

from __future__ import annotations

import logging
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Final

from fingerpost.policy.attachments.reading import Limits, Reading, Unread

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

# A hyphen at a line's end may part one word or join two: what screening reads either way stands for it.
_LINE_END_HYPHEN: Final = re.compile(r"(?<=\w)[-\u2010]\s*\n\s*(?=\w)")
_EITHER_WAY: Final = "\u200b"
_PROPERTIES: Final = ("/Title", "/Author", "/Subject", "/Keywords")
_OF_A_NOTE: Final = ("/Contents", "/V", "/TU", "/T", "/RC")

# The library tells of odd files on its own logger, with pieces of them.
logging.getLogger("pypdf").addHandler(logging.NullHandler())
logging.getLogger("pypdf").propagate = False


def read(content: bytes, limits: Limits) -> Reading:
    """Every word that the file holds as text. A page with pictures and no words is told, not read."""
    from pypdf import PdfReader  # slow to import, and seldom needed
    from pypdf.errors import PyPdfError

    parts: list[str] = []
    unread: Unread | None = None
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return Reading("", Unread.ENCRYPTED)
        unread = _read_all(reader, limits, parts)
    # All that a broken file raises; NotImplementedError is the reader's word for a filter or cipher it lacks.
    except (
        PyPdfError, ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError,
        NotImplementedError, OSError, RecursionError, TypeError, ValueError, struct.error, zlib.error,
    ):  # fmt: skip
        unread = Unread.DAMAGED
    return Reading(_LINE_END_HYPHEN.sub(_EITHER_WAY, "\n".join(parts)), unread)


def _read_all(reader: PdfReader, limits: Limits, parts: list[str]) -> Unread | None:
    """Add the words of every page, and say what could not be read."""
    unread: Unread | None = None
    properties = reader.metadata
    if properties is not None:
        parts.extend(str(properties[name]) for name in _PROPERTIES if properties.get(name))
    length = 0
    for number, page in enumerate(reader.pages):
        if number >= limits.pages or length > limits.characters:
            return Unread.TOO_LARGE
        words = page.extract_text()
        if not words.strip() and _has_pictures(page):
            unread = Unread.PICTURE
        parts.append(words)
        parts.extend(_notes(page))
        length += len(words)
    if unread is None and reader.attachments:
        return Unread.HOLDS_FILES
    return unread


def _notes(page: PageObject) -> Iterator[str]:
    """What was written on a page or filled into its fields."""
    listed = page.get("/Annots")
    notes: Iterable[object] = listed.get_object() if listed is not None else ()
    for each in notes:
        note = each.get_object()  # type: ignore[attr-defined]  # an indirect object of the file
        for name in _OF_A_NOTE:
            if isinstance(value := note.get(name), str):
                yield value


def _has_pictures(page: PageObject) -> bool:
    resources = page.get("/Resources")
    return resources is not None and bool(resources.get_object().get("/XObject"))
