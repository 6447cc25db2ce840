"""Signing in and what guards it: counted tries, live sessions, a shut account.

Tries are counted for an address whether it belongs to an account or not, under a keyed hash, in the database: the
count holds over any number of processes, and the answer never tells whether the account exists.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.db import connection
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from fingerpost.house.events import record_unsigned
from fingerpost.house.rules import rules_in_force
from fingerpost.policy.civil import civil_date
from fingerpost.staff import sessions
from fingerpost.staff.models import Account, LiveSession, Membership
from fingerpost.staff.rules import SignInRules, sign_in_rules


def rules_at(now: datetime) -> SignInRules:
    """The guard of sign-in that policy sets for this moment."""
    return sign_in_rules(rules_in_force(), on=civil_date(now))


def take_try(address: str, *, now: datetime) -> bool:
    """Use up one try of this address; False where none is left, and then the password is not looked at.

    The counter's row stays locked until the transaction ends, so tries at the same moment count one after
    another. The last try starts the lock; a try during the lock does not lengthen it.
    """
    guard = rules_at(now)
    window_began = now - timedelta(minutes=guard.lock_minutes)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO house_tries AS t (bucket, window_starts_at, count) VALUES (%(bucket)s, %(now)s, 1)
            ON CONFLICT (bucket) DO UPDATE SET
                count = CASE WHEN t.window_starts_at <= %(began)s THEN 1 ELSE t.count + 1 END,
                window_starts_at = CASE
                    WHEN t.window_starts_at <= %(began)s OR t.count + 1 = %(tries)s THEN %(now)s
                    ELSE t.window_starts_at END
            RETURNING count
            """,
            {"bucket": _bucket(address), "now": now, "began": window_began, "tries": guard.tries},
        )
        count = int(cursor.fetchone()[0])
    return count <= guard.tries


def give_tries_back(address: str) -> None:
    """Start counting anew: the right person came, or chose a new password by mail."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM house_tries WHERE bucket = %s", [_bucket(address)])


def note_failure(address: str, *, now: datetime) -> None:
    """Tell of a failed try, and of the lock it began (BR-29.2). Ids only; an unknown address has none."""
    account_id = Account.objects.filter(email=address.strip().lower()).values_list("id", flat=True).first()
    subject: dict[str, UUID] = {"account": account_id} if account_id else {}
    record_unsigned("staff.sign_in_failed", now=now, subject=subject)
    if _count(address) == rules_at(now).tries:
        record_unsigned("staff.sign_in_locked", now=now, subject=subject)


def note_sign_in(account: Account, session: SessionBase, *, place: str, now: datetime) -> None:
    """Begin a session: choose the only role there is, and raise an alert on a second live place.

    BR-29.2: two live sessions from different places raise ``staff.two_places``.
    """
    give_tries_back(account.email)
    memberships = list_memberships(account.id, now=now)
    sessions.begin(session, membership_id=memberships[0].id if len(memberships) == 1 else None, now=now)
    live = LiveSession.objects.create(
        account=account,
        session_hash=_session_hash(session),
        place_hash=_hash("place", place),
        started_at=now,
        seen_at=now,
    )
    record_unsigned("staff.signed_in", now=now, subject={"account": account.id, "live_session": live.id})
    elsewhere = list_elsewhere(account.id, session, now=now)
    if any(other.place_hash != live.place_hash for other in elsewhere):
        record_unsigned("staff.two_places", now=now, subject={"account": account.id, "live_session": live.id})


def note_use(session: SessionBase, *, now: datetime) -> None:
    """Note that a session is in use, at most once a minute."""
    if sessions.touch(session, now=now):
        _this(session).update(seen_at=now)


def note_sign_out(session: SessionBase, *, now: datetime) -> None:
    """End the live session that stands for this one."""
    if session.session_key:
        _this(session).update(ended_at=now)


def list_memberships(account_id: UUID, *, now: datetime) -> list[Membership]:
    """The memberships of an account that are current, at most fifty, in a steady order."""
    today = civil_date(now)
    found = Membership.objects.filter(account_id=account_id, starts_on__lte=today).exclude(ends_on__lt=today)
    return list(
        found.select_related("organisation", "contract").order_by("organisation__name", "role", "id")[:50]
    )


def list_elsewhere(account_id: UUID, session: SessionBase, *, now: datetime) -> list[LiveSession]:
    """The account's other sessions that are still live: not ended, and used within the idle limit."""
    since = now - timedelta(seconds=rules_at(now).idle_seconds)
    found = LiveSession.objects.filter(account_id=account_id, ended_at__isnull=True, seen_at__gte=since)
    return list(found.exclude(session_hash=_session_hash(session)).order_by("-seen_at", "id")[:20])


def _this(session: SessionBase) -> QuerySet[LiveSession]:
    return LiveSession.objects.filter(session_hash=_session_hash(session), ended_at__isnull=True)


def _count(address: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count FROM house_tries WHERE bucket = %s", [_bucket(address)])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _bucket(address: str) -> str:
    return _hash("sign-in", address.strip().lower())


def _session_hash(session: SessionBase) -> str:
    return _hash("session", session.session_key or "")


def _hash(purpose: str, value: str) -> str:
    return salted_hmac(f"fingerpost.staff.{purpose}", value, algorithm="sha256").hexdigest()
