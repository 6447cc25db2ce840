"""The nation's returns: those of past months sent, received and acknowledged, the last month's still to be made.

Written as owner from the same rows and by the same pure parts as a return is made of. Of the months before, one was
sent a day late and one was sent back and made again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from fingerpost.demo.hiring import hire
from fingerpost.demo.papers import make_page
from fingerpost.demo.world import World
from fingerpost.files.sealing import seal
from fingerpost.files.uploads import PDF
from fingerpost.funding.models import Claim
from fingerpost.organisations.models import Contract
from fingerpost.performance.models import (
    Direction,
    Return,
    ReturnFile,
    ReturnKind,
    ReturnStep,
    ReturnStepKind,
)
from fingerpost.performance.return_files import hub_files
from fingerpost.performance.return_rows import source_of
from fingerpost.performance.returns.days import due_on
from fingerpost.performance.returns.names import CSV
from fingerpost.policy import Rules, shipped_rules
from fingerpost.policy.civil import add_months, london_moment
from fingerpost.staff.access import Role

MONTHS: Final = 12
_MANAGERS: Final = {"second_prime": "Clement Rowe", "contact_centre": "Winifred Amos"}
_LATE_MONTH: Final = 7
_REJECTED_MONTH: Final = 8
_WHY: Final = "The report of June was sent with it. Please send this month alone."
_RECEIPT: Final = "Receipt %d of the mailbox."
_TITLES: Final = {
    ReturnKind.MANUAL: "Manual template",
    ReturnKind.INSPIRATION: "Inspiration report and case study",
}


@dataclass(frozen=True, slots=True)
class _Around:
    """What every return is written with."""

    using: str
    now: datetime
    rules: Rules
    agency: UUID


def make_returns(world: World, *, using: str, now: datetime) -> None:
    """Make the returns of the months that were claimed, but the last; and the directions that hold now."""
    around = _Around(using, now, shipped_rules(), world.accounts["contract_manager"])
    managers: dict[UUID, UUID] = {world.organisations["prime"]: world.accounts["returns_manager"]}
    for holder, name in _MANAGERS.items():
        managers[world.organisations[holder]] = hire(
            world, holder, nickname=f"{holder}_returns", name=name, role=Role.RETURNS_MANAGER, using=using
        )
    contracts = Contract.objects.using(using).select_related("prime").order_by("reference")
    for contract in contracts:
        claims = {
            each.month: each
            for each in Claim.objects.using(using).filter(contract=contract).order_by("month")
        }
        for month in sorted(claims)[-MONTHS - 1 : -1]:
            _month(contract, month, claims[month], managers[contract.prime_id], around)
    _directions(world, around)


def _month(contract: Contract, month: date, claim: Claim, manager: UUID, around: _Around) -> None:
    """The three returns of one month of one contract."""
    due = due_on(month, ReturnKind.HUB, around.rules)
    assert due is not None
    made_at = london_moment(due - timedelta(days=2), time(15, 10))
    source = source_of(contract.id, through=month, using=around.using)
    hub = hub_files(contract, month, source, rules=around.rules, now=made_at)
    files = {name: (kind, content, kind == CSV) for name, (kind, content) in hub.files.items()}
    made = _keep(
        contract, month, ReturnKind.HUB, files, made_at, manager, around, claim=claim, layout=hub.layout
    )
    Return.objects.using(around.using).filter(id=made.id).update(records=len(hub.rows))
    late = timedelta(days=1 if month.month == _LATE_MONTH else 0)
    if month.month == _REJECTED_MONTH:
        _steps(made, due, manager, around, answer=ReturnStepKind.REJECTED)
        again = london_moment(due + timedelta(days=5), time(9, 40))
        second = _keep(
            contract,
            month,
            ReturnKind.HUB,
            files,
            again,
            manager,
            around,
            claim=claim,
            layout=hub.layout,
            replaces=made,
        )
        Return.objects.using(around.using).filter(id=second.id).update(records=len(hub.rows))
        _steps(second, due + timedelta(days=6), manager, around)
    else:
        _steps(made, due + late, manager, around)
    for kind, title in _TITLES.items():
        day = due_on(month, kind, around.rules)
        if day is None or (kind == ReturnKind.INSPIRATION and contract.service != Contract.Service.AREA):
            continue
        written_on = day - timedelta(days=3)
        page = make_page(
            title, [contract.reference, f"{month:%B %Y}", "Nobody is named here."], on=written_on
        )
        one = _keep(
            contract,
            month,
            kind,
            {f"{kind.value}-{month:%Y-%m}.pdf": (PDF, page, False)},
            london_moment(written_on, time(16)),
            manager,
            around,
        )
        _steps(one, day, manager, around)


def _keep(
    contract: Contract,
    month: date,
    kind: ReturnKind,
    files: Mapping[str, tuple[str, bytes, bool]],
    at: datetime,
    manager: UUID,
    around: _Around,
    *,
    claim: Claim | None = None,
    layout: str = "",
    replaces: Return | None = None,
) -> Return:
    due = due_on(month, kind, around.rules)
    assert due is not None
    made = Return.objects.using(around.using).create(
        contract=contract,
        month=month,
        kind=kind,
        layout=layout,
        claim=claim,
        records=0,
        due_on=due,
        replaces=replaces,
        made_by_id=manager,
        made_at=at,
    )
    ReturnFile.objects.using(around.using).bulk_create(
        ReturnFile(
            of_return=made,
            name=name,
            media_type=media_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            holds_people=holds_people,
            sealed=seal(content),
        )
        for name, (media_type, content, holds_people) in files.items()
    )
    return made


def _steps(
    made: Return,
    sent_on: date,
    manager: UUID,
    around: _Around,
    *,
    answer: ReturnStepKind = ReturnStepKind.ACKNOWLEDGED,
) -> None:
    """Signed off the evening before, sent in the morning, received the next day, answered two days later."""
    by_agency = around.agency
    steps: Sequence[tuple[ReturnStepKind, datetime, UUID, str]] = (
        (ReturnStepKind.APPROVED, made.made_at + timedelta(hours=1), manager, ""),
        (ReturnStepKind.SENT, london_moment(sent_on, time(10, 5)), manager, ""),
        (
            ReturnStepKind.RECEIVED,
            london_moment(sent_on + timedelta(days=1), time(9, 15)),
            by_agency,
            _RECEIPT % (made.month.month + 100),
        ),
        (
            answer,
            london_moment(sent_on + timedelta(days=3), time(14)),
            by_agency,
            _WHY if answer == ReturnStepKind.REJECTED else "",
        ),
    )
    for kind, at, account, note in steps:
        if at > around.now:
            return
        ReturnStep.objects.using(around.using).create(
            of_return=made, kind=kind, taken_by_id=account, taken_at=at, note=note
        )


def _directions(world: World, around: _Around) -> None:
    """What the prime owes the Department for Work and Pensions from this month on, and one for the survey."""
    starts = world.today.replace(day=1)
    for kind, reference, purpose in (
        (ReturnKind.WORK_AND_PENSIONS, "DSA-WP-4", "Data owed on customers of out-of-work benefits"),
        (ReturnKind.SURVEY, "DSA-SV-2", "The survey of satisfaction, for its contractor"),
    ):
        Direction.objects.using(around.using).create(
            contract_id=world.contracts["prime_north_east"],
            kind=kind,
            reference=reference,
            purpose=purpose,
            starts_on=starts,
            ends_on=add_months(starts, 12),
            given_by_id=around.agency,
            given_at=min(london_moment(starts, time(11)), around.now),
        )
