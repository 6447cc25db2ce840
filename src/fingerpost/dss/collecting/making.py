"""Makes the reports of collections that were asked for, as *system*, and tells their touchpoint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import connections, transaction

from fingerpost.dss.collecting.extracting import Kept, extract
from fingerpost.dss.collecting.packing import Provider, archive, seal, year_of
from fingerpost.house.rules import rules_in_force
from fingerpost.policy.civil import civil_date

_SYSTEM: Final = "system"
MOST_A_RUN: Final = 20


def make_reports(*, now: datetime) -> int:
    """Make the archive of each collection that has none yet, oldest first; return how many were made.

    Outcomes effective and claimed in the year to the end of this month (civil time). That a touchpoint was given
    customers' data is kept in the log of reads. Two workers may make the same: one of the two is kept.
    """
    with connections[_SYSTEM].cursor() as cursor:
        cursor.execute(
            "SELECT collection_id, code, provider_id, provider_name, scheme"
            " FROM fingerpost_wire_uncollected(%s)",
            [MOST_A_RUN],
        )
        waiting = cursor.fetchall()
    made = 0
    for collection_id, code, provider_id, provider_name, scheme in waiting:
        provider = Provider(id=provider_id, name=provider_name, touchpoint=code, scheme=scheme)
        with transaction.atomic(using=_SYSTEM):
            content, customers = _make(provider, now)
            with connections[_SYSTEM].cursor() as cursor:
                cursor.execute(
                    "SELECT fingerpost_wire_keep_report(%s, %s, %s, %s, %s::uuid[], %s)",
                    [
                        collection_id,
                        seal(content),
                        len(content),
                        hashlib.sha256(content).hexdigest(),
                        customers,
                        now,
                    ],
                )
                made += bool(cursor.fetchone()[0])
    return made


def _make(provider: Provider, now: datetime) -> tuple[bytes, list[Any]]:
    rules = rules_in_force()
    first, last = year_of(now, rules)
    with connections[_SYSTEM].cursor() as cursor:
        cursor.execute(
            "SELECT customer_id, resource, id, plan_id, interaction_id, body"
            " FROM fingerpost_wire_extract(%s, %s, %s)",
            [provider.touchpoint, first.isoformat(), last.isoformat()],
        )
        records = [
            Kept(
                customer_id=customer_id,
                resource=resource,
                id=record_id,
                plan_id=plan_id,
                interaction_id=interaction_id,
                body=_body(body),
            )
            for customer_id, resource, record_id, plan_id, interaction_id, body in cursor.fetchall()
        ]
    lines = extract(records, touchpoint=provider.touchpoint, first=first, last=last, today=civil_date(now))
    content = archive(lines, provider, rules=rules, now=now)
    return content, sorted({line.customer_id for line in lines}, key=str)


def _body(body: object) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(body) if isinstance(body, str) else body  # type: ignore[assignment]
    return found
