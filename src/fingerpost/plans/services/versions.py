"""Freezes what was agreed: a version is made once, says what it says, and is never changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.files.documents import make_plan_document
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.services.attendances import lock_attendance
from fingerpost.plans.content import (
    Content,
    from_json,
    is_same_agreement,
    sha256_of,
    sha256_of_bytes,
    to_json,
)
from fingerpost.plans.gathering import MARK_KEY, content_of, facts_of_draft
from fingerpost.plans.models import Draft, Plan, PlanVersion
from fingerpost.plans.queries import find_draft, latest_version, standing_version, version_for
from fingerpost.plans.rules.agreeing import Gap, missing_to_agree
from fingerpost.plans.rules.claiming import needs_signature
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date

_KEYS_USED: Final = (
    "plan.title",
    "plan.goal_areas",
    "plan.options_explored",
    "notice.privacy",
    "funding.signed_plan_needed",
    MARK_KEY,
)


@dataclass(frozen=True, slots=True)
class Made:
    """What came of making a version: the version that stands, or what is missing.

    ``is_new`` is False where the version stood already and nothing of the agreement changed.
    """

    version: PlanVersion | None
    gaps: tuple[Gap, ...] = ()
    is_new: bool = False


@transaction.atomic
def make_version(*, actor: Actor, now: datetime, attendance_id: UUID, rules: Rules | None = None) -> Made:
    """Freeze what is agreed in the working copy of an attendance, or say what is missing (OI-9.11).

    Where nothing of the agreement changed, the version that stands is returned and none is made; OI-8.11: else a new
    one follows it. The lock on the attendance keeps everybody's hands off the words meanwhile; the lock on the plan
    makes two sessions at once number one after the other. Raises NotFound, NotPermitted, Conflict without a plan.
    """
    rules = rules or rules_in_force()
    lock_attendance(actor=actor, attendance_id=attendance_id)
    draft = find_draft(attendance_id)
    if draft is None:
        raise Conflict(_("Begin the plan before you make a version of it."), code="no_draft")
    plan = Plan.objects.select_for_update(of=("self",), no_key=True).get(id=draft.plan_id)
    last = latest_version(plan.id)
    content = content_of(draft, number=(last.number if last else 0) + 1, now=now, rules=rules)
    stands = version_for(draft.attendance, draft) if last is not None else None
    if stands is not None and is_same_agreement(content, from_json(stands.content)):
        return Made(stands)
    moved_on = last is not None and has_moved_on(draft)
    facts = facts_of_draft(draft, content, on=civil_date(now), rules=rules, has_moved_on=moved_on)
    gaps = missing_to_agree(facts, on=civil_date(now), rules=rules)
    if gaps:
        return Made(None, gaps)
    return Made(_freeze(actor, now, draft, content, last, rules), is_new=True)


def has_moved_on(draft: Draft) -> bool:
    """Whether another session made a version since this working copy began; ``drafts.catch_up`` brings it in."""
    standing = standing_version(draft.plan)
    return (
        standing is not None
        and standing.id != draft.made_from_id
        and standing.attendance_id != draft.attendance_id
    )


def _freeze(
    actor: Actor, now: datetime, draft: Draft, content: Content, last: PlanVersion | None, rules: Rules
) -> PlanVersion:
    text = to_json(content)
    document = make_plan_document(json.loads(text))
    session = draft.attendance.session
    on = civil_date(session.started_at)
    version = PlanVersion.objects.create(
        plan_id=draft.plan_id,
        attendance_id=draft.attendance_id,
        number=content.number,
        replaces=last,
        content=text,
        content_sha256=sha256_of(text),
        document_sha256=sha256_of_bytes(document),
        needs_signature=needs_signature(channel=session.channel, on=on, rules=rules),
        rule_ids=_rule_ids(civil_date(now), rules),
        made_by_id=actor.account_id,
        made_at=now,
    )
    events.record(
        "plan.version_made",
        actor=actor,
        now=now,
        customer_id=draft.plan.customer_id,
        subject={
            "plan": draft.plan_id,
            "version": version.id,
            "attendance": draft.attendance_id,
            "number": version.number,
        },
    )
    return version


def _rule_ids(on: date, rules: Rules) -> list[str]:
    found = (rules.find(key, on) for key in _KEYS_USED)
    return [ruling.rule_id for ruling in found if ruling is not None]
