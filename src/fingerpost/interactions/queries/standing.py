"""Who could give a session, and whether they may give advice on its day. Reads of staff for sessions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from fingerpost.policy import Rules
from fingerpost.staff.access import CAPABILITIES, Capability, Role, StandingKind
from fingerpost.staff.models import Membership, Standing
from fingerpost.staff.rules import advice_level_needed, supervised_trainees_may_advise

_ADVISING: tuple[str, ...] = tuple(
    role.value for role, held in CAPABILITIES.items() if Capability.GIVE_ADVICE in held
)
_MOST_COLLEAGUES = 500


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person who gives sessions for an organisation, as a form lists them."""

    account_id: UUID
    full_name: str
    is_trainee: bool


@dataclass(frozen=True, slots=True)
class AdviceStanding:
    """How somebody stood on one day: their level of qualification, and whether they learned under supervision."""

    level: int
    is_supervised: bool

    def is_qualified(self, rules: Rules, *, on: date) -> bool:
        """Whether they may complete advice in their own name (MX-2.3)."""
        return self.level >= advice_level_needed(rules, on=on)

    def may_advise_supervised(self, rules: Rules, *, on: date) -> bool:
        """Whether they may complete advice under a supervisor (OI-17.2)."""
        return self.is_supervised and supervised_trainees_may_advise(rules, on=on)


def list_colleagues(organisation_id: UUID, *, on: date) -> list[Colleague]:
    """The people who give sessions for an organisation on a day, by name; at most 500."""
    found: dict[UUID, Colleague] = {}
    for row in (
        Membership.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            organisation_id=organisation_id,
            role__in=_ADVISING,
            starts_on__lte=on,
            account__is_active=True,
        )
        .order_by("account__full_name", "account_id", "id")
        .values_list("account_id", "account__full_name", "role")[:_MOST_COLLEAGUES]
    ):
        account_id, name, role = row
        is_trainee = role == Role.TRAINEE
        known = found.get(account_id)
        found[account_id] = Colleague(account_id, name, is_trainee and (known is None or known.is_trainee))
    return list(found.values())


def is_trainee(account_id: UUID, organisation_id: UUID, *, on: date) -> bool:
    """Whether somebody works for an organisation only as a trainee on a day."""
    roles = set(
        Membership.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            account_id=account_id,
            organisation_id=organisation_id,
            role__in=_ADVISING,
            starts_on__lte=on,
        ).values_list("role", flat=True)
    )
    return roles == {Role.TRAINEE.value}


def advice_standings(account_ids: Iterable[UUID], *, on: date) -> dict[UUID, AdviceStanding]:
    """How each of these people stood on a day."""
    levels: dict[UUID, int] = {}
    supervised: set[UUID] = set()
    wanted = set(account_ids)
    for account_id, kind, level in Standing.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on),
        account_id__in=wanted,
        kind__in=[StandingKind.ADVICE_QUALIFICATION, StandingKind.SUPERVISED_TRAINEE],
        valid_from__lte=on,
    ).values_list("account_id", "kind", "level"):
        if kind == StandingKind.SUPERVISED_TRAINEE:
            supervised.add(account_id)
        else:
            levels[account_id] = max(levels.get(account_id, 0), level or 0)
    return {
        account_id: AdviceStanding(levels.get(account_id, 0), account_id in supervised)
        for account_id in wanted
    }
