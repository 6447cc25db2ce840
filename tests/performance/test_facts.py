"""The facts in the database: exactly the columns that measures read, and who sees which rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from fingerpost.demo.world import World
from fingerpost.funding.ledger.queries import profile_months
from fingerpost.funding.models import ContractYear
from fingerpost.performance.facts import SCHEMAS
from fingerpost.staff.models import Membership
from fingerpost.staff.services import acting_as
from tests.conftest import keep_rows, let_rows_go
from tests.fixtures.world import standing_world
from tests.performance.fact_rows import JULY, PAIRS, TOLD_ON, Writer

OF_WORK = (
    *("fact_attendance", "fact_plan", "fact_contact", "fact_follow_up", "fact_answer", "fact_outcome"),
    *("fact_progression", "fact_person"),
)
OF_CONTRACTS = ("fact_profile", "fact_paid", "fact_count")
NORTH_WEST, SOUTH_WEST = "prime_north_west", "second_prime_south_west"
_TYPES = {
    "text": "string",
    "date": "date",
    "boolean": "boolean",
    "bigint": "int64",
    "double precision": "float64",
}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module", autouse=True)
def kept_rows() -> Iterator[None]:
    """What was written for the first test stands for all of this file."""
    keep_rows()
    yield
    _Written.world = None
    let_rows_go()


class _Written:
    world: World | None = None


@pytest.fixture
def world() -> Iterator[World]:
    """Four pairs of contract and organisation with one customer each, and managers of two further organisations."""
    if _Written.world is None:
        _Written.world = world = standing_world()
        writer = Writer(world)
        for pair in PAIRS:
            writer.write(pair)
        for contract in (NORTH_WEST, SOUTH_WEST):
            writer.terms(contract)
        writer.shares()
        for nickname, organisation in (
            ("subcontractor_adviser", "subcontractor"),
            ("second_prime_adviser", "second_prime"),
        ):
            made = Membership.objects.using("owner").create(
                account_id=world.accounts[nickname],
                organisation_id=world.organisations[organisation],
                role="returns_manager",
                starts_on=date(2024, 4, 1),
            )
            world.memberships[f"{organisation}_returns_manager"] = made.id
    yield _Written.world
    connections.close_all()


def rows(statement: str, *, using: str = "default") -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


@contextmanager
def reading_as(world: World, reader: str) -> Iterator[str]:
    """Read as a member of staff, as *system*, or as nobody; gives the connection's alias."""
    if reader == "system":
        yield "system"
    elif reader == "nobody":
        yield "default"
    else:
        with acting_as(world.memberships[reader]):
            yield "default"


def pairs_seen(world: World, view: str, using: str) -> set[tuple[str, str]]:
    contracts = {str(made): name for name, made in world.contracts.items()}
    organisations = {str(made): name for name, made in world.organisations.items()}
    if view == "fact_person":
        statement = (
            "SELECT a.contract, a.organisation FROM fact_person p JOIN fact_attendance a USING (person)"
        )
    else:
        statement = f"SELECT contract, organisation FROM {view}"
    return {(contracts[contract], organisations[held]) for contract, held in rows(statement, using=using)}


def test_views_when_read_from_the_catalogue_then_exactly_the_columns_of_the_facts_behind_a_barrier(
    world: World,
) -> None:
    """No name, text, address, date of birth or indicator: nothing but these columns, by these names and types."""
    for name, schema in SCHEMAS.items():
        found = rows(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
            f" WHERE attrelid = '{name}'::regclass AND attnum > 0 ORDER BY attnum"
        )
        assert [(column, _TYPES[kind]) for column, kind in found] == list(schema.items()), name
    views = rows(
        "SELECT c.relname, c.reloptions::text, pg_get_userbyid(c.relowner), pg_get_viewdef(c.oid)"
        " FROM pg_class c WHERE c.relkind = 'v' AND c.relname LIKE 'fact\\_%'"
    )
    assert {name for name, *_rest in views} == set(SCHEMAS)
    assert {(options, owner) for _name, options, owner, _text in views} == {
        ("{security_barrier=true}", "fingerpost_owner")
    }
    assert not [
        name for name, *_rest, text in views if re.search(r"indicator|given_name|family_name|known_as", text)
    ]


