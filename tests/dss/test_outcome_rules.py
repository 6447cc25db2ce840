"""When an outcome may be in effect and claimed, and what of one may change for a duplicate."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.dss.wire.checking import check_fields
from fingerpost.dss.wire.description import Context
from fingerpost.dss.wire.moments import Moment, add_months, read_moment
from fingerpost.dss.wire.resources.outcome import RESOURCE
from fingerpost.dss.wire.rules.outcomes import cleared, may_change_duplicate, window_months

NOW = datetime(2030, 1, 1, tzinfo=UTC)
A_DAY = 864_000_000_000
TYPES = (1, 2, 3, 4, 5)
THIRTEEN = {2: {3}, 3: {3, 5}, 4: {3, 5}}
# A session, and the ends of its windows of 12 and 13 months: months too short are cut to their last day.
ENDS = (
    ("2023-03-15T09:30:00", "2024-03-15T09:30:00", "2024-04-15T09:30:00"),
    ("2024-01-31T23:59:59.9999999Z", "2025-01-31T23:59:59.9999999Z", "2025-02-28T23:59:59.9999999Z"),
    ("2024-02-29T12:00:00Z", "2025-02-28T12:00:00Z", "2025-03-29T12:00:00Z"),
    ("2022-12-31T00:00:00", "2023-12-31T00:00:00", "2024-01-31T00:00:00"),
    ("2022-08-31T10:00:00+00:00", "2023-08-31T10:00:00+00:00", "2023-09-30T10:00:00+00:00"),
    ("2023-01-31T10:00:00", "2024-01-31T10:00:00", "2024-02-29T10:00:00"),
)


def at(text: str) -> Moment:
    found = read_moment(text)
    assert found is not None
    return found


def context(*, session: Moment | None, version: int = 4, method: str = "POST") -> Context:
    return Context(now=NOW, version=version, method=method, touchpoint="0000000101", session_at=session)


def refusals(fields: Mapping[str, object], asking: Context) -> list[tuple[str, ...]]:
    whole = {
        "SessionId": "00000000-0000-0000-0000-000000000001",
        "SubcontractorId": "10001647",
        "OutcomeType": 1,
        "TouchpointId": "0000000101",
        "LastModifiedTouchpointId": "0000000101",
        **fields,
    }
    return [failure.members for failure in check_fields(RESOURCE, whole, asking, require=True)]


@pytest.mark.parametrize(("session", "year", "month_more"), ENDS)
@pytest.mark.parametrize("version", [2, 3, 4])
@pytest.mark.parametrize("outcome_type", TYPES)
def test_effective_date_when_it_leaves_the_window_is_refused(
    outcome_type: int, version: int, session: str, year: str, month_more: str
) -> None:
    begins, last = at(session), at(month_more if outcome_type in THIRTEEN[version] else year)
    asking = context(session=begins, version=version)

    def refused(ticks: int) -> bool:
        fields = {"OutcomeType": outcome_type, "OutcomeEffectiveDate": Moment(ticks, "Z")}
        return ("OutcomeEffectiveDate",) in refusals(fields, asking)

    assert not refused(begins.ticks)
    assert not refused(last.ticks)
    assert refused(begins.ticks - 1)
    assert refused(last.ticks + 1)
    assert refused(begins.ticks - A_DAY)
    assert refused(last.ticks + A_DAY)


@given(
    ticks=st.integers(min_value=at("1990-01-01").ticks, max_value=at("2028-01-01").ticks),
    outcome_type=st.sampled_from(TYPES),
    after=st.integers(min_value=-3 * A_DAY, max_value=430 * A_DAY),
)
def test_window_for_any_session_is_from_it_to_the_same_day_of_a_later_month(
    ticks: int, outcome_type: int, after: int
) -> None:
    session, effective = Moment(ticks), Moment(ticks + after)
    months = window_months(outcome_type, 4)
    assert months in (12, 13)
    end = add_months(session, months)
    # The end is never past the month meant, and keeps the time of day.
    first = session.as_datetime()
    assert (end.as_datetime().year * 12 + end.as_datetime().month) - (first.year * 12 + first.month) == months
    assert end.ticks % A_DAY == session.ticks % A_DAY
    fields = {"OutcomeType": outcome_type, "OutcomeEffectiveDate": effective}
    allowed = session <= effective <= end
    assert (refusals(fields, context(session=session)) == []) is allowed


def test_claim_when_dates_disagree_is_refused_since_version_2() -> None:
    session, early, late = at("2024-05-01"), at("2024-05-02"), at("2024-05-03")
    ahead = at("2030-01-01T00:00:00.0000001Z")
    asking = context(session=session)
    claimed = "OutcomeClaimedDate"
    assert refusals({claimed: late, "OutcomeEffectiveDate": early}, asking) == []
    assert refusals({claimed: early, "OutcomeEffectiveDate": early}, asking) == []
    assert refusals({claimed: early, "OutcomeEffectiveDate": late}, asking) == [(claimed,)]
    assert refusals({claimed: early}, asking) == [("OutcomeEffectiveDate",)]
    assert refusals({claimed: ahead, "OutcomeEffectiveDate": early}, asking) == [(claimed,)]
    assert refusals({"OutcomeEffectiveDate": ahead}, context(session=None)) == [("OutcomeEffectiveDate",)]
    oldest = context(session=session, version=1)
    assert refusals({claimed: early, "OutcomeEffectiveDate": late}, oldest) == []
    assert refusals({claimed: early}, oldest) == []
    assert refusals({"OutcomeEffectiveDate": at("2020-01-01")}, oldest) == []
    assert refusals({claimed: ahead}, oldest) == [(claimed,)]


def test_window_when_session_is_not_known_is_not_asked() -> None:
    assert refusals({"OutcomeEffectiveDate": at("1999-01-01")}, context(session=None)) == []
    assert refusals({"OutcomeType": 9}, context(session=at("2024-05-01"))) == [("OutcomeType",)]


def test_priority_group_when_claimed_is_needed_in_version_2_alone() -> None:
    dates = {"OutcomeClaimedDate": at("2024-05-02"), "OutcomeEffectiveDate": at("2024-05-02")}
    two = context(session=None, version=2)
    assert refusals(dates, two) == [("ClaimedPriorityGroup",)]
    assert refusals({**dates, "ClaimedPriorityGroup": 6}, two) == []
    assert refusals({**dates, "ClaimedPriorityGroup": 98}, two) == [("ClaimedPriorityGroup",)]
    assert refusals(dates, replace(two, version=3)) == []


def test_subcontractor_when_of_another_shape_is_refused_since_version_3() -> None:
    for text, newest_takes, second_takes in (
        ("10001647", True, True),
        ("123", False, True),
        ("1000164x", False, True),
        ("1" * 50, False, True),
        ("1" * 51, False, False),
    ):
        fields = {"SubcontractorId": text}
        assert (refusals(fields, context(session=None)) == []) is newest_takes
        assert (refusals(fields, context(session=None, version=3)) == []) is newest_takes
        assert (refusals(fields, context(session=None, version=2)) == []) is second_takes


@pytest.mark.parametrize(
    ("raw", "takes_away", "allowed"),
    [
        ({}, set(), True),
        ({"OutcomeClaimedDate": None}, {"OutcomeClaimedDate"}, True),
        ({"OutcomeEffectiveDate": ""}, {"OutcomeEffectiveDate"}, True),
        (
            {"OutcomeClaimedDate": "", "OutcomeEffectiveDate": None},
            {"OutcomeClaimedDate", "OutcomeEffectiveDate"},
            True,
        ),
        ({"OutcomeClaimedDate": "2024-05-01"}, set(), False),
        ({"outcomeclaimeddate": None}, set(), False),
        ({"OutcomeClaimedDate": None, "OutcomeType": 1}, {"OutcomeClaimedDate"}, False),
        ({"OutcomeClaimedDate": None, "CustomerId": None}, {"OutcomeClaimedDate"}, False),
        ({"Unheard": None}, set(), False),
        (
            {"OutcomeClaimedDate": None, "OutcomeEffectiveDate": None, "Unheard": 1},
            {"OutcomeClaimedDate", "OutcomeEffectiveDate"},
            False,
        ),
        ({"OutcomeClaimedDate": 0}, set(), False),
        ({"OutcomeClaimedDate": False}, set(), False),
    ],
)
def test_body_for_a_duplicate_may_take_away_dates_and_nothing_else(
    raw: dict[str, object], takes_away: set[str], *, allowed: bool
) -> None:
    assert cleared(raw) == takes_away
    assert may_change_duplicate(raw) is allowed


def test_window_when_it_would_pass_the_last_year_ends_with_the_calendar() -> None:
    last, first = at("9999-12-31T23:59:59.9999999Z"), at("0001-01-01T00:00:00")
    assert add_months(at("9999-06-30"), 13) == last
    assert add_months(first, -1) == first
    # Nothing but that it lies ahead is wrong with an outcome as late as its session.
    found = refusals({"OutcomeEffectiveDate": last}, context(session=last))
    assert found == [("OutcomeEffectiveDate",)]
    assert read_moment("9999-12-31T23:59:59.99999999") is None
