"""The scheme of 2010: a payment for each session of a customer up to a number a year, and one for an outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from fingerpost.funding.facts import Class, Contract, Customer, Outcome, Period, Session, Test
from fingerpost.funding.schemes import Scheme, texts_of
from fingerpost.policy.eligibility import age_in_policy
from fingerpost.policy.rules import Rules

SUSTAINED: Final = "job"
# Tests that say whether a run is the one to pay an event, not whether the event is good.
_WHOSE: Final = frozenset({"period", "touchpoint"})


@dataclass(frozen=True, slots=True)
class Considered:
    """One event with every test tried on it and what it would pay, in pence."""

    event: Session | Outcome
    at: datetime | None
    customer_class: Class
    trail: tuple[Test, ...]
    pence: int

    @property
    def stands(self) -> bool:
        """Whether every test let it pass."""
        return all(test.passed for test in self.trail)


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands still while one customer's events are considered."""

    scheme: Scheme
    contract: Contract
    period: Period
    rules: Rules

    @property
    def table(self) -> Mapping[str, object]:
        """What the pack says of the scheme beside its rates and limits."""
        return self.rules.get_table(f"funding.recommended.{self.scheme.code}", self.scheme.starts_on)

    def number(self, name: str) -> int:
        """A number of that table."""
        return int(str(self.table[name]))


def consider(customer: Customer, setting: Setting) -> list[Considered]:
    """Every session, then every outcome, of a customer in the order of record, with its tests."""
    customer_class: Class = "priority" if customer.priority_groups & _groups(setting) else "other"
    return [
        *_sessions(customer, customer_class, setting),
        *_outcomes(customer, customer_class, setting),
    ]


def _groups(setting: Setting) -> frozenset[int]:
    """The numbers of the priority groups: their places in the set of the scheme, from 1."""
    newest = setting.rules.history("priority.set.nextstep_2010")
    return frozenset(
        place
        for ruling in newest
        for place, _ in enumerate(setting.rules.get_rows(ruling.key, ruling.valid_from), start=1)
    )


def _sessions(customer: Customer, customer_class: Class, setting: Setting) -> list[Considered]:
    """OI-20.F8, F10: sessions that stand are paid in order of time until the year's number is reached."""
    tested = {session.id: _test_session(session, customer, setting) for session in customer.sessions}
    counted: dict[int, int] = {}
    said: dict[str, Test] = {}
    dated = [
        (each.held_at, order, each)
        for order, each in enumerate(customer.sessions)
        if each.held_at is not None
    ]
    for held, _, session in sorted(dated, key=lambda each: each[:2]):
        if not all(test.passed for test in tested[session.id] if test.rule not in _WHOSE):
            continue
        year = held.year - (held.month < setting.number("year_starts_month"))
        most = _most(customer_class, held.date(), setting.rules)
        # One of an earlier month or of another contract counts towards the year, though this run does not pay it.
        counted[year] = counted.get(year, 0) + 1
        told = (counted[year], most, customer_class)
        said[session.id] = Test("sessions_in_year", counted[year] <= most, "OI-20.F10", told)
    return [
        Considered(
            session,
            session.held_at,
            customer_class,
            (*tested[session.id], *((said[session.id],) if session.id in said else ())),
            _session_pence(session, setting),
        )
        for session in customer.sessions
    ]


def _test_session(session: Session, customer: Customer, setting: Setting) -> tuple[Test, ...]:
    held, scheme = session.held_at, setting.scheme
    inside = held is not None and scheme.starts_on <= held.date() <= (scheme.ends_on or date.max)
    channels = texts_of(setting.table["channels"])
    is_ours = session.touchpoint == setting.contract.touchpoint
    in_period = held is not None and setting.period.holds(held)
    day = _day(held)
    tests = (
        Test("scheme_dates", inside, "OI-20.F9", _scheme_days(day, scheme), form="session_scheme_dates"),
        Test("period", in_period, "OI-20.F27", (day, setting.period.start, setting.period.end)),
        Test("touchpoint", is_ours, "OI-20.F8", form="own_touchpoint"),
        Test("completed", session.completed is True, "OI-20.F8"),
        Test("channel", session.channel in channels, "OI-20.F8"),
        Test("plan_signed", session.plan_signed is True, "OI-20.F16"),
    )
    # Before the scheme there are no rules to ask, and after it other ones.
    return (*tests, _of_age(customer, held, setting)) if held is not None and inside else tests


