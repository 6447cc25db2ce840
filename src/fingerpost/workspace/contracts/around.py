"""What the choices of the forms of a contract's terms come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fingerpost.funding.models import ContractYear, Profile
from fingerpost.organisations.models import Contract, Subcontract
from fingerpost.policy import Rules
from fingerpost.policy.civil import add_months
from fingerpost.workspace.months import month_code, month_words

_BACK: Final = 24
_ON: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the choices of a form come from."""

    contract: Contract
    today: date
    years: Sequence[ContractYear]
    profiles: Sequence[Profile]
    subcontracts: Sequence[Subcontract]
    rules: Rules

    @property
    def months(self) -> list[tuple[str, str]]:
        """Two years back and two years on, the newest first."""
        first = self.today.replace(day=1)
        found = [add_months(first, number) for number in range(_ON, -_BACK - 1, -1)]
        return [(month_code(each), month_words(each)) for each in found]

    @property
    def categories(self) -> list[tuple[str, str]]:
        """The categories for which a year's number is set."""
        rows = self.rules.get_rows("performance.categories", self.today)
        return [(str(row["code"]), str(row["label"])) for row in rows if row["profiled"]]
