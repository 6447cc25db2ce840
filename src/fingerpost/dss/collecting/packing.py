"""The files of a collection: occupancy report and funding summary in the layouts of a return, in one archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from fingerpost.dss.collecting.extracting import Line
from fingerpost.dss.wire.enums import ENUMS
from fingerpost.funding.schemes import rate_pence, scheme_codes, scheme_of
from fingerpost.performance.returns import names
from fingerpost.performance.returns.days import month_end
from fingerpost.performance.returns.layouts import months_of_year, occupancy_layout, summary_layout
from fingerpost.performance.returns.occupancy import occupancy_csv
from fingerpost.performance.returns.rows import PRIORITY, Row, of_year
from fingerpost.performance.returns.summary import Heading, summary_xlsx, sums_of
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date, civil_time
from fingerpost.staff.typed import cipher

FILE_NAME: Final = "NCS-Reports.zip"
_OTHER: Final = "other"
_PAID: Final = (1, 2, 3, 4, 5)
_PURPOSE: Final = "dss.collections"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Whose reports they are, and by which scheme its outcomes are paid; other schemes have no rates here."""

    id: UUID
    name: str
    touchpoint: str
    scheme: str


def year_of(now: datetime, rules: Rules) -> tuple[date, date]:
    """From the first day of the year that a collection is of, to the end of the month in which it is asked for."""
    month = civil_date(now).replace(day=1)
    layout = occupancy_layout(month, rules)
    return months_of_year(month, layout.year_starts_month)[0], month_end(month)


def archive(lines: Sequence[Line], provider: Provider, *, rules: Rules, now: datetime) -> bytes:
    """Both reports of the year to date, zipped. An outcome without a rate counts, and has no value."""
    month = civil_date(now).replace(day=1)
    occupancy, summary = occupancy_layout(month, rules), summary_layout(month, rules)
    months = months_of_year(month, occupancy.year_starts_month)
    types = {str(value): label for value, label in ENUMS["OutcomeType"].labels.items()}
    rows = of_year([row_of(line, provider, rules) for line in lines], months)
    at = civil_time(now).replace(tzinfo=None, microsecond=0)
    heading = Heading(provider=provider.name, touchpoint=provider.touchpoint, updated_at=at, generated_at=at)
    paid = {kind: name for kind, name in types.items() if int(kind) in _PAID}
    return names.archive_of(
        {
            names.file_name(occupancy.name, at, "csv"): occupancy_csv(
                rows, occupancy, months=months, types=types
            ),
            names.file_name(summary.name, at, "xlsx"): summary_xlsx(
                sums_of(rows), summary, heading, months=months, types=list(paid.items())
            ),
        },
        at,
    )


def row_of(line: Line, provider: Provider, rules: Rules) -> Row:
    """A line as the reports of a return write it."""
    effective_on = line.effective.as_datetime().date()
    customer_class = PRIORITY if line.is_priority else _OTHER
    pence = None
    if provider.scheme in scheme_codes(rules):
        scheme = scheme_of(provider.scheme, rules)
        pence = rate_pence(scheme, str(line.kind), customer_class, on=effective_on, rules=rules)
    return Row(
        line=line.outcome_id,
        outcome=line.outcome_id,
        customer=line.customer_id,
        born_on=line.born_on,
        postcode=line.postcode,
        plan=line.plan_id,
        session=line.session_id,
        session_on=line.session_at.as_datetime().date(),
        organisation=provider.id,
        organisation_name=provider.name,
        ukprn=line.subcontractor,
        is_subcontracted=bool(line.subcontractor),
        adviser=line.adviser,
        kind=str(line.kind),
        effective_on=effective_on,
        claimed_on=line.claimed.as_datetime().date(),
        customer_class=customer_class,
        pence=pence,
        period=f"{effective_on:%Y-%m}",
    )


def seal(content: bytes) -> bytes:
    """Encrypt an archive: dates of birth and postcodes stand in it."""
    return cipher(_PURPOSE).encrypt(content)


def unseal(sealed: bytes) -> bytes:
    """Open an archive. Raises ``cryptography.fernet.InvalidToken`` where the service's secret is another."""
    return cipher(_PURPOSE).decrypt(sealed)
