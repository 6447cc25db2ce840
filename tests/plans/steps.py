"""Steps that the tests of plans share: a session, a working copy of it, lines that make a whole plan."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.interactions.models import Attendance
from fingerpost.interactions.services.contacts import attach_customer
from fingerpost.plans.models import Draft, PlanAcceptance, PlanVersion
from fingerpost.plans.services.drafts import begin_draft, save_item, save_part
from fingerpost.plans.services.lines import ItemValues
from fingerpost.plans.services.saving import Saved
from fingerpost.plans.services.versions import make_version
from fingerpost.policy.civil import civil_date
from tests.session_steps import make_one, open_one, place_of, record_one

STARTING_POINT = "Works twenty hours a week in a shop and has an English qualification at level two."
OPTIONS = ("Bookkeeping at the college", "An apprenticeship in an office")


def attended(actor: Actor, world: World, *, channel: int = 1, **parts: Any) -> Attendance:
    """A session that a new customer attended, face to face unless told otherwise."""
    contact = open_one(actor, world)
    make_one(actor, world, contact=contact, **parts)
    return place_of(record_one(actor, world, contact, channel=channel))


def again(actor: Actor, world: World, first: Attendance, *, channel: int = 1) -> Attendance:
    """A further session with the same customer."""

    assert first.customer_id is not None
    contact = open_one(actor, world)
    attach_customer(actor=actor, now=timezone.now(), contact=contact, customer_id=first.customer_id)
    return place_of(record_one(actor, world, contact, channel=channel))


def in_days(days: int) -> date:
    """A civil day from today on."""
    return civil_date(timezone.now()) + timedelta(days=days)


def line(actor: Actor, draft: Draft, *, key: UUID | None = None, version: int = 0, **values: Any) -> Saved:
    """Save one line; agreed unless told otherwise."""
    return save_item(
        actor=actor,
        now=timezone.now(),
        draft_id=draft.id,
        key=key or uuid4(),
        version=version,
        values=ItemValues(**{"is_agreed": True, **values}),
    )


def goal(**values: Any) -> dict[str, Any]:
    """A goal about work within a few months."""
    return {
        "kind": "goal",
        "area": "work",
        "horizon": "short",
        "text": "Find office work near home",
        "detail": "I have a contract",
        **values,
    }


def action(**values: Any) -> dict[str, Any]:
    """A step with a day."""
    return {
        "kind": "action",
        "text": "Ring the college about the evening course",
        "detail": "I know when it begins",
        "by_on": in_days(7),
        **values,
    }


def part(
    actor: Actor, draft: Draft, name: str, text: str, *, version: int = 0, is_agreed: bool = True
) -> Saved:
    """Save the words of one part."""
    return save_part(
        actor=actor,
        now=timezone.now(),
        draft_id=draft.id,
        part=name,
        text=text,
        is_agreed=is_agreed,
        version=version,
    )


def drafted(actor: Actor, attendance: Attendance) -> Draft:
    """A working copy that holds all that a version needs."""
    draft = begin_draft(actor=actor, now=timezone.now(), attendance_id=attendance.id)
    part(actor, draft, "starting_point", STARTING_POINT)
    for number, text in enumerate(OPTIONS):
        line(actor, draft, kind="option", text=text, detail="Two evenings a week", is_chosen=number == 0)
    line(actor, draft, **goal())
    line(actor, draft, **goal(area="learning", horizon="medium", text="Hold a bookkeeping certificate"))
    line(actor, draft, **action())
    return draft


def made(actor: Actor, attendance: Attendance) -> PlanVersion:
    """The version of a session, made of what is agreed."""
    result = make_version(actor=actor, now=timezone.now(), attendance_id=attendance.id)
    assert result.version is not None, result.gaps
    return result.version


def planned(actor: Actor, attendance: Attendance) -> PlanVersion:
    """A first version of a whole plan."""
    drafted(actor, attendance)
    return made(actor, attendance)


def answered(actor: Actor, version: PlanVersion, answer: str = "accepted") -> PlanAcceptance:
    """What the customer answered, as a row: spoken with a witness where they accepted."""
    said = {"route": "spoken", "witness_id": actor.account_id} if answer == "accepted" else {}
    return PlanAcceptance.objects.create(
        version=version,
        answer=answer,
        happened_at=timezone.now(),
        recorded_by_id=actor.account_id,
        **said,
    )
