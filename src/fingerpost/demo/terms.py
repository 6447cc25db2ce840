"""What the nation's contracts are worth: years with caps and order numbers, the service fee, what is passed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from fingerpost.demo.world import World
from fingerpost.funding.ledger.document import YearNumber
from fingerpost.funding.ledger.gathering import SERVICE_FEE_CATEGORY
from fingerpost.funding.models import ContractYear, FeeDeduction, MonthShare, PassThrough, Profile
from fingerpost.policy.civil import add_months, london_moment

# Holder and nickname of each contract, with a year's service fee and most that the year pays; invented, in pence.
CONTRACTS: Final[Mapping[str, tuple[str, int, int]]] = MappingProxyType(
    {
        "prime_north_east": ("prime", 14_400_000, 24_000_000),
        "prime_north_west": ("prime", 12_000_000, 20_000_000),
        "second_prime_south_west": ("second_prime", 9_600_000, 16_000_000),
        "contact_centre_adult": ("contact_centre", 18_000_000, 26_000_000),
        "contact_centre_young": ("contact_centre", 2_400_000, 4_000_000),
    }
)
# A year from April, quieter in August and December; the national share of each month, in per cent.
SHARES: Final = tuple(
    Decimal(each) for each in ("8.5", "8.5", "8.5", "8", "7", "8.5", "9", "9", "7", "9", "8.5", "8.5")
)
_PASSED_ON: Final = Decimal("92.5")
_DEDUCTED: Final = Decimal("2.5")


@dataclass(frozen=True, slots=True)
class YearTerms:
    """What one year of one contract holds, for whoever makes its claims. Per cent by the month's first day."""

    starts_on: date
    fee: YearNumber
    maximum: int
    order_number: str
    deductions: Mapping[date, Decimal]


def make_terms(world: World, *, years: list[date], using: str) -> dict[tuple[UUID, date], YearTerms]:
    """Set the terms of every contract for some years, as the agency's contract manager; by contract and year."""
    manager = world.accounts["contract_manager"]
    made: dict[tuple[UUID, date], YearTerms] = {}
    for starts_on in years:
        at = london_moment(add_months(starts_on, -1) + timedelta(days=9), time(10))
        by: dict[str, Any] = {"set_by_id": manager, "set_at": at}
        MonthShare.objects.using(using).bulk_create(
            MonthShare(
                year_starts_on=starts_on, category=SERVICE_FEE_CATEGORY, place=place, percent=percent, **by
            )
            for place, percent in enumerate(SHARES, start=1)
        )
        for nickname, (_holder, fee, maximum) in CONTRACTS.items():
            contract = world.contracts[nickname]
            order = f"PO-{starts_on:%y}-{nickname.replace('_', '')[:6].upper()}"
            year = ContractYear.objects.using(using).create(
                contract_id=contract,
                starts_on=starts_on,
                ends_on=add_months(starts_on, 12) - timedelta(days=1),
                maximum_pence=maximum,
                order_number=order,
                **by,
            )
            Profile.objects.using(using).create(
                year=year,
                category=SERVICE_FEE_CATEGORY,
                is_money=True,
                annual=fee,
                approved_on=at.date(),
                **by,
            )
            made[contract, starts_on] = YearTerms(
                starts_on, YearNumber(annual=fee), maximum, order, _deductions(contract, starts_on, by, using)
            )
    _pass_on(world, years[0], manager, using)
    return made


def _deductions(contract: UUID, starts_on: date, by: Mapping[str, Any], using: str) -> Mapping[date, Decimal]:
    """One month of each year in which something was late."""
    month = add_months(starts_on, 4)
    FeeDeduction.objects.using(using).create(
        contract_id=contract, month=month, percent=_DEDUCTED, why="The return came late.", **by
    )
    return {month: _DEDUCTED}


def _pass_on(world: World, since: date, manager: UUID, using: str) -> None:
    at = london_moment(since - timedelta(days=20), time(10))
    for nickname, percent in (
        ("prime_north_west", _PASSED_ON),
        ("second_prime_south_west", Decimal(100)),
    ):
        PassThrough.objects.using(using).create(
            subcontract_id=world.subcontracts[nickname],
            starts_on=since,
            percent=percent,
            set_by_id=manager,
            set_at=at,
        )
