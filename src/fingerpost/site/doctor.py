"""`fingerpost doctor`: what stands in the way of this deployment, found without changing anything."""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec

from fingerpost import __version__
from fingerpost.files.documents import FacesMissing, faces_in, languages
from fingerpost.site.deployment import Deployment
from fingerpost.site.failures import StartFailure
from fingerpost.site.given_database import check_given_database
from fingerpost.site.postgres.binaries import find_binaries
from fingerpost.site.postgres.passwords import APP, read_access
from fingerpost.site.postgres.roles import can_connect
from fingerpost.site.published_rules import look_at_rules


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, and whether it is well."""

    subject: str
    is_well: bool
    detail: str


def examine(deployment: Deployment) -> list[Finding]:
    """Look at everything a start needs."""
    looks: list[tuple[str, Callable[[Deployment], str]]] = [
        ("Fingerpost", _versions),
        ("folder DATA", _data),
        ("front end", _frontend),
        ("faces of documents", _faces),
        ("database", _given if deployment.database_url is not None else _embedded),
        ("rules", look_at_rules),
        ("figures", _figures),
    ]
    findings = []
    for subject, look in looks:
        try:
            findings.append(Finding(subject, True, look(deployment)))
        except StartFailure as failure:
            findings.append(Finding(subject, False, str(failure)))
    return findings


def _versions(deployment: Deployment) -> str:
    python = ".".join(str(part) for part in sys.version_info[:3])
    return f"{__version__} on Python {python} with Django {version('django')}"


def _data(deployment: Deployment) -> str:
    folder = deployment.data
    if not folder.exists():
        return f"{folder} is made at the first start"
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise StartFailure(f"{folder} cannot be written by this user")
    secret = folder / "secret.key"
    if secret.exists() and secret.stat().st_mode & 0o077:
        raise StartFailure(f"{secret} can be read by others; run `chmod 600 {secret}`")
    return str(folder)


def _frontend(deployment: Deployment) -> str:
    if not deployment.frontend_root.is_dir():
        raise StartFailure("style sheets and scripts are not built; run `make setup`")
    return "built"


def _faces(deployment: Deployment) -> str:
    try:
        return f"{len(faces_in(deployment.frontend_root / 'fonts'))} files, for {len(languages())} languages"
    except FacesMissing as missing:
        raise StartFailure(str(missing)) from None


def _figures(deployment: Deployment) -> str:
    if deployment.mi_engine.startswith("spark://"):
        if find_spec("pyspark") is None or shutil.which("java") is None:
            raise StartFailure(
                "FINGERPOST_MI_ENGINE names a Spark master; run `make spark`, with Java 17 or newer"
            )
        return f"counted on {deployment.mi_engine}"
    if deployment.mi_engine == "postgres":
        return "counted on the record as it stands"
    folder = deployment.data / "snapshots"
    taken = sorted(each.name for each in folder.glob("[0-9]*")) if folder.is_dir() else []
    if taken and folder.stat().st_mode & 0o077:
        raise StartFailure(f"{folder} can be read by others; run `chmod 700 {folder}`")
    return (
        f"newest of {len(taken)} snapshots: {taken[-1]}"
        if taken
        else "the first snapshot is taken at a start"
    )


def _given(deployment: Deployment) -> str:
    assert deployment.database_url is not None
    check_given_database(
        deployment.database_url, deployment.database_owner_url, deployment.database_system_url
    )
    return "DATABASE_URL is reached and fit"


def _embedded(deployment: Deployment) -> str:
    binaries = find_binaries()
    access = read_access(deployment.data)
    if access is None:
        return f"embedded PostgreSQL {binaries.version}, made at the first start"
    state = "running" if can_connect(access.url(APP)) else "stopped"
    return f"embedded PostgreSQL {binaries.version}, {state}"
