"""Which outcomes of a touchpoint stand in the reports of a collection. Pure: wire bodies in, lines out.

The rules are those of the national extract as it stands, with what it leaves out: no window and no earlier claim is
looked at for sustained employment and career progression.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from fingerpost.dss.wire.moments import Moment, add_months, read_moment

DUPLICATE: Final = 3
HELPLINE: Final = "0000000999"
SHOCK_DEFINED: Final = 2
NO_PRIORITY: Final = 99
WINDOW_MONTHS: Final = 12
_EXCLUSIVE: Final = (3, 5)
_WINDOWED: Final = (1, 2, 4)
_CLAIMED_ONCE: Final = (1, 2)
_NEVER: Final = Moment(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One wire record as the extract reads it."""

    customer_id: UUID | None
    resource: str
    id: UUID
    plan_id: UUID | None
    interaction_id: UUID | None
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One outcome of the reports. ``session_at`` is that of the plan's session, ``kind`` the type's number."""

    customer_id: UUID
    born_on: date | None
    postcode: str | None
    plan_id: UUID
    session_id: UUID
    session_at: Moment
    subcontractor: str
    adviser: str | None
    outcome_id: UUID
    kind: int
    effective: Moment
    claimed: Moment
    modified: Moment
    touchpoint: str
    is_priority: bool


def extract(records: Iterable[Kept], *, touchpoint: str, first: date, last: date, today: date) -> list[Line]:
    """The lines of a touchpoint for outcomes effective and claimed from ``first`` to ``last``, both days included.

    ``records`` are all records of the customers concerned, and the advisers that they name. Ordered by customer,
    plan and outcome.
    """
    by_customer: dict[UUID, list[Kept]] = defaultdict(list)
    advisers: dict[str, str] = {}
    for record in records:
        if record.customer_id is not None:
            by_customer[record.customer_id].append(record)
        else:
            advisers[str(record.id)] = str(record.body.get("AdviserName") or "")
    lines: list[Line] = []
    for customer_id, theirs in by_customer.items():
        lines += _of_customer(customer_id, theirs, advisers, touchpoint, (first, last, today))
    return sorted(lines, key=lambda line: (str(line.customer_id), str(line.plan_id), str(line.outcome_id)))


def _of_customer(
    customer_id: UUID,
    records: list[Kept],
    advisers: Mapping[str, str],
    touchpoint: str,
    days: tuple[date, date, date],
) -> list[Line]:
    first, last, today = days
    person = _Person(customer_id, records, advisers, today)
    if person.is_duplicate:
        return []
    claimed = [line for line in map(person.line_of, person.outcomes) if line is not None]
    mine = [
        line
        for line in claimed
        if line.touchpoint == touchpoint
        and first <= line.effective.as_datetime().date() <= last
        and first <= line.claimed.as_datetime().date() <= last
    ]
    kept = _exclusive(_latest_of_each(mine, first))
    kept = [line for line in kept if line.kind not in _WINDOWED or _is_in_window(line)]
    return [line for line in kept if line.kind not in _CLAIMED_ONCE or not _was_claimed(line, claimed)]


def _latest_of_each(lines: list[Line], first: date) -> list[Line]:
    """One of each type, apart for sessions before the period: the latest effective, then changed, then by id."""
    kept: dict[tuple[int, bool], Line] = {}
    for line in sorted(lines, key=lambda each: (each.effective, each.modified, str(each.outcome_id))):
        kept[line.kind, line.session_at.as_datetime().date() < first] = line
    return list(kept.values())


def _exclusive(lines: list[Line]) -> list[Line]:
    """Sustained employment and career progression: one that follows straight upon the other type is dropped."""
    dropped: set[UUID] = set()
    before: Line | None = None
    for line in sorted(
        (each for each in lines if each.kind in _EXCLUSIVE),
        key=lambda each: (each.effective, str(each.outcome_id)),
    ):
        if before is not None and before.kind != line.kind:
            dropped.add(line.outcome_id)
        before = line
    return [line for line in lines if line.outcome_id not in dropped]


def _is_in_window(line: Line) -> bool:
    return line.effective <= add_months(line.session_at, WINDOW_MONTHS)


def _was_claimed(line: Line, claimed: list[Line]) -> bool:
    """Whether an outcome of this type was claimed before it, in time, after a session of the year before its own."""
    since = add_months(line.session_at, -WINDOW_MONTHS)
    return any(
        other.kind == line.kind
        and other.outcome_id != line.outcome_id
        and other.effective < line.effective
        and other.touchpoint != HELPLINE
        and other.session_at > since
        and _is_in_window(other)
        for other in claimed
    )


class _Person:
    """The records of one customer, as their outcomes are put together from them."""

    def __init__(
        self, customer_id: UUID, records: list[Kept], advisers: Mapping[str, str], today: date
    ) -> None:
        self.customer_id = customer_id
        self._advisers = advisers
        self._of: dict[str, dict[str, Kept]] = defaultdict(dict)
        for record in records:
            self._of[record.resource][str(record.id)] = record
        customer = self._of["customers"].get(str(customer_id))
        self._says: Mapping[str, Any] = customer.body if customer is not None else {}
        self._postcode = self._home(today)

    @property
    def is_duplicate(self) -> bool:
        return self._says.get("ReasonForTermination") == DUPLICATE

    @property
    def outcomes(self) -> list[Kept]:
        return list(self._of["outcomes"].values())

    def line_of(self, outcome: Kept) -> Line | None:
        """An outcome that is claimed, with the session of its plan; None where one of these is missing."""
        effective, claimed = _moment(outcome, "OutcomeEffectiveDate"), _moment(outcome, "OutcomeClaimedDate")
        plan = self._of["actionplans"].get(str(outcome.plan_id))
        session = self._of["sessions"].get(str(plan.body.get("SessionId"))) if plan is not None else None
        session_at = _moment(session, "DateandTimeOfSession") if session is not None else None
        kind = outcome.body.get("OutcomeType")
        if plan is None or session is None or session_at is None or not isinstance(kind, int):
            return None
        if effective is None or claimed is None:
            return None
        born = read_moment(str(self._says.get("DateofBirth") or ""))
        return Line(
            customer_id=self.customer_id,
            born_on=born.as_datetime().date() if born is not None else None,
            postcode=self._postcode,
            plan_id=plan.id,
            session_id=session.id,
            session_at=session_at,
            subcontractor=str(outcome.body.get("SubcontractorId") or ""),
            adviser=self._adviser(plan),
            outcome_id=outcome.id,
            kind=kind,
            effective=effective,
            claimed=claimed,
            modified=_moment(outcome, "LastModifiedDate") or _NEVER,
            touchpoint=str(outcome.body.get("TouchpointId") or ""),
            is_priority=self._is_priority(outcome, effective),
        )

    def _adviser(self, plan: Kept) -> str | None:
        interaction = self._of["interactions"].get(str(plan.interaction_id))
        named = interaction.body.get("AdviserDetailsId") if interaction is not None else None
        return self._advisers.get(str(named)) or None

    def _home(self, today: date) -> str | None:
        """The postcode of an address that holds today; the one that began last, of several."""
        held: list[tuple[date, str, str]] = []
        for address in self._of["addresses"].values():
            since, until = _moment(address, "EffectiveFrom"), _moment(address, "EffectiveTo")
            begins = since.as_datetime().date() if since is not None else date.min
            if begins <= today and (until is None or until.as_datetime().date() >= today):
                held.append((begins, str(address.id), str(address.body.get("PostCode") or "")))
        return max(held)[2] or None if held else None

    def _is_priority(self, outcome: Kept, effective: Moment) -> bool:
        since = add_months(effective, -WINDOW_MONTHS)
        for progression in self._of["employmentprogressions"].values():
            recorded = _moment(progression, "DateProgressionRecorded")
            is_shock = progression.body.get("EconomicShockStatus") == SHOCK_DEFINED
            if is_shock and recorded is not None and since <= recorded <= effective:
                return True
        said = outcome.body.get("IsPriorityCustomer")
        if isinstance(said, bool):
            return said
        group = outcome.body.get("ClaimedPriorityGroup")
        return isinstance(group, int) and group < NO_PRIORITY


def _moment(record: Kept, name: str) -> Moment | None:
    text = record.body.get(name)
    return read_moment(text) if isinstance(text, str) else None
