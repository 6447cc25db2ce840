"""Reads of second checks: whom one may be given to, and what was kept after one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q

from fingerpost.house.actor import Actor
from fingerpost.interactions.models import SecondCheckUse
from fingerpost.staff.access import CAPABILITIES, Capability
from fingerpost.staff.models import Membership

_WRITES: Final = frozenset(
    {Capability.GIVE_ADVICE, Capability.MAKE_RECORDS, Capability.KEY_PAPER, Capability.WORK_CONTACTS}
)
_WRITING_ROLES: Final[tuple[str, ...]] = tuple(
    role.value for role, held in CAPABILITIES.items() if held & _WRITES
)
MOST_COLLEAGUES: Final = 500
PAGE_SIZE: Final = 25


@dataclass(frozen=True, slots=True)
class UsesPage:
    """One page of what was kept after a second check, newest first; pages are counted from 1."""

    uses: Sequence[SecondCheckUse]
    number: int
    has_next: bool


def list_writers(actor: Actor, *, on: date) -> list[tuple[UUID, str]]:
    """The actor's colleagues who write in customers' records on a day, by name; at most 500, never the actor."""
    found = (
        Membership.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            organisation_id=actor.organisation_id,
            role__in=_WRITING_ROLES,
            starts_on__lte=on,
            account__is_active=True,
            account__suspended_at__isnull=True,
        )
        .exclude(account_id=actor.account_id)
        .order_by("account__full_name", "account_id")
        .values_list("account_id", "account__full_name")
        .distinct()[:MOST_COLLEAGUES]
    )
    return list(found)


def list_uses(*, page: int) -> UsesPage:
    """What was kept after a second check, of records that the actor may see (BR-A.3)."""
    number = max(page, 1)
    start = (number - 1) * PAGE_SIZE
    found = list(
        SecondCheckUse.objects.select_related("given_by", "used_by", "customer", "organisation").order_by(
            "-used_at", "-id"
        )[start : start + PAGE_SIZE + 1]
    )
    return UsesPage(found[:PAGE_SIZE], number, len(found) > PAGE_SIZE)
