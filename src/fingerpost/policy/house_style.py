"""Finds words that the house does not use, and says what to write instead; the words themselves are data.

A form is looked for as screening looks for a word, so that no mark or spacing hides it. Where a form is a matter of
hyphens, dots or capitals, the place found is then read again as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from fingerpost.policy.messages import Message
from fingerpost.policy.rules import Rules
from fingerpost.policy.screening_matcher import Matcher, Sought

_KEYS: Final = ("style.forms", "style.staff_words", "style.exempt", "style.law_titles", "style.terms")
_STAFF_WORDS: Final = "style.staff_words"
_EVERYONE: Final = "everyone"
_SAME_AS: Final = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "–": "-"})
_ENDS_SENTENCE: Final = frozenset(".!?:•\n")
_SMALL_WORDS: Final = frozenset({"of", "and", "the", "for", "in", "to", "on", "with", "or", "etc"})
# Two words with one of these between them are not one phrase.
_PARTED: Final = re.compile(r"[.!?;:,]\s")


class Audience(StrEnum):
    """Who reads a text."""

    CUSTOMERS = "customers"
    STAFF = "staff"


class How(StrEnum):
    """How closely what was written must be like a form to be that form."""

    WORD = "word"
    SPELLING = "spelling"
    CAPITALS = "capitals"
    MID_SENTENCE = "mid_sentence"


@dataclass(frozen=True, slots=True)
class StyleFinding:
    """One avoided form and its place in the text; `source` is the paragraph that says so."""

    start: int
    end: int
    form: str
    instead: str
    source: str
    rule_id: str

    @property
    def message(self) -> Message:
        """What to say of it."""
        key = "style.word_of_staff" if self.rule_id.startswith(_STAFF_WORDS) else "style.write_instead"
        return Message(key, {"form": self.form, "instead": self.instead, "source": self.source})


@dataclass(frozen=True, slots=True)
class _Form:
    """One spelling to look for, as it is written, and what to report."""

    written: str
    how: How
    form: str
    instead: str
    source: str
    rule_id: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A name within which any form may stand."""

    written: str


class _Checker:
    """The forms that one audience does not read on one day, compiled."""

    __slots__ = ("_law_title", "_matcher", "_meant")

    def __init__(self, meant: Iterable[_Form | _Phrase], law_words: Collection[str]) -> None:
        self._meant: Final = tuple(meant)
        self._matcher: Final = Matcher(
            Sought(str(number), each.written, _kind(each), "word", blocks=True)
            for number, each in enumerate(self._meant)
        )
        self._law_title: Final = re.compile(rf"\b(?:{'|'.join(map(re.escape, law_words))})\s+\d{{4}}\b")

    def find(self, text: str, names: Collection[str]) -> tuple[StyleFinding, ...]:
        """Every form in a text that stands in no name and in no longer form, in order of place."""
        found: list[StyleFinding] = []
        exempt: list[tuple[int, int]] = []
        for hit in self._matcher.find(text):
            meant, words = self._meant[int(hit.form_id)], text[hit.start : hit.end]
            if _PARTED.search(words):
                continue
            if isinstance(meant, _Phrase):
                if _is_phrase(words, meant.written):
                    exempt.append((hit.start, hit.end))
            elif (start := _start_as_written(text, hit.start, hit.end, meant)) is not None:
                found.append(
                    StyleFinding(start, hit.end, meant.form, meant.instead, meant.source, meant.rule_id)
                )
        if found:
            exempt.extend(_places_of(names, text))
            exempt.extend(_titles_of_laws(text, self._law_title))
        return _outermost(one for one in found if not any(_within(one, place) for place in exempt))


def check_style(
    text: str, *, on: date, rules: Rules, audience: Audience, names: Collection[str] = ()
) -> tuple[StyleFinding, ...]:
    """Every form in a text that its readers should not read, with what to write instead (OI-21.1, OI-21.3, BR-18.4).

    Customers read neither the avoided forms nor acronyms and terms of staff (OI-0.2); staff may read all but the
    forms that touch a name (the service's, Jobcentre Plus) or how people are called. The names of `style.exempt`,
    titles of laws, and `names` that the caller quotes pass as they are (XD-14). Raises NotInForce.
    """
    parts = [ruling.rule_id for key in _KEYS if (ruling := rules.get(key, on))]
    begun = [str(day) for day in _first_days(rules, on) if day <= on]
    key = ":".join(["house_style", audience, *parts, *begun])
    return rules.derived(key, lambda: _checker(rules, on, audience)).find(text, names)


def complaint_about_forms(value: object) -> str | None:
    """Why rows of forms can't be read: a way of looking, or readers, that are not known. For the loader."""
    for row in value if isinstance(value, tuple) else ():
        if row["how"] not in set(How):
            return f"'{row['form']}' is looked for by '{row['how']}', which is none of {', '.join(How)}"
        if row.get("readers", _EVERYONE) not in (_EVERYONE, str(Audience.CUSTOMERS)):
            return f"'{row['form']}' is for '{row['readers']}', which is neither customers nor everyone"
    return None


