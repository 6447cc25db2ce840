"""Reads of the plans room: working copies, versions, what a session's plan lacks, how a plan stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypedDict
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from fingerpost.house.errors import NotFound
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import Attendance, AttendanceResult
from fingerpost.plans.content import ActionLine, Content, GoalLine, OptionLine, from_json, is_same_agreement
from fingerpost.plans.gathering import agreement_of_draft
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
from fingerpost.plans.rules.claiming import PlanFacts, needs_signature
from fingerpost.plans.rules.copies import done_at, is_late
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

MOST_VERSIONS: Final = 100
MOST_PROGRESS: Final = 200
_OUT_OF_PLAY: Final = (CopyState.STOPPED, CopyState.UNCONFIRMED)


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of a plan with how it stands: the last thing said of it, None while nobody said anything."""

    line: OptionLine | GoalLine | ActionLine
    last: PlanProgress | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStanding:
    """How a plan stands: the version it is measured by, its goals and actions, the last score of each measure."""

    plan: Plan
    version: PlanVersion | None = None
    content: Content | None = None
    goals: tuple[Standing, ...] = ()
    actions: tuple[Standing, ...] = ()
    distance: tuple[PlanProgress, ...] = ()
    log: tuple[PlanProgress, ...] = field(default=())


def get_plan(plan_id: UUID) -> Plan:
    """One plan with its customer. Raises NotFound."""
    found = Plan.objects.select_related("customer", "organisation", "contract").filter(id=plan_id).first()
    if found is None:
        raise NotFound(_("There is no plan here that you can see."), code="plan_not_found")
    return found


def find_plan_of(customer_id: UUID) -> Plan | None:
    """The plan of a customer that is worked on: the newest open one, else the newest."""
    plans = Plan.objects.filter(customer_id=customer_id).order_by("-begun_at", "-id")
    return plans.filter(closed_at__isnull=True).first() or plans.first()


def list_plans_of(customer_id: UUID) -> list[Plan]:
    """The plans of a customer, newest first; at most 20."""
    return list(
        Plan.objects.filter(customer_id=customer_id)
        .select_related("organisation", "contract")
        .order_by("-begun_at", "-id")[:20]
    )


def find_draft(attendance_id: UUID) -> Draft | None:
    """The working copy of an attendance, None before it was begun."""
    return (
        Draft.objects.select_related("plan__customer", "made_from", "attendance__session")
        .filter(attendance_id=attendance_id)
        .first()
    )


