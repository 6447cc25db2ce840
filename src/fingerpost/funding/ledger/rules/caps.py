"""Caps and discounts over a year, as one running figure each: a month adds the difference to the month before.

Pure. Pence. A running figure is below nothing or nothing; what was cut comes back when payments are taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One payment that counts towards a discount: when it took effect, what it pays and what beyond the threshold."""

    effective_on: date
    outcome: str
    pence: int
    discounted_pence: int


def cut_above(total_pence: int, most_pence: int | None) -> int:
    """What a cap takes off a total: nothing without a cap or below it."""
    return 0 if most_pence is None else min(0, most_pence - total_pence)


def cap_of_year(
    *,
    total_pence: int,
    satisfaction_pence: int,
    maximum_pence: int | None,
    satisfaction_cap_pence: int | None,
) -> int:
    """What both caps take off a year so far: first the one on satisfaction, then the contract's maximum on the rest.

    ``total_pence`` holds everything claimed in the year, ``satisfaction_pence`` what of it is satisfaction outcomes.
    """
    of_satisfaction = cut_above(satisfaction_pence, satisfaction_cap_pence)
    return of_satisfaction + cut_above(total_pence + of_satisfaction, maximum_pence)


def discount_of_year(counted: Sequence[Counted], *, profile: int | None, percent: int) -> int:
    """What the discount beyond ``percent`` of a year's profile takes off (CMB): the last ones in order of effect.

    Between two of one day the lower id comes first. Nothing without a profile.
    """
    if profile is None:
        return 0
    full = profile * percent // 100
    ordered = sorted(counted, key=lambda each: (each.effective_on, each.outcome))
    return sum(each.discounted_pence - each.pence for each in ordered[full:])
