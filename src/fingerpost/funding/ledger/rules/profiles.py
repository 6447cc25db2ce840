"""What a month of a contract year is expected to bring (facts 5.3). Pure, in exact decimals; nothing is rounded.

With A the year's number, m the month's national share and Q1 to Q3 the changes agreed after each quarter, a month's
number is A x m + Q1 x r1 + Q2 x r2 + Q3 x r3, where rk is the month's share of all months after quarter k.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

MONTHS: Final = 12
_MONTHS_A_QUARTER: Final = 3
_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a year's number that was agreed after a quarter, 1 to 3."""

    after_quarter: int
    amount: int


def month_number(
    annual: int, shares: Mapping[int, Decimal], *, place: int, changes: Sequence[Change] = ()
) -> Decimal | None:
    """What one month (``place`` 1 to 12 in its year) is expected to bring; None where the month has no share.

    ``shares`` are per cent by place.
    """
    share = shares.get(place)
    if share is None:
        return None
    number = Decimal(annual) * share / _HUNDRED
    for change in changes:
        if place > change.after_quarter * _MONTHS_A_QUARTER:
            rest = sum(
                (percent for at, percent in shares.items() if at > change.after_quarter * _MONTHS_A_QUARTER),
                Decimal(0),
            )
            number += Decimal(change.amount) * share / rest if rest else Decimal(0)
    return number


def year_number(annual: int, changes: Sequence[Change]) -> int:
    """A year's number with every change."""
    return annual + sum(change.amount for change in changes)


def quarter_of(place: int) -> int:
    """The quarter, 1 to 4, of a month's place in its year."""
    return (place - 1) // _MONTHS_A_QUARTER + 1
