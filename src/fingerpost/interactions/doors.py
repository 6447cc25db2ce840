"""The doors of this room: each calls one database function of ``migrations/0003_identity_check``.

They check, count, lock and grant beneath row security. None returns anything of a customer but an id, and
that only once a check has passed; the address for a one-time code is the one exception, and goes to the outbox.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFor:
    """The four items in matching form, and their keyed hash (OI-14.19)."""

    family: str
    given: str
    date_of_birth: date
    postcode: str
    seed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchLimits:
    """How many searches one contact and one person may have, and how long a lock lasts."""

    per_contact: int
    per_ten_minutes: int
    per_day: int
    lock_for: timedelta


@dataclass(frozen=True, slots=True)
class PickedPoint:
    """Where a one-time code goes, with the hours that the customer gave. The door picks none that is not safe."""

    kind: str
    value: str
    not_before: time | None
    not_after: time | None
    is_safe: bool | None = True
    read_by_others: bool = False
    name_to_give: str = ""
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """What a passed check led to (``CheckOutcome``, or "ended" or "no_contact"), and the customer it opened."""

    outcome: str
    customer_id: UUID | None


@dataclass(frozen=True, slots=True)
class Joined:
    """Whether somebody came into a contact: joined, not_found or provisional."""

    outcome: str
    contact_id: UUID | None


@dataclass(frozen=True, slots=True)
class InContact:
    """One member of staff in a contact, by the name that the others see."""

    person: str
    part: str
    joined_at: datetime
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class LockedCheck:
    """A locked check of somebody whom the actor manages: who, in which contact, when. Never about whom."""

    person: str
    reference: str
    locked_at: datetime


def search_people(
    contact_id: UUID, wanted: SearchFor, *, questions: Sequence[str], how_many: int, limits: SearchLimits
) -> tuple[str, UUID | None]:
    """Search by the four items. Returns asked, locked, too_many or no_contact, and the check when asked."""
    row = _row(
        "SELECT outcome, check_id FROM fingerpost_search_people(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            contact_id,
            wanted.family,
            wanted.given,
            wanted.date_of_birth,
            wanted.postcode,
            wanted.seed,
            list(questions),
            how_many,
            limits.per_contact,
            limits.per_ten_minutes,
            limits.per_day,
            limits.lock_for,
        ],
    )
    return (row[0], row[1]) if row else ("no_contact", None)


def secret_hash(check_id: UUID, question: str, *, most_failures: int, lock_for: timedelta) -> str | None:
    """The hash kept for one question of a waiting check; None where there is nobody, no answer or no try left."""
    value: str | None = _value(
        "SELECT fingerpost_secret_hash(%s, %s, %s, %s)", [check_id, question, most_failures, lock_for]
    )
    return value


def fail_check(check_id: UUID, *, most_failures: int, lock_for: timedelta) -> str:
    """Count one failure. Returns waiting, locked, ended or no_contact."""
    return str(_value("SELECT fingerpost_fail_check(%s, %s, %s)", [check_id, most_failures, lock_for]))


def pass_check(check_id: UUID, *, method: str, detail: str, grant_for: timedelta) -> Passed:
    """Pass a waiting check and grant sight of what it found to everybody in the contact."""
    row = _row(
        "SELECT outcome, customer_id FROM fingerpost_pass_check(%s, %s, %s, %s)",
        [check_id, method, detail, grant_for],
    )
    return Passed(row[0], row[1]) if row else Passed("ended", None)


def begin_code(
    check_id: UUID, *, code_hash: str, lasts: timedelta, most_codes: int, local_time: time
) -> PickedPoint | None:
    """Keep the hash of a new code. Returns the safe contact point that it goes to, or None."""
    row = _row(
        "SELECT way, address, not_before, not_after FROM fingerpost_begin_code(%s, %s, %s, %s, %s)",
        [check_id, code_hash, lasts, most_codes, local_time],
    )
    return PickedPoint(*row) if row else None


def code_hash(check_id: UUID, *, most_failures: int, lock_for: timedelta) -> str | None:
    """The hash of the code that was sent and has not run out; None where no try is left."""
    value: str | None = _value("SELECT fingerpost_code_hash(%s, %s, %s)", [check_id, most_failures, lock_for])
    return value


def join_contact(reference: str, *, part: str, grant_for: timedelta) -> Joined:
    """Come into an open contact by the reference that is read out."""
    row = _row(
        "SELECT outcome, contact_id FROM fingerpost_join_contact(%s, %s, %s)", [reference, part, grant_for]
    )
    return Joined(row[0], row[1]) if row else Joined("not_found", None)


def attach_customer(contact_id: UUID, customer_id: UUID, *, grant_for: timedelta) -> str:
    """Say whom a contact is about. Returns attached, group, other_customer, no_grant or no_contact."""
    return str(_value("SELECT fingerpost_attach_customer(%s, %s, %s)", [contact_id, customer_id, grant_for]))


def find_cut_off(reference: str) -> UUID | None:
    """The contact that was cut off within a day and bears this reference."""
    value: UUID | None = _value("SELECT fingerpost_find_cut_off(%s)", [reference])
    return value


def who_is_in(contact_id: UUID) -> list[InContact]:
    """Everybody who took part in a contact, for those who did; in order of coming, at most twenty."""
    rows = _rows("SELECT person, part, joined_at, left_at FROM fingerpost_who_is_in(%s)", [contact_id])
    return [InContact(*row) for row in rows]


def locked_checks_below(looked_back: timedelta) -> list[LockedCheck]:
    """Locked checks of the people whom the actor manages, newest first, at most twenty."""
    rows = _rows("SELECT person, reference, locked_at FROM fingerpost_locked_checks_below(%s)", [looked_back])
    return [LockedCheck(*row) for row in rows]


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _row(statement: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    rows = _rows(statement, values)
    return rows[0] if rows else None


def _value(statement: str, values: Sequence[Any]) -> Any:
    row = _row(statement, values)
    return row[0] if row else None
