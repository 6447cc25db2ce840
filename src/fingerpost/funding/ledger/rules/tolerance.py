"""How far a contract may be from its profile: bands by quarter, as policy had them on a day (BR-CL-26.1). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from fingerpost.policy.rules import Rules

_KEY: Final = "performance.tolerance_bands"
_LAST_QUARTER: Final = 4


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an actual stands to its profile. ``percent`` above or below it, 2 places, None without a profile.

    ``band`` is the per cent still tolerated each way, None where policy has none that day (version 3: any failure may
    lead to an intervention); ``is_within`` None where either is not known.
    """

    percent: Decimal | None
    band: int | None
    is_within: bool | None
    rule_id: str


def verdict(
    actual: Decimal | int, profile: Decimal | int, *, quarter: int, on: date, rules: Rules
) -> Verdict:
    """Whether an actual is within the band of its quarter (1 to 4, 4 the year's end) on a day."""
    percent = None
    if profile:
        off = (Decimal(actual) - Decimal(profile)) * 100 / Decimal(profile)
        percent = off.quantize(Decimal("0.01"), ROUND_HALF_UP)
    ruling = rules.find(_KEY, on)
    if ruling is None:
        return Verdict(percent, None, None, "")
    name = "year_end" if quarter >= _LAST_QUARTER else f"quarter_{quarter}"
    band = int(str(rules.get_table(_KEY, on)[name]))
    # Judged unrounded: a shade outside the band is outside it.
    inside = (
        None if not profile else abs(Decimal(actual) - Decimal(profile)) * 100 <= band * abs(Decimal(profile))
    )
    return Verdict(percent, band, inside, ruling.rule_id)
