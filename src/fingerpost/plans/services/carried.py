"""Keeps what a system of the shared record's wire sent of plans, as far as this room can.

A plan of the wire becomes the working copy of the session it names; its goals and actions become lines of that copy.
None of it is agreed: an adviser who goes on with the plan agrees it with the customer and makes the version. What is
frozen stays frozen, and how a line stands goes into the log beside it. What can't be kept is said by a code, never by
an exception: the wire has no refusal for it.

Everything happens in the caller's transaction, in few queries, and tells no event of its own: the wire tells of each
record that it kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Subquery

from fingerpost.house.actor import Actor
from fingerpost.interactions.models import Attendance, Session
from fingerpost.interactions.rules.attendances import NOT_SEEN
from fingerpost.plans.content import tidy
from fingerpost.plans.models import (
    Draft,
    DraftItem,
    DraftPart,
    ItemKind,
    Part,
    Plan,
    PlanProgress,
    PlanVersion,
    ProgressKind,
    SaidBy,
    Status,
)
from fingerpost.plans.services.working import MOST_ITEMS

SESSION_NOT_KNOWN: Final = "session_not_known"
SECOND_PLAN: Final = "second_plan"
AGREED: Final = "agreed"
FULL: Final = "full"
OF_ANOTHER: Final = "of_another"

_COLUMNS: Final = (
    "text", "detail", "area", "horizon", "action_kind", "who", "organisation", "by_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A goal or an action as the room can hold it. What its kind does not have is left empty."""

    kind: str
    text: str
    detail: str = ""
    area: str = ""
    horizon: str = ""
    action_kind: str = ""
    who: str = ""
    organisation: str = ""
    by_on: date | None = None


@dataclass(frozen=True, slots=True)
class CarriedPlan:
    """The working copy that holds a plan of the wire, None where none does; and codes of what could not be taken."""

    draft: Draft | None
    gaps: tuple[str, ...] = ()


@transaction.atomic(savepoint=False)
def carry_plan(
    *,
    actor: Actor,
    now: datetime,
    draft_id: UUID,
    customer_id: UUID,
    contract_id: UUID,
    session_id: UUID | None,
    made_at: datetime,
    situation: str,
    is_new: bool,
) -> CarriedPlan:
    """Keep a plan of the wire as the working copy of its session, under the wire's id, or change where it stands.

    The session must be one of this customer that the actor's organisation gave under this contract, and may have one
    plan. Where a version was made of the copy, its words stay as they were agreed.
    """
    if not is_new:
        held = Draft.objects.select_related("plan", "attendance__session").filter(id=draft_id).first()
        if held is not None:
            return _change_plan(actor, now, held, situation)
    standing = Plan.objects.filter(customer_id=customer_id, contract_id=contract_id, closed_at__isnull=True)
    attendance = (
        Attendance.objects.select_related("session")
        .select_for_update(of=("self",))
        .filter(
            id__in=[session_id] if session_id is not None else [],
            customer_id=customer_id,
            session__contract_id=contract_id,
            session__organisation_id=actor.organisation_id,
        )
        .exclude(result__in=NOT_SEEN)
        .annotate(
            has_plan=Exists(Draft.objects.filter(attendance_id=OuterRef("id"))),
            open_plan=Subquery(standing.values("id")[:1]),
        )
        .first()
    )
    if attendance is None:
        return CarriedPlan(None, (SESSION_NOT_KNOWN,))
    if attendance.has_plan:
        return CarriedPlan(None, (SECOND_PLAN,))
    draft = Draft.objects.create(
        id=draft_id,
        plan_id=attendance.open_plan or _begin(actor, made_at, attendance.session, customer_id),
        attendance=attendance,
        begun_by_id=actor.account_id,
        begun_at=made_at,
    )
    if tidy(situation):
        _add_situation(actor, now, draft, situation)
    return CarriedPlan(draft)


