"""A whole page of a plan saved under one lock: read once, told of once, refused piece by piece."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.errors import InvalidInput
from fingerpost.house.models import Event
from fingerpost.plans.models import Draft
from fingerpost.plans.services.drafts import begin_draft
from fingerpost.plans.services.lines import ItemValues
from fingerpost.plans.services.working import WorkingCopy, hold_draft
from tests.fixtures.world import Acting
from tests.plans.steps import action, attended, goal, in_days
from tests.session_steps import REFUSED

pytestmark = pytest.mark.django_db

# The working copy, its lock with session and right to change, parts, lines, facts and the event.
_AROUND = 12


def test_page_when_saved_under_one_lock_then_each_piece_costs_one_statement_and_one_event_tells(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        place = attended(actor, world)
        draft = begin_draft(actor=actor, now=timezone.now(), attendance_id=place.id)
        with CaptureQueriesContext(connection) as few:
            _save(actor, draft, lines=1)
        with CaptureQueriesContext(connection) as many:
            _save(actor, draft, lines=12)
        assert len(few) <= _AROUND + 3
        assert len(many) - len(few) == 11
        assert draft.items.count() == 13
        told = Event.objects.filter(kind="plan.saved", subject__draft=str(draft.id))
        assert told.count() == 2


def test_page_when_one_piece_is_refused_then_the_others_are_kept(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        place = attended(actor, world)
        draft = begin_draft(actor=actor, now=timezone.now(), attendance_id=place.id)
        with hold_draft(actor=actor, now=timezone.now(), draft_id=draft.id) as held:
            _line(held, **goal())
            with pytest.raises(InvalidInput):
                _line(held, **action(text=REFUSED))
            _line(held, **action())
        assert sorted(draft.items.values_list("kind", flat=True)) == ["action", "goal"]


def test_page_when_a_goal_is_new_then_an_action_of_the_same_page_may_name_it(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        place = attended(actor, world)
        draft = begin_draft(actor=actor, now=timezone.now(), attendance_id=place.id)
        aim = uuid4()
        with hold_draft(actor=actor, now=timezone.now(), draft_id=draft.id) as held:
            held.save_item(key=aim, version=0, values=ItemValues(**goal()))
            _line(held, **action(for_goal=aim))
            _line(held, **action(text="Visit the library club", for_goal=uuid4()))
        named = draft.items.filter(kind="action").order_by("position").values_list("for_goal", flat=True)
        assert list(named) == [aim, None]
        with hold_draft(actor=actor, now=timezone.now(), draft_id=draft.id) as held:
            held.remove_item(key=aim, version=1)
            assert all(row.for_goal is None for row in held.items.values())
        assert not draft.items.filter(for_goal=aim).exists()


def test_page_when_nothing_changed_then_nothing_is_told(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        place = attended(actor, world)
        draft = begin_draft(actor=actor, now=timezone.now(), attendance_id=place.id)
        with hold_draft(actor=actor, now=timezone.now(), draft_id=draft.id) as held:
            assert not held.save_part(part="reflection", text="", is_agreed=True, version=0).is_new
            assert not held.save_facts(version=1, review_on=None, english_maths="").is_new
        assert not Event.objects.filter(kind="plan.saved", subject__draft=str(draft.id)).exists()


def _line(held: WorkingCopy, **values: object) -> None:
    held.save_item(key=uuid4(), version=0, values=ItemValues(**{"is_agreed": True, **values}))  # type: ignore[arg-type]


def _save(actor: object, draft: Draft, *, lines: int) -> None:
    draft.refresh_from_db()
    with hold_draft(actor=actor, now=timezone.now(), draft_id=draft.id) as held:  # type: ignore[arg-type]
        stands = held.parts.get("reflection")
        version = stands.version if stands else 0
        held.save_part(part="reflection", text=f"Feels sure of {lines}.", is_agreed=True, version=version)
        for number in range(lines):
            _line(held, **action(text=f"Ring office number {lines} {number}"))
        held.save_facts(version=draft.version, review_on=in_days(lines + 20), english_maths="none")
