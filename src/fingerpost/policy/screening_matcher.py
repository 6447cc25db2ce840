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
from typing import Final, Literal, NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from fingerpost.policy.messages import Message
from fingerpost.policy.screening_plain import DOT_ABOVE, EITHER_WAY, plain_of, plain_words

Certainty = Literal["word", "phrase", "everyday"]

_SPACE: Final = 0x20
_OTHER: Final = 0x01  # a letter, digit or mark that no form holds
_ODD: Final = 0x02  # a character that is no, or several, plain ones
_ODD_BYTE: Final = b"\x02"
# Bytes for letters of forms that are not ASCII; control characters first, as a text hardly ever holds one.
_CONTROLS: Final = (*range(0x03, 0x09), *range(0x0E, 0x1C), 0x7F)
_SPARE: Final = (*_CONTROLS, *range(0x80, 0x100))
_OWN: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_ASCII: Final = bytes(
    ord(character.lower()) if (character := chr(code)).lower() in _OWN else _SPACE for code in range(128)
) + bytes(range(128, 256))
_EVERY_ASCII: Final = bytes(range(128))
# One look through the text for each different character beyond ASCII is quicker than a table, while they are few.
_FEW: Final = 12
_A_FEW_MORE: Final = 16_384
_REMEMBERED: Final = 20_000
_BY_PLACE: Final = attrgetter("start", "end", "form_id")
# Single letters as words of their own, from the rarest in English notes: "s" and "t" follow every apostrophe.
_RARE_LETTERS: Final = "zqxjkvbywfhcuroglnpmedtsia"


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


@dataclass(frozen=True, slots=True)
class Sought:
    """One form to look for. `kind` is word, phrase or acronym; the rest is what a hit of it says."""

    form_id: str
    form: str
    kind: str
    certainty: Certainty
    blocks: bool
    suggestion: str | None = None


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
        spellings = _all_spellings(tuple(forms))
        self._parts: Final = tuple(_Part(part) for part in _by_alphabet(spellings))
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
        for part in self._parts:
            part.find(text, before, found)
        if len(found) > 1:
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
        plain = self._parts[0].aligned(text)
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

    def __init__(self, spellings: Sequence[tuple[tuple[str, ...], list[Sought]]]) -> None:
        letters = sorted({letter for words, _ in spellings for word in words for letter in word} - _OWN)
        own = dict(zip(letters, _SPARE, strict=False))
        self._alphabet: Final = {letter: ord(letter) for letter in _OWN} | own
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
            guide = _guide(words)
            singles.setdefault(plain[guide], []).extend(sought if len(words) == 1 else ())
            phrases.setdefault(plain[guide], []).extend(
                _Phrase(each, plain, guide) for each in sought if len(words) > 1
            )
        self._found: Final = tuple((tuple(singles[word]), tuple(phrases[word])) for word in singles)
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

    def find(self, text: str, before: int, found: list[Hit]) -> None:
        """Add every form of this part in a text to what was found, each place counted from `before` on."""
        plain = self.aligned(text)
        if _ODD_BYTE not in plain:
            found += self._find(plain, before, None)
            return
        joined = self._find(*self._written_out(plain, text, before, part_at_either_way=False))
        if any(character in text for character in EITHER_WAY):
            parted = self._find(*self._written_out(plain, text, before, part_at_either_way=True))
            found += {*joined, *parted}
        else:
            found += joined

    def _find(self, plain: bytes, before: int, moved: _Moved | None) -> Iterator[Hit]:
        less = before - 1  # the plain bytes begin with a boundary that the text has not
        for pattern, start, end in self._automaton.find_matches_as_indexes(plain, overlapping=True):
            singles, phrases = self._found[pattern]
            places = [(sought, start + 1, end - 1) for sought in singles]
            for phrase in phrases:
                if (place := phrase.around(plain, start + 1, end - 1)) is not None:
                    places.append((phrase.sought, *place))
            for sought, first, last in places:
                if moved is not None:
                    first, last = moved.origin(first), moved.origin(last - 1) + 1
                yield Hit(
                    sought.form_id,
                    first + less,
                    last + less,
                    sought.certainty,
                    sought.blocks,
                    sought.suggestion,
                )

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


def _guide(words: Sequence[str]) -> int:
    """Which word of a phrase leads to it: its longest, or its rarest letter."""

    def rank(place: int) -> tuple[int, int]:
        word = words[place]
        return -len(word), _RARE_LETTERS.find(word) if len(word) == 1 else 0

    return min(range(len(words)), key=rank)


def _all_spellings(forms: Sequence[Sought]) -> dict[tuple[str, ...], list[Sought]]:
    """Every spelling, in plain words, with the forms that it shows.

    A spelling that the list prints as a form of its own stands for that form alone; variants add what it lacks.
    """
    printed: dict[tuple[str, ...], list[Sought]] = {}
    for sought in forms:
        if words := tuple(plain_words(sought.form)):
            printed.setdefault(words, []).append(sought)
    spellings = dict(printed)
    for words, group in printed.items():
        for sought in group:
            for variant in _variants(words, sought.kind):
                if variant not in printed and sought not in spellings.setdefault(variant, []):
                    spellings[variant].append(sought)
    return spellings


def _variants(words: tuple[str, ...], kind: str) -> Iterator[tuple[str, ...]]:
    """The other spacings of a form (BR-20.4): boundaries between its words need no variant, they are all alike.

    Phrases are also found run together, "anti" also joined to the next word alone; acronyms letter by letter, as
    with dots (H.M.P., H M P), and those printed so also without.
    """
    if kind == "phrase" and max(map(len, words)) > 1:
        yield ("".join(words),)
        if words[0] == "anti":
            yield ("".join(words[:2]), *words[2:])
    if kind == "acronym":
        letters = "".join(words)
        yield tuple(letters)
        yield (letters,)


def _by_alphabet(
    spellings: dict[tuple[str, ...], list[Sought]],
) -> Iterator[list[tuple[tuple[str, ...], list[Sought]]]]:
    """Spellings in groups, none with more letters of other alphabets than there are spare bytes."""
    part: list[tuple[tuple[str, ...], list[Sought]]] = []
    letters: set[str] = set()
    for words, sought in spellings.items():
        more = {letter for word in words for letter in word} - _OWN
        if len(letters | more) > len(_SPARE):
            yield part
            part, letters = [], set()
        letters |= more
        part.append((words, sought))
    if part:
        yield part
