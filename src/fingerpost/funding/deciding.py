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
from fingerpost.funding.outcomes import YEAR_STARTS, months_on
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
    steps = [Step(*_plain(test), values=_values(test, inputs, scheme, rule)) for test in one.trail]
    effective = inputs.decided.effective_at
    if inputs.carried_on and scheme.ends_on and effective and effective.date() > scheme.ends_on:
        steps.insert(0, _carried_on(scheme.ends_on))
    verdict, pence = one.verdict, one.amount_pence
    fallen = _falls(inputs, rules) if verdict != "refuse" else None
    if fallen is not None:
        verdict, pence = "refuse", 0
        said = f"{fallen.id} is claimed, and would not be paid beside it."
        steps.append(Step("undoes_a_claim", False, said, "P6", _other(fallen)))
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


def _plain(test: facts.Test) -> tuple[str, bool, str, str]:
    return test.rule, test.passed, test.because, test.source


def _carried_on(ends_on: date) -> Step:
    said = "The scheme ended before this day. Its last rates are carried on as an example."
    return Step("carried_on", True, said, "R1", {"last": ends_on.isoformat()})


def _values(test: facts.Test, inputs: Inputs, scheme: Scheme, rule: OutcomeRule | None) -> dict[str, str]:
    """What words about a rule may need, from the same facts that it looked at."""
    one = inputs.decided
    held = next((each.held_at for each in inputs.customer.sessions if each.id == one.session), None)
    if test.rule in ("effective_in_period", "claimed_in_period", "period"):
        day = one.effective_at if test.rule == "effective_in_period" else one.claimed_at
        return {
            "day": _day(day),
            "first": inputs.period.start.isoformat(),
            "last": inputs.period.end.isoformat(),
        }
    if test.rule == "scheme_dates":
        last = "" if inputs.carried_on or scheme.ends_on is None else scheme.ends_on.isoformat()
        return {"day": _day(one.effective_at), "first": scheme.starts_on.isoformat(), "last": last}
    if test.rule == "session_known":
        return {"day": _day(held)}
    if test.rule == "window" and rule is not None and held is not None:
        months = rule.months_for(one.type)
        return {"months": str(months), "session": _day(held), "last": _day(months_on(held, months))}
    if (
        test.rule in ("kept_of_its_kind", "no_earlier_outcome", "jobs_apart", "one_outcome")
        and not test.passed
    ):
        # The engine names the other one first in what it says.
        other = next((each for each in inputs.customer.outcomes if test.because.startswith(each.id)), None)
        return _other(other) if other is not None else {}
    if test.rule == "job_sustained":
        return {"weeks": "" if one.weeks_sustained is None else str(one.weeks_sustained)}
    if test.rule == "rate":
        return {"day": _day(one.effective_at)}
    return {}


def _other(other: facts.Outcome) -> dict[str, str]:
    return {"other_kind": other.type, "other_day": _day(other.effective_at)}


def _day(moment: datetime | None) -> str:
    return "" if moment is None else moment.date().isoformat()


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
