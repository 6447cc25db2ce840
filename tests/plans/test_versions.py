"""Versions: what they ask for, what they say, and that they say it for ever."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from fingerpost.customers.models import Address
from fingerpost.demo.world import World
from fingerpost.house.errors import Conflict, NotPermitted
from fingerpost.plans.content import from_json, sha256_of, sha256_of_bytes, to_json
from fingerpost.plans.models import Draft, PlanVersion
from fingerpost.plans.queries import list_versions, standing_version
from fingerpost.plans.rules.agreeing import Gap
from fingerpost.plans.services.copies import document_of
from fingerpost.plans.services.drafts import begin_draft, catch_up, remove_item, save_facts
from fingerpost.plans.services.versions import has_moved_on, make_version
from fingerpost.policy.civil import civil_date
from tests.fixtures.world import Acting
from tests.plans.steps import (
    STARTING_POINT,
    action,
    again,
    answered,
    attended,
    drafted,
    goal,
    in_days,
    line,
    made,
    part,
    planned,
)

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("OI-9.11", "BR-8.2")
def test_version_when_made_then_it_says_who_where_from_what_was_agreed_and_by_when(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        place = attended(actor, world)
        part(actor, drafted(actor, place), "reflection", "I like figures and order.")
        version = made(actor, place)
        content = from_json(version.content)
    assert (version.number, version.replaces_id, version.needs_signature) == (1, None, True)
    assert content.title == "Skills action plan"
    assert (content.customer.name, content.customer.lines[-1]) == ("Vashti Placeholder", "ZZ5 5AA")
    assert content.adviser.name == "Ada Whitlock"
    assert content.adviser.organisation
    assert content.session.channel_words == "Face to face"
    assert content.parts["starting_point"] == STARTING_POINT
    assert content.parts["reflection"] == "I like figures and order."
    assert [one.chosen for one in content.options] == [True, False]
    assert {one.area for one in content.goals} == {"work", "learning"}
    assert content.actions[0].by_on == in_days(7)
    assert content.privacy is not None
    assert any("Jobcentre Plus" in each for each in content.privacy.lines)
    assert version.content_sha256 == sha256_of(version.content)
    assert version.document_sha256 == sha256_of_bytes(document_of(version))
    assert any(each.startswith("plan.title") for each in version.rule_ids)


@pytest.mark.requirement("OI-9.11", "OF-13", "MX-3.4")
def test_version_when_the_plan_lacks_its_contents_then_none_is_made_and_each_gap_is_named(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        place = attended(actor, world)
        draft = begin_draft(actor=actor, now=timezone.now(), attendance_id=place.id)
        empty = make_version(actor=actor, now=timezone.now(), attendance_id=place.id)
        assert empty.version is None
        assert empty.gaps == (Gap.STARTING_POINT, Gap.OPTIONS, Gap.GOALS, Gap.ACTIONS)
        part(actor, draft, "starting_point", STARTING_POINT)
        line(actor, draft, kind="option", text="Bookkeeping at the college")
        part(actor, draft, "options", "There is one course nearby, and the customer had settled on it.")
        line(actor, draft, **goal())
        line(actor, draft, **goal(area="skills", text="Write a covering letter"))
        line(actor, draft, **action())
        assert make_version(actor=actor, now=timezone.now(), attendance_id=place.id).is_new


@pytest.mark.requirement("OI-9.12b")
def test_version_when_a_line_is_not_agreed_then_it_is_left_out(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        place = attended(actor, world)
        draft = drafted(actor, place)
        line(actor, draft, **action(text="Ask about a grant", is_agreed=False))
        part(actor, draft, "reflection", "I would rather not have this kept.", is_agreed=False)
        version = made(actor, place)
    assert "grant" not in version.content
    assert "rather not" not in version.content


@pytest.mark.requirement("OF-27")
def test_version_when_english_is_needed_then_an_action_or_a_reason_is_asked_for(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        place = attended(actor, world)
        draft = drafted(actor, place)
        saved = save_facts(
            actor=actor,
            now=timezone.now(),
            draft_id=draft.id,
            version=1,
            review_on=in_days(60),
            english_maths="english",
        )
        assert saved.is_new
        asked = make_version(actor=actor, now=timezone.now(), attendance_id=place.id)
        assert asked.gaps == (Gap.ENGLISH_MATHS,)
        line(actor, draft, **action(text="Join the reading class on Tuesdays", is_for_english_maths=True))
        assert made(actor, place).number == 1


@pytest.mark.requirement("OI-8.11")
def test_version_when_nothing_changed_then_the_standing_one_comes_back_and_none_is_made(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        first = attended(actor, world)
        version = planned(actor, first)
        assert made(actor, first).id == version.id
        Address.objects.filter(customer=first.customer).update(line_1="2 Example Road")
        second = again(actor, world, first)
        draft = begin_draft(actor=actor, now=timezone.now(), attendance_id=second.id)
        assert draft.made_from_id == version.id
        result = make_version(actor=actor, now=timezone.now(), attendance_id=second.id)
        assert result.version is not None
        assert (result.version.id, result.is_new) == (version.id, False)
        assert PlanVersion.objects.count() == 1
        line(actor, draft, **action(text="Send two applications to offices"))
        changed = made(actor, second)
        assert (changed.number, changed.replaces_id) == (2, version.id)
        assert [one.number for one in list_versions(draft.plan_id)] == [2, 1]


@pytest.mark.requirement("MX-4.2", "OI-8.11")
def test_later_session_when_its_plan_is_begun_then_the_lines_keep_their_keys(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        first = attended(actor, world)
        before = from_json(planned(actor, first).content)
        second = again(actor, world, first)
        draft = begin_draft(actor=actor, now=timezone.now(), attendance_id=second.id)
        assert {item.key for item in draft.items.all()} == before.keys()
        row = draft.items.get(kind="action")
        line(actor, draft, key=row.key, version=row.version, **action(text="Ring again on Monday"))
        after = from_json(made(actor, second).content)
    assert after.keys() == before.keys()
    assert after.actions[0].text == "Ring again on Monday"


@pytest.mark.requirement("MX-4.2")
def test_plan_when_the_latest_version_was_declined_then_the_next_session_goes_on_from_the_one_before(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        first = attended(actor, world)
        kept = planned(actor, first)
        answered(actor, kept)
        second = again(actor, world, first)
        draft = begin_draft(actor=actor, now=timezone.now(), attendance_id=second.id)
        line(actor, draft, **action(text="Move to another town this month"))
        declined = made(actor, second)
        answered(actor, declined, "declined")
        assert standing_version(draft.plan) == kept
        third = again(actor, world, first)
        assert begin_draft(actor=actor, now=timezone.now(), attendance_id=third.id).made_from_id == kept.id
        line(actor, Draft.objects.get(attendance=third), **action(text="Visit the library club"))
        assert made(actor, third).number == 3


def test_working_copy_when_another_session_made_a_version_meanwhile_then_it_is_brought_in_first(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        first = attended(actor, world)
        planned(actor, first)
        second, third = again(actor, world, first), again(actor, world, first)
        slow = begin_draft(actor=actor, now=timezone.now(), attendance_id=second.id)
        quick = begin_draft(actor=actor, now=timezone.now(), attendance_id=third.id)
        line(actor, quick, **action(text="Book a taster day at the college"))
        newest = made(actor, third)
        line(actor, slow, **action(text="Ask the neighbour about the bus"))
        assert has_moved_on(slow)
        stopped = make_version(actor=actor, now=timezone.now(), attendance_id=second.id)
        assert stopped.gaps == (Gap.MOVED_ON,)
        catch_up(actor=actor, now=timezone.now(), draft_id=slow.id)
        texts = {one.text for one in from_json(made(actor, second).content).actions}
    assert {"Book a taster day at the college", "Ask the neighbour about the bus"} <= texts
    assert newest.number == 2


@pytest.mark.requirement("OI-8.18")
def test_version_when_everything_around_it_changes_then_its_text_and_document_stay(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        place = attended(actor, world)
        version = planned(actor, place)
        text, document = version.content, document_of(version)
        draft = Draft.objects.get(attendance=place)
        for item in draft.items.all():
            remove_item(
                actor=actor, now=timezone.now(), draft_id=draft.id, key=item.key, version=item.version
            )
        again_read = PlanVersion.objects.get(id=version.id)
    assert again_read.content == text == to_json(from_json(text))
    assert document_of(again_read) == document
    assert json.loads(text)["number"] == 1


@pytest.mark.parametrize("statement", ["UPDATE", "DELETE"])
def test_version_when_the_web_tries_to_change_it_then_the_database_refuses(
    world: World, acting: Acting, statement: str
) -> None:
    with acting("area_adviser") as actor:
        version = planned(actor, attended(actor, world))
        rows = PlanVersion.objects.filter(id=version.id)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            rows.update(content="{}") if statement == "UPDATE" else rows._raw_delete("default")


def test_version_when_added_past_the_service_then_the_database_keeps_number_customer_and_maker(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        place, stranger = attended(actor, world), attended(actor, world, given="Other")
        version = planned(actor, place)
        values = {
            "plan_id": version.plan_id,
            "attendance_id": place.id,
            "number": 2,
            "replaces_id": version.id,
            "content": "{}",
            "content_sha256": "0" * 64,
            "document_sha256": "0" * 64,
            "needs_signature": True,
            "made_by_id": actor.account_id,
            "made_at": timezone.now(),
        }
        for wrong in ({"number": 3}, {"attendance_id": stranger.id}):
            with pytest.raises(IntegrityError), transaction.atomic():
                PlanVersion.objects.create(**{**values, **wrong})
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            PlanVersion.objects.create(**{**values, "made_by_id": world.accounts["telephone_adviser"]})


def test_answer_when_a_version_is_accepted_then_nothing_follows_it(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        version = planned(actor, attended(actor, world))
        answered(actor, version, "later")
        answered(actor, version)
        for answer in ("declined", "accepted"):
            with pytest.raises(IntegrityError), transaction.atomic():
                answered(actor, version, answer)


def test_plan_when_nobody_knows_the_customer_or_it_was_not_begun_then_it_is_said(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        place = attended(actor, world)
        with pytest.raises(Conflict) as told:
            make_version(actor=actor, now=timezone.now(), attendance_id=place.id)
        assert told.value.code == "no_draft"
        place.result = "did_not_attend"
        place.save(update_fields=["result"])
        with pytest.raises(Conflict) as told:
            begin_draft(actor=actor, now=timezone.now(), attendance_id=place.id)
        assert told.value.code == "not_seen"


def test_plan_when_a_reader_of_another_role_tries_to_write_then_it_is_refused(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        place = attended(actor, world)
        draft = drafted(actor, place)
    with acting("claims_officer") as reader, pytest.raises(NotPermitted):
        line(reader, draft, **action())


def test_day_of_a_version_when_made_then_the_civil_day(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        content = from_json(planned(actor, attended(actor, world)).content)
    assert content.made_on == civil_date(timezone.now())
    assert content.session.on in (content.made_on, content.made_on - timedelta(days=1))
