"""Clocks by example: the register's own, both clock changes, 29 February, Easter, Christmas, midnight, the words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from fingerpost.policy import NotInForce, shipped_rules
from fingerpost.policy.calendars import Calendar, CalendarException, WorkingWeek, named_calendar
from fingerpost.policy.civil import LONDON, civil_date, end_of_day
from fingerpost.policy.clocks import Due, NeverDue, NotAClock, Pause, due, end_of_working_days
from fingerpost.policy.loader import with_added
from fingerpost.policy.messages import english
from fingerpost.policy.opening_hours import Week, hours_of
from fingerpost.policy.service_levels import UnknownLevel

RULES = shipped_rules()


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def pause(begins: str, ends: str) -> Pause:
    return Pause(london(begins), london(ends))


def run(level: str, start: str, *pauses: Pause, calendar: Calendar | None = None) -> Due:
    return due(level, london(start), rules=RULES, calendar=calendar, pauses=pauses)


def told(level: str, start: str, *pauses: Pause, calendar: Calendar | None = None) -> str:
    return english(run(level, start, *pauses, calendar=calendar).explanation)


EXAMPLES = [
    pytest.param("SL-008", "2016-06-03T16:00", "2016-06-07T00:00", id="web form of Friday: end of Monday"),
    pytest.param(
        "SL-007", "2016-06-03T16:00", "2016-06-04T16:00", id="letter of Friday to the phone channel"
    ),
    pytest.param("SL-004", "2016-06-04T10:00", "2016-06-05T10:00", id="call-back over a weekend"),
    pytest.param("SL-005", "2016-06-06T10:00", "2016-06-07T10:00", id="call after research"),
    pytest.param(
        "SL-006", "2011-06-06T10:00", "2011-06-07T10:00", id="advice within 24 hours of the first call"
    ),
    pytest.param("SL-014", "2016-06-06T09:00", "2016-06-09T00:00", id="letter of Monday acknowledged"),
    pytest.param("SL-015", "2016-06-06T09:00", "2016-06-14T00:00", id="letter of Monday answered"),
    pytest.param("SL-017", "2016-06-03T18:00", "2016-06-07T00:00", id="closed office on Friday evening"),
    pytest.param("SL-038", "2016-06-03T16:00", "2016-06-08T00:00", id="interview of Friday uploaded"),
    pytest.param("SL-036", "2016-04-28T10:00", "2016-05-06T00:00", id="order before a bank-holiday Monday"),
    pytest.param("SL-022", "2016-06-03T16:00", "2016-06-05T16:00", id="complaint, first reply in 48 hours"),
    pytest.param("SL-010", "2015-12-24T18:00", "2016-01-06T00:00", id="five working days over Christmas"),
    pytest.param("SL-010", "2016-03-24T10:00", "2016-04-05T00:00", id="five working days over Easter"),
    pytest.param("SL-014", "2016-02-26T10:00", "2016-03-02T00:00", id="29 February is a working day"),
    pytest.param(
        "SL-008", "2016-06-06T00:00", "2016-06-08T00:00", id="midnight belongs to the day it begins"
    ),
    pytest.param("SL-008", "2016-06-05T23:59", "2016-06-07T00:00", id="a minute before that midnight"),
    pytest.param("SL-074", "2016-01-22T10:00", "2016-03-03T00:00", id="40 days with 29 February"),
    pytest.param("SL-074", "2015-01-22T10:00", "2015-03-04T00:00", id="40 days without"),
    pytest.param("SL-018", "2016-03-01T09:00", "2016-04-02T00:00", id="31 days of no activity"),
    pytest.param("SL-050", "2016-01-15T09:00", "2016-04-16T00:00", id="appointed 15 January: 15 April"),
    pytest.param("SL-048", "2016-01-01T09:00", "2016-07-02T00:00", id="appointed 1 January: 1 July"),
    pytest.param("SL-049", "2016-02-29T09:00", "2018-03-01T00:00", id="two years from 29 February"),
    pytest.param("SL-070", "2016-01-31T09:00", "2016-03-01T00:00", id="one month from 31 January"),
    pytest.param("SL-059", "2016-04-01T09:00", "2016-04-13T00:00", id="eighth working day of April"),
    pytest.param("SL-059", "2016-04-12T23:59", "2016-04-13T00:00", id="still on the day itself"),
    pytest.param("SL-059", "2016-04-13T00:00", "2016-05-13T00:00", id="over: May, after its bank holiday"),
    pytest.param("SL-060", "2016-12-28T09:00", "2017-01-13T00:00", id="January begins after New Year's Day"),
    pytest.param("SL-057", "2015-04-01T09:00", "2015-04-10T00:00", id="fifth working day over Easter"),
    pytest.param("SL-061", "2016-05-01T09:00", "2016-05-14T00:00", id="ninth working day of May"),
    pytest.param("SL-044", "2016-05-01T09:00", "2016-05-01T09:00", id="at once"),
    pytest.param("SL-103", "2016-05-02T09:00", "2016-05-30T09:00", id="a job of four weeks"),
    pytest.param("SL-103", "2013-05-06T09:00", "2013-08-05T09:00", id="a job of thirteen weeks before 2014"),
]


@pytest.mark.requirement("XD-2", "OI-12.22g", "OI-12.22h", "OI-12.22l", "OI-3.28", "OI-8.16", "BR-25.2")
@pytest.mark.parametrize(("level", "start", "end"), EXAMPLES)
def test_due_by_example(level: str, start: str, end: str) -> None:
    assert run(level, start).due_at == london(end)


@pytest.mark.requirement("XD-2")
@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2016-03-26T12:00+00:00", "2016-03-27T13:00+01:00"),
        ("2016-03-26T01:30+00:00", "2016-03-27T02:30+01:00"),
        ("2016-03-27T00:59+00:00", "2016-03-28T01:59+01:00"),
        ("2016-10-29T12:00+01:00", "2016-10-30T11:00+00:00"),
        ("2016-10-30T01:30+01:00", "2016-10-31T00:30+00:00"),
        ("2016-10-30T01:30+00:00", "2016-10-31T01:30+00:00"),
    ],
)
def test_elapsed_hours_over_a_clock_change_are_real_hours(start: str, end: str) -> None:
    begins = datetime.fromisoformat(start)
    result = due("SL-003", begins, rules=RULES)
    assert result.due_at == begins + timedelta(hours=24)
    assert result.due_at.astimezone(LONDON).isoformat(timespec="minutes") == end


@pytest.mark.parametrize("start", ["2016-03-25T12:00", "2016-10-28T12:00"])
def test_days_over_a_clock_change_end_at_midnight_on_the_wall(start: str) -> None:
    result = run("SL-008", start)
    assert result.due_at.astimezone(LONDON).strftime("%H:%M") == "00:00"
    assert result.due_at.astimezone(LONDON).date() == result.due_on + timedelta(days=1)


@pytest.mark.requirement("OI-12.22f")
def test_hours_when_the_last_moment_has_come_are_kept_and_a_second_later_are_not() -> None:
    result = run("SL-003", "2016-06-03T16:00")
    assert not result.is_late(london("2016-06-04T15:59"))
    assert not result.is_late(london("2016-06-04T16:00"))
    assert result.is_late(london("2016-06-04T16:01"))


@pytest.mark.requirement("OI-9.5")
def test_days_when_midnight_has_come_are_over() -> None:
    result = run("SL-038", "2016-06-03T16:00")
    assert not result.is_late(london("2016-06-07T23:59"))
    assert result.is_late(london("2016-06-08T00:00"))


class TestWords:
    """The sentences that say why."""

    @pytest.mark.requirement("XD-2")
    def test_received_after_closing_before_christmas(self) -> None:
        assert told("SL-014", "2015-12-24T18:00") == (
            "Received Thursday 24 December 2015 after closing, so counted from Tuesday 29 December 2015: "
            "working day 2 ends with Wednesday 30 December 2015. Not counted as a working day: "
            "Friday 25 December 2015 (Christmas Day), Monday 28 December 2015 (Boxing Day)."
        )

    @pytest.mark.parametrize(
        ("start", "words"),
        [
            ("2016-06-06T08:59", "Received Monday 6 June 2016 before opening, so counted from"),
            ("2016-06-06T09:00", "Received Monday 6 June 2016, so counted from"),
            ("2016-06-06T16:59", "Received Monday 6 June 2016, so counted from"),
            ("2016-06-06T17:00", "Received Monday 6 June 2016 after closing, so counted from"),
            ("2016-06-05T12:00", "Received Sunday 5 June 2016, which is not a working day, so counted from"),
        ],
    )
    def test_start_says_how_it_lies_to_the_opening_hours(self, start: str, words: str) -> None:
        assert told("SL-014", start).startswith(words)

    def test_after_closing_when_the_calendar_is_the_contact_centres_is_at_22(self) -> None:
        centre = named_calendar("contact_centre", RULES)
        assert "after closing" not in told("SL-008", "2016-06-06T21:59", calendar=centre)
        assert "after closing" in told("SL-008", "2016-06-06T22:00", calendar=centre)

    @pytest.mark.requirement("OI-3.28")
    def test_next_working_day_shows_the_24_hours_beside_it(self) -> None:
        result = run("SL-017", "2016-06-03T18:00")
        assert result.also_due_at == london("2016-06-04T18:00")
        assert told("SL-017", "2016-06-03T18:00").endswith(
            "The text also says 24 hours, which would be Saturday 4 June 2016 at 18:00; the working day decides."
        )

    def test_received_on_a_holiday_names_it(self) -> None:
        assert "Monday 28 December 2015 (Boxing Day)" in told("SL-008", "2015-12-28T10:00")

    def test_closure_of_a_venue_is_named(self) -> None:
        row = CalendarException(day=date(2016, 6, 7), name="Staff training")
        place = named_calendar("prime", RULES).with_exceptions([row])
        assert "Tuesday 7 June 2016 (Staff training)" in told("SL-017", "2016-06-06T18:00", calendar=place)

    @pytest.mark.parametrize(
        ("level", "start", "words"),
        [
            (
                "SL-003",
                "2016-03-26T12:00",
                "24 hours of real time end on Sunday 27 March 2016 at 13:00. The clocks",
            ),
            ("SL-044", "2016-05-01T09:00", "Due at once, from Sunday 1 May 2016 at 09:00."),
            (
                "SL-018",
                "2016-03-01T09:00",
                "calendar day 31 ends with Friday 1 April 2016. The flag shows on that",
            ),
            (
                "SL-070",
                "2016-01-31T09:00",
                "one calendar month ends with Monday 29 February 2016. That month has no",
            ),
            ("SL-050", "2016-01-15T09:00", "3 calendar months end with Friday 15 April 2016."),
            ("SL-049", "2016-01-15T09:00", "2 calendar years end with Monday 15 January 2018."),
            (
                "SL-055",
                "2012-01-15T09:00",
                "end with Friday 15 January 2016. Not before Tuesday 15 January 2013.",
            ),
            ("SL-059", "2016-04-01T09:00", "Working day 8 of April 2016 is Tuesday 12 April 2016"),
            ("SL-103", "2016-05-02T09:00", "4 weeks of real time end on Monday 30 May 2016 at 09:00."),
            ("SL-038", "2016-06-03T16:00", "Started Friday 3 June 2016, so counted from Monday 6 June 2016"),
        ],
    )
    def test_each_kind_of_clock_has_its_words(self, level: str, start: str, words: str) -> None:
        assert words in told(level, start)

    def test_pauses_are_told(self) -> None:
        stop = pause("2016-03-30T09:00", "2016-04-01T09:00")
        assert told("SL-010", "2016-03-24T12:00", stop).endswith(
            "Paused from Wednesday 30 March 2016 at 09:00 to Friday 1 April 2016 at 09:00; "
            "days that ended in the pause and were not counted: 2."
        )
        assert "and that time was added" in told("SL-003", "2016-03-30T08:00", stop)


class TestPauses:
    """What a pause takes out, and where it takes out nothing."""

    def test_elapsed_clock_when_paused_gets_the_time_back(self) -> None:
        stop = pause("2016-06-03T17:00", "2016-06-03T19:30")
        assert run("SL-003", "2016-06-03T16:00", stop).due_at == london("2016-06-04T18:30")

    def test_elapsed_clock_when_due_as_a_pause_begins_is_not_paused(self) -> None:
        stop = pause("2016-06-04T16:00", "2016-06-05T16:00")
        result = run("SL-003", "2016-06-03T16:00", stop)
        assert (result.due_at, result.pauses) == (london("2016-06-04T16:00"), ())

    def test_pauses_when_they_overlap_or_touch_are_one(self) -> None:
        several = (
            pause("2016-06-03T19:00", "2016-06-03T20:00"),
            pause("2016-06-03T17:00", "2016-06-03T18:30"),
            pause("2016-06-03T18:00", "2016-06-03T19:00"),
        )
        result = run("SL-003", "2016-06-03T16:00", *several)
        assert result.due_at == london("2016-06-04T19:00")
        assert result.pauses == (pause("2016-06-03T17:00", "2016-06-03T20:00"),)

    def test_pause_when_begun_before_the_start_counts_from_the_start(self) -> None:
        stop = pause("2016-06-01T00:00", "2016-06-03T17:00")
        assert run("SL-003", "2016-06-03T16:00", stop).due_at == london("2016-06-04T17:00")

    @pytest.mark.parametrize(
        ("begins", "ends", "end"),
        [
            ("2016-06-07T10:00", "2016-06-07T23:59", "2016-06-09T00:00"),
            ("2016-06-07T10:00", "2016-06-08T00:00", "2016-06-10T00:00"),
            ("2016-06-07T10:00", "2016-06-08T09:00", "2016-06-10T00:00"),
            ("2016-06-08T00:00", "2016-06-08T12:00", "2016-06-09T00:00"),
            ("2016-06-07T10:00", "2016-06-09T10:00", "2016-06-11T00:00"),
        ],
    )
    def test_working_day_is_paused_when_the_clock_stands_at_its_end(
        self, begins: str, ends: str, end: str
    ) -> None:
        assert run("SL-014", "2016-06-06T10:00", pause(begins, ends)).due_at == london(end)

    def test_weekend_in_a_pause_takes_out_no_working_day(self) -> None:
        stop = pause("2016-06-03T23:00", "2016-06-06T08:00")
        result = run("SL-014", "2016-06-03T10:00", stop)
        assert result.due_at == london("2016-06-08T00:00")
        assert "not counted: 0." in english(result.explanation)

    def test_months_are_counted_from_a_start_moved_on_by_the_days_paused(self) -> None:
        stop = pause("2016-01-20T10:00", "2016-01-30T10:00")
        assert run("SL-050", "2016-01-15T09:00", stop).due_on == date(2016, 4, 25)

    @pytest.mark.requirement("BR-34.2")
    def test_subject_access_clock_never_stops(self) -> None:
        stop = pause("2016-02-01T10:00", "2016-02-20T10:00")
        result = run("SL-074", "2016-01-22T10:00", stop)
        assert (result.due_at, result.pauses) == (london("2016-03-03T00:00"), ())
        assert "Nothing stops this clock" in english(result.explanation)

    def test_pause_when_it_ends_before_it_begins_is_refused(self) -> None:
        with pytest.raises(ValueError, match="ends before"):
            pause("2016-06-03T19:00", "2016-06-03T18:59")
        with pytest.raises(ValueError, match="offset"):
            Pause(datetime(2016, 6, 3), datetime(2016, 6, 4))  # noqa: DTZ001 - the fault under test


@pytest.mark.requirement("XD-2")
@pytest.mark.parametrize(
    ("setting", "start", "end"),
    [
        ("day of receipt", "2016-06-06T18:00", "2016-06-08T00:00"),
        ("day of receipt", "2016-06-05T18:00", "2016-06-08T00:00"),
        ("day of receipt before closing", "2016-06-06T16:59", "2016-06-08T00:00"),
        ("day of receipt before closing", "2016-06-06T17:00", "2016-06-09T00:00"),
        ("day after receipt", "2016-06-06T16:59", "2016-06-09T00:00"),
    ],
)
def test_when_counting_starts_is_a_setting(setting: str, start: str, end: str) -> None:
    rules = with_added(RULES, [("own.toml", _pack("clock.counting_starts", f'"{setting}"'))])
    result = due("SL-014", london(start), rules=rules)
    assert result.due_at == london(end)
    assert "clock.counting_starts@2010-08-01/own" in result.rule_ids
    said = english(result.explanation)
    assert ("which counts as day one" in said) == (
        result.counted[0] == result.started_at.astimezone(LONDON).date()
    )


@pytest.mark.requirement("XD-2")
@pytest.mark.parametrize(
    ("setting", "day"),
    [("day after receipt", 7), ("day of receipt", 6), ("day of receipt before closing", 7)],
)
def test_number_of_working_days_of_another_rule_follows_the_same_settings(setting: str, day: int) -> None:
    rules = with_added(RULES, [("own.toml", _pack("clock.counting_starts", f'"{setting}"'))])
    end = end_of_working_days(london("2016-06-03T17:00"), 2, rules=rules)
    assert end == london(f"2016-06-{day + 1:02}T00:00")
    assert end_of_working_days(london("2016-06-03T17:00"), 0, rules=rules) == london("2016-06-04T00:00")


@pytest.mark.requirement("OI-8.16")
@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (london("2026-06-05T16:00"), 2, date(2026, 6, 9)),
        (london("2015-12-24T16:00"), 2, date(2015, 12, 30)),
        (london("2026-04-02T09:00"), 2, date(2026, 4, 8)),
        (london("2026-03-27T16:00"), 2, date(2026, 3, 31)),
        (london("2026-10-23T16:00"), 1, date(2026, 10, 26)),
        (london("2028-02-28T12:00"), 1, date(2028, 2, 29)),
        (london("2026-06-06T12:00"), 1, date(2026, 6, 8)),
        (london("2026-06-08T23:59"), 1, date(2026, 6, 9)),
        (london("2026-06-08T00:00"), 0, date(2026, 6, 8)),
    ],
)
def test_end_of_working_days_is_the_end_of_the_last_day_counted(
    start: datetime, days: int, last: date
) -> None:
    due = end_of_working_days(start, days, rules=RULES)
    assert due == end_of_day(last)
    assert due.astimezone(LONDON).time() == time(0)
    assert civil_date(due - timedelta(seconds=1)) == last


@pytest.mark.requirement("OI-9.5")
def test_upload_of_a_friday_interview_is_on_time_on_tuesday_and_late_on_wednesday() -> None:
    due = end_of_working_days(london("2026-06-05T16:00"), 2, rules=RULES)
    assert london("2026-06-09T23:59") < due
    assert london("2026-06-10T00:01") > due


@pytest.mark.requirement("XD-2")
def test_what_a_working_day_is_is_a_setting() -> None:
    six_days = '{ weekdays = ["monday", "thursday", "friday", "saturday"], less_bank_holidays = false }'
    hours = '{ open_on_bank_holidays = true, monday = ["09:00-17:00"], saturday = ["09:00-13:00"] }'
    rules = with_added(
        RULES,
        [
            ("own.toml", _pack("clock.working_week", six_days)),
            ("more.toml", _pack("hours.office", hours, "more")),
        ],
    )
    assert due("SL-008", london("2016-06-03T16:00"), rules=rules).due_on == date(2016, 6, 4)
    assert due("SL-008", london("2015-12-26T16:00"), rules=rules).due_on == date(2015, 12, 28)


@pytest.mark.requirement("XD-1", "XD-6")
def test_limit_when_an_added_pack_changes_amount_and_kind_from_a_day_changes_on_that_day() -> None:
    value = (
        '{ channel = "data rights", measure = "Answer a subject access request", kind = "clock", '
        'boundary = "within", amount = 1, unit = "months", clock = "calendar months", written = {} }'
    )
    pack = _pack("service_level.SL-074", value, since="2018-05-25")
    rules = with_added(RULES, [("own.toml", pack)])
    assert due("SL-074", london("2018-05-24T10:00"), rules=rules).due_on == date(2018, 7, 3)
    assert due("SL-074", london("2018-05-25T10:00"), rules=rules).due_on == date(2018, 6, 25)


def test_due_when_it_cannot_be_said_says_why() -> None:
    with pytest.raises(NotAClock, match="SL-002 is a target and no clock"):
        run("SL-002", "2016-06-06T10:00")
    with pytest.raises(UnknownLevel, match="SL-104"):
        run("SL-104", "2016-06-06T10:00")
    with pytest.raises(NotInForce, match="withdrawn from 2016-01-01"):
        run("SL-057", "2016-06-06T10:00")
    with pytest.raises(NotInForce, match="ended on 2014-09-30"):
        run("SL-006", "2016-06-06T10:00")
    with pytest.raises(ValueError, match="offset"):
        due("SL-003", datetime(2016, 6, 6), rules=RULES)  # noqa: DTZ001 - the fault under test


def test_due_when_the_calendar_never_opens_is_never() -> None:
    closed = Calendar("closed", [Week(days=((),) * 7)])
    for level in ("SL-008", "SL-059"):
        with pytest.raises(NeverDue, match="closed"):
            run(level, "2016-06-06T10:00", calendar=closed)


@pytest.mark.parametrize("setting", ["day after receipt", "day of receipt before closing"])
def test_day_when_its_only_opening_hour_is_skipped_by_the_clocks_is_no_fault(setting: str) -> None:
    rules = with_added(RULES, [("own.toml", _pack("clock.counting_starts", f'"{setting}"'))])
    week = Week(days=((), (), (), (), (), (), hours_of(["01:15-01:45"])))
    sundays = Calendar("sundays", [week], working_weeks=[WorkingWeek(weekdays=frozenset({6}))])
    result = due("SL-008", london("2016-03-27T12:00"), rules=rules, calendar=sundays)
    assert result.due_on == date(2016, 4, 3)
    assert english(result.explanation).startswith(
        "Received Sunday 27 March 2016, so counted from Sunday 3 April 2016"
    )


def test_month_when_it_has_too_few_working_days_is_passed_over() -> None:
    mondays = Calendar("mondays", [Week(days=(hours_of(["09:00-12:00"]), *((),) * 6))])
    rules = with_added(RULES, [("own.toml", _pack("service_level.SL-059", _FIFTH))])
    assert due("SL-059", london("2016-06-01T10:00"), rules=rules, calendar=mondays).due_on == date(
        2016, 10, 31
    )


def test_lists_of_days_tell_all_from_start_to_due() -> None:
    result = run("SL-014", "2015-12-24T18:00", pause("2015-12-29T10:00", "2015-12-30T10:00"))
    assert result.counted == (date(2015, 12, 30), date(2015, 12, 31))
    assert result.skipped == (
        (date(2015, 12, 25), "Christmas Day"),
        (date(2015, 12, 26), ""),
        (date(2015, 12, 27), ""),
        (date(2015, 12, 28), "Boxing Day"),
        (date(2015, 12, 29), "paused"),
    )
    assert run("SL-003", "2015-12-24T18:00").counted == ()
    assert result.due_at.tzinfo is UTC


def test_rules_used_are_named() -> None:
    assert run("SL-003", "2016-06-06T10:00").rule_ids == ("service_level.SL-003@2010-08-01",)
    prime = named_calendar("prime", RULES)
    assert run("SL-017", "2016-06-06T10:00", calendar=prime).rule_ids == (
        "service_level.SL-017@2010-08-01",
        "hours.prime@2010-08-01",
        "clock.working_week@2010-08-01",
        "clock.counting_starts@2010-08-01",
    )


_FIFTH = (
    '{ channel = "returns", measure = "Hub data return", kind = "clock", boundary = "within", amount = 5, '
    'unit = "working day of the month", clock = "working day of the month", written = {} }'
)


def _pack(key: str, value: str, name: str = "own", since: str = "2010-08-01") -> str:
    return (
        f'[pack]\nname = "{name}"\n[[rule]]\nkey = "{key}"\nvalue = {value}\n'
        f'valid_from = {since}\nsource = "XD-2"\nstatus = "open"\n'
    )
