"""One lock a contract: whoever writes to its ledger waits for whoever began before."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import connection

_LOCK: Final = 4109


def lock_contract(contract_id: UUID) -> None:
    """Wait until nobody else writes to this contract's ledger, and keep others waiting until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, str(contract_id)])
