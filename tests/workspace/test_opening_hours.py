"""Opening hours of a prime contractor's call point: kept by it, told to others, and gone by at once."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from fingerpost.demo.world import World
from fingerpost.house.ids import new_id
from fingerpost.interactions.models import Contact
from fingerpost.organisations.models import ExceptionalOpening, OpeningHours
from fingerpost.policy.civil import civil_date, spoken_date
from fingerpost.policy.opening_hours import WEEKDAYS
from fingerpost.workspace.opening_hours import views
from fingerpost.workspace.triage import views as triage_views
from tests.fixtures.world import Acting, ClientAs
from tests.triage.steps import CENTRE, HOME, at, call, working_day

pytestmark = pytest.mark.django_db
TODAY = working_day(civil_date(timezone.now()) + timedelta(days=1))
AFTER = TODAY + timedelta(days=1)
ADULT = {"stated": "advice", "found": "same", "age_known": "years", "age": "34", "lives_in": HOME}
LEAST = dict.fromkeys(WEEKDAYS[:5], "9:00 to 17:00")
LONGER = dict.fromkeys(WEEKDAYS[:5], "8am to 8pm")
SetClock = Callable[[datetime], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Sets the moment at which these pages answer; it begins at ten on a working day."""

    def turn(moment: datetime) -> None:
        for module in (views, triage_views):
            monkeypatch.setattr(module, "timezone", SimpleNamespace(now=lambda: moment))

    turn(at(TODAY, 10))
    return turn


@pytest.fixture
def manager(client_as: ClientAs, clock: SetClock) -> Client:
    return client_as("returns_manager")


@pytest.fixture
def ringing(acting: Acting, world: World, clock: SetClock) -> Contact:
    """An open call to the contact centre, answered by telephone_adviser."""
    with acting("telephone_adviser") as actor:
        return call(actor, world, now=timezone.now(), contract=CENTRE)


def _words(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def _on(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def _set_week(client: Client, week: dict[str, str], day: date = TODAY) -> HttpResponse:
    sent = {**week, **_on("starts_on", day), "submission": str(new_id())}
    return client.post("/staff/opening-hours/week/", sent)


def _set_day(client: Client, day: date = TODAY, **typed: str) -> HttpResponse:
    sent = {"name": "Staff training", **typed, **_on("day", day), "submission": str(new_id())}
    return client.post("/staff/opening-hours/day/", sent)


def _page(client: Client) -> str:
    return _words(client.get("/staff/opening-hours/"))


def _decide(client: Client, contact: Contact) -> str:
    """The answer of triage for an adult of the area who wants advice."""
    address = f"/staff/contacts/{contact.id}/triage/"
    sent = client.post(address, {**ADULT, "submission": str(new_id()), "after": ""})
    return _words(client.get(sent["Location"]))


@pytest.mark.requirement("BR-1.3b")
def test_week_when_set_then_told_to_the_agency_and_the_contact_centre_and_triage_goes_by_it_at_once(
    manager: Client, client_as: ClientAs, ringing: Contact, clock: SetClock
) -> None:
    clock(at(TODAY, 18))
    assert _set_week(manager, LONGER).status_code == 302
    for nickname in ("contract_manager", "telephone_adviser"):
        page = _page(client_as(nickname))
        assert f"18:00 on {spoken_date(TODAY)}: Northmoor Careers, hours of the week from" in page
        assert "08:00 to 20:00" in page
    assert "In person: ring now" in _decide(client_as("telephone_adviser"), ringing)


@pytest.mark.requirement("BR-6.1b")
def test_transfer_when_the_call_point_closes_meanwhile_by_its_own_day_then_passed_on(
    manager: Client, client_as: ClientAs, ringing: Contact, clock: SetClock
) -> None:
    adviser = client_as("telephone_adviser")
    assert "In person: ring now" in _decide(adviser, ringing)
    assert _set_day(manager, kind="closed").status_code == 302
    assert "They have closed since" in _words(adviser.get(f"/staff/contacts/{ringing.id}/triage/"))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"kind": "closed"}, "Passed on: the customer is called back"),
        ({"kind": "other", "hours": "9:30-10:00"}, "Passed on: the customer is called back"),
        ({"kind": "other", "hours": "9:30-10:01"}, "In person: ring now"),
        ({"kind": "usual"}, "In person: ring now"),
    ],
)
def test_day_when_different_then_triage_goes_by_it_and_others_read_it(
    manager: Client,
    client_as: ClientAs,
    ringing: Contact,
    typed: dict[str, str],
    says: str,
) -> None:
    _set_week(manager, LONGER)
    assert _set_day(manager, **typed).status_code == 302
    adviser = client_as("telephone_adviser")
    assert says in _decide(adviser, ringing)
    page = _page(adviser)
    assert ("Staff training" in page) is (typed["kind"] != "usual")
    assert ("Less than the least hours" in page) is (typed["kind"] != "usual")


