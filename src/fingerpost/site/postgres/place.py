"""Where the cluster lives and who runs it.

PostgreSQL refuses to run as root. Started as root, it runs as the unprivileged user who owns the cluster
(else `nobody`). That user cannot pass a closed folder, so when a parent of DATA or of the programs is closed
to others, programs and cluster go to `/var/tmp/fingerpost-<hash of DATA>`, named in `DATA/postgres.location`.
No folder above is ever opened.
"""

import hashlib
import os
import pwd
import shutil
import stat
import time
from dataclasses import dataclass, replace
from pathlib import Path

from fingerpost.site.failures import StartFailure
from fingerpost.site.postgres.binaries import Binaries
from fingerpost.site.postgres.leftover import stop_server
from fingerpost.site.processes import RunAs

_OUTSIDE = Path("/var/tmp")  # noqa: S108 - survives a restart of the machine; the folder is made and checked below
_UNPRIVILEGED = "nobody"


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of one cluster, the programs that serve it, and the user they run as (None: ourselves)."""

    folder: Path
    binaries: Binaries
    run_as: RunAs | None

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.folder / "cluster"

    @property
    def log(self) -> Path:
        """The file that the server writes its messages to."""
        return self.folder / "server.log"

    @property
    def sockets(self) -> Path:
        """The folder of the Unix socket."""
        return self.folder / "run"

    def is_initialised(self) -> bool:
        """Does the cluster exist, whole?"""
        return (self.cluster / "PG_VERSION").is_file()


def location_file(data: Path) -> Path:
    """Return the file that names the cluster's folder when it is not in DATA."""
    return data / "postgres.location"


def choose_place(data: Path, binaries: Binaries, *, is_known: bool) -> Place:
    """Decide where the cluster of DATA lives and make its folders.

    `is_known` tells that DATA holds the cluster's passwords already. Raises StartFailure.
    """
    inside = data / "postgres"
    if os.geteuid() != 0:
        return _made(Place(inside, binaries, None), data)
    outside = _OUTSIDE / f"fingerpost-{hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]}"
    closed = not (is_open_to_others(data) and is_open_to_others(binaries.folder))
    if not closed and not location_file(data).exists():
        return _made(Place(inside, binaries, _owner_of(inside)), data)
    if (inside / "cluster" / "PG_VERSION").exists():
        raise StartFailure(
            f"The database in {inside} is run by an unprivileged user, who can no longer reach it: a folder "
            f"above it or above {binaries.folder} was closed to others. Open it again, or start as the "
            "ordinary user who owns DATA."
        )
    _check_outside(outside, is_known=is_known)
    place = _made(Place(outside, binaries, _owner_of(outside)), data)
    location_file(data).write_text(f"{outside}\n", encoding="utf-8")
    return replace(place, binaries=_copied(binaries, place))


def is_open_to_others(path: Path) -> bool:
    """May an unprivileged user pass through `path` and every folder above it?"""
    resolved = path.resolve()
    return all(
        folder.stat().st_mode & stat.S_IXOTH for folder in (resolved, *resolved.parents) if folder.is_dir()
    )


def _owner_of(folder: Path) -> RunAs:
    """Return the unprivileged user who owns `folder`, else the one for a new folder."""
    uid = folder.stat().st_uid if folder.is_dir() else 0
    try:
        entry = pwd.getpwuid(uid) if uid else pwd.getpwnam(_UNPRIVILEGED)
    except KeyError as error:
        raise StartFailure(
            f"PostgreSQL does not run as root, and this system has no user `{_UNPRIVILEGED}` to run it as. "
            "Start as an ordinary user, or name a server in DATABASE_URL."
        ) from error
    return RunAs(uid=entry.pw_uid, gid=entry.pw_gid, name=entry.pw_name)


def _check_outside(folder: Path, *, is_known: bool) -> None:
    """Refuse a folder that somebody else put there, or that lost its cluster; set aside one of another DATA."""
    try:
        status = folder.lstat()
    except FileNotFoundError:
        if is_known:
            raise StartFailure(
                f"The database of this DATA was kept in {folder}, which is gone. Restore that folder from a "
                "backup, or remove postgres.json from DATA to begin with an empty database."
            ) from None
        return
    unprivileged = pwd.getpwnam(_UNPRIVILEGED).pw_uid
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in (0, unprivileged):
        raise StartFailure(
            f"{folder} belongs to somebody else, so the database is not put there. Remove it and start again."
        )
    if not is_known and (folder / "cluster").exists():
        # A former DATA of the same name, removed since: its passwords went with it.
        stop_server(folder / "cluster")
        folder.rename(folder.with_name(f"{folder.name}.before-{time.time_ns()}"))


def _made(place: Place, data: Path) -> Place:
    try:
        for folder in (place.folder, place.sockets):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
            if place.run_as is not None:
                os.chown(folder, place.run_as.uid, place.run_as.gid)
    except OSError as error:
        raise StartFailure(
            f"The folder {place.folder} cannot be written ({error.strerror}). Make it writable for this user, "
            f"or choose another folder with DATA (now {data})."
        ) from error
    return place


def _copied(binaries: Binaries, place: Place) -> Binaries:
    """Copy the programs beside the cluster, once for each version; those of the system are open already."""
    if not binaries.trees or is_open_to_others(binaries.folder):
        return binaries
    home = place.folder / f"programs-{binaries.version}"
    if not home.is_dir():
        draft = place.folder / f".programs-{os.getpid()}"
        for tree in binaries.trees:
            # The package's own folder is between the two, and the path to the libraries counts on it.
            target = draft / ("package" if tree.name == "pginstall" else "") / tree.name
            shutil.copytree(tree, target, symlinks=True)
        if place.run_as is not None:
            for path in (draft, *draft.rglob("*")):
                os.chown(path, place.run_as.uid, place.run_as.gid, follow_symlinks=False)
        draft.rename(home)
    return replace(binaries, folder=home / "package" / "pginstall" / "bin")
