"""The 103 service levels: each row of the register's table against the packs, and each boundary as written."""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fingerpost.policy import NotInForce, PackFaults, Status, shipped_rules
from fingerpost.policy.calendars import calendar_names, named_calendar
from fingerpost.policy.loader import with_added
from fingerpost.policy.service_levels import (
    LEVEL_IDS,
    Boundary,
    ClockKind,
    ServiceLevel,
    UnknownLevel,
    level_at_or_before,
    service_level,
)

RULES = shipped_rules()
TABLE = Path(__file__).parents[2] / "docs" / "requirements" / "service_levels.csv"
with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = {row["id"]: row for row in csv.DictReader(file)}

IN_2011, IN_2015, IN_2026 = date(2011, 6, 1), date(2015, 6, 1), date(2026, 6, 1)
DAY_BEFORE_2010, FIRST_OF_2010 = date(2010, 7, 31), date(2010, 8, 1)
END_OF_2010_SET, START_OF_2014, END_BEFORE_V3 = date(2014, 9, 30), date(2014, 10, 1), date(2015, 12, 31)

# By the status of the table: the first day, and the last (None: no end).
PERIODS = {
    "carried forward from 2010": (FIRST_OF_2010, None),
    "dated 2010 set": (FIRST_OF_2010, END_OF_2010_SET),
    "current (2014+)": (START_OF_2014, None),
    "withdrawn in v3, kept as dated data": (START_OF_2014, END_BEFORE_V3),
    "v3 silent; carried forward": (FIRST_OF_2010, None),
    "carried forward (EV-2.3 agrees)": (FIRST_OF_2010, None),
    "dated definition": (FIRST_OF_2010, None),
    "guidance": (date(2017, 1, 1), None),
}
# What the table's words make of a clock; the rest are targets, save the "immediate" ones and a five-day allowance.
CLOCKS = {
    r"elapsed hours": ClockKind.ELAPSED,
    r"elapsed weeks": ClockKind.ELAPSED,
    r"elapsed(, no delay)?$": ClockKind.ELAPSED,
    r"working days?( from| after|$)": ClockKind.WORKING_DAYS,
    r"calendar days": ClockKind.CALENDAR_DAYS,
    r"calendar (months|years)": ClockKind.CALENDAR_MONTHS,
}
CLOCKS_BY_ID = {"SL-068": ClockKind.WORKING_DAYS, "SL-070": ClockKind.CALENDAR_MONTHS}
TARGETS_BY_ID = {"SL-039"}  # "working day" is how often it is sent, and 15 customers the limit


def newest(level: str) -> ServiceLevel:
    return level_at_or_before(level, IN_2026, RULES)[0]


def expected_clock(row: dict[str, str]) -> ClockKind | None:
    if row["id"] in TARGETS_BY_ID:
        return None
    if "working day of month" in row["unit"] or "9th working day" in row["unit"]:
        return ClockKind.WORKING_DAY_OF_MONTH
    found = [kind for pattern, kind in CLOCKS.items() if re.match(pattern, row["clock"])]
    return found[0] if found else CLOCKS_BY_ID.get(row["id"])


@pytest.mark.requirement("XD-1")
def test_levels_are_those_of_the_table() -> None:
    assert list(ROWS) == list(LEVEL_IDS)
    assert len(LEVEL_IDS) == 103
    keys = [key for key in RULES.keys() if key.startswith("service_level.")]  # noqa: SIM118 - Rules is no mapping
    assert [key.removeprefix("service_level.") for key in keys] == list(LEVEL_IDS)


@pytest.mark.requirement("XD-1", "XD-3")
@pytest.mark.parametrize("level", LEVEL_IDS)
def test_level_says_what_its_row_says(level: str) -> None:
    row, found = ROWS[level], newest(level)
    written = found.ruling.value["written"]  # type: ignore[index]  # a table by its key
    assert dict(written) == {name: row[name] for name in ("target", "unit", "clock", "status")}
    assert (found.channel, found.measure) == (row["channel"], row["measure"])
    sources = f"{found.ruling.source}; {found.ruling.note}; " + "; ".join(
        each.source for each in RULES.history(f"service_level.{level}")
    )
    for source in row["source"].split("; "):
        assert re.search(re.escape(source) + r"(?![\d])", sources), source


