"""From the transaction that wants a message to a real mail server, by the worker that the service runs."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from socket import socket
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connections
from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.notices import delivery
from fingerpost.notices.models import Message
from fingerpost.notices.services import queue_message
from fingerpost.staff.services import acting_as
from tests.fixtures.world import standing_world

pytestmark = pytest.mark.django_db(transaction=True)


class Sink:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.kept: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.kept.append(envelope)
        return "250 kept"


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """The mail server that the deployment sends through."""
    handler = Sink()
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield handler
    controller.stop()


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


def _work_off() -> None:
    """Run the worker until nothing is left to do."""
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(queues=["notices"], wait=False, install_signal_handlers=False, listen_notify=False)
    connections.close_all()


def test_worker_when_a_message_waits_then_a_mail_server_gets_it_once(sink: Sink) -> None:
    message_id = _queue()
    _work_off()
    _work_off()
    [envelope] = sink.kept
    assert envelope.rcpt_tos == ["somebody@example.org"]
    assert isinstance(envelope.content, bytes)
    sent = message_from_bytes(envelope.content)
    assert sent["Message-ID"].startswith(f"<{message_id}@")
    body = sent.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert "Łukasz" in body.decode()
    with delivery._delivering():
        row = Message.objects.get()
    assert (row.state, row.sealed) == ("sent", None)
