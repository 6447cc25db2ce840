"""From the transaction that wants a message to a real mail server, by the worker that the service runs."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.utils import timezone

from fingerpost.notices import delivery
from fingerpost.notices.models import Message
from fingerpost.notices.services import queue_message
from fingerpost.staff.services import acting_as
from tests.fixtures.world import standing_world
from tests.notices.mail_server import Sink

pytestmark = pytest.mark.django_db(transaction=True)


def _queue() -> UUID:
    world = standing_world()
    with acting_as(world.memberships["area_adviser"]) as actor:
        return queue_message(
            actor=actor,
            now=timezone.now(),
            kind="test",
            way="email",
            address="somebody@example.org",
            subject="Your code",
            body="123456 is your code. Łukasz",
        )


def test_worker_when_a_message_waits_then_a_mail_server_gets_it_once(
    sink: Sink, work_off: Callable[[], None]
) -> None:
    message_id = _queue()
    work_off()
    work_off()
    [envelope] = sink.kept
    assert envelope.rcpt_tos == ["somebody@example.org"]
    [sent] = sink.mails()
    assert sent["Message-ID"].startswith(f"<{message_id}@")
    assert "Łukasz" in sent.get_content()
    with delivery._delivering():
        row = Message.objects.get()
    assert (row.state, row.sealed) == ("sent", None)
