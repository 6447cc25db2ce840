"""A listener of notices on this machine: a real server in a thread, which answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

OK, REFUSED = 200, 422


@dataclass(frozen=True, slots=True)
class Notice:
    """What came, as it came."""

    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> dict[str, Any]:
        """The body, read."""
        found: dict[str, Any] = json.loads(self.raw)
        return found

    @property
    def number(self) -> int:
        """The notice's number."""
        return int(self.headers["fingerpost-notice"])


@dataclass(slots=True)
class Receiver:
    """What came so far, in order; ``answers`` says the status of each, and may wait."""

    url: str
    came: list[Notice] = field(default_factory=list)
    answers: Callable[[Notice], int] = lambda _notice: OK
    location: str = ""

    @property
    def taken(self) -> list[dict[str, Any]]:
        """The bodies that came."""
        return [each.body for each in self.came]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Listen until the block ends."""
    receiver = Receiver("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            notice = Notice({name.lower(): value for name, value in self.headers.items()}, raw)
            receiver.came.append(notice)
            status = REFUSED if json.loads(raw or b"null") is None else receiver.answers(notice)
            self.send_response(status)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A worker that was killed hangs up: nothing to tell."""

    with Server(("127.0.0.1", 0), Handler) as server:
        receiver.url = f"http://127.0.0.1:{server.server_port}/api/URLEndpoint"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()
