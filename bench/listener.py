"""The least that a listener can do, in a process of its own: takes notices, and tells whether their order was kept.

``python -m bench.listener`` prints its port. A GET answers how many notices came, and how many of them came after a
later one of the same customer.
"""

from __future__ import annotations

import json
import socket
import threading
from typing import BinaryIO, Final

_TAKEN: Final = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


class Counted:
    """What came: the last number of each customer, how many, how many out of order."""

    def __init__(self) -> None:
        self.last: dict[str, int] = {}
        self.came = 0
        self.out_of_order = 0

    def take(self, number: int, body: bytes) -> None:
        """Count one notice."""
        customer = json.loads(body)["CustomerId"]
        self.came += 1
        self.out_of_order += number <= self.last.get(customer, 0)
        self.last[customer] = max(number, self.last.get(customer, 0))

    def told(self) -> bytes:
        """The answer to a GET."""
        content = json.dumps({"came": self.came, "out_of_order": self.out_of_order}).encode()
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(content), content)


def main() -> None:
    """Listen until killed."""
    counted = Counted()
    with socket.create_server(("127.0.0.1", 0)) as server:
        print(server.getsockname()[1], flush=True)  # noqa: T201 - the port, for whoever started it
        while True:
            line, _address = server.accept()
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=_serve, args=(line, counted), daemon=True).start()


def _serve(line: socket.socket, counted: Counted) -> None:
    with line, line.makefile("rb") as stream:
        while True:
            asked = _read(stream)
            if asked is None:
                return
            method, number, body = asked
            if method == b"GET":
                line.sendall(counted.told())
                continue
            if number:
                counted.take(number, body)
            line.sendall(_TAKEN)


def _read(stream: BinaryIO) -> tuple[bytes, int, bytes] | None:
    """One request: its method, the notice's number (0 for none) and the body."""
    first = stream.readline()
    if not first:
        return None
    length = number = 0
    while (header := stream.readline()) not in (b"\r\n", b""):
        name, _colon, value = header.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
        elif name.lower() == b"fingerpost-notice":
            number = int(value)
    return first.partition(b" ")[0], number, stream.read(length)


if __name__ == "__main__":
    main()
