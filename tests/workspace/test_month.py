"""The contractor's month through the door that staff use: duties by policy, states from records, kept by hand."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.errors import Conflict, InvalidInput, NotPermitted
from fingerpost.performance.models import Duty, Return, ReturnStep
from fingerpost.performance.rules.duties import duties_of, month_before, working_day
from fingerpost.performance.services.duties import keep_duty
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import civil_date, london_moment, spoken_date
from tests.fixtures.world import Acting, ClientAs
from tests.funding.steps import ready_outcome, whole_session

pytestmark = pytest.mark.django_db

MOST_QUERIES = 30
MAY_2026 = date(2026, 5, 1)


def words(response: Any) -> str:
    text = re.sub(r"<(script|style|head)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


def last_month() -> date:
    return month_before(civil_date(timezone.now()).replace(day=1))


def href(world: World, month: date, contract: str = "prime_north_east") -> str:
    return reverse("workspace:month", args=[world.contracts[contract], month])


def row_of(text: str, label: str) -> str:
    """The words of one duty's row."""
    return text[text.index(label) :][:400]


def days(month: date, service: str = "area") -> dict[str, date]:
    found = duties_of(month, service=service, rules=shipped_rules())
    return {each.code: each.due_on for each in found}


@pytest.mark.requirement("BR-25.2", "BR-10.2", "BR-11.3", "BR-17.1", "BR-CL-25.1", "BR-CL-25.2")
def test_duties_when_asked_of_a_month_then_each_due_by_its_working_day() -> None:
    # April 2026: Easter Monday is 6 April, so the fifth working day of it is the 9th.
    march = days(date(2026, 3, 1))
    assert march["invoice"] == date(2026, 4, 9)
    assert march["hub_return"] == march["manual_return"] == date(2026, 4, 14)
    assert march["inspiration_report"] == march["inspiration_case_study"] == date(2026, 4, 15)
    assert (
        march["press_case_study_1"]
        == march["press_case_study_2"]
        == march["local_pages"]
        == date(2026, 3, 31)
    )
    # May 2026 has two bank holidays, December's returns fall after New Year.
    assert days(date(2026, 4, 1))["hub_return"] == date(2026, 5, 13)
    assert days(date(2025, 12, 1))["invoice"] == date(2026, 1, 8)
    optional = {
        each.code: each.is_optional for each in duties_of(MAY_2026, service="area", rules=shipped_rules())
    }
    assert not optional["press_case_study_1"]
    assert optional["press_case_study_2"]
    assert "press_case_study_3" not in optional, "a third has no place"
    # Before version 3: everything by the fifth day, and no templates filled in by hand.
    before = days(date(2015, 6, 1))
    assert before["hub_return"] == before["invoice"] == date(2015, 7, 7)
    assert "manual_return" not in before
    assert "inspiration_report" not in days(MAY_2026, service="contact_centre")
    assert working_day(date(2026, 2, 1), 40, rules=shipped_rules()) == date(2026, 2, 27)


