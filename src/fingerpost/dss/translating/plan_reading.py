"""The plans of a customer as the wire divides them.

A plan of the record goes on through many sessions and versions. On the wire a plan belongs to one session, so each
session at which a version was made is a plan there, by the id of its working copy (of the session's first version,
where there is none from before it); and each goal and action belongs to the plan in whose versions it stood first, by
its key, however many versions carried it on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from fingerpost.interactions.models import Attendance
from fingerpost.plans.content import ActionLine, Content, GoalLine, from_json
from fingerpost.plans.models import (
    Answer,
    CopyPurpose,
    CopyState,
    Draft,
    Plan,
    PlanAcceptance,
    PlanCopy,
    PlanProgress,
    PlanVersion,
    ProgressKind,
)
from fingerpost.plans.queries import with_answer
from fingerpost.policy.civil import civil_date


@dataclass(frozen=True, slots=True)
class Version:
    """One version with what it says."""

    row: PlanVersion
    content: Content


@dataclass(frozen=True, slots=True)
class PlanHere:
    """One plan of the wire: of one session, with the versions made there, oldest first; none of what only came."""

    id: UUID
    plan: Plan
    attendance: Attendance
    begun_at: datetime
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class LineHere:
    """A goal or an action: as it was last agreed, in which plan it stood first, what was last said of it.

    ``is_dropped``: the version that its plan goes on from has it no more.
    """

    line: GoalLine | ActionLine
    plan_id: UUID
    first: Version
    last: Version
    progress: PlanProgress | None
    is_dropped: bool


@dataclass(frozen=True, slots=True)
class Plans:
    """The plans of a customer and their lines."""

    plans: Sequence[PlanHere]
    lines: Sequence[LineHere]


@dataclass(frozen=True, slots=True)
class PlanIds:
    """Which plan of the wire an outcome belongs to."""

    by_attendance: Mapping[UUID, UUID]
    in_order: Sequence[tuple[date, UUID]]

    def of(self, attendance_id: UUID | None, *, told_on: date | None) -> UUID | None:
        """The plan of its session; else the last one begun before we were told; else the first; None for none."""
        if attendance_id is not None and attendance_id in self.by_attendance:
            return self.by_attendance[attendance_id]
        before = [one for day, one in self.in_order if told_on is None or day <= told_on]
        return before[-1] if before else (self.in_order[0][1] if self.in_order else None)


def plan_ids(customer_id: UUID, known: frozenset[UUID] = frozenset()) -> PlanIds:
    """The plans of a customer that the wire knows, without what they say; two queries."""
    drafts = {
        attendance_id: (begun_at, draft_id)
        for draft_id, attendance_id, begun_at in Draft.objects.filter(
            plan__customer_id=customer_id
        ).values_list("id", "attendance_id", "begun_at")
    }
    made: dict[UUID, tuple[datetime, UUID]] = {}
    for version in _versions(customer_id).defer("content"):
        made.setdefault(version.attendance_id, (version.made_at, version.id))
    begun = {one: _begun(drafts.get(one), first) for one, first in made.items()}
    begun |= {one: found for one, found in drafts.items() if one not in made and found[1] in known}
    return PlanIds(
        {attendance_id: plan_id for attendance_id, (_at, plan_id) in begun.items()},
        [(civil_date(at), plan_id) for at, plan_id in sorted(begun.values())],
    )


def read_plans(customer_id: UUID, known: frozenset[UUID]) -> Plans:
    """Every plan that the wire knows, with its lines; three queries. ``known`` are the ids that came by wire.

    A version that the customer declined says nothing.
    """
    drafts = {
        row.attendance_id: row
        for row in Draft.objects.filter(plan__customer_id=customer_id).select_related(
            "plan", "attendance__session"
        )
    }
    versions = [
        Version(row, from_json(row.content))
        for row in _versions(customer_id).select_related("plan", "attendance__session")
    ]
    made: dict[UUID, list[Version]] = {}
    for version in versions:
        made.setdefault(version.row.attendance_id, []).append(version)
    plans = [
        _plan(drafts.get(one), made.get(one, []))
        for one in {**drafts, **made}
        if one in made or drafts[one].id in known
    ]
    return Plans(plans, _lines(customer_id, {one.attendance.id: one.id for one in plans}, versions))


def _versions(customer_id: UUID) -> QuerySet[PlanVersion]:
    """The versions of a customer that were not declined, in the order in which they were made."""
    found = with_answer(PlanVersion.objects.filter(plan__customer_id=customer_id))
    stands = Q(last_answer__isnull=True) | ~Q(last_answer=Answer.DECLINED)
    return found.filter(stands).order_by("made_at", "number", "id")


def _begun(draft: tuple[datetime, UUID] | None, first: tuple[datetime, UUID]) -> tuple[datetime, UUID]:
    """When a plan began, and its id: a working copy that was begun after the first version gives it no other."""
    return draft if draft is not None and draft[0] <= first[0] else first


def _plan(draft: Draft | None, versions: list[Version]) -> PlanHere:
    if not versions:
        assert draft is not None  # whatever has no version is known by its working copy
        return PlanHere(draft.id, draft.plan, draft.attendance, draft.begun_at, ())
    row = versions[0].row
    copy = (draft.begun_at, draft.id) if draft is not None else None
    begun_at, plan_id = _begun(copy, (row.made_at, row.id))
    return PlanHere(plan_id, row.plan, row.attendance, begun_at, tuple(versions))


def _lines(customer_id: UUID, plans: Mapping[UUID, UUID], versions: Sequence[Version]) -> list[LineHere]:
    said: dict[UUID, PlanProgress] = {}
    progress = PlanProgress.objects.filter(plan__customer_id=customer_id, kind=ProgressKind.STATUS)
    for row in progress.order_by("happened_at", "id"):
        if row.item is not None:
            said[row.item] = row
    stands = {version.row.plan_id: version for version in versions}
    first: dict[UUID, Version] = {}
    last: dict[UUID, tuple[GoalLine | ActionLine, Version]] = {}
    for version in versions:
        lines: tuple[GoalLine | ActionLine, ...] = (*version.content.goals, *version.content.actions)
        for line in lines:
            first.setdefault(line.key, version)
            last[line.key] = (line, version)
    return [
        LineHere(
            line=line,
            plan_id=plans[first[key].row.attendance_id],
            first=first[key],
            last=version,
            progress=said.get(key),
            is_dropped=key not in stands[version.row.plan_id].content.keys(),  # noqa: SIM118
        )
        for key, (line, version) in sorted(last.items())
    ]


@dataclass(frozen=True, slots=True)
class Given:
    """What became of the versions of a session: the first copy that reached the customer, and the acceptance."""

    copy: PlanCopy | None
    accepted_at: datetime | None


def read_given(customer_id: UUID) -> dict[UUID, Given]:
    """By the session's attendance; two queries."""
    copies: dict[UUID, PlanCopy] = {}
    for copy in (
        PlanCopy.objects.filter(
            version__plan__customer_id=customer_id,
            purpose=CopyPurpose.FOR_CUSTOMER,
            state=CopyState.GIVEN,
            given_at__isnull=False,
        )
        .select_related("version")
        .order_by("given_at", "id")
    ):
        copies.setdefault(copy.version.attendance_id, copy)
    accepted = dict(
        PlanAcceptance.objects.filter(version__plan__customer_id=customer_id, answer=Answer.ACCEPTED)
        .order_by("happened_at", "id")
        .values_list("version__attendance_id", "happened_at")
    )
    return {one: Given(copies.get(one), accepted.get(one)) for one in {*copies, *accepted}}
