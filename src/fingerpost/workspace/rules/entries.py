"""Which rules a page of the register lists: those of a day, narrowed by words, status, paper and pack."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from fingerpost.policy import Rules, Ruling
from fingerpost.policy.schema import KeySpec
from fingerpost.workspace.rules.neutral import neutral
from fingerpost.workspace.rules.present import Shown, show
from fingerpost.workspace.rules.words import NO_VALUE, Standing, papers_of, paragraphs_of, standing_of

PAGE_SIZE: Final = 50
NOTHING: Final = "no_value"
"""The choice of status that lists keys without any value on the day."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: words that must all be found, and one status, paper or pack each; "" for any."""

    words: str = ""
    status: str = ""
    paper: str = ""
    pack: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One key on one day. `ruling` is None where nothing was ever said for that day."""

    key: str
    about: str
    ruling: Ruling | None
    shown: Shown
    standing: Standing

    @property
    def title(self) -> str:
        """What the rule is called: by its own value where that says so, else by what its key is for."""
        return self.shown.title or self.about or self.key

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs that say so."""
        return paragraphs_of(self.ruling.source) if self.ruling else []

    @property
    def is_added(self) -> bool:
        """Whether a pack that was published here says so, and not one that came with the program."""
        return self.ruling is not None and is_added(self.ruling)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, counted from 1, and how many there are in all."""

    entries: Sequence[Entry]
    number: int
    pages: int
    total: int

    @property
    def first(self) -> int:
        """The place in the whole list of the first entry of the page."""
        return (self.number - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        """The place in the whole list of the last entry of the page."""
        return self.first + len(self.entries) - 1


def is_added(ruling: Ruling) -> bool:
    """Whether a ruling comes from a pack over the shipped ones."""
    return "/" in ruling.rule_id


def ruling_on(rules: Rules, key: str, day: date) -> Ruling | None:
    """What was said of a key for a day, withdrawals included."""
    history = rules.history(key)
    place = bisect_right([each.valid_from for each in history], day) - 1
    if place < 0:
        return None
    found = history[place]
    return found if found.valid_to is None or day <= found.valid_to else None


def list_rulings(
    rules: Rules, specs: Mapping[str, KeySpec], *, day: date, wanted: Wanted
) -> list[tuple[str, Ruling | None]]:
    """Every key that is wanted with its ruling on a day, in order of key. Keys without any value only if asked."""
    words = wanted.words.casefold().split()
    found: list[tuple[str, Ruling | None]] = []
    for key in rules.keys():  # noqa: SIM118 - Rules is no mapping
        ruling = ruling_on(rules, key, day)
        if _fits(ruling, wanted) and _holds(words, key, ruling, rules, specs):
            found.append((key, ruling))
    return found


def page_of(
    found: Sequence[tuple[str, Ruling | None]], rules: Rules, specs: Mapping[str, KeySpec], *, number: int
) -> Page:
    """One page of what was found; a number past the end gives the last page."""
    pages = max(1, -(-len(found) // PAGE_SIZE))
    number = min(max(1, number), pages)
    here = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return Page([entry_of(key, ruling, rules, specs) for key, ruling in here], number, pages, len(found))


def entry_of(key: str, ruling: Ruling | None, rules: Rules, specs: Mapping[str, KeySpec]) -> Entry:
    """A key with its ruling, drawn."""
    spec = specs.get(key)
    about = neutral(spec.about, rules) if spec else ""
    shown = show(ruling, spec=spec, rules=rules) if ruling else Shown("line", "")
    if not shown.title and (ruling is None or ruling.value is None):
        shown = replace(shown, title=_title_at_other_times(key, spec, rules))
    return Entry(key, about, ruling, shown, standing_of(ruling) if ruling else NO_VALUE)


def _title_at_other_times(key: str, spec: KeySpec | None, rules: Rules) -> str:
    """What a rule that has no value on the day is called by its last value that says so."""
    titles = (show(one, spec=spec, rules=rules).title for one in reversed(rules.history(key)) if one.value)
    return next(filter(None, titles), "")


def packs_of(rules: Rules) -> list[str]:
    """The names of every pack that says anything, in order."""
    return rules.derived("register:packs", lambda: sorted({ruling.pack for ruling in rules if ruling.pack}))


def _fits(ruling: Ruling | None, wanted: Wanted) -> bool:
    """Whether a ruling is of the status, paper and pack that are asked for."""
    if ruling is None:
        return wanted.status == NOTHING and not wanted.paper and not wanted.pack
    return (
        (not wanted.status or wanted.status == ruling.status)
        and (not wanted.paper or wanted.paper in papers_of(ruling.source))
        and (not wanted.pack or wanted.pack == ruling.pack)
    )


def _holds(
    words: Sequence[str], key: str, ruling: Ruling | None, rules: Rules, specs: Mapping[str, KeySpec]
) -> bool:
    """Whether every word stands in the key, its description, the value as shown, the note or the source."""
    if not words:
        return True
    name = f"register:search:{key}:{ruling.rule_id if ruling else ''}:{ruling.valid_from if ruling else ''}"
    text = rules.derived(name, lambda: _searched(key, ruling, rules, specs))
    return all(word in text for word in words)


def _searched(key: str, ruling: Ruling | None, rules: Rules, specs: Mapping[str, KeySpec]) -> str:
    """What is searched, as the page shows it: a word that is kept off the page is not found either."""
    entry = entry_of(key, ruling, rules, specs)
    parts = [key, key.replace("_", " ").replace(".", " "), entry.about, str(entry.standing.name)]
    if ruling is not None:
        parts += [
            entry.shown.short,
            entry.shown.flat,
            neutral(ruling.note, rules),
            ruling.source,
            ruling.pack,
        ]
    return "\n".join(parts).casefold()


def note_of(ruling: Ruling, rules: Rules) -> str:
    """The note of a ruling as pages show it."""
    return neutral(ruling.note, rules)
