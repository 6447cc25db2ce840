"""Acting in a role: the transaction's settings and the actor that is built from them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotPermitted
from fingerpost.house.rules import one_set_of_rules, rule_for, rules_in_force
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import ActingRow, actor_for

_ACT = (
    "SELECT account_id, organisation_id, role, sees_customers, standing_gap, contract_ids,"
    " prime_contract_ids, manager_id, advice_level, is_supervised, full_name, organisation_name"
    " FROM fingerpost_act(%s, %s)"
)


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts in this transaction, and the words that the page shows of them."""

    actor: Actor
    full_name: str
    organisation_name: str


def act(membership_id: UUID, *, now: datetime, request_id: str = "") -> Acting | None:
    """Make this membership the actor of the current transaction.

    None, and nobody acts, where the account is shut or the membership is not current. ``now`` decides only
    which policy counts; periods are read by the database at its own clock.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ACT, [membership_id, request_id])
        found: tuple[Any, ...] | None = cursor.fetchone()
    if found is None:
        return None
    account_id, organisation_id, role, sees, gap, works, primes, manager_id, level, learns, *names = found
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
        full_name=names[0],
        organisation_name=names[1],
    )
    actor = actor_for(
        row,
        membership_id=membership_id,
        request_id=request_id,
        rules=rules_in_force(),
        on=civil_date(now),
    )
    return Acting(actor, row.full_name, row.organisation_name)


def stop_acting() -> None:
    """Let nobody act for the rest of this transaction."""
    rule_for(None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM fingerpost_act(NULL)")


@contextmanager
def apart() -> Iterator[None]:
    """A transaction in which nobody acts at first, whoever acts in the transaction around it.

    The settings of a transaction outlive a savepoint; where there is one around, its actor is put back. One set
    of rules holds from beginning to end; whether a newer one was published is asked before the transaction.
    """
    is_inner = connection.in_atomic_block
    before = _membership_acting() if is_inner else None
    rules_in_force()
    with one_set_of_rules(), transaction.atomic():
        if before is not None:
            stop_acting()
        yield
    if is_inner and not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM fingerpost_act(%s)", [before])


@contextmanager
def acting_as(membership_id: UUID, *, request_id: str = "", now: datetime | None = None) -> Iterator[Actor]:
    """Act in a transaction of one's own, outside the web: worker, console, demo, tests.

    Inside an outer transaction whoever acted there before acts again afterwards. Raises NotPermitted where
    the account is shut or the membership is not current.
    """
    with apart():
        acting = act(membership_id, now=now or timezone.now(), request_id=request_id)
        if acting is None:
            raise NotPermitted("This role can't be used any more.", code="membership_not_current")
        yield acting.actor


def _membership_acting() -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT NULLIF(current_setting('fingerpost.membership', true), '')")
        value = cursor.fetchone()[0]
    return UUID(value) if value else None
