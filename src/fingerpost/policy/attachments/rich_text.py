"""Words of rich text (RTF): body, headers, notes, comments, text boxes and properties."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from fingerpost.policy.attachments.reading import Limits, Reading, Unread

_TOKEN: Final = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
# Groups that hold data and no words of the document.
_DATA: Final = frozenset(
    b"fonttbl colortbl stylesheet listtable listoverridetable filetbl pict objdata themedata "
    b"colorschememapping datastore latentstyles xmlnstbl rsidtbl generator sn sv panose falt bkmkstart bkmkend "
    b"wgrffmtfilter mmathPr".split()
)
# Groups marked as optional that hold words all the same.
_WORDS: Final = frozenset(b"shpinst shptxt do annotation atnauthor dptxbxtext footnote".split())
_STANDS_FOR: Final[Mapping[bytes, str]] = MappingProxyType(
    {
        b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"cell": "\t", b"nestcell": "\t",
        b"tab": "\t", b"emdash": "\u2014", b"endash": "\u2013", b"emspace": " ", b"enspace": " ", b"qmspace": " ",
        b"lquote": "\u2018", b"rquote": "\u2019", b"ldblquote": "\u201c", b"rdblquote": "\u201d", b"bullet": "\u2022",
        b"zwj": "\u200d", b"zwnj": "\u200c", b"zwbo": "\u200b", b"pard": "\n",
    }
)  # fmt: skip
# Groups whose words stand apart from those around them.
_APART: Final = frozenset(
    b"title subject author manager company operator category keywords comment doccomm hlinkbase "
    b"footnote header headerl headerr headerf footer footerl footerr footerf annotation atnauthor shptxt".split()
)
_SYMBOLS: Final[Mapping[bytes, str]] = MappingProxyType(
    {b"~": "\u00a0", b"-": "\u00ad", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\r": "\n", b"\n": "\n"}
)


@dataclass(slots=True)
class _Group:
    """What holds inside one pair of braces."""

    is_silent: bool = False
    may_be_silent: bool = False
    is_apart: bool = False
    fallback: int = 1  # how many characters after \u stand for it in older readers


@dataclass(slots=True)
class _State:
    """Where the reading stands."""

    codec: str = "cp1252"
    group: _Group = field(default_factory=_Group)
    outer: list[_Group] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)
    to_skip: int = 0
    has_pictures: bool = False

    def say(self, words: str) -> None:
        self.flush()
        if not self.group.is_silent:
            self.parts.append(words)

    def flush(self) -> None:
        """Write out bytes of the document's code page, which may need several for one character."""
        if self.pending and not self.group.is_silent:
            self.parts.append(self.pending.decode(self.codec, "replace"))
        self.pending.clear()


def read(content: bytes, limits: Limits) -> Reading:
    """Every word of a document, hidden and removed ones included."""
    state = _State()
    place = 0
    while match := _TOKEN.match(content, place):
        place = match.end()
        word, number, code, symbol, brace, plain = match.groups()
        if brace is not None:
            _brace(state, opens=brace == b"{")
        elif word is not None:
            place += _word(state, word, int(number) if number else None)
        elif code is not None or plain is not None:
            _bytes(state, bytes.fromhex(code.decode()) if code is not None else plain)
        elif symbol == b"*":
            state.group.may_be_silent = True
        elif symbol is not None and state.to_skip == 0:
            state.say(_SYMBOLS.get(symbol, ""))
    state.flush()
    # A character beyond the first 65,536 is written as two halves.
    text = "".join(state.parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if place < len(content):
        return Reading(text, Unread.DAMAGED)
    return Reading(text, Unread.PICTURE if state.has_pictures and not text.strip() else None)


def _brace(state: _State, *, opens: bool) -> None:
    state.flush()
    state.to_skip = 0
    if opens:
        state.outer.append(state.group)
        state.group = replace(state.group, may_be_silent=False, is_apart=False)
    elif state.outer:
        if state.group.is_apart:
            state.say("\n")
        state.group = state.outer.pop()


def _word(state: _State, word: bytes, number: int | None) -> int:
    """Do what a control word says; how many bytes after it are data to pass over."""
    if word == b"bin":
        return max(number or 0, 0)
    if word == b"u" and number is not None:
        state.say(chr(number % 0x10000))
        state.to_skip = state.group.fallback
        return 0
    state.to_skip = 0
    if word == b"uc":
        state.group.fallback = max(number or 0, 0)
    elif word == b"ansicpg" and number is not None:
        state.codec = _codec(number)
    elif word in _DATA or (state.group.may_be_silent and word not in _WORDS):
        state.has_pictures = state.has_pictures or word == b"pict"
        state.group.is_silent = True
    elif word in _APART:
        state.say("\n")
        state.group.is_apart = True
    elif word in _STANDS_FOR:
        state.say(_STANDS_FOR[word])
    else:
        state.flush()
    state.group.may_be_silent = False
    return 0


def _bytes(state: _State, words: bytes) -> None:
    skipped = min(state.to_skip, len(words))
    state.to_skip -= skipped
    state.pending += words[skipped:]


def _codec(number: int) -> str:
    name = "utf-8" if number == 65001 else f"cp{number}"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
