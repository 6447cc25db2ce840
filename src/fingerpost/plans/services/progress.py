"""Keeps what became of a plan, line by line, beside its versions; nothing of it needs to be accepted (BR-9.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.ids import new_id
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import Attendance
from fingerpost.interactions.services.second_checks import KeptWhere, Looked
from fingerpost.plans.content import tidy
from fingerpost.plans.models import (
    Plan,
    PlanProgress,
    PlanVersion,
    ProgressKind,
    SaidBy,
    Status,
)
from fingerpost.plans.queries import get_plan
from fingerpost.plans.services.screening import NO_CHECKS, Checks, look_at, use_checks
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability

_MOST_WORDS: Final = 600
_HIGHEST: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressValues:
    """What is said: of one line of the plan by its key, or of the plan as a whole.

    ``status`` and ``met_on`` are of kind status, ``measure`` and ``score`` (0 to 10) of kind distance. ``said_by`` is
    whose words or news they are; ``happened_at`` is when it was said, now where nobody says.
    """

    kind: str
    item: UUID | None = None
    status: str = ""
    met_on: date | None = None
    measure: str = ""
    score: int | None = None
    text: str = ""
    said_by: str = SaidBy.CUSTOMER
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What came of it: the line that was added, or the second check that is not right."""

    progress: PlanProgress | None
    looked: Looked | None = None


@transaction.atomic
def record_progress(
    *,
    actor: Actor,
    now: datetime,
    plan_id: UUID,
    values: ProgressValues,
    attendance_id: UUID | None = None,
    progress_id: UUID | None = None,
    checks: Checks = NO_CHECKS,
    rules: Rules | None = None,
) -> Recorded:
    """Add a line to the log of a plan (MX-1.5b). No version changes, and none is asked for.

    ``progress_id`` is the caller's own, so that a second click adds no second line. ``checks`` names the field
    ``text``. Raises NotFound, NotPermitted, InvalidInput for what makes no whole line or can't be kept.
    """
    rules = rules or rules_in_force()
    if not (actor.can(Capability.GIVE_ADVICE) or actor.can(Capability.FOLLOW_UP)):
        raise NotPermitted(_("Your role does not keep the progress of plans."), code="no_progress")
    plan = get_plan(plan_id)
    if progress_id is not None and (there := _find(progress_id)) is not None:
        return Recorded(there)
    text = tidy(values.text)
    _check(plan, values, text, now=now, rules=rules)
    if attendance_id is not None:
        _check_attendance(plan, attendance_id)
    looked = look_at(actor=actor, now=now, texts={"text": text}, kept={}, checks=checks, rules=rules)
    wrong = next((one for one in looked.values() if not one.is_right), None)
    if wrong is not None:
        return Recorded(None, wrong)
    is_met = values.status == Status.MET
    row = _add(
        PlanProgress(
            id=progress_id or new_id(),
            plan=plan,
            item=values.item,
            kind=values.kind,
            status=values.status,
            met_on=(values.met_on or civil_date(values.happened_at or now)) if is_met else None,
            measure=values.measure,
            score=values.score,
            text=text,
            said_by=values.said_by,
            attendance_id=attendance_id,
            happened_at=values.happened_at or now,
            recorded_by_id=actor.account_id,
        )
    )
    where = KeptWhere(customer_id=plan.customer_id, attendance_id=attendance_id)
    use_checks(actor=actor, now=now, looked=looked, checks=checks, where=where, what="progress")
    events.record(
        "plan.progress",
        actor=actor,
        now=now,
        customer_id=plan.customer_id,
        subject={"plan": plan.id, "progress": row.id, "kind": str(values.kind)},
    )
    return Recorded(row)


def _add(row: PlanProgress) -> PlanProgress:
    """Write the line; where two clicks raced with one id, the first one's line stands."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        there = _find(row.id)
        if there is None:
            raise
        return there
    return row


def _find(progress_id: UUID) -> PlanProgress | None:
    return PlanProgress.objects.filter(id=progress_id).first()


def _check(plan: Plan, values: ProgressValues, text: str, *, now: datetime, rules: Rules) -> None:
    """Raise InvalidInput for what the database would refuse too, with words."""
    happened_at, today = values.happened_at or now, civil_date(now)
    if values.kind not in ProgressKind.values or values.said_by not in SaidBy.values:
        raise InvalidInput(_("Say what kind of news it is, and who told it."), code="kind_unknown")
    if happened_at > now:
        raise InvalidInput(_("The day must be today or in the past."), code="in_future")
    if len(text) > _MOST_WORDS:
        raise InvalidInput(_("These words are too long. Shorten them."), code="too_long")
    if values.kind in (ProgressKind.NOTE, ProgressKind.ADDITION) and not text:
        raise InvalidInput(_("Write what there is to note."), code="no_words")
    if values.kind == ProgressKind.STATUS:
        _check_status(plan, values, today)
    elif values.status or values.met_on:
        raise InvalidInput(_("Only how a goal or an action stands has a status."), code="no_status_here")
    if values.kind == ProgressKind.DISTANCE:
        measures = {str(row["code"]) for row in rules.get_rows("plan.distance_measures", today)}
        if values.measure not in measures:
            raise InvalidInput(_("Select what is measured."), code="measure_unknown")
        if values.score is None or not 0 <= values.score <= _HIGHEST:
            raise InvalidInput(_("Give a score from 0 to 10."), code="score_out_of_range")
    elif values.measure or values.score is not None:
        raise InvalidInput(_("Only distance travelled has a score."), code="no_score_here")
    if values.item is not None and not _is_line_of(plan, values.item):
        raise NotFound(_("The plan has no such goal or action."), code="no_such_line")


def _check_status(plan: Plan, values: ProgressValues, today: date) -> None:
    if values.item is None or values.status not in Status.values:
        raise InvalidInput(_("Select how the goal or action stands."), code="no_status")
    if values.met_on is not None and values.status != Status.MET:
        raise InvalidInput(_("Only what is met has a day on which it was met."), code="not_met")
    if values.met_on is not None and values.met_on > today:
        raise InvalidInput(_("The day it was met must be today or in the past."), code="met_in_future")


def _is_line_of(plan: Plan, item: UUID) -> bool:
    """Whether any version of the plan has a line of this key; keys are unlike any other text of a content."""
    return PlanVersion.objects.filter(plan=plan, content__contains=f'"key":"{item}"').exists()


def _check_attendance(plan: Plan, attendance_id: UUID) -> None:
    attendance = Attendance.objects.filter(id=attendance_id).first()
    if attendance is None:
        raise NotFound(_("There is no session record here that you can see."), code="attendance_not_found")
    if attendance.customer_id != plan.customer_id:
        raise Conflict(_("This session was with another customer."), code="another_customer")
