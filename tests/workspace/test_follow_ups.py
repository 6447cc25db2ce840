"""The pages of follow-ups: due on Today, tried, done; informal contacts apart. OI-12.11 to OI-12.14, OI-4.10e."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from fingerpost.house.ids import new_id
from fingerpost.house.models import Read
from fingerpost.outcomes.models import FollowUp, FollowUpAttempt
from fingerpost.staff.services import acting_as
from tests.fixtures.working_day import Furnished
from tests.fixtures.world import signed_in
from tests.session_steps import REFUSED

pytestmark = pytest.mark.django_db


@pytest.fixture
def adviser(furnished: Furnished) -> Client:
    return signed_in(furnished.world, "area_adviser")


@pytest.fixture
def as_adviser(furnished: Furnished) -> Iterator[None]:
    """What the test reads of the database, it reads as the adviser."""
    with acting_as(furnished.world.memberships["area_adviser"]):
        yield


def at(route: str, *ids: UUID) -> str:
    return reverse(f"workspace:{route}", args=ids)


def a_try(**changes: str) -> dict[str, str]:
    return {"submission": str(new_id()), "method": "telephone", "reached": "no_answer", **changes}


def text_of(answer: HttpResponse) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


@pytest.mark.requirement("OI-4.10e", "OI-12.13")
def test_today_when_a_follow_up_is_due_then_listed_before_agreed_contacts_and_told_apart(
    furnished: Furnished, adviser: Client
) -> None:
    page = text_of(adviser.get(reverse("workspace:today_list", args=["follow-ups"])))
    formal = page.index("Odette Planmaker")
    assert "First follow-up Due" in page[formal:]
    assert "Tried once" in page
    assert page.index("First follow-up") < page.index("Agreed for")
    assert "Second follow-up" not in page
    officer = signed_in(furnished.world, "claims_officer")
    assert "First follow-up" not in text_of(officer.get("/staff/today/follow-ups/"))


@pytest.mark.requirement("OI-12.14")
def test_follow_up_when_the_customer_is_reached_then_done_and_gone_from_today(
    furnished: Furnished, adviser: Client, as_adviser: None
) -> None:
    due = furnished.follow_ups["due"]
    page = text_of(adviser.get(at("follow_up", due)))
    assert "Nobody has spoken with the customer since" in page
    assert "Overdue" in page
    assert Read.objects.filter(what="follow_up", customer_id=furnished.customers["planned"]).exists()
    answer = adviser.post(at("follow_up", due), a_try(reached="spoken"))
    assert answer.status_code == 422
    assert "Say what you found out about the customer." in text_of(answer)
    data = a_try(reached="spoken", situation="in_learning", text="Began on Monday.")
    first, second = (adviser.post(at("follow_up", due), data) for _time in range(2))
    assert first["Location"] == second["Location"] == at("outcomes", furnished.customers["planned"])
    assert FollowUpAttempt.objects.filter(follow_up_id=due).count() == 2
    assert FollowUp.objects.get(id=due).state == "done"
    assert "First follow-up" not in text_of(adviser.get("/staff/today/follow-ups/"))
    after = text_of(adviser.get(at("follow_up", due)))
    assert "Done: In learning or training" in after
    assert "This follow-up is closed" in after
    assert "Save the try" not in after


def test_follow_up_when_not_reached_then_closed_by_its_button(
    furnished: Furnished, adviser: Client, as_adviser: None
) -> None:
    due = furnished.follow_ups["due"]
    assert adviser.post(at("follow_up", due), a_try()).status_code == 302
    closed = adviser.post(at("close_follow_up", due), {"submission": str(new_id())})
    assert closed.status_code == 302
    assert FollowUp.objects.get(id=due).closed_why == "not_reached"
    again = adviser.post(at("follow_up", due), a_try())
    assert again.status_code == 409


def test_try_when_its_words_cannot_be_kept_then_nothing_of_it_is(
    furnished: Furnished, adviser: Client, as_adviser: None
) -> None:
    due = furnished.follow_ups["due"]
    answer = adviser.post(at("follow_up", due), a_try(text=REFUSED))
    assert answer.status_code == 422
    assert FollowUpAttempt.objects.filter(follow_up_id=due).count() == 1
    chosen = BeautifulSoup(answer.content, "html.parser").select("input[type=radio][checked]")
    assert {str(one["value"]) for one in chosen} == {"telephone", "no_answer"}


@pytest.mark.requirement("OI-12.12")
def test_informal_contact_when_kept_then_the_follow_up_stays_open_and_it_is_listed_apart(
    furnished: Furnished, adviser: Client, as_adviser: None
) -> None:
    customer_id = furnished.customers["planned"]
    kept = adviser.post(
        at("informal_contact", customer_id), a_try(method="email", reached="answered", situation="in_work")
    )
    assert kept.status_code == 302
    assert FollowUp.objects.get(id=furnished.follow_ups["due"]).state == "open"
    assert FollowUpAttempt.objects.get(follow_up=None).customer_id == customer_id
    page = text_of(adviser.get(at("outcomes", customer_id)))
    assert "Email, The customer answered in writing, In work" in page


def test_follow_up_when_nobody_owns_it_then_any_adviser_of_the_organisation_is_told_so(
    furnished: Furnished, adviser: Client
) -> None:
    page = text_of(adviser.get(at("follow_up", furnished.follow_ups["planned_six_months"])))
    assert "Nobody: any adviser of" in page
    assert "Six months after the last session" in page
