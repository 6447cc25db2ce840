"""Reads of returns: the months with the state of each, one return, its steps and files. Every list is bounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotFound
from fingerpost.organisations.models import EXTERNAL_SCHEME, Contract
from fingerpost.performance.models import (
    Direction,
    Return,
    ReturnFile,
    ReturnKind,
    ReturnStep,
    ReturnStepKind,
)
from fingerpost.performance.return_access import receives_returns, sees_findings, sees_returns
from fingerpost.performance.returns.days import due_on, is_late
from fingerpost.performance.rules.duties import month_before, next_month
from fingerpost.policy import Rules

MONTHS: Final = 12
MOST_CONTRACTS: Final = 200
MOST_RETURNS: Final = 2_000
MOST_FILES: Final = 20
EXTRACTS: Final = (ReturnKind.WORK_AND_PENSIONS, ReturnKind.MATCHING, ReturnKind.SURVEY)
BY_HAND: Final = (ReturnKind.MANUAL, ReturnKind.INSPIRATION)


@dataclass(frozen=True, slots=True)
class State:
    """Where the return of one kind of one month stands; ``latest`` is None while nothing was made.

    ``word`` is due, late, made, approved, sent, received, acknowledged or rejected. ``was_late``: it was sent after
    its day.
    """

    kind: ReturnKind
    due_on: date
    latest: Return | None
    word: str
    was_late: bool
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class MonthOfReturns:
    """One contract's returns for one month."""

    contract: Contract
    month: date
    states: tuple[State, ...]


def steps_of(found: Return) -> dict[str, ReturnStep]:
    """The steps of a return by kind, in the order of their moments."""
    return {
        step.kind: step for step in sorted(found.steps.all(), key=lambda step: (step.taken_at, str(step.id)))
    }


def list_contracts(actor: Actor, *, on: date) -> list[Contract]:
    """The contracts whose returns or findings this actor sees and that ran in the last year, by reference."""
    earliest = on.replace(year=on.year - 1, day=1)
    begun = Contract.objects.select_related("prime").filter(starts_on__lte=on)
    found = begun.exclude(ends_on__lt=earliest).exclude(scheme=EXTERNAL_SCHEME)
    if not receives_returns(actor):
        found = found.filter(id__in={*actor.contract_ids, *actor.prime_contract_ids})
    return [
        each
        for each in found.order_by("reference", "id")[:MOST_CONTRACTS]
        if sees_returns(actor, each.id) or sees_findings(actor, each.id)
    ]


def list_months(contract: Contract, *, today: date, rules: Rules) -> list[MonthOfReturns]:
    """The last twelve months of one contract that have ended, the newest first, with every return. Four queries.

    An extract stands there once it was made; what is owed to the Department for Work and Pensions also before.
    """
    months: list[date] = []
    month = month_before(today.replace(day=1))
    while len(months) < MONTHS and next_month(month) > contract.starts_on:
        if contract.ends_on is None or month <= contract.ends_on:
            months.append(month)
        month = month_before(month)
    newest, owed = _newest([contract.id], months), _owing([contract.id])
    return [
        MonthOfReturns(contract, month, _states(contract, month, newest, owed, today=today, rules=rules))
        for month in months
    ]


def list_of_month(
    contracts: Sequence[Contract], month: date, *, today: date, rules: Rules
) -> list[MonthOfReturns]:
    """The returns of one month of several contracts, in their order. Three queries."""
    ids = [each.id for each in contracts]
    newest, owed = _newest(ids, [month]), _owing(ids)
    return [
        MonthOfReturns(each, month, _states(each, month, newest, owed, today=today, rules=rules))
        for each in contracts
    ]


def newest_return(contract_id: UUID, month: date, kind: str) -> Return | None:
    """The return of that kind and month which nothing replaces, with its steps; None without one."""
    return (
        Return.objects.filter(contract_id=contract_id, month=month, kind=kind, replaced_by__isnull=True)
        .select_related("contract__prime", "made_by", "claim")
        .prefetch_related("steps__taken_by")
        .first()
    )


def get_return(return_id: UUID) -> Return:
    """One return that the actor may see, with contract, maker, steps and direction. Raises NotFound."""
    found = (
        Return.objects.filter(id=return_id)
        .select_related("contract__prime", "made_by", "claim", "direction", "replaces", "replaced_by")
        .prefetch_related(Prefetch("steps", ReturnStep.objects.select_related("taken_by")))
        .first()
    )
    if found is None:
        raise NotFound(_("There is no return here that you can see."), code="return_not_found")
    return found


