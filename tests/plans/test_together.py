"""Several people at one plan at once: one plan, one number after the other, nothing frozen half-written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.interactions.models import Attendance
from fingerpost.plans.content import from_json
from fingerpost.plans.models import Draft, DraftItem, Plan, PlanProgress, PlanVersion
from fingerpost.plans.services import versions
from fingerpost.plans.services.drafts import begin_draft
from fingerpost.plans.services.progress import ProgressValues, record_progress
from fingerpost.plans.services.versions import make_version
from fingerpost.staff.services import acting_as
from tests.fixtures.world import standing_world
from tests.plans.steps import action, again, attended, drafted, line, planned

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4
_SECONDS = 20


@pytest.fixture
def committed() -> Iterator[World]:
    """The world, really committed, so that other connections see it."""
    yield standing_world()
    connections.close_all()


def at_once(world: World, doing: Callable[[Actor, int], Any], *, people: int = AT_ONCE) -> list[Any]:
    """Do it on several connections that set off together."""
    start = Barrier(people)

    def one(number: int) -> Any:
        try:
            start.wait(timeout=_SECONDS)
            with acting_as(world.memberships["area_adviser"]) as actor:
                return doing(actor, number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(one, range(people)))


def place(world: World, doing: Callable[[Actor, Attendance], Any]) -> tuple[Attendance, Any]:
    with acting_as(world.memberships["area_adviser"]) as actor:
        made = attended(actor, world)
        return made, doing(actor, made)


def test_first_sessions_when_both_begin_the_plan_at_once_then_one_plan(committed: World) -> None:
    first, second = place(committed, lambda actor, made: again(actor, committed, made))
    places = (first, second, first, second)
    plans = at_once(
        committed,
        lambda actor, number: (
            begin_draft(actor=actor, now=timezone.now(), attendance_id=places[number].id).plan_id
        ),
    )
    assert len(set(plans)) == 1
    assert Plan.objects.using("owner").count() == 1
    assert Draft.objects.using("owner").count() == 2


def test_version_when_asked_for_many_times_at_once_then_one_is_made(committed: World) -> None:
    made, _draft = place(committed, drafted)
    answers = at_once(
        committed,
        lambda actor, _n: make_version(actor=actor, now=timezone.now(), attendance_id=made.id),
    )
    assert sorted(each.is_new for each in answers) == [False, False, False, True]
    assert len({each.version.id for each in answers}) == 1
    assert PlanVersion.objects.using("owner").count() == 1


def test_versions_when_two_sessions_make_them_at_once_then_numbered_one_after_the_other(
    committed: World,
) -> None:
    def begin(actor: Actor, first: Attendance) -> list[Attendance]:
        planned(actor, first)
        places = [again(actor, committed, first) for _each in range(AT_ONCE)]
        for number, one in enumerate(places):
            draft = begin_draft(actor=actor, now=timezone.now(), attendance_id=one.id)
            line(actor, draft, **action(text=f"Send application number {number}"))
        return places

    _first, places = place(committed, begin)
    answers = at_once(
        committed,
        lambda actor, number: make_version(actor=actor, now=timezone.now(), attendance_id=places[number].id),
    )
    new = [each for each in answers if each.is_new]
    assert len(new) == 1, "the others go on from what the first made"
    assert {each.gaps for each in answers if not each.is_new} == {("moved_on",)}
    assert list(PlanVersion.objects.using("owner").order_by("number").values_list("number", flat=True)) == [
        1,
        2,
    ]


@pytest.mark.requirement("OI-9.12b")
def test_line_when_changed_while_the_version_is_being_made_then_it_waits_and_is_not_in_it(
    committed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the lock on the attendance the line is written at once, and the version does not say what stands."""
    made, draft = place(committed, drafted)
    gathering, saved = Event(), Event()
    gather = versions.content_of

    def slowly(*args: Any, **kwargs: Any) -> Any:
        content = gather(*args, **kwargs)
        gathering.set()
        # The other editor has this long to get through where no lock holds them.
        saved.wait(timeout=1)
        return content

    monkeypatch.setattr(versions, "content_of", slowly)

    def freeze() -> tuple[UUID, bool]:
        try:
            with acting_as(committed.memberships["area_adviser"]) as actor:
                result = make_version(actor=actor, now=timezone.now(), attendance_id=made.id)
                assert result.version is not None
                return result.version.id, saved.is_set()
        finally:
            connections.close_all()

    def edit() -> None:
        try:
            assert gathering.wait(timeout=_SECONDS)
            with acting_as(committed.memberships["delivery_manager"]) as colleague:
                line(colleague, draft, **action(text="Visit the library club"))
            saved.set()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        editing, freezing = pool.submit(edit), pool.submit(freeze)
        version_id, was_overtaken = freezing.result(timeout=_SECONDS)
        editing.result(timeout=_SECONDS)
    assert not was_overtaken
    version = PlanVersion.objects.using("owner").get(id=version_id)
    assert "library" not in version.content
    assert DraftItem.objects.using("owner").filter(text="Visit the library club").exists()
    with acting_as(committed.memberships["area_adviser"]) as actor, transaction.atomic():
        later = make_version(actor=actor, now=timezone.now(), attendance_id=made.id)
        assert later.version is not None
        assert later.is_new
        assert any("library" in one.text for one in from_json(later.version.content).actions)


def test_progress_when_one_click_arrives_many_times_at_once_then_one_line(committed: World) -> None:
    _place, version = place(committed, planned)
    mine = uuid4()
    at_once(
        committed,
        lambda actor, _n: record_progress(
            actor=actor,
            now=timezone.now(),
            plan_id=version.plan_id,
            values=ProgressValues(kind="note", text="Has begun the course."),
            progress_id=mine,
        ),
    )
    assert PlanProgress.objects.using("owner").filter(id=mine).count() == 1


def test_line_when_one_click_arrives_many_times_at_once_then_one_line(committed: World) -> None:
    _place, draft = place(committed, drafted)
    mine = uuid4()
    answers = at_once(committed, lambda actor, _n: line(actor, draft, key=mine, **action()))
    assert sorted(each.is_new for each in answers) == [False, False, False, True]
    assert not any(each.clash for each in answers)
    assert DraftItem.objects.using("owner").filter(draft=draft, key=mine).count() == 1
