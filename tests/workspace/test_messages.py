"""Messages that perhaps were sent: what the page shows, what a decision does, and what it never says."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

import fingerpost
from fingerpost.demo.world import World
from fingerpost.house.ids import new_id
from fingerpost.house.models import Event, Read
from fingerpost.notices import delivery
from fingerpost.notices.models import Message
from fingerpost.notices.services import queue_message
from fingerpost.workspace.messages.words import KINDS
from tests.fixtures.world import Acting, ClientAs
from tests.session_steps import make_one, open_one

pytestmark = pytest.mark.django_db

LIST = "/staff/messages/"
CANARY = "quince-marmalade-canary"
QUERIES = 10
Queue = Callable[..., UUID]


@pytest.fixture
def queue(acting: Acting, world: World) -> Queue:
    """Queues a message about a customer as somebody, and leaves it in a state."""

    def queue_one(
        nickname: str = "area_adviser",
        *,
        state: str = "perhaps_sent",
        family: str = "",
        kind: str = "identity_code",
        **parts: Any,
    ) -> UUID:
        with acting(nickname) as actor:
            if family:
                contact = open_one(actor, world)
                parts["customer_id"] = make_one(actor, world, given="Tess", family=family, contact=contact).id
            message_id = queue_message(
                actor=actor,
                now=timezone.now(),
                kind=kind,
                way="email",
                address=f"{CANARY}@example.org",
                subject="Something for you",
                body=CANARY,
                **parts,
            )
        with delivery._delivering():
            Message.objects.filter(id=message_id).update(state=state, attempts=1)
        return message_id

    return queue_one


def _words(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def _state(message_id: UUID) -> str:
    with delivery._delivering():
        return Message.objects.get(id=message_id).state


def _sent(decision: str) -> dict[str, str]:
    return {"decision": decision, "submission": str(new_id())}


def test_list_when_nothing_waits_then_says_so(client_as: ClientAs, world: World) -> None:
    words = _words(client_as("area_adviser").get(LIST))
    assert "No message waits for you." in words
    assert "Every message of the past week was sent, or still waits." in words
    assert "Messages that perhaps were not sent" not in _words(client_as("area_adviser").get("/staff/"))


def test_list_when_messages_wait_then_tells_what_and_about_whom_and_nothing_of_the_words(
    client_as: ClientAs, acting: Acting, queue: Queue
) -> None:
    message_id = queue(family="Placeholder")
    queue(state="failed", family="Otherwise")
    client = client_as("area_adviser")
    page = client.get(LIST)
    words = _words(page)
    assert "One-time code, Tess Placeholder" in words
    assert "Tess Otherwise" in words
    decide = client.get(f"{LIST}{message_id}/")
    assert "Tess Placeholder" in _words(decide)
    with acting("area_adviser"):
        assert Read.objects.filter(what="message").count() == 1  # that the customer's was looked at is kept
    for answer in (page, decide):
        assert CANARY not in answer.content.decode()


def test_list_when_the_reader_may_not_see_the_customer_then_the_message_stands_without_a_name(
    client_as: ClientAs, queue: Queue, acting: Acting, world: World
) -> None:
    with acting("area_adviser") as actor:
        customer = make_one(actor, world, given="Una", family="Unproved", evidence=())
    message_id = queue(customer_id=customer.id)
    client = client_as("returns_manager")
    for path in (LIST, f"{LIST}{message_id}/"):
        words = _words(client.get(path))
        assert "One-time code" in words
        assert "Ada Whitlock" in words
        assert "Unproved" not in words


def test_list_when_a_concern_was_raised_then_nobody_else_reads_by_whom(
    client_as: ClientAs, queue: Queue
) -> None:
    queue(kind="concern_raised")
    words = _words(client_as("compliance").get(LIST))
    assert "Notice to a colleague" in words
    assert "concern" not in words.replace("Raise a concern", "").lower()
    assert "Whitlock" not in words
    assert "Notice to a colleague" in _words(client_as("area_adviser").get(LIST))


@pytest.mark.parametrize(
    ("decision", "state", "said"),
    [
        ("arrived", "sent", "Kept as sent."),
        ("again", "queued", "It is sent again, under the same number."),
        ("given_up", "failed", "Kept as not sent."),
    ],
)
def test_decision_when_sent_twice_then_acts_once_and_both_lead_to_the_list(
    client_as: ClientAs, acting: Acting, queue: Queue, decision: str, state: str, said: str
) -> None:
    message_id = queue()
    client = client_as("area_adviser")
    sent = _sent(decision)
    answers = [client.post(f"{LIST}{message_id}/", sent) for _ in range(2)]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, LIST)] * 2
    assert said in _words(client.get(LIST))
    assert _state(message_id) == state
    with acting("area_adviser"):
        assert Event.objects.filter(kind=f"message.{decision}").count() == 1


def test_decision_when_none_is_made_then_asked_for_and_nothing_changed(
    client_as: ClientAs, queue: Queue
) -> None:
    message_id = queue()
    answer = client_as("area_adviser").post(f"{LIST}{message_id}/", {"submission": str(new_id())})
    assert answer.status_code == 422
    assert "Select what you decide" in _words(answer)
    assert _state(message_id) == "perhaps_sent"


def test_decision_when_it_is_too_late_then_sending_is_not_offered_and_says_what_to_do(
    client_as: ClientAs, queue: Queue
) -> None:
    message_id = queue(not_after=timezone.now() - timedelta(minutes=1))
    client = client_as("area_adviser")
    words = _words(client.get(f"{LIST}{message_id}/"))
    assert "It can't be sent again. The time in which it could be sent is over." in words
    assert "make a new one" in words
    assert "Send it again" not in words
    assert client.post(f"{LIST}{message_id}/", _sent("again")).status_code == 422
    assert _state(message_id) == "perhaps_sent"
    assert client.post(f"{LIST}{message_id}/", _sent("given_up")).status_code == 302


def test_decision_when_a_colleague_decided_first_then_there_is_nothing_left_to_decide(
    client_as: ClientAs, queue: Queue
) -> None:
    message_id = queue()
    assert client_as("compliance").post(f"{LIST}{message_id}/", _sent("arrived")).status_code == 302
    answer = client_as("area_adviser").post(f"{LIST}{message_id}/", _sent("again"))
    assert answer.status_code == 404
    assert "Perhaps somebody decided on it already." in _words(answer)
    assert _state(message_id) == "sent"


@pytest.mark.parametrize("nickname", ["second_area_adviser", "second_prime_adviser"])
def test_decision_when_it_is_nobodys_of_theirs_then_not_found(
    client_as: ClientAs, queue: Queue, nickname: str
) -> None:
    message_id = queue()
    client = client_as(nickname)
    assert client.get(f"{LIST}{message_id}/").status_code == 404
    assert client.post(f"{LIST}{message_id}/", _sent("arrived")).status_code == 404
    assert _state(message_id) == "perhaps_sent"


def test_today_when_messages_wait_then_a_line_leads_to_them(client_as: ClientAs, queue: Queue) -> None:
    queue()
    queue()
    queue(state="failed")
    for nickname, shown in (("area_adviser", True), ("compliance", True), ("second_area_adviser", False)):
        client = client_as(nickname)
        page = client.get("/staff/")
        assert ("Messages that perhaps were not sent" in _words(page)) is shown
        assert ("To decide on: 2" in _words(page)) is shown
        assert ("Could not be sent in the past week: 1" in _words(page)) is shown
    assert f'href="{LIST}"' in page.content.decode()


def test_list_when_there_are_many_then_a_page_at_a_time_in_as_many_queries(
    client_as: ClientAs, queue: Queue, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_as("area_adviser")
    queue(family="Placeholder")
    queue(state="failed")
    client.get(LIST)
    with django_assert_num_queries(QUERIES):
        few = client.get(LIST)
    for _ in range(25):
        queue()
        queue(state="failed")
    queue(family="Otherwise")
    with django_assert_num_queries(QUERIES):
        many = client.get(LIST)
    assert _words(few).count("One-time code") == 2
    assert _words(many).count("One-time code") == 40
    assert "There are more; these are the latest." in _words(many)
    assert _words(client.get(f"{LIST}?page=2")).count("One-time code") == 7


def test_every_kind_of_message_that_a_room_queues_has_words() -> None:
    queued = set()
    for path in Path(fingerpost.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "queue_message":
                kinds = [word.value for word in node.keywords if word.arg == "kind"]
                assert kinds, f"{path.name} queues a message of no kind"
                assert isinstance(kinds[0], ast.Constant), (
                    f"{path.name}: a kind is written where it is queued"
                )
                queued.add(kinds[0].value)
    assert len(queued) >= 4
    assert queued <= set(KINDS), queued - set(KINDS)