def complaint_about_law_titles(value: object) -> str | None:
    """Why the last words of laws can't be read: there is none. For the loader."""
    return None if value else "needs at least one word"


def _first_days(rules: Rules, on: date) -> list[date]:
    """The days from which some form is avoided, where that is not the whole time."""
    return rules.derived(
        f"{rules.get('style.forms', on).rule_id}:days",
        lambda: sorted(
            {day for row in rules.get_rows("style.forms", on) if isinstance(day := row.get("since"), date)}
        ),
    )


def _checker(rules: Rules, on: date, audience: Audience) -> _Checker:
    listed, staff_words = rules.get("style.forms", on), rules.get(_STAFF_WORDS, on)
    sources = {str(row["code"]): str(row["source"]) for row in rules.get_rows("style.terms", on)}
    meant: list[_Form | _Phrase] = []
    for row in rules.get_rows("style.forms", on):
        since = row.get("since")
        if isinstance(since, date) and on < since:
            continue
        if audience is Audience.CUSTOMERS or row["readers"] == _EVERYONE:
            meant.extend(_forms(row, sources.get(str(row["term"]), listed.source), listed.rule_id))
    if audience is Audience.CUSTOMERS:
        for row in rules.get_rows(_STAFF_WORDS, on):
            meant.extend(_forms(row, staff_words.source, staff_words.rule_id))
    meant.extend(_Phrase(_written(str(row["phrase"]))) for row in rules.get_rows("style.exempt", on))
    return _Checker(meant, rules.get_list("style.law_titles", on))


def _forms(row: Mapping[str, object], source: str, rule_id: str) -> Iterator[_Form]:
    """A row's form and its further forms."""
    also = row.get("also")
    further = also if isinstance(also, tuple) else ()
    for form in (str(row["form"]), *map(str, further)):
        yield _Form(_written(form), How(str(row["how"])), form, str(row["instead"]), source, rule_id)


def _kind(meant: _Form | _Phrase) -> str:
    """How screening spells it: where any spelling counts, a phrase is also found run together."""
    return "phrase" if isinstance(meant, _Form) and meant.how is How.WORD else "word"


def _written(text: str) -> str:
    """A text as it is read: one kind of space, hyphen and apostrophe, nothing invisible, capitals kept."""
    seen = "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")
    return " ".join(seen.translate(_SAME_AS).split())


def _start_as_written(text: str, start: int, end: int, form: _Form) -> int | None:
    """Where the form begins, its own signs included (#, £); None if it is spelled otherwise."""
    if form.how is How.WORD:
        return start
    start -= next(index for index, each in enumerate(form.written) if each.isalnum())
    written, wanted = _written(text[max(0, start) : end]), form.written.rstrip(".")
    if form.how is How.SPELLING:
        written, wanted = written.casefold(), wanted.casefold()
    if written != wanted or (form.how is How.MID_SENTENCE and _begins_sentence(text, start)):
        return None
    return start


def _begins_sentence(text: str, start: int) -> bool:
    """Whether nothing of the same sentence stands before a place."""
    before = text[:start].rstrip(" \t\u00a0([“‘\"'*-")
    return not before or before[-1] in _ENDS_SENTENCE


def _is_phrase(text: str, phrase: str) -> bool:
    """Whether a name stands here, its first letter perhaps made large by a sentence that it begins."""
    written = _written(text)
    return written == phrase or written == phrase[0].upper() + phrase[1:]


def _places_of(names: Collection[str], text: str) -> Iterator[tuple[int, int]]:
    """Where the names that a caller quotes stand."""
    if names:
        for hit in Matcher(Sought("name", name, "word", "word", blocks=True) for name in names).find(text):
            yield hit.start, hit.end


def _titles_of_laws(text: str, last_words: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where titles of laws stand: words with capitals up to the word for a law and a year."""
    for title in last_words.finditer(text):
        begins = title.start()
        for word in reversed(list(re.finditer(r"[^\s(),]+", text[:begins]))):
            if word[0][0].isupper() and word[0][-1] != ".":
                begins = word.start()
            elif word[0] not in _SMALL_WORDS:
                break
        yield begins, title.end()


def _within(finding: StyleFinding, place: tuple[int, int]) -> bool:
    return place[0] <= finding.start and finding.end <= place[1]


def _outermost(found: Iterable[StyleFinding]) -> tuple[StyleFinding, ...]:
    """The findings in order of place, without those inside another and without a second at one place."""
    kept: list[StyleFinding] = []
    for one in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or one.end > kept[-1].end:
            kept.append(one)
    return tuple(kept)
