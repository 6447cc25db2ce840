"""Schemes that pay outcomes: what each version of the rule paid, and what it means without its faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from fingerpost.funding.evaluate import Evaluation, evaluate
from fingerpost.funding.facts import Contract, Customer, Outcome, Period, Session, Shock
from fingerpost.policy import NotInForce, shipped_rules

RULES = shipped_rules()
OURS, OTHER, HELPLINE = "0000000105", "0000000106", "0000000999"
YEAR = Period(start=date(2019, 4, 1), end=date(2020, 3, 31))
NEXT_YEAR = Period(start=date(2020, 4, 1), end=date(2021, 3, 31))
VERSIONS = {
    "July 2019": date(2019, 7, 10),
    "March 2020": date(2020, 2, 28),
    "October 2020": date(2020, 10, 14),
    "January 2021": date(2021, 1, 20),
    "April 2025": date(2025, 4, 24),
    "recommended": None,
}
SEED = 20_181_001


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def session(name: str, held: str, touchpoint: str = OURS) -> Session:
    return Session(id=name, held_at=moment(held), touchpoint=touchpoint)


def outcome(name: str, kind: int, effective: str, of: str = "s", **more: object) -> Outcome:
    """A claimed outcome of this touchpoint, no priority, claimed on the day of effect, but for what is said."""
    plain = Outcome(
        id=name,
        type=str(kind),
        session=of,
        is_priority=False,
        effective_at=moment(effective),
        claimed_at=moment(effective),
        touchpoint=OURS,
    )
    return replace(plain, **more)  # type: ignore[arg-type]  # names of its own fields


def run(
    sessions: Sequence[Session], outcomes: Sequence[Outcome], version: str = "recommended", **more: object
) -> Evaluation:
    """One customer's events by one version of the rule, over the year from April 2019 unless said."""
    period = more.pop("period", YEAR)
    scheme = more.pop("scheme", "NCS-2018")
    assert isinstance(period, Period)
    assert isinstance(scheme, str)
    customer = Customer(id="c", sessions=tuple(sessions), outcomes=tuple(outcomes), **more)  # type: ignore[arg-type]
    return evaluate(
        [customer],
        scheme=scheme,
        contract=Contract(touchpoint=OURS),
        period=period,
        rules=RULES,
        run_on=VERSIONS[version],
    )


def paid(evaluation: Evaluation) -> set[str]:
    return {each.id for each in evaluation.decisions if each.verdict == "pay"}


def failed(evaluation: Evaluation, name: str) -> set[str]:
    (one,) = [each for each in evaluation.decisions if each.id == name]
    return {test.rule for test in one.trail if not test.passed}


EVERY = list(VERSIONS)
MAY = session("s", "2019-05-01T10:00")


@pytest.mark.parametrize(
    ("is_priority", "effective", "pence"),
    [
        (True, "2020-09-30", [4500, 5000, 7000, 7000, 7000]),
        (True, "2020-10-01", [4500, 5000, 7000, 6000, 7000]),
        (False, "2020-09-30", [1000, 1000, 2000, 2000, 2000]),
        (False, "2020-10-01", [1000, 1000, 3000, 2000, 3000]),
    ],
)
def test_rate_when_on_either_side_of_october_2020(
    is_priority: bool, effective: str, pence: list[int]
) -> None:
    for kind, amount in enumerate(pence, start=1):
        told = run(
            [session("s", "2020-05-01")],
            [outcome("o", kind, effective, is_priority=is_priority)],
            period=NEXT_YEAR,
        )
        assert told.total_pence == amount


def test_rate_when_runs_chose_it_is_that_of_the_day_of_the_run() -> None:
    learning = [outcome("o", 4, "2020-06-01", is_priority=True)]
    held = [session("s", "2020-05-01")]

    def total(run_on: date) -> int:
        customer = Customer(id="c", sessions=tuple(held), outcomes=tuple(learning))
        return evaluate(
            [customer],
            scheme="NCS-2018",
            contract=Contract(touchpoint=OURS),
            period=NEXT_YEAR,
            rules=RULES,
            run_on=run_on,
        ).total_pence

    assert [total(date(2020, 9, 30)), total(date(2020, 10, 4)), total(date(2020, 10, 5))] == [
        7000,
        6000,
        7000,
    ]