def get_draft(draft_id: UUID) -> Draft:
    """One working copy with its plan, its attendance and the version it began with. Raises NotFound."""
    found = (
        Draft.objects.select_related("plan__customer", "made_from", "attendance__session")
        .filter(id=draft_id)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no plan here that you can see."), code="plan_not_found")
    return found


def get_version(version_id: UUID) -> PlanVersion:
    """One version with its plan and its attendance. Raises NotFound."""
    found = (
        PlanVersion.objects.select_related("plan__customer", "attendance__session", "made_by")
        .filter(id=version_id)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no version of a plan here that you can see."), code="version_not_found")
    return found


def latest_version(plan_id: UUID) -> PlanVersion | None:
    """The version with the highest number, whatever was answered to it."""
    return PlanVersion.objects.filter(plan_id=plan_id).order_by("-number").first()


class Answered(TypedDict):
    """What ``with_answer`` adds to a version."""

    last_answer: str | None


def with_answer(versions: QuerySet[PlanVersion]) -> QuerySet[WithAnnotations[PlanVersion, Answered]]:
    """Versions with ``last_answer``: the latest answer to each, None where nobody asked."""
    answers = PlanAcceptance.objects.filter(version=OuterRef("id")).order_by("-happened_at", "-id")
    return versions.annotate(last_answer=Subquery(answers.values("answer")[:1]))


def standing_version(plan: Plan) -> PlanVersion | None:
    """The version that a plan goes on from: the latest that was not declined; the latest where all were."""
    versions = list(
        with_answer(PlanVersion.objects.filter(plan=plan))
        .order_by("-number")[:MOST_VERSIONS]
        .defer("content")
    )
    return next(
        (one for one in versions if one.last_answer != Answer.DECLINED), versions[0] if versions else None
    )


def list_versions(plan_id: UUID) -> list[WithAnnotations[PlanVersion, Answered]]:
    """The versions of a plan, newest first, each with ``last_answer``; at most 100. Contents are left out."""
    return list(
        with_answer(PlanVersion.objects.filter(plan_id=plan_id))
        .select_related("attendance__session", "made_by")
        .defer("content")
        .order_by("-number")[:MOST_VERSIONS]
    )


def list_answers(version_id: UUID) -> list[PlanAcceptance]:
    """What was answered to a version, latest first; at most 20."""
    return list(
        PlanAcceptance.objects.filter(version_id=version_id)
        .select_related("recorded_by", "witness")
        .order_by("-happened_at", "-id")[:20]
    )


def version_for(attendance: Attendance, draft: Draft | None) -> PlanVersion | None:
    """The version that stands for an attendance: the last made at it, else the one that its working copy began with.

    That one counts only while it is of the same plan; whether it stands unchanged is for ``plan_facts_of``.
    """
    own = attendance.plan_versions.order_by("-number").first()
    if own is not None:
        return own
    before = draft.made_from if draft is not None else None
    return before if before is not None and draft is not None and before.plan_id == draft.plan_id else None


def plan_facts_of(
    attendance: Attendance, *, now: datetime | None = None, rules: Rules | None = None
) -> PlanFacts:
    """The plan of one attendance as the rules of claiming look at it, in six short queries at most.

    OI-8.11: a version made at this attendance counts with its own signature; a plan that was gone through and stands
    unchanged counts with the answer that it had, and is asked for one where this session asks for it.
    """
    rules, now = rules or rules_in_force(), now or timezone.now()
    session = attendance.session
    on = civil_date(session.started_at)
    draft = find_draft(attendance.id)
    version = version_for(attendance, draft)
    was_attended = attendance.result == AttendanceResult.ATTENDED
    if version is None:
        return PlanFacts(gave=attendance.gave, was_attended=was_attended)
    is_own = version.attendance_id == attendance.id
    is_changed = draft is not None and not is_same_agreement(
        agreement_of_draft(draft), from_json(version.content)
    )
    answer = (
        PlanAcceptance.objects.filter(version=version)
        .order_by("-happened_at", "-id")
        .values_list("answer", flat=True)
        .first()
    )
    copies = _copy_facts(version, session.channel, now)
    return PlanFacts(
        gave=attendance.gave,
        was_attended=was_attended,
        has_version=is_own or not is_changed,
        is_changed_since=is_changed,
        needs_signature=version.needs_signature
        if is_own
        else needs_signature(channel=session.channel, on=on, rules=rules),
        answer=answer or "",
        version_id=str(version.id),
        version_number=version.number,
        has_copy=copies.has_copy,
        is_given=copies.is_given,
        is_late=copies.is_late,
        has_late_reason=copies.has_late_reason,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _CopyFacts:
    has_copy: bool
    is_given: bool
    is_late: bool
    has_late_reason: bool


def _copy_facts(version: PlanVersion, channel: int, now: datetime) -> _CopyFacts:
    """What became of the customer's copies of a version: the best of them counts, a reason on any of them."""
    copies = list(
        PlanCopy.objects.filter(version=version, purpose=CopyPurpose.FOR_CUSTOMER)
        .exclude(state=CopyState.STOPPED)
        .order_by("made_at", "id")[:50]
    )
    in_play = [one for one in copies if one.state not in _OUT_OF_PLAY]
    done = [
        (at, one)
        for one in in_play
        if (at := done_at(channel=channel, way=one.way, made_at=one.made_at, given_at=one.given_at))
        is not None
    ]
    first = min(done, key=lambda pair: pair[0]) if done else None
    counted = first[1] if first else (in_play[-1] if in_play else None)
    return _CopyFacts(
        has_copy=bool(in_play),
        is_given=first is not None,
        is_late=counted is not None
        and is_late(due_at=counted.due_at, done=first[0] if first else None, now=now),
        has_late_reason=any(one.late_reason for one in copies),
    )


def standing_of(plan: Plan, *, with_log: bool = False) -> PlanStanding:
    """How a plan stands, by the version it goes on from: each goal and action with the last thing said of it.

    Four queries however long the log is; with ``with_log`` a fifth for its newest lines.
    """
    version = standing_version(plan)
    content = from_json(version.content) if version is not None else None
    last = {
        row.item: row
        for row in PlanProgress.objects.filter(plan=plan, kind=ProgressKind.STATUS)
        .select_related("recorded_by")
        .order_by("item", "-happened_at", "-id")
        .distinct("item")
    }
    distance = tuple(
        PlanProgress.objects.filter(plan=plan, kind=ProgressKind.DISTANCE)
        .order_by("measure", "-happened_at", "-id")
        .distinct("measure")
    )
    return PlanStanding(
        plan=plan,
        version=version,
        content=content,
        goals=tuple(Standing(line, last.get(line.key)) for line in content.goals) if content else (),
        actions=tuple(Standing(line, last.get(line.key)) for line in content.actions) if content else (),
        distance=distance,
        log=tuple(list_progress(plan.id)) if with_log else (),
    )


def list_progress(plan_id: UUID, *, most: int = MOST_PROGRESS) -> list[PlanProgress]:
    """The log of a plan, newest first; at most ``most`` lines, 200 unless told otherwise."""
    return list(
        PlanProgress.objects.filter(plan_id=plan_id)
        .select_related("recorded_by")
        .order_by("-happened_at", "-id")[:most]
    )
