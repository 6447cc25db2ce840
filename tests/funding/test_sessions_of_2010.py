"""The scheme of 2010: sessions by region up to a number a year, and one outcome for a customer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from fingerpost.funding.evaluate import Evaluation, evaluate
from fingerpost.funding.facts import Contract, Customer, Outcome, Period, Session
from fingerpost.policy import shipped_rules

RULES = shipped_rules()
OURS = "0000000105"
YEAR = Period(start=date(2010, 8, 1), end=date(2011, 7, 31))


def session(name: str, held: str, **more: object) -> Session:
    plain = Session(
        id=name,
        held_at=datetime.fromisoformat(held),
        touchpoint=OURS,
        channel="face_to_face",
        completed=True,
        plan_signed=True,
    )
    return replace(plain, **more)  # type: ignore[arg-type]  # names of its own fields


def outcome(name: str, kind: str, claimed: str, **more: object) -> Outcome:
    at = datetime.fromisoformat(claimed)
    plain = Outcome(
        id=name,
        type=kind,
        effective_at=at,
        claimed_at=at,
        touchpoint=OURS,
        weeks_sustained=13,
        evidence_pieces=1,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def run(
    *events: Session | Outcome, region: str | None = "north_west", period: Period = YEAR, **more: object
) -> Evaluation:
    customer = Customer(
        **{"id": "c", "date_of_birth": date(1980, 1, 1), **more},  # type: ignore[arg-type]
        sessions=tuple(each for each in events if isinstance(each, Session)),
        outcomes=tuple(each for each in events if isinstance(each, Outcome)),
    )
    return evaluate(
        [customer],
        scheme="NEXTSTEP-2010",
        contract=Contract(touchpoint=OURS, region=region),
        period=period,
        rules=RULES,
    )


def paid(evaluation: Evaluation) -> set[str]:
    return {each.id for each in evaluation.decisions if each.verdict == "pay"}


@pytest.mark.requirement("OI-20.F8")
@pytest.mark.parametrize(
    ("region", "pence"),
    [("north_west", 4000), ("south_east", 4300), ("east_of_england", 4150), ("london", 4650)],
)
def test_session_when_paid_has_the_rate_of_its_region(region: str, pence: int) -> None:
    assert run(session("s", "2010-09-01"), region=region).total_pence == pence


@pytest.mark.requirement("OI-20.F10")
def test_sessions_when_more_than_the_year_funds_are_decided_in_order_of_time() -> None:
    four = [session(f"s{month}", f"2010-{month:02}-01") for month in (12, 9, 11, 10)]
    assert paid(run(*four)) == {"s9"}
    assert paid(run(*four, priority_groups=frozenset({1}))) == {"s9", "s10", "s11"}
    assert paid(run(*four, priority_groups=frozenset({98}))) == {"s9"}


@pytest.mark.requirement("XD-7")
def test_sessions_when_a_contract_year_begins_are_counted_anew() -> None:
    two = [session("july", "2011-07-31T16:00"), session("august", "2011-08-01T09:00")]
    both = Period(start=date(2010, 8, 1), end=date(2012, 7, 31))
    assert paid(run(*two, period=both)) == {"july", "august"}
    assert paid(run(session("june", "2011-06-30"), *two, period=both)) == {"june", "august"}


def test_session_when_of_an_earlier_month_counts_towards_the_year_though_this_run_does_not_pay_it() -> None:
    two = [session("september", "2010-09-01"), session("october", "2010-10-01")]
    month = Period(start=date(2010, 10, 1), end=date(2010, 10, 31))
    assert paid(run(*two, period=month)) == set()
    assert paid(run(*two, period=month, priority_groups=frozenset({2}))) == {"october"}


@pytest.mark.requirement("OI-20.F16")
@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"plan_signed": False}, "plan_signed"),
        ({"plan_signed": None}, "plan_signed"),
        ({"completed": None}, "completed"),
        ({"channel": "telephone"}, "channel"),
        ({"touchpoint": "0000000106"}, "touchpoint"),
        ({"held_at": datetime.fromisoformat("2010-07-31T12:00")}, "scheme_dates"),
    ],
)
def test_session_when_something_is_missing_is_refused_and_says_what(
    changes: dict[str, object], rule: str
) -> None:
    assert paid(run(session("s", "2010-09-01"))) == {"s"}
    told = run(session("s", "2010-09-01", **changes))
    assert paid(told) == set()
    assert rule in {test.rule for test in told.decisions[0].trail if not test.passed}


@pytest.mark.parametrize(
    ("born", "groups", "is_paid"),
    [
        (date(1991, 9, 1), frozenset[int](), True),
        (date(1991, 9, 2), frozenset[int](), False),
        (date(1991, 9, 2), frozenset({4}), True),
        (date(1992, 9, 1), frozenset({4}), True),
        (date(1992, 9, 2), frozenset({4}), False),
        (None, frozenset[int](), False),
    ],
)
def test_age_when_at_each_side_of_19_and_18(born: date | None, groups: frozenset[int], is_paid: bool) -> None:
    told = run(session("s", "2010-09-01"), date_of_birth=born, priority_groups=groups)
    assert (paid(told) == {"s"}) is is_paid


@pytest.mark.requirement("OI-20.F20")
def test_outcomes_when_several_are_good_pay_one_the_first_claimed() -> None:
    told = run(outcome("later", "learning", "2010-12-01"), outcome("first", "progression", "2010-11-01"))
    assert (paid(told), told.total_pence) == ({"first"}, 2000)
    after = run(
        outcome("first", "learning", "2010-11-01"),
        outcome("next year", "job", "2011-11-01"),
        period=Period(start=date(2011, 8, 1), end=date(2012, 7, 31)),
    )
    assert paid(after) == set()


@pytest.mark.requirement("OI-20.F12")
@pytest.mark.parametrize(("weeks", "is_paid"), [(12, False), (13, True), (None, False)])
def test_job_when_it_lasts_thirteen_weeks_is_paid(weeks: int | None, is_paid: bool) -> None:
    assert (paid(run(outcome("o", "job", "2010-11-01", weeks_sustained=weeks))) == {"o"}) is is_paid
    assert paid(run(outcome("o", "learning", "2010-11-01", weeks_sustained=None))) == {"o"}


def test_outcome_when_no_evidence_is_held_is_refused() -> None:
    told = run(outcome("o", "learning", "2010-11-01", evidence_pieces=0))
    assert {test.rule for test in told.decisions[0].trail if not test.passed} == {"evidence"}