def test_rate_when_none_is_known_leaves_the_event_unpriced() -> None:
    early = run(
        [session("s", "2018-04-10")],
        [outcome("o", 1, "2018-04-12")],
        "January 2021",
        period=Period(start=date(2018, 4, 1), end=date(2019, 3, 31)),
    )
    (_, one) = early.decisions
    assert (one.verdict, one.amount_pence, early.total_pence) == ("unpriced", None, 0)
    assert one.trail[-1].rule == "rate"


@pytest.mark.parametrize("version", EVERY)
@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"effective_at": moment("2019-03-31T23:59")}, "effective_in_period"),
        ({"effective_at": moment("2020-04-01")}, "effective_in_period"),
        ({"effective_at": None}, "effective_in_period"),
        ({"claimed_at": moment("2020-04-01")}, "claimed_in_period"),
        ({"claimed_at": None}, "claimed_in_period"),
        ({"touchpoint": OTHER}, "touchpoint"),
        ({"touchpoint": None}, "touchpoint"),
        ({"session": "nobody's"}, "session_known"),
    ],
)
def test_outcome_when_one_test_fails_is_refused_and_says_which(
    version: str, changes: dict[str, object], rule: str
) -> None:
    good = outcome("o", 1, "2019-06-01")
    assert paid(run([MAY], [good], version)) == {"o"}
    told = run([MAY], [replace(good, **changes)], version)  # type: ignore[arg-type]
    assert paid(told) == set()
    assert rule in failed(told, "o")


@pytest.mark.parametrize("version", EVERY)
def test_period_when_the_last_moment_of_its_last_day_is_meant_is_inside(version: str) -> None:
    assert paid(run([MAY], [outcome("o", 1, "2020-03-31T23:59:59.999")], version)) == {"o"}


@pytest.mark.parametrize("version", EVERY)
@pytest.mark.parametrize("kind", [1, 2, 3, 4, 5])
def test_window_when_the_anniversary_is_reached_and_passed(version: str, kind: int) -> None:
    held = [session("s", "2019-02-28T10:00")]
    months = 13 if kind == 3 else 12
    last = "2020-03-28" if months == 13 else "2020-02-28"
    after = "2020-03-29" if months == 13 else "2020-02-29"
    assert paid(run(held, [outcome("o", kind, last)], version)) == {"o"}
    late = run(held, [outcome("o", kind, after)], version)
    loses_window = version in ("October 2020", "January 2021", "April 2025") and kind in (3, 5)
    assert paid(late) == ({"o"} if loses_window else set())


@pytest.mark.parametrize(
    ("version", "kept"),
    [
        ("July 2019", {"first"}),
        ("March 2020", {"first"}),
        ("October 2020", {"first"}),
        ("January 2021", {"first"}),
        ("April 2025", set()),
        ("recommended", {"first"}),
    ],
)
@pytest.mark.parametrize("kind", [1, 2])
def test_two_of_a_kind_when_in_one_year_pay_the_first_and_in_april_2025_neither(
    version: str, kept: set[str], kind: int
) -> None:
    both = [outcome("first", kind, "2019-06-01"), outcome("last", kind, "2019-07-01")]
    assert paid(run([MAY], both, version)) == kept


@pytest.mark.parametrize(
    ("version", "kept"),
    [
        ("July 2019", {"learning"}),
        ("March 2020", {"learning"}),
        ("October 2020", {"learning", "job"}),
        ("January 2021", {"learning", "job"}),
        ("April 2025", {"learning", "job"}),
        ("recommended", {"learning", "job"}),
    ],
)
def test_learning_and_a_job_when_one_pool_pay_one_and_apart_pay_both(version: str, kept: set[str]) -> None:
    both = [outcome("learning", 4, "2019-06-01"), outcome("job", 3, "2019-07-01")]
    assert paid(run([MAY], both, version)) == kept


@pytest.mark.parametrize("version", EVERY)
def test_a_job_when_directly_after_a_career_progression_falls_in_every_version(version: str) -> None:
    both = [outcome("job", 3, "2019-07-01"), outcome("progression", 5, "2019-06-01")]
    assert paid(run([MAY], both, version)) == {"progression"}


