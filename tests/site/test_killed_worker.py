"""The worker is killed while it sends through a real mail server: no message is lost, none is sent twice by itself.

SIGKILL to the separate process that the service runs, at each step of handing a mail over and at random moments.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connections
from django.test import Client
from django.utils import timezone
from procrastinate.exceptions import AlreadyEnqueued

from fingerpost.files.models import FileKind
from fingerpost.files.services import store_file
from fingerpost.house.ids import new_id
from fingerpost.notices.models import Message
from fingerpost.notices.services import queue_message
from fingerpost.notices.tasks import take_up_dropped
from tests.fixtures.world import Acting, ClientAs, standing_world
from tests.notices.mail_server import Sink, mail_server
from tests.session_steps import make_one, open_one
from tests.site.test_killed_web import wait_for, with_database

MESSAGES = 12
KILLS = 4
SLOW = 0.03  # how long the server takes over each mail, so that a kill at random meets one

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("killing")]


@dataclass
class Worker:
    """The worker process of the service on this test's database, sending to a mail server of this test."""

    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    kills: list[str] = field(default_factory=list)

    def start(self) -> None:
        """Begin a worker, with what a killed one left put back into the queue."""
        _let_time_pass()
        self.process = subprocess.Popen(
            [str(Path(sys.executable).parent / "fingerpost"), "worker"],
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self, where: str = "") -> None:
        """SIGKILL, and the process is gone."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.kills.append(where)

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Deadly(Sink):
    """A mail server that kills the worker once, at one step of the conversation."""

    def __init__(self) -> None:
        super().__init__()
        self.step = ""
        self.slow = 0.0
        self.worker: Worker | None = None

    def _reached(self, step: str) -> None:
        if step == self.step and self.worker is not None:
            self.step = ""
            self.worker.kill(step)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self._reached("EHLO")
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._reached("MAIL")
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        time.sleep(self.slow)
        answer = await super().handle_DATA(server, session, envelope)
        self._reached("DATA")
        return answer

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        # The worker says goodbye once it has read that the mail was taken, and before it marks the message.
        self._reached("QUIT")
        return "221 Bye"


@pytest.fixture
def server(client_as: ClientAs) -> Iterator[Deadly]:
    """A mail server, and a worker that sends to it; the world stands."""
    handler = Deadly()
    with mail_server(handler) as port:
        environment = {
            **os.environ,
            "DATABASE_URL": with_database(
                os.environ["DATABASE_URL"], connections["default"].settings_dict["NAME"]
            ),
            "DJANGO_SETTINGS_MODULE": "fingerpost.site.settings",
            "FINGERPOST_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "FINGERPOST_SMTP_HOST": "127.0.0.1",
            "FINGERPOST_SMTP_PORT": str(port),
        }
        environment.pop("DATABASE_OWNER_URL", None)
        environment.pop("DATABASE_SYSTEM_URL", None)
        handler.worker = Worker(environment)
        yield handler
        if handler.worker.is_running():
            handler.worker.kill()


def _let_time_pass() -> None:
    """The half minute without a sign of life and the minute of the timetable, of a worker that was killed."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
    try:
        take_up_dropped.defer()
    except AlreadyEnqueued:
        return


def _queue(acting: Acting, *, with_file: bool = False) -> tuple[UUID, str]:
    """A message, committed; its id and the hash of its file."""
    with acting("area_adviser") as actor:
        now = timezone.now()
        stored = None
        if with_file:
            customer = make_one(actor, standing_world(), contact=open_one(actor, standing_world()))
            stored = store_file(
                actor=actor,
                now=now,
                kind=FileKind.PLAN_COPY,
                customer_id=customer.id,
                name="document.pdf",
                media_type="application/pdf",
                content=random.Random(4).randbytes(30_000),
            )
        message_id = queue_message(
            actor=actor,
            now=now,
            kind="plan_copy",
            way="email",
            address="somebody@example.org",
            subject="A file for you",
            body="It is in the file.",
            attachment_id=stored.id if stored else None,
        )
    return message_id, stored.sha256 if stored else ""


def _states() -> dict[UUID, str]:
    return dict(Message.objects.using("owner").values_list("id", "state"))