def list_files(found: Return) -> list[ReturnFile]:
    """The files of a return that the actor may open, without their bytes, by name."""
    return list(
        ReturnFile.objects.filter(of_return=found).defer("sealed").order_by("name", "id")[:MOST_FILES]
    )


def live_direction(contract_id: UUID, kind: str, *, on: date) -> Direction | None:
    """The newest direction of the agency that holds for an extract on a day (BR-23.2); None without one."""
    return (
        Direction.objects.filter(
            contract_id=contract_id,
            kind=kind,
            starts_on__lte=on,
            ends_on__gte=on,
            withdraws__isnull=True,
            withdrawn_by__isnull=True,
        )
        .order_by("-given_at", "-id")
        .first()
    )


def list_directions(contract_id: UUID) -> list[Direction]:
    """The directions of one contract that were not withdrawn, the newest first."""
    return list(
        Direction.objects.filter(contract_id=contract_id, withdraws__isnull=True, withdrawn_by__isnull=True)
        .select_related("given_by")
        .order_by("-given_at", "-id")[:MOST_FILES]
    )


def payment_is_held(state: State) -> bool:
    """OI-14.5: data owed to the Department for Work and Pensions is late or not whole, so payment may wait."""
    if state.kind != ReturnKind.WORK_AND_PENSIONS:
        return False
    return state.word in ("late", "rejected") or (state.latest is not None and state.latest.findings > 0)


def _newest(contract_ids: Sequence[UUID], months: Sequence[date]) -> dict[tuple[UUID, date, str], Return]:
    found = (
        Return.objects.filter(contract_id__in=contract_ids, month__in=months, replaced_by__isnull=True)
        .prefetch_related("steps")
        .order_by("contract_id", "month", "kind", "id")[:MOST_RETURNS]
    )
    return {(each.contract_id, each.month, each.kind): each for each in found}


def _owing(contract_ids: Sequence[UUID]) -> dict[UUID, list[tuple[date, date]]]:
    """Between which days each contract owes data to the Department for Work and Pensions, by its directions."""
    found: dict[UUID, list[tuple[date, date]]] = {each: [] for each in contract_ids}
    rows = Direction.objects.filter(
        contract_id__in=contract_ids,
        kind=ReturnKind.WORK_AND_PENSIONS,
        withdraws__isnull=True,
        withdrawn_by__isnull=True,
    ).order_by("contract_id", "starts_on", "id")
    for contract_id, starts_on, ends_on in rows.values_list("contract_id", "starts_on", "ends_on")[
        :MOST_RETURNS
    ]:
        found[contract_id].append((starts_on, ends_on))
    return found


def _is_asked(contract: Contract, kind: ReturnKind, due: date, days: Sequence[tuple[date, date]]) -> bool:
    """Whether a return that nobody made is asked for: Inspiration of an area's contract, data owed by a direction."""
    if kind == ReturnKind.INSPIRATION:
        return contract.service == Contract.Service.AREA
    if kind not in EXTRACTS:
        return True
    return kind == ReturnKind.WORK_AND_PENSIONS and any(first <= due <= last for first, last in days)


def _states(
    contract: Contract,
    month: date,
    newest: dict[tuple[UUID, date, str], Return],
    owed: dict[UUID, list[tuple[date, date]]],
    *,
    today: date,
    rules: Rules,
) -> tuple[State, ...]:
    found = []
    for kind in ReturnKind:
        due = due_on(month, kind, rules)
        latest = newest.get((contract.id, month, kind))
        if due is None or (latest is None and not _is_asked(contract, kind, due, owed[contract.id])):
            continue
        found.append(state_of(kind, due if latest is None else latest.due_on, latest, today=today))
    return tuple(found)


def state_of(kind: ReturnKind, due: date, latest: Return | None, *, today: date) -> State:
    """Where a return stands on a day."""
    steps = {} if latest is None else steps_of(latest)
    sent = steps.get(ReturnStepKind.SENT)
    late = is_late(due, sent.taken_at if sent else None, today=today)
    if latest is None or (sent is None and late):
        word = "late" if late else "due"
    else:
        word = list(steps)[-1] if steps else "made"
    return State(kind, due, latest, word, late, sent.taken_at if sent else None)
