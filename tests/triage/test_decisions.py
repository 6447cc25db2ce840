"""Decisions of contacts: what is kept, what supersedes what, and who may."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.ids import new_id
from fingerpost.house.models import Event
from fingerpost.interactions.services.contacts import attach_customer, close_contact, open_contact
from fingerpost.policy.civil import civil_date
from fingerpost.triage.models import ContactDecision
from fingerpost.triage.queries import directions_of, find_latest_decision, list_decisions
from fingerpost.triage.services import decide_contact, record_attempt
from fingerpost.triage.values import Answers
from tests.fixtures.world import Acting
from tests.interactions.known import ITEMS, make_record
from tests.triage.steps import HOME, PRIME, at, call, decided, working_day

pytestmark = pytest.mark.django_db
TODAY = working_day(civil_date(timezone.now()) + timedelta(days=1))


@pytest.mark.requirement("BR-5.1", "BR-6.2")
def test_decide_when_an_adult_rings_for_advice_then_rule_result_and_rules_are_kept(
    acting: Acting, world: World
) -> None:
    with acting("telephone_adviser") as actor:
        now = at(TODAY, 10)
        contact = call(actor, world, now=now)
        made = decided(actor, contact, now=now, stated_need="information", found_need="advice")
        kept = find_latest_decision(contact.id)
        event = Event.objects.get(kind="contact.triaged")
    assert kept == made
    assert (kept.rule, kept.direction, kept.home_area) == ("T14", "home_prime_advises", HOME)
    assert (kept.transfer, kept.transfer_case, kept.due_at) == ("warm", "K1", None)
    assert (kept.route_in, kept.held_by, kept.decided_by_id) == ("phone", "contact_centre", actor.account_id)
    assert [one["rule"] for one in kept.reasons] == ["T14", "K1"]
    assert any(one.startswith("triage.table@") for one in kept.rule_ids)
    assert event.subject == {"contact": str(contact.id), "decision": str(made.id)}


@pytest.mark.requirement("EV-5.2.1b")
def test_decide_when_another_need_is_found_then_both_are_kept_and_the_found_one_decides(
    acting: Acting, world: World
) -> None:
    with acting("telephone_adviser") as actor:
        contact = call(actor, world, now=at(TODAY, 10))
        as_stated = decided(actor, contact, now=at(TODAY, 10), stated_need="information")
        found = decided(
            actor,
            contact,
            now=at(TODAY, 11),
            after=as_stated,
            stated_need="information",
            found_need="book_face_to_face",
        )
    assert (as_stated.rule, as_stated.need, as_stated.found_need) == ("T16", "information", "")
    assert (found.rule, found.stated_need, found.found_need) == ("T15", "information", "book_face_to_face")


@pytest.mark.requirement("XD-13")
def test_decide_when_decided_again_then_the_earlier_row_is_as_it_was(acting: Acting, world: World) -> None:
    with acting("telephone_adviser") as actor:
        contact = call(actor, world, now=at(TODAY, 10))
        first = decided(actor, contact, now=at(TODAY, 10))
        before = ContactDecision.objects.filter(id=first.id).values().get()
        second = decided(actor, contact, now=at(TODAY, 10), after=first, stated_need="information")
        after = ContactDecision.objects.filter(id=first.id).values().get()
        assert before == after
        assert [one.id for one in list_decisions(contact.id)] == [second.id, first.id]
        assert second.supersedes_id == first.id
        assert directions_of([contact.id])[contact.id].direction == "contact_centre_and_website"


def test_decide_when_another_decided_meanwhile_then_told_and_nothing_kept(
    acting: Acting, world: World
) -> None:
    with acting("telephone_adviser") as actor:
        contact = call(actor, world, now=at(TODAY, 10))
        decided(actor, contact, now=at(TODAY, 10))
        with pytest.raises(Conflict) as refused:
            decided(actor, contact, now=at(TODAY, 11))
        assert refused.value.code == "decided_meanwhile"
        assert ContactDecision.objects.count() == 1


def test_row_when_it_follows_what_was_followed_already_or_another_contact_then_the_database_refuses(
    acting: Acting, world: World
) -> None:
    with acting("telephone_adviser") as actor:
        contact = call(actor, world, now=at(TODAY, 10))
        first = decided(actor, contact, now=at(TODAY, 10))
        decided(actor, contact, now=at(TODAY, 10), after=first)
        other = call(actor, world, now=at(TODAY, 10))
        for contact_id, follows in ((contact.id, first.id), (contact.id, None), (other.id, first.id)):
            copy = ContactDecision.objects.get(id=first.id)
            copy.pk = new_id()
            copy.contact_id, copy.supersedes_id = contact_id, follows
            with pytest.raises(IntegrityError):
                _add(copy)


def _add(row: ContactDecision) -> None:
    with transaction.atomic():
        row.save(force_insert=True)
        connection.check_constraints()


@pytest.mark.requirement("BR-6.1c")
@pytest.mark.parametrize("outcome", ["no_answer", "customer_left"])
def test_attempt_when_it_fails_then_passed_on_cold_with_the_reason_and_nothing_asked_again(
    acting: Acting, world: World, outcome: str
) -> None:
    with acting("telephone_adviser") as actor:
        now = at(TODAY, 10)
        contact = call(actor, world, now=now)
        warm = decided(actor, contact, now=now)
        cold = record_attempt(
            actor=actor,
            now=now + timedelta(minutes=3),
            contact_id=contact.id,
            outcome=outcome,
            after_id=warm.id,
        )
    assert (cold.transfer, cold.transfer_case, cold.attempt) == ("cold", "K5", outcome)
    assert (cold.rule, cold.direction, cold.home_area) == (warm.rule, warm.direction, warm.home_area)
    assert cold.follow_on == "queue_task"
    assert cold.due_at == at(TODAY + timedelta(days=2), 0)
    assert "say_who_will_call" in cold.prompts


@pytest.mark.requirement("BR-6.1b")
def test_attempt_when_the_prime_has_closed_since_then_by_the_calendar_of_the_attempt(
    acting: Acting, world: World
) -> None:
    with acting("telephone_adviser") as actor:
        contact = call(actor, world, now=at(TODAY, 16, 58))
        warm = decided(actor, contact, now=at(TODAY, 16, 58))
        cold = record_attempt(
            actor=actor,
            now=at(TODAY, 17, 1),
            contact_id=contact.id,
            outcome="no_answer",
            after_id=warm.id,
        )
    assert (warm.transfer_case, cold.transfer_case) == ("K1", "K2")


def test_attempt_when_nothing_is_to_be_put_through_then_refused(acting: Acting, world: World) -> None:
    with acting("telephone_adviser") as actor:
        contact = call(actor, world, now=at(TODAY, 10))
        with pytest.raises(Conflict, match="No transfer"):
            record_attempt(
                actor=actor, now=at(TODAY, 10), contact_id=contact.id, outcome="no_answer", after_id=None
            )
        answer = decided(actor, contact, now=at(TODAY, 10), stated_need="information")
        with pytest.raises(Conflict, match="No transfer"):
            record_attempt(
                actor=actor, now=at(TODAY, 10), contact_id=contact.id, outcome="no_answer", after_id=answer.id
            )
        with pytest.raises(InvalidInput):
            record_attempt(
                actor=actor, now=at(TODAY, 10), contact_id=contact.id, outcome="maybe", after_id=answer.id
            )


def test_decide_when_a_prime_of_several_areas_holds_it_then_the_home_area_counts(
    acting: Acting, world: World
) -> None:
    with acting("area_adviser") as actor:
        now = at(TODAY, 10)
        own = decided(actor, call(actor, world, now=now, contract=PRIME, kind="walk_in"), now=now)
        away = decided(
            actor,
            call(actor, world, now=now, contract=PRIME, kind="walk_in"),
            now=now,
            lives_in="london",
        )
    assert (own.transfer, own.held_by, own.also) == ("none", HOME, [])
    assert (away.transfer, away.home_area, away.also) == ("warm", "london", ["T18"])


def test_decide_when_the_customer_is_known_then_the_record_answers_before_what_was_said(
    acting: Acting, world: World
) -> None:
    with acting("area_adviser") as actor:
        now = timezone.now()
        customer = make_record(actor, world, ITEMS, contract_id=world.contracts[PRIME])
        contact = open_contact(actor=actor, now=now, kind="walk_in", contract_id=world.contracts[PRIME])
        attach_customer(actor=actor, now=now, contact=contact, customer_id=customer.id)
        made = decide_contact(
            actor=actor,
            now=now,
            contact_id=contact.id,
            answers=Answers(stated_need="advice", age=15, lives_in=HOME),
            after_id=None,
        )
    assert made.rule == "T14"


def test_decide_when_contact_is_over_a_groups_or_anothers_then_refused(acting: Acting, world: World) -> None:
    with acting("area_adviser") as actor:
        now = timezone.now()
        group = call(actor, world, now=now, contract=PRIME, kind="group")
        with pytest.raises(Conflict, match="not one person"):
            decided(actor, group, now=now)
        closed = call(actor, world, now=now, contract=PRIME)
        close_contact(actor=actor, now=now, contact_id=closed.id)
        with pytest.raises(Conflict, match="over"):
            decided(actor, closed, now=now)
        mine = call(actor, world, now=now, contract=PRIME)
    with acting("second_area_adviser") as other, pytest.raises(NotFound):
        decided(other, mine, now=now)


@pytest.mark.parametrize(
    "said",
    [{"stated_need": "parking"}, {"lives_in": "atlantis"}, {"age": 131}, {"date_of_birth": date(2999, 1, 1)}],
)
def test_decide_when_an_answer_is_none_of_ours_then_refused(
    acting: Acting, world: World, said: dict[str, object]
) -> None:
    with acting("area_adviser") as actor:
        now = at(TODAY, 10)
        contact = call(actor, world, now=now, contract=PRIME)
        with pytest.raises(InvalidInput):
            decided(actor, contact, now=now, **said)
        assert not ContactDecision.objects.exists()


@pytest.mark.requirement("EV-5.2.1a")
@pytest.mark.parametrize("nickname", ["untrained_adviser", "lapsed_adviser"])
def test_decide_when_untrained_or_lapsed_then_refused_by_room_and_database(
    acting: Acting, world: World, nickname: str
) -> None:
    with acting("area_adviser") as actor:
        now = timezone.now()
        contact = call(actor, world, now=now, contract=PRIME)
        first = decided(actor, contact, now=now)
    with acting(nickname) as other:
        with pytest.raises(NotPermitted):
            decided(other, contact, now=now, after=first)
        first.supersedes_id, first.pk = first.id, new_id()
        first.decided_by_id = other.account_id
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            first.save(force_insert=True)


def test_row_when_app_would_change_or_remove_it_then_it_has_no_right(acting: Acting, world: World) -> None:
    with acting("area_adviser") as actor:
        now = timezone.now()
        made = decided(actor, call(actor, world, now=now, contract=PRIME), now=now)
        for attempt in (
            lambda: ContactDecision.objects.filter(id=made.id).update(rule="T16"),
            lambda: ContactDecision.objects.filter(id=made.id)._raw_delete("default"),
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                attempt()
    with acting("second_area_adviser"):
        assert not ContactDecision.objects.exists()
