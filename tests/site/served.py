"""A whole service of its own: `fingerpost serve` on a folder of its own, spoken to over HTTP."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import psycopg

from fingerpost.site.postgres.passwords import SUPERUSER, Access, read_access
from fingerpost.site.postgres.place import location_file

PATIENCE = 120.0
_CONSOLE = str(Path(sys.executable).parent / "fingerpost")
_NOT_OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_SYSTEM_URL", "FINGERPOST_SECRET_KEY")


@dataclass
class Served:
    """A running service: its address, its folder, what it printed."""

    address: str
    data: Path
    output: Path
    process: subprocess.Popen[bytes]

    @property
    def access(self) -> Access:
        """Roles and passwords of its database."""
        access = read_access(self.data)
        assert access is not None
        return access

    def superuser(self) -> psycopg.Connection[tuple[str, ...]]:
        """A connection that sees everything."""
        return psycopg.connect(self.access.url(SUPERUSER), autocommit=True)

    def folders(self) -> list[Path]:
        """DATA, and where the database lies when that is elsewhere."""
        location = location_file(self.data)
        return [self.data, *([Path(location.read_text().strip())] if location.exists() else [])]

    def worker(self) -> psutil.Process:
        """The process that does background jobs."""
        for child in psutil.Process(self.process.pid).children(recursive=True):
            if "worker" in child.cmdline() and "granian" not in " ".join(child.cmdline()):
                return child
        raise AssertionError("no worker runs")


@contextmanager
def served(folder: Path, *, customers: int = 100) -> Iterator[Served]:
    """Make a small demo nation in a folder, serve it, and end it."""
    data = folder / "data"
    output = folder / "output.log"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
    environment |= {"DATA": str(data), "PORT": str(port)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    with output.open("ab") as out:
        for command in (["migrate"], ["demo", f"--customers={customers}"]):
            subprocess.run(
                [_CONSOLE, *command], env=environment, stdout=out, stderr=out, check=True, timeout=PATIENCE
            )
        process = subprocess.Popen([_CONSOLE, "serve"], env=environment, stdout=out, stderr=out)
    service = Served(f"http://127.0.0.1:{port}", data, output, process)
    try:
        _wait_until_answering(service)
        yield service
    finally:
        elsewhere = service.folders()[1:]
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        for place in elsewhere:
            shutil.rmtree(place, ignore_errors=True)


def _wait_until_answering(service: Served) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if httpx.get(f"{service.address}/health", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        assert service.process.poll() is None, service.output.read_text()[-2000:]
        time.sleep(0.2)
    raise AssertionError("the service did not answer")
