"""Keeps the working copy of an attendance: parts, lines and facts, each by itself and in any order."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from fingerpost.customers.models import Customer
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict
from fingerpost.interactions.models import Attendance
from fingerpost.interactions.rules.attendances import NOT_SEEN
from fingerpost.interactions.services.attendances import lock_attendance
from fingerpost.plans.content import Content, from_json
from fingerpost.plans.models import (
    Draft,
    DraftItem,
    DraftPart,
    ItemKind,
    Plan,
    PlanVersion,
)
from fingerpost.plans.queries import standing_version
from fingerpost.plans.services.carried import bring_told
from fingerpost.plans.services.lines import ItemValues
from fingerpost.plans.services.saving import Saved
from fingerpost.plans.services.screening import NO_CHECKS, Checks
from fingerpost.plans.services.working import hold_draft, lock_draft, read_facts, tell
from fingerpost.policy import Rules


@transaction.atomic
def begin_draft(*, actor: Actor, now: datetime, attendance_id: UUID) -> Draft:
    """The working copy of an attendance; begun, where there is none, from the plan as it stands.

    The lines keep their keys, so that differences and progress name the same line (MX-4.2: plans build on earlier
    ones). What another system told of the plan comes in beside them, to be agreed. Raises NotFound, NotPermitted, or
    Conflict where nobody knows the customer, or nobody was seen.
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
    bring_told(actor, now, draft)
    tell("plan.begun", actor=actor, now=now, draft=draft)
    return draft


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
    """Keep the words of one part by themselves; ``WorkingCopy.save_part`` says how."""
    with hold_draft(actor=actor, now=now, draft_id=draft_id, rules=rules) as held:
        return held.save_part(part=part, text=text, is_agreed=is_agreed, version=version, checks=checks)


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
    """Keep one line by itself; ``WorkingCopy.save_item`` says how."""
    with hold_draft(actor=actor, now=now, draft_id=draft_id, rules=rules) as held:
        return held.save_item(key=key, version=version, values=values, checks=checks)


def remove_item(*, actor: Actor, now: datetime, draft_id: UUID, key: UUID, version: int) -> Saved:
    """Take one line out; ``WorkingCopy.remove_item`` says how."""
    with hold_draft(actor=actor, now=now, draft_id=draft_id) as held:
        return held.remove_item(key=key, version=version)


def save_facts(
    *,
    actor: Actor,
    now: datetime,
    draft_id: UUID,
    version: int,
    review_on: date | None,
    english_maths: str,
) -> Saved:
    """Keep the facts by themselves; ``WorkingCopy.save_facts`` says how."""
    with hold_draft(actor=actor, now=now, draft_id=draft_id) as held:
        return held.save_facts(version=version, review_on=review_on, english_maths=english_maths)


@transaction.atomic
def catch_up(*, actor: Actor, now: datetime, draft_id: UUID) -> Draft:
    """Bring a version that was made elsewhere meanwhile into a working copy, and go on from there.

    Lines and parts that the working copy does not have are added; those that both have stay as they are here.
    """
    draft = read_facts(lock_draft(actor=actor, draft_id=draft_id))
    standing = standing_version(draft.plan)
    if standing is None or standing.attendance_id == draft.attendance_id or standing.id == draft.made_from_id:
        return draft
    content = from_json(standing.content)
    _copy_parts(actor, now, draft, content, but=frozenset(draft.parts.values_list("part", flat=True)))
    _copy_lines(actor, now, draft, content, but=frozenset(draft.items.values_list("key", flat=True)))
    draft.made_from = standing
    draft.version += 1
    draft.save(update_fields=["made_from", "version"])
    tell("plan.caught_up", actor=actor, now=now, draft=draft)
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
