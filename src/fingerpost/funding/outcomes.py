"""The tests of schemes that pay outcomes: which are kept, which come too late, which an earlier one blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from fingerpost.funding.facts import Class, Contract, Customer, Outcome, Period, Session, Test
from fingerpost.funding.sayings import Told
from fingerpost.funding.schemes import OutcomeRule, Scheme
from fingerpost.policy.civil import add_months

DUPLICATE: Final = 3
JOB: Final = "3"
YEAR_STARTS: Final = 4


@dataclass(slots=True)
class Considered:
    """One outcome under consideration, with what has been found of it so far."""

    outcome: Outcome
    order: int
    session: Session | None
    customer_class: Class
    effective_on: date | None
    held_on: date | None
    trail: list[Test] = field(default_factory=list)
    stands: bool = True
    in_window: bool | None = None

    def test(self, rule: str, passed: bool, source: str, told: Told = (), of: str = "") -> None:
        """Keep what one rule said; one that does not let it pass ends its chances."""
        self.trail.append(Test(rule, passed, source, told, of))
        if not passed:
            self.stands = False

    @property
    def effective(self) -> datetime:
        """The moment of effect. Only outcomes that have one are compared."""
        moment = self.outcome.effective_at
        if moment is None:
            raise ValueError("Only outcomes with a day of effect are compared.")
        return moment


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands still while the outcomes of one customer are considered.

    Without trails an outcome that fell is not tried further, where nothing else hangs on it.
    """

    rule: OutcomeRule
    scheme: Scheme
    contract: Contract
    period: Period
    keeps_trails: bool = True


def consider(customer: Customer, setting: Setting) -> list[Considered]:
    """Every outcome of a customer with its tests, in the order of record; those that still stand are payable."""
    if not customer.outcomes:
        return []
    held = {session.id: session for session in customer.sessions}
    considered = [
        _considered(customer, outcome, order, held, setting.rule)
        for order, outcome in enumerate(customer.outcomes)
    ]
    for one in considered:
        if setting.keeps_trails:
            _test_itself(one, customer, setting)
        else:
            one.stands = _stands_itself(one, customer, setting)
    if setting.rule.chosen_after_the_other_tests:
        _test_times(considered, setting)
        _choose(considered, setting)
    else:
        _choose(considered, setting)
        _part_jobs(considered, setting.rule)
        _test_times(considered, setting)
    return considered


def _considered(
    customer: Customer, outcome: Outcome, order: int, held: dict[str, Session], rule: OutcomeRule
) -> Considered:
    effective = outcome.effective_at
    session = held.get(outcome.session) if outcome.session else None
    at = session.held_at if session is not None else None
    return Considered(
        outcome,
        order,
        session,
        _class_of(customer, outcome, rule),
        effective.date() if effective is not None else None,
        at.date() if at is not None else None,
    )


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
    outcome, rule, period, scheme = one.outcome, setting.rule, setting.period, setting.scheme
    first, last = period.start, period.end
    effective_on, claimed = one.effective_on, outcome.claimed_at
    claimed_on = claimed.date() if claimed is not None else None
    session = one.session
    if session is None:
        one.test("session_known", False, "Public rule, 1.5", (None,))
    else:
        one.test("session_known", True, "Public rule, 1.5", (one.held_on,), session.id)
    one.test("effective_in_period", _is_in(effective_on, first, last), "P1", (effective_on, first, last))
    one.test("claimed_in_period", _is_in(claimed_on, first, last), "P2", (claimed_on, first, last))
    one.test("touchpoint", outcome.touchpoint == setting.contract.touchpoint, "P3")
    if rule.leaves_out_duplicates:
        one.test("not_a_duplicate", customer.reason_for_termination != DUPLICATE, "P4")
    if rule.scheme_dates_count:
        days = (effective_on, scheme.starts_on, scheme.ends_on)
        one.test("scheme_dates", _is_of_scheme(effective_on, scheme), "R1", days)
    if outcome.type in rule.one_piece_of_evidence:
        one.test("evidence", outcome.evidence_pieces >= 1, "R12")
    if rule.weeks_for_a_job is not None and outcome.type == JOB:
        weeks = outcome.weeks_sustained
        lasted = weeks is not None and weeks >= rule.weeks_for_a_job
        one.test("job_sustained", lasted, "BR-GL-sustain", (weeks, rule.weeks_for_a_job))
    if outcome.type in rule.session_before_scheme_stands_for:
        one.test("no_earlier_session", not _came_before(customer, scheme), "R10")


def _stands_itself(one: Considered, customer: Customer, setting: Setting) -> bool:
    """Whether every test of `_test_itself` would pass, kept beside it for runs that keep no trail."""
    outcome, rule, period = one.outcome, setting.rule, setting.period
    first, last = period.start, period.end
    claimed = outcome.claimed_at
    if (
        one.session is None
        or claimed is None
        or outcome.touchpoint != setting.contract.touchpoint
        or not _is_in(one.effective_on, first, last)
        or not _is_in(claimed.date(), first, last)
        or (rule.leaves_out_duplicates and customer.reason_for_termination == DUPLICATE)
        or (rule.scheme_dates_count and not _is_of_scheme(one.effective_on, setting.scheme))
        or (outcome.type in rule.one_piece_of_evidence and outcome.evidence_pieces < 1)
    ):
        return False
    if rule.weeks_for_a_job is not None and outcome.type == JOB:
        weeks = outcome.weeks_sustained
        if weeks is None or weeks < rule.weeks_for_a_job:
            return False
    return outcome.type not in rule.session_before_scheme_stands_for or not _came_before(
        customer, setting.scheme
    )


