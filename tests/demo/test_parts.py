"""The same seed makes the same nation, part by part."""

from datetime import date
from random import Random

import pytest

from fingerpost.demo.parts import PART, write_part, write_parts
from fingerpost.demo.plan import Desk, Plan, make_plan
from fingerpost.demo.visit_rows import reference
from fingerpost.demo.writing import COLUMNS, Calendar, Ids
from fingerpost.interactions.rules.contacts import read_reference
from fingerpost.policy.civil import is_working_day

UNTIL = date(2026, 11, 20)


def plan_of(seed: int, customers: int = 40) -> Plan:
    """A plan with two desks of made-up ids."""
    desks = [
        (Desk("a", "o", "c", "NCS-2014", "t", ("v",)), 0.7),
        (Desk("b", "p", "d", "NCS-2014", "", (), is_telephone=True), 0.3),
    ]
    calendar = Calendar(first=date(2023, 10, 1), until=UNTIL)
    return make_plan(
        seed=seed,
        until=UNTIL,
        customers=customers,
        calendar=calendar,
        desks=desks,
        service="Fingerpost",
        telephone="",
    )


def test_part_when_written_twice_then_every_row_is_the_same() -> None:
    assert write_part(plan_of(3), 0) == write_part(plan_of(3), 0)


def test_part_when_written_from_another_seed_then_people_differ() -> None:
    one, other = write_part(plan_of(3), 0), write_part(plan_of(4), 0)
    assert one.texts["customers_matchkey"] != other.texts["customers_matchkey"]


def test_parts_when_written_then_each_customer_comes_once_and_rows_fit_the_columns() -> None:
    ids = []
    for part in write_parts(plan_of(3, customers=PART + 30)):
        for table, text in part.texts.items():
            rows = [line.split("\t") for line in text.splitlines()]
            assert {len(row) for row in rows} == {len(COLUMNS[table])}, table
        ids += [line.split("\t", 1)[0] for line in part.texts["customers_customer"].splitlines()]
    assert len(ids) == len(set(ids)) == PART + 30


@pytest.mark.parametrize("seed", [0, 1, -5, 2**40])
def test_references_when_made_in_numbers_then_none_comes_twice_and_each_can_be_read(seed: int) -> None:
    plan = plan_of(seed, customers=1)
    made = [reference(plan, number) for number in range(20_000)]
    assert len(set(made)) == len(made)
    assert all(read_reference(one) == one for one in made[:200])


def test_calendar_when_made_then_it_has_working_days_and_ends_yesterday() -> None:
    calendar = Calendar(first=date(2023, 10, 1), until=UNTIL)
    assert all(is_working_day(day.on) for day in calendar.days)
    assert calendar.days[calendar.last].on == date(2026, 11, 19)
    assert calendar.days[calendar.last + 1].on == UNTIL


@pytest.mark.parametrize(
    ("on", "offset"), [(date(2026, 10, 23), "+01"), (date(2026, 10, 26), "+00"), (date(2026, 3, 30), "+01")]
)
def test_calendar_when_clocks_change_then_moments_bear_the_offset_of_the_day(on: date, offset: str) -> None:
    calendar = Calendar(first=date(2026, 1, 5), until=UNTIL)
    number = next(place for place, day in enumerate(calendar.days) if day.on == on)
    assert calendar.moment(number, 9 * 60).text == f"{on.isoformat()} 09:00:00{offset}"


def test_ids_when_made_for_one_person_then_tables_and_rows_have_their_own() -> None:
    ids = Ids.at(1_790_000_000_000, ordinal=5, random_bits=Random(1).getrandbits(32))
    made = [ids.of(table, index) for table in COLUMNS for index in range(16)]
    assert len(set(made)) == len(made)
    assert all(one[14] == "7" and one[19] == "8" for one in made)
