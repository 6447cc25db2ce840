"""The order of the ways on a day, the clocks of giving a plan, and what may become of a copy."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from fingerpost.plans.models import CopyPurpose, CopyState
from fingerpost.plans.rules.copies import (
    MOVES,
    OPEN_STATES,
    WayFacts,
    clock_for,
    done_at,
    is_late,
    keep_until,
    may_move,
    needs_reason,
    receipt_due_at,
    ways_for,
)
from fingerpost.policy import shipped_rules

RULES = shipped_rules()
TODAY = date(2026, 11, 20)
EVERYTHING = WayFacts(has_account=True, has_email=True, has_address=True)
# A Friday before the last weekend of summer time, in the afternoon.
FRIDAY = datetime(2026, 10, 23, 13, 0, tzinfo=UTC)


def open_ways(facts: WayFacts, on: date = TODAY) -> list[str]:
    return [way.way for way in ways_for(facts, on=on, rules=RULES) if way.is_open]


@pytest.mark.requirement("BR-8.3", "XD-22")
def test_ways_on_current_dates_then_account_first_encrypted_next_paper_for_everybody_and_never_plain_email() -> (
    None
):
    for day in (date(2014, 10, 1), date(2016, 1, 1), TODAY):
        assert open_ways(EVERYTHING, day) == ["account", "encrypted", "print", "post"]
        assert "plain_email" not in {way.way for way in ways_for(EVERYTHING, on=day, rules=RULES)}
    assert open_ways(WayFacts(has_email=True, has_address=True)) == ["encrypted", "print", "post"]
    assert open_ways(WayFacts()) == ["print"]


@pytest.mark.requirement("XD-22", "OI-8.21")
def test_ways_in_the_rules_of_2010_then_plain_email_and_post_only_where_no_address_is_written_to() -> None:
    on = date(2012, 5, 1)
    assert open_ways(EVERYTHING, on) == ["print", "plain_email", "post"]
    assert open_ways(WayFacts(has_address=True), on) == ["print", "post"]
    assert "encrypted" not in {way.way for way in ways_for(EVERYTHING, on=on, rules=RULES)}


@pytest.mark.requirement("BR-8.3")
@pytest.mark.parametrize("stop", ["not_asked", "not_safe", "not_now"])
def test_encrypted_when_email_is_not_safe_then_closed_with_why_and_paper_stays(stop: str) -> None:
    facts = WayFacts(has_email=False, email_stop=stop, has_address=True)
    by_name = {way.way: way for way in ways_for(facts, on=TODAY, rules=RULES)}
    assert by_name["encrypted"].stopped_by == stop
    assert open_ways(facts) == ["print", "post"]


@pytest.mark.requirement("OI-12.22j")
def test_clock_face_to_face_then_end_of_session_and_by_exception_five_working_days() -> None:
    ended = FRIDAY + timedelta(hours=1)
    plain = clock_for(channel=1, started_at=FRIDAY, ended_at=ended, is_exception=False, rules=RULES)
    assert plain.due_at == ended
    unknown_end = clock_for(channel=1, started_at=FRIDAY, ended_at=None, is_exception=False, rules=RULES)
    assert unknown_end.due_at == datetime(2026, 10, 23, 23, 0, tzinfo=UTC)
    late = clock_for(channel=1, started_at=FRIDAY, ended_at=ended, is_exception=True, rules=RULES)
    # Five working days after Friday end with the next Friday, by then on winter time.
    assert late.due_at == datetime(2026, 10, 31, 0, 0, tzinfo=UTC)


@pytest.mark.requirement("OI-12.22j")
@pytest.mark.parametrize(
    ("started", "due"),
    [
        (datetime(2028, 2, 28, 10, tzinfo=UTC), datetime(2028, 2, 29, 10, tzinfo=UTC)),
        (datetime(2026, 3, 28, 15, tzinfo=UTC), datetime(2026, 3, 29, 15, tzinfo=UTC)),
        (datetime(2026, 10, 24, 15, tzinfo=UTC), datetime(2026, 10, 25, 15, tzinfo=UTC)),
        (datetime(2026, 12, 24, 15, tzinfo=UTC), datetime(2026, 12, 25, 15, tzinfo=UTC)),
    ],
)
def test_clock_by_telephone_then_24_hours_that_really_pass(started: datetime, due: datetime) -> None:
    clock = clock_for(
        channel=2, started_at=started - timedelta(hours=1), ended_at=started, is_exception=False, rules=RULES
    )
    assert clock.due_at == due
    sent = done_at(channel=2, way="encrypted", made_at=due, given_at=None)
    assert not is_late(due_at=due, done=sent, now=due + timedelta(days=9))
    assert is_late(due_at=due, done=None, now=due + timedelta(seconds=1))
    assert done_at(channel=1, way="encrypted", made_at=due, given_at=None) is None


@pytest.mark.requirement("OI-12.22j")
def test_reason_then_is_asked_where_the_customer_does_not_take_it_with_them_or_the_clock_ran_out() -> None:
    clock = clock_for(channel=1, started_at=FRIDAY, ended_at=None, is_exception=False, rules=RULES)
    in_time, late = FRIDAY, clock.due_at + timedelta(seconds=1)
    assert not needs_reason(channel=1, way="print", clock=clock, now=in_time)
    assert needs_reason(channel=1, way="print", clock=clock, now=late)
    assert needs_reason(channel=1, way="encrypted", clock=clock, now=in_time)
    assert needs_reason(channel=1, way="post", clock=clock, now=in_time)
    by_telephone = clock_for(channel=2, started_at=FRIDAY, ended_at=None, is_exception=False, rules=RULES)
    assert not needs_reason(channel=2, way="encrypted", clock=by_telephone, now=FRIDAY)
    assert needs_reason(channel=2, way="post", clock=by_telephone, now=FRIDAY + timedelta(hours=25))


def test_moves_then_every_state_is_in_the_table_and_what_is_over_stays_over() -> None:
    assert set(MOVES) == set(CopyState.values)
    assert {state for state, moves in MOVES.items() if moves} == OPEN_STATES
    assert may_move("sent", "received")
    assert not may_move("sent", "given")
    assert not may_move("given", "stopped")
    assert not may_move("nonsense", "given")


@pytest.mark.requirement("OI-14.17.xiii")
def test_receipt_then_is_waited_for_working_days_alone() -> None:
    thursday = datetime(2026, 12, 24, 9, 0, tzinfo=UTC)
    # Christmas, a weekend and the bank holiday of Boxing Day lie between.
    assert receipt_due_at(thursday, rules=RULES) == datetime(2027, 1, 1, 0, 0, tzinfo=UTC)


@pytest.mark.requirement("BR-30.5")
def test_print_that_stays_with_the_service_then_has_a_last_day_and_the_customers_has_none() -> None:
    assert keep_until(CopyPurpose.FOR_CUSTOMER, on=TODAY, rules=RULES) is None
    for_file = keep_until(CopyPurpose.FOR_FILE, on=TODAY, rules=RULES)
    for_review = keep_until(CopyPurpose.FOR_REVIEW, on=date(2028, 2, 28), rules=RULES)
    assert for_file is not None
    assert for_file > TODAY
    assert for_review == date(2028, 2, 29)
