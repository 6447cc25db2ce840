"""Pushes notices to one listener over one connection that is kept open; follows no redirect, trusts no answer."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from types import TracebackType
from typing import Final, Self

from fingerpost.dss.notices.listeners import Place, connect
from fingerpost.dss.wire.pushing import NO_ANSWER

CONNECT_SECONDS: Final = 3.0
ANSWER_SECONDS: Final = 10.0
"""The whole of one try, however slowly a listener dribbles."""
_MOST_READ: Final = 65_536


class Line:
    """A connection to one listener. Use as a context manager."""

    def __init__(
        self,
        place: Place,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        self._place = place
        self._connect_seconds = connect_seconds
        self._answer_seconds = answer_seconds
        self._trusted = trusted
        self._open: HTTPConnection | None = None
        self._is_late = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def push(self, body: bytes, headers: Mapping[str, str]) -> int:
        """POST a body and return the status of the answer; 0 where none came.

        A connection that was kept open may have been closed at the other end meanwhile: then once more over a
        new one. A redirect is an answer like any other that is no success.
        """
        was_open = self._is_open()
        try:
            return self._push(body, headers)
        except ConnectionError:
            self.close()
            if not was_open or self._is_late:
                return NO_ANSWER
        except (OSError, HTTPException):
            self.close()
            return NO_ANSWER
        try:
            return self._push(body, headers)
        except (OSError, HTTPException):
            self.close()
            return NO_ANSWER

    def _is_open(self) -> bool:
        return self._open is not None and self._open.sock is not None

    def _push(self, body: bytes, headers: Mapping[str, str]) -> int:
        self._is_late = False
        line = self._open if self._open is not None and self._is_open() else self._dial()
        self._open = line
        ended = threading.Timer(self._answer_seconds, self._hang_up, [line.sock])
        ended.daemon = True
        ended.start()
        try:
            line.request("POST", self._place.target, body=body, headers={**headers})
            answer = line.getresponse()
            answer.read(_MOST_READ)
            if not answer.isclosed():
                self.close()
            return answer.status
        finally:
            ended.cancel()

    def _hang_up(self, connected: socket.socket | None) -> None:
        """End a try that takes too long, from beside it."""
        self._is_late = True
        if connected is not None:
            with contextlib.suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)

    def _dial(self) -> HTTPConnection:
        connected = connect(self._place, seconds=self._connect_seconds)
        connected.settimeout(self._answer_seconds)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._place.is_https:
            trusted = self._trusted or ssl.create_default_context()
            try:
                connected = trusted.wrap_socket(connected, server_hostname=self._place.host)
            except OSError:
                connected.close()
                raise
        line = HTTPConnection(self._place.host, self._place.port)
        line.auto_open = 0
        line.sock = connected
        return line
