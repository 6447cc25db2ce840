"""Which figures fail what was expected of them, so that somebody looks at them (BR-26.1, BR-CL-26.1). Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from fingerpost.funding.ledger.rules.tolerance import verdict
from fingerpost.performance.measures.definition import Better
from fingerpost.policy import Rules

_MONTHS_A_QUARTER = 3


def misses(value: Decimal | None, target: Decimal, better: Better) -> bool:
    """Whether a value stands on the wrong side of a contract's own target; one that can't be told misses nothing."""
    if value is None or better is Better.NEITHER:
        return False
    return value < target if better is Better.HIGHER else value > target


def is_off_profile(actual: Decimal, profile: Decimal, *, place: int, on: date, rules: Rules) -> bool | None:
    """Whether the year to date is off its profile at the end of a month, ``place`` 1 to 12 in its year.

    Where policy has bands they are judged at the end of each quarter, each way: exactly the band is tolerated
    (BR-CL-26.1). Where it has none, being below the profile is a failure that may lead to an intervention (BR-26.1).
    None: nothing is judged at this month's end, or there is no profile.
    """
    if not profile:
        return None
    quarter = (place - 1) // _MONTHS_A_QUARTER + 1
    found = verdict(actual, profile, quarter=quarter, on=on, rules=rules)
    if found.band is None:
        return actual < profile
    if place % _MONTHS_A_QUARTER:
        return None
    return not found.is_within
