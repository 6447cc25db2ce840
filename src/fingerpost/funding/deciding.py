"""One decision on one outcome from frozen facts: the engine's verdict, and whether a claim that stands would fall.

Pure: facts and rules in, decision out. The same facts by the same rules give the same decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from fingerpost.funding import facts
from fingerpost.funding.evaluate import Evaluation, evaluate
from fingerpost.funding.frozen import Inputs
from fingerpost.funding.outcomes import YEAR_STARTS
from fingerpost.funding.schemes import OutcomeRule, Scheme, outcome_rule, scheme_of
from fingerpost.policy.rules import Rules


@dataclass(frozen=True, slots=True)
class Step:
    """One rule that was tried: whether it let the outcome pass, why, and what words about it may need.

    `values` are texts: days in ISO 8601, numbers, kinds of outcome; never an id, and nothing of why somebody is in a
    priority group.
    """

    rule: str
    passed: bool
    because: str
    source: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided. `amount_pence` is None where no rate is known; `period` is the month of the effective day."""

    verdict: facts.Verdict
    amount_pence: int | None
    customer_class: facts.Class
    period: str
    steps: tuple[Step, ...]
    rule_version: str
    rule_ids: tuple[str, ...]


def year_of(day: date, scheme: Scheme, rules: Rules) -> facts.Period:
    """The year of a scheme that a day lies in: from April, or from the month that the scheme of 2010 counts from."""
    starts = YEAR_STARTS
    if scheme.pays_sessions:
        starts = int(
            str(rules.get_table(f"funding.recommended.{scheme.code}", scheme.starts_on)["year_starts_month"])
        )
    year = day.year - (day.month < starts)
    following = date(year + 1, starts, 1)
    return facts.Period(start=date(year, starts, 1), end=date.fromordinal(following.toordinal() - 1))


def decide(inputs: Inputs, *, rules: Rules) -> Decided:
    """Decide one outcome by the meaning of its scheme, with every rule tried.

    Beside the engine's rules one more holds: a claim that stands is not undone by another one, so an outcome whose
    payment would take a claimed one's place is refused. Raises UnknownScheme.
    """
    scheme = scheme_of(inputs.scheme, rules)
    found = _evaluated(inputs, inputs.customer, rules)
    one = _of(found, inputs.outcome)
    rule = None if scheme.pays_sessions else outcome_rule(scheme, run_on=None, rules=rules)
    steps = [_step(test) for test in one.trail]
    effective = inputs.decided.effective_at
    if inputs.carried_on and scheme.ends_on and effective and effective.date() > scheme.ends_on:
        steps.insert(0, _carried_on(scheme.ends_on))
    verdict, pence = one.verdict, one.amount_pence
    fallen = _falls(inputs, rules) if verdict != "refuse" else None
    if fallen is not None:
        verdict, pence = "refuse", 0
        steps.append(_step(facts.Test("undoes_a_claim", False, "P6", _other(fallen), fallen.id)))
    return Decided(
        verdict=verdict,
        amount_pence=pence,
        customer_class=_class(one, inputs, scheme),
        period=one.period or "",
        steps=tuple(steps),
        rule_version=found.rule_version,
        rule_ids=_rule_ids(scheme, rule, effective, rules),
    )


def _evaluated(inputs: Inputs, customer: facts.Customer, rules: Rules) -> Evaluation:
    return evaluate(
        [customer],
        scheme=inputs.scheme,
        contract=inputs.contract,
        period=inputs.period,
        rules=rules,
        carried_on=inputs.carried_on,
    )


def _of(found: Evaluation, outcome: str) -> facts.Decision:
    return next(each for each in found.decisions if each.kind == "outcome" and each.id == outcome)


def _class(one: facts.Decision, inputs: Inputs, scheme: Scheme) -> facts.Class:
    """The scheme of 2010 pays every outcome alike and asks for no class; its sessions do."""
    if not scheme.pays_sessions:
        return one.customer_class
    return "priority" if inputs.decided.is_priority else "other"


def _falls(inputs: Inputs, rules: Rules) -> facts.Outcome | None:
    """A claimed outcome that would be paid without this one and not beside it, in its own year and touchpoint."""
    scheme = scheme_of(inputs.scheme, rules)
    customer = inputs.customer
    without = replace(
        customer, outcomes=tuple(each for each in customer.outcomes if each.id != inputs.outcome)
    )
    for other in without.outcomes:
        if other.claimed_at is None or other.effective_at is None:
            continue
        theirs = replace(
            inputs,
            contract=replace(inputs.contract, touchpoint=other.touchpoint or ""),
            period=year_of(other.effective_at.date(), scheme, rules),
        )
        stood = _of(_evaluated(theirs, without, rules), other.id).verdict != "refuse"
        if stood and _of(_evaluated(theirs, customer, rules), other.id).verdict == "refuse":
            return other
    return None


def _step(test: facts.Test) -> Step:
    return Step(test.rule, test.passed, test.because, test.source, test.values)


def _carried_on(ends_on: date) -> Step:
    return _step(facts.Test("carried_on", True, "R1", (ends_on,)))


def _other(other: facts.Outcome) -> tuple[str, date | None]:
    return other.type, other.effective_at.date() if other.effective_at is not None else None


def _rule_ids(
    scheme: Scheme, rule: OutcomeRule | None, effective: datetime | None, rules: Rules
) -> tuple[str, ...]:
    """The rulings that decided: the schemes, the payment rule, and the rates of the effective day."""
    used = [rules.history("funding.schemes")[-1].rule_id]
    if rule is not None:
        used.append(rule.rule_id)
    else:
        used.append(rules.get(f"funding.recommended.{scheme.code}", scheme.starts_on).rule_id)
    rates = rules.find("funding.rates", effective.date()) if effective is not None else None
    if rates is not None and not scheme.pays_sessions:
        used.append(rates.rule_id)
    return tuple(used)
