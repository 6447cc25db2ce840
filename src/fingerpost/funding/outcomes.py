"""The tests of schemes that pay outcomes: which are kept, which come too late, which an earlier one blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from fingerpost.funding.facts import Class, Contract, Customer, Outcome, Period, Session, Test
from fingerpost.funding.schemes import OutcomeRule, Scheme
from fingerpost.policy.civil import add_months

DUPLICATE: Final = 3
JOB: Final = "3"
YEAR_STARTS: Final = 4

Keep = Callable[[str, bool, str], None]


@dataclass(slots=True)
class Considered:
    """One outcome under consideration, with what has been found of it so far."""

    outcome: Outcome
    order: int
    session: Session | None
    customer_class: Class
    trail: list[Test] = field(default_factory=list)
    stands: bool = True

    def test(self, rule: str, passed: bool, because: str, source: str) -> None:
        """Keep what one rule said; one that does not let it pass ends its chances."""
        self.trail.append(Test(rule, passed, because, source))
        self.stands = self.stands and passed


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands still while the outcomes of one customer are considered."""

    rule: OutcomeRule
    scheme: Scheme
    contract: Contract
    period: Period


def consider(customer: Customer, setting: Setting) -> list[Considered]:
    """Every outcome of a customer with its tests, in the order of record; those that still stand are payable."""
    held = {session.id: session for session in customer.sessions}
    considered = [
        Considered(
            outcome, order, held.get(outcome.session or ""), _class_of(customer, outcome, setting.rule)
        )
        for order, outcome in enumerate(customer.outcomes)
    ]
    for one in considered:
        _test_itself(one, customer, setting)
    if setting.rule.chosen_after_the_other_tests:
        _test_times(considered, considered, setting)
        _choose(considered, setting)
    else:
        _choose(considered, setting)
        _part_jobs(considered, setting.rule)
        _test_times(considered, considered, setting)
    return considered


def _class_of(customer: Customer, outcome: Outcome, rule: OutcomeRule) -> Class:
    """P5: an economic shock in the months before, else the outcome's own mark, else the group claimed."""
    effective = outcome.effective_at
    if customer.shocks and rule.shock_status is not None and effective is not None:
        since = months_on(effective, -rule.shock_months)
        for shock in customer.shocks:
            if shock.status == rule.shock_status and since <= shock.recorded_at <= effective:
                return "priority"
    if outcome.is_priority is not None:
        return "priority" if outcome.is_priority else "other"
    return "priority" if outcome.claimed_priority_group in rule.priority_groups else "other"


def _test_itself(one: Considered, customer: Customer, setting: Setting) -> None:
    """The tests that ask about the outcome alone (P1 to P4 of the public rule, and those of the scheme)."""
    outcome, rule, period = one.outcome, setting.rule, setting.period
    effective, claimed = outcome.effective_at, outcome.claimed_at
    one.test("session_known", one.session is not None, _of_session(one), "Public rule, 1.5")
    one.test(
        "effective_in_period", _is_in(effective, period), _in_period("effective", effective, period), "P1"
    )
    one.test("claimed_in_period", _is_in(claimed, period), _in_period("claimed", claimed, period), "P2")
    is_ours = outcome.touchpoint == setting.contract.touchpoint
    one.test(
        "touchpoint", is_ours, "Recorded at this touchpoint." if is_ours else "Recorded elsewhere.", "P3"
    )
    if rule.leaves_out_duplicates:
        is_double = customer.reason_for_termination == DUPLICATE
        said = "The record is closed as a duplicate." if is_double else "The record is no duplicate."
        one.test("not_a_duplicate", not is_double, said, "P4")
    if rule.scheme_dates_count:
        _test_scheme(one, setting.scheme)
    if outcome.type in rule.one_piece_of_evidence:
        has_it = outcome.evidence_pieces >= 1
        said = "A piece of evidence is held." if has_it else "One piece of evidence is needed."
        one.test("evidence", has_it, said, "R12")
    if rule.weeks_for_a_job is not None and outcome.type == JOB:
        weeks = outcome.weeks_sustained
        lasted = weeks is not None and weeks >= rule.weeks_for_a_job
        said = f"A job must last {rule.weeks_for_a_job} weeks; {'not known' if weeks is None else weeks} recorded."
        one.test("job_sustained", lasted, said, "BR-GL-sustain")
    if outcome.type in rule.session_before_scheme_stands_for:
        first = min((each.held_at for each in customer.sessions if each.held_at), default=None)
        stood = first is not None and first.date() < setting.scheme.starts_on
        said = (
            "A session before the scheme stands for this outcome."
            if stood
            else "No session before the scheme stands for it."
        )
        one.test("no_earlier_session", not stood, said, "R10")


def _test_scheme(one: Considered, scheme: Scheme) -> None:
    effective = one.outcome.effective_at
    inside = (
        effective is not None
        and effective.date() >= scheme.starts_on
        and (scheme.ends_on is None or effective.date() <= scheme.ends_on)
    )
    until = f" to {_day(scheme.ends_on)}" if scheme.ends_on else " on"
    said = f"The scheme pays outcomes effective from {_day(scheme.starts_on)}{until}."
    one.test("scheme_dates", inside, said, "R1")


