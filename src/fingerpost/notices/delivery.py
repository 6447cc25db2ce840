"""Sends what the outbox holds. Each step is its own transaction; nothing is ever sent twice by itself.

A message is marked as being sent before it leaves. Whoever finds it so marked can't know whether it left: it
becomes "perhaps sent" and waits for a person.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from enum import StrEnum
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.db import connection, transaction

from fingerpost.files.models import StoredFile
from fingerpost.files.queries import DamagedFile, read_file
from fingerpost.house.errors import NotFound
from fingerpost.notices.models import Message, MessageState, Way
from fingerpost.notices.sealing import Letter, unseal

_LOG = logging.getLogger(__name__)

PURPOSE: Final = "deliver_notices"
MOST_ATTEMPTS: Final = 5
STUCK_AFTER: Final = timedelta(minutes=15)
UNDECIDED_FOR: Final = timedelta(days=7)
_FILE_SINK: Final = "fingerpost.notices.sink.PrivateFiles"
_SMTP: Final = "django.core.mail.backends.smtp.EmailBackend"
_TEXT_DOMAIN: Final = "text-message.invalid"
_PERMANENT: Final = 500
_REFUSED: Final = (
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPHeloError,
    SMTPDataError,
    SMTPNotSupportedError,
)


class TryAgain(Exception):
    """The message certainly did not leave; the worker tries it later."""


class _Came(StrEnum):
    SENT = "sent"
    NOT_NOW = "not_now"
    NEVER = "never"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class _Attachment:
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Claimed:
    letter: Letter
    way: str
    attempts: int
    attachment: _Attachment | None


def deliver_message(message_id: UUID, *, now: datetime) -> str | None:
    """Send one message and return how it stands; None where somebody else is at it or there is none.

    The connection comes before the mark, so that only a worker killed while the message is handed over leaves a
    doubt. Raises TryAgain where it certainly did not leave and tries are left.
    """
    with _delivering():
        waiting = _find_waiting(message_id, now)
    if not isinstance(waiting, Message):
        return waiting
    backend = _backend(waiting.way)
    try:
        _open(backend)
    except (SMTPException, OSError):
        _close(backend)
        return _not_now(message_id, now)
    try:
        claimed = _claim(message_id, now)
        if not isinstance(claimed, _Claimed):
            return claimed
        came = _hand_over(backend, _mail(message_id, claimed))
    finally:
        _close(backend)
    if came is _Came.SENT:
        return _mark(message_id, MessageState.SENT, now)
    if came is _Came.UNKNOWN:
        return _mark(message_id, MessageState.PERHAPS_SENT, now)
    if came is _Came.NEVER:
        return _mark(message_id, MessageState.FAILED, now)
    return _try_again(_mark(message_id, _after(claimed.attempts), now))


def tidy_outbox(*, now: datetime) -> int:
    """Put right what a killed worker left, and erase what nobody decided on; returns how many were changed."""
    with _delivering():
        stuck = Message.objects.filter(state=MessageState.SENDING, state_at__lte=now - STUCK_AFTER).update(
            state=MessageState.PERHAPS_SENT, state_at=now
        )
        late = Message.objects.filter(state=MessageState.QUEUED, not_after__lt=now).update(
            state=MessageState.FAILED, sealed=None, state_at=now
        )
        undecided = Message.objects.filter(
            state=MessageState.PERHAPS_SENT, state_at__lte=now - UNDECIDED_FOR, sealed__isnull=False
        ).update(sealed=None)
    return stuck + late + undecided


def _find_waiting(message_id: UUID, now: datetime) -> Message | str | None:
    """The message, locked, where it waits to be sent; else how it stands, put right where nobody else will."""
    message = Message.objects.select_for_update(skip_locked=True).filter(id=message_id).first()
    if message is None:
        return None
    if message.state == MessageState.SENDING:
        # Whoever marked it did not come back to say whether it left.
        return _set(message, MessageState.PERHAPS_SENT, now)
    if message.state != MessageState.QUEUED or message.sealed is None:
        return message.state
    if message.not_after is not None and message.not_after < now:
        return _set(message, MessageState.FAILED, now)
    return message


def _claim(message_id: UUID, now: datetime) -> _Claimed | str | None:
    """Mark a waiting message as being sent and open it; else say how it stands."""
    with _delivering():
        message = _find_waiting(message_id, now)
        if not isinstance(message, Message) or message.sealed is None:
            return message if isinstance(message, str) else None
        try:
            attachment = _attachment(message.attachment_id)
        except (NotFound, DamagedFile):
            # Without its file, or with another, it must not leave, now or later.
            _LOG.exception("The file of message %s can't be read; it was not sent.", message_id)
            return _set(message, MessageState.FAILED, now)
        message.attempts += 1
        _set(message, MessageState.SENDING, now)
        return _Claimed(unseal(bytes(message.sealed)), message.way, message.attempts, attachment)


def _attachment(file_id: UUID | None) -> _Attachment | None:
    if file_id is None:
        return None
    content = read_file(file_id)
    facts = StoredFile.objects.get(id=file_id)
    return _Attachment(facts.name, facts.media_type, content)


def _not_now(message_id: UUID, now: datetime) -> str | None:
    """Nothing left, for want of a connection. It counts as a try."""
    with _delivering():
        message = _find_waiting(message_id, now)
        if not isinstance(message, Message):
            return message
        message.attempts += 1
        state = _set(message, _after(message.attempts), now)
    return _try_again(state)


def _after(attempts: int) -> MessageState:
    """How a message stands that did not leave at its so-manieth try."""
    return MessageState.FAILED if attempts >= MOST_ATTEMPTS else MessageState.QUEUED


def _try_again(state: str) -> str:
    if state == MessageState.QUEUED:
        raise TryAgain
    return state


def _mark(message_id: UUID, state: MessageState, now: datetime) -> str:
    """Say what became of a message. Where somebody decided on it meanwhile, only that it left overrules them."""
    with _delivering():
        message = Message.objects.select_for_update().get(id=message_id)
        if message.state != MessageState.SENDING and state is not MessageState.SENT:
            return message.state
        return _set(message, state, now)


def _set(message: Message, state: MessageState, now: datetime) -> str:
    if state in {MessageState.SENT, MessageState.FAILED}:
        message.sealed = None
    message.state = state
    message.state_at = now
    message.save(update_fields=["state", "state_at", "sealed", "attempts"])
    return str(state.value)


def _hand_over(backend: BaseEmailBackend, mail: EmailMessage) -> _Came:
    """Hand one letter over a connection that stands, and say what is known of it."""
    try:
        return _Came.SENT if backend.send_messages([mail]) else _Came.NOT_NOW
    except _REFUSED as refusal:
        return _Came.NEVER if _is_permanent(refusal) else _Came.NOT_NOW
    except (SMTPException, OSError):
        return _Came.UNKNOWN


def _open(backend: BaseEmailBackend) -> None:
    """Connect and exchange greetings, so that what follows the mark is the message alone."""
    backend.open()
    if isinstance(backend, SmtpBackend) and backend.connection is not None:
        backend.connection.ehlo_or_helo_if_needed()


def _close(backend: BaseEmailBackend) -> None:
    """End the connection; that it is broken already changes nothing of what was handed over."""
    try:
        backend.close()
    except (SMTPException, OSError):
        return


def _backend(way: str) -> BaseEmailBackend:
    """Mail goes where the deployment says. Text messages have no carrier yet and stay in the file sink."""
    if way == Way.TEXT and settings.EMAIL_BACKEND == _SMTP:
        backend: BaseEmailBackend = get_connection(_FILE_SINK, file_path=settings.EMAIL_FILE_PATH)
        return backend
    default: BaseEmailBackend = get_connection()
    return default


def _mail(message_id: UUID, claimed: _Claimed) -> EmailMessage:
    """The message with an id that stays the same however often it is tried, and its file as it is kept."""
    letter = claimed.letter
    address = f"{letter.address}@{_TEXT_DOMAIN}" if claimed.way == Way.TEXT else letter.address
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]
    mail = EmailMessage(
        subject=letter.subject,
        body=letter.body,
        to=[address],
        headers={"Message-ID": f"<{message_id}@{domain}>"},
    )
    if claimed.attachment is not None:
        mail.attach(_part(claimed.attachment))
    return mail


def _part(attachment: _Attachment) -> MIMEBase:
    """A file as a part of a mail: its very bytes in base64, whatever its type; nothing reads or wraps them anew."""
    main, _slash, sub = attachment.media_type.partition("/")
    part = MIMEBase(main, sub)
    part.set_payload(attachment.content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=attachment.name)
    return part


def _is_permanent(refusal: SMTPException) -> bool:
    """Whether the other side said that trying again is of no use."""
    if isinstance(refusal, SMTPRecipientsRefused):
        return all(code >= _PERMANENT for code, _words in refusal.recipients.values())
    if isinstance(refusal, SMTPResponseException):
        return refusal.smtp_code >= _PERMANENT
    return True


@contextmanager
def _delivering() -> Iterator[None]:
    """A transaction that may read the outbox; the purpose ends with it."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('fingerpost.purpose', %s, true)", [PURPOSE])
        yield
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('fingerpost.purpose', '', true)")