@pytest.mark.parametrize(
    ("version", "is_paid"),
    [("July 2019", False), ("March 2020", True), ("October 2020", False), ("January 2021", True)],
)
def test_earlier_outcome_when_its_session_was_a_year_before_to_the_day(version: str, is_paid: bool) -> None:
    held = [session("old", "2018-05-01T09:00"), session("s", "2019-05-01T10:00")]
    both = [outcome("before", 1, "2018-06-01", "old"), outcome("o", 1, "2019-06-01")]
    assert ("o" in paid(run(held, both, version))) is is_paid
    day_later = [session("old", "2018-05-02T09:00"), held[1]]
    assert "o" not in paid(run(day_later, both, version))
    day_earlier = [session("old", "2018-04-30T09:00"), held[1]]
    assert "o" in paid(run(day_earlier, both, version))


def test_earlier_outcome_when_it_does_not_count_blocks_nothing() -> None:
    held = [session("old", "2018-09-01"), MAY]
    before, ours = outcome("before", 1, "2018-10-01", "old"), outcome("o", 1, "2019-06-01")
    assert "o" not in paid(run(held, [before, ours]))
    assert "o" not in paid(run(held, [replace(before, touchpoint=OTHER), ours]))
    for harmless in (
        replace(before, touchpoint=HELPLINE),
        replace(before, claimed_at=None),
        replace(before, type="2"),
        replace(before, effective_at=moment("2019-10-01")),
    ):
        assert "o" in paid(run(held, [harmless, ours]))


@pytest.mark.parametrize(
    ("version", "count"), [("July 2019", 1), ("January 2021", 2), ("April 2025", 2), ("recommended", 1)]
)
def test_learning_when_its_sessions_lie_on_both_sides_of_the_year(version: str, count: int) -> None:
    held = [session("old", "2019-03-01"), MAY]
    both = [outcome("one", 4, "2019-04-10", "old"), outcome("two", 4, "2019-06-01")]
    assert len(paid(run(held, both, version))) == count


@pytest.mark.parametrize(("version", "count"), [("January 2021", 1), ("recommended", 0)])
def test_job_when_another_touchpoint_was_first_is_paid_once_by_the_meaning(version: str, count: int) -> None:
    held = [MAY, session("there", "2019-05-01", OTHER)]
    both = [outcome("theirs", 3, "2019-06-01", "there", touchpoint=OTHER), outcome("ours", 3, "2019-06-01")]
    assert len(paid(run(held, both, version))) == count


def test_one_that_fails_when_it_came_first_does_not_stand_in_the_way_by_the_meaning() -> None:
    held = [session("old", "2018-04-01"), MAY]
    both = [outcome("late", 4, "2019-05-10", "old"), outcome("good", 4, "2019-06-01")]
    assert paid(run(held, both)) == {"good"}


def test_duplicate_when_closed_as_one_is_left_out_since_march_2024() -> None:
    one = [outcome("o", 1, "2019-06-01")]
    assert paid(run([MAY], one, "January 2021", reason_for_termination=3)) == {"o"}
    for version in ("April 2025", "recommended"):
        told = run([MAY], one, version, reason_for_termination=3)
        assert failed(told, "o") == {"not_a_duplicate"}
    assert paid(run([MAY], one, reason_for_termination=1)) == {"o"}


@pytest.mark.parametrize(
    ("version", "flag", "group", "shock", "expected"),
    [
        ("January 2021", True, None, None, "priority"),
        ("January 2021", False, 1, None, "other"),
        ("January 2021", None, 7, None, "priority"),
        ("January 2021", None, 98, None, "priority"),
        ("January 2021", None, 99, None, "other"),
        ("January 2021", None, None, None, "other"),
        ("January 2021", False, None, "2019-05-20", "other"),
        ("April 2025", False, None, "2019-05-20", "priority"),
        ("April 2025", False, None, "2018-06-01", "priority"),
        ("April 2025", False, None, "2018-05-31", "other"),
        ("April 2025", False, None, "2019-06-02", "other"),
        ("recommended", None, 98, None, "other"),
        ("recommended", None, 7, None, "priority"),
        ("recommended", False, None, "2019-05-20", "priority"),
    ],
)
def test_class_when_resolved_in_its_order(
    version: str, flag: bool | None, group: int | None, shock: str | None, expected: str
) -> None:
    shocks = (Shock(status=2, recorded_at=moment(shock)),) if shock else ()
    one = outcome("o", 1, "2019-06-01", is_priority=flag, claimed_priority_group=group)
    told = run([MAY], [one], version, shocks=(Shock(status=1, recorded_at=moment("2019-05-20")), *shocks))
    assert told.decisions[-1].customer_class == expected


