"""One list of words, compiled: finds every form in a text in one pass, however it is written.

The text is brought to one byte a character: letters and digits small, a boundary a space, everything that no form
holds one and the same byte. Places in it are therefore places in the text, and an Aho-Corasick pass over " form "
finds whole words with no second look. A phrase is found by its rarest word and read on from there, so that any
run of boundaries may stand between its words. The few characters that are no or several plain letters (soft
hyphens, ligatures) are written out only where they occur.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final, NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from fingerpost.policy.messages import Message
from fingerpost.policy.screening_plain import DOT_ABOVE, EITHER_WAY, plain_of
from fingerpost.policy.screening_spellings import (
    OWN_LETTERS,
    Certainty,
    Sought,
    Spelling,
    all_spellings,
    by_alphabet,
    guide_of,
)

__all__ = ["Hit", "Matcher", "Placed", "Sought"]

_SPACE: Final = 0x20
_OTHER: Final = 0x01  # a letter, digit or mark that no form holds
_ODD: Final = 0x02  # a character that is no, or several, plain ones
_ODD_BYTE: Final = b"\x02"
# Bytes for letters of forms that are not ASCII; control characters first, as a text hardly ever holds one.
_CONTROLS: Final = (*range(0x03, 0x09), *range(0x0E, 0x1C), 0x7F)
_SPARE: Final = (*_CONTROLS, *range(0x80, 0x100))
_ASCII: Final = bytes(
    ord(character.lower()) if (character := chr(code)).lower() in OWN_LETTERS else _SPACE
    for code in range(128)
) + bytes(range(128, 256))
_EVERY_ASCII: Final = bytes(range(128))
# One look through the text for each different character beyond ASCII is quicker than a table, while they are few.
_FEW: Final = 12
_A_FEW_MORE: Final = 16_384
_TAIL: Final = 4_096
_REMEMBERED: Final = 20_000
_BY_PLACE: Final = attrgetter("start", "end", "form_id")


class Hit(NamedTuple):
    """One form found: its opaque id and where it stands in the text (characters, half-open), never the word itself.

    `certainty` is "everyday" for a form that also has an ordinary meaning; `blocks` says whether policy stops a
    save for it; `suggestion` is a neutral word to offer, where there is one.
    """

    form_id: str
    start: int
    end: int
    certainty: Certainty
    blocks: bool
    suggestion: str | None = None

    @property
    def message(self) -> Message:
        """What to say in place of the word, neutrally."""
        if self.suggestion is None:
            return Message("screening.cannot_be_kept")
        return Message("screening.try_instead", {"suggestion": self.suggestion})


class Placed(NamedTuple):
    """A hit in a long text: the line it begins on (from 1), and the words as they stand there, if asked for."""

    line: int
    hit: Hit
    words: str

    def __repr__(self) -> str:
        """Never the words: this may be logged."""
        return f"Placed(line={self.line}, hit={self.hit!r})"


class Matcher:
    """A list of any size and alphabet. Safe to share between threads."""

    __slots__ = ("_longest", "_parts")

    def __init__(self, forms: Iterable[Sought]) -> None:
        """Forms without a letter or digit are never found."""
        spellings = all_spellings(tuple(forms))
        self._parts: Final = tuple(_Part(part) for part in by_alphabet(spellings, len(_SPARE)))
        self._longest: Final = max((len(words) for words in spellings), default=1)

    def find(self, text: str) -> tuple[Hit, ...]:
        """Every form in a text, in order of place."""
        return tuple(self._find(text, 0))

    def find_in(self, blocks: Iterable[str], *, with_words: bool = False) -> Iterator[Placed]:
        """Every form in a text that comes in blocks, in order of place: the same hits as `find` on the whole of it.

        Holds little more than one block at a time, unless a text has no boundaries at all.
        """
        held, before, line, least = "", 0, 1, 0
        for block in blocks:
            held += block
            if len(held) < least:
                continue
            cut = self._cut(held)
            if cut <= 0:
                least = 2 * len(held)  # a text without boundaries is not looked through again for each block
                continue
            yield from self._placed(held, cut, before, line, with_words)
            line += held.count("\n", 0, cut)
            held, before, least = held[cut:], before + cut, 0
        yield from self._placed(held, len(held), before, line, with_words)

    def _find(self, text: str, before: int) -> list[Hit]:
        """The hits of a text, in order; `before` characters stand before it in the whole."""
        found: list[Hit] = []
        in_order = len(self._parts) < 2
        for part in self._parts:
            in_order &= part.find(text, before, found)
        if not in_order:
            found.sort(key=_BY_PLACE)
        return found

    def _placed(self, text: str, cut: int, before: int, line: int, with_words: bool) -> Iterator[Placed]:
        """The hits that begin before `cut`, with their lines."""
        counted = 0
        for hit in self._find(text, before):
            start = hit.start - before
            if start >= cut:
                return
            line += text.count("\n", counted, start)
            counted = start
            yield Placed(line, hit, text[start : hit.end - before] if with_words else "")

    def _cut(self, text: str) -> int:
        """A boundary in a text after which more words stand than any form has; 0 where there is none.

        A form that begins before it therefore ends before the last word, which the next block may go on with.
        """
        if not self._parts:
            return len(text)
        for tail in (text[-_TAIL:], text):
            cut = self._cut_of(self._parts[0].aligned(tail))
            if cut > 0 or len(tail) == len(text):
                break
        return len(text) - len(tail) + cut if cut > 0 else 0

    def _cut_of(self, plain: bytes) -> int:
        """The same in the aligned bytes of a text, as a place of that text."""
        words, end = 0, len(plain) - 1
        while words <= self._longest:
            space = plain.rfind(b" ", 1, end)
            if space < 0:
                return 0
            words += bool(plain[space + 1 : end].strip(b" \x02"))
            end = space
        return end - 1


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase that one of its words has led to: its words in plain bytes, and which of them was the guide."""

    sought: Sought
    words: tuple[bytes, ...]
    guide: int

    def around(self, plain: bytes, start: int, end: int) -> tuple[int, int] | None:
        """Where the phrase begins and ends, when its guide stands at `start` to `end`."""
        last = end
        for word in self.words[self.guide + 1 :]:
            while plain[last] == _SPACE and last < len(plain) - 1:
                last += 1
            if not plain.startswith(word, last) or plain[last + len(word)] != _SPACE:
                return None
            last += len(word)
        first = start
        for word in reversed(self.words[: self.guide]):
            while plain[first - 1] == _SPACE and first > 1:
                first -= 1
            if not plain.endswith(word, 0, first) or plain[first - len(word) - 1] != _SPACE:
                return None
            first -= len(word)
        return first, last


