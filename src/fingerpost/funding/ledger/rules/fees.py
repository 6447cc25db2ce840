"""Fees: the service fee with its deduction, the two shares of the telephone contract, the most a customer may pay.

Pure. Pence; shares in per cent as exact decimals, halves rounded up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from fingerpost.policy.rules import Rules

_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Split:
    """A payment in its two shares. Pence; together they are the payment."""

    fixed: int
    outcome: int


def share_of(pence: int, percent: Decimal) -> int:
    """So many per cent of an amount, to the penny."""
    return int((Decimal(pence) * percent / _HUNDRED).quantize(Decimal(1), ROUND_HALF_UP))


def deduction(fee_pence: int, percent: Decimal) -> int:
    """What is taken off a month's service fee, as an amount below nothing: fee x (100 - per cent) / 100 is left."""
    return share_of(fee_pence, _HUNDRED - percent) - fee_pence


def telephone_split(pence: int, *, on: date, rules: Rules) -> Split | None:
    """The fixed and the outcome share of the telephone contract's payment (OI-20.T1); None where none are stated."""
    ruling = rules.find("funding.telephone_shares", on)
    if ruling is None:
        return None
    fixed = share_of(pence, Decimal(str(rules.get_table("funding.telephone_shares", on)["fixed"])))
    return Split(fixed, pence - fixed)


def most_a_customer_pays(*, region: str | None, on: date, rules: Rules) -> int | None:
    """The most that a further paid session may cost on its day: what the agency pays for one there (OI-20.F13).

    Pence. ``region`` is an area's code. None where no session has a rate on that day.
    """
    if rules.find("funding.session_rate", on) is None:
        return None
    rates = rules.get_table("funding.session_rate", on)
    return int(str(rates.get(region or "", rates["default"])))


def fee_is_allowed(pence: int, *, region: str | None, on: date, rules: Rules) -> bool:
    """Whether a fee is no higher than the agency's rate of that day and area (OI-3.20, OI-20.F13)."""
    most = most_a_customer_pays(region=region, on=on, rules=rules)
    return most is not None and pence <= most
