"""Words of zipped documents: Office Open XML (Word, sheets, slides) and OpenDocument."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from lzma import LZMAError
from types import MappingProxyType
from typing import Final
from xml.parsers import expat

from fingerpost.policy.attachments.reading import Limits, Reading, Unread

_CHUNK: Final = 1 << 16
_OPEN_DOCUMENT: Final = ("content.xml", "styles.xml", "meta.xml")
# Parts of Office Open XML that hold only looks and links.
_NO_WORDS: Final = re.compile(
    r"(?:^|/)(?:_rels|theme|customXml|fontTable\.xml)(?:/|$)|^\[Content_Types\]\.xml$"
)
_HELD_FILES: Final = re.compile(r"(?:^|/)(?:embeddings/|vbaProject\.bin$)|^Object[ \d]")
_PROPERTIES: Final = re.compile(r"^(?:docProps/.*|meta\.xml)$")
_PICTURES: Final = re.compile(r"(?:^|/)(?:media|Pictures)/")
_ENDS_A_LINE: Final = frozenset({"p", "h", "si", "is", "title", "desc", "creator", "date"})
# Removed words stand beside those that took their place, and either may be whole.
_EITHER_WAY: Final = "\u200b"
_STANDS_FOR: Final[Mapping[str, str]] = MappingProxyType(
    {
        "tab": "\t",
        "br": "\n",
        "cr": "\n",
        "line-break": "\n",
        "s": " ",
        "noBreakHyphen": "-",
        "softHyphen": "\u00ad",
    }
)
# Names of sheets, and words that stand for a picture.
_ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"sheet": ("name",), "docPr": ("descr", "title"), "cNvPr": ("descr", "title")}
)


class _TooMuch(Exception):
    """A document that unpacks to more than is read."""


class _HasDeclarations(ValueError):
    """A part that declares entities, which no office program writes."""


def read(content: bytes, limits: Limits) -> Reading:
    """Every word of body, headers, notes, comments and properties, removed text included."""
    parts: list[str] = []
    unread: Unread | None = None
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            unread = _read_all(packed, limits, parts)
    except _TooMuch:
        unread = Unread.TOO_LARGE
    # All that a broken file raises; NotImplementedError is zipfile's word for a packing that it cannot undo.
    except (
        zipfile.BadZipFile, expat.ExpatError, zlib.error, LZMAError, struct.error,
        EOFError, LookupError, NotImplementedError, OSError, RuntimeError, ValueError,
    ):  # fmt: skip
        unread = Unread.DAMAGED
    return Reading("".join(parts), unread)


def _read_all(packed: zipfile.ZipFile, limits: Limits, parts: list[str]) -> Unread | None:
    """Add the words of every part, and say what could not be read."""
    members = packed.infolist()
    names = {member.filename for member in members}
    if len(members) > limits.parts:
        raise _TooMuch
    if any(member.flag_bits & 1 for member in members) or _is_locked(packed, names, limits):
        return Unread.ENCRYPTED
    if "[Content_Types].xml" in names:
        wanted = [name for name in sorted(names) if name.endswith(".xml") and not _NO_WORDS.search(name)]
    elif "content.xml" in names:
        wanted = [name for name in _OPEN_DOCUMENT if name in names]
    else:
        return Unread.UNKNOWN
    left = limits.unpacked_bytes
    for name in wanted:
        lists = _PROPERTIES.match(name) is not None
        parser = _parser(parts, every_text=lists or "content.xml" in names, every_line=lists)
        for chunk in _chunks(packed, name, left):
            left -= len(chunk)
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
        parts.append("\n")
    if any(map(_HELD_FILES.search, names)):
        return Unread.HOLDS_FILES
    if any(map(_PICTURES.search, names)) and not "".join(parts).strip():
        return Unread.PICTURE
    return None


def _is_locked(packed: zipfile.ZipFile, names: set[str], limits: Limits) -> bool:
    """Whether an OpenDocument file says that its parts are encrypted."""
    manifest = "META-INF/manifest.xml"
    return manifest in names and any(
        b"encryption-data" in chunk for chunk in _chunks(packed, manifest, limits.unpacked_bytes)
    )


def _chunks(packed: zipfile.ZipFile, name: str, left: int) -> Iterator[bytes]:
    """A part in chunks, counted as it is unpacked: what the archive says of its size may be untrue."""
    with packed.open(name) as stream:
        while chunk := stream.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise _TooMuch
            yield chunk


def _parser(parts: list[str], *, every_text: bool, every_line: bool) -> expat.XMLParserType:
    """A parser that gathers words; the pieces of one paragraph run on, as programs part words anywhere.

    Office Open XML keeps words in elements called t (delText where they were removed), OpenDocument in any
    (`every_text`); properties are one to an element (`every_line`).
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    inside = data = 0
    words_are = "t"

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside, data, words_are
        local = name.rpartition(" ")[2]
        if local in ("t", "delText"):
            inside += 1
            parts.append("" if local == words_are else _EITHER_WAY)
            words_are = local
        data += local == "binary-data"
        parts.append(_STANDS_FOR.get(local, ""))
        for attribute in _ATTRIBUTES.get(local, ()):
            if attribute in attributes:
                parts.append(f"\n{attributes[attribute]}\n")

    def end(name: str) -> None:
        nonlocal inside, data
        local = name.rpartition(" ")[2]
        inside -= local in ("t", "delText")
        data -= local == "binary-data"
        if every_line or local in _ENDS_A_LINE:
            parts.append("\n")

    def text(words: str) -> None:
        if inside or (every_text and not data):
            parts.append(words)

    def refuse(*_: object) -> None:
        raise _HasDeclarations

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    return parser
