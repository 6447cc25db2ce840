"""A real mail server on this machine that keeps what it is given, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from socket import socket

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """Keeps every mail; a subclass does more before it answers."""

    def __init__(self) -> None:
        self.kept: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.kept.append(envelope)
        return "250 kept"

    def mails(self) -> list[EmailMessage]:
        """What came, read as mail, in the order in which it came."""
        return [_read(envelope) for envelope in self.kept]


def _read(envelope: Envelope) -> EmailMessage:
    assert isinstance(envelope.content, bytes)
    read = BytesParser(policy=policy.default).parsebytes(envelope.content)
    assert isinstance(read, EmailMessage)
    return read


@contextmanager
def mail_server(handler: Sink) -> Iterator[int]:
    """Run a server with this handler; gives its port."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
