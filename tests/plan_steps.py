"""Steps that the tests of plans share, by the services: a working copy, a version, its acceptance, a copy.

Each step takes who acts, in the caller's transaction. Texts are invented and pass the screen.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from fingerpost.house.actor import Actor
from fingerpost.house.ids import new_id
from fingerpost.interactions.models import Attendance
from fingerpost.plans.models import Draft, DraftItem, PlanAcceptance, PlanCopy, PlanVersion
from fingerpost.plans.services.acceptance import Proof, record_answer
from fingerpost.plans.services.copies import print_copy
from fingerpost.plans.services.drafts import begin_draft, save_facts, save_item, save_part
from fingerpost.plans.services.lines import ItemValues
from fingerpost.plans.services.versions import make_version
from fingerpost.policy.civil import civil_date

PARTS = {
    "starting_point": "Works twenty hours a week in a shop and holds a level 2 certificate.",
    "options": "Office work near home suits the bus times best.",
    "information_used": "Job profile: bookkeeper. Course directory.",
    "reflection": "Good to see the steps in order.",
}
OPTIONS = (
    ItemValues(
        kind="option",
        text="Bookkeeping in an office",
        detail="A course first.",
        is_chosen=True,
        is_agreed=True,
    ),
    ItemValues(kind="option", text="Supervisor in the shop", detail="Could begin at once.", is_agreed=True),
)
GOALS = (
    ItemValues(
        kind="goal",
        text="Pass the first bookkeeping certificate",
        detail="The certificate is in hand.",
        area="learning",
        horizon="short",
        is_agreed=True,
    ),
    ItemValues(
        kind="goal",
        text="Work in an office for sixteen hours a week",
        detail="A contract is signed.",
        area="work",
        horizon="medium",
        is_agreed=True,
    ),
)
ACTIONS = (
    "Go to the open evening of the college",
    "Write a CV that begins with skills",
    "Apply for two posts that are advertised",
)


def action(text: str, *, by_on: date | None, goal: UUID | None = None, is_agreed: bool = True) -> ItemValues:
    """One action of the customer's own."""
    return ItemValues(
        kind="action", text=text, detail="Tells the adviser.", by_on=by_on, for_goal=goal, is_agreed=is_agreed
    )


def begin_plan(actor: Actor, attendance: Attendance) -> Draft:
    """The working copy of an attendance, empty where the customer has no plan yet."""
    return begin_draft(actor=actor, now=timezone.now(), attendance_id=attendance.id)


def add_line(actor: Actor, draft: Draft, values: ItemValues, *, key: UUID | None = None) -> UUID:
    """Add one line; returns its key."""
    key = key or new_id()
    saved = save_item(actor=actor, now=timezone.now(), draft_id=draft.id, key=key, version=0, values=values)
    assert saved.is_new, saved
    return key


def fill_plan(actor: Actor, draft: Draft, *, actions: int = 3) -> list[UUID]:
    """Write everything that a version needs, all of it agreed; returns the keys of the actions."""
    now = timezone.now()
    today = civil_date(now)
    for part, text in PARTS.items():
        saved = save_part(
            actor=actor, now=now, draft_id=draft.id, part=part, text=text, is_agreed=True, version=0
        )
        assert saved.is_new, saved
    for option in OPTIONS:
        add_line(actor, draft, option)
    goals = [add_line(actor, draft, goal) for goal in GOALS]
    draft.refresh_from_db()
    saved = save_facts(
        actor=actor,
        now=now,
        draft_id=draft.id,
        version=draft.version,
        review_on=today + timedelta(days=42),
        english_maths="none",
    )
    assert saved.is_new, saved
    return [
        add_line(
            actor,
            draft,
            action(
                f"{ACTIONS[number % 3]}{f' {number}' if number > 2 else ''}",
                by_on=today + timedelta(days=14 + number),
                goal=goals[number % 2],
            ),
        )
        for number in range(actions)
    ]


def change_plan(actor: Actor, draft: Draft) -> DraftItem:
    """Put off the first agreed action by a week: what is agreed is then another thing."""
    item = draft.items.filter(kind="action", is_agreed=True).order_by("position", "id")[0]
    assert item.by_on is not None
    saved = save_item(
        actor=actor,
        now=timezone.now(),
        draft_id=draft.id,
        key=item.key,
        version=item.version,
        values=ItemValues(
            kind="action",
            text=item.text,
            detail=item.detail,
            action_kind=item.action_kind,
            for_goal=item.for_goal,
            who=item.who,
            organisation=item.organisation,
            by_on=item.by_on + timedelta(days=7),
            is_for_english_maths=item.is_for_english_maths,
            is_agreed=True,
        ),
    )
    assert saved.is_new, saved
    item.refresh_from_db()
    return item


def freeze(actor: Actor, attendance: Attendance) -> PlanVersion:
    """The version of what is agreed now."""
    made = make_version(actor=actor, now=timezone.now(), attendance_id=attendance.id)
    assert made.version is not None, made.gaps
    return made.version


def make_plan(actor: Actor, attendance: Attendance, *, actions: int = 3) -> PlanVersion:
    """A plan from nothing to its version, which nobody has accepted yet."""
    fill_plan(actor, begin_plan(actor, attendance), actions=actions)
    return freeze(actor, attendance)


def accept(actor: Actor, version: PlanVersion, *, name: str = "Vashti Placeholder") -> PlanAcceptance:
    """The customer typed their name and confirmed; by telephone they said yes to the adviser."""
    is_together = version.attendance.session.channel == 1
    return record_answer(
        actor=actor,
        now=timezone.now(),
        version_id=version.id,
        answer="accepted",
        route="typed" if is_together else "spoken",
        proof=Proof(signed_name=name, has_confirmed=True)
        if is_together
        else Proof(witness_id=actor.account_id),
        privacy_shown=True,
    )


def give(actor: Actor, version: PlanVersion, *, late_reason: str = "") -> PlanCopy:
    """A print in the customer's hand."""
    return print_copy(
        actor=actor, now=timezone.now(), version_id=version.id, is_given=True, late_reason=late_reason
    )


def whole_plan(actor: Actor, attendance: Attendance, *, late_reason: str = "") -> PlanVersion:
    """A version that was accepted and given: the plan lacks nothing."""
    version = make_plan(actor, attendance)
    accept(actor, version)
    give(actor, version, late_reason=late_reason)
    return version
