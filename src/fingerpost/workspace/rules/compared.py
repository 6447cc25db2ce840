"""Two days side by side: which rules differ, and in what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from fingerpost.policy import Rules, Ruling, Status
from fingerpost.policy.schema import KeySpec
from fingerpost.workspace.rules.entries import PAGE_SIZE, Entry, entry_of, ruling_on


@dataclass(frozen=True, slots=True)
class Difference:
    """One key on two days, and what changed between them in words."""

    key: str
    title: str
    before: Entry
    after: Entry
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """One page of what differs, counted from 1; `same` is how many keys say the same on both days."""

    shown: Sequence[Difference]
    number: int
    pages: int
    total: int
    same: int


def compare(
    rules: Rules, specs: Mapping[str, KeySpec], *, first: date, second: date, number: int
) -> Differences:
    """What differs between two days, in order of key."""
    found: list[tuple[str, Ruling | None, Ruling | None, tuple[str, ...]]] = []
    keys = rules.keys()
    for key in keys:
        before, after = ruling_on(rules, key, first), ruling_on(rules, key, second)
        if changes := _changes(before, after):
            found.append((key, before, after, changes))
    pages = max(1, -(-len(found) // PAGE_SIZE))
    number = min(max(1, number), pages)
    shown = [
        _difference(key, before, after, changes, rules, specs)
        for key, before, after, changes in found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    ]
    return Differences(shown, number, pages, len(found), len(keys) - len(found))


def _difference(
    key: str,
    before: Ruling | None,
    after: Ruling | None,
    changes: tuple[str, ...],
    rules: Rules,
    specs: Mapping[str, KeySpec],
) -> Difference:
    older, newer = entry_of(key, before, rules, specs), entry_of(key, after, rules, specs)
    return Difference(key, newer.title, older, newer, changes)


def _changes(before: Ruling | None, after: Ruling | None) -> tuple[str, ...]:
    """What changed, in words; () where both days say the same."""
    had, has = _has_value(before), _has_value(after)
    if before is None or after is None:
        if before is after:
            return ()
        return (_("begins"),) if has else (_("ends"),) if had else (_("withdrawn"),)
    if had != has:
        return (_("begins"),) if has else (_("ends"),)
    parts = (
        (before.value != after.value, _("value")),
        (before.source != after.source, _("source")),
        (before.status != after.status, _("status")),
        (before.note != after.note, _("note")),
    )
    return tuple(words for is_other, words in parts if is_other)


def _has_value(ruling: Ruling | None) -> bool:
    return ruling is not None and ruling.status is not Status.WITHDRAWN