def test_scheme_when_its_days_are_over_pays_nothing_by_the_meaning() -> None:
    held, one = [session("s", "2022-09-01")], [outcome("o", 1, "2022-10-01")]
    year = Period(start=date(2022, 4, 1), end=date(2023, 3, 31))
    assert failed(run(held, one, period=year), "o") == {"scheme_dates"}
    assert paid(run(held, one, "January 2021", period=year)) == {"o"}


@pytest.mark.parametrize("scheme", ["NCS-2014", "NCS-2018", "NCS-2022"])
def test_session_when_the_scheme_pays_outcomes_is_refused_by_name(scheme: str) -> None:
    (one,) = run([MAY], [], scheme=scheme).decisions
    assert (one.kind, one.verdict, one.amount_pence) == ("session", "refuse", 0)
    assert scheme in one.trail[0].because


@pytest.mark.requirement("BR-GL-sustain")
def test_scheme_of_2014_when_a_job_lasts_four_weeks_is_unpriced_and_not_refused() -> None:
    held = [session("s", "2016-05-01")]
    year = Period(start=date(2016, 4, 1), end=date(2017, 3, 31))
    job = outcome("o", 3, "2016-06-01", weeks_sustained=4)
    told = run(held, [job], scheme="NCS-2014", period=year)
    assert [each.verdict for each in told.decisions] == ["refuse", "unpriced"]
    short = run(held, [replace(job, weeks_sustained=3)], scheme="NCS-2014", period=year)
    assert failed(short, "o") == {"job_sustained"}
    unknown = run(held, [replace(job, weeks_sustained=None)], scheme="NCS-2014", period=year)
    assert failed(unknown, "o") == {"job_sustained"}


def test_version_when_before_the_first_is_not_in_force() -> None:
    with pytest.raises(NotInForce):
        evaluate(
            [],
            scheme="NCS-2018",
            contract=Contract(touchpoint=OURS),
            period=YEAR,
            rules=RULES,
            run_on=date(2019, 7, 9),
        )


days = st.integers(0, 1_000).map(lambda number: datetime(2018, 1, 1) + timedelta(days=number))  # noqa: DTZ001
names = ("a", "b", "c")
histories = st.builds(
    lambda held, kinds: Customer(
        id="c",
        sessions=tuple(
            Session(id=name, held_at=at, touchpoint=OURS) for name, at in zip(names, held, strict=True)
        ),
        outcomes=tuple(
            Outcome(
                id=f"o{number}",
                type=kind,
                session=of,
                is_priority=flag,
                effective_at=at,
                claimed_at=at + timedelta(days=delay) if delay < 90 else None,
                touchpoint=OURS if ours else OTHER,
            )
            for number, (kind, of, at, delay, flag, ours) in enumerate(kinds)
        ),
    ),
    st.tuples(days, days, days),
    st.lists(
        st.tuples(
            st.sampled_from("12345"),
            st.sampled_from(names),
            days,
            st.integers(0, 120),
            st.sampled_from([True, False, None]),
            st.booleans(),
        ),
        max_size=8,
        unique_by=lambda each: each[2],
    ),
)


@seed(SEED)
@settings(max_examples=1_000, deadline=None)
@given(histories, st.sampled_from(EVERY), st.randoms(use_true_random=False))
def test_history_when_any_is_decided_once_each_with_reasons_whatever_its_order(
    customer: Customer, version: str, chance: object
) -> None:
    told = run(customer.sessions, customer.outcomes, version)
    assert sorted(each.id for each in told.decisions) == sorted(
        [*(each.id for each in customer.sessions), *(each.id for each in customer.outcomes)]
    )
    for one in told.decisions:
        assert one.trail
        assert (one.verdict == "refuse") == any(not test.passed for test in one.trail if test.rule != "rate")
    assert told.total_pence == sum(each.amount_pence or 0 for each in told.decisions)
    mixed = list(customer.outcomes)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert paid(run(customer.sessions, mixed, version)) == paid(told)
    kinds = {each.id: each.type for each in customer.outcomes}
    if version == "recommended":
        pools = ["job" if kinds[each] in "35" else kinds[each] for each in paid(told)]
        assert len(pools) == len(set(pools))
