"""What a push trusts of a listener: where its name leads, how long it takes, and what it answers."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from fingerpost.dss.notices.listeners import NotAllowed, connect, place_of, why_not
from fingerpost.dss.notices.sending import Line
from fingerpost.dss.wire.pushing import MOST_TRIES, NO_ANSWER, WAITS_SECONDS
from tests.dss.notices.receiver import receiving

BODY = b'{"CustomerId":"x"}'


@contextmanager
def saying(*parts: bytes, pause: float = 0.0, hang_up_after: int = 0) -> Iterator[str]:
    """A listener that says these bytes whatever it is told, slowly where there is a pause."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        ended = threading.Event()

        def serve() -> None:
            while not ended.is_set():
                try:
                    line, _address = server.accept()
                except OSError:
                    return
                with line:
                    line.recv(65_536)
                    for part in parts:
                        if ended.wait(pause):
                            return
                        try:
                            line.sendall(part)
                        except OSError:
                            break

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        ended.set()
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def pushed(url: str, *, seconds: float = 5.0) -> int:
    with Line(place_of(url), answer_seconds=seconds) as line:
        return line.push(BODY, {})


def leads_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *_args, **_more: [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in addresses
        ],
    )


@pytest.mark.parametrize(
    "address", ["10.0.0.7", "127.0.0.1", "169.254.169.254", "100.64.0.1", "fd00::1", "::1"]
)
def test_name_when_it_leads_into_a_private_network_then_nothing_is_connected(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    leads_to(monkeypatch, "93.184.216.34", address)
    place = place_of("https://listener.example/notices")
    with pytest.raises(NotAllowed):
        connect(place, seconds=0.1)
    assert pushed("https://listener.example/notices") == NO_ANSWER


@pytest.mark.parametrize(
    ("address", "may_stand"),
    [
        ("93.184.216.34", True),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - nothing listens here: it is refused
        ("224.0.0.1", False),
        ("239.1.2.3", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("2606:2800:220:1::1", True),
        ("::", False),
        ("fe80::1", False),
        ("fec0::1", False),
        ("fd00::1", False),
        ("ff0e::1", False),
        # IPv4-compatible, whatever it stands for.
        ("::10.0.0.1", False),
        ("::93.184.216.34", False),
        # Mapped, translated (NAT64) and 6to4: as the address within.
        ("::ffff:10.0.0.1", False),
        ("::ffff:224.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("::ffff:0:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::e000:1", False),
        ("64:ff9b::5db8:d822", True),
        ("64:ff9b:1::a00:1", False),
        ("2002:a00:1::", False),
        ("2002:5db8:d822::", True),
        # Teredo.
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
    ],
)
def test_address_when_it_is_no_machine_on_the_internet_then_refused_typed_or_looked_up(
    monkeypatch: pytest.MonkeyPatch, address: str, may_stand: bool
) -> None:
    host = f"[{address}]" if ":" in address else address
    assert (not why_not(f"https://{host}/notices")) is may_stand
    dialled: list[str] = []

    def dial(where: tuple[str, int], **_more: object) -> socket.socket:
        dialled.append(where[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", dial)
    leads_to(monkeypatch, address)
    with pytest.raises(ConnectionRefusedError if may_stand else NotAllowed):
        connect(place_of("https://listener.example/notices"), seconds=0.1)
    assert dialled == [address] * may_stand


def test_setting_when_listeners_are_open_then_http_and_private_addresses_may_stand(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert why_not("http://listener.example/")
    assert why_not("https://192.168.4.4/")
    settings.DSS_OPEN_LISTENERS = True
    assert not why_not("http://listener.example/")
    assert not why_not("https://192.168.4.4/")
    leads_to(monkeypatch, "127.0.0.1")
    with pytest.raises(ConnectionError):
        connect(place_of("http://listener.example:9/"), seconds=1)


def test_answer_when_it_dribbles_then_given_up_in_time() -> None:
    begun = time.monotonic()
    with saying(*[b"x"] * 100, pause=0.05) as url:
        assert pushed(url, seconds=0.3) == NO_ANSWER
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("said", [b"", b"no http at all\r\n\r\n", b"HTTP/1.1 999999 ?\r\n\r\n"])
def test_answer_when_it_is_none_then_a_try_without_answer(said: bytes) -> None:
    with saying(said) as url:
        assert pushed(url) == NO_ANSWER


def test_answer_when_endless_then_its_status_counts_and_the_rest_is_left() -> None:
    head = b"HTTP/1.1 202 Accepted\r\nContent-Length: 100000000\r\n\r\n"
    with saying(head + b"x" * 70_000) as url:
        assert pushed(url) == 202


def test_line_when_the_other_end_hung_up_meanwhile_then_dialled_again() -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    with saying(answer) as url, Line(place_of(url)) as line:
        # It hangs up after each answer without saying so.
        assert [line.push(BODY, {}) for _ in range(3)] == [200, 200, 200]


def test_line_when_it_is_kept_open_then_everything_comes_in_order() -> None:
    with receiving() as receiver, Line(place_of(receiver.url)) as line:
        assert {line.push(BODY, {"Fingerpost-Notice": str(number)}) for number in range(20)} == {200}
    assert [each.number for each in receiver.came] == list(range(20))


def test_schedule_is_that_of_the_wire() -> None:
    assert WAITS_SECONDS == (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048)
    assert MOST_TRIES == 13
