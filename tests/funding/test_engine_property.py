"""Any history by any version of the rule: nothing is paid twice, trails change nothing, trails in short hold."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from fingerpost.funding.contract_runs import ContractDecider, Setting
from fingerpost.funding.evaluate import Decider, Evaluation, evaluate
from fingerpost.funding.facts import Contract, Customer, Decision, Outcome, Period, Session, Shock
from fingerpost.funding.trails import SOURCES, pack_trail, trail_text, unpack_trail
from fingerpost.policy import shipped_rules

RULES = shipped_rules()
HERE, THERE, ELSEWHERE = "0000000105", "0000000106", "0000000107"
YEARS = [Period(start=date(year, 4, 1), end=date(year + 1, 3, 31)) for year in (2018, 2019, 2020)]
VERSIONS = [
    None,
    *(date(2019, 7, 10), date(2020, 2, 28), date(2020, 10, 14), date(2021, 1, 20)),
    *(date(2024, 1, 12), date(2024, 3, 1), date(2025, 4, 24)),
]
SEED = 20_250_424

days = st.integers(0, 1_000).map(lambda number: datetime(2018, 1, 1) + timedelta(days=number))  # noqa: DTZ001
places = st.sampled_from([HERE, HERE, THERE, ELSEWHERE])
sessions = st.lists(st.tuples(days, places), min_size=1, max_size=3)
outcomes = st.lists(
    st.tuples(
        st.sampled_from("12345"),
        st.integers(0, 3),
        st.none() | days,
        st.none() | st.integers(0, 200),
        st.sampled_from([True, False, None]),
        places,
    ),
    max_size=7,
)
PLAIN = settings(max_examples=1_000, deadline=None)
FEWER = settings(max_examples=200, deadline=None)


@st.composite
def customers(draw: st.DrawFn) -> Customer:
    """Somebody with sessions and outcomes at several touchpoints, some of it not known."""
    held = draw(sessions)
    return Customer(
        id="customer-1",
        reason_for_termination=draw(st.sampled_from([None, None, 1, 3])),
        shocks=tuple(Shock(status=2, recorded_at=at) for at in draw(st.lists(days, max_size=1))),
        sessions=tuple(
            Session(id=f"s{n}", held_at=at, touchpoint=where) for n, (at, where) in enumerate(held)
        ),
        outcomes=tuple(
            Outcome(
                id=f"o{number}",
                type=kind,
                session=f"s{of}",
                is_priority=flag,
                effective_at=at,
                claimed_at=at + timedelta(days=delay) if at is not None and delay is not None else None,
                touchpoint=where,
            )
            for number, (kind, of, at, delay, flag, where) in enumerate(draw(outcomes))
        ),
    )


def told(customer: Customer, version: date | None, period: Period, touchpoint: str = HERE) -> Evaluation:
    return evaluate(
        [customer],
        scheme="NCS-2018",
        contract=Contract(touchpoint=touchpoint),
        period=period,
        rules=RULES,
        run_on=version,
    )


def plain(one: Decision) -> tuple[object, ...]:
    return one.kind, one.id, one.verdict, one.amount_pence, one.period, one.customer_class


@seed(SEED)
@PLAIN
@given(customers(), st.sampled_from(VERSIONS))
def test_history_when_decided_in_every_year_and_place_then_no_event_is_paid_twice(
    customer: Customer, version: date | None
) -> None:
    found = [
        one
        for period in YEARS
        for touchpoint in (HERE, THERE, ELSEWHERE)
        for one in told(customer, version, period, touchpoint).decisions
    ]
    paid = [one.id for one in found if one.verdict == "pay"]
    assert len(paid) == len(set(paid))
    for one in found:
        failed = [test for test in one.trail if not test.passed and test.rule != "rate"]
        assert one.trail
        assert (one.verdict == "refuse") == bool(failed)
        assert all(test.because and test.source for test in one.trail)
        assert (one.amount_pence == 0) if one.verdict == "refuse" else (one.amount_pence != 0)


@seed(SEED)
@PLAIN
@given(customers(), st.sampled_from(VERSIONS))
def test_history_when_decided_without_trails_then_the_same_verdicts(
    customer: Customer, version: date | None
) -> None:
    contract, period = Contract(touchpoint=HERE), YEARS[1]
    bare = Decider("NCS-2018", contract, period, RULES, run_on=version, with_trails=False).decide(customer)
    assert [plain(one) for one in bare] == [plain(one) for one in told(customer, version, period).decisions]
    assert not any(one.trail for one in bare)


@seed(SEED)
@FEWER
@given(customers(), st.sampled_from(VERSIONS))
def test_trail_when_put_in_short_then_same_steps_and_no_id(customer: Customer, version: date | None) -> None:
    for one in told(customer, version, YEARS[1]).decisions:
        short = pack_trail(one.trail)
        assert json.loads(trail_text(one.trail)) == short
        steps = unpack_trail(short)
        assert [(step.rule, step.passed, step.values) for step in steps] == [
            (test.rule, test.passed, test.values) for test in one.trail
        ]
        assert all(step.because for step in steps)
        assert all(
            step.source == SOURCES[step.rule] == test.source
            for step, test in zip(steps, one.trail, strict=True)
            if test.rule not in ("rate", "payable_event")
        )
        ids = {customer.id, *(each.id for each in (*customer.sessions, *customer.outcomes))}
        kept = {value for step in short for value in step[2].values()}
        assert not kept & ids


@seed(SEED)
@FEWER
@given(customers(), st.sampled_from([None, date(2025, 4, 24)]), st.integers(0, 11))
def test_run_of_a_contract_when_month_by_month_then_each_of_its_events_once_as_its_own_touchpoint_says(
    customer: Customer, version: date | None, months: int
) -> None:
    start = YEARS[1].start
    end = date(start.year + (start.month + months) // 12, (start.month + months) % 12 + 1, 1) - timedelta(
        days=1
    )
    period = Period(start=start, end=end)
    setting = Setting(
        scheme="NCS-2018", carried_on=False, touchpoints=(HERE, THERE), period=period, run_on=version
    )
    found = ContractDecider(setting, RULES).decide(customer)
    ours = [
        *(
            each.id
            for each in customer.sessions
            if each.touchpoint in (HERE, THERE) and _in(each.held_at, period)
        ),
        *(
            each.id
            for each in customer.outcomes
            if each.touchpoint in (HERE, THERE)
            and (each.effective_at is None or _in(each.effective_at, period))
        ),
    ]
    assert [one.id for one in found] == ours
    alone = {
        (where, one.id): plain(one)
        for where in (HERE, THERE)
        for one in told(customer, version, period, where).decisions
    }
    at = {each.id: each.touchpoint for each in (*customer.sessions, *customer.outcomes)}
    assert all(plain(one) == alone[at[one.id] or "", one.id] for one in found)


def _in(moment: datetime | None, period: Period) -> bool:
    return moment is not None and period.holds(moment)
