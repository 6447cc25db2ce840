"""Brings the follow-ups of customers up to date, as *system*: in batches, each its own transaction.

The decision is pure (``rules.follow_ups``); facts come and changes go through functions of the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connections, transaction

from fingerpost.house.ids import new_id
from fingerpost.house.rules import rules_in_force
from fingerpost.outcomes.rules.follow_ups import (
    Changes,
    Facts,
    Said,
    Spoke,
    Standing,
    Wanted,
    changes_to,
    follow_ups_wanted,
)
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date

SYSTEM: Final = "system"
BATCH: Final = 100
PAGE: Final = 500
MOST_EVENTS: Final = 10_000
MOST_SWEPT: Final = 1_000
LATE_COMMIT: Final = timedelta(minutes=15)
"""How far back each run looks again. An event bears the moment of its statement, not of its commit, so one of a long
transaction appears behind the place that was read to; no request lasts as long as this."""

_NO_ID: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Place:
    """How far the worker has come: in the events, and in the sweep over every customer.

    ``database_now`` is the clock by which events are recorded; the worker's own may differ.
    """

    read_to: datetime
    read_to_id: UUID
    swept_to: UUID | None
    swept_at: datetime | None
    database_now: datetime


def settle_moved(*, now: datetime) -> int:
    """Settle the customers of whom something happened, then a part of the daily sweep; return how many were written.

    The sweep goes once a day over every customer: it finds those who were there before the worker, advisers who have
    left, and rules that changed. Safe to do twice, and by two workers at once.
    """
    rules = rules_in_force()
    place = _place()
    moved, read_to, read_to_id = _moved_since(place)
    if read_to is None:
        read_to, read_to_id = max(place.read_to, place.database_now - LATE_COMMIT), _NO_ID
    swept, swept_to, swept_at = _sweep(place, now=now)
    written = settle_customers([*moved, *swept], rules=rules)
    _call(
        "SELECT fingerpost_keep_follow_ups_place(%s, %s, %s, %s)", [read_to, read_to_id, swept_to, swept_at]
    )
    return written


def settle_customers(customer_ids: Iterable[UUID], *, rules: Rules) -> int:
    """Bring the follow-ups of these customers up to date; return for how many something was written."""
    written = 0
    for batch in _batches(dict.fromkeys(customer_ids), BATCH):
        with transaction.atomic(using=SYSTEM):
            rows = _call("SELECT * FROM fingerpost_follow_up_facts(%s)", [list(batch)])
            changes = {row[0]: _changes(row, rules) for row in rows}
            found = {customer_id: one for customer_id, one in changes.items() if one}
            if found:
                _call("SELECT fingerpost_keep_follow_ups(%s::jsonb)", [json.dumps(_to_keep(found))])
            written += len(found)
    return written


def _changes(row: Sequence[Any], rules: Rules) -> Changes:
    _customer_id, is_closed, spoke, said, standing = row
    facts = Facts(
        spoke=[_spoke(one) for one in _read(spoke)],
        said=[Said(at=_moment(one["at"]), code=one["code"]) for one in _read(said)],
        is_closed=is_closed,
    )
    return changes_to([_standing(one) for one in _read(standing)], follow_ups_wanted(facts, rules=rules))


def _to_keep(found: dict[UUID, Changes]) -> dict[str, list[dict[str, str | None]]]:
    return {
        "close": [
            {"id": str(row_id), "state": state, "why": why}
            for one in found.values()
            for row_id, state, why in one.close
        ],
        "renew": [
            {"id": str(row_id), **_written(wanted)} for one in found.values() for row_id, wanted in one.renew
        ],
        "make": [
            {"id": str(new_id()), "customer_id": str(customer_id), **_written(wanted)}
            for customer_id, one in found.items()
            for wanted in one.make
        ],
    }


def _written(wanted: Wanted) -> dict[str, str | None]:
    return {
        "stage": wanted.stage,
        "contract_id": str(wanted.contract_id),
        "organisation_id": str(wanted.organisation_id),
        "counted_from": wanted.counted_from.isoformat(),
        "due_on": wanted.due_on.isoformat(),
        "owner_id": str(wanted.owner_id) if wanted.owner_id else None,
    }


def _spoke(one: dict[str, Any]) -> Spoke:
    return Spoke(
        at=_moment(one["at"]),
        account_id=_id(one["account_id"]),
        organisation_id=_id(one["organisation_id"]),
        contract_id=_id(one["contract_id"]),
        is_session=one["is_session"],
        is_advice=one["is_advice"],
        is_informal=one["is_informal"],
        advises=one["advises"],
        is_there=one["is_there"],
    )


def _standing(one: dict[str, Any]) -> Standing:
    return Standing(
        id=UUID(one["id"]),
        stage=one["stage"],
        contract_id=UUID(one["contract_id"]),
        organisation_id=UUID(one["organisation_id"]),
        counted_from=_moment(one["counted_from"]),
        due_on=date.fromisoformat(one["due_on"]),
        owner_id=_id(one["owner_id"]),
        state=one["state"],
        is_handed=one["is_handed"],
    )


def _moved_since(place: Place) -> tuple[list[UUID], datetime | None, UUID]:
    """The customers of the events after the place, and where to go on: no moment where all of them were read."""
    moved: dict[UUID, None] = {}
    moment, event_id = place.read_to, place.read_to_id
    for _page in range(MOST_EVENTS // PAGE):
        rows = _call("SELECT * FROM fingerpost_events_after(%s, %s, %s)", [moment, event_id, PAGE])
        moved.update(dict.fromkeys(row[2] for row in rows if row[2] is not None))
        if len(rows) < PAGE:
            return list(moved), None, _NO_ID
        event_id, moment = rows[-1][0], rows[-1][1]
    return list(moved), moment, event_id


def _sweep(place: Place, *, now: datetime) -> tuple[list[UUID], UUID | None, datetime | None]:
    """The next customers of today's sweep, and where it then stands; none once it went over all of them today."""
    if (
        place.swept_to is None
        and place.swept_at is not None
        and civil_date(place.swept_at) >= civil_date(now)
    ):
        return [], None, place.swept_at
    rows = _call("SELECT * FROM fingerpost_customers_after(%s, %s)", [place.swept_to, MOST_SWEPT])
    found = [row[0] for row in rows]
    if len(found) < MOST_SWEPT:
        return found, None, now
    return found, found[-1], place.swept_at


def _place() -> Place:
    return Place(*_call("SELECT * FROM fingerpost_follow_ups_settled_to()", [])[0])


def _call(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connections[SYSTEM].cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _read(value: Any) -> list[dict[str, Any]]:
    """What a column of JSON holds: the driver hands it over as text."""
    found: list[dict[str, Any]] = json.loads(value) if isinstance(value, str) else value
    return found


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _batches(ids: Iterable[UUID], size: int) -> Iterator[list[UUID]]:
    batch: list[UUID] = []
    for one in ids:
        batch.append(one)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
