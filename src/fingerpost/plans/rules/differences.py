"""What changed between two versions of a plan, line by line, as a page can say it. Pure.

Lines are known by their keys, so a line whose words changed is a changed line and not one gone and one new.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from fingerpost.plans.content import PARTS, ActionLine, Content, GoalLine, OptionLine

_AROUND: Final = ("review_on", "english_maths")


class Change(StrEnum):
    """What became of a line or a part."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a line before and after. Days are dates, codes are codes: words are the page's."""

    name: str
    before: str | date | bool | None
    after: str | date | bool | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. ``what`` is part, fact, option, goal or action; ``name`` the code of the part or fact.

    ``text`` is what the line says now, or said last.
    """

    change: Change
    what: str
    name: str
    text: str
    key: UUID | None = None
    fields: tuple[FieldChange, ...] = ()


def differences(before: Content | None, after: Content) -> list[Difference]:
    """Every difference of the agreement in the order of the plan; against nothing, everything is added."""
    found = _parts(before, after)
    found += _facts(before, after)
    found += _lines("option", before.options if before else (), after.options)
    found += _lines("goal", before.goals if before else (), after.goals)
    found += _lines("action", before.actions if before else (), after.actions)
    return found


def _parts(before: Content | None, after: Content) -> list[Difference]:
    found = []
    old: Mapping[str, str] = before.parts if before else {}
    for name in PARTS:
        was, now = old.get(name, ""), after.parts.get(name, "")
        if was != now:
            change = Change.CHANGED if was and now else Change.ADDED if now else Change.REMOVED
            found.append(
                Difference(change, "part", name, now or was, fields=(FieldChange("text", was, now),))
            )
    return found


def _facts(before: Content | None, after: Content) -> list[Difference]:
    found = []
    for name in _AROUND:
        was: Any = getattr(before, name) if before else None
        now: Any = getattr(after, name)
        if (was or None) != (now or None):
            change = Change.CHANGED if was and now else Change.ADDED if now else Change.REMOVED
            found.append(
                Difference(change, "fact", name, str(now or was), fields=(FieldChange(name, was, now),))
            )
    return found


def _lines(
    what: str,
    before: Sequence[OptionLine | GoalLine | ActionLine],
    after: Sequence[OptionLine | GoalLine | ActionLine],
) -> list[Difference]:
    old = {line.key: line for line in before}
    new = {line.key: line for line in after}
    found = []
    for line in after:
        was = old.get(line.key)
        if was is None:
            found.append(Difference(Change.ADDED, what, "", line.text, line.key))
        elif was != line:
            found.append(Difference(Change.CHANGED, what, "", line.text, line.key, _fields(was, line)))
    found += [
        Difference(Change.REMOVED, what, "", line.text, line.key) for line in before if line.key not in new
    ]
    # The same lines in another order are another document, though no line of it changed.
    if not found and [line.key for line in before] != [line.key for line in after]:
        found.append(Difference(Change.CHANGED, what, "order", ""))
    return found


def _fields(
    was: OptionLine | GoalLine | ActionLine, now: OptionLine | GoalLine | ActionLine
) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, _shown(getattr(was, name)), _shown(getattr(now, name)))
        for name in now.__slots__
        if name != "key" and getattr(was, name) != getattr(now, name)
    )


def _shown(value: object) -> str | date | bool | None:
    return value if isinstance(value, str | date | bool) or value is None else str(value)
