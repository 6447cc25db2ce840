"""What would move: another rate, another day, another version, decided beside what is, with nothing kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from fingerpost.funding.contract_runs import Setting
from fingerpost.funding.facts import Customer, Outcome, Period, Session
from fingerpost.funding.simulating import Change, simulate
from fingerpost.policy import shipped_rules

RULES = shipped_rules()
HERE = "0000000105"
SETTING = Setting(
    scheme="NCS-2018",
    carried_on=False,
    touchpoints=(HERE,),
    period=Period(start=date(2019, 4, 1), end=date(2020, 3, 31)),
)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def customer(number: int) -> Customer:
    """Somebody with one session and one job that pays."""
    job = Outcome(
        id=f"job-{number}",
        type="3",
        session=f"s-{number}",
        is_priority=True,
        effective_at=moment("2019-06-01"),
        claimed_at=moment("2019-06-02"),
        touchpoint=HERE,
    )
    held = Session(id=f"s-{number}", held_at=moment("2019-05-01T10:00"), touchpoint=HERE)
    return Customer(id=f"c-{number}", sessions=(held,), outcomes=(job,))


MANY = [customer(number) for number in range(5)]
RATE = 7_000


def test_rate_when_another_is_tried_then_only_its_kind_and_class_move_and_the_list_is_bounded() -> None:
    change = Change(rates={("3", "priority"): RATE + 500})
    found = simulate(MANY, before=SETTING, after=SETTING, change=change, rules=RULES, most=2)
    assert (found.before_pence, found.after_pence) == (5 * RATE, 5 * (RATE + 500))
    assert (found.events, found.moved, len(found.shown)) == (10, 5, 2)
    other = Change(rates={("3", "other"): 1, ("4", "priority"): 1})
    same = simulate(MANY, before=SETTING, after=SETTING, change=other, rules=RULES, most=2)
    assert (same.after_pence, same.moved) == (5 * RATE, 0)


def test_day_when_another_is_tried_then_that_outcome_alone_is_decided_anew() -> None:
    change = Change(outcome="job-3", effective_on=date(2020, 12, 1))
    found = simulate(MANY, before=SETTING, after=SETTING, change=change, rules=RULES, most=9)
    assert found.before_pence - found.after_pence == RATE
    (moved,) = found.shown
    assert moved.customer == "c-3"
    assert moved.before is not None
    # Told in another year, it is no event of this one.
    assert (moved.before.verdict, moved.after) == ("pay", None)
    late = Change(outcome="job-3", claimed_on=date(2020, 5, 1))
    (too_late,) = simulate(MANY, before=SETTING, after=SETTING, change=late, rules=RULES, most=9).shown
    assert too_late.after is not None
    assert too_late.after.verdict == "refuse"
    assert {test.rule for test in too_late.after.trail if not test.passed} == {"claimed_in_period"}


def test_version_when_another_is_tried_then_as_it_was_for_runs_of_that_day() -> None:
    long_after = [
        replace(
            each,
            sessions=(replace(each.sessions[0], held_at=moment("2018-01-01T10:00")),),
        )
        for each in MANY
    ]
    then = replace(SETTING, run_on=date(2025, 4, 24))
    found = simulate(long_after, before=SETTING, after=then, change=Change(), rules=RULES, most=9)
    # The rule of 2025 asked of a job no window after its session.
    assert (found.before_pence, found.after_pence) == (0, 5 * RATE)
