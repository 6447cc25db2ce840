"""What stands of a contractor's month and of its management: read for pages, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import F, Q, QuerySet

from fingerpost.funding.models import Claim, ClaimStep
from fingerpost.house.actor import Actor
from fingerpost.outcomes.models import Outcome
from fingerpost.performance.models import (
    DataRequest,
    Duty,
    ExternalCount,
    Intervention,
    InterventionState,
    Return,
    ReturnStep,
    Target,
)
from fingerpost.performance.rules.duties import next_month
from fingerpost.staff.access import CAPABILITIES, Capability
from fingerpost.staff.models import Account, Membership

MOST_OWNERS: Final = 100
MOST_WAITING: Final = 50
PAGE_SIZE: Final = 25
_SHOWING: Final = ("hub", "manual", "inspiration")

_MAY_OWN: Final = [str(role) for role, held in CAPABILITIES.items() if Capability.SEE_PERFORMANCE in held]


@dataclass(frozen=True, slots=True)
class Records:
    """The records of one month that show duties done: the claim, and the newest return of each kind, with steps."""

    claim: Claim | None
    claim_steps: dict[str, ClaimStep]
    returns: dict[str, Return]
    return_steps: dict[UUID, dict[str, ReturnStep]]


def list_owners(actor: Actor, *, on: date) -> list[Account]:
    """Who of the actor's organisation may own a duty: those who answer for its figures, by name; at most 100."""
    return list(
        Account.objects.filter(id__in=_owning(actor, on=on).values("account_id")).order_by("full_name", "id")[
            :MOST_OWNERS
        ]
    )


def may_own(actor: Actor, account_id: UUID, *, on: date) -> bool:
    """Whether this account answers for figures in the actor's organisation on a day."""
    return _owning(actor, on=on).filter(account_id=account_id).exists()


def duties_kept(contract_id: UUID, month: date) -> dict[str, Duty]:
    """What is kept of the duties of one month, by code."""
    return duties_of_all([contract_id], month)[contract_id]


def records_of(contract_id: UUID, month: date) -> Records:
    """The claim and returns of one month with their steps: four queries, however large the month was."""
    return records_of_all([contract_id], month)[contract_id]


def records_of_all(contract_ids: Sequence[UUID], month: date) -> dict[UUID, Records]:
    """The same of several contracts, in as many queries as of one."""
    claims = {
        claim.contract_id: claim
        for claim in Claim.objects.only("id", "contract_id", "month", "made_at").filter(
            contract_id__in=contract_ids, month=month
        )
    }
    claim_steps: dict[UUID, dict[str, ClaimStep]] = {claim.id: {} for claim in claims.values()}
    for step in ClaimStep.objects.filter(claim_id__in=list(claim_steps)):
        claim_steps[step.claim_id][step.kind] = step
    returns: dict[UUID, dict[str, Return]] = {each: {} for each in contract_ids}
    for made in Return.objects.filter(
        contract_id__in=contract_ids, month=month, kind__in=_SHOWING, replaced_by__isnull=True
    ).order_by("made_at", "id"):
        returns[made.contract_id][made.kind] = made
    newest = [made.id for of_one in returns.values() for made in of_one.values()]
    steps: dict[UUID, dict[str, ReturnStep]] = {each: {} for each in newest}
    for taken in ReturnStep.objects.filter(of_return__in=newest):
        steps[taken.of_return_id][taken.kind] = taken
    return {
        each: Records(
            claims.get(each), claim_steps[claims[each].id] if each in claims else {}, returns[each], steps
        )
        for each in contract_ids
    }


def duties_of_all(contract_ids: Sequence[UUID], month: date) -> dict[UUID, dict[str, Duty]]:
    """What is kept of the duties of one month, by contract and code."""
    found: dict[UUID, dict[str, Duty]] = {each: {} for each in contract_ids}
    for duty in Duty.objects.select_related("owner", "done_by").filter(
        contract_id__in=contract_ids, month=month
    ):
        found[duty.contract_id][duty.code] = duty
    return found


def waiting_outcomes(contract_id: UUID, month: date) -> int:
    """How many outcomes of a month nobody has checked yet, counted up to one more than 50."""
    found = Outcome.objects.filter(
        contract_id=contract_id,
        told_on__gte=month,
        told_on__lt=next_month(month),
        claimed_at__isnull=True,
        withdrawn_at__isnull=True,
    )
    return len(found.values_list("id")[: MOST_WAITING + 1])


def open_interventions(contract_ids: Sequence[UUID]) -> list[Intervention]:
    """Interventions that were not closed, the oldest first; at most 200."""
    return list(
        Intervention.objects.filter(contract_id__in=contract_ids)
        .exclude(state=InterventionState.CLOSED)
        .select_related("contract")
        .order_by("month", "id")[:200]
    )


def open_requests(contract_ids: Sequence[UUID]) -> list[DataRequest]:
    """Questions for data that nobody answered, due first on top; at most 200."""
    return list(
        DataRequest.objects.filter(contract_id__in=contract_ids, answered_at__isnull=True)
        .select_related("contract", "asked_by")
        .order_by("due_on", "id")[:200]
    )


def list_targets(contract_id: UUID) -> list[Target]:
    """The targets of one contract, the newest of each measure first; at most 200."""
    return list(
        Target.objects.filter(contract_id=contract_id)
        .select_related("set_by")
        .order_by("measure", "-starts_on", "id")[:200]
    )


def targets_on(contract_id: UUID, *, on: date) -> dict[str, Target]:
    """The targets of one contract that hold on a day, by measure."""
    holding = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    found = Target.objects.filter(holding, contract_id=contract_id, starts_on__lte=on)
    return {target.measure: target for target in found}


def list_counts(contract_id: UUID | None, *, page: int) -> tuple[list[ExternalCount], bool]:
    """Counts as they stand now, the newest day first, a page at a time; whether there are more."""
    start = (max(page, 1) - 1) * PAGE_SIZE
    found = list(
        ExternalCount.objects.filter(of_contract(contract_id), replaced_by__isnull=True)
        .select_related("entered_by")
        .order_by(F("day").desc(), "code", "id")[start : start + PAGE_SIZE + 1]
    )
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def of_contract(contract_id: UUID | None) -> Q:
    """Rows of one contract; None: those of the whole service."""
    return Q(contract__isnull=True) if contract_id is None else Q(contract_id=contract_id)


def _owning(actor: Actor, *, on: date) -> QuerySet[Membership]:
    current = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    return Membership.objects.filter(
        current, organisation_id=actor.organisation_id, starts_on__lte=on, role__in=_MAY_OWN
    )
