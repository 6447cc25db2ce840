"""A value of any kind as a page or a file shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fingerpost.policy import Rules, Ruling, Status
from fingerpost.policy.schema import KeySpec
from fingerpost.workspace.rules.hours_words import hours_in_words
from fingerpost.workspace.rules.level_words import counted, level_in_words
from fingerpost.workspace.rules.neutral import is_word_list, neutral, not_shown
from fingerpost.workspace.rules.words import member_words, value_words

FOLDED_FROM: Final = 8
"""Lists and tables of this length or more are folded away on the page of a rule."""
_IN_SHORT: Final = 3
_MOST_COLUMNS: Final = 7
_SHORT_TEXT: Final = 160
_MEMBERS_WITH_A_NAME: Final = ("label", "title", "name", "code")


@dataclass(frozen=True, slots=True)
class Shown:
    """A value to draw: a line (`bare` is the same without its unit), items, pairs, or a grid with its columns.

    `short` is one line for lists of rules, `sentence` the whole value where one line can say it, `title` what the
    value is about where it says so itself, and `is_word_list` asks for a link in place of the words.
    """

    kind: str
    short: str
    items: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = field(default=())
    is_word_list: bool = False
    title: str = ""
    bare: str = ""
    sentence: str = ""

    @property
    def is_long(self) -> bool:
        """Whether it is folded away until somebody asks for it."""
        return len(self.items) + len(self.rows) >= FOLDED_FROM

    @property
    def cards(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The rows of a grid with too many columns, each by its first cell and what else it holds; else none."""
        if len(self.columns) <= _MOST_COLUMNS:
            return []
        return [
            (row[0], [(name, cell) for name, cell in zip(self.columns[1:], row[1:], strict=True) if cell])
            for row in self.rows
        ]

    @property
    def flat(self) -> str:
        """The whole value in one line, for a file."""
        if self.kind == "pairs":
            return "; ".join(f"{name}: {value}" for name, value in self.pairs)
        if self.kind == "items":
            return "; ".join(self.items)
        if self.kind == "grid":
            return " | ".join(
                "; ".join(f"{name}: {cell}" for name, cell in zip(self.columns, row, strict=True) if cell)
                for row in self.rows
            )
        return self.short


def show(ruling: Ruling, *, spec: KeySpec | None, rules: Rules) -> Shown:
    """The value of a ruling in plain words. A list of words that can't be kept is a count (BR-20.2)."""
    value = ruling.value
    if ruling.status is Status.WITHDRAWN or value is None:
        return Shown("line", _("no value"))
    if is_word_list(spec) and isinstance(value, tuple):
        count = len(value)
        words = ngettext("%(count)s entry", "%(count)s entries", count) % {"count": f"{count:,}"}
        return Shown("line", words, is_word_list=True)
    if isinstance(value, Mapping):
        return _pairs(value, rules)
    if isinstance(value, tuple):
        if value and all(isinstance(row, Mapping) for row in value):
            return _grid([row for row in value if isinstance(row, Mapping)], rules)
        items = tuple(_line(one, rules) for one in value)
        return Shown("items", _in_short(items), items=items)
    text = _line(value, rules)
    if isinstance(value, int) and not isinstance(value, bool):
        return Shown("line", counted(value, ruling.unit), bare=str(value))
    return Shown("line", f"{text} {ruling.unit}".strip() if ruling.unit else text, bare=text)


def spoken_day(day: date) -> str:
    """A date as these pages write it: 1 October 2014."""
    return f"{day.day} {day:%B} {day.year}"


def shortened(text: str) -> str:
    """A text cut at a word, for one cell of a list."""
    if len(text) <= _SHORT_TEXT:
        return text
    return f"{text[:_SHORT_TEXT].rsplit(' ', 1)[0].rstrip(',;.:')}…"


def _pairs(value: Mapping[str, object], rules: Rules) -> Shown:
    pairs = tuple(
        (neutral(member_words(name), rules), _member(name, member, rules)) for name, member in value.items()
    )
    title = next((value[name] for name in ("title", "name") if isinstance(value.get(name), str)), None)
    if title is not None:
        version = value.get("version")
        words = f"{title} ({version})" if isinstance(version, str) else str(title)
        return Shown("pairs", neutral(words, rules), pairs=pairs)
    if (summed_up := _summed_up(value, rules)) is not None:
        title, said = summed_up
        return Shown("pairs", shortened(said), pairs=pairs, title=title, sentence=said)
    if (hours := hours_in_words(value)) is not None:
        return Shown("pairs", shortened(hours), pairs=pairs, sentence=hours)
    return Shown("pairs", shortened("; ".join(f"{name}: {text}" for name, text in pairs)), pairs=pairs)


def _summed_up(value: Mapping[str, object], rules: Rules) -> tuple[str, str] | None:
    """What a service level or a disagreement of the papers is about, and what it says; None for other tables."""
    if "measure" in value and "boundary" in value:
        return _member("measure", value["measure"], rules), neutral(level_in_words(value), rules)
    if "topic" in value and "default" in value:
        return _member("topic", value["topic"], rules), _member("default", value["default"], rules)
    return None


def _grid(rows: list[Mapping[str, object]], rules: Rules) -> Shown:
    names = list(dict.fromkeys(name for row in rows for name in row))
    drawn = tuple(
        tuple(_member(name, row[name], rules) if name in row else "" for name in names) for row in rows
    )
    named = next((name for name in _MEMBERS_WITH_A_NAME if name in names), names[0] if names else "")
    titles = [_member(named, row.get(named, ""), rules) for row in rows]
    return Shown(
        "grid",
        _in_short(titles),
        columns=tuple(neutral(member_words(name), rules) for name in names),
        rows=drawn,
    )


def _in_short(items: Iterable[str]) -> str:
    """The first few of a list and how many more there are."""
    every = list(items)
    first = ", ".join(every[:_IN_SHORT])
    more = len(every) - _IN_SHORT
    if more > 0:
        first = _("%(first)s and %(more)s more") % {"first": first, "more": f"{more:,}"}
    return shortened(first) if first else _("none")


def _member(name: str, value: object, rules: Rules) -> str:
    """One member of a table. Whether a fact counts is as telling as its name, so both go together."""
    words = member_words(name)
    if neutral(words, rules) != words:
        return not_shown()
    return _line(value, rules, member=name)


def _line(value: object, rules: Rules, *, member: str = "") -> str:
    """Anything at all in one line."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return counted(value, "")
    if isinstance(value, date):
        return spoken_day(value)
    if isinstance(value, Mapping):
        return "; ".join(
            f"{neutral(member_words(name), rules)}: {_member(name, inner, rules)}"
            for name, inner in value.items()
        )
    if isinstance(value, tuple):
        return ", ".join(_line(one, rules) for one in value) or _("none")
    return neutral(value_words(str(value), member=member), rules)
