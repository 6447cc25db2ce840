"""Sets what a contract is worth: years, profiles, shares of months, fees, fixed sums, pass-through, costs, payments.

The agency's contract manager sets terms; a prime's claims officer keeps costs. A month that was claimed stays as it
was claimed: what would change it is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.funding.ledger.claiming import claimable_contract
from fingerpost.funding.ledger.locking import lock_contract
from fingerpost.funding.ledger.rules.costs import fault_of
from fingerpost.funding.ledger.rules.profiles import MONTHS
from fingerpost.funding.models import (
    Claim,
    ContractYear,
    CostLine,
    FeeDeduction,
    FixedSum,
    MonthShare,
    PassThrough,
    PaymentMade,
    Profile,
    ProfileChange,
    ProfileClass,
)
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.organisations.models import Contract, Subcontract
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability

_HUNDRED: Final = Decimal(100)
_QUARTERS: Final = (1, 2, 3)


@transaction.atomic
def set_contract_year(
    *,
    actor: Actor,
    now: datetime,
    contract_id: UUID,
    starts_on: date,
    ends_on: date,
    maximum_pence: int | None = None,
    satisfaction_cap_pence: int | None = None,
    order_number: str = "",
    version: int | None = None,
) -> ContractYear:
    """Set a year of a contract, or change it where ``version`` is the one that stands. Pence; None: no cap.

    Raises NotPermitted, NotFound, InvalidInput, Conflict where somebody changed it meanwhile.
    """
    contract = _contract(actor, contract_id)
    if ends_on <= starts_on or (maximum_pence or 0) < 0 or (satisfaction_cap_pence or 0) < 0:
        raise InvalidInput(
            _("A year ends after it begins, and a cap is not below nothing."), code="year_wrong"
        )
    lock_contract(contract.id)
    year = ContractYear.objects.filter(contract=contract, starts_on=starts_on).first()
    values = {
        "ends_on": ends_on,
        "maximum_pence": maximum_pence,
        "satisfaction_cap_pence": satisfaction_cap_pence,
        "order_number": order_number.strip(),
        "set_by_id": actor.account_id,
        "set_at": now,
    }
    if year is None:
        year = ContractYear.objects.create(contract=contract, starts_on=starts_on, **values)
    else:
        _same_version(year.version, version)
        ContractYear.objects.filter(id=year.id).update(**values, version=year.version + 1)
        year.refresh_from_db()
    _tell("terms.year_set", actor, now, contract.id)
    return year


@transaction.atomic
def set_profile(
    *,
    actor: Actor,
    now: datetime,
    year_id: UUID,
    category: str,
    annual: int,
    approved_on: date,
    customer_class: str = ProfileClass.ALL,
    is_money: bool = False,
    version: int | None = None,
) -> Profile:
    """Set a year's number of a category and class: a count, or pence where ``is_money``. Raises as the year's."""
    year = _year(actor, year_id)
    if annual < 0 or customer_class not in ProfileClass.values or not category:
        raise InvalidInput(
            _("A profile is a number of a category that is not below nothing."), code="profile_wrong"
        )
    lock_contract(year.contract_id)
    named = {"year": year, "category": category, "customer_class": customer_class, "is_money": is_money}
    profile = Profile.objects.filter(**named).first()
    values = {"annual": annual, "approved_on": approved_on, "set_by_id": actor.account_id, "set_at": now}
    if profile is None:
        profile = Profile.objects.create(**named, **values)
    else:
        _same_version(profile.version, version)
        Profile.objects.filter(id=profile.id).update(**values, version=profile.version + 1)
        profile.refresh_from_db()
    _tell("terms.profile_set", actor, now, year.contract_id)
    return profile


@transaction.atomic
def change_profile(
    *,
    actor: Actor,
    now: datetime,
    profile_id: UUID,
    after_quarter: int,
    amount: int,
    agreed_on: date,
    why: str,
) -> ProfileChange:
    """Agree a change of a year's number after a quarter (1 to 3); it is spread over the months after it."""
    profile = Profile.objects.filter(id=profile_id).select_related("year").first()
    if profile is None:
        raise NotFound(_("There is no profile here that you can see."), code="profile_not_found")
    _agency(actor)
    if after_quarter not in _QUARTERS or not why.strip() or not amount:
        raise InvalidInput(_("Say after which quarter, by how much and why."), code="change_wrong")
    lock_contract(profile.year.contract_id)
    change = ProfileChange.objects.create(
        profile=profile,
        after_quarter=after_quarter,
        amount=amount,
        agreed_on=agreed_on,
        why=why.strip(),
        set_by_id=actor.account_id,
        set_at=now,
    )
    _tell("terms.profile_changed", actor, now, profile.year.contract_id)
    return change


