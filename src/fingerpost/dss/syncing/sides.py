"""The two sides of a synchronisation, asked alike: theirs over HTTP, ours within this process.

Both answer by the wire. Whatever it checks, translates, seals, logs and tells subscribers therefore happens on either
side as for any other system.
"""

from __future__ import annotations

import http.client
import io
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol
from urllib.parse import quote, urlsplit

from fingerpost.dss.serving.sealing import VEILED

VERSION: Final = "v4"
_TRIES: Final = 4
_LONGEST_WAIT_SECONDS: Final = 30.0
_TIMEOUT_SECONDS: Final = 60.0
_TOO_MANY: Final = 429


class Unreachable(Exception):
    """The other service did not answer. What was asked may or may not have been done."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and the JSON that came with it; None where there was none."""

    status: int
    body: Any = None


class Side(Protocol):
    """One service that speaks the wire."""

    def ask(
        self, method: str, path: str, body: Mapping[str, object] | None = None, *, subcontractor: str = ""
    ) -> Answer:
        """Carry out one request. ``path`` begins with a slash. Raises Unreachable."""


@dataclass
class There:
    """The other service, over one connection that is kept. ``address`` is scheme, host and perhaps a path.

    A redirect is an answer like any other: nobody else is sent the key.
    """

    address: str
    key: str
    touchpoint: str
    _connection: http.client.HTTPConnection | None = field(default=None, init=False, repr=False)

    def ask(
        self, method: str, path: str, body: Mapping[str, object] | None = None, *, subcontractor: str = ""
    ) -> Answer:
        """Reading is tried again where nothing came back; writing is not, since it may have been done."""
        where = urlsplit(self.address)
        headers = {
            "Ocp-Apim-Subscription-Key": self.key,
            "TouchpointId": self.touchpoint,
            "version": VERSION,
            "apimurl": f"{self.address.rstrip('/')}{urlsplit(path).path}",
            "Accept": "*/*",
        }
        if subcontractor:
            headers["SubcontractorId"] = subcontractor
        content = None if body is None else json.dumps(body).encode()
        target = f"{where.path.rstrip('/')}{path}"
        tries = _TRIES if method == "GET" else 1
        for attempt in range(_TRIES):
            try:
                answer, wait = self._once(method, target, content, headers)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                if attempt + 1 >= tries:
                    raise Unreachable(type(error).__name__) from error
                time.sleep(0.2 * 2**attempt)
                continue
            if answer.status != _TOO_MANY:
                return answer
            time.sleep(wait)
        raise Unreachable("429")

    def _once(
        self, method: str, target: str, content: bytes | None, headers: Mapping[str, str]
    ) -> tuple[Answer, float]:
        connection = self._open()
        connection.request(method, target, body=content, headers=dict(headers))
        reply = connection.getresponse()
        received = reply.read()
        wait = reply.headers.get("Retry-After", "1")
        seconds = float(wait) if wait.isdigit() else 1.0
        return Answer(reply.status, _read(received)), min(seconds, _LONGEST_WAIT_SECONDS)

    def _open(self) -> http.client.HTTPConnection:
        if self._connection is None:
            where = urlsplit(self.address)
            kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
            self._connection = kind(where.netloc, timeout=_TIMEOUT_SECONDS)
        return self._connection

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


Application = Callable[[dict[str, Any], Callable[..., Any]], Any]


@dataclass
class Here:
    """This service, asked within the process. ``public_address`` is what its addresses say outside.

    Words that may not stand are not given back, though the touchpoint sent them itself: they would leave from here.
    """

    application: Application
    key: str
    touchpoint: str
    public_address: str

    def ask(
        self, method: str, path: str, body: Mapping[str, object] | None = None, *, subcontractor: str = ""
    ) -> Answer:
        """One request through everything that a request from outside goes through."""
        while True:
            answer = self._once(method, path, body, subcontractor)
            if answer.status != _TOO_MANY:
                return answer
            time.sleep(1.0)

    def _once(self, method: str, path: str, body: Mapping[str, object] | None, subcontractor: str) -> Answer:
        outside = urlsplit(self.public_address)
        route, _, query = path.partition("?")
        content = b"" if body is None else json.dumps(body).encode()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": route,
            "QUERY_STRING": query,
            "SERVER_NAME": outside.hostname or "localhost",
            "SERVER_PORT": str(outside.port or (443 if outside.scheme == "https" else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": outside.netloc,
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_LENGTH": str(len(content)),
            "HTTP_OCP_APIM_SUBSCRIPTION_KEY": self.key,
            "HTTP_TOUCHPOINTID": self.touchpoint,
            "HTTP_VERSION": VERSION,
            VEILED: True,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": outside.scheme,
            "wsgi.input": io.BytesIO(content),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if body is not None:
            environ["CONTENT_TYPE"] = "application/json"
        if subcontractor:
            environ["HTTP_SUBCONTRACTORID"] = subcontractor
        status: list[int] = []

        def start(line: str, _headers: list[tuple[str, str]], _trouble: object = None) -> None:
            status.append(int(line.split(" ", 1)[0]))

        reply = self.application(environ, start)
        try:
            received = b"".join(reply)
        finally:
            if hasattr(reply, "close"):
                reply.close()
        return Answer(status[0], _read(received))


def _read(received: bytes) -> Any:
    if not received.strip():
        return None
    try:
        return json.loads(received)
    except ValueError:
        return None


def quoted(text: str) -> str:
    """Text as part of a query."""
    return quote(text, safe="")
