"""Reports put together without code: kept, made, scheduled, and never more than their owner may see now."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.db import connections
from django.utils import timezone
from openpyxl import load_workbook

from fingerpost.demo.world import World
from fingerpost.house.ids import new_id
from fingerpost.performance.asking import Asked
from fingerpost.performance.facts import SCHEMAS
from fingerpost.performance.measures.definition import Dimension, Kind
from fingerpost.performance.measures.registry import ALL
from fingerpost.performance.models import ReportMade, Snapshot
from fingerpost.performance.services.reports import (
    get_report,
    make_due,
    make_report,
    save_report,
    sheets_made,
    sheets_now,
)
from fingerpost.policy.civil import civil_date
from tests.fixtures.world import Acting, ClientAs
from tests.performance.snapshot_steps import SmallFacts, forget_snapshots, months_to, write_snapshot

pytestmark = pytest.mark.django_db

ASKED = {
    "month": "newest",
    "period": "year",
    "priority": "any",
    "known": "now",
    "by": "contract",
    "contract": "any",
}
REST = {"organisation": "any", "venue": "any", "adviser": "any", "channel": "any", "version": "0"}


@pytest.fixture
def newest() -> date:
    return civil_date(timezone.now()).replace(day=1)


@pytest.fixture
def snapshot(world: World, tmp_path: Path, settings: Any, newest: date) -> Iterator[Snapshot]:
    settings.SNAPSHOTS_ROOT = tmp_path
    made = SmallFacts(world, months_to(newest))
    yield write_snapshot(tmp_path, {name: made.rows(name) for name in SCHEMAS}, taken_at=timezone.now())
    forget_snapshots()


def posted(**changes: object) -> dict[str, object]:
    plain = {"name": "Sessions by contract", "measures": ["sessions", "people"], "schedule": "never"}
    return {**ASKED, **REST, **plain, "submission": str(new_id()), **changes}


@pytest.mark.requirement("OI-13.4")
def test_report_when_put_together_on_the_page_then_it_is_made_and_taken_away_in_three_forms(
    client_as: ClientAs, snapshot: Snapshot
) -> None:
    client = client_as("returns_manager")
    assert client.get("/staff/reports/new/").status_code == 200
    refused = client.post("/staff/reports/new/", posted(name="", measures=[]))
    assert refused.status_code == 422
    many = client.post("/staff/reports/new/", posted(measures=sorted(ALL)[:13])).content.decode()
    assert "Choose twelve measures or fewer" in many
    assert many.count(" checked>") == 13
    assert many.count('name="measures"') == len(ALL)
    assert many.count("<details") == len(Kind)
    saved = client.post("/staff/reports/new/", posted())
    assert saved.status_code == 302
    page = client.get(saved["Location"])
    assert "Sessions by contract" in page.content.decode()
    assert "DEMO-NE" in page.content.decode()
    client.post(f"{saved['Location']}make/", {"submission": str(new_id())})
    kept = client.get(saved["Location"]).content.decode()
    found = re.findall(r'href="(/staff/reports/[^"]+/made/[^"]+/(csv|xlsx|pdf)/)"', kept)
    by_form = {form: client.get(address) for address, form in found}
    assert {form: answer.status_code for form, answer in by_form.items()} == dict.fromkeys(
        ("csv", "xlsx", "pdf"), 200
    )
    text = by_form["csv"].content.decode("utf-8-sig")
    book = load_workbook(io.BytesIO(by_form["xlsx"].content))
    sessions = next(row for row in text.splitlines() if row.startswith("All,"))
    cells = [row for row in book.worksheets[0].iter_rows(values_only=True) if row[0] == "All"]
    assert float(sessions.split(",")[1]) == float(cells[0][1])
    for said in ("OFFICIAL", "Definition", "Facts as of"):
        assert said in text
        assert any(said in str(row) for row in book.worksheets[0].iter_rows(values_only=True))
    with pikepdf.open(io.BytesIO(by_form["pdf"].content)) as document:
        assert len(document.pages) >= 1
    changed = client.post(
        f"{saved['Location']}change/", posted(name="Another name", version="1", schedule="weekly")
    )
    assert changed.status_code == 302
    stale = client.post(f"{saved['Location']}change/", posted(version="1"))
    assert stale.status_code == 409
    assert "Another name" in client.get("/staff/reports/").content.decode()
    client.post(f"{saved['Location']}remove/", {"submission": str(new_id())})
    assert client.get(saved["Location"]).status_code == 404


def test_report_when_somebody_else_asks_for_it_then_it_is_not_there(
    client_as: ClientAs, acting: Acting, snapshot: Snapshot
) -> None:
    with acting("returns_manager") as actor:
        kept = save_report(
            actor=actor, now=timezone.now(), name="Mine", measures=["people"], asked=Asked(), schedule=""
        )
    for other in ("compliance", "contract_manager"):
        assert client_as(other).get(f"/staff/reports/{kept.id}/").status_code == 404


@pytest.mark.requirement("OI-13.4", "OI-8.6")
def test_report_when_its_owner_may_see_less_then_a_making_holds_less(
    acting: Acting, world: World, snapshot: Snapshot
) -> None:
    now = timezone.now()
    with acting("compliance") as actor:
        report = save_report(
            actor=actor,
            now=now,
            name="Mine",
            measures=["sessions"],
            asked=Asked(by=Dimension.CONTRACT),
            schedule="weekly",
        )
        before = sheets_made(make_report(actor=actor, now=now, report_id=report.id))
    assert len(before[0].rows) == 3
    # From now on this officer answers for one of the two contracts alone.
    narrowed = world.memberships["compliance"]
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE staff_membership SET contract_id = %s WHERE id = %s",
            [world.contracts["prime_north_east"], narrowed],
        )
    try:
        with acting("compliance") as actor:
            assert len(sheets_now(actor, get_report(report.id), now=now)[0].rows) == 2
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("UPDATE staff_membership SET contract_id = NULL WHERE id = %s", [narrowed])


# The job asks as *system*, which sees what was committed.
@pytest.mark.django_db(transaction=True)
def test_schedule_when_due_then_made_once_as_its_owner_and_the_oldest_go(
    acting: Acting, world: World, snapshot: Snapshot
) -> None:
    now = timezone.now()
    with acting("claims_officer") as actor:
        report = save_report(
            actor=actor, now=now, name="Weekly", measures=["sessions"], asked=Asked(), schedule="weekly"
        )
        never = save_report(
            actor=actor, now=now, name="Never", measures=["sessions"], asked=Asked(), schedule=""
        )
    assert make_due(now=now) == 1
    assert make_due(now=now) == 0
    assert make_due(now=now + timedelta(days=7)) == 1
    with acting("claims_officer") as actor:
        for _number in range(12):
            make_report(actor=actor, now=now + timedelta(days=8), report_id=report.id)
        assert ReportMade.objects.filter(report=report).count() == 12
        assert ReportMade.objects.filter(report=never).count() == 0
        made = ReportMade.objects.filter(report=report).latest("made_at")
        assert b"Sessions" not in bytes(made.sealed)
        assert sheets_made(made)[0].packed() == json.loads(json.dumps(sheets_made(made)[0].packed()))
    with acting("returns_manager"):
        assert not ReportMade.objects.exists()
