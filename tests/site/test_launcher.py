"""The embedded PostgreSQL: where it goes, who runs it, and what happens after a crash."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from fingerpost.site.failures import StartFailure
from fingerpost.site.postgres import Server, start_server
from fingerpost.site.postgres import binaries as binaries_module
from fingerpost.site.postgres import server as server_module
from fingerpost.site.postgres.binaries import Binaries, find_binaries
from fingerpost.site.postgres.leftover import running_server, stop_server
from fingerpost.site.postgres.passwords import APP, OWNER, SUPERUSER, SYSTEM
from fingerpost.site.postgres.place import choose_place, is_open_to_others, location_file
from tests.database import remove_data

from .conftest import bare_environment

Starter = Callable[..., Server]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as somebody else")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A short folder that an unprivileged user may pass through."""
    folder = Path(f"/tmp/fingerpost-test-{os.getpid()}-{time.monotonic_ns()}")
    folder.mkdir(mode=0o755)
    yield folder
    remove_data(folder / "data")
    shutil.rmtree(folder)


@pytest.fixture(scope="module", autouse=True)
def _open_programs() -> Iterator[None]:
    """Let the programs be where an unprivileged user may pass, also in a copy of the project that is closed."""
    found = find_binaries()
    if is_open_to_others(found.folder):
        yield
        return
    home = Path(f"/tmp/fingerpost-programs-{os.getpid()}")
    home.mkdir(mode=0o755)
    moved = _moved(found, home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(server_module, "find_binaries", lambda: moved)
        yield
    shutil.rmtree(home)


def _moved(found: Binaries, home: Path) -> Binaries:
    """Copy the programs with their libraries, in the order that the package has them."""
    trees = tuple(
        shutil.copytree(tree, home / ("package" if tree.name == "pginstall" else "") / tree.name)
        for tree in found.trees
    )
    return Binaries(home / "package" / "pginstall" / "bin", found.version, trees)


@pytest.fixture
def start() -> Iterator[Starter]:
    """Start servers that are ended after the test."""
    started: list[Server] = []

    def starter(data: Path, *, with_parent: bool = True) -> Server:
        server = start_server(data, with_parent=with_parent, settings={"fsync": "off"})
        started.append(server)
        return server

    yield starter
    for server in started:
        if not server.users.closed:
            server.stop()


def _ask(url: str, statement: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(statement).fetchone()  # type: ignore[arg-type]
    assert row is not None
    return row[0]


def test_first_start_makes_roles_database_and_extensions(open_folder: Path, start: Starter) -> None:
    server = start(open_folder / "data")
    for role in (APP, OWNER, SYSTEM):
        assert _ask(server.access.url(role), "SELECT current_user") == role
    owner = server.access.url(OWNER)
    assert _ask(owner, "SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user") is True
    assert _ask(owner, "SELECT has_database_privilege(current_database(), 'CREATE')") is True
    assert _ask(owner, "SELECT count(*) FROM pg_extension WHERE extname IN ('pg_trgm', 'btree_gist')") == 2


def test_letters_sort_the_same_on_every_system(open_folder: Path, start: Starter) -> None:
    server = start(open_folder / "data")
    assert _ask(server.access.url(APP), "SELECT lower('ŁUKASZ É')") == "łukasz é"
    assert _ask(server.access.url(APP), "SELECT 'a' COLLATE \"default\" > 'Z' COLLATE \"default\"") is True


def test_wrong_password_is_refused(open_folder: Path, start: Starter) -> None:
    server = start(open_folder / "data")
    url = server.access.url(APP).replace(server.access.passwords[APP], "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url)


def test_passwords_are_kept_from_others(open_folder: Path, start: Starter) -> None:
    start(open_folder / "data")
    mode = (open_folder / "data" / "postgres.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_log_repeats_neither_statement_nor_row(open_folder: Path, start: Starter) -> None:
    server = start(open_folder / "data")
    with psycopg.connect(server.access.url(OWNER), autocommit=True) as connection:
        connection.execute("CREATE TABLE said (words text PRIMARY KEY, short varchar(3))")
        connection.execute("INSERT INTO said VALUES ('canary', 'a')")
        for statement in (
            "INSERT INTO said VALUES ('canary', 'b')",
            "SELECT 'canary'::uuid",
            "SELECT canary",
            "INSERT INTO said VALUES ('other', 'canary')",
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(statement)
    server.stop()
    assert "canary" not in server.place.log.read_text(encoding="utf-8")


def test_second_start_joins_and_the_last_one_out_ends_it(open_folder: Path, start: Starter) -> None:
    first = start(open_folder / "data", with_parent=False)
    second = start(open_folder / "data", with_parent=False)
    assert second.child is None
    first.leave()
    assert _ask(second.access.url(APP), "SELECT 1") == 1
    second.leave()
    assert running_server(second.place.cluster) is None


def test_rows_outlive_a_stop(open_folder: Path, start: Starter) -> None:
    server = start(open_folder / "data")
    with psycopg.connect(server.access.url(OWNER)) as connection:
        connection.execute("CREATE TABLE kept (id int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    server.stop()
    assert _ask(start(open_folder / "data").access.url(OWNER), "SELECT id FROM kept") == 7


def test_start_after_kill_9_brings_acknowledged_rows_back(open_folder: Path, start: Starter) -> None:
    server = start_server(open_folder / "data", with_parent=False)
    with psycopg.connect(server.access.url(OWNER)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS id")
    process = running_server(server.place.cluster)
    assert process is not None
    os.kill(process, signal.SIGKILL)
    assert server.child is not None
    server.child.wait(10)
    server.users.close()
    again = start(open_folder / "data")
    assert _ask(again.access.url(OWNER), "SELECT count(*) FROM kept") == 1000


def test_server_ends_when_its_parent_is_killed(open_folder: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from fingerpost.site.postgres import start_server; "
        "s = start_server(Path(sys.argv[1]), with_parent=True); print(s.place.cluster, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(open_folder / "data")],
        stdout=subprocess.PIPE,
        text=True,
        env=bare_environment(),
    )
    assert parent.stdout is not None
    cluster = Path(parent.stdout.readline().strip())
    assert running_server(cluster) is not None
    parent.kill()
    parent.wait(10)
    deadline = time.monotonic() + 15
    while running_server(cluster) is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert running_server(cluster) is None


def test_server_left_running_is_stopped_and_begun_anew_for_serving(open_folder: Path, start: Starter) -> None:
    left = start_server(open_folder / "data", with_parent=False)
    before = running_server(left.place.cluster)
    left.users.close()  # as when the process that started it is killed
    server = start(open_folder / "data", with_parent=True)
    assert server.child is not None
    assert running_server(server.place.cluster) != before


def test_pid_file_of_another_program_stops_nobody(tmp_path: Path) -> None:
    cluster = tmp_path / "cluster"
    cluster.mkdir()
    (cluster / "postmaster.pid").write_text(f"{os.getpid()}\n", encoding="ascii")
    assert running_server(cluster) is None
    assert stop_server(cluster) is False


def test_long_path_is_served_on_a_loopback_port(open_folder: Path, start: Starter) -> None:
    server = start(open_folder / ("long" * 20) / "data")
    assert server.access.host == "127.0.0.1"
    assert _ask(server.access.url(APP), "SELECT 1") == 1
    with socket.socket() as probe:
        probe.bind(("127.0.0.2", server.access.port))  # nothing but 127.0.0.1 is taken


@as_root
def test_root_runs_it_as_nobody(open_folder: Path, start: Starter) -> None:
    server = start(open_folder / "data")
    assert server.place.run_as is not None
    assert server.place.run_as.uid != 0
    assert server.place.cluster.stat().st_uid == server.place.run_as.uid
    assert stat.S_IMODE(server.place.folder.stat().st_mode) == 0o700
    process = running_server(server.place.cluster)
    assert Path(f"/proc/{process}").stat().st_uid == server.place.run_as.uid


@as_root
def test_closed_parent_sends_cluster_and_programs_outside(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    moved = _moved(find_binaries(), closed / "programs")
    monkeypatch.setattr(server_module, "find_binaries", lambda: moved)
    data = closed / "data"
    server = start_server(data, with_parent=True)
    try:
        assert server.place.folder.parent == Path("/var/tmp")
        assert location_file(data).read_text(encoding="utf-8").strip() == str(server.place.folder)
        assert _ask(server.access.url(APP), "SELECT 1") == 1
        owners = {path.lstat().st_uid for path in server.place.folder.rglob("*")}
        assert 0 not in owners
        assert stat.S_IMODE(server.place.folder.stat().st_mode) == 0o700
        # No folder above was opened.
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    finally:
        server.stop()
        shutil.rmtree(server.place.folder)


@as_root
def test_folder_outside_of_somebody_else_is_refused(open_folder: Path) -> None:
    data = open_folder / "closed" / "data"
    data.mkdir(parents=True)
    (open_folder / "closed").chmod(0o700)
    outside = choose_place(data, find_binaries(), is_known=False).folder
    try:
        os.chown(outside, 12345, 12345)
        with pytest.raises(StartFailure, match="belongs to somebody else"):
            choose_place(data, find_binaries(), is_known=True)
    finally:
        shutil.rmtree(outside)


@as_root
def test_lost_folder_outside_is_said_and_not_begun_anew(open_folder: Path) -> None:
    data = open_folder / "closed" / "data"
    data.mkdir(parents=True)
    (open_folder / "closed").chmod(0o700)
    outside = choose_place(data, find_binaries(), is_known=False).folder
    shutil.rmtree(outside)
    with pytest.raises(StartFailure, match="which is gone"):
        choose_place(data, find_binaries(), is_known=True)


def test_closed_folder_is_seen(tmp_path: Path) -> None:
    inner = tmp_path / "outer" / "inner"
    inner.mkdir(parents=True)
    (tmp_path / "outer").chmod(0o711)
    open_before = is_open_to_others(tmp_path)
    assert is_open_to_others(inner) is open_before
    (tmp_path / "outer").chmod(0o700)
    assert is_open_to_others(inner) is False


def test_too_old_server_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = tmp_path / "9" / "bin"
    old.mkdir(parents=True)
    (old / "initdb").write_text("#!/bin/sh\necho 'initdb (PostgreSQL) 13.9'\n", encoding="ascii")
    (old / "initdb").chmod(0o755)
    monkeypatch.setattr(binaries_module, "_WHEELS", ())
    monkeypatch.setattr(binaries_module, "_SYSTEM_FOLDERS", (str(tmp_path),))
    with pytest.raises(StartFailure, match=r"too old .*13\.9.*15 or newer"):
        find_binaries()


def test_no_server_at_all_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(binaries_module, "_WHEELS", ())
    monkeypatch.setattr(binaries_module, "_SYSTEM_FOLDERS", (str(tmp_path),))
    with pytest.raises(StartFailure, match="make setup"):
        find_binaries()


def test_cluster_of_another_version_is_not_touched(open_folder: Path, start: Starter) -> None:
    server = start(open_folder / "data")
    server.stop()
    (server.place.cluster / "PG_VERSION").write_text("14\n", encoding="ascii")
    with pytest.raises(StartFailure, match="made by PostgreSQL 14"):
        start_server(open_folder / "data", with_parent=True)


def test_lost_passwords_are_said(open_folder: Path, start: Starter) -> None:
    server = start(open_folder / "data")
    server.stop()
    (open_folder / "data" / "postgres.json").unlink()
    with pytest.raises(StartFailure, match=r"passwords .* are gone"):
        start_server(open_folder / "data", with_parent=True)


def test_superuser_password_is_not_among_the_addresses_given_to_processes(
    open_folder: Path, start: Starter
) -> None:
    server = start(open_folder / "data")
    assert server.access.passwords[SUPERUSER] not in "".join(server.urls().values())
