"""The forms of the plan editor together: what was sent is bound, the rest begins with what is kept.

A piece counts as sent when its version came along, so that a page that saves itself sends one piece alone. A line of
the plan has its key from the page that first showed it: the same words sent twice are one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import QueryDict

from fingerpost.house.ids import new_id
from fingerpost.plans.gathering import Written
from fingerpost.plans.models import Area, Draft, DraftItem, Horizon, ItemKind, Part
from fingerpost.workspace.plans.forms import (
    ITEM_FORMS,
    FactsForm,
    ItemForm,
    PartForm,
    StandingForm,
)

KINDS: Final = (ItemKind.OPTION.value, ItemKind.GOAL.value, ItemKind.ACTION.value)
MOST_SENT: Final = 60
"""Lines of a kind that one page may send."""

_SENT: Final = re.compile(r"^(option|goal|action)-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-version$")
# A first plan begins with room for what every plan needs, so that nobody has to ask for it line by line.
_FIRST_LINES: Final[Mapping[str, int]] = {"option": 2, "goal": 2, "action": 2}
_FIRST_GOALS: Final = ((Area.SKILLS, Horizon.SHORT), (Area.WORK, Horizon.MEDIUM))


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else saved meanwhile: who, when, and each field in words."""

    by: str
    at: datetime | None
    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Standing:
    """An action of the plan brought over and how it stood when the page was made."""

    key: UUID
    text: str
    status: str


AnyForm = PartForm | ItemForm | FactsForm


@dataclass
class Page:
    """Every form of one page, in its order."""

    parts: dict[str, PartForm]
    items: dict[str, list[ItemForm]]
    facts: FactsForm
    standing: list[StandingForm]
    theirs: dict[str, Theirs] = field(default_factory=dict)

    @property
    def forms(self) -> list[AnyForm]:
        """Everything that is saved, in the order of the page."""
        return [
            self.parts["starting_point"],
            *self.items["option"],
            self.parts["options"],
            *self.items["goal"],
            *self.items["action"],
            self.facts,
            *(self.parts[name] for name in ("english_and_maths", "information_used", "reflection")),
        ]

    @property
    def sent(self) -> list[AnyForm]:
        """What was sent, but for new lines that were left empty."""
        return [
            form
            for form in self.forms
            if form.is_bound and not (isinstance(form, ItemForm) and form.is_untouched)
        ]

    @property
    def has_errors(self) -> bool:
        """Whether anything that was sent is not kept as it was typed."""
        return any(form.errors for form in self.sent)

    @property
    def has_clash(self) -> bool:
        """Whether somebody else was first anywhere."""
        return bool(self.theirs)

    def bring_over(self, kept: Page) -> Page:
        """The page as it now stands, with what could not be kept as it was typed."""
        wrong = {form.prefix: form for form in self.sent if form.errors}
        parts = {name: form for name, form in self.parts.items() if form.prefix in wrong}
        items = {
            kind: _with(kept.items[kind], [form for form in self.items[kind] if form.prefix in wrong])
            for kind in KINDS
        }
        facts = self.facts if self.facts.prefix in wrong else kept.facts
        return Page({**kept.parts, **parts}, items, facts, kept.standing, self.theirs)


def _with(kept: Sequence[ItemForm], wrong: Sequence[ItemForm]) -> list[ItemForm]:
    """The lines that stand, each in its place; a new one that could not be kept takes the place of an empty one."""
    typed = {form.key: form for form in wrong}
    lines = [typed.pop(form.key, form) for form in kept]
    filled = [form for form in lines if form.row is not None or form.is_bound]
    empty = [form for form in lines if form.row is None and not form.is_bound]
    lines = [*filled, *typed.values(), *empty[len(typed) :]]
    for number, form in enumerate(lines, start=1):
        form.count_as(number)
    return lines


def read_page(
    draft: Draft,
    written: Written,
    data: QueryDict | None = None,
    *,
    standing: Iterable[Standing] = (),
    added: tuple[str, UUID] | None = None,
) -> Page:
    """The forms of a working copy. ``added`` is a new line to show, by its kind and key."""
    parts = {row.part: row for row in written.parts}
    rows = written.items
    sent = sent_keys(data)
    goals = _goal_choices([row for row in rows if row.kind == ItemKind.GOAL], sent["goal"])
    return Page(
        parts={
            name: PartForm(
                data if data is not None and f"{name}-version" in data else None,
                part=name,
                row=parts.get(name),
            )
            for name in Part.values
        },
        items={
            kind: _lines(
                draft, kind, [row for row in rows if row.kind == kind], sent[kind], data, goals, added
            )
            for kind in KINDS
        },
        facts=FactsForm(data if data is not None and "facts-version" in data else None, draft=draft),
        standing=[
            StandingForm(
                data if data is not None and f"standing-{one.key}-shown" in data else None,
                key=one.key,
                text=one.text,
                status=one.status,
                number=number,
            )
            for number, one in enumerate(standing, start=1)
        ],
    )


def sent_keys(data: QueryDict | None) -> dict[str, list[UUID]]:
    """The keys of the lines that a page sent, by kind, in its order."""
    found: dict[str, list[UUID]] = {kind: [] for kind in KINDS}
    for name in data or ():
        if (match := _SENT.match(name)) and len(found[match[1]]) < MOST_SENT:
            found[match[1]].append(UUID(match[2]))
    return found


def agreed_to_all(data: QueryDict) -> QueryDict:
    """What was sent, with every piece agreed; asked for by one button."""
    changed = data.copy()
    for name in data:
        prefix, _dash, last = name.rpartition("-")
        if last == "version" and prefix != "facts":
            changed[f"{prefix}-is_agreed"] = "on"
    return changed


def _lines(
    draft: Draft,
    kind: str,
    rows: Sequence[DraftItem],
    sent: Sequence[UUID],
    data: QueryDict | None,
    goals: Sequence[tuple[str, str]],
    added: tuple[str, UUID] | None,
) -> list[ItemForm]:
    known = {row.key: row for row in rows}
    new = [key for key in sent if key not in known]
    if data is None:
        new += _empty(draft, kind, len(rows))
        if added is not None and added[0] == kind and added[1] not in known:
            new.append(added[1])
    lines: list[ItemForm] = []
    for key in (*known, *new):
        more: dict[str, Any] = {"goals": goals} if kind == ItemKind.ACTION else {}
        lines.append(
            ITEM_FORMS[kind](
                data if key in sent else None,
                key=key,
                row=known.get(key),
                number=len(lines) + 1,
                suggested=_suggested(kind, len(lines)),
                **more,
            )
        )
    return lines


def _empty(draft: Draft, kind: str, there: int) -> list[UUID]:
    if draft.made_from_id is not None:
        return []
    return [new_id() for _each in range(_FIRST_LINES[kind] - there)]


def _suggested(kind: str, place: int) -> Mapping[str, Any]:
    if kind != ItemKind.GOAL:
        return {}
    area, horizon = _FIRST_GOALS[min(place, len(_FIRST_GOALS) - 1)]
    return {"area": area.value, "horizon": horizon.value}


def _goal_choices(rows: Sequence[DraftItem], sent: Sequence[UUID]) -> list[tuple[str, str]]:
    texts = {row.key: row.text for row in rows}
    keys = [*texts, *(key for key in sent if key not in texts)]
    return [(str(key), goal_name(number, texts.get(key, ""))) for number, key in enumerate(keys, start=1)]


def goal_name(number: int, text: str) -> str:
    """A goal in a list to choose from."""
    label = str(ITEM_FORMS["goal"].labels["text"]) % {"number": number}
    return f"{label}: {text}" if text else label
