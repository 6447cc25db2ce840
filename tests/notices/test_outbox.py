"""The outbox: a message and its job in one transaction, sent once, erased when sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from uuid import UUID

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone

from fingerpost.notices import delivery
from fingerpost.notices.models import Message, MessageState
from fingerpost.notices.services import queue_message
from tests.fixtures.world import Acting

pytestmark = pytest.mark.django_db

CANARY = "quince-marmalade-canary"


@pytest.fixture
def queued(acting: Acting) -> UUID:
    """One message in the outbox."""
    with acting("area_adviser") as actor:
        return queue_message(
            actor=actor,
            now=timezone.now(),
            kind="test",
            way="email",
            address=f"{CANARY}@example.org",
            subject="Your code",
            body=f"{CANARY} 123456",
        )


class Failing(BaseEmailBackend):
    """A mail server that fails in a given way; what reached it is counted."""

    problem: Exception = OSError()
    fails_to_open = False
    reached = 0

    def open(self) -> bool:
        if type(self).fails_to_open:
            raise type(self).problem
        return True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        type(self).reached += 1
        raise type(self).problem


@pytest.fixture
def failing(settings: object) -> type[Failing]:
    """Send through a server that fails."""
    settings.EMAIL_BACKEND = f"{Failing.__module__}.Failing"  # type: ignore[attr-defined]
    Failing.fails_to_open, Failing.reached = False, 0
    return Failing


def _row(message_id: UUID) -> Message:
    with delivery._delivering():
        return Message.objects.get(id=message_id)


def _deliver(message_id: UUID) -> str | None:
    return delivery.deliver_message(message_id, now=timezone.now())


def _jobs() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args::text FROM procrastinate_jobs WHERE task_name LIKE 'notices%'")
        return cursor.fetchall()


def test_queue_when_committed_then_row_is_sealed_and_job_carries_the_id_alone(queued: UUID) -> None:
    [(name, arguments)] = _jobs()
    assert (name, json.loads(arguments)) == ("notices.deliver", {"message_id": str(queued)})
    row = _row(queued)
    assert row.state == MessageState.QUEUED
    assert row.sealed is not None
    assert CANARY.encode() not in bytes(row.sealed)


def test_queue_when_rolled_back_then_neither_row_nor_job(acting: Acting) -> None:
    with acting("area_adviser") as actor, transaction.atomic():
        message_id = queue_message(
            actor=actor,
            now=timezone.now(),
            kind="test",
            way="email",
            address="a@example.org",
            subject="s",
            body="b",
        )
        transaction.set_rollback(True)
    assert _jobs() == []
    assert _deliver(message_id) is None


def test_app_when_not_delivering_then_the_outbox_is_empty_to_it(queued: UUID, acting: Acting) -> None:
    with acting("area_adviser"):
        assert not Message.objects.exists()
        assert Message.objects.update(state="failed") == 0
    assert _row(queued).state == MessageState.QUEUED
    assert not Message.objects.exists()


def test_deliver_when_sent_then_erased_and_never_sent_again(queued: UUID) -> None:
    assert [_deliver(queued) for _ in range(3)] == ["sent"] * 3
    assert len(mail.outbox) == 1
    sent = mail.outbox[0]
    assert (sent.to, sent.subject) == ([f"{CANARY}@example.org"], "Your code")
    assert str(queued) in sent.extra_headers["Message-ID"]
    row = _row(queued)
    assert (row.sealed, row.attempts) == (None, 1)


def test_deliver_when_killed_after_handing_over_then_perhaps_sent_and_not_sent_again(
    queued: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object) -> str:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(delivery, "_mark", die)
        with pytest.raises(Killed):
            _deliver(queued)
    assert len(mail.outbox) == 1
    assert _row(queued).state == MessageState.SENDING
    assert [_deliver(queued) for _ in range(2)] == ["perhaps_sent"] * 2
    assert len(mail.outbox) == 1


def test_deliver_when_connection_breaks_midway_then_perhaps_sent(
    queued: UUID, failing: type[Failing]
) -> None:
    failing.problem = SMTPServerDisconnected("gone")
    assert [_deliver(queued) for _ in range(2)] == ["perhaps_sent"] * 2
    assert failing.reached == 1


@pytest.mark.parametrize(
    ("problem", "to_open"),
    [(OSError("refused"), True), (SMTPDataError(451, b"later"), False)],
    ids=["no_connection", "not_now"],
)
def test_deliver_when_it_certainly_did_not_leave_then_tried_again_and_given_up(
    queued: UUID, failing: type[Failing], problem: Exception, to_open: bool
) -> None:
    failing.problem, failing.fails_to_open = problem, to_open
    for _ in range(delivery.MOST_ATTEMPTS - 1):
        with pytest.raises(delivery.TryAgain):
            _deliver(queued)
        assert _row(queued).state == MessageState.QUEUED
    assert _deliver(queued) == "failed"
    assert _row(queued).sealed is None


def test_deliver_when_address_is_refused_for_good_then_failed_at_once(
    queued: UUID, failing: type[Failing]
) -> None:
    failing.problem = SMTPRecipientsRefused({"x": (550, b"unknown")})
    assert _deliver(queued) == "failed"


def test_deliver_when_too_late_then_not_sent(acting: Acting) -> None:
    now = timezone.now()
    with acting("area_adviser") as actor:
        message_id = queue_message(
            actor=actor,
            now=now,
            kind="test",
            way="text",
            address="07700900123",
            subject="s",
            body="b",
            not_after=now + timedelta(minutes=10),
        )
    assert delivery.deliver_message(message_id, now=now + timedelta(minutes=11)) == "failed"
    assert mail.outbox == []
    assert _row(message_id).sealed is None


def test_tidy_when_a_worker_was_killed_long_ago_then_perhaps_sent_and_later_erased(queued: UUID) -> None:
    now = timezone.now()
    with delivery._delivering():
        Message.objects.filter(id=queued).update(state=MessageState.SENDING, state_at=now)
    assert delivery.tidy_outbox(now=now + timedelta(minutes=14)) == 0
    assert delivery.tidy_outbox(now=now + timedelta(minutes=15)) == 1
    assert _row(queued).state == MessageState.PERHAPS_SENT
    assert _row(queued).sealed is not None
    assert delivery.tidy_outbox(now=now + timedelta(days=8)) == 1
    assert _row(queued).sealed is None


def test_text_when_mail_goes_by_smtp_then_kept_in_the_sink(
    acting: Acting, settings: object, tmp_path: object
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_FILE_PATH = str(tmp_path)  # type: ignore[attr-defined]
    with acting("area_adviser") as actor:
        message_id = queue_message(
            actor=actor,
            now=timezone.now(),
            kind="test",
            way="text",
            address="07700900123",
            subject="s",
            body="in the sink",
        )
    assert _deliver(message_id) == "sent"
    [kept] = list(tmp_path.iterdir())  # type: ignore[attr-defined]
    assert "in the sink" in kept.read_text()
