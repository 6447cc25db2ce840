"""One door to figures: page, file, JSON and frozen figure are equal, within each reader's bound."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.house.errors import InvalidInput, NotPermitted
from fingerpost.house.ids import new_id
from fingerpost.house.models import Event, Read
from fingerpost.performance.access import scope_of
from fingerpost.performance.asking import asked_of
from fingerpost.performance.facts import SCHEMAS
from fingerpost.performance.indicator import indicator_totals
from fingerpost.performance.measures.definition import Dimension, Filters
from fingerpost.performance.measures.registry import ALL, MEASURES
from fingerpost.performance.models import FrozenFigure, Snapshot
from fingerpost.performance.reading import break_downs, figures, readings
from fingerpost.performance.sheets import about_of
from fingerpost.policy.civil import civil_date
from fingerpost.staff.models import Membership
from fingerpost.workspace.performance import present, views
from tests.fixtures.world import Acting, ClientAs
from tests.funding.steps import whole_session
from tests.performance.fact_rows import Writer
from tests.performance.snapshot_steps import SmallFacts, forget_snapshots, months_to, write_snapshot

pytestmark = pytest.mark.django_db

VALUE = re.compile(r'<data value="([^"]+)">')
FILTERS_TRIED = 200
MOST_QUERIES = 40


@pytest.fixture
def newest() -> date:
    return civil_date(timezone.now()).replace(day=1)


@pytest.fixture
def snapshot(world: World, tmp_path: Path, settings: Any, newest: date) -> Iterator[Snapshot]:
    settings.SNAPSHOTS_ROOT = tmp_path
    made = SmallFacts(world, months_to(newest))
    yield write_snapshot(tmp_path, {name: made.rows(name) for name in SCHEMAS}, taken_at=timezone.now())
    forget_snapshots()


def values_of(page: str) -> list[str]:
    return VALUE.findall(page)


def of_row(page: str, code: str) -> str | None:
    """The value that a list shows for a measure; None where it shows none."""
    found = re.search(rf"/staff/performance/{code}/\?.*?</tr>", page, flags=re.DOTALL)
    assert found, code
    shown = VALUE.search(found.group())
    return shown.group(1) if shown else None


def questions(
    world: World, actor: Actor, newest: date, numbers: range
) -> Iterator[tuple[str, dict[str, str]]]:
    """Measures in turn, each with a question of chance that this reader may ask."""
    chance = random.Random(20)
    codes = sorted(ALL)
    for number in numbers:
        code = codes[number % len(codes)]
        asked = {
            "month": f"{chance.choice(months_to(newest, 4)):%Y-%m}",
            "period": chance.choice(["year", "quarter", "month"]),
        }
        if chance.random() < 0.5:
            asked["contract"] = str(world.contracts[chance.choice(["prime_north_east", "prime_north_west"])])
        if chance.random() < 0.3:
            asked["priority"] = chance.choice(["yes", "no"])
        if not scope_of(actor).is_agency and chance.random() < 0.4:
            name, value = chance.choice(
                [("channel", "1"), ("organisation", str(world.organisations["subcontractor"]))]
            )
            asked[name] = value
        parts = [each for each in break_downs(actor, code) if each is not Dimension.ADVISER]
        if parts and chance.random() < 0.4:
            asked["by"] = str(chance.choice(parts))
        yield code, asked


@pytest.mark.requirement("OI-13.3", "OI-13.4")
@pytest.mark.parametrize(
    ("who", "numbers"),
    [
        ("returns_manager", range(FILTERS_TRIED // 2)),
        ("contract_manager", range(FILTERS_TRIED // 2, FILTERS_TRIED)),
    ],
)
def test_figure_when_asked_for_by_page_file_and_json_then_it_is_the_same(
    client_as: ClientAs,
    acting: Acting,
    world: World,
    snapshot: Snapshot,
    newest: date,
    who: str,
    numbers: range,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Drawing takes longer than counting. What is compared is the table beside a plot, and not the months below.
    monkeypatch.setattr(present, "plot_of", lambda *_given: None)
    monkeypatch.setattr(views, "_months", lambda *_given: (None, []))
    assert len(ALL) <= FILTERS_TRIED
    client = client_as(who)
    with acting(who) as actor:
        tried = list(questions(world, actor, newest, numbers))
    told = 0
    for code, asked in tried:
        query = urlencode(asked)
        answer = client.get(f"/staff/performance/figures.json?{query}&measure={code}")
        page = client.get(f"/staff/performance/{code}/?{query}")
        assert answer.status_code == page.status_code, (code, asked)
        if answer.status_code == 422:
            assert who == "contract_manager" or ALL[code].small_numbers_hidden, (code, asked)
            continue
        found = answer.json()
        cells = [found["whole"], *found["parts"]]
        values = [cell["value"] for cell in cells if cell["value"] is not None]
        assert values_of(page.content.decode())[: len(values)] == values, (code, asked)
        file = client.get(f"/staff/performance/{code}/file/csv/?{query}").content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(file)))[-len(cells) :]
        in_file = [row[1] for row in [rows[-1], *rows[:-1]]]
        assert in_file == [cell["value"] or "" for cell in cells], (code, asked)
        told += len(values)
    assert told > FILTERS_TRIED / 4


@pytest.mark.requirement("OI-13.5")
def test_figure_when_frozen_then_the_page_shows_it_as_returned_whatever_is_counted_now(
    client_as: ClientAs, acting: Acting, world: World, snapshot: Snapshot, newest: date, tmp_path: Path
) -> None:
    contract = str(world.contracts["prime_north_east"])
    asked = {"month": f"{newest:%Y-%m}", "period": "month", "contract": contract}
    filters = asked_of(asked).filters(newest)
    with acting("returns_manager") as actor:
        now = readings(actor, measures=sorted(ALL), filters=filters)
    FrozenFigure.objects.using("owner").bulk_create(
        FrozenFigure(
            contract_id=contract,
            month=newest,
            known="returned",
            measure=each.measure.code,
            numerator=each.whole.numerator,
            denominator=each.whole.denominator,
            value=each.whole.value,
            frozen_at=timezone.now(),
            snapshot_sha256=each.snapshot_sha256,
        )
        for each in now
        if not each.is_rounded
    )
    changed = SmallFacts(world, months_to(newest), seed=6)
    write_snapshot(
        tmp_path,
        {name: changed.rows(name) for name in SCHEMAS},
        taken_at=timezone.now() + timedelta(minutes=1),
    )
    client = client_as("returns_manager")
    shown = 0
    for kind in {str(what.kind) for what in ALL.values()}:
        query = urlencode({**asked, "known": "returned", "kind": kind})
        page = client.get(f"/staff/performance/?{query}").content.decode()
        for each in now:
            if str(each.measure.kind) == kind and not each.is_rounded:
                value = None if each.whole.value is None else f"{each.whole.value:f}"
                was = of_row(page, each.measure.code)
                assert was is None if value is None else was is not None and Decimal(was) == Decimal(value)
                shown += value is not None
    assert shown > len(ALL) / 3
    with acting("returns_manager") as actor:
        again = figures(
            actor, measure="sessions_held" if "sessions_held" in ALL else sorted(MEASURES)[0], filters=filters
        )
    assert again.snapshot_sha256 != now[0].snapshot_sha256


def counts_of(actor: Actor, code: str, filters: Filters, by: Dimension | None = None) -> dict[Any, Any]:
    found = figures(actor, measure=code, filters=filters, by=by)
    return {cell.part: (cell.numerator, cell.denominator) for cell in (found.cells if by else (found.whole,))}


@pytest.mark.requirement("OI-8.6", "BR-7.3")
def test_reader_when_of_another_organisation_then_only_their_own_part_is_counted(
    acting: Acting, world: World, snapshot: Snapshot, newest: date
) -> None:
    whole = asked_of({"month": f"{newest:%Y-%m}"}).filters(newest)
    code = next(code for code, what in MEASURES.items() if what.opens_to == "attendance")
    with acting("compliance") as actor:
        mine = counts_of(actor, code, whole, Dimension.CONTRACT)
        below = counts_of(actor, code, whole, Dimension.ORGANISATION)
    assert set(mine) == {str(world.contracts[name]) for name in ("prime_north_east", "prime_north_west")}
    subcontractor = Membership.objects.using("owner").create(
        account_id=world.accounts["subcontractor_adviser"],
        organisation_id=world.organisations["subcontractor"],
        role="compliance",
        starts_on=world.today,
    )
    from fingerpost.staff.acting import acting_as

    with acting_as(subcontractor.id) as actor:
        theirs = counts_of(actor, code, whole, Dimension.CONTRACT)
        sideways = counts_of(actor, code, whole, Dimension.ORGANISATION)
    # Two primes' contracts, and under the one that it shares exactly what its prime counts of it.
    shared = str(world.contracts["prime_north_west"])
    own = str(world.organisations["subcontractor"])
    assert set(theirs) == {shared, str(world.contracts["second_prime_south_west"])}
    assert set(sideways) == {own}
    assert theirs[shared][0] == below[own][0]
    with acting("area_adviser") as actor:
        advised = figures(actor, measure=code, filters=whole, by=Dimension.ADVISER)
    assert [cell.part for cell in advised.cells] == [str(world.accounts["area_adviser"])]
    for nobody in ("technician", "lapsed_adviser"):
        with acting(nobody) as actor, pytest.raises(NotPermitted):
            figures(actor, measure=code, filters=whole)


@pytest.mark.requirement("OI-8.6", "OF-18")
def test_agency_when_it_subtracts_figures_then_no_small_number_comes_out(
    acting: Acting, world: World, snapshot: Snapshot, newest: date
) -> None:
    people = next(
        c for c, m in MEASURES.items() if m.opens_to and m.counts == "people" and m.unit == "percent"
    )
    records = next(c for c, m in MEASURES.items() if m.opens_to == "attendance" and m.unit == "records")
    chance, answers = random.Random(3), []
    with acting("contract_manager") as actor:
        for code in (people, records):
            for _number in range(25):
                first, last = sorted(chance.choices(months_to(newest, 8), k=2))
                sample = chance.sample(sorted(world.contracts.values()), k=chance.randint(1, 5))
                filters = Filters(
                    first_month=first,
                    last_month=last,
                    contracts=frozenset(str(each) for each in sample),
                    priority=chance.choice([None, True, False]),
                )
                reading = figures(actor, measure=code, filters=filters)
                assert reading.is_rounded
                assert not reading.opens
                whole = reading.whole
                answers += [each for each in (whole.numerator, whole.denominator) if each is not None]
        for wrong in (
            {"channels": frozenset({"1"})},
            {"venues": frozenset({"x"})},
            {"advisers": frozenset({"x"})},
        ):
            with pytest.raises(InvalidInput):
                figures(
                    actor,
                    measure=people,
                    filters=Filters(first_month=newest, last_month=newest, **wrong),  # type: ignore[arg-type]
                )
        with pytest.raises(InvalidInput):
            figures(
                actor,
                measure=people,
                filters=Filters(first_month=newest, last_month=newest),
                by=Dimension.ORGANISATION,
            )
    assert len(answers) > 20
    assert all(abs(one - two) == 0 or abs(one - two) >= 5 for one in answers for two in answers)


def test_agency_when_a_small_cell_is_emptied_then_every_figure_stays(
    acting: Acting, world: World, tmp_path: Path, settings: Any, newest: date
) -> None:
    settings.SNAPSHOTS_ROOT = tmp_path
    made = SmallFacts(world, months_to(newest))
    rows = {name: made.rows(name) for name in SCHEMAS}
    columns = list(SCHEMAS["fact_attendance"])
    at = {name: columns.index(name) for name in ("contract", "month", "result")}
    contract, month = str(world.contracts["second_prime_south_west"]), newest
    mine = [
        each
        for each in rows["fact_attendance"]
        if (each[at["contract"]], each[at["month"]]) == (contract, month)
    ]
    few = {**rows, "fact_attendance": [each for each in rows["fact_attendance"] if each not in mine[3:]]}
    none = {**rows, "fact_attendance": [each for each in rows["fact_attendance"] if each not in mine]}
    codes = [code for code, what in MEASURES.items() if what.opens_to == "attendance"]
    told = []
    for world_of_facts in (few, none):
        write_snapshot(tmp_path, world_of_facts, taken_at=timezone.now())
        with acting("contract_manager") as actor:
            for by in (None, Dimension.CONTRACT, Dimension.MONTH):
                filters = Filters(first_month=months_to(newest, 8)[0], last_month=newest)
                found = readings(
                    actor,
                    measures=[c for c in codes if by is None or by in MEASURES[c].breaks_down_by],
                    filters=filters,
                    by=by,
                )
                told.append([(each.measure.code, each.whole, each.cells) for each in found])
    forget_snapshots()
    assert told[:3] == told[3:]


def test_list_when_a_kind_holds_many_measures_then_the_queries_are_few(
    client_as: ClientAs, snapshot: Snapshot
) -> None:
    client: Client = client_as("returns_manager")
    client.get("/staff/performance/?kind=count")
    with CaptureQueriesContext(connection) as caught:
        assert client.get("/staff/performance/?kind=count").status_code == 200
    assert len(caught) <= MOST_QUERIES


class Declared(Writer):
    """Adds people who were seen today and hold the additional indicator."""

    def seen(self, count: int, contract: str, organisation: str) -> None:
        """So many people, seen once each under a contract."""
        who, now = self.world.accounts["area_adviser"], timezone.now()
        where = {
            "contract_id": self.world.contracts[contract],
            "organisation_id": self.world.organisations[organisation],
        }
        for _number in range(count):
            customer = self._customer(who, where)
            session = self.add(
                "interactions_session",
                **where, kind="telephone", channel=2, label="", started_at=now, captured="live",
                recorded_by_id=who, version=1,
            )  # fmt: skip
            self.add(
                "interactions_attendance",
                session_id=session, customer_id=customer, seen_at=now, result="attended", helper="",
                language="en-GB", write_up_due_at=now, recorded_by_id=who, version=1,
            )  # fmt: skip


@pytest.mark.requirement("BR-20.3e")
def test_indicator_when_read_then_one_rounded_figure_a_prime_and_nobody_else_may(
    acting: Acting, client_as: ClientAs, world: World
) -> None:
    declared = Declared(world)
    declared.seen(7, "prime_north_west", "prime")
    declared.seen(8, "second_prime_south_west", "second_prime")
    with acting("contract_manager") as actor:
        told = {each.prime: each.people for each in indicator_totals(actor)}
    # One alone is too small, so the smallest of the others is kept back beside it.
    assert told == {"Lantern Contact Centre": None, "Northmoor Careers": None, "Southwold Guidance": 10}
    declared.seen(6, "contact_centre_adult", "contact_centre")
    with acting("contract_manager") as actor:
        told = {each.prime: each.people for each in indicator_totals(actor)}
    assert told == {"Lantern Contact Centre": 5, "Northmoor Careers": 5, "Southwold Guidance": 10}
    page = client_as("contract_manager").get("/staff/performance/?kind=equality").content.decode()
    assert page.count("About ") == len(told)
    with acting("compliance") as actor:
        assert [each.prime for each in indicator_totals(actor)] == ["Northmoor Careers"]
        assert Event.objects.filter(kind="performance.total_read").exists()
    with (
        acting("claims_officer"),
        pytest.raises(ProgrammingError, match="not a reader"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT fingerpost_indicator_total(%s)", [world.contracts["prime_north_east"]])


@pytest.mark.requirement("XD-15")
def test_denominator_when_switched_then_the_header_says_so_and_the_figure_moves(
    acting: Acting, snapshot: Snapshot, newest: date
) -> None:
    filters = asked_of({"month": f"{newest:%Y-%m}"}).filters(newest)
    with acting("returns_manager") as actor:
        attended, booked = (
            figures(actor, measure=code, filters=filters)
            for code in ("seen_on_time_of_attended", "seen_on_time_of_booked")
        )
        said = [
            dict(about_of(each, made_at=timezone.now(), marking="OFFICIAL"))["Out of"]
            for each in (attended, booked)
        ]
    assert said[0] != said[1]
    assert attended.whole.value != booked.whole.value
    assert attended.whole.target is not None


@pytest.mark.requirement("OI-14.15")
def test_records_when_a_cell_is_opened_then_those_with_a_grant_are_links_and_the_rest_a_number(
    client_as: ClientAs, acting: Acting, world: World, tmp_path: Path, settings: Any, newest: date
) -> None:
    settings.SNAPSHOTS_ROOT = tmp_path
    with acting("area_adviser") as actor:
        attendance = whole_session(actor, world)
    made = SmallFacts(world, [newest])
    columns = list(SCHEMAS["fact_attendance"])
    row = dict(zip(columns, made.rows("fact_attendance")[0], strict=True))
    row |= {"contract": str(world.contracts["prime_north_east"]), "result": "attended", "gave": "advice"}
    rows = [[{**row, "id": str(each)}[name] for name in columns] for each in (attendance.id, new_id())]
    write_snapshot(tmp_path, {"fact_attendance": rows}, taken_at=timezone.now())
    client = client_as("claims_officer")
    measure = client.get("/staff/performance/sessions/?period=month").content.decode()
    href = unescape(re.search(r'href="(/staff/performance/sessions/records/[^"]*)"', measure).group(1))  # type: ignore[union-attr]
    page = client.get(href).content.decode()
    assert "2 records on this page" in page
    assert "1 of them is not open to you" in page
    with acting("claims_officer"):
        before = Read.objects.filter(customer_id=attendance.customer_id).count()
    assert client.get(f"/staff/attendances/{attendance.id}/").status_code == 200
    assert f"/staff/attendances/{attendance.id}/" in page
    with acting("claims_officer"):
        assert Read.objects.filter(customer_id=attendance.customer_id).count() == before + 1
    forget_snapshots()