def _is_of_scheme(effective_on: date | None, scheme: Scheme) -> bool:
    return (
        effective_on is not None
        and effective_on >= scheme.starts_on
        and (scheme.ends_on is None or effective_on <= scheme.ends_on)
    )


def _came_before(customer: Customer, scheme: Scheme) -> bool:
    """Whether the first session lies before the scheme (R10)."""
    first = min((each.held_at for each in customer.sessions if each.held_at), default=None)
    return first is not None and first.date() < scheme.starts_on


def _choose(considered: Sequence[Considered], setting: Setting) -> None:
    """P6: of several in one pool one is kept, of those that stand so far."""
    rule = setting.rule
    standing = [one for one in considered if one.stands and one.effective_on is not None]
    pools: dict[object, list[Considered]] = {}
    for one in standing:
        pools.setdefault(_place(one, setting), []).append(one)
    for pool in pools.values():
        # Sorting is stable both ways, so equal moments keep the order of record.
        pool.sort(key=_effective, reverse=rule.keeps_last)
        kept = pool[0]
        if setting.keeps_trails:
            kept.test("kept_of_its_kind", True, "P6")
        which = "last" if rule.keeps_last else "first"
        for other in pool[1:]:
            told = (kept.outcome.type, kept.effective_on, which)
            other.test("kept_of_its_kind", False, "P6", told, kept.outcome.id)


def _place(one: Considered, setting: Setting) -> object:
    """In which pool an outcome is compared: its kind, and its year or on which side of the start its session lies."""
    rule = setting.rule
    kind = one.outcome.type
    pool = rule.kept_one_of.get(kind) or frozenset({kind})
    if rule.apart_by_session_year:
        return pool, one.held_on is not None and one.held_on < setting.period.start
    effective = one.effective
    return pool, effective.year - (effective.month < YEAR_STARTS)


def _part_jobs(considered: Iterable[Considered], rule: OutcomeRule) -> None:
    """P7: in order of effect, a job directly after a career progression falls, and the other way round."""
    if not rule.may_not_follow_each_other:
        return
    jobs = [one for one in considered if one.stands and one.outcome.type in rule.may_not_follow_each_other]
    jobs.sort(key=_effective)
    # What falls is found before any of them falls: a job that falls still comes before the next one.
    before: Considered | None = None
    for one in jobs:
        if before is not None and before.outcome.type != one.outcome.type:
            told = (before.outcome.type, before.effective_on)
            one.test("jobs_apart", False, "P7", told, before.outcome.id)
        else:
            one.test("jobs_apart", True, "P7")
        before = one


def _test_times(considered: Sequence[Considered], setting: Setting) -> None:
    """P8 and P9: not too long after the session, and no earlier outcome of its kind in the months before."""
    rule = setting.rule
    for one in considered:
        if not setting.keeps_trails and not one.stands:
            continue
        kind = one.outcome.type
        if kind in rule.window_types:
            months = rule.months_for(kind)
            # The last moment is that of the session, some months on.
            last = _months_on(one.held_on, months) if one.held_on is not None else None
            one.test("window", is_in_window(one, rule), "P8", (months, one.held_on, last))
        pool = rule.blocks_in.get(kind)
        if pool is not None:
            blocking = next(_blocking(one, pool, considered, rule), None)
            if blocking is None:
                one.test("no_earlier_outcome", True, "P9", (rule.look_back_months,))
            else:
                told = (blocking.outcome.type, blocking.effective_on, rule.look_back_months)
                one.test("no_earlier_outcome", False, "P9", told, blocking.outcome.id)


def is_in_window(one: Considered, rule: OutcomeRule) -> bool:
    """Whether the day of effect is no later than the session's moment and its months.

    A day begins at midnight, so the session's time of day never decides.
    """
    if one.in_window is None:
        one.in_window = (
            one.effective_on is not None
            and one.held_on is not None
            and one.effective_on <= _months_on(one.held_on, rule.months_for(one.outcome.type))
        )
    return one.in_window


def _blocking(
    one: Considered, pool: frozenset[str], others: Sequence[Considered], rule: OutcomeRule
) -> Iterator[Considered]:
    """Outcomes that block one: of its pool, claimed, earlier, valid in their own window, at any touchpoint."""
    if len(others) == 1 or one.effective_on is None or one.held_on is None:
        return
    since = _months_on(one.held_on, -rule.look_back_months)
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
        session_on = other.held_on
        if session_on is not None and (
            session_on > since or (rule.anniversary_blocks and session_on == since)
        ):
            yield other


def _is_earlier(other: Considered, one: Considered, rule: OutcomeRule) -> bool:
    theirs, ours = other.effective, one.effective
    return theirs < ours or (rule.input_order_breaks_ties and theirs == ours and other.order < one.order)


def _effective(one: Considered) -> datetime:
    return one.effective


def months_on(moment: datetime, months: int) -> datetime:
    """The same time some calendar months on or back; the last day of a month that is shorter."""
    return datetime.combine(_months_on(moment.date(), months), moment.time())


@lru_cache(maxsize=16_384)
def _months_on(day: date, months: int) -> date:
    """A day some calendar months on; a year's run asks for the same few hundred again and again."""
    return add_months(day, months)


def _is_in(day: date | None, first: date, last: date) -> bool:
    return day is not None and first <= day <= last
