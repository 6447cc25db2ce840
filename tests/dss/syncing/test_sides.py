"""The other service over the network: whom its key is sent to, and whom never."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from fingerpost.dss.syncing.carrying import Carrier
from fingerpost.dss.syncing.reporting import Report
from fingerpost.dss.syncing.sides import There, Unreachable
from fingerpost.site.console import app as console
from fingerpost.site.failures import StartFailure
from tests.dss.syncing.fakes import Memory, Notes

KEY = "0f1e2d3c"
REACHED = "This far and no further."


@dataclass
class Server:
    """A service on this machine that answers everything alike."""

    address: str = ""
    status: int = 200
    location: str = ""
    came: list[str] = field(default_factory=list)


@contextmanager
def serving() -> Iterator[Server]:
    """Serve until the block ends."""
    told = Server()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            told.came.append(f"{self.command} {self.path}")
            self.send_response(told.status)
            if told.location:
                self.send_header("Location", told.location + self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST = answer

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_answer_when_a_redirect_then_nobody_else_is_sent_the_key_and_the_customer_stays_due(
    status: int,
) -> None:
    with serving() as moved, serving() as elsewhere:
        moved.status, moved.location = status, elsewhere.address
        there = There(moved.address, KEY, "0000000997")
        try:
            assert there.ask("GET", "/customers/api/Customers/x").status == status
            assert there.ask("POST", "/customers/api/Customers", {"Title": 1}).status == status
            carrier = Carrier(there, Memory(), Notes(), Report("pull"), b"key", lambda *_: frozenset())
            with pytest.raises(Unreachable):
                carrier.carry_customer(str(uuid4()))
        finally:
            there.close()
        assert len(moved.came) == 3
        assert elsewhere.came == []


def on_the_console(monkeypatch: pytest.MonkeyPatch, way: str, remote: str) -> tuple[int, str]:
    """Exit status, and what was said beside the output. Whatever goes as far as the database ends there."""

    def end(_deployment: object) -> None:
        raise StartFailure(REACHED)

    monkeypatch.setattr("fingerpost.site.database_start.database_for", end)
    named = ["--remote", remote, "--key", KEY, "--touchpoint", "0000000997"]
    done = CliRunner().invoke(console, ["dss", way, *named])
    assert KEY not in done.output
    return done.exit_code, done.stderr


@pytest.mark.parametrize("way", ["pull", "push"])
@pytest.mark.parametrize(
    "remote", ["http://there.example", "http://10.0.0.7:8000", "http://localhost.example"]
)
def test_remote_when_it_would_be_asked_in_clear_then_status_2_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, way: str, remote: str
) -> None:
    monkeypatch.delenv("FINGERPOST_DSS_OPEN_LISTENERS", raising=False)
    said = (
        f"fingerpost: Write '{remote}' with https://, or the key and whole records would go there in clear.\n"
    )
    assert on_the_console(monkeypatch, way, remote) == (2, said)
    monkeypatch.setenv("FINGERPOST_DSS_OPEN_LISTENERS", "yes")
    assert on_the_console(monkeypatch, way, remote) == (2, f"fingerpost: {REACHED}\n")


@pytest.mark.parametrize(
    "remote",
    ["https://there.example/gateway", "http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]"],
)
def test_remote_when_it_is_asked_under_cover_or_on_this_machine_then_taken(
    monkeypatch: pytest.MonkeyPatch, remote: str
) -> None:
    monkeypatch.delenv("FINGERPOST_DSS_OPEN_LISTENERS", raising=False)
    assert on_the_console(monkeypatch, "pull", remote) == (2, f"fingerpost: {REACHED}\n")


@pytest.mark.parametrize(
    "remote",
    [
        "ftp://there.example",
        "https://",
        "http://[::1",
        "https://there.example:99999",
        "http://localhost@there.example",
    ],
)
def test_remote_when_it_is_no_address_then_status_2_and_how_to_write_it(
    monkeypatch: pytest.MonkeyPatch, remote: str
) -> None:
    status, said = on_the_console(monkeypatch, "push", remote)
    assert status == 2
    assert "is no address of a service. Write it as https://host." in said
