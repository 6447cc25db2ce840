"""Concerns: raised by anybody, seen by who needs to know, handled by a lead, never refused for a word."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest
from django.core import mail
from django.db import ProgrammingError, transaction
from django.utils import timezone

from fingerpost.customers.models import Grant
from fingerpost.demo.world import World
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.models import Event
from fingerpost.notices import delivery
from fingerpost.notices.models import Message
from fingerpost.policy import shipped_rules
from fingerpost.policy.screening import screen
from fingerpost.safeguarding import queries, rules, services
from fingerpost.safeguarding.models import Concern, ConcernState
from fingerpost.staff.access import Role
from tests.fixtures.world import Acting
from tests.interactions.known import make_record

pytestmark = pytest.mark.django_db


def _now() -> datetime:
    return timezone.now()


def _raise(
    acting: Acting, nickname: str, customer_id: UUID | None = None, **parts: object
) -> services.Raised:
    with acting(nickname) as actor:
        return services.raise_concern(
            actor=actor,
            now=_now(),
            text=str(parts.pop("text", "Worried about somebody at home.")),
            is_urgent=bool(parts.pop("is_urgent", False)),
            customer_id=customer_id,
            **parts,  # type: ignore[arg-type]
        )


def _about_a_customer(acting: Acting, world: World) -> tuple[UUID, UUID]:
    with acting("area_adviser") as actor:
        customer = make_record(actor, world, contract_id=world.contracts["prime_north_east"])
        raised = services.raise_concern(
            actor=actor, now=_now(), text="Worried.", is_urgent=True, customer_id=customer.id
        )
    return raised.concern.id, customer.id


def test_moves_when_asked_then_the_table_names_every_state() -> None:
    assert set(rules.CONCERN_MOVES) == set(ConcernState.values)


@pytest.mark.parametrize(
    "nickname",
    [role for role in Role.values if role not in {"safeguarding_lead", "contract_manager", "technician"}],
)
def test_concern_when_raised_by_any_of_the_staff_then_seen_by_them_and_the_lead_only(
    acting: Acting, world: World, nickname: str
) -> None:
    of_a_sub = nickname == "subcontractor_administrator"
    contract = {"contract_id": world.contracts["prime_north_west"]} if of_a_sub else {}
    raised = _raise(acting, nickname, **contract)
    with acting(nickname):
        assert queries.get_concern(raised.concern.id).text
    with acting("second_prime_adviser"), pytest.raises(NotFound):
        queries.get_concern(raised.concern.id)
    with acting("safeguarding_lead"):
        of_others = {"first_line_adviser", "telephone_adviser", "language_adviser", "auditor"}
        assert Concern.objects.exists() is (nickname not in of_others)


def test_concern_when_raised_then_the_lead_is_told_by_a_message_that_says_nothing(acting: Acting) -> None:
    raised = _raise(acting, "area_adviser", text="A secret worry about a person")
    assert raised.told == ("Ruth Adeyemi",)
    with delivery._delivering():
        [message_id] = Message.objects.values_list("id", flat=True)
    delivery.deliver_message(message_id, now=_now())
    sent = mail.outbox[-1]
    assert sent.to == ["safeguarding.lead@prime.example"]
    assert "worry" not in f"{sent.subject} {sent.body}".lower()
    assert "concern" not in f"{sent.subject} {sent.body}".lower()


def test_concern_when_no_lead_is_named_then_nobody_is_said_to_be_told(acting: Acting) -> None:
    assert _raise(acting, "telephone_adviser").told == ()


def test_concern_when_words_are_on_the_list_then_kept_whole_with_advice(acting: Acting) -> None:
    listed = shipped_rules().get_rows("screening.forms", timezone.localdate())
    word = next(
        str(row["form"])
        for row in listed
        if any(hit.blocks for hit in screen(str(row["form"]), on=timezone.localdate(), rules=shipped_rules()))
    )
    raised = _raise(acting, "area_adviser", text=f"They said {word} to me.")
    assert raised.has_advice
    assert raised.concern.text == f"They said {word} to me."
    assert not _raise(acting, "area_adviser", text="They said nothing to me.").has_advice


def test_concern_when_about_a_customer_one_may_not_see_then_not_linked(acting: Acting, world: World) -> None:
    with acting("second_prime_adviser") as actor:
        customer = make_record(actor, world)
    with pytest.raises(NotFound):
        _raise(acting, "area_adviser", customer.id)
    with acting("area_adviser") as actor, pytest.raises(ProgrammingError), transaction.atomic():
        Concern.objects.create(
            organisation_id=actor.organisation_id,
            customer_id=customer.id,
            text="t",
            raised_by_id=actor.account_id,
            raised_at=_now(),
        )


@pytest.mark.parametrize("text", ["", "   \n", "x" * 5001])
def test_concern_when_empty_or_too_long_then_asked_again(acting: Acting, text: str) -> None:
    with pytest.raises(InvalidInput):
        _raise(acting, "area_adviser", text=text)


def test_subcontractor_when_working_for_two_primes_then_only_the_right_lead_sees(
    acting: Acting, world: World
) -> None:
    with pytest.raises(InvalidInput):
        _raise(acting, "subcontractor_adviser")
    _raise(acting, "subcontractor_adviser", contract_id=world.contracts["second_prime_south_west"])
    with acting("safeguarding_lead"):
        assert not Concern.objects.exists()
    raised = _raise(acting, "subcontractor_adviser", contract_id=world.contracts["prime_north_west"])
    assert raised.told == ("Ruth Adeyemi",)
    with acting("safeguarding_lead"):
        assert [one.id for one in queries.list_concerns().concerns] == [raised.concern.id]


def test_lead_when_handling_then_sees_the_customer_until_it_is_closed(acting: Acting, world: World) -> None:
    concern_id, customer_id = _about_a_customer(acting, world)
    with acting("safeguarding_lead") as actor:
        services.acknowledge_concern(actor=actor, now=_now(), concern_id=concern_id)
        assert (
            services.open_customer_of_concern(actor=actor, now=_now(), concern_id=concern_id) == customer_id
        )
        mine = Grant.objects.filter(account_id=actor.account_id, reason="concern")
        assert mine.count() == 1
        services.open_customer_of_concern(actor=actor, now=_now(), concern_id=concern_id)
        assert mine.count() == 1
        services.close_concern(actor=actor, now=_now(), concern_id=concern_id)
        assert mine.count() == 0
        for again in (services.acknowledge_concern, services.close_concern):
            with pytest.raises(Conflict):
                again(actor=actor, now=_now(), concern_id=concern_id)
        with pytest.raises(NotFound):
            services.open_customer_of_concern(actor=actor, now=_now(), concern_id=concern_id)
        assert not Event.objects.filter(kind__startswith="concern.", customer_id__isnull=False).exists()


def test_concern_when_not_a_lead_then_not_handled_and_not_changed_in_the_database(acting: Acting) -> None:
    raised = _raise(acting, "area_adviser")
    with acting("area_adviser") as actor:
        for handle in (
            services.acknowledge_concern,
            services.close_concern,
            services.open_customer_of_concern,
        ):
            with pytest.raises(NotPermitted):
                handle(actor=actor, now=_now(), concern_id=raised.concern.id)
        assert Concern.objects.filter(id=raised.concern.id).update(state="closed") == 0


def test_list_when_there_are_many_then_bounded_urgent_first_and_closed_last(acting: Acting) -> None:
    for number in range(queries.PAGE_SIZE + 2):
        _raise(acting, "area_adviser", is_urgent=number == 3)
    with acting("safeguarding_lead") as actor:
        closed = Concern.objects.filter(is_urgent=False).earliest("raised_at")
        services.close_concern(actor=actor, now=_now(), concern_id=closed.id)
        first = queries.list_concerns()
        assert (len(first.concerns), first.has_next) == (queries.PAGE_SIZE, True)
        assert first.concerns[0].is_urgent
        second = queries.list_concerns(page=2)
        assert (len(second.concerns), second.has_next) == (2, False)
        assert second.concerns[-1].id == closed.id