ALL = {(pair.contract, pair.organisation) for pair in PAIRS}
SEES: dict[str, set[tuple[str, str]]] = {
    "system": ALL,
    "contract_manager": ALL,
    # A prime sees down its own contracts; the subcontractor that it shares with another prime, there alone.
    "returns_manager": {(NORTH_WEST, "prime"), (NORTH_WEST, "subcontractor")},
    "claims_officer": {(NORTH_WEST, "prime"), (NORTH_WEST, "subcontractor")},
    "compliance": {(NORTH_WEST, "prime"), (NORTH_WEST, "subcontractor")},
    "second_prime_returns_manager": {(SOUTH_WEST, "subcontractor"), (SOUTH_WEST, "second_prime")},
    "subcontractor_returns_manager": {(NORTH_WEST, "subcontractor"), (SOUTH_WEST, "subcontractor")},
    # An adviser sees what they gave.
    "area_adviser": {(NORTH_WEST, "prime")},
    "subcontractor_adviser": {(NORTH_WEST, "subcontractor"), (SOUTH_WEST, "subcontractor")},
    "second_area_adviser": set(),
    "lapsed_adviser": set(),
    "auditor": set(),
    "technician": set(),
    "nobody": set(),
}


@pytest.mark.parametrize("reader", SEES)
@pytest.mark.requirement("OI-14.6")
def test_facts_of_work_when_read_then_each_reader_sees_their_own_and_no_more(
    world: World, reader: str
) -> None:
    with reading_as(world, reader) as using:
        for view in OF_WORK:
            assert pairs_seen(world, view, using) == SEES[reader], view
        people = rows("SELECT count(*) FROM fact_person", using=using)
    assert people == [(len(SEES[reader]),)]


@pytest.mark.parametrize(
    ("reader", "contracts"),
    [
        ("system", {NORTH_WEST, SOUTH_WEST}),
        ("contract_manager", {NORTH_WEST, SOUTH_WEST}),
        ("returns_manager", {NORTH_WEST}),
        ("second_prime_returns_manager", {SOUTH_WEST}),
        ("subcontractor_returns_manager", set()),
        ("area_adviser", set()),
        ("auditor", set()),
        ("nobody", set()),
    ],
)
def test_facts_of_contracts_when_read_then_only_by_whoever_holds_them(
    world: World, reader: str, contracts: set[str]
) -> None:
    names = {str(made): name for name, made in world.contracts.items()}
    with reading_as(world, reader) as using:
        for view in OF_CONTRACTS:
            found = {names[contract] for (contract,) in rows(f"SELECT contract FROM {view}", using=using)}
            assert found == contracts, view


def test_facts_when_read_by_the_agency_then_no_id_opens_a_record_or_a_person(world: World) -> None:
    real = {each for (each,) in rows("SELECT id FROM fact_attendance", using="system")}
    people = {each for (each,) in rows("SELECT person FROM fact_person", using="system")}
    with acting_as(world.memberships["contract_manager"]):
        found = rows("SELECT id, person FROM fact_attendance")
        joined = rows("SELECT count(*) FROM fact_outcome JOIN fact_person USING (person)")
    assert len(found) == len(PAIRS)
    assert not {record for record, _person in found} & real
    assert not {person for _record, person in found} & people
    assert joined == [(len(PAIRS),)], "people can still be counted across the facts"


