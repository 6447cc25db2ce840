"""Targets beside figures: the nation's, and those that the agency sets for a contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from fingerpost.performance.access import Scope
from fingerpost.performance.measures.definition import Better, Filters
from fingerpost.performance.measures.targets import NationalTarget
from fingerpost.performance.models import Target


@dataclass(frozen=True, slots=True)
class Targets:
    """What one measure is judged by: the nation's target, and those of contracts by their ids."""

    national: NationalTarget | None
    regional: Mapping[str, Decimal]


def regional_targets(
    codes: Sequence[str], scope: Scope, filters: Filters, on: date
) -> dict[str, dict[str, Decimal]]:
    """The targets of contracts on a day, by measure and contract, as far as the reader sees; one query."""
    wanted = filters.contracts
    if scope.pairs is not None:
        mine = frozenset(contract for contract, _organisation in scope.pairs)
        wanted = wanted & mine if wanted else mine
    rows = Target.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), measure__in=codes, starts_on__lte=on
    ).order_by("starts_on", "id")
    if scope.pairs is not None or wanted:
        rows = rows.filter(contract_id__in=[UUID(each) for each in sorted(wanted)])
    found: dict[str, dict[str, Decimal]] = {}
    for row in rows:
        found.setdefault(row.measure, {})[str(row.contract_id)] = row.value
    return found


def meets(value: Decimal | None, target: Decimal, better: Better) -> bool | None:
    """Whether a value meets a regional target: at least as high, or at most as high where lower is better."""
    if value is None or better is Better.NEITHER:
        return None
    return value >= target if better is Better.HIGHER else value <= target
