"""Keeps the working copy of an attendance: parts, lines and facts, each by itself and in any order."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from fingerpost.customers.models import Customer
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound
from fingerpost.house.ids import new_id
from fingerpost.interactions.models import Attendance
from fingerpost.interactions.rules.attendances import NOT_SEEN
from fingerpost.interactions.services.attendances import lock_attendance
from fingerpost.interactions.services.second_checks import KeptWhere
from fingerpost.plans.content import Content, from_json, tidy
from fingerpost.plans.models import (
    Draft,
    DraftItem,
    DraftPart,
    EnglishMaths,
    ItemKind,
    Part,
    Plan,
    PlanVersion,
)
from fingerpost.plans.queries import standing_version
from fingerpost.plans.services.lines import LENGTHS, ItemValues, fitting_values
from fingerpost.plans.services.saving import Saved, clash_or_nothing, refused, write_over
from fingerpost.plans.services.screening import NO_CHECKS, Checks, look_at, use_checks
from fingerpost.policy import Rules

MOST_ITEMS: Final = 60
_PART_LENGTH: Final = 4_000


@transaction.atomic
def begin_draft(*, actor: Actor, now: datetime, attendance_id: UUID) -> Draft:
    """The working copy of an attendance; begun, where there is none, from the plan as it stands.

    The lines keep their keys, so that differences and progress name the same line (MX-4.2: plans build on earlier
    ones). Raises NotFound, NotPermitted, or Conflict where nobody knows the customer, or nobody was seen.
    """
    attendance = lock_attendance(actor=actor, attendance_id=attendance_id)
    found = Draft.objects.filter(attendance=attendance).select_related("plan").first()
    if found is not None:
        return found
    if attendance.customer_id is None:
        raise Conflict(_("Find or make the customer’s record before their plan."), code="no_customer")
    if attendance.result in NOT_SEEN:
        raise Conflict(_("The customer was not seen, so there is no plan to make."), code="not_seen")
    plan, begins_with = _open_plan(actor, now, attendance, attendance.customer_id)
    content = from_json(begins_with.content) if begins_with is not None else None
    draft = Draft.objects.create(
        plan=plan,
        attendance=attendance,
        made_from=begins_with,
        review_on=content.review_on if content else None,
        english_maths=content.english_maths if content else "",
        begun_by_id=actor.account_id,
        begun_at=now,
    )
    if content is not None:
        _copy_parts(actor, now, draft, content)
        _copy_lines(actor, now, draft, content)
    _tell("plan.begun", actor=actor, now=now, draft=draft)
    return draft


def lock_draft(*, actor: Actor, draft_id: UUID) -> Draft:
    """A working copy, held with its attendance until the end of the transaction. Raises NotFound, NotPermitted.

    A version is made under the same lock, so nobody's line changes while what was agreed is frozen. Whose it is never
    changes; what does, its facts, is read again under the lock by ``_lock_facts``.
    """
    draft = Draft.objects.select_related("plan").filter(id=draft_id).first()
    if draft is None:
        raise NotFound(_("There is no plan here that you can see."), code="plan_not_found")
    draft.attendance = lock_attendance(actor=actor, attendance_id=draft.attendance_id)
    return draft


def _lock_facts(*, actor: Actor, draft_id: UUID) -> Draft:
    draft = lock_draft(actor=actor, draft_id=draft_id)
    draft.refresh_from_db(fields=["review_on", "english_maths", "version", "made_from"])
    return draft


@transaction.atomic
def save_part(
    *,
    actor: Actor,
    now: datetime,
    draft_id: UUID,
    part: str,
    text: str,
    is_agreed: bool,
    version: int,
    checks: Checks = NO_CHECKS,
    rules: Rules | None = None,
) -> Saved:
    """Keep the words of one part, unless somebody else changed them since ``version`` (0: there were none).

    ``checks`` names the field ``text``. Raises NotFound, NotPermitted, InvalidInput for words that can't be kept.
    """
    if part not in Part.values:
        raise NotFound(_("The plan has no such part."), code="no_such_part")
    draft = lock_draft(actor=actor, draft_id=draft_id)
    text = tidy(text)
    if len(text) > _PART_LENGTH:
        raise InvalidInput(_("These words are too long for the plan. Shorten them."), code="too_long")
    row = draft.parts.filter(part=part).select_related("saved_by").first()
    values = {"text": text, "is_agreed": is_agreed and bool(text)}
    if row is not None and (answer := clash_or_nothing(row, values, version, actor=actor, now=now)):
        return answer
    looked = look_at(
        actor=actor,
        now=now,
        texts={"text": text},
        kept={"text": row.text if row else ""},
        checks=checks,
        rules=rules,
    )
    if (stopped := refused(version, looked)) is not None:
        return stopped
    if row is None and not text:
        return Saved(version=0)
    saved = write_over(row, values, actor=actor, now=now) if row is not None else None
    if saved is None:
        DraftPart.objects.create(draft=draft, part=part, saved_by_id=actor.account_id, saved_at=now, **values)
        saved = Saved(version=1, saved_at=now, is_new=True)
    use_checks(actor=actor, now=now, looked=looked, checks=checks, where=_where(draft), what="plan")
    _tell("plan.saved", actor=actor, now=now, draft=draft)
    return saved


@transaction.atomic
def save_item(
    *,
    actor: Actor,
    now: datetime,
    draft_id: UUID,
    key: UUID,
    version: int,
    values: ItemValues,
    checks: Checks = NO_CHECKS,
    rules: Rules | None = None,
) -> Saved:
    """Keep one line. ``key`` is the caller's own for a new line, so that a second click makes no second one.

    ``version`` is what the page showed, 0 for a new line. Raises NotFound, NotPermitted, Conflict for a plan that is
    full, InvalidInput for what can't be kept: OI-9.13, an action that is agreed has a day.
    """
    draft = lock_draft(actor=actor, draft_id=draft_id)
    row = draft.items.filter(key=key).select_related("saved_by").first()
    fitting = fitting_values(draft, values)
    if row is None and version > 0:
        return Saved(version=0, clash=True, is_gone=True)
    if row is not None:
        if row.kind != values.kind:
            raise InvalidInput(_("A line of the plan stays of its kind. Add a new one."), code="kind_stays")
        if answer := clash_or_nothing(row, fitting, version, actor=actor, now=now):
            return answer
    looked = look_at(
        actor=actor,
        now=now,
        texts={name: fitting[name] for name in LENGTHS},
        kept={name: getattr(row, name) for name in LENGTHS} if row is not None else {},
        checks=checks,
        rules=rules,
    )
    if (stopped := refused(version, looked)) is not None:
        return stopped
    if row is not None:
        saved = write_over(row, fitting, actor=actor, now=now)
    else:
        saved = _add_item(actor, now, draft, key, values.kind, fitting)
    use_checks(actor=actor, now=now, looked=looked, checks=checks, where=_where(draft), what="plan")
    _tell("plan.saved", actor=actor, now=now, draft=draft)
    return saved


@transaction.atomic
def remove_item(*, actor: Actor, now: datetime, draft_id: UUID, key: UUID, version: int) -> Saved:
    """Take a line out of the working copy, unless somebody else changed it since ``version``; what was frozen stays.

    A line that is gone already is no error. The actions of a goal stay without it.
    """
    draft = lock_draft(actor=actor, draft_id=draft_id)
    row = draft.items.filter(key=key).select_related("saved_by").first()
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
    for action in draft.items.filter(for_goal=key):
        write_over(action, {"for_goal": None}, actor=actor, now=now)
    _tell("plan.saved", actor=actor, now=now, draft=draft)
    return Saved(version=0, saved_at=now, is_new=True)


@transaction.atomic
def save_facts(
    *,
    actor: Actor,
    now: datetime,
    draft_id: UUID,
    version: int,
    review_on: date | None,
    english_maths: str,
) -> Saved:
    """Keep the day for going back to the plan (OF-25) and what is known of English and maths (OF-27)."""
    if english_maths not in EnglishMaths.values:
        raise InvalidInput(_("Select what is known of English and maths."), code="english_maths_unknown")
    draft = _lock_facts(actor=actor, draft_id=draft_id)
    values = {"review_on": review_on, "english_maths": english_maths}
    if answer := clash_or_nothing(draft, values, version, actor=actor, now=now):
        return answer
    saved = write_over(draft, values, actor=actor, now=now)
    _tell("plan.saved", actor=actor, now=now, draft=draft)
    return saved


@transaction.atomic
def catch_up(*, actor: Actor, now: datetime, draft_id: UUID) -> Draft:
    """Bring a version that was made elsewhere meanwhile into a working copy, and go on from there.

    Lines and parts that the working copy does not have are added; those that both have stay as they are here.
    """
    draft = _lock_facts(actor=actor, draft_id=draft_id)
    standing = standing_version(draft.plan)
    if standing is None or standing.attendance_id == draft.attendance_id or standing.id == draft.made_from_id:
        return draft
    content = from_json(standing.content)
    _copy_parts(actor, now, draft, content, but=frozenset(draft.parts.values_list("part", flat=True)))
    _copy_lines(actor, now, draft, content, but=frozenset(draft.items.values_list("key", flat=True)))
    draft.made_from = standing
    draft.version += 1
    draft.save(update_fields=["made_from", "version"])
    _tell("plan.caught_up", actor=actor, now=now, draft=draft)
    return draft


def _open_plan(
    actor: Actor, now: datetime, attendance: Attendance, customer_id: UUID
) -> tuple[Plan, PlanVersion | None]:
    """The customer's open plan under the session's contract, and the version to go on from.

    The lock on the customer makes two first sessions at once begin one plan.
    """
    session = attendance.session
    customer = Customer.objects.select_for_update(of=("self",), no_key=True).get(id=customer_id)
    plans = list(Plan.objects.filter(customer=customer).order_by("-begun_at", "-id")[:20])
    plan = next((one for one in plans if one.contract_id == session.contract_id and not one.closed_at), None)
    before = next((found for one in plans if one is not plan and (found := standing_version(one))), None)
    if plan is None:
        plan = Plan.objects.create(
            customer=customer,
            organisation_id=session.organisation_id,
            contract_id=session.contract_id,
            follows_id=before.plan_id if before is not None else None,
            begun_by_id=actor.account_id,
            begun_at=now,
        )
        return plan, before
    return plan, standing_version(plan) or before


def _copy_parts(
    actor: Actor, now: datetime, draft: Draft, content: Content, *, but: frozenset[str] = frozenset()
) -> None:
    DraftPart.objects.bulk_create(
        DraftPart(
            draft=draft, part=part, text=text, is_agreed=True, saved_by_id=actor.account_id, saved_at=now
        )
        for part, text in content.parts.items()
        if part not in but
    )


def _copy_lines(
    actor: Actor, now: datetime, draft: Draft, content: Content, *, but: frozenset[UUID] = frozenset()
) -> None:
    common: dict[str, Any] = {
        "draft": draft,
        "is_agreed": True,
        "saved_by_id": actor.account_id,
        "saved_at": now,
    }
    items = [
        DraftItem(
            kind=ItemKind.OPTION, key=one.key, text=one.text, detail=one.detail, is_chosen=one.chosen,
            position=0, **common,
        )
        for one in content.options
    ]  # fmt: skip
    items += [
        DraftItem(
            kind=ItemKind.GOAL, key=one.key, text=one.text, detail=one.detail, area=one.area,
            horizon=one.horizon, position=0, **common,
        )
        for one in content.goals
    ]  # fmt: skip
    items += [
        DraftItem(
            kind=ItemKind.ACTION, key=one.key, text=one.text, detail=one.detail, action_kind=one.kind,
            who=one.who, organisation=one.organisation, by_on=one.by_on, for_goal=one.goal,
            is_for_english_maths=one.english_maths, position=0, **common,
        )
        for one in content.actions
    ]  # fmt: skip
    wanted = [item for item in items if item.key not in but]
    first = (draft.items.aggregate(last=Max("position"))["last"] or 0) + 1
    for position, item in enumerate(wanted, start=first):
        item.position = position
    DraftItem.objects.bulk_create(wanted)


def _add_item(
    actor: Actor, now: datetime, draft: Draft, key: UUID, kind: str, fitting: dict[str, Any]
) -> Saved:
    there = draft.items.aggregate(number=Count("id"), last=Max("position"))
    if there["number"] >= MOST_ITEMS:
        raise Conflict(
            _("The plan is full. Take out a line that no longer fits before you add another."),
            code="plan_full",
        )
    row = DraftItem.objects.create(
        id=new_id(),
        draft=draft,
        key=key,
        kind=kind,
        position=(there["last"] or 0) + 1,
        saved_by_id=actor.account_id,
        saved_at=now,
        **fitting,
    )
    return Saved(version=row.version, saved_at=now, is_new=True)


def _where(draft: Draft) -> KeptWhere:
    return KeptWhere(customer_id=draft.plan.customer_id, attendance_id=draft.attendance_id)


def _tell(kind: str, *, actor: Actor, now: datetime, draft: Draft) -> None:
    events.record(
        kind,
        actor=actor,
        now=now,
        customer_id=draft.plan.customer_id,
        subject={"plan": draft.plan_id, "draft": draft.id, "attendance": draft.attendance_id},
    )
