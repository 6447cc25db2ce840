"""The size of a picture, read from its frame without opening what is in it, so that no bomb goes off here."""

from __future__ import annotations

import struct
import zlib
from typing import Final

_PNG_START: Final = 8
_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_SCAN: Final = 0xDA
_END: Final = 0xD9


class BrokenPicture(Exception):
    """Not a whole picture."""


def png_size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels of a PNG whose every piece is whole, with nothing behind its end.

    Raises BrokenPicture.
    """
    size: tuple[int, int] | None = None
    place, end = _PNG_START, len(content)
    has_pixels = False
    while place + 12 <= end:
        length, kind = struct.unpack_from(">I4s", content, place)
        after = place + 12 + length
        if (
            after > end
            or zlib.crc32(content[place + 4 : after - 4]) != struct.unpack_from(">I", content, after - 4)[0]
        ):
            raise BrokenPicture
        if (kind == b"IHDR") != (size is None):
            raise BrokenPicture
        if kind == b"IHDR":
            size = _sized(*struct.unpack_from(">II", content, place + 8))
        has_pixels = has_pixels or kind == b"IDAT"
        if kind == b"IEND":
            if after != end or size is None or not has_pixels:
                raise BrokenPicture
            return size
        place = after
    raise BrokenPicture


def jpeg_size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels of a JPEG that goes on to its end mark.

    Telephones write more behind that mark (a small film, a second picture); it is left to the caller to look for
    what must not be there. Raises BrokenPicture.
    """
    size: tuple[int, int] | None = None
    place, end = 2, len(content)
    while place + 4 <= end:
        if content[place] != 0xFF:
            raise BrokenPicture
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker in _ALONE:
            place += 2
            continue
        if marker == _SCAN:
            if size is None or content.find(b"\xff\xd9", place) < 0:
                raise BrokenPicture
            return size
        length = struct.unpack_from(">H", content, place + 2)[0]
        if marker == _END or length < 2 or place + 2 + length > end:
            raise BrokenPicture
        if marker in _FRAMES:
            if size is not None or length < 8:
                raise BrokenPicture
            height, width = struct.unpack_from(">HH", content, place + 5)
            size = _sized(width, height)
        place += 2 + length
    raise BrokenPicture


def _sized(width: int, height: int) -> tuple[int, int]:
    if not width or not height:
        raise BrokenPicture
    return width, height