def _of_age(customer: Customer, at: datetime, setting: Setting) -> Test:
    """OI-3.4: 19, or 18 in the group that opens the service; nothing here says which other exception there is."""
    if customer.date_of_birth is None:
        return Test("age", False, "OI-3.4", form="age_unknown")
    on, rules = at.date(), setting.rules
    age = age_in_policy(customer.date_of_birth, on=on, rules=rules)
    adult = rules.get_int("eligibility.adult_age", on)
    opened = setting.number("group_that_opens_at_exception_age") in customer.priority_groups
    is_open = age >= adult or (age == rules.get_int("eligibility.exception_age", on) and opened)
    return Test("age", is_open, "OI-3.4", (adult,))


def _most(customer_class: Class, on: date, rules: Rules) -> int:
    return int(str(rules.get_table("sessions.funded_per_year", on)[customer_class]))


def _session_pence(session: Session, setting: Setting) -> int:
    if session.held_at is None:
        return 0
    ruling = setting.rules.find("funding.session_rate", session.held_at.date())
    if ruling is None or not isinstance(ruling.value, Mapping):
        return 0
    rates = ruling.value
    return int(str(rates.get(setting.contract.region or "", rates["default"])))


def _outcomes(customer: Customer, customer_class: Class, setting: Setting) -> list[Considered]:
    """OI-20.F12, F20: one outcome is paid, once; the first claimed of those that stand."""
    tested = {outcome.id: _test_outcome(outcome, setting) for outcome in customer.outcomes}
    standing = [
        (outcome.claimed_at, order, outcome)
        for order, outcome in enumerate(customer.outcomes)
        if outcome.claimed_at is not None
        and all(test.passed for test in tested[outcome.id] if test.rule not in _WHOSE)
    ]
    chosen = [outcome for _, _, outcome in sorted(standing, key=lambda each: each[:2])]
    first = chosen[0] if chosen else None
    considered = []
    for outcome in customer.outcomes:
        trail = tested[outcome.id]
        if outcome in chosen:
            trail = (*trail, _one_outcome(outcome, first))
        considered.append(
            Considered(outcome, outcome.claimed_at, customer_class, trail, _outcome_pence(outcome, setting))
        )
    return considered


def _test_outcome(outcome: Outcome, setting: Setting) -> tuple[Test, ...]:
    claimed, effective, scheme = outcome.claimed_at, outcome.effective_at, setting.scheme
    inside = effective is not None and scheme.starts_on <= effective.date() <= (scheme.ends_on or date.max)
    needed = setting.number("evidence_pieces")
    in_period = claimed is not None and setting.period.holds(claimed)
    is_ours = outcome.touchpoint == setting.contract.touchpoint
    days = (_day(claimed), setting.period.start, setting.period.end)
    effective_days = _scheme_days(_day(effective), scheme)
    tests = [
        Test("scheme_dates", inside, "OI-20.F9", effective_days, form="outcome_scheme_dates"),
        Test("period", in_period, "OI-20.F27", days, form="outcome_period"),
        Test("touchpoint", is_ours, "OI-20.F12", form="own_touchpoint"),
        Test("evidence", outcome.evidence_pieces >= needed, "OI-20.F20", form="claim_evidence"),
    ]
    if outcome.type == SUSTAINED and effective is not None and inside:
        weeks = setting.rules.get_int("outcome.sustained_job_weeks", effective.date())
        lasted = outcome.weeks_sustained is not None and outcome.weeks_sustained >= weeks
        told = (outcome.weeks_sustained, weeks)
        tests.append(Test("job_sustained", lasted, "OI-20.F12", told, form="job_weeks"))
    return tuple(tests)


def _one_outcome(outcome: Outcome, first: Outcome | None) -> Test:
    if first is None or outcome is first:
        return Test("one_outcome", outcome is first, "OI-20.F20")
    return Test("one_outcome", False, "OI-20.F20", (first.type, _day(first.effective_at)), of=first.id)


def _scheme_days(day: date | None, scheme: Scheme) -> tuple[date | None, date, date | None]:
    return day, scheme.starts_on, scheme.ends_on


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _outcome_pence(outcome: Outcome, setting: Setting) -> int:
    """The payment of the day of claim; no paper says which day chooses it, and it never changed."""
    if outcome.claimed_at is None:
        return 0
    ruling = setting.rules.find("funding.outcome_payment", outcome.claimed_at.date())
    return int(str(ruling.value)) if ruling is not None else 0
