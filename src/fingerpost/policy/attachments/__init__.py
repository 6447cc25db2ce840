"""Attachments: the words that can be read out of a document, and plain word of what can't be checked by machine.

Bytes in, text out; nothing is opened, run or fetched. Sizes are limited before and while a document is unpacked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from fingerpost.policy.attachments import office, pdf, rich_text, web_page
from fingerpost.policy.attachments.reading import Kind, Limits, Reading, Unread
from fingerpost.policy.rules import Rules
from fingerpost.policy.screening import Hit, screen

__all__ = [
    "CheckedAttachment",
    "Kind",
    "Limits",
    "Reading",
    "Unread",
    "kind_of",
    "limits_of",
    "read_attachment",
    "screen_attachment",
    "screen_name",
]

_MAGIC: Final = (
    (b"{\\rtf", Kind.RICH_TEXT),
    (b"PK\x03\x04", Kind.OFFICE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLD_OFFICE),
    (b"\x89PNG\r\n\x1a\n", Kind.PICTURE),
    (b"\xff\xd8\xff", Kind.PICTURE),
    (b"GIF87a", Kind.PICTURE),
    (b"GIF89a", Kind.PICTURE),
    (b"II*\x00", Kind.PICTURE),
    (b"MM\x00*", Kind.PICTURE),
    (b"RIFF", Kind.PICTURE),
)
_HTML_NAME: Final = re.compile(r"\.x?html?$", re.IGNORECASE)
_HTML_HEAD: Final = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
# Where a name changes between small and capital letters, or letters and digits, it may begin a new word.
_INNER_WORD: Final = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_EITHER_WAY: Final = "\u200b"


@dataclass(frozen=True, slots=True)
class CheckedAttachment:
    """What was found in an attachment and in its name, and what of it a machine could not check."""

    name_hits: tuple[Hit, ...]
    hits: tuple[Hit, ...]
    unread: Unread | None

    @property
    def is_machine_checked(self) -> bool:
        """Whether everything in it was read; if not, it is marked, and a person looks at it."""
        return self.unread is None


def limits_of(*, on: date, rules: Rules) -> Limits:
    """The largest attachments that are read on a day."""
    table = rules.get_table("screening.attachment_limits", on)
    return Limits(**{name: int(str(number)) for name, number in table.items()})


def kind_of(name: str, head: bytes) -> Kind:
    """The kind of a file by its first bytes (1,024 are enough), and by its name for a page of the web."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if _HTML_NAME.search(name) or _HTML_HEAD.match(head.removeprefix(b"\xef\xbb\xbf")):
        return Kind.WEB_PAGE
    return Kind.TEXT


def read_attachment(name: str, content: bytes, *, limits: Limits) -> Reading:
    """The words of a document, in its order, with what a person would have to look at (XD-11).

    Reads plain text, tables in text, Word and other Office Open XML, OpenDocument, PDF, rich text and pages of the
    web. Never raises for what a file holds.
    """
    if len(content) > limits.bytes:
        return Reading("", Unread.TOO_LARGE)
    reading = _READERS[kind_of(name, content)](content, limits)
    if len(reading.text) > limits.characters:
        return replace(reading, text=reading.text[: limits.characters], unread=Unread.TOO_LARGE)
    return reading


def screen_attachment(name: str, content: bytes, *, on: date, rules: Rules) -> CheckedAttachment:
    """Every form of the list of a day in an attachment and in its name (BR-20.2, OI-9.10, XD-11)."""
    reading = read_attachment(name, content, limits=limits_of(on=on, rules=rules))
    return CheckedAttachment(
        screen_name(name, on=on, rules=rules), screen(reading.text, on=on, rules=rules), reading.unread
    )


def screen_name(name: str, *, on: date, rules: Rules) -> tuple[Hit, ...]:
    """Every form in the name of a file (BR-20.2), also where words run on as in MyLetter2.docx."""
    parted = _INNER_WORD.sub(_EITHER_WAY, name)
    places = [place for place, character in enumerate(parted) if character == _EITHER_WAY]
    return tuple(
        hit._replace(
            start=hit.start - sum(place < hit.start for place in places),
            end=hit.end - sum(place < hit.end for place in places),
        )
        for hit in screen(parted, on=on, rules=rules)
    )


def _plain_text(content: bytes, limits: Limits) -> Reading:
    """UTF-8, or UTF-16 with its mark. A zero byte says that it is no text."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        return Reading("", Unread.NOT_UTF8)
    return Reading("", Unread.UNKNOWN) if "\0" in text else Reading(text)


def _only(unread: Unread) -> Callable[[bytes, Limits], Reading]:
    return lambda content, limits: Reading("", unread)


_READERS: Final[Mapping[Kind, Callable[[bytes, Limits], Reading]]] = MappingProxyType(
    {
        Kind.TEXT: _plain_text,
        Kind.OFFICE: office.read,
        Kind.PDF: pdf.read,
        Kind.RICH_TEXT: rich_text.read,
        Kind.WEB_PAGE: web_page.read,
        Kind.PICTURE: _only(Unread.PICTURE),
        Kind.OLD_OFFICE: _only(Unread.UNKNOWN),
    }
)