class _Part:
    """The forms of one alphabet in one automaton."""

    __slots__ = ("_alphabet", "_automaton", "_bytes", "_found", "_kept", "_needs_table", "_table")

    def __init__(self, spellings: Sequence[Spelling]) -> None:
        letters = sorted(
            {letter for words, _ in spellings for word in words for letter in word} - OWN_LETTERS
        )
        own = dict(zip(letters, _SPARE, strict=False))
        self._alphabet: Final = {letter: ord(letter) for letter in OWN_LETTERS} | own
        self._table: Final = _Table(self._alphabet)
        self._kept: Final = tuple(chr(code) for code in (_OTHER, _ODD, *own.values()) if code < 128)
        self._needs_table: Final = len(own) > len(_CONTROLS)
        self._bytes: Final = bytes(
            code if chr(code) in self._kept else plain for code, plain in enumerate(_ASCII)
        )
        singles: dict[bytes, list[Sought]] = {}
        phrases: dict[bytes, list[_Phrase]] = {}
        for words, sought in spellings:
            plain = tuple(bytes(self._alphabet[letter] for letter in word) for word in words)
            guide = guide_of(words)
            singles.setdefault(plain[guide], []).extend(sought if len(words) == 1 else ())
            phrases.setdefault(plain[guide], []).extend(
                _Phrase(each, plain, guide) for each in sought if len(words) > 1
            )
        self._found: Final = tuple((tuple(sorted(singles[word])), tuple(phrases[word])) for word in singles)
        self._automaton: Final = BytesAhoCorasick(
            [b" %b " % word for word in singles],
            matchkind=MatchKind.Standard,
            implementation=Implementation.DFA,
        )

    def aligned(self, text: str) -> bytes:
        """A text as one plain byte a character, with a boundary before and after it."""
        padded = f" {text} "
        if padded.isascii():
            return padded.encode("ascii").translate(_ASCII)
        for code in self._kept:
            padded = padded.replace(code, " ")
        others = set(
            padded.encode("utf-8", "surrogatepass")
            .translate(None, _EVERY_ASCII)
            .decode("utf-8", "surrogatepass")
        )
        if self._needs_table or len(others) > _FEW + len(padded) // _A_FEW_MORE:
            return padded.translate(self._table).encode("latin-1").translate(self._bytes)
        for other in others:
            padded = padded.replace(other, chr(self._table[ord(other)]))
        return padded.encode("ascii").translate(self._bytes)

    def find(self, text: str, before: int, found: list[Hit]) -> bool:
        """Add every form of this part in a text to what was found, each place counted from `before` on.

        Returns whether they are in order of place.
        """
        plain = self.aligned(text)
        if _ODD_BYTE not in plain:
            return self._find(plain, before, None, found)
        in_order = self._find(*self._written_out(plain, text, before, part_at_either_way=False), found)
        if any(character in text for character in EITHER_WAY):
            self._find(*self._written_out(plain, text, before, part_at_either_way=True), found)
            found[:] = dict.fromkeys(found)
            return False
        return in_order

    def _find(self, plain: bytes, before: int, moved: _Moved | None, found: list[Hit]) -> bool:
        less = before - 1  # the plain bytes begin with a boundary that the text has not
        in_order = True
        for pattern, start, end in self._automaton.find_matches_as_indexes(plain, overlapping=True):
            singles, phrases = self._found[pattern]
            for sought in singles:
                found.append(_hit(sought, start + 1, end - 1, less, moved))
            for phrase in phrases:
                place = phrase.around(plain, start + 1, end - 1)
                if place is not None:
                    found.append(_hit(phrase.sought, *place, less, moved))
                    in_order = False
        return in_order

    def _written_out(
        self, plain: bytes, text: str, before: int, *, part_at_either_way: bool
    ) -> tuple[bytes, int, _Moved]:
        """The plain bytes with every odd character written out, and how places moved."""
        out = bytearray()
        moved = _Moved()
        copied = 0
        place = plain.find(_ODD_BYTE)
        while place >= 0:
            out += plain[copied:place]
            character = text[place - 1]
            if part_at_either_way and character in EITHER_WAY:
                out.append(_SPACE)
            elif character != DOT_ABOVE:
                out += bytes(self._code(each) for each in plain_of(character))
            elif out[-1] != ord("i"):
                out.append(self._code(DOT_ABOVE))
            copied = place + 1
            moved.ends.append(len(out))
            moved.origins.append(place)
            place = plain.find(_ODD_BYTE, copied)
        out += plain[copied:]
        return bytes(out), before, moved

    def _code(self, plain: str) -> int:
        return _SPACE if plain == " " else self._alphabet.get(plain, _OTHER)


