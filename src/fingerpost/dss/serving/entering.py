"""The door of the wire: a key and a touchpoint become the transaction's actor.

A key is presented by its SHA-256 alone, so that no statement or log of the database ever carries one.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from fingerpost.house.actor import Actor
from fingerpost.house.rules import rule_for, rules_in_force
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import ActingRow, actor_for

NO_KEY: Final = "Access denied: the request names no subscription key."
UNKNOWN_KEY: Final = "Access denied: the subscription key is unknown, has ended or was withdrawn."
OTHER_TOUCHPOINT: Final = "Access denied: the subscription key does not speak for this touchpoint."

_TOUCHPOINT: Final = re.compile(r"[0-9]{10}")
_ENTER: Final = (
    "SELECT e.key_id, e.code, e.door_id, e.contract_id, current_setting('fingerpost.membership', true),"
    " e.account_id, e.organisation_id, e.role, e.sees_customers, e.standing_gap, e.contract_ids,"
    " e.prime_contract_ids, e.manager_id, e.advice_level, e.is_supervised, e.full_name, e.organisation_name"
    " FROM fingerpost_wire_enter(%s, %s, %s) e"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Who came in: the touchpoint's own account as actor, its key, code, door and the contract it works under."""

    actor: Actor
    key_id: UUID
    code: str
    door_id: UUID
    contract_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why nobody acts: 401 without a key that opens, 403 for a touchpoint of somebody else.

    400: the key opens and the request names no touchpoint, which each operation refuses in its own way.
    ``key_id`` is the key that did open.
    """

    status: int
    message: str = ""
    key_id: UUID | None = None


def hash_of(key: str) -> str:
    """What is kept of a key, in hex."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def enter(*, key: str, touchpoint: str, request_id: str, now: datetime) -> Entered | Refusal:
    """Let a system act for one of its key's touchpoints until the transaction ends.

    ``now`` decides only which policy counts; whether a key still opens is read by the database at its own clock.
    """
    if not key:
        return Refusal(status=401, message=NO_KEY)
    # What can't be a touchpoint is nobody's, and never reaches the database.
    code = touchpoint if _TOUCHPOINT.fullmatch(touchpoint) else ""
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, [hash_of(key), code, request_id])
        found: tuple[Any, ...] | None = cursor.fetchone()
    if found is None:
        return Refusal(status=401, message=UNKNOWN_KEY)
    key_id, held_code, door_id, contract_id, membership_id, account_id, organisation_id, role, *rest = found
    if held_code is None:
        if not touchpoint:
            return Refusal(status=400, key_id=key_id)
        return Refusal(status=403, message=OTHER_TOUCHPOINT, key_id=key_id)
    sees, gap, works, primes, manager_id, level, learns, full_name, organisation_name = rest
    rule_for(organisation_id)
    row = ActingRow(
        account_id=account_id,
        organisation_id=organisation_id,
        role=role,
        sees_customers=sees,
        standing_gap=gap,
        contract_ids=tuple(works),
        prime_contract_ids=tuple(primes),
        manager_id=manager_id,
        advice_level=level,
        is_supervised=learns,
        full_name=full_name,
        organisation_name=organisation_name,
    )
    actor = actor_for(
        row,
        membership_id=UUID(membership_id),
        request_id=request_id,
        rules=rules_in_force(),
        on=civil_date(now),
    )
    return Entered(actor=actor, key_id=key_id, code=held_code, door_id=door_id, contract_id=contract_id)
