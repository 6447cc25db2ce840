"""Opens what `fingerpost screen` was given: plain text in blocks, documents by the words read out of them."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, Final

from fingerpost.policy.attachments import Kind, Unread, kind_of, limits_of, read_attachment

if TYPE_CHECKING:
    from fingerpost.policy import Rules

_BLOCK: Final = 1 << 20
_BYTE_ORDER_MARK: Final = "\ufeff"
_WHY: Final[Mapping[Unread, str]] = MappingProxyType(
    {
        Unread.TOO_LARGE: "not machine-checked: it is too large for a document, or unpacks to too much.",
        Unread.ENCRYPTED: "not machine-checked: it is locked with a password.",
        Unread.PICTURE: "not machine-checked: it is a picture, or has pages that are pictures.",
        Unread.HOLDS_FILES: "not wholly machine-checked: it holds other files.",
        Unread.DAMAGED: "not machine-checked: it is damaged, or not what its name says.",
        Unread.UNKNOWN: "not machine-checked: this kind of file cannot be read.",
        Unread.NOT_UTF8: "not machine-checked: its text is not UTF-8.",
    }
)


class Unusable(ValueError):
    """A file that could not be checked, and why; the message holds nothing of what the file says."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The text of a file in blocks, and what of it could not be read, if anything."""

    blocks: Iterator[str]
    unread: str | None = None


@contextmanager
def open_text(path: Path, rules: Rules, on: date) -> Iterator[Opened]:
    """Open a file, or standard input for "-". Raises Unusable, also while the blocks are taken."""
    if str(path) == "-":
        yield _opened("", sys.stdin.buffer, rules, on)
        return
    try:
        stream = path.open("rb")
    except (OSError, ValueError) as error:
        raise _cannot_be_read(error) from None
    with stream:
        yield _opened(path.name, stream, rules, on)


def _opened(name: str, stream: BinaryIO, rules: Rules, on: date) -> Opened:
    head = _read(stream)
    kind = kind_of(name, head)
    if kind is Kind.TEXT:
        return Opened(_decoded(chain([head], iter(lambda: _read(stream), b""))))
    limits = limits_of(on=on, rules=rules)
    content = bytearray(head)
    while len(content) <= limits.bytes and (more := _read(stream)):
        content += more
    reading = read_attachment(name, bytes(content), limits=limits)
    why = _WHY[reading.unread] if reading.unread is not None else None
    return Opened(iter((reading.text,)), why)


def _read(stream: BinaryIO) -> bytes:
    try:
        return stream.read(_BLOCK)
    except OSError as error:
        raise _cannot_be_read(error) from None


def _decoded(parts: Iterator[bytes]) -> Iterator[str]:
    """The text of UTF-8 in parts. Raises Unusable with the first byte that is none, and never with what it holds."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    read = 0
    for part in chain(parts, (b"",)):
        held = len(decoder.getstate()[0])
        nothing = part.find(0)
        try:
            text = decoder.decode(part if nothing < 0 else part[:nothing], final=not part)
        except UnicodeDecodeError as error:
            raise Unusable(
                f"the text is not UTF-8: byte {read - held + error.start + 1} cannot be read."
            ) from None
        yield text.removeprefix(_BYTE_ORDER_MARK) if read == 0 else text
        if nothing >= 0:
            raise Unusable(f"this is no plain text: byte {read + nothing + 1} is zero.")
        read += len(part)


def _cannot_be_read(error: OSError | ValueError) -> Unusable:
    why = error.strerror if isinstance(error, OSError) and error.strerror else "its name cannot be used"
    return Unusable(f"cannot be read ({why}).")
