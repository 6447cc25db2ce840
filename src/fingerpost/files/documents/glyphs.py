"""Which characters the faces of documents can show, and what stands in for the others."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_JOINERS: Final = frozenset("\u200c\u200d")
_LONGEST_WORD: Final = 32
_BREAK_AFTER: Final = frozenset("/\\.,;:-_@?&=+#%|")
_BREAK: Final = "\u200b"


def characters_of(faces: Iterable[Path]) -> frozenset[str]:
    """Every character that one of the faces has a shape for, read from their character maps.

    Raises ValueError for a file that is no face.
    """
    return frozenset(chr(code) for face in faces for code in _codes(face.read_bytes(), face.name))


def _codes(face: bytes, name: str) -> Iterator[int]:
    tables = struct.unpack_from(">H", face, 4)[0]
    for place in range(12, 12 + 16 * tables, 16):
        tag, _sum, start, _length = struct.unpack_from(">4sIII", face, place)
        if tag == b"cmap":
            break
    else:
        raise ValueError(f"{name} has no character map")
    for number in range(struct.unpack_from(">H", face, start + 2)[0]):
        _platform, _encoding, offset = struct.unpack_from(">HHI", face, start + 4 + 8 * number)
        kind = struct.unpack_from(">H", face, start + offset)[0]
        if kind == 4:
            yield from _segments(face, start + offset)
        elif kind == 12:
            yield from _groups(face, start + offset)


def _segments(face: bytes, place: int) -> Iterator[int]:
    count = struct.unpack_from(">H", face, place + 6)[0] // 2
    row = f">{count}H"
    ends = struct.unpack_from(row, face, place + 14)
    starts = struct.unpack_from(row, face, place + 16 + 2 * count)
    deltas = struct.unpack_from(row, face, place + 16 + 4 * count)
    ranges_at = place + 16 + 6 * count
    for number, (first, last) in enumerate(zip(starts, ends, strict=True)):
        offset_at = ranges_at + 2 * number
        offset = struct.unpack_from(">H", face, offset_at)[0]
        for code in range(first, min(last, 0xFFFE) + 1):
            if offset:
                shape = struct.unpack_from(">H", face, offset_at + offset + 2 * (code - first))[0]
            else:
                shape = (code + deltas[number]) & 0xFFFF
            if shape:
                yield code


def _groups(face: bytes, place: int) -> Iterator[int]:
    count = struct.unpack_from(">I", face, place + 12)[0]
    for number in range(count):
        first, last, _glyph = struct.unpack_from(">III", face, place + 16 + 12 * number)
        yield from range(first, last + 1)


def printable(text: str, shown: frozenset[str]) -> str:
    """A line of text as a document can show it.

    A picture character becomes its name in brackets, any other without a shape the replacement character. Marks that
    turn the order of letters around are taken out: what is read is what was written. Long words may be broken.
    """
    kept = "".join(_shown(character, shown) for character in unicodedata.normalize("NFC", text))
    return " ".join(_breakable(word) for word in kept.split(" "))


def _shown(character: str, shown: frozenset[str]) -> str:
    if character == "\t" or unicodedata.category(character) in ("Zs", "Zl", "Zp"):
        return "\N{NO-BREAK SPACE}" if character in "\u00a0\u202f\u2007" else " "
    if character in _JOINERS:
        return character
    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Cs", "Sk") and character not in "^`\u00a8\u00af\u00b4\u00b8":
        return ""
    if character in shown:
        return character
    if category == "Mn":
        return ""
    name = unicodedata.name(character, "")
    if category == "So" and name:
        return f"({name.lower()})"
    return _REPLACEMENT


def _breakable(word: str) -> str:
    if len(word) <= _LONGEST_WORD:
        return word
    pieces = []
    since = 0
    for character in word:
        pieces.append(character)
        since += 1
        # Never between a letter and the mark on it, nor inside what a joiner holds together.
        if since >= _LONGEST_WORD // 2 or character in _BREAK_AFTER:
            pieces.append(_BREAK)
            since = 0
    return "".join(pieces).rstrip(_BREAK)
