"""Pushes notices to their listeners: at least once, in order for each customer, by as many workers as there are.

A claim holds the notices of a few customers until what became of them is marked, in one transaction: where a worker
is killed, its claim ends with it and what it had pushed is pushed again. Whoever finds a customer claimed passes over
them. Runs as *system*.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.db import connections, transaction
from django.utils import timezone

from fingerpost.dss.models import NoticeKind, NoticeState
from fingerpost.dss.notices import listeners
from fingerpost.dss.notices.sending import Line
from fingerpost.dss.wire import pushing

_LOG = logging.getLogger(__name__)
_SYSTEM: Final = "system"
MOST_CUSTOMERS: Final = 100
MOST_BEHIND: Final = 20
CLAIM_SECONDS: Final = 5.0
TURN_SECONDS: Final = 5.0
RUN_SECONDS: Final = 20.0
LONGEST_QUIET_SECONDS: Final = 600
"""A listener that is away for weeks is asked after six times an hour; one that comes back has it soon enough."""


@dataclass(frozen=True, slots=True)
class Listener:
    """A touchpoint that takes notices, with its secret; ``failures`` to reach it in a row."""

    id: UUID
    code: str
    url: str
    secret: bytes
    failures: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice that is this worker's until its transaction ends. ``may_go``: there is still a grant."""

    place: int
    kind: str
    customer_id: UUID | None
    url: str
    modified: str
    originator: str
    tries: int
    is_due: bool
    may_go: bool


@dataclass(slots=True)
class Became:
    """What became of claimed notices, to be marked: place, state, status that came (None: not tried), when again."""

    listener: Listener
    at: datetime
    rows: list[tuple[int, str, int | None, datetime]] = field(default_factory=list)
    failures: int = 0
    quiet_until: datetime | None = None

    def mark(self, notice: Claimed, state: NoticeState, answer: int | None, due: datetime) -> None:
        """Note one notice."""
        self.rows.append((notice.place, state.value, answer, due))


def push_due(
    *,
    now: datetime | None = None,
    seconds: float = RUN_SECONDS,
    dial: Callable[[listeners.Place], Line] = Line,
) -> int:
    """Push what is due to every listener that is not left alone, in turns of some seconds; return the number sent.

    Ends when nothing more is sent or after so many seconds; the rest is for the next run. ``now`` (UTC) is the
    clock's where it is not given.
    """
    ends_at = monotonic() + seconds
    sent = 0
    while True:
        sent_now = 0
        for listener in _in_turn(due_listeners(now or timezone.now())):
            turn_ends_at = min(ends_at, monotonic() + TURN_SECONDS)
            sent_now += push_to(listener, now=now, ends_at=turn_ends_at, dial=dial)
        sent += sent_now
        if not sent_now or monotonic() >= ends_at:
            return sent


