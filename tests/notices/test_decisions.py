"""A message that perhaps was sent: who sees that it is there, who decides, and what each decision does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from fingerpost.house.errors import Conflict, NotFound, NotPermitted
from fingerpost.house.models import Event
from fingerpost.notices import delivery, doors
from fingerpost.notices.models import Message, MessageState
from fingerpost.notices.queries import (
    count_undecided,
    get_undecided,
    list_failed,
    list_undecided,
    message_states,
)
from fingerpost.notices.services import Decision, decide_message, queue_message
from tests.fixtures.world import Acting

pytestmark = pytest.mark.django_db

CANARY = "quince-marmalade-canary"
QueueAs = Callable[..., UUID]


def test_decision_needs_no_words_of_the_outbox() -> None:
    """What a person sees of a message has no place for its address or its words."""
    assert not {"address", "subject", "body", "sealed"} & set(doors.ListedMessage.__dataclass_fields__)


@pytest.fixture
def queue_as(acting: Acting) -> QueueAs:
    """Queues a message as somebody and leaves it in a state."""

    def queue(nickname: str, *, state: str = "perhaps_sent", erased: bool = False, **parts: Any) -> UUID:
        with acting(nickname) as actor:
            message_id = queue_message(
                actor=actor,
                now=timezone.now(),
                kind="test",
                way="email",
                address=f"{CANARY}@example.org",
                subject="Something for you",
                body=f"{CANARY} 123456",
                **parts,
            )
        with delivery._delivering():
            if erased:
                Message.objects.filter(id=message_id).update(sealed=None)
            Message.objects.filter(id=message_id).update(state=state, attempts=1)
        return message_id

    return queue


def _row(message_id: UUID) -> Message:
    with delivery._delivering():
        return Message.objects.get(id=message_id)


def _jobs(message_id: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs"
            " WHERE task_name = 'notices.deliver' AND args->>'message_id' = %s",
            [str(message_id)],
        )
        return int(cursor.fetchone()[0])


def _decide(acting: Acting, nickname: str, message_id: UUID, decision: Decision) -> None:
    with acting(nickname) as actor:
        decide_message(actor=actor, now=timezone.now(), message_id=message_id, decision=decision)


@pytest.mark.parametrize(
    ("nickname", "sees"),
    [
        ("area_adviser", True),  # it is theirs
        ("returns_manager", True),  # of their organisation
        ("compliance", True),
        ("second_area_adviser", False),
        ("claims_officer", False),
        ("safeguarding_lead", False),
        ("second_prime_adviser", False),
        ("subcontractor_adviser", False),
        ("lapsed_adviser", False),
        ("contract_manager", False),
    ],
)
def test_message_when_perhaps_sent_is_shown_to_whoever_answers_for_it_alone(
    queue_as: QueueAs, acting: Acting, nickname: str, sees: bool
) -> None:
    message_id = queue_as("area_adviser")
    with acting(nickname) as actor:
        found = list_undecided(start=0, limit=10)
        counted = count_undecided(now=timezone.now())
        assert not Message.objects.exists()
    assert [one.id for one in found] == ([message_id] if sees else [])
    assert counted.perhaps_sent == int(sees)
    if sees:
        assert (found[0].person, found[0].is_own) == ("Ada Whitlock", actor.role == "area_adviser")
        assert (found[0].has_words, found[0].attempts) == (True, 1)


def test_message_when_queued_for_another_organisation_is_not_shown_to_its_own_writer(
    queue_as: QueueAs, acting: Acting
) -> None:
    message_id = queue_as("two_roles")
    with delivery._delivering():
        Message.objects.filter(id=message_id).update(organisation_id=message_id)
    with acting("two_roles"):
        assert list_undecided(start=0, limit=10) == []
        with pytest.raises(NotFound):
            get_undecided(message_id)


@pytest.mark.parametrize("state", ["queued", "sending", "sent"])
def test_message_when_nothing_is_in_doubt_is_not_shown(queue_as: QueueAs, acting: Acting, state: str) -> None:
    message_id = queue_as("area_adviser", state=state, erased=True)
    with acting("area_adviser"):
        assert list_undecided(start=0, limit=10) == []
        assert list_failed(now=timezone.now(), limit=10) == []
        for asked in MessageState:
            assert doors.list_messages(asked, since=None, start=0, limit=10) == []
    with pytest.raises(Conflict):
        _decide(acting, "area_adviser", message_id, Decision.AGAIN)
    assert _row(message_id).state == state


def test_messages_when_they_failed_are_shown_for_a_week(queue_as: QueueAs, acting: Acting) -> None:
    message_id = queue_as("area_adviser", state="failed", erased=True)
    now = timezone.now()
    with acting("area_adviser"):
        assert [one.id for one in list_failed(now=now, limit=10)] == [message_id]
        assert count_undecided(now=now).failed == 1
        assert list_failed(now=now + timedelta(days=8), limit=10) == []
        assert count_undecided(now=now + timedelta(days=8)).failed == 0


def test_decision_when_it_arrived_then_sent_erased_and_told_of(queue_as: QueueAs, acting: Acting) -> None:
    message_id = queue_as("area_adviser")
    before = timezone.now()
    _decide(acting, "compliance", message_id, Decision.ARRIVED)
    row = _row(message_id)
    assert (row.state, row.sealed) == ("sent", None)
    assert _jobs(message_id) == 1  # the one that queued it
    with acting("compliance") as actor:
        [event] = Event.objects.filter(kind="message.arrived")
        assert (event.account_id, event.subject["message"]) == (actor.account_id, str(message_id))
    assert event.happened_at >= before
    assert CANARY not in str(event.subject)


def test_decision_when_sent_again_then_the_same_message_leaves_once_more(
    queue_as: QueueAs, acting: Acting
) -> None:
    message_id = queue_as("area_adviser")
    _decide(acting, "area_adviser", message_id, Decision.AGAIN)
    assert (_row(message_id).state, _jobs(message_id)) == ("queued", 2)
    for _ in range(2):
        assert delivery.deliver_message(message_id, now=timezone.now()) == "sent"
    [sent] = mail.outbox
    assert str(message_id) in sent.extra_headers["Message-ID"]
    row = _row(message_id)
    assert (row.sealed, row.attempts) == (None, 2)


def test_decision_when_given_up_then_failed_erased_and_never_sent(queue_as: QueueAs, acting: Acting) -> None:
    message_id = queue_as("area_adviser")
    _decide(acting, "area_adviser", message_id, Decision.GIVEN_UP)
    assert (_row(message_id).state, _row(message_id).sealed) == ("failed", None)
    assert delivery.deliver_message(message_id, now=timezone.now()) == "failed"
    assert mail.outbox == []


def test_decision_when_made_twice_then_the_second_changes_nothing(queue_as: QueueAs, acting: Acting) -> None:
    message_id = queue_as("area_adviser")
    _decide(acting, "area_adviser", message_id, Decision.AGAIN)
    for decision in Decision:
        with pytest.raises(Conflict, match="decided on already"):
            _decide(acting, "compliance", message_id, decision)
    assert (_row(message_id).state, _jobs(message_id)) == ("queued", 2)


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"erased": True}, "message_erased"),
        ({"not_after": timezone.now() - timedelta(minutes=1)}, "message_too_late"),
    ],
    ids=["erased", "too_late"],
)
def test_decision_when_it_can_not_be_sent_any_more_then_says_so_and_lets_it_be_given_up(
    queue_as: QueueAs, acting: Acting, parts: dict[str, Any], code: str
) -> None:
    message_id = queue_as("area_adviser", **parts)
    with pytest.raises(Conflict) as refused:
        _decide(acting, "area_adviser", message_id, Decision.AGAIN)
    assert refused.value.code == code
    assert "make a new one" in refused.value.message
    assert (_row(message_id).state, _jobs(message_id)) == ("perhaps_sent", 1)
    _decide(acting, "area_adviser", message_id, Decision.GIVEN_UP)
    assert _row(message_id).state == "failed"


@pytest.mark.parametrize("nickname", ["second_area_adviser", "second_prime_adviser"])
def test_decision_when_somebody_else_makes_it_then_there_is_no_such_message(
    queue_as: QueueAs, acting: Acting, nickname: str
) -> None:
    message_id = queue_as("area_adviser")
    with pytest.raises(NotFound):
        _decide(acting, nickname, message_id, Decision.ARRIVED)
    assert _row(message_id).state == "perhaps_sent"


def test_decision_when_the_role_does_not_decide_then_refused(queue_as: QueueAs, acting: Acting) -> None:
    message_id = queue_as("claims_officer")
    with pytest.raises(NotPermitted):
        _decide(acting, "claims_officer", message_id, Decision.ARRIVED)


def test_worker_when_it_comes_back_after_a_decision_then_only_that_it_left_counts(
    queue_as: QueueAs, acting: Acting
) -> None:
    given_up, left = queue_as("area_adviser"), queue_as("area_adviser")
    for message_id in (given_up, left):
        _decide(acting, "area_adviser", message_id, Decision.GIVEN_UP)
    assert delivery._mark(given_up, MessageState.QUEUED, timezone.now()) == "failed"
    assert delivery._mark(left, MessageState.SENT, timezone.now()) == "sent"


def test_states_when_asked_are_told_within_the_organisation(queue_as: QueueAs, acting: Acting) -> None:
    message_id = queue_as("area_adviser")
    with acting("second_area_adviser"):
        assert message_states([message_id])[message_id].state is MessageState.PERHAPS_SENT
        assert message_states([]) == {}
    with acting("second_prime_adviser"):
        assert message_states([message_id]) == {}
