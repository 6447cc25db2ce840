"""Shares what a group agreed: each person's own plan gets it, becomes a version where it can, and prints in one job.

Everything is written into each customer's own working copy, so nobody's file names anybody else (OI-14.15).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Final
from uuid import UUID

import pikepdf
from django.db import transaction

from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput
from fingerpost.house.ids import new_id
from fingerpost.interactions.models import Attendance, Session
from fingerpost.interactions.rules.attendances import NOT_SEEN
from fingerpost.interactions.services.sessions import GROUP_LIMIT
from fingerpost.plans.gathering import written_in
from fingerpost.plans.models import CopyPurpose, CopyState, Draft, ItemKind, PlanCopy, Way
from fingerpost.plans.queries import find_draft
from fingerpost.plans.rules.agreeing import Gap
from fingerpost.plans.services.copies import print_copy, print_of
from fingerpost.plans.services.drafts import begin_draft
from fingerpost.plans.services.lines import ItemValues
from fingerpost.plans.services.versions import make_version
from fingerpost.plans.services.working import hold_draft

_OUT_OF_PLAY: Final = (CopyState.STOPPED, CopyState.UNCONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What everybody chosen agreed to: actions for all, the rest only where a plan does not have its own."""

    actions: Sequence[ItemValues]
    goals: Sequence[ItemValues] = ()
    starting_point: str = ""
    options: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one person's plan: made, or what it lacks, or why it could not be done."""

    attendance_id: UUID
    is_made: bool = False
    gaps: tuple[Gap, ...] = ()
    why: str = ""


def places_of(session: Session) -> list[Attendance]:
    """The named people of a group who were not marked as missing, by name."""
    return list(
        session.attendances.filter(customer__isnull=False)
        .exclude(result__in=[str(result) for result in NOT_SEEN])
        .select_related("customer", "session")
        .order_by("customer__family_name", "customer__given_name", "id")[:GROUP_LIMIT]
    )


def share(*, actor: Actor, now: datetime, places: Sequence[Attendance], shared: Shared) -> list[Result]:
    """Write what was shared into each plan and make a version of each that lacks nothing.

    One plan that can't take it stands in nobody else's way: what stops it is its result.
    """
    return [_share_with(actor, now, place, shared) for place in places]


def _share_with(actor: Actor, now: datetime, place: Attendance, shared: Shared) -> Result:
    try:
        with transaction.atomic():
            begin_draft(actor=actor, now=now, attendance_id=place.id)
            draft = find_draft(place.id)
            assert draft is not None  # begun in the line above
            _write(actor, now, draft, shared)
            made = make_version(actor=actor, now=now, attendance_id=place.id)
    except (Conflict, InvalidInput) as refused:
        return Result(place.id, why=refused.message)
    return Result(place.id, is_made=made.version is not None, gaps=made.gaps)


def _write(actor: Actor, now: datetime, draft: Draft, shared: Shared) -> None:
    written = written_in(draft)
    parts = {row.part: row for row in written.parts}
    areas = {item.area for item in written.items if item.kind == ItemKind.GOAL}
    goals = [goal for goal in shared.goals if goal.area not in areas]
    known = {(item.text, item.by_on) for item in written.items}
    actions = [action for action in shared.actions if (action.text, action.by_on) not in known]
    with hold_draft(actor=actor, now=now, draft_id=draft.id) as held:
        for part, text in (("starting_point", shared.starting_point), ("options", shared.options)):
            row = parts.get(part)
            if text and (row is None or not row.text):
                held.save_part(part=part, text=text, is_agreed=True, version=row.version if row else 0)
        for values in (*goals, *actions):
            held.save_item(key=new_id(), version=0, values=values)
        if shared.review_on is not None and draft.review_on is None:
            held.save_facts(
                version=draft.version, review_on=shared.review_on, english_maths=draft.english_maths
            )


def print_all(*, actor: Actor, now: datetime, places: Sequence[Attendance]) -> dict[UUID, str]:
    """Log one print in hand for everybody whose version has none yet (BR-30.5); why not, by attendance."""
    why: dict[UUID, str] = {}
    printed = {copy.version_id for copy in prints_of(places)}
    for place in places:
        version = place.plan_versions.order_by("-number").first()
        if version is None or version.id in printed:
            continue
        try:
            with transaction.atomic():
                print_copy(actor=actor, now=now, version_id=version.id, is_given=True)
        except (Conflict, InvalidInput) as refused:
            why[place.id] = refused.message
    return why


def prints_of(places: Sequence[Attendance]) -> list[PlanCopy]:
    """The prints for customers of the newest version of each of these plans, in the order of the places."""
    order = {place.id: number for number, place in enumerate(places)}
    copies = (
        PlanCopy.objects.filter(
            version__attendance__in=[place.id for place in places],
            version__replaced_by__isnull=True,
            way=Way.PRINT,
            purpose=CopyPurpose.FOR_CUSTOMER,
        )
        .exclude(state__in=_OUT_OF_PLAY)
        .select_related("version")
        .order_by("made_at", "id")
    )
    last = {copy.version.attendance_id: copy for copy in copies[: GROUP_LIMIT * 4]}
    return sorted(last.values(), key=lambda copy: order[copy.version.attendance_id])


def print_job(copies: Sequence[PlanCopy]) -> bytes:
    """All the prints in one file, each beginning on a sheet of its own when printed on both sides."""
    with pikepdf.new() as job:
        for copy in copies:
            with pikepdf.open(BytesIO(print_of(copy))) as document:
                job.pages.extend(document.pages)
                if len(document.pages) % 2:
                    box = document.pages[-1].mediabox
                    job.add_blank_page(page_size=(float(box[2]), float(box[3])))
        file = BytesIO()
        job.save(file, deterministic_id=True)
    return file.getvalue()
