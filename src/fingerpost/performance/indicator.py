"""The one figure that is told of the additional indicator: of each prime contractor, rounded, or none at all.

BR-20.3e: it is never broken down and no filter touches it. The database counts, rounds, keeps back and logs; nothing
else of this room reads the indicator.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from fingerpost.house.actor import Actor
from fingerpost.organisations.models import EXTERNAL_SCHEME, Contract
from fingerpost.staff.access import Role


@dataclass(frozen=True, slots=True)
class Total:
    """People of one prime contractor this year from April, to the nearest five; None: too few to tell."""

    prime: str
    people: int | None


def indicator_totals(actor: Actor) -> list[Total]:
    """One figure a prime contractor: the reader's own, or every one's for the agency; nothing for anybody else."""
    if actor.role == Role.CONTRACT_MANAGER:
        contracts = Contract.objects.exclude(scheme=EXTERNAL_SCHEME)
    elif actor.role in (Role.COMPLIANCE, Role.RETURNS_MANAGER):
        contracts = Contract.objects.filter(id__in=actor.prime_contract_ids)
    else:
        return []
    found: dict[str, Total] = {}
    for contract in contracts.select_related("prime").order_by("prime__name", "prime_id", "id"):
        if str(contract.prime_id) not in found:
            with connection.cursor() as cursor:
                cursor.execute("SELECT fingerpost_indicator_total(%s)", [contract.id])
                row = cursor.fetchone()
            found[str(contract.prime_id)] = Total(contract.prime.name, row[0] if row else None)
    return list(found.values())
