"""Snapshots: all facts of one moment, as Parquet files in a folder of DATA that is written once and then only read.

They are pseudonymous: ids, codes and days. Whoever is forgotten is in no snapshot taken afterwards, and those from
before go by their age (policy ``performance.snapshot_days``).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import duckdb
import psycopg
from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from fingerpost.house.ids import new_id
from fingerpost.house.rules import rules_in_force
from fingerpost.performance.facts import SCHEMAS
from fingerpost.performance.models import Snapshot
from fingerpost.policy.civil import civil_date

SYSTEM: Final = "system"
_DRAFT: Final = ".draft-"
_DRAFTS_KEPT: Final = timedelta(days=1)
_BLOCK: Final = 1 << 20
_COPY: Final = "COPY (SELECT * FROM {name}) TO STDOUT (FORMAT csv)"
_INTO: Final = """
COPY (SELECT * FROM read_csv('{pipe}', columns = {columns}, auto_detect = false, header = false, delim = ',',
                             quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false))
  TO '{parquet}' (FORMAT parquet, COMPRESSION zstd)
"""
_TYPES: Final = {
    "string": "VARCHAR",
    "date": "DATE",
    "boolean": "BOOLEAN",
    "int64": "BIGINT",
    "float64": "DOUBLE",
}


def snapshots_root() -> Path:
    """The folder that holds them all (mode 0700), made where it is missing."""
    root = Path(settings.SNAPSHOTS_ROOT)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root


def folder_of(snapshot: Snapshot) -> Path:
    """Where the files of a snapshot lie."""
    return Path(settings.SNAPSHOTS_ROOT) / snapshot.folder


def newest_snapshot() -> Snapshot | None:
    """The newest snapshot whose files are there; None where there is none."""
    for snapshot in Snapshot.objects.order_by("-taken_at", "-id")[:10]:
        if folder_of(snapshot).is_dir():
            return snapshot
    return None


def take_snapshot(now: datetime) -> Snapshot:
    """Copy all facts of this moment, as *system*, and remove what is past its age.

    The files come to stand under their name all at once, when they are whole; then the snapshot is known. Memory
    does not grow with the record. Raises OSError where DATA can't be written.
    """
    root = snapshots_root()
    _remove_old_drafts(root, now)
    draft = root / f"{_DRAFT}{new_id().hex}"
    draft.mkdir(mode=0o700)
    try:
        rows = _copy_all(draft)
        sha256 = _seal(draft)
        name = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{sha256[:8]}-{new_id().hex[-8:]}"
        draft.rename(root / name)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    snapshot = Snapshot.objects.using(SYSTEM).create(
        taken_at=now, folder=name, rows=rows, sha256=sha256, finished_at=timezone.now()
    )
    remove_old_snapshots(now)
    return snapshot


def remove_old_snapshots(now: datetime) -> int:
    """Remove every snapshot past the days that policy gives, never the newest; return how many went."""
    days = rules_in_force().get_int("performance.snapshot_days", civil_date(now))
    found = list(Snapshot.objects.using(SYSTEM).order_by("-taken_at", "-id"))
    old = [each for each in found[1:] if each.taken_at < now - timedelta(days=days)]
    for each in old:
        shutil.rmtree(folder_of(each), ignore_errors=True)
        Snapshot.objects.using(SYSTEM).filter(id=each.id).delete()
    return len(old)


def _copy_all(draft: Path) -> dict[str, int]:
    with transaction.atomic(using=SYSTEM), connections[SYSTEM].cursor() as cursor, _writing(draft) as parquet:
        # What all copies see is the database at the first of them, whatever is written meanwhile.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return {name: _copy(name, cursor, parquet, draft) for name in SCHEMAS}


@contextmanager
def _writing(draft: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB that may read and write in this folder and nowhere else."""
    connection = duckdb.connect(":memory:", config={"memory_limit": "512MB", "threads": "2"})
    try:
        connection.execute(f"SET allowed_directories = ['{_escaped(draft)}/']")
        connection.execute("SET temp_directory = ''")
        connection.execute("SET enable_external_access = false")
        yield connection
    finally:
        connection.close()


def _copy(name: str, cursor: CursorWrapper, parquet: duckdb.DuckDBPyConnection, draft: Path) -> int:
    """Stream one view into one file through a pipe: the database writes it while DuckDB reads it."""
    pipe = draft / f"{name}.pipe"
    os.mkfifo(pipe, mode=0o600)
    failures: list[Exception] = []
    sending = threading.Thread(target=_send, args=(name, cursor, pipe, failures))
    sending.start()
    try:
        found = parquet.execute(
            _INTO.format(
                pipe=_escaped(pipe), columns=_columns(name), parquet=_escaped(draft / f"{name}.parquet")
            )
        ).fetchone()
    finally:
        # Had DuckDB failed before it opened the pipe, the sender would wait for it for ever.
        os.close(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))
        sending.join()
        pipe.unlink()
    if failures:
        raise failures[0]
    assert found is not None
    return int(found[0])


def _send(name: str, cursor: CursorWrapper, pipe: Path, failures: list[Exception]) -> None:
    try:
        with pipe.open("wb", buffering=_BLOCK) as file, cursor.copy(_COPY.format(name=name)) as blocks:
            for block in blocks:
                file.write(block)
    except (OSError, DatabaseError, psycopg.Error) as failure:
        failures.append(failure)


def _columns(name: str) -> str:
    return "{" + ", ".join(f"'{column}': '{_TYPES[kind]}'" for column, kind in SCHEMAS[name].items()) + "}"


def _seal(draft: Path) -> str:
    """Close the files to everybody else and hash them: one hash over the names and hashes of all, in order."""
    digest = hashlib.sha256()
    for path in sorted(draft.iterdir()):
        path.chmod(0o600)
        with path.open("rb") as file:
            one = hashlib.file_digest(file, "sha256").hexdigest()
        digest.update(f"{path.name} {one}\n".encode())
    return digest.hexdigest()


def _remove_old_drafts(root: Path, now: datetime) -> None:
    for path in root.glob(f"{_DRAFT}*"):
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < now - _DRAFTS_KEPT:
            shutil.rmtree(path, ignore_errors=True)


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")