def _reaches(message_id: UUID, state: str) -> Callable[[], bool]:
    return lambda: _states()[message_id] == state


def _came(server: Deadly) -> Counter[str]:
    """How often each message came, by its Message-ID as it stands in the bytes."""
    return Counter(str(mail["Message-ID"]) for mail in server.mails())


def _decide(client: Client, message_id: UUID, decision: str) -> None:
    answer = client.post(
        f"/staff/messages/{message_id}/", {"decision": decision, "submission": str(new_id())}
    )
    assert answer.status_code == 302


def test_worker_when_killed_between_commit_and_send_then_one_mail(server: Deadly, acting: Acting) -> None:
    assert server.worker is not None
    message_id, sha256 = _queue(acting, with_file=True)
    server.step = "EHLO"
    server.worker.start()
    wait_for(lambda: server.worker is not None and server.worker.kills == ["EHLO"])
    assert (_states()[message_id], len(server.kept)) == ("queued", 0)
    server.worker.start()
    wait_for(_reaches(message_id, "sent"))
    [mail] = server.mails()
    [part] = list(mail.iter_attachments())
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert hashlib.sha256(content).hexdigest() == sha256


@pytest.mark.parametrize(("step", "left"), [("MAIL", 0), ("DATA", 1), ("QUIT", 1)])
def test_worker_when_killed_between_send_and_mark_then_a_person_decides_and_the_number_stays(
    server: Deadly, acting: Acting, client_as: ClientAs, step: str, left: int
) -> None:
    assert server.worker is not None
    message_id, _sha256 = _queue(acting)
    server.step = step
    server.worker.start()
    wait_for(lambda: server.worker is not None and server.worker.kills == [step])
    assert (_states()[message_id], len(server.kept)) == ("sending", left)
    # Another worker does other work, and leaves this message to a person.
    other_id, _sha256 = _queue(acting)
    server.worker.start()
    wait_for(_reaches(message_id, "perhaps_sent"))
    wait_for(_reaches(other_id, "sent"))
    number = f"<{message_id}@fingerpost.example>"
    assert _came(server)[number] == left
    client = client_as("area_adviser")
    assert "Perhaps sent" in client.get("/staff/messages/").content.decode()
    _decide(client, message_id, "again")
    wait_for(_reaches(message_id, "sent"))
    assert _came(server) == {number: left + 1, f"<{other_id}@fingerpost.example>": 1}
    contents = [each.content for each in server.kept if isinstance(each.content, bytes)]
    heads = [content.split(b"\r\n\r\n", 1)[0] for content in contents]
    assert sum(f"Message-ID: {number}".encode() in head for head in heads) == left + 1
    assert Message.objects.using("owner").get(id=message_id).attempts == 2


def test_worker_when_killed_at_random_moments_then_each_message_comes_once(
    server: Deadly, acting: Acting, client_as: ClientAs
) -> None:
    assert server.worker is not None
    moments = random.Random(40)
    queued = [_queue(acting)[0] for _ in range(MESSAGES)]
    server.slow = SLOW
    for _ in range(KILLS):
        before = len(server.kept)
        server.worker.start()
        wait_for(lambda seen=before: len(server.kept) > seen or _is_done())  # type: ignore[misc]
        time.sleep(moments.uniform(0, 3 * SLOW))
        server.worker.kill("random")
        assert max(_came(server).values()) == 1
    server.worker.start()
    wait_for(_is_done)
    states, came = _states(), _came(server)
    assert set(states.values()) <= {"sent", "perhaps_sent"}
    assert max(came.values()) == 1
    client = client_as("area_adviser")
    for message_id in queued:
        arrived = came[f"<{message_id}@fingerpost.example>"]
        if states[message_id] == "sent":
            assert arrived == 1
        else:
            _decide(client, message_id, "arrived" if arrived else "again")
    wait_for(lambda: set(_states().values()) == {"sent"})
    assert _came(server) == {f"<{message_id}@fingerpost.example>": 1 for message_id in queued}


def _is_done() -> bool:
    return not {"queued", "sending"} & set(_states().values())
