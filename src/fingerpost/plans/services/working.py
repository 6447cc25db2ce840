"""A working copy under its lock: any number of its pieces saved in one transaction, read once and told of once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound
from fingerpost.house.ids import new_id
from fingerpost.interactions.services.attendances import lock_attendance
from fingerpost.interactions.services.second_checks import KeptWhere
from fingerpost.plans.content import tidy
from fingerpost.plans.models import Draft, DraftItem, DraftPart, EnglishMaths, ItemKind, Part
from fingerpost.plans.services.lines import LENGTHS, ItemValues, fitting_values
from fingerpost.plans.services.saving import Saved, clash_or_nothing, refused, write_over
from fingerpost.plans.services.screening import NO_CHECKS, Checks, look_at, use_checks
from fingerpost.policy import Rules

MOST_ITEMS: Final = 60
_PART_LENGTH: Final = 4_000


@contextmanager
def hold_draft(
    *, actor: Actor, now: datetime, draft_id: UUID, rules: Rules | None = None
) -> Iterator[WorkingCopy]:
    """A working copy, held with its attendance until the end of the transaction; one event tells what was saved.

    Raises NotFound, NotPermitted.
    """
    with transaction.atomic():
        held = WorkingCopy(actor, now, lock_draft(actor=actor, draft_id=draft_id), rules)
        yield held
        if held.has_written:
            tell("plan.saved", actor=actor, now=now, draft=held.draft)


def lock_draft(*, actor: Actor, draft_id: UUID) -> Draft:
    """A working copy, held with its attendance until the end of the transaction. Raises NotFound, NotPermitted.

    A version is made under the same lock, so nobody's line changes while what was agreed is frozen. Whose it is never
    changes; what does, its facts, is read again under the lock by ``read_facts``.
    """
    draft = Draft.objects.select_related("plan").filter(id=draft_id).first()
    if draft is None:
        raise NotFound(_("There is no plan here that you can see."), code="plan_not_found")
    draft.attendance = lock_attendance(actor=actor, attendance_id=draft.attendance_id)
    return draft


def read_facts(draft: Draft) -> Draft:
    """The facts of a locked working copy as they stand now."""
    draft.refresh_from_db(fields=["review_on", "english_maths", "version", "made_from"])
    return draft


def tell(kind: str, *, actor: Actor, now: datetime, draft: Draft) -> None:
    """Write the event of something that became of a working copy."""
    events.record(
        kind,
        actor=actor,
        now=now,
        customer_id=draft.plan.customer_id,
        subject={"plan": draft.plan_id, "draft": draft.id, "attendance": draft.attendance_id},
    )


class WorkingCopy:
    """A locked working copy. Its parts and lines are read once, when they are first asked for."""

    def __init__(self, actor: Actor, now: datetime, draft: Draft, rules: Rules | None) -> None:
        self.actor, self.now, self.draft, self.rules = actor, now, draft, rules
        self.has_written = False

    @cached_property
    def parts(self) -> dict[str, DraftPart]:
        """The parts there are, by name."""
        return {row.part: row for row in self.draft.parts.select_related("saved_by")}

    @cached_property
    def items(self) -> dict[UUID, DraftItem]:
        """The lines there are, by key; at most MOST_ITEMS."""
        return {row.key: row for row in self.draft.items.select_related("saved_by")}

    @cached_property
    def _facts(self) -> Draft:
        return read_facts(self.draft)

    def save_part(
        self, *, part: str, text: str, is_agreed: bool, version: int, checks: Checks = NO_CHECKS
    ) -> Saved:
        """Keep the words of one part, unless somebody else changed them since ``version`` (0: there were none).

        ``checks`` names the field ``text``. Raises NotFound, InvalidInput for words that can't be kept.
        """
        if part not in Part.values:
            raise NotFound(_("The plan has no such part."), code="no_such_part")
        text = tidy(text)
        if len(text) > _PART_LENGTH:
            raise InvalidInput(_("These words are too long for the plan. Shorten them."), code="too_long")
        row = self.parts.get(part)
        values: dict[str, Any] = {"text": text, "is_agreed": is_agreed and bool(text)}
        if row is not None and (
            answer := clash_or_nothing(row, values, version, actor=self.actor, now=self.now)
        ):
            return answer
        looked = look_at(
            actor=self.actor,
            now=self.now,
            texts={"text": text},
            kept={"text": row.text if row else ""},
            checks=checks,
            rules=self.rules,
        )
        if (stopped := refused(version, looked)) is not None:
            return stopped
        if row is None and not text:
            return Saved(version=0)
        saved = self._write(row, values) if row is not None else self._add_part(part, values)
        self._use(looked, checks)
        return saved

    def save_item(self, *, key: UUID, version: int, values: ItemValues, checks: Checks = NO_CHECKS) -> Saved:
        """Keep one line. ``key`` is the caller's own for a new line, so that a second click makes no second one.

        ``version`` is what the page showed, 0 for a new line. Raises Conflict for a plan that is full, InvalidInput
        for what can't be kept: OI-9.13, an action that is agreed has a day.
        """
        row = self.items.get(key)
        fitting = fitting_values(values, goals=self._goals())
        if row is None and version > 0:
            return Saved(version=0, clash=True, is_gone=True)
        if row is not None:
            if row.kind != values.kind:
                raise InvalidInput(
                    _("A line of the plan stays of its kind. Add a new one."), code="kind_stays"
                )
            if answer := clash_or_nothing(row, fitting, version, actor=self.actor, now=self.now):
                return answer
        looked = look_at(
            actor=self.actor,
            now=self.now,
            texts={name: fitting[name] for name in LENGTHS},
            kept={name: getattr(row, name) for name in LENGTHS} if row is not None else {},
            checks=checks,
            rules=self.rules,
        )
        if (stopped := refused(version, looked)) is not None:
            return stopped
        saved = self._write(row, fitting) if row is not None else self._add_item(key, values.kind, fitting)
        self._use(looked, checks)
        return saved

    def remove_item(self, *, key: UUID, version: int) -> Saved:
        """Take a line out, unless somebody else changed it since ``version``; what was frozen stays.

        A line that is gone already is no error. The actions of a goal stay without it.
        """
        row = self.items.get(key)
        if row is None:
            return Saved(version=0)
        if row.version != version:
            names = [*asdict(ItemValues(kind=row.kind, text=""))]
            return Saved(
                version=row.version,
                saved_at=row.saved_at,
                saved_by=row.saved_by.full_name,
                clash=True,
                standing={name: getattr(row, name) for name in names},
            )
        row.delete()
        del self.items[key]
        for action in self.items.values():
            if action.for_goal == key:
                self._write(action, {"for_goal": None})
        self.has_written = True
        return Saved(version=0, saved_at=self.now, is_new=True)

    def save_facts(self, *, version: int, review_on: date | None, english_maths: str) -> Saved:
        """Keep the day for going back to the plan (OF-25) and what is known of English and maths (OF-27)."""
        if english_maths not in EnglishMaths.values:
            raise InvalidInput(_("Select what is known of English and maths."), code="english_maths_unknown")
        values = {"review_on": review_on, "english_maths": english_maths}
        answer = clash_or_nothing(self._facts, values, version, actor=self.actor, now=self.now)
        return answer or self._write(self._facts, values)

    def _goals(self) -> frozenset[UUID]:
        return frozenset(key for key, row in self.items.items() if row.kind == ItemKind.GOAL)

    def _write(self, row: Draft | DraftPart | DraftItem, values: dict[str, Any]) -> Saved:
        self.has_written = True
        return write_over(row, values, actor=self.actor, now=self.now)

    def _add_part(self, part: str, values: dict[str, Any]) -> Saved:
        self.parts[part] = DraftPart.objects.create(
            draft=self.draft, part=part, saved_by_id=self.actor.account_id, saved_at=self.now, **values
        )
        self.has_written = True
        return Saved(version=1, saved_at=self.now, is_new=True)

    def _add_item(self, key: UUID, kind: str, fitting: dict[str, Any]) -> Saved:
        if len(self.items) >= MOST_ITEMS:
            raise Conflict(
                _("The plan is full. Take out a line that no longer fits before you add another."),
                code="plan_full",
            )
        row = DraftItem.objects.create(
            id=new_id(),
            draft=self.draft,
            key=key,
            kind=kind,
            position=max((one.position for one in self.items.values()), default=0) + 1,
            saved_by_id=self.actor.account_id,
            saved_at=self.now,
            **fitting,
        )
        self.items[key] = row
        self.has_written = True
        return Saved(version=row.version, saved_at=self.now, is_new=True)

    def _use(self, looked: Any, checks: Checks) -> None:
        use_checks(
            actor=self.actor,
            now=self.now,
            looked=looked,
            checks=checks,
            where=KeptWhere(customer_id=self.draft.plan.customer_id, attendance_id=self.draft.attendance_id),
            what="plan",
        )
