"""`fingerpost dss pull` and `push`: synchronise with another service of the shared record's wire."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import SplitResult, urlsplit

import typer

from fingerpost.site.asked import FOUND, read_deployment, unusable
from fingerpost.site.failures import StartFailure

if TYPE_CHECKING:
    from fingerpost.dss.models import SyncDirection, WireRemote
    from fingerpost.dss.syncing.reporting import Report
    from fingerpost.dss.syncing.sides import Here, There

_TOUCHPOINT: Final = re.compile(r"[0-9]{10}")
_SECRET_BYTES: Final = 32
_LONGEST_TOLD: Final = 40
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})

Remote = Annotated[
    str,
    typer.Option(
        "--remote",
        metavar="URL",
        help="The other service: https://host, as its wire is asked. Plain http:// only on this machine.",
    ),
]
Key = Annotated[
    str, typer.Option("--key", envvar="FINGERPOST_DSS_REMOTE_KEY", help="Its key for this touchpoint.")
]
Touchpoint = Annotated[
    str,
    typer.Option("--touchpoint", metavar="ID", help="The touchpoint that asks on both sides: ten digits."),
]
Ids = Annotated[
    Path | None,
    typer.Option(
        "--ids",
        metavar="FILE",
        help="What to look at, one a line: a customer's id at the source for all of theirs, or a record's address.",
    ),
]
Known = Annotated[bool, typer.Option("--known", help="Look again at every customer whom both services have.")]
Secret = Annotated[
    str,
    typer.Option(
        "--notices-secret",
        envvar="FINGERPOST_DSS_NOTICES_SECRET",
        metavar="HEX",
        help="What signs the other service's change notices, as its `dss listen` said; kept from then on.",
    ),
]
Subscribe = Annotated[
    bool,
    typer.Option(help="Ask the other service for change notices of customers who are new here."),
]
Json = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]


def pull(
    remote: Remote,
    key: Key,
    touchpoint: Touchpoint,
    ids: Ids = None,
    known: Known = False,
    notices_secret: Secret = "",
    subscribe: Subscribe = True,
    as_json: Json = False,
) -> None:
    """Bring records from another service here: those its change notices named, and those of a file.

    A record that both sides changed is the later one's. What was stopped goes on where it was. The report names what
    differs, by ids and fields. Exit status 0 where nothing that was looked at differs; 1 where something does, or
    something is unfinished; 2 where nothing could be done.
    """
    from fingerpost.site import database_start

    _check(remote, touchpoint)
    try:
        with database_start.database_for(read_deployment()):
            from fingerpost.dss.models import SyncDirection
            from fingerpost.dss.syncing import running

            def work(kept: WireRemote, here: Here, there: There) -> Report:
                return running.pull(kept, here=here, there=there, subscribes=subscribe)

            told = _run(
                SyncDirection.PULL,
                remote,
                key,
                touchpoint,
                ids,
                known=known,
                secret=notices_secret,
                work=work,
            )
    except StartFailure as failure:
        unusable(str(failure))
    _tell(told, as_json=as_json)


def push(
    remote: Remote,
    key: Key,
    touchpoint: Touchpoint,
    ids: Ids = None,
    known: Known = False,
    as_json: Json = False,
) -> None:
    """Bring records of this service to another: those of a file, and what changed here of customers both have.

    A record that both sides changed is the later one's. What was stopped goes on where it was. The report names what
    differs, by ids and fields. Exit status as of `pull`.
    """
    from fingerpost.site import database_start

    _check(remote, touchpoint)
    try:
        with database_start.database_for(read_deployment()):
            from fingerpost.dss.models import SyncDirection
            from fingerpost.dss.syncing import running

            def work(kept: WireRemote, here: Here, there: There) -> Report:
                return running.push(kept, here=here, there=there)

            told = _run(SyncDirection.PUSH, remote, key, touchpoint, ids, known=known, secret="", work=work)
    except StartFailure as failure:
        unusable(str(failure))
    _tell(told, as_json=as_json)


def _check(remote: str, touchpoint: str) -> None:
    where = _place(remote)
    if where is None:
        unusable(f"'{remote[:_LONGEST_TOLD]}' is no address of a service. Write it as https://host.")
    if (
        where.scheme == "http"
        and where.hostname not in _LOOPBACK
        and not read_deployment().dss_open_listeners
    ):
        unusable(
            f"Write '{remote[:_LONGEST_TOLD]}' with https://, or the key and whole records would go there in clear."
        )
    if not _TOUCHPOINT.fullmatch(touchpoint):
        unusable(f"'{touchpoint[:_LONGEST_TOLD]}' is no touchpoint id. Write ten digits, as 0000000101.")


def _place(remote: str) -> SplitResult | None:
    """The parts of a service's address; None where it is none, or says more than host, port and path."""
    try:
        where = urlsplit(remote)
        is_whole = where.scheme in ("http", "https") and bool(where.hostname) and where.port != 0
    except ValueError:
        return None
    return None if not is_whole or where.query or where.fragment or "@" in where.netloc else where


def _run(
    direction: SyncDirection,
    address: str,
    key: str,
    touchpoint: str,
    ids: Path | None,
    *,
    known: bool,
    secret: str,
    work: Callable[[WireRemote, Here, There], Report],
) -> Report:
    from django.utils import timezone

    from fingerpost.dss.syncing import kept, running
    from fingerpost.house.errors import Conflict

    remote = kept.open_remote(address.rstrip("/"), touchpoint)
    if secret:
        kept.keep_secret(remote, _read_secret(secret))
    try:
        with running.alone(remote):
            if ids is not None:
                wrong = kept.take_file(remote, direction, _lines(ids))
                if wrong:
                    unusable(
                        f"Line {wrong[0]} of {ids} is neither a customer's id nor a record's address. Put it right."
                    )
            if known:
                kept.note_known(remote, direction)
            there = running.their_side(address, key=key, touchpoint=touchpoint)
            with running.our_side(touchpoint, now=timezone.now()) as here:
                return work(remote, here, there)
    except Conflict as error:
        unusable(error.message)


def _lines(ids: Path) -> Iterable[str]:
    try:
        return ids.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        unusable(f"{ids} cannot be read: {error.strerror}. Name a file that you may read.")
    except UnicodeDecodeError:
        unusable(f"{ids} is no text in UTF-8. Save it as that, one id a line.")


def _read_secret(typed: str) -> bytes:
    try:
        secret = bytes.fromhex(typed)
    except ValueError:
        secret = b""
    if len(secret) != _SECRET_BYTES:
        unusable("--notices-secret is 64 hex digits, as `dss listen` of the other service shows it.")
    return secret


def _tell(report: Report, *, as_json: bool) -> None:
    told: dict[str, Any] = report.told()
    typer.echo(json.dumps(told, indent=1) if as_json else report.in_words())
    if not report.is_equal:
        raise typer.Exit(FOUND)