@transaction.atomic(savepoint=False)
def carry_line(
    *, actor: Actor, now: datetime, draft_id: UUID, key: UUID, line: Line | None, is_new: bool
) -> tuple[str, ...]:
    """Keep a goal or an action in the working copy of its plan under the wire's id; codes of what could not be taken.

    ``line`` is None where the room has no such line. What stands in a version is not changed.
    """
    if line is None:
        return ()
    place = Draft.objects.filter(id=draft_id).values_list(
        "plan_id", "attendance_id", "attendance__session__organisation_id"
    )
    held = place.first()
    if held is None:
        return ()
    plan_id, attendance_id, organisation_id = held
    if organisation_id != actor.organisation_id:
        return (OF_ANOTHER,) if not is_new else ()
    if is_new:
        return _add(actor, now, draft_id, key, line)
    Attendance.objects.select_for_update(of=("self",)).get(id=attendance_id)
    if _is_frozen(plan_id, key):
        return (AGREED,)
    item = DraftItem.objects.filter(draft_id=draft_id, key=key).first()
    if item is None:
        return _add(actor, now, draft_id, key, line)
    values = _values(line)
    if item.kind == line.kind and any(getattr(item, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(item, name, value)
        # What is changed is agreed anew.
        item.is_agreed = False
        item.version += 1
        item.saved_by_id, item.saved_at = actor.account_id, now
        item.save(update_fields=[*values, "is_agreed", "version", "saved_by", "saved_at"])
    return ()


@transaction.atomic(savepoint=False)
def carry_status(
    *,
    actor: Actor,
    now: datetime,
    customer_id: UUID,
    key: UUID,
    status: str,
    unsaid: str,
    met_on: date | None,
) -> PlanProgress | None:
    """Add how a line stands to the log of its plan (MX-1.5b), where it stands otherwise; None where nothing is added.

    ``unsaid`` is how a line stands of which nobody said anything. Anybody who may see the plan may say so, of a line
    in a version or in a working copy.
    """
    plan_id = _plan_of(customer_id, key)
    if plan_id is None:
        return None
    last = (
        PlanProgress.objects.filter(plan_id=plan_id, item=key, kind=ProgressKind.STATUS)
        .order_by("-happened_at", "-id")
        .first()
    )
    day = met_on if status == Status.MET else None
    if (last.status if last else unsaid) == status and (last is None or last.met_on == day):
        return None
    return PlanProgress.objects.create(
        plan_id=plan_id,
        item=key,
        kind=ProgressKind.STATUS,
        status=status,
        met_on=day,
        said_by=SaidBy.OTHER,
        happened_at=now,
        recorded_by_id=actor.account_id,
    )


def bring_told(actor: Actor, now: datetime, draft: Draft) -> None:
    """Put into a new working copy what other systems told of this plan and no version holds yet, not agreed.

    Those are the working copies of sessions that nobody of the staff gave. Lines keep their keys, which are the
    wire's ids. The caller holds the plan's customer.
    """
    told = list(
        Draft.objects.filter(
            plan_id=draft.plan_id,
            attendance__session__staff__isnull=True,
            attendance__plan_versions__isnull=True,
        )
        .exclude(id=draft.id)
        .order_by("begun_at", "id")
        .prefetch_related("items", "parts")
    )
    if not told:
        return
    common = {"draft": draft, "saved_by_id": actor.account_id, "saved_at": now}
    keys = set(draft.items.values_list("key", flat=True))
    position = len(keys)
    for item in (item for one in told for item in one.items.all()):
        if item.key in keys or position >= MOST_ITEMS:
            continue
        position += 1
        keys.add(item.key)
        said = {name: getattr(item, name) for name in _COLUMNS}
        DraftItem.objects.create(key=item.key, kind=item.kind, position=position, **said, **common)
    stands = set(draft.parts.values_list("part", flat=True))
    for part in (part for one in reversed(told) for part in one.parts.all()):
        if part.part not in stands:
            stands.add(part.part)
            DraftPart.objects.create(part=part.part, text=part.text, **common)


def _change_plan(actor: Actor, now: datetime, draft: Draft, situation: str) -> CarriedPlan:
    part = draft.parts.filter(part=Part.STARTING_POINT).first()
    if tidy(situation) == (part.text if part is not None else ""):
        return CarriedPlan(draft)
    if draft.attendance.session.organisation_id != actor.organisation_id:
        return CarriedPlan(draft, (OF_ANOTHER,))
    Attendance.objects.select_for_update(of=("self",)).get(id=draft.attendance_id)
    if PlanVersion.objects.filter(attendance_id=draft.attendance_id).exists():
        return CarriedPlan(draft, (AGREED,))
    if part is None:
        _add_situation(actor, now, draft, situation)
    else:
        part.text, part.is_agreed = tidy(situation), False
        part.version += 1
        part.saved_by_id, part.saved_at = actor.account_id, now
        part.save(update_fields=["text", "is_agreed", "version", "saved_by", "saved_at"])
    return CarriedPlan(draft)


def _begin(actor: Actor, made_at: datetime, session: Session, customer_id: UUID) -> UUID:
    """The customer's new plan under the session's contract, or the one that somebody began at this very moment."""
    begun = Plan(
        customer_id=customer_id,
        organisation_id=session.organisation_id,
        contract_id=session.contract_id,
        begun_by_id=actor.account_id,
        begun_at=made_at,
    )
    Plan.objects.bulk_create([begun], ignore_conflicts=True)
    wanted = Plan.objects.filter(
        customer_id=customer_id, contract_id=session.contract_id, closed_at__isnull=True
    )
    found: UUID = wanted.values_list("id", flat=True).get()
    return found


def _add_situation(actor: Actor, now: datetime, draft: Draft, situation: str) -> None:
    DraftPart.objects.create(
        draft=draft,
        part=Part.STARTING_POINT,
        text=tidy(situation),
        saved_by_id=actor.account_id,
        saved_at=now,
    )


def _add(actor: Actor, now: datetime, draft_id: UUID, key: UUID, line: Line) -> tuple[str, ...]:
    stands = DraftItem.objects.filter(draft_id=draft_id).aggregate(last=Max("position"), lines=Count("id"))
    if stands["lines"] >= MOST_ITEMS:
        return (FULL,)
    DraftItem.objects.create(
        draft_id=draft_id,
        key=key,
        kind=line.kind,
        position=(stands["last"] or 0) + 1,
        saved_by_id=actor.account_id,
        saved_at=now,
        **_values(line),
    )
    return ()


def _values(line: Line) -> Mapping[str, Any]:
    said = asdict(line)
    return {name: said[name] for name in _COLUMNS}


def _is_frozen(plan_id: UUID, key: UUID) -> bool:
    """Whether any version of the plan has a line of this key; keys are unlike any other text of a content."""
    return PlanVersion.objects.filter(plan_id=plan_id, content__contains=f'"key":"{key}"').exists()


def _plan_of(customer_id: UUID, key: UUID) -> UUID | None:
    """The plan of a customer in which a goal or action of this key stands last; None where none does."""
    kept = DraftItem.objects.filter(draft__plan__customer_id=customer_id, key=key).exclude(
        kind=ItemKind.OPTION
    )
    found = kept.order_by("-draft__begun_at", "-id").values_list("draft__plan_id", flat=True).first()
    if found is not None:
        return found
    version = PlanVersion.objects.filter(
        plan__customer_id=customer_id, content__contains=f'"key":"{key}"'
    ).order_by("-made_at", "-id")
    return version.values_list("plan_id", flat=True).first()
