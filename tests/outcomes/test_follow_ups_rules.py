"""When a customer is followed up, and by whom: OI-12.9 to OI-12.13, held against a slow walk by the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.outcomes.rules import follow_ups
from fingerpost.outcomes.rules.follow_ups import (
    FIRST,
    SECOND,
    SIX_MONTHS,
    Facts,
    Said,
    Spoke,
    Standing,
    Verdict,
    changes_to,
    follow_ups_wanted,
)
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import LONDON, civil_date, london_moment
from fingerpost.policy.loader import with_added

RULES = shipped_rules()
ADVISER, OTHER, ORGANISATION, CONTRACT = (uuid4() for _ in range(4))


def noon(day: date) -> datetime:
    return london_moment(day, time(12))


def session(at: datetime, **changes: Any) -> Spoke:
    """A session with advice, given by an adviser who is still there."""
    values: dict[str, Any] = {
        "at": at,
        "account_id": ADVISER,
        "organisation_id": ORGANISATION,
        "contract_id": CONTRACT,
        "is_session": True,
        "is_advice": True,
        "advises": True,
        "is_there": True,
    }
    return Spoke(**{**values, **changes})


def talk(at: datetime, **changes: Any) -> Spoke:
    """A contact without a session: a call that asked for information."""
    return session(at, is_session=False, is_advice=False, **changes)


def due(facts: Facts, rules: Any = RULES) -> dict[str, date]:
    return {one.stage: one.due_on for one in follow_ups_wanted(facts, rules=rules).wanted}


@pytest.mark.requirement("OI-12.13", "OI-12.9")
@pytest.mark.parametrize(
    ("day", "first", "second", "last"),
    [
        (date(2026, 3, 2), date(2026, 4, 2), date(2026, 6, 2), date(2026, 9, 2)),
        # 31 January and months that are shorter; a leap year and a common one.
        (date(2027, 12, 31), date(2028, 1, 31), date(2028, 3, 31), date(2028, 6, 30)),
        (date(2026, 11, 30), date(2026, 12, 31), date(2027, 2, 28), date(2027, 5, 30)),
        (date(2027, 11, 30), date(2027, 12, 31), date(2028, 2, 29), date(2028, 5, 30)),
        (date(2028, 2, 29), date(2028, 3, 31), date(2028, 5, 31), date(2028, 8, 29)),
        (date(2028, 1, 29), date(2028, 2, 29), date(2028, 4, 29), date(2028, 7, 29)),
        (date(2026, 8, 31), date(2026, 10, 1), date(2026, 12, 1), date(2027, 2, 28)),
        # Over the spring change and the autumn one.
        (date(2026, 3, 1), date(2026, 4, 1), date(2026, 6, 1), date(2026, 9, 1)),
        (date(2026, 10, 1), date(2026, 11, 1), date(2027, 1, 1), date(2027, 4, 1)),
    ],
)
def test_follow_ups_when_counted_then_31_days_two_months_later_and_six_months(
    day: date, first: date, second: date, last: date
) -> None:
    assert due(Facts(spoke=[session(noon(day))])) == {FIRST: first, SECOND: second, SIX_MONTHS: last}


@pytest.mark.requirement("OI-12.13")
@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 10, 24), date(2026, 6, 30)])
def test_follow_up_when_the_contact_ended_about_midnight_in_london_then_counted_from_its_own_day(
    day: date,
) -> None:
    late = datetime.combine(day, time(23, 59, 59), tzinfo=LONDON)
    next_day = late + timedelta(seconds=2)
    assert due(Facts(spoke=[session(late)]))[FIRST] == day + timedelta(days=31)
    assert due(Facts(spoke=[session(next_day.astimezone(UTC))]))[FIRST] == day + timedelta(days=32)


@pytest.mark.requirement("OI-12.13")
def test_follow_up_when_spoken_with_on_day_20_then_moved_and_the_last_is_counted_from_the_session() -> None:
    day = date(2026, 3, 2)
    twenty = day + timedelta(days=20)
    found = due(Facts(spoke=[session(noon(day)), talk(noon(twenty))]))
    assert found == {
        FIRST: twenty + timedelta(days=31),
        SECOND: date(2026, 6, 22),
        SIX_MONTHS: date(2026, 9, 2),
    }


@pytest.mark.requirement("OI-12.9")
def test_customer_when_only_informed_then_not_followed_up() -> None:
    assert follow_ups_wanted(Facts(spoke=[talk(noon(date(2026, 3, 2)))]), rules=RULES) == Verdict()
    informed = session(noon(date(2026, 3, 2)), is_advice=False)
    assert follow_ups_wanted(Facts(spoke=[informed]), rules=RULES) == Verdict()


@pytest.mark.requirement("OI-12.12")
def test_informal_talk_when_no_flag_is_raised_then_activity_and_when_one_is_then_nothing() -> None:
    day = date(2026, 3, 2)
    before, on_the_day = day + timedelta(days=30), day + timedelta(days=31)
    first = session(noon(day))
    informal = talk(noon(before), is_informal=True, organisation_id=None, contract_id=None)
    assert due(Facts(spoke=[first, informal]))[FIRST] == before + timedelta(days=31)
    after = replace(informal, at=noon(on_the_day))
    assert due(Facts(spoke=[first, after])) == due(Facts(spoke=[first]))


@pytest.mark.requirement("OI-12.11")
def test_owner_when_seen_by_another_adviser_then_theirs_and_when_they_left_then_nobodys() -> None:
    day = date(2026, 3, 2)
    elsewhere, under = uuid4(), uuid4()
    by_telephone = session(noon(day), organisation_id=elsewhere, contract_id=under)
    face_to_face = session(noon(day + timedelta(days=9)), account_id=OTHER)
    wanted = follow_ups_wanted(Facts(spoke=[by_telephone, face_to_face]), rules=RULES).wanted
    assert {(one.stage, one.owner_id, one.organisation_id, one.contract_id) for one in wanted} == {
        (FIRST, OTHER, ORGANISATION, CONTRACT),
        (SECOND, OTHER, ORGANISATION, CONTRACT),
        (SIX_MONTHS, None, ORGANISATION, CONTRACT),
    }
    gone = replace(face_to_face, is_there=False)
    left = follow_ups_wanted(Facts(spoke=[by_telephone, gone]), rules=RULES).wanted
    assert {(one.owner_id, one.organisation_id) for one in left} == {(None, ORGANISATION)}


@pytest.mark.requirement("OI-12.11")
def test_owner_when_somebody_rings_later_then_a_colleague_takes_over_and_a_stranger_does_not() -> None:
    day = date(2026, 3, 2)
    first = session(noon(day))
    colleague = talk(noon(day + timedelta(days=5)), account_id=OTHER)
    stranger = talk(noon(day + timedelta(days=6)), account_id=uuid4(), organisation_id=uuid4())
    first_line = talk(noon(day + timedelta(days=7)), account_id=uuid4(), advises=False, is_there=False)
    wanted = follow_ups_wanted(Facts(spoke=[first, colleague, stranger, first_line]), rules=RULES).wanted
    assert {one.owner_id for one in wanted if one.stage != SIX_MONTHS} == {OTHER}
    assert {one.organisation_id for one in wanted} == {ORGANISATION}
    assert wanted[0].due_on == day + timedelta(days=38)


@pytest.mark.parametrize("code", ["wants_none", "left_the_service", "recorded_twice", "died"])
def test_follow_ups_when_a_stop_was_said_then_none_until_they_are_wanted_again(code: str) -> None:
    day = date(2026, 3, 2)
    facts = Facts(spoke=[session(noon(day))], said=[Said(at=noon(day + timedelta(days=40)), code=code)])
    assert follow_ups_wanted(facts, rules=RULES) == Verdict((), code)
    again = Said(at=noon(day + timedelta(days=50)), code="wants_follow_up")
    assert len(follow_ups_wanted(replace(facts, said=[*facts.said, again]), rules=RULES).wanted) == 3
    neutral = Said(at=noon(day + timedelta(days=50)), code="in_work")
    assert follow_ups_wanted(replace(facts, said=[neutral, *facts.said]), rules=RULES).stopped_why == code


def test_follow_ups_when_the_record_is_closed_then_none() -> None:
    facts = Facts(spoke=[session(noon(date(2026, 3, 2)))], is_closed=True)
    assert follow_ups_wanted(facts, rules=RULES) == Verdict((), "record_closed")


@pytest.mark.requirement("OI-12.13")
def test_follow_ups_when_policy_counts_from_the_advice_session_then_a_call_moves_nothing() -> None:
    rules = with_added(
        RULES,
        [
            (
                "ours.toml",
                '[pack]\nname = "ours"\ntitle = "Ours"\nversion = "1"\napprover = "Agency"\nreason = "Trial"\n'
                '[[rule]]\nkey = "follow_up.counted_from"\nvalue = "last_advice_session"\n'
                'valid_from = 2010-08-01\nsource = "OI-12.13"\nstatus = "in_force"\n',
            )
        ],
    )
    day = date(2026, 3, 2)
    facts = Facts(spoke=[session(noon(day)), talk(noon(day + timedelta(days=20)))])
    assert due(facts, rules)[FIRST] == day + timedelta(days=31)
    assert due(facts)[FIRST] == day + timedelta(days=51)


def kept(verdict: Verdict, state: str = "open") -> list[Standing]:
    return [
        Standing(
            id=uuid4(),
            stage=one.stage,
            contract_id=one.contract_id,
            organisation_id=one.organisation_id,
            counted_from=one.counted_from,
            due_on=one.due_on,
            owner_id=one.owner_id,
            state=state,
        )
        for one in verdict.wanted
    ]


def test_changes_when_everything_stands_or_was_done_then_none() -> None:
    verdict = follow_ups_wanted(Facts(spoke=[session(noon(date(2026, 3, 2)))]), rules=RULES)
    assert not changes_to(kept(verdict), verdict)
    assert not changes_to(kept(verdict, "done"), verdict)
    assert changes_to([], verdict).make == verdict.wanted


def test_changes_when_a_later_contact_came_then_old_ones_are_closed_as_started_again() -> None:
    first = session(noon(date(2026, 3, 2)))
    before = follow_ups_wanted(Facts(spoke=[first]), rules=RULES)
    after = follow_ups_wanted(Facts(spoke=[first, talk(noon(date(2026, 3, 20)))]), rules=RULES)
    changes = changes_to(kept(before), after)
    assert [one.stage for one in changes.make] == [FIRST, SECOND]
    assert {(state, why) for _id, state, why in changes.close} == {("restarted", "later_contact")}
    assert len(changes.close) == 2


def test_changes_when_stopped_and_wanted_again_then_closed_and_made_anew() -> None:
    verdict = follow_ups_wanted(Facts(spoke=[session(noon(date(2026, 3, 2)))]), rules=RULES)
    stop = changes_to(kept(verdict), Verdict((), "died"))
    assert {(state, why) for _id, state, why in stop.close} == {("stopped", "died")}
    assert not stop.make
    assert changes_to(kept(verdict, "stopped"), verdict).make == verdict.wanted


def test_changes_when_only_the_owner_moved_then_the_row_is_brought_up_to_date() -> None:
    one = session(noon(date(2026, 3, 2)))
    verdict = follow_ups_wanted(Facts(spoke=[one]), rules=RULES)
    standing = kept(verdict)
    gone = follow_ups_wanted(Facts(spoke=[replace(one, is_there=False)]), rules=RULES)
    changes = changes_to(standing, gone)
    assert [(row_id, wanted.owner_id) for row_id, wanted in changes.renew] == [
        (standing[0].id, None),
        (standing[1].id, None),
    ]
    assert not changes.make
    assert not changes.close


def slow_walk(spoke: list[Spoke]) -> tuple[date, date] | None:
    """Walk the days from the first contact on: count days without activity, and raise the flags."""
    by_day: dict[date, list[Spoke]] = {}
    for one in spoke:
        by_day.setdefault(civil_date(one.at), []).append(one)
    if not any(one.is_advice for one in spoke):
        return None
    day, last_day = min(by_day), max(by_day) + timedelta(days=150)
    quiet, flagged, again = 0, None, None
    counted_month: tuple[int, int] | None = None
    while day <= last_day:
        today = by_day.get(day, [])
        quiet += 1
        formal = any(not one.is_informal for one in today)
        informal = bool(today)
        if formal or (informal and flagged is None and quiet < 31) or day == min(by_day):
            quiet, flagged, again, counted_month = 0, None, None, None
        if quiet == 31 and flagged is None:
            flagged = day
            counted_month = divmod(day.year * 12 + day.month - 1 + 2, 12)
        if flagged is not None and again is None and counted_month is not None:
            year, month = counted_month
            is_month = (day.year, day.month) == (year, month + 1)
            is_last = (day + timedelta(days=1)).month != day.month
            if is_month and (day.day == flagged.day or (is_last and day.day < flagged.day)):
                again = day
        day += timedelta(days=1)
    assert flagged is not None
    assert again is not None
    return flagged, again


@st.composite
def lives(draw: st.DrawFn) -> list[Spoke]:
    """Contacts of one customer, at any minute over years with both clock changes and 29 February."""
    begins = draw(st.dates(date(2023, 6, 1), date(2028, 6, 1)))
    found = []
    for days in draw(st.lists(st.integers(0, 120), min_size=1, max_size=7)):
        at = london_moment(begins + timedelta(days=days), draw(st.times()).replace(tzinfo=None))
        kind = draw(st.sampled_from(["advice", "talk", "informal"]))
        if kind == "advice":
            found.append(session(at))
        else:
            found.append(talk(at, is_informal=kind == "informal"))
    return found


@pytest.mark.requirement("OI-12.13", "OI-12.12")
@settings(max_examples=300, deadline=None)
@given(lives())
def test_flags_when_held_against_a_slow_walk_by_the_day_then_the_same(spoke: list[Spoke]) -> None:
    wanted = due(Facts(spoke=spoke))
    walked = slow_walk(spoke)
    if walked is None:
        assert wanted == {}
    else:
        assert (wanted[FIRST], wanted[SECOND]) == walked


def test_situations_when_listed_then_those_of_the_policy_in_its_order() -> None:
    found = follow_ups.situations(RULES, on=date(2026, 3, 2))
    assert {code for code, row in found.items() if row.stops} == {
        "wants_none",
        "left_the_service",
        "recorded_twice",
        "died",
    }
    assert [code for code, row in found.items() if row.begins_again] == ["wants_follow_up"]
