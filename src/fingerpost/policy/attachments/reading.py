"""What reading a document gives, and how large a document may be."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of file that are told apart."""

    TEXT = "text"
    OFFICE = "office"
    OLD_OFFICE = "old_office"
    PDF = "pdf"
    RICH_TEXT = "rich_text"
    WEB_PAGE = "web_page"
    PICTURE = "picture"


class Unread(StrEnum):
    """Why a document, or a part of it, could not be checked by machine."""

    TOO_LARGE = "too_large"
    ENCRYPTED = "encrypted"
    PICTURE = "picture"
    HOLDS_FILES = "holds_files"
    DAMAGED = "damaged"
    UNKNOWN = "unknown"
    NOT_UTF8 = "not_utf8"


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest document that is read: its bytes, those it unpacks to, its parts, its pages, its characters."""

    bytes: int
    unpacked_bytes: int
    parts: int
    pages: int
    characters: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The words that were read, and why the rest was not, where there is more."""

    text: str = field(repr=False)
    unread: Unread | None = None
