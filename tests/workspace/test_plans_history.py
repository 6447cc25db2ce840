"""The versions of a plan, what changed between two, and the log of progress beside them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.interactions.models import Attendance
from fingerpost.plans.models import PlanProgress, PlanVersion
from fingerpost.policy.civil import civil_date, spoken_date
from tests import plan_steps
from tests.fixtures.world import Acting, ClientAs
from tests.session_steps import REFUSED
from tests.workspace.plan_pages import fields_of, seen_customer

pytestmark = pytest.mark.django_db


def planned(acting: Acting, world: World, *, versions: int = 1, family: str = "Placeholder") -> Attendance:
    """A customer whose plan has so many versions, the first of them accepted."""
    with acting("area_adviser") as actor:
        place = seen_customer(actor, world, family=family)
        plan_steps.accept(actor, plan_steps.make_plan(actor, place))
        for _each in range(versions - 1):
            plan_steps.change_plan(actor, plan_steps.begin_plan(actor, place))
            plan_steps.freeze(actor, place)
        return place


def history_url(place: Attendance) -> str:
    return f"/staff/customers/{place.customer_id}/plan/"


def progress_url(place: Attendance) -> str:
    return f"{history_url(place)}progress/"


def asked(client: Client, url: str) -> tuple[str, int]:
    """A page, and how often it asked the database."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(url)
    assert page.status_code == 200
    return page.content.decode(), len(queries)


@pytest.mark.requirement("OI-8.11", "OI-9.6")
def test_history_when_there_are_versions_shows_each_with_its_answer_newest_first(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place = planned(acting, world, versions=3)
    page, _count = asked(client_as("area_adviser"), history_url(place))
    assert page.index("Version 3") < page.index("Version 2") < page.index("Version 1")
    assert "Accepted: typed their name and confirmed" in page
    assert page.count("Nobody asked the customer to accept it yet") == 2


def test_history_when_two_versions_are_compared_says_what_changed_in_words(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place, client = planned(acting, world, versions=2), client_as("area_adviser")
    with acting("area_adviser"):
        first, second = PlanVersion.objects.order_by("number").values_list("id", flat=True)
    page = client.get(f"{history_url(place)}?before={first}&after={second}").content.decode()
    today = civil_date(timezone.now())
    assert "From version 1 to version 2" in page
    assert f"<del>{spoken_date(today + timedelta(days=14))}</del>" in page
    assert f"<ins>{spoken_date(today + timedelta(days=21))}</ins>" in page
    assert (
        "Both say the same."
        in client.get(f"{history_url(place)}?before={first}&after={first}").content.decode()
    )
    other = planned(acting, world, family="Somebodyelse")
    with acting("area_adviser"):
        theirs = PlanVersion.objects.get(attendance=other).id
    assert client.get(f"{history_url(place)}?before={first}&after={theirs}").status_code == 422


def test_history_and_editor_ask_the_database_as_often_with_twenty_versions_as_with_one(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    one, many = planned(acting, world), planned(acting, world, versions=20, family="Manyversions")
    client = client_as("area_adviser")
    for address in (history_url, progress_url, lambda place: f"/staff/attendances/{place.id}/plan/"):
        assert asked(client, address(one))[1] == asked(client, address(many))[1]


def test_version_when_read_says_everything_and_what_it_changed(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    planned(acting, world, versions=2)
    with acting("area_adviser"):
        version = PlanVersion.objects.get(number=2)
    page = client_as("claims_officer").get(f"/staff/plans/{version.id}/").content.decode()
    for words in (*plan_steps.PARTS.values(), *plan_steps.ACTIONS):
        assert words in page
    assert "What changed since version 1" in page
    assert client_as("second_prime_adviser").get(f"/staff/plans/{version.id}/").status_code == 404


@pytest.mark.requirement("MX-1.5b", "BR-9.2")
def test_progress_when_kept_stands_beside_the_versions_with_who_said_it(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place, client = planned(acting, world), client_as("area_adviser")
    url = progress_url(place)
    data = fields_of(client.get(url), url)
    with acting("area_adviser") as actor:
        items = plan_steps.begin_plan(actor, place).items
        key = items.filter(kind="action").order_by("position")[0].key
    day = civil_date(timezone.now())
    met = {
        f"line-{key}-status": "met",
        f"line-{key}-met_on-day": str(day.day),
        f"line-{key}-met_on-month": str(day.month),
        f"line-{key}-met_on-year": str(day.year),
    }
    assert client.post(url, {**data, **met, "do": "status"}).status_code == 302
    assert client.post(url, {**data, **met, "do": "status"}).status_code == 302
    note = {"note-kind": "addition", "note-text": "Joined a reading group.", "note-said_by": "customer"}
    assert client.post(url, {**note, "note-item": "", "do": "note"}).status_code == 302
    with acting("area_adviser"):
        rows = list(PlanProgress.objects.order_by("happened_at", "id").values_list("kind", "status", "text"))
        assert rows == [("status", "met", ""), ("addition", "", "Joined a reading group.")]
        assert PlanVersion.objects.count() == 1
    page = client.get(url).content.decode()
    assert f"Met {spoken_date(day)}" in page
    assert "Joined a reading group." in page


@pytest.mark.requirement("MX-1.5a", "OF-13")
def test_distance_when_scored_again_is_a_table_from_the_start(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place, client = planned(acting, world), client_as("area_adviser")
    url = progress_url(place)
    for score in ("3", "7"):
        sent = {"distance-confidence": score, "distance-said_by": "customer", "do": "distance"}
        assert client.post(url, sent).status_code == 302
    page = " ".join(client.get(url).content.decode().split())
    row = page[page.index("I feel confident about what comes next</th>") :][:420]
    assert [cell in row for cell in (">3<", ">7<", ">+4<")] == [True] * 3
    assert client.post(url, {"distance-said_by": "customer", "do": "distance"}).status_code == 422
    with acting("area_adviser"):
        assert PlanProgress.objects.filter(kind="distance").count() == 2


@pytest.mark.requirement("OI-9.10")
def test_progress_when_refused_or_not_theirs_is_kept_nowhere(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place, client = planned(acting, world), client_as("area_adviser")
    url = progress_url(place)
    sent = {"note-kind": "note", "note-text": REFUSED, "note-said_by": "adviser", "do": "note"}
    page = client.post(url, sent)
    assert page.status_code == 422
    assert "can&#x27;t be kept in our records" in page.content.decode()
    assert client_as("claims_officer").post(url, {**sent, "note-text": "Fine words."}).status_code == 403
    assert "Keep how they stand" not in client_as("claims_officer").get(url).content.decode()
    with acting("area_adviser"):
        assert not PlanProgress.objects.exists()
