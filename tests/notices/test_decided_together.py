"""Two people decide on one message in the same moment: real transactions on two connections."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connections
from django.utils import timezone

from fingerpost.house.errors import Conflict
from fingerpost.notices.models import Message
from fingerpost.notices.services import Decision, decide_message, queue_message
from fingerpost.staff.services import acting_as
from tests.fixtures.world import Acting, standing_world


@pytest.mark.django_db(transaction=True)
def test_message_when_two_decide_at_once_then_the_second_is_told_and_it_is_sent_once(acting: Acting) -> None:
    with acting("area_adviser") as actor:
        message_id = queue_message(
            actor=actor,
            now=timezone.now(),
            kind="test",
            way="email",
            address="somebody@example.org",
            subject="Something for you",
            body="Words",
        )
    Message.objects.using("owner").filter(id=message_id).update(state="perhaps_sent", attempts=1)
    memberships = standing_world().memberships
    has_decided = Event()

    def decide(nickname: str, *, waits: bool) -> str:
        try:
            with acting_as(memberships[nickname]) as actor:
                if waits:
                    assert has_decided.wait(10)
                decide_message(
                    actor=actor, now=timezone.now(), message_id=message_id, decision=Decision.AGAIN
                )
                has_decided.set()
                if not waits:
                    time.sleep(0.5)  # not committed yet: the other one has to wait for what becomes of it
        except Conflict as refused:
            return refused.code
        finally:
            connections.close_all()
        return "decided"

    with ThreadPoolExecutor(2) as threads:
        answers = [
            threads.submit(decide, "area_adviser", waits=False),
            threads.submit(decide, "compliance", waits=True),
        ]
        assert [one.result() for one in answers] == ["decided", "message_decided_already"]
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE args->>'message_id' = %s", [str(message_id)]
        )
        assert cursor.fetchone() == (2,)  # when it was queued, and once more
        cursor.execute("SELECT count(*) FROM house_event WHERE kind = 'message.again'")
        assert cursor.fetchone() == (1,)
