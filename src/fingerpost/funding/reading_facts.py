"""Facts of the customers of a contract, many at a time, in a fixed number of queries for each batch.

They come through functions of the database (funding/0006): days, kinds and places, whoever's grants are live today.
What `gather` finds for one customer is equal to what comes here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from django.db import connections
from django.utils import timezone

from fingerpost.funding import facts
from fingerpost.funding.gather import kinds_of_evidence, weeks_between
from fingerpost.interactions.models import Channel
from fingerpost.organisations.models import Contract
from fingerpost.outcomes.rules.outcomes import BY_ANSWER, BY_PLAN, kinds_of
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date

PAGE: Final = 20_000
BATCH: Final = 2_000

_CHANNELS: Final = {channel.value: channel.name.lower() for channel in Channel}
_OUTCOMES: Final = "SELECT * FROM fingerpost_run_outcomes(%s, %s::uuid[], %s, %s::timestamptz)"
_SESSIONS: Final = "SELECT * FROM fingerpost_run_sessions(%s, %s::uuid[], %s, %s::timestamptz)"


def facts_of_customers(
    contract: Contract,
    *,
    first: date,
    through: date,
    as_of: datetime | None,
    rules: Rules,
    using: str = "default",
) -> Iterator[facts.Customer]:
    """Customers of a contract with an event from one day to another, by id, with everything known of them until then.

    ``as_of``: what was known at that moment, by the history of the record; None: what is known now.
    """
    known_at = as_of if as_of is not None and as_of < timezone.now() else None
    evidence = _Kinds(rules, on=civil_date(as_of or timezone.now()))
    for batch in _batches(contract.id, first, through, using):
        asked = [contract.id, batch, through, known_at]
        # Outcomes first: a session that is recorded in between is then seen, and no outcome without its session.
        outcomes = _outcomes(_rows(_OUTCOMES, asked, using), evidence)
        sessions = _sessions(_rows(_SESSIONS, asked, using))
        for customer_id in map(str, batch):
            if customer_id in outcomes or customer_id in sessions:
                yield facts.Customer(
                    id=customer_id,
                    sessions=tuple(sessions.get(customer_id, ())),
                    outcomes=tuple(outcomes.get(customer_id, ())),
                )


def _batches(contract_id: UUID, first: date, through: date, using: str) -> Iterator[list[UUID]]:
    after: UUID | None = None
    while True:
        asked = [contract_id, first, through, after, PAGE]
        rows = _rows("SELECT fingerpost_run_customers(%s, %s, %s, %s::uuid, %s)", asked, using)
        found = [row[0] for row in rows]
        for start in range(0, len(found), BATCH):
            yield found[start : start + BATCH]
        if len(found) < PAGE:
            return
        after = found[-1]


def _rows(statement: str, values: Sequence[Any], using: str) -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


class _Kinds:
    """Which pieces show an outcome of a kind, looked up once for each scheme and kind."""

    def __init__(self, rules: Rules, *, on: date) -> None:
        self._rules, self._on = rules, on
        self._known: dict[tuple[str, str], tuple[frozenset[str], str]] = {}

    def pieces(
        self, scheme: str, kind: str, held: Sequence[str], *, is_planned: bool, is_answered: bool
    ) -> int:
        """How many pieces of its own kind an outcome has (OI-12.15, BR-8.1b)."""
        known = self._known.get((scheme, kind))
        if known is None:
            known = self._known[scheme, kind] = self._look_up(scheme, kind)
        kinds, shown_by = known
        counted = sum(each in kinds for each in held) if held else 0
        shown = (shown_by == BY_PLAN and is_planned) or (shown_by == BY_ANSWER and is_answered)
        return counted + shown

    def _look_up(self, scheme: str, kind: str) -> tuple[frozenset[str], str]:
        known = kinds_of(scheme, rules=self._rules, on=self._on).get(kind)
        kinds = kinds_of_evidence(scheme, kind, on=self._on, rules=self._rules)
        return frozenset(kinds), known.shown_by if known is not None else ""


def _sessions(rows: Sequence[tuple[Any, ...]]) -> dict[str, list[facts.Session]]:
    found: dict[str, list[facts.Session]] = defaultdict(list)
    for customer_id, row_id, held_at, touchpoint, channel, is_complete in rows:
        found[customer_id].append(
            facts.Session(
                id=row_id,
                held_at=held_at,
                touchpoint=touchpoint,
                channel=_CHANNELS[channel],
                completed=is_complete,
            )
        )
    return found


def _outcomes(rows: Sequence[tuple[Any, ...]], evidence: _Kinds) -> dict[str, list[facts.Outcome]]:
    found: dict[str, list[facts.Outcome]] = defaultdict(list)
    for row in rows:
        customer_id, row_id, kind, session, is_priority, told_on, claimed_at, touchpoint = row[:8]
        started_on, evidenced_on, scheme, held, is_planned, is_answered = row[8:]
        found[customer_id].append(
            facts.Outcome(
                id=row_id,
                type=kind,
                session=session,
                is_priority=is_priority,
                effective_at=datetime.combine(told_on, time.min) if told_on is not None else None,
                claimed_at=claimed_at,
                touchpoint=touchpoint,
                weeks_sustained=weeks_between(started_on, told_on, evidenced_on),
                evidence_pieces=evidence.pieces(
                    scheme, kind, held, is_planned=is_planned, is_answered=is_answered
                ),
            )
        )
    return found