@pytest.mark.requirement("BR-25.3", "BR-11.3")
def test_month_when_nothing_was_done_then_overdue_and_what_is_missing_with_its_links(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    month = last_month()
    with acting("area_adviser") as actor:
        attendance = whole_session(actor, world, days_ago=4)
        ready_outcome(actor, world, attendance=attendance, told_on=civil_date(timezone.now()))
    client = client_as("returns_manager")
    assert client.get("/staff/month/").url == href(world, month)
    page = client.get(href(world, month_before(month)))
    text = words(page)
    for label in ("Invoice, with the number", "Occupancy and Funding Summary", "Inspiration case study"):
        assert "Overdue" in row_of(text, label), label
    assert "No claim has been made" in row_of(text, "Invoice, with the number")
    assert "It has not been made" in row_of(text, "Occupancy and Funding")
    assert "May be done" in row_of(text, "Case study for the press (2)")
    assert "duties are overdue" in text
    this = words(client.get(href(world, civil_date(timezone.now()).replace(day=1))))
    assert "1 outcome of this month waits to be checked" in this
    assert (
        f"month={timezone.now():%Y-%m}"
        in client.get(href(world, civil_date(timezone.now()).replace(day=1))).content.decode()
    )
    assert "Tess" not in this
    assert "NCS" not in this


@pytest.mark.requirement("BR-25.3")
def test_month_when_a_return_was_sent_then_done_or_late_by_its_own_record(
    client_as: ClientAs, world: World
) -> None:
    month = month_before(last_month())
    due = days(month)["manual_return"]
    contract_id, by = world.contracts["prime_north_east"], world.accounts["returns_manager"]
    made = {
        kind: Return.objects.using("owner").create(
            contract_id=contract_id,
            month=month,
            kind=kind,
            layout="manual",
            records=0,
            findings=2 if kind == "inspiration" else 0,
            due_on=due,
            made_by_id=by,
            made_at=timezone.now(),
        )
        for kind in ("hub", "manual", "inspiration")
    }
    for kind, day in (("hub", due), ("manual", due + timedelta(days=1))):
        for step in ("approved", "sent"):
            ReturnStep.objects.using("owner").create(
                of_return=made[kind],
                kind=step,
                purpose="Monthly return",
                taken_by_id=by,
                taken_at=london_moment(day, time(12)),
            )
    text = words(client_as("contract_manager").get(href(world, month)))
    hub, manual = row_of(text, "Occupancy and Funding"), row_of(text, "Templates filled in by hand")
    assert f"Done Sent on {spoken_date(due)}" in hub
    assert "Done late" in manual
    report = row_of(text, "Inspiration report")
    assert "2 findings stand in the way" in report
    assert "It has not been approved" in report
    assert "waits to be checked" not in text, "the agency sees nothing of outcomes"


def test_duty_when_kept_by_hand_then_shown_once_and_what_was_typed_stays(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    month = last_month()
    client = client_as("compliance")
    address = reverse(
        "workspace:month_duty", args=[world.contracts["prime_north_east"], month, "local_pages"]
    )
    page = client.get(address).content.decode()
    assert "Irene Sandys" in page
    assert "Ada Whitlock" not in page, "only who answers for figures may own a duty"
    token = re.search(r'name="submission" value="([^"]+)"', page)
    assert token is not None
    typed = {
        "owner": str(world.accounts["returns_manager"]),
        "note": "Looked at with the media team",
        "version": "0",
    }
    wrong = client.post(address, {**typed, "submission": token[1]})
    assert wrong.status_code == 422
    assert "Looked at with the media team" in wrong.content.decode()
    refused = client.post(address, {**typed, "is_done": "yes", "note": "the arsonist was here"})
    assert refused.status_code == 422
    for _twice in range(2):
        kept = client.post(address, {**typed, "is_done": "yes", "submission": token[1]})
        assert kept.status_code == 302
    text = row_of(words(client.get(href(world, month))), "Each local page")
    assert "says Kofi Mensah" in text
    assert "Irene Sandys" in text
    with acting("returns_manager"):
        assert Duty.objects.get(code="local_pages").version == 1
    stale = client.post(address, {**typed, "is_done": "no"})
    assert stale.status_code == 409
    assert client.get(address.replace("local_pages", "no-such-duty")).status_code == 404


def test_duty_when_of_somebody_else_then_refused(client_as: ClientAs, acting: Acting, world: World) -> None:
    month = last_month()
    theirs = world.contracts["second_prime_south_west"]
    client = client_as("returns_manager")
    assert client.get(reverse("workspace:month", args=[theirs, month])).status_code == 404
    assert client.get(reverse("workspace:month_duty", args=[theirs, month, "invoice"])).status_code == 404
    agency = client_as("contract_manager")
    ours = world.contracts["prime_north_east"]
    assert agency.get(reverse("workspace:month_duty", args=[ours, month, "invoice"])).status_code == 403
    rules, now = shipped_rules(), timezone.now()
    kept = {"month": month, "code": "local_pages", "note": "", "is_done": True, "version": 0, "rules": rules}
    with acting("contract_manager") as actor, pytest.raises(NotPermitted):
        keep_duty(actor=actor, now=now, contract_id=ours, owner_id=None, **kept)  # type: ignore[arg-type]
    with acting("returns_manager") as actor:
        adviser = world.accounts["area_adviser"]
        with pytest.raises(InvalidInput):
            keep_duty(actor=actor, now=now, contract_id=ours, owner_id=adviser, **kept)  # type: ignore[arg-type]
        keep_duty(actor=actor, now=now, contract_id=ours, owner_id=None, **kept)  # type: ignore[arg-type]
        with pytest.raises(Conflict):
            keep_duty(actor=actor, now=now, contract_id=ours, owner_id=None, **kept)  # type: ignore[arg-type]


def test_month_when_it_brought_more_then_asks_the_database_as_often(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    month = civil_date(timezone.now()).replace(day=1)
    client = client_as("returns_manager")
    client.get(href(world, month))
    with CaptureQueriesContext(connection) as few:
        client.get(href(world, month))
    with acting("area_adviser") as actor:
        attendance = whole_session(actor, world, days_ago=4)
        for _number in range(12):
            ready_outcome(actor, world, attendance=attendance, told_on=civil_date(timezone.now()))
    with CaptureQueriesContext(connection) as many:
        page = client.get(href(world, month))
    assert "12 outcomes of this month wait to be checked" in words(page)
    assert len(many) == len(few) <= MOST_QUERIES
