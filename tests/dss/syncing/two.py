"""Two services beside each other: each with a database, a folder, a secret and web processes of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg

from tests import database

SYNC = "0000000997"
"""The touchpoint as which they synchronise."""
WRITER = "0000000102"
_CONSOLE = str(Path(sys.executable).parent / "fingerpost")
_GRANIAN = str(Path(sys.executable).parent / "granian")
_PATIENCE = 60.0
_LONGEST = 7_200.0
_PUSH = "import django; django.setup(); from fingerpost.dss.notices.delivery import push_due; push_due()"
_OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_SYSTEM_URL")


@dataclass
class Service:
    """One Fingerpost with its wire."""

    name: str
    port: int
    environment: dict[str, str]
    web: subprocess.Popen[bytes] | None = None
    key: str = ""
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=60))

    @property
    def log(self) -> Path:
        """What the web processes say: routes and faults."""
        return Path(self.environment["DATA"]) / "web.log"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *, workers: int = 1) -> None:
        """Begin to serve."""
        log = self.log.open("ab")
        self.web = subprocess.Popen(
            [
                *(_GRANIAN, "--interface=wsgi", "--no-ws", "--host=127.0.0.1", f"--port={self.port}"),
                *(f"--workers={workers}", "--blocking-threads=1", "--log-level=error"),
                "fingerpost.site.wsgi:application",
            ],
            env=self.environment,
            start_new_session=True,
            stdout=log,
            stderr=log,
        )
        log.close()
        until = time.monotonic() + _PATIENCE
        while not self._answers():
            assert time.monotonic() < until, "the service did not answer"
            time.sleep(0.1)

    def kill(self) -> None:
        """SIGKILL to the server and its processes."""
        if self.web is not None:
            os.killpg(self.web.pid, signal.SIGKILL)
            self.web.wait()
            self.web = None

    def _answers(self) -> bool:
        try:
            return self.client.get(f"{self.address}/health", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def console(self, *arguments: str) -> subprocess.Popen[str]:
        """Begin a command of the console of this service."""
        return subprocess.Popen(
            [_CONSOLE, *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, timeout: float = 300) -> tuple[int, str, str]:
        """Run a command of the console: exit status, what it printed, what it complained of."""
        process = self.console(*arguments)
        out, err = process.communicate(timeout=timeout)
        return process.returncode, out, err

    def make_key(self, *touchpoints: str) -> str:
        """A new key by the console."""
        named = [part for code in touchpoints for part in ("--touchpoint", code)]
        status, out, err = self.run("dss", "keys", "add", *named, "--json")
        assert status == 0, err
        return str(json.loads(out)["key"])

    def ask(
        self, method: str, path: str, body: object = None, *, touchpoint: str = WRITER, version: str = "v4"
    ) -> httpx.Response:
        """One request of the wire."""
        return self.client.request(
            method,
            f"{self.address}{path}",
            content=None if body is None else json.dumps(body),
            headers={
                "Ocp-Apim-Subscription-Key": self.key,
                "TouchpointId": touchpoint,
                "SubcontractorId": "12345678",
                "version": version,
            },
        )

    def made(self, path: str, body: object) -> dict[str, Any]:
        """A record that was posted."""
        answer = self.ask("POST", path, body)
        assert answer.status_code == 201, (path, answer.status_code, answer.text)
        return dict(answer.json())

    def push_notices(self) -> None:
        """What the worker does every few seconds: push what is due to its listeners."""
        done = subprocess.run(
            [sys.executable, "-c", _PUSH], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    def made_as(self, touchpoint: str) -> Callable[[str, dict[str, object]], dict[str, Any]]:
        """Posts records as another touchpoint."""

        def post(path: str, body: dict[str, object]) -> dict[str, Any]:
            answer = self.ask("POST", path, body, touchpoint=touchpoint)
            assert answer.status_code == 201, (path, answer.status_code, answer.text)
            return dict(answer.json())

        return post

    def as_superuser(self) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection that sees everything."""
        return psycopg.connect(os.environ[database._SUPERUSER_URL], dbname=self.name, autocommit=True)

    def pull(self, other: Service, *arguments: str) -> dict[str, Any]:
        """Synchronise from the other service; what was reported."""
        return self._synchronise("pull", other, *arguments)

    def push(self, other: Service, *arguments: str) -> dict[str, Any]:
        """Synchronise to the other service; what was reported."""
        return self._synchronise("push", other, *arguments)

    def sync_arguments(self, way: str, other: Service, *arguments: str) -> list[str]:
        """The command that synchronises with the other service."""
        named = ["--remote", other.address, "--key", other.key, "--touchpoint", SYNC]
        return ["dss", way, *named, *arguments, "--json"]

    def _synchronise(self, way: str, other: Service, *arguments: str) -> dict[str, Any]:
        status, out, err = self.run(*self.sync_arguments(way, other, *arguments), timeout=_LONGEST)
        assert status in (0, 1), err
        assert out, err
        return dict(json.loads(out))


@contextmanager
def one_service(folder: Path) -> Iterator[Service]:
    """One service alone, without a key."""
    service = _make("a", folder / "a")
    try:
        service.start()
        yield service
    finally:
        _end(service)


@contextmanager
def two_services(folder: Path, *, workers: int = 1) -> Iterator[tuple[Service, Service]]:
    """Two services on copies of the migrated template, each with a key for both touchpoints of the tests."""
    made: list[Service] = []
    try:
        for letter in "ab":
            made.append(_make(letter, folder / letter))
            made[-1].start(workers=workers)
            made[-1].key = made[-1].make_key(SYNC, WRITER)
        yield made[0], made[1]
    finally:
        for each in made:
            _end(each)


def _end(service: Service) -> None:
    service.kill()
    service.client.close()
    with database.superuser() as connection:
        database.drop(connection, service.name)


def _make(letter: str, data: Path) -> Service:
    name = f"test_sync{letter}_{os.getpid()}"
    with database.one_at_a_time():
        database.copy(database.template_name(), name)
    data.mkdir(parents=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if key not in _OURS}
    environment |= {each: _with_database(os.environ[each], name) for each in _OURS}
    environment |= {
        "DATA": str(data),
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "fingerpost.site.settings",
        "FINGERPOST_DSS_RATE": "0",
        "FINGERPOST_SECRET_KEY": f"the secret of service {letter}, as long as such a secret has to be",
    }
    return Service(name, port, environment)


def _with_database(url: str, name: str) -> str:
    head, _, tail = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{tail}" if tail else "")
