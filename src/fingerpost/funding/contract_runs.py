"""What a run of a contract decides: the events of its own touchpoints in its year to date. Pure.

The same facts in the same setting by the same rules give the same decisions, years later too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from fingerpost.funding.evaluate import Decider
from fingerpost.funding.facts import Class, Contract, Customer, Decision, Outcome, Period, Session
from fingerpost.policy.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """For whom and for what time is decided. `touchpoints` are the codes at which events of the contract count.

    `period` runs from the start of the scheme's year to the last day of the month. `run_on` asks for the rule as it
    stood for runs of that day; without it the meaning decides. `carried_on`: the contract shows an ended scheme.
    """

    scheme: str
    carried_on: bool
    touchpoints: tuple[str, ...]
    period: Period
    run_on: date | None = None
    region: str | None = None


class ContractDecider:
    """Decides customers one by one; `rates` stand in place of those of the packs.

    Raises UnknownScheme, and NotInForce for a day before the first rule.
    """

    def __init__(
        self,
        setting: Setting,
        rules: Rules,
        *,
        with_trails: bool = True,
        rates: Mapping[tuple[str, Class], int] | None = None,
    ) -> None:
        self._setting, self._rules = setting, rules
        self._with_trails, self._rates = with_trails, rates
        self._touchpoints = frozenset(setting.touchpoints)
        self._deciders: dict[str, Decider] = {}
        self.version = self._at(setting.touchpoints[0] if setting.touchpoints else "").version

    def decide(self, customer: Customer) -> list[Decision]:
        """The decisions on the events of this contract in its period, sessions first, in the order of record.

        An outcome whose effective day is not known belongs to every period. Where a contract has several
        touchpoints, the events of each are decided as that touchpoint's.
        """
        events: list[Session | Outcome] = [*customer.sessions, *customer.outcomes]
        ours = [self._is_ours(event) for event in events]
        where = {event.touchpoint for event, is_ours in zip(events, ours, strict=True) if is_ours}
        if len(where) == 1:
            found = self._at(where.pop() or "").decide(customer)
            return [one for one, is_ours in zip(found, ours, strict=True) if is_ours]
        by_touchpoint = {code: self._at(code or "").decide(customer) for code in where}
        return [
            by_touchpoint[event.touchpoint][place]
            for place, (event, is_ours) in enumerate(zip(events, ours, strict=True))
            if is_ours
        ]

    def _is_ours(self, event: Session | Outcome) -> bool:
        if event.touchpoint not in self._touchpoints:
            return False
        at = event.effective_at if isinstance(event, Outcome) else event.held_at
        if at is None:
            return isinstance(event, Outcome)
        return self._setting.period.holds(at)

    def _at(self, touchpoint: str) -> Decider:
        if touchpoint not in self._deciders:
            setting = self._setting
            self._deciders[touchpoint] = Decider(
                setting.scheme,
                Contract(touchpoint=touchpoint, region=setting.region),
                setting.period,
                self._rules,
                run_on=setting.run_on,
                carried_on=setting.carried_on,
                with_trails=self._with_trails,
                rates=self._rates,
            )
        return self._deciders[touchpoint]


def decide_customer(
    customer: Customer, setting: Setting, *, rules: Rules, with_trails: bool = True
) -> list[Decision]:
    """The decisions on one customer's events; for many, keep one `ContractDecider`."""
    return ContractDecider(setting, rules, with_trails=with_trails).decide(customer)


def canonical(customer: Customer) -> str:
    """The facts of one customer that a record holds, as one line of canonical JSON: same facts, same text."""
    return json.dumps(
        [
            customer.id,
            customer.reason_for_termination,
            [
                [each.id, _text(each.held_at), each.touchpoint, each.channel, each.completed]
                for each in customer.sessions
            ],
            [
                [
                    *(each.id, each.type, each.session, each.is_priority),
                    *(_text(each.effective_at), _text(each.claimed_at)),
                    *(each.touchpoint, each.weeks_sustained, each.evidence_pieces),
                ]
                for each in customer.outcomes
            ],
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
