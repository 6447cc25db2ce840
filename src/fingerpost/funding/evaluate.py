"""The door of the funding rules: every event of every customer, decided once, with its trail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from fingerpost.funding import outcomes, sessions
from fingerpost.funding.facts import (
    Class,
    Contract,
    Customer,
    Decision,
    Outcome,
    Period,
    Session,
    Test,
    Verdict,
)
from fingerpost.funding.schemes import (
    NEXT_STEP,
    RECOMMENDED,
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
    with_trails: bool = True,
) -> Evaluation:
    """Decides every session and outcome by a scheme: its meaning, or its rule as it stood for runs of a day.

    Customers are decided one by one and never touch each other (facts 10.4). Money is in pence. `carried_on` takes a
    scheme that has ended as if it had not, for examples. Without trails the verdicts are the same, sooner. Raises
    UnknownScheme, and NotInForce for a day before the scheme's first rule.
    """
    decider = Decider(
        scheme, contract, period, rules, run_on=run_on, carried_on=carried_on, with_trails=with_trails
    )
    decisions: list[Decision] = []
    for customer in customers:
        decisions += decider.decide(customer)
    return _evaluation(decisions, decider.scheme, decider.version, decider.departures)


class Decider:
    """Decides customers one by one by one scheme, contract and period; what is asked for again is kept.

    `rates` stand in place of those of the packs, in pence by kind and class. Raises as `evaluate` does.
    """

    def __init__(
        self,
        scheme: str,
        contract: Contract,
        period: Period,
        rules: Rules,
        *,
        run_on: date | None = None,
        carried_on: bool = False,
        with_trails: bool = True,
        rates: Mapping[tuple[str, Class], int] | None = None,
    ) -> None:
        chosen = scheme_of(scheme, rules)
        self.scheme = replace(chosen, ends_on=None) if carried_on else chosen
        self.version = RECOMMENDED
        self.departures: tuple[str, ...] = ()
        self._rules, self._with_trails = rules, with_trails
        self._run_on = run_on if run_on and rate_day(run_on, rules) == "day of the run" else None
        self._rates: dict[tuple[str, str, date], int | None] = {}
        self._other_rates = rates or {}
        self._by_sessions: sessions.Setting | None = None
        if chosen.code == NEXT_STEP:
            self._by_sessions = sessions.Setting(self.scheme, contract, period, rules)
            return
        self._rule = outcome_rule(chosen, run_on=run_on, rules=rules)
        self.version, self.departures = self._rule.version, self._rule.departures
        self._setting = outcomes.Setting(self._rule, self.scheme, contract, period, with_trails)
        not_paid = Test("payable_event", False, self.scheme.code, (self.scheme.code,))
        self._of_sessions = (not_paid,) if with_trails else ()

    def decide(self, customer: Customer) -> list[Decision]:
        """Every session, then every outcome, of one customer, each once."""
        if self._by_sessions is not None:
            return list(_by_sessions(customer, self._by_sessions, self._with_trails))
        return [
            *[self._not_paid(customer, session) for session in customer.sessions],
            *[self._priced(customer, one) for one in outcomes.consider(customer, self._setting)],
        ]

    def _not_paid(self, customer: Customer, session: Session) -> Decision:
        """A session under a scheme that pays outcomes."""
        held = session.held_at
        month = _month(held.year, held.month) if held is not None else None
        return Decision(customer.id, "session", session.id, "refuse", 0, month, "other", self._of_sessions)

    def _priced(self, customer: Customer, one: outcomes.Considered) -> Decision:
        effective, outcome = one.effective_on, one.outcome
        verdict: Verdict = "refuse"
        pence: int | None = 0
        if one.stands and effective is not None:
            on = self._run_on or effective
            pence = self._rate(outcome.type, one.customer_class, on)
            verdict = "pay" if pence is not None else "unpriced"
            if self._with_trails:
                one.trail.append(self._rate_test(on, one.customer_class, pence))
        month = _month(effective.year, effective.month) if effective is not None else None
        trail = tuple(one.trail) if self._with_trails else ()
        return Decision(customer.id, "outcome", outcome.id, verdict, pence, month, one.customer_class, trail)

    def _rate(self, kind: str, customer_class: Class, on: date) -> int | None:
        if (kind, customer_class) in self._other_rates:
            return self._other_rates[kind, customer_class]
        asked = kind, customer_class, on
        if asked not in self._rates:
            self._rates[asked] = rate_pence(self.scheme, kind, customer_class, on=on, rules=self._rules)
        return self._rates[asked]

    def _rate_test(self, on: date, customer_class: Class, pence: int | None) -> Test:
        if pence is None:
            return Test("rate", False, self._rule.rule_id, (on, self.scheme.code))
        return Test("rate", True, "7.1", (on, customer_class, pence))


def _evaluation(
    decisions: list[Decision], scheme: Scheme, version: str, departures: tuple[str, ...]
) -> Evaluation:
    total = sum(decision.amount_pence or 0 for decision in decisions if decision.verdict == "pay")
    return Evaluation(tuple(decisions), total, scheme.code, version, departures)


def _by_sessions(customer: Customer, setting: sessions.Setting, with_trails: bool) -> Iterator[Decision]:
    for one in sessions.consider(customer, setting):
        yield Decision(
            customer=customer.id,
            kind="outcome" if isinstance(one.event, Outcome) else "session",
            id=one.event.id,
            verdict="pay" if one.stands else "refuse",
            amount_pence=one.pence if one.stands else 0,
            period=_month(one.at.year, one.at.month) if one.at is not None else None,
            customer_class=one.customer_class,
            trail=one.trail if with_trails else (),
        )


@lru_cache(maxsize=4_096)
def _month(year: int, month: int) -> str:
    return f"{year:04}-{month:02}"