def _choose(considered: Sequence[Considered], setting: Setting) -> None:
    """P6: of several in one pool one is kept, of those that stand so far."""
    rule = setting.rule
    pools: dict[object, list[Considered]] = {}
    for one in considered:
        if one.stands and one.outcome.effective_at is not None:
            pools.setdefault(_place(one, setting), []).append(one)
    for pool in pools.values():
        # Sorting is stable both ways, so equal moments keep the order of record.
        pool.sort(key=_effective, reverse=rule.keeps_last)
        kept = pool[0]
        kept.test("kept_of_its_kind", True, "It is the one that is kept of its kind.", "P6")
        for other in pool[1:]:
            which = "last" if rule.keeps_last else "first"
            said = f"{kept.outcome.id} is kept instead: it is the {which} of its kind."
            other.test("kept_of_its_kind", False, said, "P6")


def _place(one: Considered, setting: Setting) -> object:
    """In which pool an outcome is compared: its kind, and its year or on which side of the start its session lies."""
    rule = setting.rule
    pool = rule.kept_one_of.get(one.outcome.type, frozenset({one.outcome.type}))
    if rule.apart_by_session_year:
        held = one.session.held_at if one.session else None
        return pool, held is not None and held.date() < setting.period.start
    effective = _effective(one)
    return pool, effective.year - (effective.month < YEAR_STARTS)


def _part_jobs(considered: Iterable[Considered], rule: OutcomeRule) -> None:
    """P7: in order of effect, a job directly after a career progression falls, and the other way round."""
    jobs = [one for one in considered if one.stands and one.outcome.type in rule.may_not_follow_each_other]
    jobs.sort(key=_effective)
    for place, one in enumerate(jobs):
        before = jobs[place - 1].outcome if place else None
        falls = before is not None and before.type != one.outcome.type
        said = (
            f"{before.id}, of the other kind, comes directly before it."
            if before is not None and falls
            else "None of the other kind comes directly before it."
        )
        one.trail.append(Test("jobs_apart", not falls, said, "P7"))
    for one in jobs:
        one.stands = one.trail[-1].passed


def _test_times(considered: Sequence[Considered], others: Sequence[Considered], setting: Setting) -> None:
    """P8 and P9: not too long after the session, and no earlier outcome of its kind in the months before."""
    rule = setting.rule
    for one in considered:
        kind = one.outcome.type
        if kind in rule.window_types:
            months = rule.months_for(kind)
            said = f"It must take effect within {months} months of its session."
            one.test("window", is_in_window(one, rule), said, "P8")
        pool = rule.blocks_in.get(kind)
        if pool is not None:
            blocking = next(_blocking(one, pool, others, rule), None)
            span = f"the {rule.look_back_months} months before this one"
            said = (
                f"{blocking.outcome.id} took effect earlier, and its session lies in {span}."
                if blocking
                else f"No earlier one has its session in {span}."
            )
            one.test("no_earlier_outcome", blocking is None, said, "P9")


def is_in_window(one: Considered, rule: OutcomeRule) -> bool:
    """Whether the day of effect is no later than the session's moment and its months."""
    effective, held = one.outcome.effective_at, one.session.held_at if one.session else None
    if effective is None or held is None:
        return False
    midnight = datetime.combine(effective.date(), datetime.min.time())
    return midnight <= months_on(held, rule.months_for(one.outcome.type))


def _blocking(
    one: Considered, pool: frozenset[str], others: Iterable[Considered], rule: OutcomeRule
) -> Iterator[Considered]:
    """Outcomes that block one: of its pool, claimed, earlier, valid in their own window, at any touchpoint."""
    effective, held = one.outcome.effective_at, one.session.held_at if one.session else None
    if effective is None or held is None:
        return
    since = add_months(held.date(), -rule.look_back_months)
    for other in others:
        theirs = other.outcome
        if (
            other is one
            or theirs.type not in pool
            or theirs.claimed_at is None
            or theirs.effective_at is None
            or theirs.touchpoint in rule.never_blocking
            or not _is_earlier(other, one, rule)
            or not is_in_window(other, rule)
        ):
            continue
        session_on = other.session.held_at.date() if other.session and other.session.held_at else None
        if session_on is not None and (
            session_on > since or (rule.anniversary_blocks and session_on == since)
        ):
            yield other


def _is_earlier(other: Considered, one: Considered, rule: OutcomeRule) -> bool:
    theirs, ours = _effective(other), _effective(one)
    return theirs < ours or (rule.input_order_breaks_ties and theirs == ours and other.order < one.order)


def _effective(one: Considered) -> datetime:
    moment = one.outcome.effective_at
    if moment is None:
        raise ValueError("Only outcomes with a day of effect are compared.")
    return moment


def months_on(moment: datetime, months: int) -> datetime:
    """The same time some calendar months on or back; the last day of a month that is shorter."""
    return datetime.combine(add_months(moment.date(), months), moment.time())


def _is_in(moment: datetime | None, period: Period) -> bool:
    return moment is not None and period.holds(moment)


def _in_period(word: str, moment: datetime | None, period: Period) -> str:
    span = f"{_day(period.start)} to {_day(period.end)}"
    if moment is None:
        return f"The {word} date is not known; it must lie in {span}."
    return f"The {word} date, {_day(moment.date())}, {'lies' if period.holds(moment) else 'does not lie'} in {span}."


def _of_session(one: Considered) -> str:
    if one.session is None:
        return "It belongs to no session of this customer."
    return f"It belongs to session {one.session.id}."


@lru_cache(maxsize=4_096)
def _day(day: date) -> str:
    """A date as people write it; a year's run asks for the same few hundred again and again."""
    return f"{day.day} {day:%B %Y}"
