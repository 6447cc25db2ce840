"""Which tests show a rule, from the record of the last run of the tests, in words that a page may show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.house import evidence
from fingerpost.house.evidence import AreaTotal, UnusableTrace
from fingerpost.policy import Rules
from fingerpost.policy.civil import LONDON
from fingerpost.workspace.rules.neutral import neutral
from fingerpost.workspace.rules.words import paragraphs_of

# An area whose name can't stand on a screen.
_NEUTRAL_NAMES: Final = MappingProxyType({"RTX": gettext_lazy("Words that can't be kept")})


@dataclass(frozen=True, slots=True)
class Record:
    """What the last run showed, and when it was made; `fault` says why there is none."""

    shown: Mapping[str, Sequence[str]]
    made_at: datetime | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class ShownBy:
    """One numbered paragraph and the tests that show it."""

    paragraph: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area of the register of demands: how many of its paragraphs are shown, and which."""

    name: str
    code: str
    of: int
    shown: tuple[ShownBy, ...]


def last_record() -> Record:
    """The record of the last run; an empty one where none was kept."""
    try:
        made_at = datetime.fromtimestamp(evidence.RECORD.stat().st_mtime, tz=LONDON)
        return Record(evidence.read_run(evidence.RECORD), made_at)
    except OSError:
        return Record({}, fault=_("No record of a test run is kept here."))
    except UnusableTrace:
        return Record({}, fault=_("The record of the last test run can't be read."))


def shown_by(sources: Sequence[str], record: Record, rules: Rules) -> list[ShownBy]:
    """The tests that show any paragraph of these sources, paragraph by paragraph in order."""
    found: dict[str, tuple[str, ...]] = {}
    for source in sources:
        for paragraph in paragraphs_of(source):
            found |= evidence.tests_for(paragraph, record.shown)
    return [ShownBy(name, _in_words(found[name], rules)) for name in sorted(found)]


def areas(record: Record, rules: Rules) -> list[AreaLine]:
    """Every area of the register of demands. Raises UnusableTrace where the register is not at hand."""
    return [
        _area_line(total, record, rules) for total in evidence.totals(evidence.read_register(), record.shown)
    ]


def _area_line(total: AreaTotal, record: Record, rules: Rules) -> AreaLine:
    name = str(_NEUTRAL_NAMES.get(total.area.code, "")) or neutral(total.area.name, rules)
    shown = tuple(ShownBy(one, _in_words(record.shown[one], rules)) for one in total.shown)
    return AreaLine(name, total.area.code, len(total.area.ids), shown)


def _in_words(tests: Sequence[str], rules: Rules) -> tuple[str, ...]:
    """The names of tests as sentences, each once however many examples it has."""
    names = (test.partition("[")[0].rpartition("::")[2].removeprefix("test_") for test in tests)
    return tuple(dict.fromkeys(neutral(name.replace("_", " "), rules) for name in names))
