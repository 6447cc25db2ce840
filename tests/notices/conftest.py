"""What the tests of the outbox share: a mail server that the deployment sends through, and the worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections
from procrastinate.contrib.django import app

from tests.notices.mail_server import Sink, mail_server


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """The mail server that the deployment sends through."""
    handler = Sink()
    with mail_server(handler) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = port
        yield handler


@pytest.fixture
def work_off() -> Callable[[], None]:
    """Runs the worker until nothing is left to do."""

    def work() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
            working.run_worker(
                queues=["notices"], wait=False, install_signal_handlers=False, listen_notify=False
            )
        connections.close_all()

    return work
