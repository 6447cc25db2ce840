"""`fingerpost serve`: the database, the pages and the worker, up together and down together."""

import errno
import fcntl
import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from fingerpost.site.database_start import close_connections, database_for, migrate
from fingerpost.site.demonstration import first_snapshot, make_demo_once, sign_ins
from fingerpost.site.deployment import Deployment, make_data_folder, secret_key
from fingerpost.site.failures import StartFailure
from fingerpost.site.postgres import Server, start_server
from fingerpost.site.static_files import collect_static_files
from fingerpost.site.supervisor import Kept, Stopping, watch, web_process, worker_process

_READY_SECONDS = 90.0


def serve(deployment: Deployment, say: Callable[[str], None]) -> None:
    """Serve until we are asked to stop. Raises StartFailure, with everything ended again."""
    stopping = Stopping()
    check_port(deployment)
    with _only_one(deployment), database_for(deployment, with_parent=True) as server:
        ground = _Ground(deployment, server)
        try:
            secret_key(deployment)
            migrate(deployment)
            collect_static_files(deployment)
            if not stopping.is_asked():
                made = make_demo_once(deployment, say)
                first_snapshot(made, say)
                close_connections()
                _serve_processes(deployment, stopping, ground, made, say)
        finally:
            ground.end()


def _serve_processes(
    deployment: Deployment, stopping: Stopping, ground: "_Ground", has_demo: bool, say: Callable[[str], None]
) -> None:
    kept = [web_process(deployment), worker_process()]
    try:
        for process in kept:
            process.ensure()
        if _wait_until_served(deployment, stopping, kept):
            say(f"Fingerpost is served at http://localhost:{deployment.port}")
            if has_demo:
                for line in sign_ins():
                    say(line)
            say("Press Ctrl-C to stop.")
        watch(kept, stopping, ground.was_renewed)
    finally:
        for process in kept:
            process.stop()


class _Ground:
    """The embedded server under the processes, begun again when it falls."""

    def __init__(self, deployment: Deployment, server: Server | None) -> None:
        self._deployment = deployment
        self._server = server
        self._renewed: Server | None = None

    def was_renewed(self) -> bool:
        """Start the server again where it ended by itself; say whether that happened."""
        server = self._renewed or self._server
        if server is None or server.is_running():
            return False
        self._renewed = start_server(self._deployment.data, with_parent=True)
        os.environ.update(self._renewed.urls())
        return True

    def end(self) -> None:
        """End the embedded server: whoever joined it was told that serving ends."""
        close_connections()
        for server in (self._renewed, self._server):
            if server is not None:
                server.stop()


def check_port(deployment: Deployment) -> None:
    """Refuse a port that is taken or not ours to take. Raises StartFailure."""
    family = socket.AF_INET6 if ":" in deployment.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((deployment.host, deployment.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise StartFailure(
                    f"Port {deployment.port} is taken by another program. End it, or choose another port: "
                    f"PORT={deployment.port + 1}."
                ) from error
            raise StartFailure(
                f"Port {deployment.port} at {deployment.host} cannot be served ({error.strerror}). "
                "Choose another with PORT or FINGERPOST_HOST."
            ) from error


@contextmanager
def _only_one(deployment: Deployment) -> Iterator[None]:
    """Hold DATA for this one service. Raises StartFailure when another serves it."""
    path = deployment.data / "serve.lock"
    try:
        make_data_folder(deployment.data)
        lock = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="ascii")
    except OSError as error:
        raise StartFailure(
            f"The folder DATA ({deployment.data}) cannot be written ({error.strerror}). "
            "Make it writable for this user, or name another folder in DATA."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StartFailure(
                f"Fingerpost is already served from {deployment.data} (process {lock.read().strip()}). "
                "End it, or name another folder in DATA."
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _wait_until_served(deployment: Deployment, stopping: Stopping, kept: list[Kept]) -> bool:
    """Wait until `/health` answers 200; False when we are asked to stop first. Raises StartFailure."""
    address = f"http://{_reachable(deployment.host)}:{deployment.port}/health"
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        for process in kept:
            process.ensure()
        with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(address, timeout=5) as answer:
            if answer.status == 200:
                return True
        if stopping.wait(0.1):
            return False
    raise StartFailure(
        f"Pages were not served within {_READY_SECONDS:.0f} seconds; the messages above say why."
    )


def _reachable(host: str) -> str:
    named = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104
    return f"[{named}]" if ":" in named and not named.startswith("[") else named
