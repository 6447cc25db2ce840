"""Web and worker processes: started, watched, begun again after a fall, and ended together."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from fingerpost.site.deployment import Deployment
from fingerpost.site.failures import StartFailure
from fingerpost.site.processes import start_child, stop_session

_STOP_SECONDS = 15.0
_WATCH_SECONDS = 0.5
# A process that falls this often within a minute will not get well by itself.
_MOST_FALLS = 5
_FALL_WINDOW_SECONDS = 60.0


@dataclass(slots=True)
class Kept:
    """One process that is kept running."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes] | None = None
    falls: list[float] = field(default_factory=list)

    def ensure(self) -> None:
        """Start the process where it does not run. Raises StartFailure when it falls too often."""
        if self.process is not None:
            if self.process.poll() is None:
                return
            stop_session(self.process, seconds=0)
            now = time.monotonic()
            self.falls = [fall for fall in self.falls if now - fall < _FALL_WINDOW_SECONDS] + [now]
            if len(self.falls) > _MOST_FALLS:
                raise StartFailure(
                    f"The {self.name} process ended {len(self.falls)} times within a minute "
                    f"(exit status {self.process.returncode}); its messages are above."
                )
        self.process = self.start()

    def stop(self) -> None:
        """End the process and whatever it started."""
        if self.process is not None:
            stop_session(self.process, seconds=_STOP_SECONDS)


class Stopping:
    """Set when the console is asked to end: Ctrl-C, SIGTERM, or its terminal closing."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._asked.set()

    def is_asked(self) -> bool:
        """Has somebody asked us to end?"""
        return self._asked.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait for the request to end, at most `seconds`."""
        return self._asked.wait(seconds)


def web_process(deployment: Deployment) -> Kept:
    """The web server: some processes of one blocking thread each, which measured best for this work."""
    arguments = [
        _program("granian"),
        "--interface=wsgi",
        "--http=1",
        "--no-ws",
        f"--host={deployment.host}",
        f"--port={deployment.port}",
        f"--workers={deployment.workers}",
        "--blocking-threads=1",
        "--respawn-failed-workers",
        "--workers-kill-timeout=5",
        "--log-level=warning",
        "fingerpost.site.wsgi:application",
    ]
    # The web never holds the owner's password, nor the one for jobs across organisations.
    environment = _without("DATABASE_OWNER_URL", "DATABASE_SYSTEM_URL")
    return Kept("web", lambda: start_child(arguments, environment=environment()))


def worker_process() -> Kept:
    """The worker of background jobs."""
    environment = _without("DATABASE_OWNER_URL")
    return Kept("worker", lambda: start_child([_program("fingerpost"), "worker"], environment=environment()))


def _program(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def _without(*names: str) -> Callable[[], Mapping[str, str]]:
    hidden = {prefix + name for name in names for prefix in ("", "FINGERPOST_")}
    return lambda: {name: value for name, value in os.environ.items() if name not in hidden}


def watch(kept: list[Kept], stopping: Stopping, check: Callable[[], bool]) -> None:
    """Keep the processes running until we are asked to stop. Raises StartFailure when one cannot be kept.

    `check` is called each round; when it says that the ground under them was renewed, they start anew.
    """
    while not stopping.wait(_WATCH_SECONDS):
        if check():
            for process in kept:
                process.stop()
                process.process = None
        for process in kept:
            process.ensure()