@transaction.atomic
def set_shares(
    *,
    actor: Actor,
    now: datetime,
    year_starts_on: date,
    category: str,
    percents: Sequence[Decimal],
    customer_class: str = ProfileClass.ALL,
) -> list[MonthShare]:
    """Set the share of each of a year's twelve months for the nation, in per cent; together they are a hundred."""
    _agency(actor)
    if len(percents) != MONTHS or sum(percents) != _HUNDRED or min(percents) < 0:
        raise InvalidInput(_("Twelve shares, together 100 per cent."), code="shares_wrong")
    found = []
    for place, percent in enumerate(percents, start=1):
        share, _made = MonthShare.objects.update_or_create(
            year_starts_on=year_starts_on,
            category=category,
            customer_class=customer_class,
            place=place,
            defaults={"percent": percent, "set_by_id": actor.account_id, "set_at": now},
        )
        found.append(share)
    _tell("terms.shares_set", actor, now, None)
    return found


@transaction.atomic
def set_deduction(
    *, actor: Actor, now: datetime, contract_id: UUID, month: date, percent: Decimal, why: str
) -> FeeDeduction:
    """Take so many per cent off a month's service fee. Raises Conflict for a month that was claimed."""
    contract = _contract(actor, contract_id)
    if month.day != 1 or not 0 <= percent <= _HUNDRED or not why.strip():
        raise InvalidInput(
            _("Say the month, a share from 0 to 100 per cent and why."), code="deduction_wrong"
        )
    lock_contract(contract.id)
    _not_claimed(contract.id, month)
    kept, _made = FeeDeduction.objects.update_or_create(
        contract=contract,
        month=month,
        defaults={"percent": percent, "why": why.strip(), "set_by_id": actor.account_id, "set_at": now},
    )
    _tell("terms.deduction_set", actor, now, contract.id)
    return kept


@transaction.atomic
def set_fixed_sum(
    *,
    actor: Actor,
    now: datetime,
    contract_id: UUID,
    name: str,
    amount_pence: int,
    first_month: date,
    last_month: date,
) -> FixedSum:
    """Let a contract have a fixed sum each month. Raises Conflict for months that were claimed."""
    contract = _contract(actor, contract_id)
    are_firsts = first_month.day == last_month.day == 1
    if not name.strip() or amount_pence <= 0 or last_month < first_month or not are_firsts:
        raise InvalidInput(_("Say its name, an amount and its first and last month."), code="fixed_sum_wrong")
    lock_contract(contract.id)
    _not_claimed(contract.id, first_month)
    kept = FixedSum.objects.create(
        contract=contract,
        name=name.strip(),
        amount_pence=amount_pence,
        first_month=first_month,
        last_month=last_month,
        set_by_id=actor.account_id,
        set_at=now,
    )
    _tell("terms.fixed_sum_set", actor, now, contract.id)
    return kept


@transaction.atomic
def set_pass_through(
    *, actor: Actor, now: datetime, subcontract_id: UUID, starts_on: date, percent: Decimal
) -> PassThrough:
    """Set the least share of a payment that goes on to a subcontractor, from a day (OI-20.F11). Per cent."""
    _agency(actor)
    subcontract = Subcontract.objects.filter(id=subcontract_id).first()
    if subcontract is None:
        raise NotFound(_("There is no such subcontract."), code="subcontract_not_found")
    if not 0 <= percent <= _HUNDRED:
        raise InvalidInput(_("A share is from 0 to 100 per cent."), code="percent_wrong")
    kept, _made = PassThrough.objects.update_or_create(
        subcontract=subcontract,
        starts_on=starts_on,
        defaults={"percent": percent, "set_by_id": actor.account_id, "set_at": now},
    )
    _tell("terms.pass_through_set", actor, now, subcontract.contract_id)
    return kept