@pytest.mark.requirement("XD-3")
@pytest.mark.parametrize("level", LEVEL_IDS)
def test_level_stands_on_the_days_that_its_status_says(level: str) -> None:
    first, last = PERIODS[ROWS[level]["status"]]
    if level == "SL-032":
        last = date(2011, 7, 31)
    standing = [
        each for each in RULES.history(f"service_level.{level}") if each.status is not Status.WITHDRAWN
    ]
    assert (standing[0].valid_from, standing[-1].valid_to) == (first, last)
    if "carried forward" in ROWS[level]["status"]:
        assert standing[-1].status is Status.CARRIED_FORWARD
    if "withdrawn" in ROWS[level]["status"]:
        with pytest.raises(NotInForce, match="withdrawn from 2016-01-01"):
            service_level(level, IN_2026, RULES)
    if last is not None:
        assert not level_at_or_before(level, IN_2026, RULES)[1]


@pytest.mark.requirement("XD-2")
@pytest.mark.parametrize("level", LEVEL_IDS)
def test_level_is_the_kind_of_clock_or_the_target_that_its_row_says(level: str) -> None:
    row, found = ROWS[level], newest(level)
    kind = expected_clock(row)
    assert (found.clock.kind if found.clock else None) is kind
    assert found.kind == ("clock" if kind else "target")
    numbers = [int(number) for number in re.findall(r"\d+", row["target"].replace(",", ""))]
    if found.clock is not None:
        said = 1 if row["target"] == "next" else 0 if row["target"] == "immediate" else numbers[0]
        if level == "SL-062":
            said = 9  # the table says one a month, on the ninth working day
        assert said in (found.clock.written, (found.clock.earliest or 0) // 12)
    elif found.target.boundary not in (
        Boundary.HOURS,
        Boundary.MEASURED,
        Boundary.NOT_STATED,
        Boundary.AS_GIVEN,
    ):
        held = {*found.target.amounts.values(), found.target.high, found.target.goal} - {None}
        if level == "SL-101":
            held = {4000, 4300, 4150, 4650}
            numbers = [int(Decimal(pounds) * 100) for pounds in row["target"].split("; ")]
        if level == "SL-102":
            numbers = [2000]
        assert set(numbers) <= held or row["target"] in {
            "monthly",
            "annual",
            "AES-256",
            "daily and weekly",
            "daily, at most 15 customers",
            "11",
        }


BOUNDARIES = [
    ("SL-001", 90, 89),
    ("SL-002", Decimal("4.99"), 5),
    ("SL-009", 3, 4),
    ("SL-012", 0, 1),
    ("SL-024", 75, Decimal("74.9")),
    ("SL-025", 90, 89),
    ("SL-026", 95, 94),
    ("SL-027", 100, Decimal("99.9")),
    ("SL-028", 97, Decimal("96.99")),
    ("SL-034", 2, 1),
    ("SL-039", 15, 16),
    ("SL-041", 15, 14),
    ("SL-042", 8, 7),
    ("SL-043", 1001, 1000),
    ("SL-051", 4, 3),
    ("SL-056", 2, 1),
    ("SL-056", 4, 5),
    ("SL-063", 2, 3),
    ("SL-063", 1, 0),
    ("SL-071", 11, 12),
    ("SL-077", Decimal("7.0"), Decimal("7.1")),
    ("SL-077", -7, Decimal("-7.1")),
    ("SL-078", 5, Decimal("5.1")),
    ("SL-079", -3, -4),
    ("SL-080", 0, Decimal("0.1")),
    ("SL-081", 50, Decimal("49.9")),
    ("SL-095", 120_000, 120_001),
    ("SL-100", 3, 4),
    ("SL-102", 2000, 1999),
]


@pytest.mark.requirement("OI-12.22e", "BR-CL-26.1")
@pytest.mark.parametrize(("level", "good", "bad"), BOUNDARIES)
def test_target_when_on_its_boundary_passes_or_fails_as_written(
    level: str, good: int | Decimal, bad: int | Decimal
) -> None:
    target = newest(level).target
    assert target.passes(good)
    assert not target.passes(bad)


@pytest.mark.requirement("OI-12.22e")
def test_share_within_a_time_has_both_limits() -> None:
    calls, appointments = newest("SL-001").each, newest("SL-011").each
    assert calls is not None
    assert appointments is not None
    assert (calls.passes(15), calls.passes(Decimal("15.01")), calls.unit) == (True, False, "seconds")
    assert (appointments.passes(10), appointments.passes(11), appointments.unit) == (True, False, "minutes")


@pytest.mark.requirement("OI-20.F8")
def test_target_of_several_parts_is_judged_part_by_part() -> None:
    people, rates = newest("SL-072").target, newest("SL-101").target
    assert people.passes(1, "editors")
    assert not people.passes(2, "editors")
    assert people.passes(5, "creators")
    assert not people.passes(6, "creators")
    assert rates.passes(4150, "east_of_england")
    assert not rates.passes(4150, "london")
    with pytest.raises(KeyError):
        people.passes(1, "readers")


def test_target_of_words_is_that_very_text() -> None:
    assert newest("SL-040").target.passes("AES-256")
    assert not newest("SL-040").target.passes("AES-128")


@pytest.mark.parametrize("level", ["SL-030", "SL-076", "SL-092", "SL-098"])
def test_target_that_states_no_limit_fails_at_nothing(level: str) -> None:
    assert newest(level).target.passes(0)
    assert newest(level).target.passes(10**9)


def test_levels_of_opening_hours_name_a_calendar() -> None:
    for level in ("SL-016", "SL-029", "SL-031", "SL-032"):
        assert newest(level).hours in calendar_names()
        assert named_calendar(newest(level).hours, RULES).hours(date(2011, 6, 1))
    assert newest("SL-033").hours == "language"


@pytest.mark.requirement("BR-CL-25.1", "BR-25.2", "BR-CL-25.2", "XD-3")
def test_monthly_deadlines_change_with_version_3() -> None:
    assert service_level("SL-057", IN_2015, RULES).clock.amount == 5  # type: ignore[union-attr]
    assert level_at_or_before("SL-057", IN_2026, RULES)[1] is False
    assert service_level("SL-059", IN_2026, RULES).ruling.status is Status.IN_FORCE
    assert service_level("SL-059", IN_2015, RULES).ruling.status is Status.OPEN
    invoice = service_level("SL-058", IN_2026, RULES)
    assert (invoice.ruling.status, invoice.clock.amount) == (Status.CARRIED_FORWARD, 5)  # type: ignore[union-attr]


@pytest.mark.requirement("BR-GL-sustain")
def test_sustained_work_is_13_weeks_until_2014_and_4_from_then() -> None:
    then, now = service_level("SL-103", END_OF_2010_SET, RULES), service_level("SL-103", START_OF_2014, RULES)
    assert (then.clock.written, now.clock.written) == (13, 4)  # type: ignore[union-attr]
    assert now.clock.amount == 28 * 24 * 3600  # type: ignore[union-attr]


def test_level_is_found_in_small_letters_and_an_unknown_one_is_refused() -> None:
    assert service_level(" sl-017 ", IN_2026, RULES) is service_level("SL-017", IN_2026, RULES)
    for unknown in ("SL-000", "SL-104", "17", "", "sl-17", "clock.working_week"):
        with pytest.raises(UnknownLevel):
            service_level(unknown, IN_2026, RULES)
    with pytest.raises(NotInForce, match="begins on 2010-08-01"):
        service_level("SL-003", DAY_BEFORE_2010, RULES)


def test_list_takes_a_level_as_it_last_held_or_first_will() -> None:
    assert level_at_or_before("SL-006", IN_2011, RULES)[1] is True
    found, is_in_force = level_at_or_before("SL-006", IN_2026, RULES)
    assert (found.ruling.valid_to, is_in_force) == (END_OF_2010_SET, False)
    found, is_in_force = level_at_or_before("SL-074", IN_2011, RULES)
    assert (found.ruling.valid_from, is_in_force) == (START_OF_2014, False)


@pytest.mark.parametrize(
    ("members", "complaint"),
    [
        (
            'kind = "clock", boundary = "within", amount = 1, unit = "moons", clock = "elapsed"',
            "written in seconds",
        ),
        (
            'kind = "clock", boundary = "within", amount = 0, unit = "months", clock = "calendar months"',
            "an amount",
        ),
        ('kind = "clock", boundary = "within", amount = 1, unit = "days", clock = "lunar"', "'lunar'"),
        ('kind = "wish", boundary = "within", amount = 1, unit = "days"', "clock or target, not 'wish'"),
        ('kind = "target", boundary = "nearly", amount = 1, unit = "days"', "'nearly'"),
        ('kind = "target", boundary = "under", unit = "percent"', "needs an amount"),
        ('kind = "target", boundary = "between", amount = 1, unit = "people"', "needs its high end"),
        (
            'kind = "target", boundary = "at most", parts = { editors = "one" }, unit = "people"',
            "whole numbers",
        ),
    ],
)
def test_pack_with_a_level_that_cannot_be_read_is_refused_at_once(members: str, complaint: str) -> None:
    pack = (
        '[pack]\nname = "own"\n[[rule]]\nkey = "service_level.SL-076"\n'
        f'value = {{ channel = "all", measure = "Own", {members}, written = {{}} }}\n'
        'valid_from = 2026-01-01\nsource = "BR-7.4"\nstatus = "open"\n'
    )
    with pytest.raises(PackFaults, match=complaint):
        with_added(RULES, [("own.toml", pack)])
