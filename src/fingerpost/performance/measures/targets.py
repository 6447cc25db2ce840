"""National targets: the number that policy holds for a measure on a day. Regional ones are a contract's (OF-15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fingerpost.performance.measures.definition import Described
from fingerpost.policy import Rules


@dataclass(frozen=True, slots=True)
class NationalTarget:
    """A number and on which side of it lies success.

    ``boundary`` is that of the service level: ``at least``, ``under`` (the number itself fails), ``at most``,
    ``planned`` and ``about`` (a volume, not a bound). ``per`` is what it is a number of: cohort, year and so on.
    """

    value: Decimal
    boundary: str
    per: str
    rule_id: str
    source: str

    def is_met(self, value: Decimal) -> bool | None:
        """Whether a value meets it; None where the number is a volume that binds nobody."""
        match self.boundary:
            case "at least":
                return value >= self.value
            case "under":
                return value < self.value
            case "at most":
                return value <= self.value
            case _:
                return None


def national_target(measure: Described, on: date, rules: Rules) -> NationalTarget | None:
    """The national target of a measure on a day, None where policy has none then (annex C, annex D)."""
    if not measure.target_key:
        return None
    ruling = rules.find(measure.target_key, on)
    if ruling is None:
        return None
    level = rules.get_table(measure.target_key, on)
    return NationalTarget(
        Decimal(str(level["amount"])),
        str(level["boundary"]),
        str(level.get("per", "")),
        ruling.rule_id,
        ruling.source,
    )
