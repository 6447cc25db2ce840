"""The door of the funding rules: every event of every customer, decided once, with its trail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from fingerpost.funding import outcomes, sessions
from fingerpost.funding.facts import Contract, Customer, Decision, Outcome, Period, Session, Test
from fingerpost.funding.schemes import (
    NEXT_STEP,
    RECOMMENDED,
    OutcomeRule,
    Scheme,
    outcome_rule,
    rate_day,
    rate_pence,
    scheme_of,
)
from fingerpost.policy.rules import Rules


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a run decided, by which version of the rule; `departures` say where its meaning leaves print."""

    decisions: tuple[Decision, ...]
    total_pence: int
    scheme: str
    rule_version: str
    departures: tuple[str, ...]


def evaluate(
    customers: Iterable[Customer],
    *,
    scheme: str,
    contract: Contract,
    period: Period,
    rules: Rules,
    run_on: date | None = None,
    carried_on: bool = False,
) -> Evaluation:
    """Decides every session and outcome by a scheme: its meaning, or its rule as it stood for runs of a day.

    Customers are decided one by one and never touch each other (facts 10.4). Money is in pence. `carried_on` takes a
    scheme that has ended as if it had not, for examples. Raises UnknownScheme, and NotInForce for a day before the
    scheme's first rule.
    """
    chosen = scheme_of(scheme, rules)
    if carried_on:
        chosen = replace(chosen, ends_on=None)
    decisions: list[Decision] = []
    if chosen.code == NEXT_STEP:
        setting = sessions.Setting(chosen, contract, period, rules)
        for customer in customers:
            decisions.extend(_by_sessions(customer, setting))
        return _evaluation(decisions, chosen, RECOMMENDED, ())
    rule = outcome_rule(chosen, run_on=run_on, rules=rules)
    for customer in customers:
        decisions.extend(
            _by_outcomes(customer, outcomes.Setting(rule, chosen, contract, period), rules, run_on)
        )
    return _evaluation(decisions, chosen, rule.version, rule.departures)


def _evaluation(
    decisions: list[Decision], scheme: Scheme, version: str, departures: tuple[str, ...]
) -> Evaluation:
    total = sum(decision.amount_pence or 0 for decision in decisions if decision.verdict == "pay")
    return Evaluation(tuple(decisions), total, scheme.code, version, departures)


def _by_sessions(customer: Customer, setting: sessions.Setting) -> Iterator[Decision]:
    for one in sessions.consider(customer, setting):
        yield Decision(
            customer=customer.id,
            kind="outcome" if isinstance(one.event, Outcome) else "session",
            id=one.event.id,
            verdict="pay" if one.stands else "refuse",
            amount_pence=one.pence if one.stands else 0,
            period=f"{one.at:%Y-%m}" if one.at is not None else None,
            customer_class=one.customer_class,
            trail=one.trail,
        )


def _by_outcomes(
    customer: Customer, setting: outcomes.Setting, rules: Rules, run_on: date | None
) -> Iterator[Decision]:
    for session in customer.sessions:
        yield _not_paid(customer, session, setting.scheme)
    for one in outcomes.consider(customer, setting):
        yield _priced(customer, one, setting.rule, setting.scheme, rules, run_on)


def _not_paid(customer: Customer, session: Session, scheme: Scheme) -> Decision:
    """A session under a scheme that pays outcomes."""
    said = f"{scheme.code} pays outcomes, not sessions."
    return Decision(
        customer=customer.id,
        kind="session",
        id=session.id,
        verdict="refuse",
        amount_pence=0,
        period=f"{session.held_at:%Y-%m}" if session.held_at is not None else None,
        customer_class="other",
        trail=(Test("payable_event", False, said, scheme.code),),
    )


def _priced(
    customer: Customer,
    one: outcomes.Considered,
    rule: OutcomeRule,
    scheme: Scheme,
    rules: Rules,
    run_on: date | None,
) -> Decision:
    effective = one.outcome.effective_at
    pence: int | None = 0
    trail = one.trail
    if one.stands and effective is not None:
        by_run = rate_day(run_on, rules) == "day of the run"
        on = run_on if by_run and run_on is not None else effective.date()
        pence = rate_pence(scheme, one.outcome.type, one.customer_class, on=on, rules=rules)
        said = (
            f"No rate of {scheme.code} is known for it on {on.isoformat()}."
            if pence is None
            else f"The rate of {on.isoformat()} for class {one.customer_class} is {pence} pence."
        )
        trail = [*trail, Test("rate", pence is not None, said, "7.1" if pence is not None else rule.rule_id)]
    return Decision(
        customer=customer.id,
        kind="outcome",
        id=one.outcome.id,
        verdict="refuse" if not one.stands else "unpriced" if pence is None else "pay",
        amount_pence=pence,
        period=f"{effective:%Y-%m}" if effective is not None else None,
        customer_class=one.customer_class,
        trail=tuple(trail),
    )
