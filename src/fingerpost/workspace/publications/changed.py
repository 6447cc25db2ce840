"""What a pack changes, line by line, as a page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from fingerpost.policy import Rules, Ruling
from fingerpost.policy.known_keys import KNOWN_KEYS
from fingerpost.rulebook.rules import Change
from fingerpost.workspace.rules.present import show

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One value that becomes another: its key, what it is, before, after, and its days."""

    key: str
    about: str
    before: str
    after: str
    begins_on: date
    ends_on: date | None


def change_lines(changes: Iterable[Change], rules: Rules) -> list[ChangeLine]:
    """The first lines of what changes; lists of words are counts, as everywhere (BR-20.2)."""
    return [_line(change, rules) for change in list(changes)[:MOST_SHOWN]]


def _line(change: Change, rules: Rules) -> ChangeLine:
    before, after = _short(change.before, rules), _short(change.after, rules)
    if before == after:
        before, after = _whole(change.before, rules), _whole(change.after, rules)
    spec = KNOWN_KEYS.get(change.key)
    return ChangeLine(change.key, spec.about if spec else "", before, after, change.begins_on, change.ends_on)


def _short(ruling: Ruling | None, rules: Rules) -> str:
    if ruling is None:
        return _("no value")
    return show(ruling, spec=KNOWN_KEYS.get(ruling.key), rules=rules).short


def _whole(ruling: Ruling | None, rules: Rules) -> str:
    if ruling is None:
        return _("no value")
    return show(ruling, spec=KNOWN_KEYS.get(ruling.key), rules=rules).flat