def _in_turn(found: list[Listener]) -> list[Listener]:
    """Each run begins with another one, so that a few with much to take never use up the time of the rest."""
    first = int(monotonic() // TURN_SECONDS) % len(found) if found else 0
    return [*found[first:], *found[:first]]


def due_listeners(now: datetime) -> list[Listener]:
    """Listeners for which something is due, by touchpoint. One whose secret can't be opened is left out, and told."""
    with connections[_SYSTEM].cursor() as cursor:
        cursor.execute(
            "SELECT listener, code, listener_url, sealed_secret, failures FROM fingerpost_wire_due_listeners(%s)",
            [now],
        )
        rows = cursor.fetchall()
    found = []
    for listener_id, code, url, sealed, failures in rows:
        try:
            secret = listeners.unseal(bytes(sealed))
        except InvalidToken:
            _LOG.exception("The secret of the listener of touchpoint %s can't be opened.", code)
            continue
        found.append(Listener(listener_id, code, url, secret, failures))
    return found


def push_to(
    listener: Listener,
    *,
    now: datetime | None = None,
    ends_at: float,
    dial: Callable[[listeners.Place], Line] = Line,
) -> int:
    """Push what is due to one listener until nothing is, it can't be reached, or time is up; how many were sent."""
    sent = 0
    try:
        place = listeners.place_of(listener.url)
    except listeners.NotAllowed:
        _LOG.warning("The listener of touchpoint %s has an address that may not stand.", listener.code)
        return 0
    with dial(place) as line:
        while monotonic() < ends_at:
            with transaction.atomic(using=_SYSTEM):
                became = _push_claim(listener, line, now=now, ends_at=ends_at)
                _keep(became)
            sent += sum(state == NoticeState.SENT.value for _place, state, _answer, _due in became.rows)
            if not became.rows or became.quiet_until is not None:
                break
            if any(answer for _place, _state, answer, _due in became.rows):
                listener = replace(listener, failures=0)
    return sent


def _push_claim(listener: Listener, line: Line, *, now: datetime | None, ends_at: float) -> Became:
    """Push the notices of one claim in their order. What fails holds back the rest of its customer."""
    at = now or timezone.now()
    # One that could not be reached is tried with one notice first.
    claimed = _claim(listener, at, most=1 if listener.failures else MOST_CUSTOMERS)
    became = Became(listener, at)
    held: set[UUID] = set()
    claim_ends_at = min(ends_at, monotonic() + CLAIM_SECONDS)
    for notice in claimed:
        if notice.customer_id in held:
            continue
        if not notice.is_due:
            held |= {notice.customer_id} if notice.customer_id else set()
            continue
        if not notice.may_go:
            became.mark(notice, NoticeState.ENDED, None, at)
            continue
        answer = line.push(*_parcel(listener, notice, now or timezone.now()))
        if answer in pushing.TAKEN:
            became.mark(notice, NoticeState.SENT, answer, at)
        else:
            held |= {notice.customer_id} if notice.customer_id else set()
            _note_failure(became, notice, answer, now or timezone.now())
        if became.quiet_until is not None or monotonic() >= claim_ends_at:
            break
    return became


def _note_failure(became: Became, notice: Claimed, answer: int, failed_at: datetime) -> None:
    """An answer that takes nothing uses up a try. None uses up none: the listener is left alone, longer each time."""
    if answer == pushing.NO_ANSWER:
        has_answered = any(status for _place, _state, status, _due in became.rows)
        became.failures = 1 if has_answered else became.listener.failures + 1
        wait = min(2 ** min(became.failures - 1, 10), LONGEST_QUIET_SECONDS)
        became.quiet_until = failed_at + timedelta(seconds=wait)
        became.mark(notice, NoticeState.WAITING, answer, became.quiet_until)
        return
    again = pushing.next_try(notice.tries + 1, failed_at)
    if again is None:
        became.mark(notice, NoticeState.PARKED, answer, failed_at)
    else:
        became.mark(notice, NoticeState.WAITING, answer, again)


def _parcel(listener: Listener, notice: Claimed, at: datetime) -> tuple[bytes, dict[str, str]]:
    """Body and headers of one push. The signature is made anew for each try, and never kept."""
    is_collection = notice.kind == NoticeKind.COLLECTION
    body = pushing.content(
        owner_name="TouchpointId" if is_collection else "CustomerId",
        owner=listener.code if is_collection else str(notice.customer_id),
        url=notice.url,
        modified=notice.modified,
    )
    return body, {
        "Authorization": f"Bearer {pushing.bearer(listener.secret)}",
        pushing.ORIGINATOR: notice.originator,
        "Content-Type": "application/json",
        pushing.SIGNATURE: pushing.signature(listener.secret, at=at, body=body),
        pushing.NUMBER: str(notice.place),
        "User-Agent": "Fingerpost",
    }


def _claim(listener: Listener, at: datetime, *, most: int) -> list[Claimed]:
    with connections[_SYSTEM].cursor() as cursor:
        cursor.execute(
            "SELECT place, kind, customer_id, resource_url, modified, originator, tries, is_due, may_go"
            " FROM fingerpost_wire_claim_notices(%s, %s, %s, %s)",
            [listener.id, most, MOST_BEHIND, at],
        )
        return [Claimed(*row) for row in cursor.fetchall()]


def _keep(became: Became) -> None:
    """Mark what became of a claim. A listener that answered at all is left alone no longer."""
    if not became.rows:
        return
    has_answered = any(answer for _place, _state, answer, _due in became.rows)
    failures = became.failures if became.quiet_until is not None else 0
    columns: list[Any] = [list(column) for column in zip(*became.rows, strict=True)]
    with connections[_SYSTEM].cursor() as cursor:
        cursor.execute(
            "SELECT fingerpost_wire_mark_notices(%s, %s::bigint[], %s::text[], %s::smallint[],"
            " %s::timestamptz[], %s, %s, %s)",
            [
                became.listener.id,
                *columns,
                became.at,
                failures if has_answered or became.quiet_until is not None else None,
                became.quiet_until,
            ],
        )
