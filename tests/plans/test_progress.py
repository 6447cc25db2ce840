"""Progress beside the versions: who said what of which line, how the plan stands, and that no version changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.plans.content import from_json
from fingerpost.plans.models import PlanProgress, PlanVersion
from fingerpost.plans.queries import get_plan, list_progress, plan_facts_of, standing_of
from fingerpost.plans.services.drafts import begin_draft
from fingerpost.plans.services.progress import ProgressValues, record_progress
from fingerpost.policy.civil import civil_date
from tests.fixtures.world import Acting
from tests.plans.steps import action, again, answered, attended, in_days, line, made, planned

pytestmark = pytest.mark.django_db


def told(actor: Actor, version: PlanVersion, **values: Any) -> PlanProgress:
    """Add a line of progress."""
    parts = {name: values.pop(name) for name in ("attendance_id", "progress_id") if name in values}
    recorded = record_progress(
        actor=actor,
        now=timezone.now(),
        plan_id=version.plan_id,
        values=ProgressValues(**values),
        **parts,
    )
    assert recorded.progress is not None
    return recorded.progress


@pytest.mark.requirement("MX-1.5b", "BR-9.2")
def test_progress_when_told_then_the_plan_stands_by_the_last_word_and_no_version_changes(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        place = attended(actor, world)
        version = planned(actor, place)
        before = (version.content, version.document_sha256)
        content = from_json(version.content)
        act, aim = content.actions[0].key, content.goals[0].key
        told(actor, version, kind="status", item=act, status="doing")
        met = told(actor, version, kind="status", item=act, status="met", text="Begins in January.")
        assert met.met_on == civil_date(timezone.now())
        told(actor, version, kind="status", item=aim, status="not_started", attendance_id=place.id)
        told(actor, version, kind="addition", text="I also joined a reading club.")
        told(actor, version, kind="distance", measure="confidence", score=4)
        told(actor, version, kind="distance", measure="confidence", score=7)
        standing = standing_of(get_plan(version.plan_id), with_log=True)
        last = {one.line.key: one.last.status for one in (*standing.actions, *standing.goals) if one.last}
        assert last == {act: "met", aim: "not_started"}
        assert [(one.measure, one.score) for one in standing.distance] == [("confidence", 7)]
        assert len(standing.log) == 6
        version.refresh_from_db()
        assert (version.content, version.document_sha256) == before
        assert PlanVersion.objects.count() == 1


@pytest.mark.requirement("MX-4.2", "MX-1.5b")
def test_progress_when_the_plan_has_a_new_version_then_it_stays_with_its_line(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        first = attended(actor, world)
        version = planned(actor, first)
        act = from_json(version.content).actions[0].key
        told(actor, version, kind="status", item=act, status="doing")
        second = again(actor, world, first)
        draft = begin_draft(actor=actor, now=timezone.now(), attendance_id=second.id)
        row = draft.items.get(key=act)
        line(
            actor,
            draft,
            key=act,
            version=row.version,
            **action(text="Ring again on Monday", by_on=in_days(9)),
        )
        made(actor, second)
        standing = standing_of(get_plan(version.plan_id))
        assert standing.version is not None
        assert standing.version.number == 2
        (one,) = standing.actions
        assert (one.line.text, one.last.status if one.last else "") == ("Ring again on Monday", "doing")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"kind": "wish"}, "kind_unknown"),
        ({"kind": "note", "text": "  "}, "no_words"),
        ({"kind": "addition"}, "no_words"),
        ({"kind": "note", "text": "x" * 601}, "too_long"),
        ({"kind": "note", "text": "x", "said_by": "nobody"}, "kind_unknown"),
        ({"kind": "note", "text": "x", "status": "met"}, "no_status_here"),
        ({"kind": "note", "text": "x", "score": 3}, "no_score_here"),
        ({"kind": "status", "status": "met"}, "no_status"),
        ({"kind": "status", "item": "line", "status": "almost"}, "no_status"),
        ({"kind": "status", "item": "line", "status": "met", "met_on": in_days(2)}, "met_in_future"),
        ({"kind": "status", "item": "line", "status": "doing", "met_on": in_days(0)}, "not_met"),
        ({"kind": "distance", "measure": "luck", "score": 3}, "measure_unknown"),
        ({"kind": "distance", "measure": "confidence", "score": 11}, "score_out_of_range"),
        ({"kind": "distance", "measure": "confidence"}, "score_out_of_range"),
        ({"kind": "note", "text": "x", "item": "stranger"}, "no_such_line"),
        ({"kind": "note", "text": "x", "happened_at": "later"}, "in_future"),
    ],
)
def test_progress_when_it_makes_no_whole_line_then_it_is_refused_with_words(
    world: World, acting: Acting, values: dict[str, Any], code: str
) -> None:
    with acting("area_adviser") as actor:
        version = planned(actor, attended(actor, world))
        act = from_json(version.content).actions[0].key
        meant = {"line": act, "stranger": uuid4(), "later": timezone.now() + timedelta(hours=1)}
        given = {
            name: meant.get(value, value) if isinstance(value, str) else value
            for name, value in values.items()
        }
        with pytest.raises((InvalidInput, NotFound)) as refused:
            told(actor, version, **given)
        assert refused.value.code == code
        assert not PlanProgress.objects.exists()


def test_progress_when_sent_twice_then_one_line_and_of_another_customers_session_none(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        version, mine = planned(actor, attended(actor, world)), uuid4()
        first = told(actor, version, kind="note", text="Has begun.", progress_id=mine)
        assert told(actor, version, kind="note", text="Has begun.", progress_id=mine).id == first.id == mine
        assert len(list_progress(version.plan_id)) == 1
        other = attended(actor, world, given="Other")
        with pytest.raises(Conflict):
            told(actor, version, kind="note", text="Has begun.", attendance_id=other.id)
        values = {"plan_id": version.plan_id, "kind": "note", "text": "x", "said_by": "adviser"}
        with pytest.raises(Exception, match="another customer"), transaction.atomic():
            PlanProgress.objects.create(
                **values, attendance=other, happened_at=timezone.now(), recorded_by_id=actor.account_id
            )
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            PlanProgress.objects.filter(id=mine).update(text="Something else")


def test_progress_when_a_role_keeps_none_then_it_is_refused(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        version = planned(actor, attended(actor, world))
    with acting("claims_officer") as reader, pytest.raises(NotPermitted):
        told(reader, version, kind="note", text="Has begun.")


def test_plan_when_its_standing_is_read_then_a_fixed_number_of_queries_and_the_index(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        version = planned(actor, attended(actor, world))
        plan = get_plan(version.plan_id)
        act = from_json(version.content).actions[0].key
        told(actor, version, kind="status", item=act, status="doing")
        with CaptureQueriesContext(connection) as few:
            standing_of(plan, with_log=True)
        now = timezone.now()
        PlanProgress.objects.bulk_create(
            PlanProgress(
                plan=plan,
                item=act,
                kind="status",
                status="doing",
                said_by="customer",
                happened_at=now - timedelta(minutes=number),
                recorded_by_id=actor.account_id,
            )
            for number in range(300)
        )
        with CaptureQueriesContext(connection) as many:
            standing = standing_of(plan, with_log=True)
        assert len(few) == len(many) <= 5
        assert len(standing.log) == 200
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            explained = PlanProgress.objects.filter(plan=plan).order_by("-happened_at", "-id")[:200].explain()
        assert "plans_progress_of" in explained


def test_facts_of_a_plan_when_gathered_then_a_fixed_number_of_queries(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        place = attended(actor, world)
        version = planned(actor, place)
        with CaptureQueriesContext(connection) as first:
            plan_facts_of(place)
        for answer in ("left", "later", "accepted"):
            answered(actor, version, answer)
        for number in range(6):
            line(
                actor,
                begin_draft(actor=actor, now=timezone.now(), attendance_id=place.id),
                **action(text=f"Send application {number}"),
            )
            made(actor, place)
        with CaptureQueriesContext(connection) as later:
            facts = plan_facts_of(place)
        assert len(first) == len(later) <= 6
        assert facts.version_number == 7