@pytest.mark.requirement("OI-5.8")
def test_week_when_it_begins_tomorrow_then_the_contact_centre_reads_it_today_and_triage_waits(
    manager: Client, client_as: ClientAs, ringing: Contact, clock: SetClock
) -> None:
    clock(at(TODAY, 18))
    _set_week(manager, LONGER, AFTER)
    adviser = client_as("telephone_adviser")
    page = _page(adviser)
    assert f"From {spoken_date(AFTER)} Told at 18:00 on {spoken_date(TODAY)}" in page
    assert "The least hours of every prime contractor" in page
    assert "Passed on" in _decide(adviser, ringing)


@pytest.mark.requirement("OI-3.27")
@pytest.mark.parametrize(
    ("weekday", "typed"),
    [("thursday", ""), ("friday", "9:00 to 16:59"), ("monday", "9:00 to 12:00, 12:30 to 17:00")],
)
def test_week_when_narrower_than_the_least_hours_then_refused_by_day_and_nothing_typed_is_lost(
    manager: Client, acting: Acting, weekday: str, typed: str
) -> None:
    sent = {**LONGER, weekday: typed, "saturday": "10:00 to 14:00"}
    refused = _set_week(manager, sent)
    assert refused.status_code == 422
    words = _words(refused)
    assert f"{weekday.title()} must be open at least 09:00 to 17:00" in words
    assert 'value="10:00 to 14:00"' in refused.content.decode()
    assert _set_week(manager, LEAST).status_code == 302
    with acting("returns_manager"):
        assert OpeningHours.objects.count() == 1


@pytest.mark.parametrize(
    "typed", ["9", "17:00 to 9:00", "9:00 to 12:00, 11:00 to 17:00", "9:00", "early to late"]
)
def test_week_when_a_time_cannot_be_read_then_says_how_to_write_it(manager: Client, typed: str) -> None:
    refused = _set_week(manager, {**LONGER, "saturday": typed})
    assert refused.status_code == 422
    assert "Enter opening times like 9:00 to 12:30" in _words(refused)
    assert f'value="{typed}"' in refused.content.decode()


def test_week_when_written_in_several_ways_then_read_as_meant(manager: Client, acting: Acting) -> None:
    week = {**LONGER, "monday": "8am - 1pm and 1pm to 8pm", "saturday": "10:00\u201312:00; 22:00 to midnight"}
    assert _set_week(manager, week).status_code == 302
    with acting("returns_manager"):
        kept = OpeningHours.objects.get().week
    assert kept["monday"] == ["08:00-13:00", "13:00-20:00"]
    assert kept["saturday"] == ["10:00-12:00", "22:00-24:00"]
    assert kept["sunday"] == []
    drawn = manager.get("/staff/opening-hours/week/").content.decode()
    assert 'value="10:00 to 12:00, 22:00 to midnight"' in drawn


def test_day_when_other_times_are_left_out_then_asked_for(manager: Client, acting: Acting) -> None:
    assert "Enter the opening times of the day" in _words(_set_day(manager, kind="other"))
    assert _set_day(manager, civil_date(timezone.now()) - timedelta(days=1), kind="closed").status_code == 422
    with acting("returns_manager"):
        assert not ExceptionalOpening.objects.exists()


def test_page_when_read_by_a_prime_or_its_subcontractor_then_shows_those_they_work_for(
    client_as: ClientAs, manager: Client
) -> None:
    assert "Northmoor Careers" in _page(manager)
    assert "Southwold Guidance" not in _page(manager)
    both = _page(client_as("subcontractor_administrator"))
    assert "Northmoor Careers" in both
    assert "Southwold Guidance" in both
    assert "Change our hours" not in both


def test_page_when_much_is_kept_then_asks_the_database_as_often(
    manager: Client, client_as: ClientAs, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        _set_week(manager, LONGER, TODAY + timedelta(days=number * 7))
        _set_day(manager, TODAY + timedelta(days=number), kind="closed")
    reader = client_as("contract_manager")
    with django_assert_max_num_queries(20):
        page = reader.get("/staff/opening-hours/")
    assert page.content.decode().count("<li>") >= 20
