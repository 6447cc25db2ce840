"""Finds words that a customer's record can't keep, in any spelling, without ever repeating them.

Letters, digits and combining marks bind; every other character is a boundary. So the text is brought to a plain
form in which each word stands between single spaces, and one Aho-Corasick pass finds every form of the list.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from fingerpost.policy.messages import Message
from fingerpost.policy.rules import Rules

Certainty = Literal["sure", "everyday"]
_FORMS: Final = "screening.forms"
_REMEMBERED: Final = 20_000
_ZERO_WIDTH_SPACE: Final = "\u200b"
# Marks and letters that show nothing: they are left out, as are all format characters (soft hyphen, joiners).
_INVISIBLE: Final = frozenset(
    {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10)}
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One form found: its opaque id and where it stands in the original text, never the word itself.

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
class _Form:
    """One form of a list, ready to be reported."""

    form_id: str
    certainty: Certainty
    blocks: bool
    suggestion: str | None


class _PlainTable(dict[int, str]):
    """Translates each character to its plain form, remembering as many as ordinary writing uses."""

    def __missing__(self, code: int) -> str:
        plain = _plain_character(code)
        if len(self) < _REMEMBERED:
            self[code] = plain
        return plain


class Matcher:
    """One dated list, compiled. Safe to share between threads."""

    __slots__ = ("_automaton", "_forms")

    def __init__(self, forms: Iterable[tuple[str, str, _Form]]) -> None:
        """Takes (form, kind of form, what to report)."""
        spellings: dict[str, list[_Form]] = {}
        for text, kind, form in forms:
            for spelling in _spellings(text, kind):
                sharing = spellings.setdefault(f" {spelling} ", [])
                if form not in sharing:
                    sharing.append(form)
        self._forms: Final = tuple(tuple(sharing) for sharing in spellings.values())
        self._automaton: Final = AhoCorasick(
            list(spellings), matchkind=MatchKind.Standard, implementation=Implementation.DFA
        )

    def find(self, text: str) -> tuple[Hit, ...]:
        """Every form in a text, in order of place."""
        hits = set(self._find(text, _TABLE))
        if _ZERO_WIDTH_SPACE in text:
            hits.update(self._find(text, _SPACED_TABLE))
        return tuple(sorted(hits, key=lambda hit: (hit.start, hit.end, hit.form_id))) if hits else ()

    def _find(self, text: str, table: _PlainTable) -> Iterator[Hit]:
        plain = f" {' '.join(text.translate(table).split())} "
        found = self._automaton.find_matches_as_indexes(plain, overlapping=True)
        if not found:
            return
        places = _words(text, table)
        for pattern, start, end in found:
            first = plain.count(" ", 0, start + 1) - 1
            last = first + plain.count(" ", start + 1, end - 1)
            for form in self._forms[pattern]:
                yield Hit(
                    form_id=form.form_id,
                    start=places[first][0],
                    end=places[last][1],
                    certainty=form.certainty,
                    blocks=form.blocks,
                    suggestion=form.suggestion,
                )


def screen(text: str, *, on: date, rules: Rules) -> tuple[Hit, ...]:
    """Every form of the list in force on a day that a text holds (BR-20.4, OI-11.12), with places in that text.

    Names, addresses, employers and coded job goals are exempt by kind of field (`screening.exempt_kinds`, XD-11);
    callers leave those out. Raises NotInForce for a day before the first list.
    """
    ruling = rules.get(_FORMS, on)
    return rules.derived(f"{ruling.rule_id}:matcher", lambda: _matcher(rules, on)).find(text)


def is_exempt(field_kind: str, *, on: date, rules: Rules) -> bool:
    """Whether a kind of field is not screened (XD-11): structured names and places, never free text."""
    return field_kind in rules.get_list("screening.exempt_kinds", on)


def _matcher(rules: Rules, on: date) -> Matcher:
    everyday_blocks = rules.get_flag("screening.everyday_blocks", on)
    suggestions = {
        str(row["form"]): str(row["suggestion"]) for row in rules.get_rows("screening.suggestions", on)
    }
    return Matcher(
        (str(row["form"]), str(row["kind"]), _form(row, suggestions, everyday_blocks))
        for row in rules.get_rows(_FORMS, on)
    )


def _form(row: Mapping[str, object], suggestions: Mapping[str, str], everyday_blocks: bool) -> _Form:
    everyday = row.get("everyday") is True
    return _Form(
        form_id=str(row["id"]),
        certainty="everyday" if everyday else "sure",
        blocks=everyday_blocks or not everyday,
        suggestion=suggestions.get(str(row["id"])),
    )


def _spellings(form: str, kind: str) -> set[str]:
    """A form with its spacing, hyphen and dotted variants, in plain words.

    Hyphens, dots and apostrophes are spaces in plain text already. Phrases are also found run together, and
    acronyms also letter by letter (H.M.P., H M P).
    """
    plain = " ".join(form.translate(_TABLE).split())
    spellings = {plain}
    if kind == "phrase":
        spellings.add(plain.replace(" ", ""))
        if plain.startswith("anti "):
            spellings.add(plain.replace("anti ", "anti", 1))
    if kind == "acronym":
        letters = plain.replace(" ", "")
        spellings |= {letters, " ".join(letters)} if " " not in plain else {" ".join(letters)}
    return spellings


def _plain_character(code: int) -> str:
    """A character in plain form: small letters and digits as they are, invisible ones gone, a boundary a space."""
    character = chr(code)
    category = unicodedata.category(character)
    if category == "Cf" or code in _INVISIBLE:
        return ""
    compatible = unicodedata.normalize("NFKC", character)
    if category[0] in "LNM" or (category == "So" and len(compatible) == 1 and compatible.isalpha()):
        return "".join(each if _binds(each) else " " for each in compatible.casefold())
    return " "


def _binds(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"


def _words(text: str, table: _PlainTable) -> list[tuple[int, int]]:
    """Start and end, in the original text, of each word of its plain form."""
    places: list[tuple[int, int]] = []
    start: int | None = None
    end = 0
    for index, character in enumerate(text):
        for piece in table[ord(character)]:
            if piece == " ":
                if start is not None:
                    places.append((start, end))
                start = None
            else:
                start = index if start is None else start
                end = index + 1
    if start is not None:
        places.append((start, end))
    return places


_TABLE: Final = _PlainTable({code: _plain_character(code) for code in range(256)})
_SPACED_TABLE: Final = _PlainTable({ord(_ZERO_WIDTH_SPACE): " "})
