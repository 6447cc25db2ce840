"""What would move if a rate, a day or the version of the rule were another. Pure: nothing is kept anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from fingerpost.funding.contract_runs import ContractDecider, Setting
from fingerpost.funding.facts import Class, Customer, Decision
from fingerpost.policy.rules import Rules

Rates = Mapping[tuple[str, Class], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is changed: rates in pence by kind and class, and the days of one outcome; None leaves a day as it is."""

    rates: Rates = field(default_factory=dict)
    outcome: str = ""
    effective_on: date | None = None
    claimed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """One event before and after; None where one of the two does not hold it."""

    customer: str
    before: Decision | None
    after: Decision | None


@dataclass(frozen=True, slots=True)
class Simulated:
    """Both totals in pence, how many events were decided and moved, and the first of those that moved."""

    before_pence: int
    after_pence: int
    events: int
    moved: int
    shown: tuple[Moved, ...]


def simulate(
    customers: Iterable[Customer], *, before: Setting, after: Setting, change: Change, rules: Rules, most: int
) -> Simulated:
    """Decide everything twice, as it is and as it would be, and tell what moves; ``most`` events are shown."""
    plain = ContractDecider(before, rules)
    other = ContractDecider(after, rules, rates=change.rates)
    sums = {"before": 0, "after": 0}
    events = moved = 0
    shown: list[Moved] = []
    for customer in customers:
        was = {(one.kind, one.id): one for one in plain.decide(customer)}
        will = {(one.kind, one.id): one for one in other.decide(changed(customer, change))}
        sums["before"] += _paid(was.values())
        sums["after"] += _paid(will.values())
        for key in was | will:
            events += 1
            one, two = was.get(key), will.get(key)
            if _says(one) != _says(two):
                moved += 1
                if len(shown) < most:
                    shown.append(Moved(customer.id, one, two))
    return Simulated(sums["before"], sums["after"], events, moved, tuple(shown))


def changed(customer: Customer, change: Change) -> Customer:
    """The customer with the days of one outcome as they would be."""
    if change.effective_on is None and change.claimed_on is None:
        return customer
    outcomes = tuple(
        replace(
            each,
            effective_at=_at(change.effective_on) or each.effective_at,
            claimed_at=_at(change.claimed_on) or each.claimed_at,
        )
        if each.id == change.outcome
        else each
        for each in customer.outcomes
    )
    return replace(customer, outcomes=outcomes)


def _at(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time.min)


def _paid(decisions: Iterable[Decision]) -> int:
    return sum(one.amount_pence or 0 for one in decisions if one.verdict == "pay")


def _says(one: Decision | None) -> tuple[object, ...] | None:
    return None if one is None else (one.verdict, one.amount_pence, one.period, one.customer_class)