def test_money_when_an_adviser_reads_their_outcomes_then_not_told(world: World) -> None:
    outcome = rows("SELECT id FROM fact_outcome WHERE kind = '3' ORDER BY id", using="system")[0][0]
    contract = rows(
        f"SELECT contract_id, customer_id FROM outcomes_outcome WHERE id = '{outcome}'", using="owner"
    )
    Writer(world).add(
        "funding_fundingdecision",
        outcome_id=UUID(outcome), contract_id=contract[0][0], customer_id=contract[0][1], scheme="NCS-2018",
        rule_version="recommended", verdict="pay", amount_pence=7000, customer_class="priority",
        period="2026-07", trail="[]", inputs="", inputs_sha256="", rules_on=JULY, rule_ids="[]",
        decided_by_id=world.accounts["claims_officer"], decided_at="2026-08-01",
    )  # fmt: skip
    asked = f"SELECT verdict, pence FROM fact_outcome WHERE id = '{outcome}'"
    with acting_as(world.memberships["area_adviser"]):
        assert rows(asked) == [(None, None)]
    with acting_as(world.memberships["claims_officer"]):
        assert rows(asked) == [("pay", 7000)]


def test_facts_when_written_once_then_each_column_says_what_the_record_says(world: World) -> None:
    """Half past midnight in London is the next day there; a goal's words never count as a goal."""
    prime = world.organisations["prime"]
    only = f"WHERE organisation = '{prime}'"
    place = rows(
        "SELECT month, channel, held_on, result, gave, priority, age, booked, minutes_late, completed,"
        " written_up_in_time, has_plan, plan_given_in_time, referred_by_jobcentre, claimant"
        f" FROM fact_attendance {only}",
        using="system",
    )
    assert place == [
        (JULY, "2", JULY, "attended", "advice", True, 26, True, 10, True, True, True, None, True, True)
    ]
    plan = rows(
        f"SELECT made_on, first_in_year, accepted, goals, goals_achieved FROM fact_plan {only}",
        using="system",
    )
    assert plan == [(JULY, True, False, 2, 1)]
    outcome = rows(
        f"SELECT month, asks, family, weeks_sustained, is_shown FROM fact_outcome {only}", using="system"
    )
    assert outcome == [(JULY, "job", "JO", 2, False)]
    told = rows(
        f"SELECT about, level, full_time, shock, told_on FROM fact_progression {only} ORDER BY 1",
        using="system",
    )
    assert told == [("learning", 3, True, False, TOLD_ON), ("work", None, True, True, TOLD_ON)]
    follow_up = rows(
        f"SELECT state, reached, in_time, tries, situation FROM fact_follow_up {only}", using="system"
    )
    assert follow_up == [("open", False, False, 1, "")]
    assert rows(f"SELECT outcome, resumed FROM fact_contact {only}", using="system") == [("session", False)]
    twice = rows("SELECT duplicate, count(*) FROM fact_person GROUP BY 1 ORDER BY 1", using="system")
    assert twice == [(False, 1), (True, 3)]
    assert rows("SELECT DISTINCT gender, ethnicity, condition FROM fact_person", using="system") == [
        ("female", "asian", "declared")
    ]


def test_profile_when_changed_after_a_quarter_then_spread_over_the_months_that_follow(world: World) -> None:
    """Facts 5.3: 1,200 a year and 100 more after the first quarter, whose months hold 70 per cent of the rest."""
    north_west = world.contracts[NORTH_WEST]
    found = rows(
        "SELECT month, category, customer_class, volume, pence FROM fact_profile"
        f" WHERE contract = '{north_west}' ORDER BY category, month",
        using="system",
    )
    careers, jobs = found[:12], found[12:]
    assert careers[2] == (date(2026, 6, 1), "CMO", "priority", 120.0, None)
    assert careers[3][3] == pytest.approx(90 + 100 * 7.5 / 70)
    assert sum(row[3] for row in careers) == pytest.approx(1200 + 100)
    assert jobs[0] == (date(2026, 4, 1), "JO", "other", None, 24_000.0)
    year = ContractYear.objects.using("owner").get(contract_id=north_west)
    with acting_as(world.memberships["contract_manager"]):
        by_rule = profile_months(year)
    expected = {(each.month, each.category, each.customer_class): each.number for each in by_rule}
    assert {row[:3]: row[3] or row[4] for row in found} == {
        asked: pytest.approx(float(number)) for asked, number in expected.items() if number is not None
    }
    assert rows(f"SELECT counted FROM fact_count WHERE contract = '{north_west}'", using="system") == [(7,)]
