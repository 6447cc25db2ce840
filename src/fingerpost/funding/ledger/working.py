"""Works a claim out: lines and sums, from what is frozen and nothing else. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from typing import Final

from fingerpost.funding.contract_runs import ContractDecider, Setting
from fingerpost.funding.facts import Customer, Decision
from fingerpost.funding.ledger.document import Around, Terms
from fingerpost.funding.ledger.rules.caps import Counted, cap_of_year, discount_of_year
from fingerpost.funding.ledger.rules.fees import deduction
from fingerpost.funding.ledger.rules.lines import Due, NewLine, new_lines, total_pence
from fingerpost.funding.ledger.rules.profiles import month_number, year_number
from fingerpost.policy.rules import Rules

SESSIONS: Final = "sessions"
POOLED: Final = "pooled"
SERVICE_FEE: Final = "service_fee"
DEDUCTION: Final = "deduction"
FIXED: Final = "fixed"
COSTS: Final = "costs"
DISCOUNT: Final = "discount"
CAP: Final = "cap"


@dataclass(frozen=True, slots=True)
class NewSum:
    """One sum that a claim adds. Pence; ``detail`` is a code or the name of a fixed sum."""

    kind: str
    pence: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What a claim comes to, and the version of the payment rule that made it."""

    version: str
    lines: tuple[NewLine, ...]
    sums: tuple[NewSum, ...]

    @property
    def outcomes_pence(self) -> int:
        """What the lines add up to."""
        return total_pence(self.lines)

    @property
    def sums_pence(self) -> int:
        """What the sums add up to."""
        return sum(each.pence for each in self.sums)

    def text(self) -> str:
        """The canonical text of the result: same facts and rules, same bytes."""
        content = {
            "version": self.version,
            "lines": [
                [
                    *(each.outcome, each.place, each.kind, each.pence, each.period, each.organisation),
                    *(each.reason, each.detail, each.decision),
                ]
                for each in self.lines
            ],
            "sums": [[each.kind, each.detail, each.pence] for each in self.sums],
            "outcomes_pence": self.outcomes_pence,
            "sums_pence": self.sums_pence,
        }
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def sha256(self) -> str:
        """The hash of the canonical text, in hex."""
        return sha256(self.text().encode()).hexdigest()


@dataclass(slots=True)
class Decided:
    """What a run found, as far as a claim needs it."""

    due: list[Due] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    sessions_pence: int = 0
    satisfaction_pence: int = 0
    counted: dict[tuple[str, str], list[Counted]] = field(default_factory=dict)


def work_out(around: Around, customers: Iterable[Customer], *, rules: Rules) -> Result:
    """The lines and sums of a claim from its frozen facts by its frozen rules; customers are read once, in order."""
    decider = ContractDecider(around.setting, rules, with_trails=False)
    found = _decide_all(around, customers, decider, rules)
    lines = new_lines(
        last=around.last,
        due=found.due,
        first_period=f"{around.setting.period.start:%Y-%m}",
        held=around.held,
        refused=found.refused,
    )
    return Result(decider.version, tuple(lines), tuple(_sums(around, found, total_pence(lines), rules)))


def _decide_all(
    around: Around, customers: Iterable[Customer], decider: ContractDecider, rules: Rules
) -> Decided:
    found = Decided()
    standing = {each.outcome for each in around.last if each.stands}
    satisfaction = _satisfaction_types(around, rules)
    discounts = discounted_rates(around.setting, rules)
    for customer in customers:
        refused = False
        kinds = {each.id: (each.type, each.effective_at) for each in customer.outcomes}
        for one in decider.decide(customer):
            if one.kind == "session":
                found.sessions_pence += one.amount_pence or 0 if one.verdict == "pay" else 0
            elif one.verdict == "refuse":
                refused = refused or one.id in standing
            elif one.id in around.delivers:
                by, decision = around.delivers[one.id]
                found.due.append(
                    Due(
                        outcome=one.id,
                        pence=one.amount_pence,
                        period=one.period or "",
                        organisation=by,
                        decision=decision,
                    )
                )
                kind, effective = kinds[one.id]
                if one.id not in around.held and one.amount_pence is not None and effective is not None:
                    if kind in satisfaction:
                        found.satisfaction_pence += one.amount_pence
                    _count(found, one, kind, effective.date(), discounts)
        if refused:
            found.refused |= _why_refused(customer, around.setting, standing, rules)
    return found


