"""Copies on paper and in the account: what is logged, what is refused, clocks, and what the database holds to."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from fingerpost.customers.models import Address
from fingerpost.demo.world import World
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.ids import new_id
from fingerpost.house.models import Event
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import Session
from fingerpost.plans import accounts
from fingerpost.plans.giving import list_plans_to_give, ways_of
from fingerpost.plans.models import CopyPurpose, Format, PlanCopy, PlanVersion
from fingerpost.plans.queries import plan_facts_of
from fingerpost.plans.rules.claiming import PlanGap, plan_gaps
from fingerpost.plans.services import copies
from fingerpost.plans.services.copies import CopyForm, DamagedVersion
from tests.fixtures.world import Acting
from tests.plans.copies_steps import LATE, accepted, print_one, reachable, told_of
from tests.plans.steps import action, attended, line, made, planned


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.requirement("BR-30.5", "OI-8.18")
def test_print_then_is_the_document_of_the_version_to_the_byte_and_is_logged_with_its_purpose(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        version = accepted(actor, world)
        copy = print_one(actor, version, is_given=True)
        assert sha(copies.print_of(copy)) == version.document_sha256 == copy.document_sha256
        assert (copy.state, copy.purpose, copy.keep_until) == ("given", "for_customer", None)
        for purpose in (CopyPurpose.FOR_FILE, CopyPurpose.FOR_REVIEW):
            kept = print_one(actor, version, purpose=purpose)
            assert (kept.state, kept.due_at) == ("kept", None)
            assert kept.keep_until is not None
            assert sha(copies.print_of(kept)) == kept.document_sha256
        large = print_one(actor, version, form=CopyForm(format=Format.LARGE_PRINT))
        both = sha(copies.print_of(large))
        assert both == large.document_sha256 != version.document_sha256
        assert [event.subject["way"] for event in Event.objects.filter(kind__startswith="plan.copy_")] == [
            "print"
        ] * 4


@pytest.mark.requirement("OI-12.22j", "BR-8.1b")
def test_session_then_is_claimable_once_the_customer_has_the_plan_and_not_by_a_print_for_the_file(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        version = accepted(actor, world)
        print_one(actor, version, purpose=CopyPurpose.FOR_FILE)
        assert plan_gaps(plan_facts_of(version.attendance)) == (PlanGap.NOT_GIVEN,)
        copy = print_one(actor, version)
        copies.mark_given(actor=actor, now=timezone.now(), copy_id=copy.id)
        assert plan_gaps(plan_facts_of(version.attendance)) == ()


@pytest.mark.requirement("OI-12.22j")
def test_print_handed_over_after_the_session_then_has_a_reason_and_five_working_days(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        version = accepted(actor, world)
        Session.objects.filter(id=version.attendance.session_id).update(
            ended_at=timezone.now() - timedelta(minutes=1)
        )
        with pytest.raises(InvalidInput) as refused:
            print_one(actor, version, is_given=True)
        assert refused.value.code == "late_reason"
        copy = print_one(actor, version, is_given=True, late_reason=LATE)
        assert copy.late_reason == LATE
        assert copy.due_at is not None
        assert copy.due_at > timezone.now() + timedelta(days=4)


@pytest.mark.requirement("OI-12.22j")
def test_print_made_in_time_and_handed_over_late_then_asks_for_the_reason_then(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        version = accepted(actor, world)
        copy = print_one(actor, version)
        assert copy.due_at is not None
        later = copy.due_at + timedelta(hours=1)
        with pytest.raises(InvalidInput):
            copies.mark_given(actor=actor, now=later, copy_id=copy.id)
        given = copies.mark_given(actor=actor, now=later, copy_id=copy.id, late_reason=LATE)
        assert (given.state, given.late_reason) == ("given", LATE)
        assert given.due_at is not None
        assert given.due_at > later


@pytest.mark.requirement("OI-14.17.iv")
def test_post_then_needs_an_address_and_a_number_to_track_it_by(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        version = accepted(actor, world)
        copy = copies.prepare_post(actor=actor, now=timezone.now(), version_id=version.id, late_reason=LATE)
        assert sha(copies.print_of(copy)) == version.document_sha256
        for tracking in ("", "AB12", "AB-1234567890 GB!"):
            with pytest.raises(InvalidInput):
                copies.post_copy(actor=actor, now=timezone.now(), copy_id=copy.id, tracking=tracking)
        posted = copies.post_copy(
            actor=actor, now=timezone.now(), copy_id=copy.id, tracking="ab 1234 5678 9gb"
        )
        assert (posted.state, posted.tracking) == ("given", "AB123456789GB")
        Address.objects.filter(customer_id=version.plan.customer_id).update(line_1="")
        with pytest.raises(Conflict) as refused:
            copies.prepare_post(actor=actor, now=timezone.now(), version_id=version.id, late_reason=LATE)
        assert refused.value.code == "no_address"


@pytest.mark.requirement("BR-8.3")
def test_account_then_is_the_first_way_once_the_customer_has_one_and_closed_before(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        version = accepted(actor, world)
        rules, now = rules_in_force(), timezone.now()
        closed = ways_of(version, now=now, rules=rules)[0]
        assert (closed.way, closed.stopped_by) == ("account", "no_account")
        with pytest.raises(Conflict) as refused:
            copies.give_by_account(actor=actor, now=now, version_id=version.id)
        assert refused.value.code == "no_account"
        accounts.ask_for_accounts(lambda customer_id: customer_id == version.plan.customer_id)
        try:
            assert ways_of(version, now=now, rules=rules)[0].is_open
            copy = copies.give_by_account(actor=actor, now=now, version_id=version.id)
        finally:
            accounts.ask_for_accounts(None)
        assert (copy.way, copy.state) == ("account", "given")


@pytest.mark.requirement("OI-9.14")
def test_plan_then_leaves_the_service_only_after_the_privacy_notice(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        version = planned(actor, attended(actor, world))
        with pytest.raises(Conflict) as refused:
            print_one(actor, version)
        assert refused.value.code == "privacy_not_shown"
        assert print_one(actor, version, purpose=CopyPurpose.FOR_REVIEW).state == "kept"


def test_older_version_then_is_not_given_any_more(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        version = accepted(actor, world)
        line(actor, version.attendance.plan_draft, **action(text="Write a letter to the college"))
        made(actor, version.attendance)
        with pytest.raises(Conflict) as refused:
            print_one(actor, version)
        assert refused.value.code == "newer_version"


def test_copy_when_another_waits_or_it_moved_on_then_says_from_and_to(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        version = accepted(actor, world)
        copy = print_one(actor, version)
        with pytest.raises(Conflict) as waiting:
            print_one(actor, version)
        assert waiting.value.code == "copy_on_its_way"
        copies.stop_copy(actor=actor, now=timezone.now(), copy_id=copy.id)
        for act in (copies.mark_given, copies.stop_copy):
            with pytest.raises(Conflict) as moved:
                act(actor=actor, now=timezone.now(), copy_id=copy.id)
            assert moved.value.details["from"] == "stopped"
        assert print_one(actor, version, is_given=True).state == "given"


def test_content_that_was_touched_then_makes_no_document(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        version = accepted(actor, world)
        version.content = version.content.replace("Ring the college", "Ring the bakery")
        with pytest.raises(DamagedVersion):
            copies.document_of(version)


def test_who_may_not_then_gives_nothing(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        version = accepted(actor, world)
        copy = print_one(actor, version)
    with acting("claims_officer") as actor:
        with pytest.raises(NotPermitted):
            print_one(actor, version)
        with pytest.raises(NotPermitted):
            copies.mark_given(actor=actor, now=timezone.now(), copy_id=copy.id)
    with acting("second_prime_adviser") as actor:
        with pytest.raises(NotFound):
            print_one(actor, version)
        with pytest.raises(NotFound):
            copies.stop_copy(actor=actor, now=timezone.now(), copy_id=copy.id)


def waiting(actor: Any) -> list[tuple[UUID, bool, bool, bool]]:
    found = list_plans_to_give(actor, now=timezone.now(), rules=rules_in_force())
    return [(one.version.id, one.waits_for_answer, one.waits_to_be_given, one.is_late) for one in found]


@pytest.mark.requirement("OI-12.22j")
def test_list_of_plans_to_give_then_holds_what_waits_and_nothing_that_is_settled(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        version = planned(actor, attended(actor, world))
        assert waiting(actor) == [(version.id, True, True, False)]
        done = accepted(actor, world, given="Łukasz")
        assert waiting(actor)[1] == (done.id, False, True, False)
        print_one(actor, done, is_given=True)
        late = accepted(actor, world, given="Ola")
        Session.objects.filter(id=late.attendance.session_id).update(ended_at=late.made_at)
        assert waiting(actor) == [(version.id, True, True, False), (late.id, False, True, True)]
    with acting("second_area_adviser") as actor:
        assert waiting(actor) == []


def row(version: PlanVersion, account_id: UUID, **values: Any) -> PlanCopy:
    moment = timezone.now()
    plain = {"way": "print", "purpose": "for_customer", "state": "due", "made_at": moment}
    return PlanCopy(id=new_id(), version=version, made_by_id=account_id, **{**plain, **values})


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"way": "pigeon"}, "plans_copy_way_known"),
        ({"state": "lost"}, "plans_copy_state_known"),
        ({"way": "encrypted", "state": "sent"}, "plans_encrypted_copy_is_kept"),
        ({"sealed_phrase": b"x"}, "plans_(encrypted_copy_is_kept|phrase_only_while_awaited)"),
        ({"receipt_hash": "0" * 64}, "plans_phrase_only_while_awaited"),
        ({"state": "given"}, "plans_given_has_a_moment"),
        ({"state": "kept"}, "plans_kept_is_a_print"),
        ({"purpose": "for_file"}, "plans_kept_is_a_print"),
        ({"told": True}, "plans_phrase_after_receipt"),
    ],
)
@pytest.mark.requirement("OI-14.17.xiii")
def test_database_then_refuses_a_copy_that_can_not_be(
    world: World, acting: Acting, values: dict[str, Any], constraint: str
) -> None:
    if values.pop("told", False):
        values = {"told_at": timezone.now()}
    with acting("area_adviser") as actor:
        version = accepted(actor, world)
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            row(version, actor.account_id, **values).save(force_insert=True)


def test_database_then_keeps_one_copy_of_a_way_at_a_time(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        version = accepted(actor, world)
        row(version, actor.account_id).save(force_insert=True)
        with (
            pytest.raises(IntegrityError, match="plans_one_copy_of_a_way_at_a_time"),
            transaction.atomic(),
        ):
            row(version, actor.account_id).save(force_insert=True)
        row(version, actor.account_id, way="post").save(force_insert=True)


@pytest.mark.requirement("BR-8.3")
@pytest.mark.parametrize(("email", "why"), [(None, "not_asked"), (False, "not_safe")])
def test_ways_of_a_customer_when_email_is_not_safe_then_paper_is_left(
    world: World, acting: Acting, email: bool | None, why: str
) -> None:
    with acting("area_adviser") as actor:
        version = accepted(actor, world)
        reachable(version, email=email)
        by_name = {one.way: one for one in ways_of(version, now=timezone.now(), rules=rules_in_force())}
        assert by_name["encrypted"].stopped_by == why
        assert by_name["print"].is_open
        assert by_name["post"].is_open
        assert told_of(print_one(actor, version).id).way == "print"