@transaction.atomic
def add_cost(
    *,
    actor: Actor,
    now: datetime,
    contract_id: UUID,
    organisation_id: UUID,
    head: str,
    item: str,
    spent_on: date,
    amount_pence: int,
    receipt: str,
    detail: str = "",
    rules: Rules | None = None,
) -> CostLine:
    """Keep an actual cost under its head, with its receipt's number (OI-20.F2 to OI-20.F7, OI-20.F19). Pence.

    Raises InvalidInput, with the fault as code, for a head, an item or a day that policy does not pay.
    """
    contract = claimable_contract(actor, contract_id)
    if amount_pence <= 0 or not receipt.strip() or spent_on > civil_date(now):
        raise InvalidInput(
            _("Say an amount, the receipt’s number and a day that has come."), code="cost_wrong"
        )
    fault = fault_of(
        scheme=contract.scheme, head=head, item=item, spent_on=spent_on, rules=rules or rules_in_force()
    )
    if fault is not None:
        raise InvalidInput(_("The rules do not pay this cost. Look at its head, item and day."), code=fault)
    kept = CostLine.objects.create(
        contract=contract,
        organisation_id=organisation_id,
        head=head,
        item=item,
        spent_on=spent_on,
        amount_pence=amount_pence,
        detail=detail.strip(),
        receipt=receipt.strip(),
        added_by_id=actor.account_id,
        added_at=now,
    )
    _tell("costs.added", actor, now, contract.id)
    return kept


@transaction.atomic
def withdraw_cost(*, actor: Actor, now: datetime, cost_id: UUID) -> None:
    """Take a cost out; what was claimed for it is taken back by the next claim. Twice changes nothing."""
    cost = CostLine.objects.filter(id=cost_id).first()
    if cost is None:
        raise NotFound(_("There is no cost here that you can see."), code="cost_not_found")
    claimable_contract(actor, cost.contract_id)
    if CostLine.objects.filter(id=cost.id, withdrawn_at__isnull=True).update(withdrawn_at=now):
        _tell("costs.withdrawn", actor, now, cost.contract_id)


@transaction.atomic
def record_payment(
    *,
    actor: Actor,
    now: datetime,
    contract_id: UUID,
    month: date,
    category: str,
    amount_pence: int,
    paid_on: date,
) -> PaymentMade:
    """Keep a payment that the agency made beside those of a claim that was paid: an adjustment by hand. Pence."""
    contract = _contract(actor, contract_id)
    if month.day != 1 or category not in PaymentMade.Category.values or not amount_pence:
        raise InvalidInput(_("Say the month, what was paid and how much."), code="payment_wrong")
    kept = PaymentMade.objects.create(
        contract=contract,
        month=month,
        category=category,
        amount_pence=amount_pence,
        paid_on=paid_on,
        set_by_id=actor.account_id,
        set_at=now,
    )
    _tell("terms.payment_recorded", actor, now, contract.id)
    return kept


def _agency(actor: Actor) -> None:
    if not actor.can(Capability.SET_TERMS):
        raise NotPermitted(
            _("Only the agency’s contract manager sets what a contract is worth."),
            code="not_the_contract_manager",
        )


def _contract(actor: Actor, contract_id: UUID) -> Contract:
    _agency(actor)
    contract = Contract.objects.filter(id=contract_id).first()
    if contract is None:
        raise NotFound(_("There is no contract here that you can see."), code="contract_not_found")
    return contract


def _year(actor: Actor, year_id: UUID) -> ContractYear:
    _agency(actor)
    year = ContractYear.objects.filter(id=year_id).first()
    if year is None:
        raise NotFound(_("There is no year of a contract here."), code="year_not_found")
    return year


def _same_version(stands: int, version: int | None) -> None:
    if version != stands:
        raise Conflict(
            _("Somebody changed this after you opened it. Look at it again."), code="changed_meanwhile"
        )


def _not_claimed(contract_id: UUID, month: date) -> None:
    if Claim.objects.filter(contract_id=contract_id, month__gte=month).exists():
        raise Conflict(_("This month was claimed already. Choose a later one."), code="month_claimed")


def _tell(kind: str, actor: Actor, now: datetime, contract_id: UUID | None) -> None:
    events.record(kind, actor=actor, now=now, subject={"contract": contract_id} if contract_id else {})