def _why_refused(customer: Customer, setting: Setting, standing: set[str], rules: Rules) -> dict[str, str]:
    """The first rule that refused each outcome of a customer that was paid before."""
    again = ContractDecider(setting, rules).decide(customer)
    return {
        one.id: next(test.rule for test in one.trail if not test.passed)
        for one in again
        if one.id in standing and one.verdict == "refuse"
    }


def _count(
    found: Decided, one: Decision, kind: str, on: date, discounts: dict[tuple[str, str], tuple[str, int]]
) -> None:
    """Take a payment towards the discount of its category and class, where one is agreed."""
    agreed = discounts.get((one.customer_class, kind))
    if agreed is None:
        return
    category, pence = agreed
    found.counted.setdefault((category, one.customer_class), []).append(
        Counted(effective_on=on, outcome=one.id, pence=one.amount_pence or 0, discounted_pence=pence)
    )


def discounted_rates(setting: Setting, rules: Rules) -> dict[tuple[str, str], tuple[str, int]]:
    """What outcomes beyond the threshold pay, by class and type: the category of the profile, and pence."""
    ruling = rules.find("funding.volume_discounts", setting.period.end)
    rates: dict[tuple[str, str], tuple[str, int]] = {}
    if ruling is None:
        return rates
    for row in rules.get_rows("funding.volume_discounts", setting.period.end):
        types = row["types"]
        assert isinstance(types, tuple)  # the schema of the key has seen to it
        if row["scheme"] == setting.scheme:
            for kind in types:
                rates[str(row["class"]), str(kind)] = (str(row["category"]), int(str(row["pence"])))
    return rates


def _satisfaction_types(around: Around, rules: Rules) -> frozenset[str]:
    on = around.setting.period.end
    if rules.find("funding.satisfaction_types", on) is None:
        return frozenset()
    return frozenset(rules.get_list("funding.satisfaction_types", on))


def _sums(around: Around, found: Decided, lines_pence: int, rules: Rules) -> list[NewSum]:
    """Everything beside the lines, in the order of an invoice; what comes to nothing is left out."""
    terms = around.terms
    sums = [NewSum(SESSIONS, found.sessions_pence - terms.claimed.get((SESSIONS, ""), 0))]
    if terms.pooled is not None:
        # Never taken back: a smaller figure must not tell that somebody is no longer in it (BR-20.3c).
        sums.append(NewSum(POOLED, max(0, terms.pooled - terms.claimed.get((POOLED, ""), 0))))
    sums += _fee(terms)
    sums += [NewSum(FIXED, pence, name) for name, pence in terms.fixed]
    sums += [NewSum(COSTS, pence - terms.claimed.get((COSTS, head), 0), head) for head, pence in terms.costs]
    discount = sum(
        discount_of_year(
            counted,
            profile=_profile(terms, key),
            percent=rules.get_int("performance.discounted_from", around.setting.period.end),
        )
        for key, counted in sorted(found.counted.items())
    )
    sums.append(NewSum(DISCOUNT, discount - terms.claimed.get((DISCOUNT, ""), 0)))
    sums.append(NewSum(CAP, _cap(terms, found, sums, lines_pence) - terms.claimed.get((CAP, ""), 0)))
    return [each for each in sums if each.pence]


def _fee(terms: Terms) -> list[NewSum]:
    """The month's service fee, and what is taken off it."""
    if terms.fee is None:
        return []
    exact = month_number(terms.fee.annual, terms.fee_shares, place=terms.place, changes=terms.fee.changes)
    if exact is None:
        return []
    fee = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    taken = deduction(fee, terms.deduction) if terms.deduction is not None else 0
    return [NewSum(SERVICE_FEE, fee), NewSum(DEDUCTION, taken)]


def _profile(terms: Terms, key: tuple[str, str]) -> int | None:
    number = terms.profiles.get(key)
    return None if number is None else year_number(number.annual, number.changes)


def _cap(terms: Terms, found: Decided, sums: list[NewSum], lines_pence: int) -> int:
    before = sum(pence for (kind, _detail), pence in terms.claimed.items() if kind != CAP)
    return cap_of_year(
        total_pence=terms.outcomes_before + before + lines_pence + sum(each.pence for each in sums),
        satisfaction_pence=found.satisfaction_pence,
        maximum_pence=terms.maximum,
        satisfaction_cap_pence=terms.satisfaction_cap,
    )
