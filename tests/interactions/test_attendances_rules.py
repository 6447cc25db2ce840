"""Saved, complete, claimable, and the write-up clock: pure decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.interactions.rules.attendances import (
    SECTIONS,
    AttendanceFacts,
    Gap,
    Stage,
    is_late,
    last_day_of,
    missing_to_claim,
    missing_to_complete,
    stage_of,
    was_updated_in_time,
    write_up_due_at,
)
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import LONDON, civil_date, is_working_day, working_days_between

RULES = shipped_rules()
WHOLE = AttendanceFacts(
    result="attended",
    has_reason=False,
    was_seen=True,
    channel=1,
    has_venue=True,
    filled_sections=frozenset(SECTIONS),
    is_complete=True,
)


@pytest.mark.requirement("OI-8.16", "OI-9.5")
@pytest.mark.parametrize(
    ("interviewed", "last_day"),
    [
        # Friday 16:00 ends with Tuesday.
        (datetime(2015, 12, 4, 16, tzinfo=LONDON), date(2015, 12, 8)),
        # A Monday bank holiday is not counted.
        (datetime(2016, 4, 29, 16, tzinfo=LONDON), date(2016, 5, 4)),
        # Thursday before Easter: Friday and Monday are not counted.
        (datetime(2016, 3, 24, 16, tzinfo=LONDON), date(2016, 3, 30)),
        # Both clock changes, and 29 February.
        (datetime(2016, 3, 25, 16, tzinfo=LONDON), date(2016, 3, 30)),
        (datetime(2016, 10, 28, 16, tzinfo=LONDON), date(2016, 11, 1)),
        (datetime(2016, 2, 26, 16, tzinfo=LONDON), date(2016, 3, 1)),
        # Five to midnight in summer is still that civil day, though UTC is not past eleven.
        (datetime(2015, 7, 3, 23, 55, tzinfo=LONDON), date(2015, 7, 7)),
    ],
)
def test_write_up_clock_when_started_ends_with_the_second_working_day(
    interviewed: datetime, last_day: date
) -> None:
    due = write_up_due_at(interviewed, rules=RULES)
    assert last_day_of(due) == last_day
    assert due.astimezone(LONDON).time().isoformat() == "00:00:00"


@pytest.mark.requirement("OI-9.5")
def test_upload_when_made_on_tuesday_is_on_time_and_on_wednesday_late() -> None:
    due = write_up_due_at(datetime(2015, 12, 4, 16, tzinfo=LONDON), rules=RULES)
    tuesday = datetime(2015, 12, 8, 23, 59, 59, tzinfo=LONDON)
    wednesday = datetime(2015, 12, 9, 0, 0, tzinfo=LONDON)
    assert not is_late(due_at=due, done_at=tuesday, now=wednesday)
    assert is_late(due_at=due, done_at=wednesday, now=wednesday)
    assert is_late(due_at=due, done_at=None, now=wednesday)
    assert not is_late(due_at=None, done_at=None, now=wednesday)


@given(st.integers(0, 20 * 365 * 24 * 60))
def test_write_up_clock_when_started_at_any_moment_gives_two_working_days(minutes: int) -> None:
    interviewed = datetime(2010, 8, 2, tzinfo=UTC) + timedelta(minutes=minutes)
    last = last_day_of(write_up_due_at(interviewed, rules=RULES))
    assert is_working_day(last)
    assert working_days_between(civil_date(interviewed), last) == 2


def test_record_when_nothing_is_missing_is_claimable() -> None:
    assert missing_to_complete(WHOLE) == ()
    assert missing_to_claim(WHOLE) == ()
    assert stage_of(WHOLE) is Stage.CLAIMABLE


@pytest.mark.parametrize("section", SECTIONS)
def test_record_when_one_part_is_empty_is_not_complete(section: str) -> None:
    facts = replace(WHOLE, filled_sections=frozenset(SECTIONS) - {section})
    assert missing_to_complete(facts) == (Gap(f"section_{section}"),)


@pytest.mark.parametrize(
    ("change", "gap"),
    [
        ({"was_seen": False}, Gap.SEEN_AT),
        ({"has_adviser": False}, Gap.ADVISER),
        ({"adviser_is_trainee": True}, Gap.SUPERVISOR),
        ({"adviser_is_qualified": False}, Gap.QUALIFICATION),
        ({"is_recorded_twice": True}, Gap.RECORDED_TWICE),
        ({"result": "expected"}, Gap.RESULT),
        ({"result": "did_not_attend"}, Gap.REASON),
        ({"result": "cancelled_by_customer"}, Gap.REASON),
    ],
)
def test_record_when_one_thing_is_wrong_names_it(change: dict[str, object], gap: Gap) -> None:
    assert missing_to_complete(replace(WHOLE, **change)) == (gap,)  # type: ignore[arg-type]


@pytest.mark.parametrize("result", ["cancelled_by_us", "could_not_be_seen"])
def test_place_that_we_did_not_serve_when_completed_needs_nothing_more(result: str) -> None:
    facts = replace(WHOLE, result=result, filled_sections=frozenset(), was_seen=False)
    assert missing_to_complete(facts) == ()
    assert missing_to_claim(facts) == (Gap.NOT_SEEN,)


@pytest.mark.parametrize(
    ("change", "gaps"),
    [
        ({"has_customer": False}, (Gap.CUSTOMER,)),
        ({"customer_is_confirmed": False}, (Gap.IDENTITY,)),
        ({"was_confirmed_in_contact": False}, (Gap.CONFIRMED_HERE,)),
        ({"has_notices": False}, (Gap.NOTICES,)),
        ({"has_venue": False}, (Gap.VENUE,)),
        ({"has_venue": False, "channel": 2}, ()),
        ({"has_assessment": False}, (Gap.PRIORITY,)),
        ({"is_open_to_customer": False}, (Gap.AGE,)),
        ({"is_complete": False}, (Gap.NOT_COMPLETE,)),
    ],
)
def test_claim_when_one_thing_is_missing_names_it(change: dict[str, object], gaps: tuple[Gap, ...]) -> None:
    assert missing_to_claim(replace(WHOLE, **change)) == gaps  # type: ignore[arg-type]


def test_stage_when_complete_with_a_gap_to_the_claim_is_complete() -> None:
    assert stage_of(replace(WHOLE, has_notices=False)) is Stage.COMPLETE
    assert stage_of(replace(WHOLE, is_complete=False)) is Stage.SAVED


@pytest.mark.requirement("BR-24.1")
def test_record_when_not_updated_on_the_same_day_is_flagged_from_2014() -> None:
    happened = datetime(2015, 12, 4, 16, tzinfo=LONDON)
    later = happened + timedelta(days=3)
    assert was_updated_in_time(happened_at=happened, updated_on=date(2015, 12, 4), now=later, rules=RULES)
    assert not was_updated_in_time(happened_at=happened, updated_on=date(2015, 12, 5), now=later, rules=RULES)
    assert not was_updated_in_time(happened_at=happened, updated_on=None, now=later, rules=RULES)
    assert was_updated_in_time(happened_at=happened, updated_on=None, now=happened, rules=RULES)
    before = datetime(2012, 6, 1, 16, tzinfo=LONDON)
    assert was_updated_in_time(happened_at=before, updated_on=date(2012, 6, 5), now=before, rules=RULES)
