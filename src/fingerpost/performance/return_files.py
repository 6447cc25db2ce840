"""Makes the files of a hub return from rows: for the service that keeps them and for the console that writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Final

from fingerpost.organisations.models import Contract, Touchpoint
from fingerpost.outcomes.rules.outcomes import kinds_of
from fingerpost.performance.return_rows import Source
from fingerpost.performance.returns import checks, names
from fingerpost.performance.returns.days import month_end
from fingerpost.performance.returns.layouts import months_of_year, occupancy_layout, summary_layout
from fingerpost.performance.returns.occupancy import occupancy_csv
from fingerpost.performance.returns.rows import Row, of_year
from fingerpost.performance.returns.summary import Heading, Sums, summary_xlsx, sums_of
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_time

MOST_TOUCHPOINTS: Final = 20


@dataclass(frozen=True, slots=True)
class Hub:
    """The two files of a hub return by name, with their media types, and what they were made of."""

    files: Mapping[str, tuple[str, bytes]]
    layout: str
    rows: list[Row]
    sums: Sums

    def archive(self, at: datetime) -> bytes:
        """Both files in one archive."""
        return names.archive_of({name: content for name, (_type, content) in self.files.items()}, at)


def hub_files(contract: Contract, month: date, source: Source, *, rules: Rules, now: datetime) -> Hub:
    """Occupancy report and Funding Summary of the year to the end of a month, in the form of that month's rules.

    ``contract`` has its prime loaded. Raises InvalidInput where no layout is known for the month.
    """
    occupancy, summary = occupancy_layout(month, rules), summary_layout(month, rules)
    months = months_of_year(month, occupancy.year_starts_month)
    types = types_of(contract, month, rules)
    rows = of_year(source.rows, months)
    sums = sums_of(rows)
    at = civil_time(now).replace(tzinfo=None, microsecond=0)
    heading = Heading(
        provider=contract.prime.name,
        touchpoint=", ".join(touchpoints_of(contract)),
        updated_at=None if source.claimed_at is None else civil_time(source.claimed_at).replace(tzinfo=None),
        generated_at=at,
    )
    csv = occupancy_csv(rows, occupancy, months=months, types=types)
    xlsx = summary_xlsx(sums, summary, heading, months=months, types=list(types.items()))
    return Hub(
        {
            names.file_name(occupancy.name, at, "csv"): (names.CSV, csv),
            names.file_name(summary.name, at, "xlsx"): (names.XLSX, xlsx),
        },
        f"{occupancy.version}/{summary.version}",
        rows,
        sums,
    )


def types_of(contract: Contract, month: date, rules: Rules) -> dict[str, str]:
    """The names of the scheme's kinds of outcome, in its order."""
    return {
        kind: each.label for kind, each in kinds_of(contract.scheme, rules=rules, on=month_end(month)).items()
    }


def touchpoints_of(contract: Contract) -> list[str]:
    """The codes of a contract's touchpoints, in order, read where the contract was."""
    found = (
        Touchpoint.objects.using(contract._state.db or "default")
        .filter(contract=contract)
        .order_by("code")
        .values_list("code", flat=True)
    )
    return list(found[:MOST_TOUCHPOINTS])


def findings_of(
    contract: Contract, month: date, source: Source, *, rules: Rules, most: int | None = None
) -> list[checks.Finding]:
    """What is wrong with a hub return of a month, the return as a whole first; at most ``most`` where given.

    Numbers and sums are compared over the whole ledger up to the month, records looked at in the return's year.
    """
    on = month_end(month)
    found = checks.findings(
        rows_of_year(source.rows, month, rules),
        checks.rules_of_checks(rules, on),
        checks.limits_of(rules, on, types_of(contract, month, rules).keys()),
        source.ledger,
        standing=source.rows,
    )
    return list(islice(found, most))


def rows_of_year(rows: Iterable[Row], month: date, rules: Rules) -> list[Row]:
    """The rows of the contract year in which a month lies: those that its return holds. Raises InvalidInput."""
    return of_year(rows, months_of_year(month, occupancy_layout(month, rules).year_starts_month))