class _Table(dict[int, int]):
    """The byte of each character, for str.translate, remembering as many as ordinary writing uses."""

    def __init__(self, alphabet: dict[str, int]) -> None:
        super().__init__(enumerate(_ASCII[:128]))
        self._alphabet: Final = alphabet

    def __missing__(self, code: int) -> int:
        byte = self._byte_of(chr(code))
        if len(self) < _REMEMBERED:
            self[code] = byte
        return byte

    def _byte_of(self, character: str) -> int:
        plain = plain_of(character)
        if plain == " ":
            return _SPACE
        if character == DOT_ABOVE or not plain:
            return _ODD
        if " " not in plain and any(each not in self._alphabet for each in plain):
            return _OTHER  # no form holds it, so nothing that touches it is found
        return self._alphabet[plain] if len(plain) == 1 else _ODD


@dataclass(slots=True)
class _Moved:
    """Where odd characters stood in the aligned bytes, and where each ends in the bytes written out."""

    ends: list[int] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)

    def origin(self, place: int) -> int:
        """The aligned place that a written-out place came from."""
        before = bisect_right(self.ends, place)
        came = self.origins[before - 1] + 1 + place - self.ends[before - 1] if before else place
        return min(came, self.origins[before]) if before < len(self.origins) else came


def _hit(sought: Sought, start: int, end: int, less: int, moved: _Moved | None) -> Hit:
    """A hit at a place of the plain bytes, which `less` takes to its place in the whole text."""
    if moved is not None:
        start, end = moved.origin(start), moved.origin(end - 1) + 1
    form_id, _, _, certainty, blocks, suggestion = sought
    return Hit(form_id, start + less, end + less, certainty, blocks, suggestion)
