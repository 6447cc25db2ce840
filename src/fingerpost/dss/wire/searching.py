"""The language of the search: words and fields as Lucene writes them, filters and order as OData does. Pure.

Taken is what clients of the wire are known to send: bare words, ``Joh*``, ``GivenName:Joh* FamilyName:Smith``,
quoted words; comparisons joined by ``and`` and ``or``; fields to sort by. All words have to be found. Anything else
of the two languages raises `BadSearch`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final
from uuid import UUID

from fingerpost.dss.wire.moments import TICKS_A_SECOND, Moment, read_moment

SHORTEST: Final = 3
PAGE, MOST, FURTHEST = 50, 1_000, 100_000
TICKS_A_DAY: Final = 86_400 * TICKS_A_SECOND

FIELDS: Final = (
    *("CustomerId", "Title", "GivenName", "FamilyName", "UniqueLearnerNumber", "DateofBirth", "Gender"),
    *("DateOfRegistration", "OptInUserResearch", "OptInMarketResearch", "DateOfTermination"),
    *("ReasonForTermination", "IntroducedBy", "IntroducedByAdditionalInfo", "LastModifiedDate"),
    *("LastModifiedTouchpointId", "Address1", "PostCode", "MobileNumber", "HomeNumber", "AlternativeNumber"),
    "EmailAddress",
)
SEARCHABLE: Final = (
    *("GivenName", "FamilyName", "UniqueLearnerNumber", "Address1", "PostCode", "MobileNumber", "HomeNumber"),
    *("AlternativeNumber", "EmailAddress"),
)
SORTABLE: Final = ("GivenName", "FamilyName", "DateOfRegistration", "DateofBirth", "IntroducedBy")
FILTERABLE: Final = (
    *(*SORTABLE, "Gender", "OptInUserResearch", "OptInMarketResearch", "DateOfTermination"),
    *("ReasonForTermination", "LastModifiedTouchpointId"),
)
DATES: Final = frozenset({"DateOfRegistration", "DateofBirth", "DateOfTermination", "LastModifiedDate"})

# One piece of a search: a field's name with its colon, a quoted text, or anything up to the next space.
_PIECE: Final = re.compile(r'(?:(?P<field>[A-Za-z]\w*):\s*)?(?:"(?P<quoted>[^"]*)"|(?P<word>[^\s"]+))')
_WORD: Final = re.compile(r"\w+")
_ESCAPED: Final = re.compile(r"\\(.)")
_UNTAKEN: Final = re.compile(r'[(){}\[\]^~|?/]|(?<!\\)"')
_GUARDED: Final = {
    name: re.compile(rf"{name}:\s*([^*]*\*)", re.IGNORECASE) for name in ("GivenName", "FamilyName")
}
_COMPARISON: Final = re.compile(
    r"\s*(?P<field>[A-Za-z]\w*)\s+(?P<is>eq|ne|lt|le|gt|ge)\s+"
    r"(?P<value>'(?:[^']|'')*'|[^\s']+)\s*(?:(?P<join>and|or)\b|$)",
    re.IGNORECASE,
)
_ORDER: Final = re.compile(
    r"\s*(?P<field>[A-Za-z][\w.]*(?:\(\))?)(?:\s+(?P<way>asc|desc))?\s*", re.IGNORECASE
)
_TESTS: Final[Mapping[str, Callable[[int], bool]]] = MappingProxyType(
    {
        "eq": lambda sign: sign == 0,
        "ne": lambda sign: sign != 0,
        "lt": lambda sign: sign < 0,
        "le": lambda sign: sign <= 0,
        "gt": lambda sign: sign > 0,
        "ge": lambda sign: sign >= 0,
    }
)


class BadSearch(ValueError):
    """A search that can't be read; the words say why, and hold nothing of what was searched for."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word to be found in one of some fields, in small letters; ``is_prefix``: a word that begins so."""

    fields: tuple[str, ...]
    word: str
    is_prefix: bool = False

    @property
    def pattern(self) -> str:
        """As PostgreSQL's regular expressions find it. A word is letters, digits and underscores alone."""
        return rf"\m{self.word}" if self.is_prefix else rf"\m{self.word}\M"

    def is_in(self, document: Mapping[str, object]) -> bool:
        """Whether the word stands in one of the fields."""
        return any(self._fits(word) for name in self.fields for word in words_of(document.get(name)))

    def _fits(self, word: str) -> bool:
        return word.startswith(self.word) if self.is_prefix else word == self.word


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a whole field has to begin with, in any letter case. ``typed`` is not empty."""

    field: str
    typed: str

    @property
    def fields(self) -> tuple[str, ...]:
        """The one field."""
        return (self.field,)

    @property
    def pattern(self) -> str:
        """As PostgreSQL's regular expressions find it."""
        return f"^{re.escape(self.typed)}"

    def is_in(self, document: Mapping[str, object]) -> bool:
        """Whether the field begins so."""
        return str(document.get(self.field) or "").casefold().startswith(self.typed.casefold())


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field compared with one value, as ``DateofBirth ge 2005-07-26``."""

    field: str
    test: str
    value: object

    def holds(self, document: Mapping[str, object]) -> bool:
        """Whether it is so. Nothing equals nothing alone, and is neither before nor after anything."""
        kept = comparable(self.field, document.get(self.field))
        if kept is None or self.value is None:
            same = kept is self.value
            return same if self.test == "eq" else not same if self.test == "ne" else False
        return _TESTS[self.test](_sign(kept, self.value))

    def as_asked(self) -> dict[str, object]:
        """As the database is asked for whoever may pass: a date by its day alone, which lets some others pass too."""
        asked: dict[str, object] = {"field": self.field, "test": self.test}
        if self.field in DATES and isinstance(self.value, int):
            # Before the midnight with which a day begins is the day before, at the latest.
            ticks = max(self.value - 1, 0) if self.test == "lt" else self.value
            return asked | {"day": day_of(ticks).isoformat()}
        # No text of the database has the sign 0.
        value = self.value.replace("\0", "\ufffd") if isinstance(self.value, str) else self.value
        return asked | {"value": value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search as it was read. ``filters``: any of the groups holds, of which each every comparison does."""

    terms: tuple[Term | Beginning, ...] = ()
    filters: tuple[tuple[Comparison, ...], ...] = ()
    order: tuple[tuple[str, bool], ...] = ()
    select: tuple[str, ...] = FIELDS
    top: int = PAGE
    skip: int = 0

    def groups(self) -> list[list[dict[str, object]]]:
        """The filter as the database is asked; it knows everything but who last wrote what a page changed since."""
        return [
            [one.as_asked() for one in group if one.field != "LastModifiedTouchpointId"]
            for group in self.filters
        ]

    def finds(self, document: Mapping[str, object]) -> bool:
        """Whether a document has every word and passes the filter."""
        return all(term.is_in(document) for term in self.terms) and self.passes(document)

    def passes(self, document: Mapping[str, object]) -> bool:
        """Whether a document passes the filter."""
        return not self.filters or any(all(one.holds(document) for one in group) for group in self.filters)

    def ordered(self, documents: Iterable[Mapping[str, object]]) -> list[Mapping[str, object]]:
        """In the order that was asked for, and by name and id after it. Nothing comes first."""
        found = sorted(documents, key=_name_of)
        for field, is_falling in reversed(self.order):
            found.sort(key=lambda each: _rank(field, each), reverse=is_falling)
        return found

    def ids(self, found: Sequence[Mapping[str, object]]) -> list[UUID]:
        """Who is told of on the part that was asked for."""
        return [UUID(str(each["CustomerId"])) for each in found[self.skip : self.skip + self.top]]

    def page(self, found: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
        """The part that was asked for, with the fields that were."""
        part = found[self.skip : self.skip + self.top]
        return [{name: each.get(name) for name in self.select} for each in part]


@dataclass(frozen=True, slots=True)
class Guard:
    """What the gateway looks at before it searches: both names up to an asterisk, None where there is none."""

    given: str | None
    family: str | None
    is_too_short: bool


def guard(search: str) -> Guard:
    """Whether a search is too short to be answered. An asterisk counts, so two letters before it are enough."""
    found = {name: pattern.search(search) for name, pattern in _GUARDED.items()}
    given, family = (match[1] if match else None for match in found.values())
    named = [part for part in (given, family) if part is not None] or [search]
    return Guard(given, family, any(len(part) < SHORTEST for part in named))


def read_search(
    *, search: str, filters: str = "", order: str = "", select: str = "", top: str = "", skip: str = ""
) -> Asked:
    """Read a search. Raises BadSearch."""
    return Asked(
        terms=_terms(search),
        filters=_filters(filters),
        order=_order(order),
        select=_select(select),
        top=_number(top, "$top", PAGE, MOST),
        skip=_number(skip, "$skip", 0, FURTHEST),
    )


def on_day(field: str, moment: Moment) -> tuple[Comparison, ...]:
    """What a field must be to lie on the day of a moment."""
    begins = moment.ticks - moment.ticks % TICKS_A_DAY
    return Comparison(field, "ge", begins), Comparison(field, "lt", begins + TICKS_A_DAY)


def day_of(ticks: int) -> date:
    """The day in which so many ticks lie."""
    return Moment(ticks).as_datetime().date()


def words_of(value: object) -> list[str]:
    """The words of a text, in small letters."""
    return [word.casefold() for word in _WORD.findall(str(value))] if value is not None else []


def comparable(field: str, value: object) -> object:
    """A value as it is compared: dates by their ticks."""
    if field in DATES and isinstance(value, str):
        moment = read_moment(value)
        return moment.ticks if moment is not None else None
    return value


def _terms(search: str) -> tuple[Term, ...]:
    terms: list[Term] = []
    end = 0
    for piece in _PIECE.finditer(search):
        if search[end : piece.start()].strip():
            break
        end = piece.end()
        if piece["quoted"] is None and not piece["field"] and piece["word"] in ("AND", "&&"):
            continue
        terms += _terms_of(piece)
    if search[end:].strip():
        raise BadSearch("A quotation mark has no partner.")
    return tuple(terms)


def _terms_of(piece: re.Match[str]) -> list[Term]:
    fields = (_known(piece["field"], SEARCHABLE, "search"),) if piece["field"] else SEARCHABLE
    if piece["quoted"] is not None:
        return [Term(fields, word) for word in words_of(piece["quoted"])]
    word = piece["word"]
    if word in ("OR", "NOT", "||") or word[0] in "+-!":
        raise BadSearch("Words are joined by AND alone.")
    is_prefix = word.endswith("*") and not word.endswith("\\*")
    plain = word[:-1] if is_prefix else word
    if _UNTAKEN.search(plain) or re.search(r"(?<!\\)[*:]", plain):
        raise BadSearch("An asterisk ends a word; other signs of the query language are not taken here.")
    words = words_of(_ESCAPED.sub(r"\1", plain))
    last = len(words) - 1
    return [Term(fields, one, is_prefix and place == last) for place, one in enumerate(words)]


def _filters(typed: str) -> tuple[tuple[Comparison, ...], ...]:
    if not typed.strip():
        return ()
    groups: list[list[Comparison]] = [[]]
    place, joined = 0, "and"
    while joined:
        found = _COMPARISON.match(typed, place)
        if found is None:
            raise BadSearch("$filter compares fields with values, joined by and, or.")
        if joined == "or":
            groups.append([])
        field = _known(found["field"], FILTERABLE, "$filter")
        groups[-1].append(Comparison(field, found["is"].lower(), _literal(field, found["value"])))
        place, joined = found.end(), (found["join"] or "").lower()
    return tuple(tuple(group) for group in groups)


def _literal(field: str, typed: str) -> object:
    text = typed[1:-1].replace("''", "'") if typed.startswith("'") else typed
    if typed == "null":
        return None
    if field in DATES:
        moment = read_moment(text)
        if moment is None:
            raise BadSearch(f"$filter: {field} is compared with a date, as 2005-07-26.")
        return moment.ticks
    if typed.startswith("'"):
        return text
    if typed in ("true", "false"):
        return typed == "true"
    if typed.isascii() and typed.isdigit() and len(typed) <= len(str(FURTHEST)):
        return int(typed)
    raise BadSearch("$filter: a value is a text in quotation marks, a number, a date, true, false or null.")


def _order(typed: str) -> tuple[tuple[str, bool], ...]:
    found: list[tuple[str, bool]] = []
    for part in typed.split(",") if typed.strip() else ():
        match = _ORDER.fullmatch(part)
        if match is None:
            raise BadSearch("$orderby names fields, each with asc or desc after it.")
        # Every document scores the same.
        if match["field"].lower() != "search.score()":
            field = _known(match["field"], SORTABLE, "$orderby")
            found.append((field, (match["way"] or "").lower() == "desc"))
    return tuple(found)


def _select(typed: str) -> tuple[str, ...]:
    if typed.strip() in ("", "*"):
        return FIELDS
    return tuple(dict.fromkeys(_known(part.strip(), FIELDS, "$select") for part in typed.split(",")))


def _number(typed: str, name: str, otherwise: int, most: int) -> int:
    if not typed:
        return otherwise
    if not (typed.isascii() and typed.isdigit() and len(typed) <= len(str(most)) and int(typed) <= most):
        raise BadSearch(f"{name} is a number from 0 to {most}.")
    return int(typed)


def _known(typed: str, allowed: Sequence[str], where: str) -> str:
    """A field by its name in any letter case."""
    for name in allowed:
        if name.lower() == typed.lower():
            return name
    raise BadSearch(f"{where}: there is no such field here. There are {', '.join(allowed)}.")


def _sign(kept: object, value: object) -> int:
    """-1, 0 or 1. Values of different kinds are compared as texts."""
    if isinstance(kept, int) and isinstance(value, int):
        return (kept > value) - (kept < value)
    first, second = str(kept), str(value)
    return (first > second) - (first < second)


def _rank(field: str, document: Mapping[str, object]) -> tuple[bool, int, str]:
    value = comparable(field, document.get(field))
    if isinstance(value, int):
        return True, value, ""
    return value is not None, 0, str(value or "").casefold()


def _name_of(document: Mapping[str, object]) -> tuple[str, str, str]:
    names = (str(document.get(name) or "").casefold() for name in ("FamilyName", "GivenName"))
    family, given = names
    return family, given, str(document.get("CustomerId"))
