"""What checks ask of records beside the one in hand, without their bodies."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection

_KIN: Final = """
    SELECT resource, id, customer_id, interaction_id, body->>'DateOfTermination',
           (body->>'ReasonForTermination')::integer, body->>'DateandTimeOfSession'
      FROM dss_wirerecord WHERE id = ANY (%s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """A customer, an interaction, a plan or a session, as far as it decides about another record.

    ``terminated`` and ``reason`` are a customer's DateOfTermination and ReasonForTermination, ``session_at`` a
    session's DateandTimeOfSession, all as the wire says them.
    """

    customer_id: UUID | None
    interaction_id: UUID | None
    terminated: str | None
    reason: int | None
    session_at: str | None


def find_kin(ids: Collection[UUID]) -> dict[tuple[str, UUID], Kin]:
    """Those records that the touchpoint sees, by resource and id, in one query."""
    # Every request below a customer asks this, so that it is not put together anew each time.
    with connection.cursor() as cursor:
        cursor.execute(_KIN, [list(ids)])
        rows = cursor.fetchall()
    return {
        (resource, record_id): Kin(
            customer_id=customer_id,
            interaction_id=interaction_id,
            terminated=terminated,
            reason=reason,
            session_at=session_at,
        )
        for resource, record_id, customer_id, interaction_id, terminated, reason, session_at in rows
    }
