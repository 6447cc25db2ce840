"""`fingerpost serve` from outside: pages, health, and an end that leaves nothing behind."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from fingerpost.site.postgres.leftover import running_server
from fingerpost.site.postgres.passwords import read_access
from fingerpost.site.postgres.place import location_file
from tests.database import remove_data

from .conftest import FINGERPOST, bare_environment

pytestmark = pytest.mark.xdist_group("serving")


class Service:
    """One run of `fingerpost serve`."""

    def __init__(self, data: Path, port: int, log: Path) -> None:
        self.data = data
        self.port = port
        self.log = log
        environment = bare_environment(DATA=str(data), PORT=str(port), FINGERPOST_DEMO="no")
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [FINGERPOST, "serve"], env=environment, stdout=output, stderr=output, start_new_session=True
            )

    @property
    def cluster(self) -> Path:
        """The database's own folder, in DATA or outside."""
        place = location_file(self.data)
        folder = Path(place.read_text(encoding="utf-8").strip()) if place.exists() else self.data / "postgres"
        return folder / "cluster"

    def wait_until_said(self, words: str, seconds: float = 300) -> None:
        """Wait for a line on the console."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if words in self.log.read_text(encoding="utf-8"):
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(self.log.read_text(encoding="utf-8")[-3_000:])

    def get(self, path: str, host: str = "127.0.0.1") -> tuple[int, dict[str, str], bytes]:
        """Ask for a page."""
        try:
            with urllib.request.urlopen(f"http://{host}:{self.port}{path}", timeout=60) as answer:
                return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, {k.lower(): v for k, v in answer.headers.items()}, answer.read()

    def children(self) -> list[psutil.Process]:
        """Return every process of this run: web, worker, PostgreSQL and theirs."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def web(self) -> psutil.Process:
        """Return the web server's first process."""
        return next(child for child in self.children() if "granian" in " ".join(child.cmdline()))

    def is_served(self) -> bool:
        """Does `/health` answer 200?"""
        try:
            return self.get("/health")[0] == 200
        except OSError:
            return False


def wait_until(claim: object, seconds: float = 90) -> None:
    """Wait until a claim, asked again and again, is true."""
    assert callable(claim)
    deadline = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(data: Path) -> Iterator[Service]:
    service = Service(data, free_port(), data.with_suffix(".log"))
    try:
        service.wait_until_said("Press Ctrl-C to stop.")
        yield service
    finally:
        if service.process.poll() is None:
            service.process.terminate()
            service.process.wait(60)


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """One folder DATA for all tests here: the first migrates it."""
    folder = Path(f"/tmp/fingerpost-serving-{os.getpid()}")
    folder.mkdir(mode=0o755)
    yield folder / "data"
    remove_data(folder / "data")
    remove_data(folder / "ended")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def service(data: Path) -> Iterator[Service]:
    with served(data) as running:
        yield running


def test_health_is_ok(service: Service) -> None:
    status, headers, body = service.get("/health")
    assert status == 200
    assert headers["content-type"] == "application/json"
    assert json.loads(body) == {"status": "ok"}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_front_page_is_served_signed_out(service: Service, host: str) -> None:
    status, headers, body = service.get("/", host)
    assert status == 200
    assert b"Fingerpost" in body
    assert "unsafe-inline" not in headers["content-security-policy"]


def test_style_sheet_is_hashed_and_kept_for_long(service: Service) -> None:
    page = service.get("/")[2].decode("utf-8")
    address = re.search(r'href="(/static/[^"]+\.css)"', page)
    assert address is not None
    assert re.search(r"\.[0-9a-f]{12}\.css$", address[1])
    status, headers, _ = service.get(address[1])
    assert status == 200
    assert "immutable" in headers["cache-control"]


def test_unknown_page_is_404_without_detail(service: Service) -> None:
    status, _, body = service.get("/no-such-page-canary")
    assert status == 404
    assert b"Traceback" not in body
    assert b"DEBUG" not in body


def test_log_lines_are_json_and_hold_no_address_typed(service: Service) -> None:
    service.get("/no-such-page-canary?name=canary")
    lines = [line for line in service.log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    assert lines
    for line in lines:
        json.loads(line)
    assert "canary" not in "\n".join(lines)


def test_web_holds_neither_owner_nor_system_password(service: Service) -> None:
    access = read_access(service.data)
    assert access is not None
    environment = "\n".join(f"{k}={v}" for k, v in service.web().environ().items())
    assert access.passwords["fingerpost_app"] in environment
    for role in ("fingerpost_owner", "fingerpost_system", "postgres"):
        assert access.passwords[role] not in environment


def test_second_service_on_the_same_folder_is_refused(service: Service) -> None:
    done = subprocess.run(
        [FINGERPOST, "serve"],
        env=bare_environment(DATA=str(service.data), PORT=str(free_port())),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert f"already served from {service.data} (process {service.process.pid})" in done.stderr


def test_another_command_speaks_to_the_running_server_and_leaves_it(service: Service) -> None:
    before = running_server(service.cluster)
    done = subprocess.run(
        [FINGERPOST, "migrate"], env=bare_environment(DATA=str(service.data)), timeout=60, check=False
    )
    assert done.returncode == 0
    assert running_server(service.cluster) == before
    assert service.is_served()


def test_web_server_is_begun_again_after_kill_9(service: Service) -> None:
    web = service.web()
    workers = web.children(recursive=True)
    web.kill()
    wait_until(lambda: not any(process.is_running() for process in workers))
    wait_until(service.is_served)


def test_database_is_begun_again_after_kill_9(service: Service) -> None:
    process = running_server(service.cluster)
    assert process is not None
    web = service.web()
    os.kill(process, signal.SIGKILL)
    wait_until(lambda: running_server(service.cluster) not in (None, process), 120)
    # The old web may still answer on the new database until it is ended; only the new one counts.
    wait_until(lambda: not web.is_running(), 120)
    wait_until(service.is_served, 120)


def test_every_way_to_end_leaves_nothing_and_the_next_start_is_well(data: Path) -> None:
    other = data.parent / "ended"
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL, signal.SIGHUP):
        with served(other) as running:
            assert running.is_served()
            children = running.children()
            assert len(children) > 4
            running.process.send_signal(number)
            status = running.process.wait(90)
            assert status == (0 if number is not signal.SIGKILL else -signal.SIGKILL)
            wait_until(lambda gone=children: not any(child.is_running() for child in gone), 90)
        running.log.unlink()
