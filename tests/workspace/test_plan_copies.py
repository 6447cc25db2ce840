"""The pages on which a plan is given: each way, each copy, every refusal, and what nobody sees."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.models import Read
from fingerpost.interactions.models import Session
from fingerpost.plans.services import sending
from tests.files.reading import text
from tests.fixtures.world import Acting, ClientAs
from tests.plans.copies_steps import LATE, MOBILE, accepted, print_one, reachable, send
from tests.workspace.plan_copies_steps import (
    a_version,
    acceptance_page,
    copies_of,
    copies_page,
    copy_page,
    errors,
    given,
    ready,
    soup,
)


@pytest.mark.requirement("BR-8.3", "XD-22")
def test_ways_on_the_page_then_stand_in_the_order_of_policy_and_what_is_closed_says_why(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    version, client = ready(acting, world), client_as("area_adviser")
    page = soup(client.get(copies_page(version)))
    assert [str(radio["value"]) for radio in page.select("[name=way]")] == ["encrypted", "print", "post"]
    closed = page.select_one("#closed-ways")
    assert closed is not None
    assert "account" in closed.get_text()
    assert "email" not in closed.get_text().lower()
    with acting("area_adviser") as actor:
        other = accepted(actor, world, given="Łukasz")
    page = soup(client.get(copies_page(other)))
    assert [str(radio["value"]) for radio in page.select("[name=way]")] == ["print", "post"]
    closed = page.select_one("#closed-ways")
    assert closed is not None
    assert "No email address is held." in closed.get_text()
    plain = client.post(copies_page(version), given("plain_email"))
    assert plain.status_code == 422
    assert copies_of(acting, version) == []


@pytest.mark.requirement("BR-30.5")
def test_print_from_the_page_then_opens_as_a_file_and_is_given_by_a_button(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    version, client = ready(acting, world), client_as("area_adviser")
    answer = client.post(copies_page(version), given("print"))
    [copy] = copies_of(acting, version)
    assert answer["Location"] == copy_page(copy)
    page = soup(client.get(copy_page(copy)))
    link = page.find("a", string=re.compile("Download the plan"))
    assert link is not None
    pdf = client.get(str(link["href"]))
    assert pdf["Content-Disposition"] == 'attachment; filename="plan-1.pdf"'
    assert "Ring the college" in text(pdf.content)
    sent = {"submission": str(uuid4()), "do": "given"}
    assert [client.post(copy_page(copy), sent).status_code for _click in range(2)] == [302, 302]
    assert copies_of(acting, version)[0].state == "given"
    again = client.post(copy_page(copy), {"do": "given"})
    assert again.status_code == 409
    assert "This copy is “Given” now" in soup(again).get_text()
    with acting("area_adviser"):
        seen = list(Read.objects.order_by("read_at", "id").values_list("what", flat=True))
    assert seen.count("plan_document") == 1


@pytest.mark.requirement("OI-12.22j")
def test_plan_that_is_late_then_says_so_and_wants_a_reason_in_its_place(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    version, client = ready(acting, world), client_as("area_adviser")
    with acting("area_adviser"):
        Session.objects.filter(attendances=version.attendance_id).update(ended_at=version.made_at)
    page = soup(client.get(copies_page(version)))
    clock = page.select_one("#clock")
    assert clock is not None
    assert "Late" in clock.get_text()
    today = soup(client.get("/staff/")).select_one('section[aria-labelledby="part-plans"]')
    assert today is not None
    assert "Late" in today.get_text()
    refused = client.post(copies_page(version), given("print", is_given="on"))
    assert (refused.status_code, errors(refused)) == (
        422,
        ["Say why the customer does not have the plan in time."],
    )
    assert (
        client.post(copies_page(version), given("print", is_given="on", late_reason=LATE)).status_code == 302
    )
    assert "came late" not in soup(client.get(copies_page(version))).get_text()
    assert LATE in client.get(copies_page(version)).content.decode()


@pytest.mark.requirement("OI-12.22j")
def test_telephone_plan_then_asks_for_a_reason_only_once_24_hours_are_over(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        version = accepted(actor, world, channel=2)
    client = client_as("area_adviser")
    assert soup(client.get(copies_page(version))).select_one("[name=late_reason]") is None
    with acting("area_adviser"):
        Session.objects.filter(attendances=version.attendance_id).update(
            started_at=version.made_at - timedelta(hours=25)
        )
    label = soup(client.get(copies_page(version))).select_one('label[for="id_late_reason"]')
    assert label is not None
    assert "Why is it late?" in label.get_text()
    assert client.post(copies_page(version), given("post")).status_code == 422
    assert client.post(copies_page(version), given("post", late_reason=LATE)).status_code == 302


@pytest.mark.requirement("OI-14.17.iv")
def test_post_from_the_page_then_has_a_letter_and_wants_a_tracking_number(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    version, client = ready(acting, world), client_as("area_adviser")
    assert client.post(copies_page(version), given("post", late_reason=LATE)).status_code == 302
    [copy] = copies_of(acting, version)
    page = soup(client.get(copy_page(copy)))
    link = page.find("a", string=re.compile("Download the letter"))
    assert link is not None
    assert "1 Example Road" in text(client.get(str(link["href"])).content)
    for tracking, words in (
        ("", "Enter the tracking number"),
        ("12", "Enter the tracking number of special delivery"),
    ):
        refused = client.post(copy_page(copy), {"do": "posted", "tracking": tracking})
        assert refused.status_code == 422
        assert errors(refused)[0].startswith(words)
    assert client.post(copy_page(copy), {"do": "posted", "tracking": "AB 1234 5678 9GB"}).status_code == 302
    assert copies_of(acting, version)[0].tracking == "AB123456789GB"


@pytest.mark.requirement("OI-14.17.xiii", "BR-8.4b")
def test_encrypted_from_the_page_then_phrase_shows_after_receipt_only_and_never_once_told(
    world: World, client_as: ClientAs, acting: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    version, client = ready(acting, world, mobile=True), client_as("area_adviser")
    phrase = "Copper-tulip-sketch-river-walnut-garden-47"
    monkeypatch.setattr(sending, "make_phrase", lambda **_asked: phrase)
    assert client.post(copies_page(version), given("encrypted", late_reason=LATE)).status_code == 302
    [copy] = copies_of(acting, version)
    here = copy_page(copy)
    page = client.get(here)
    assert phrase not in page.content.decode()
    assert [button.get_text(strip=True) for button in soup(page).select("main button")] == [
        "The file has arrived",
        "Stop this copy",
    ]
    early = client.post(here, {"do": "show"})
    assert early.status_code == 409
    assert phrase not in early.content.decode()
    assert errors(client.post(here, {"do": "received"})) == ["Select how the customer told you"]
    assert client.post(here, {"do": "received", "received_how": "spoken"}).status_code == 302
    assert phrase not in client.get(here).content.decode()
    shown = client.post(here, {"do": "show"})
    assert "no-store" in shown["Cache-Control"]
    assert phrase in shown.content.decode()
    aloud = [word.get_text() for word in soup(shown).select("#aloud li")]
    assert aloud[:3] == ["Copper, with a capital C", "hyphen", "tulip"]
    ways = [str(radio["value"]) for radio in soup(shown).select("[name=told_how]")]
    assert ways == ["spoken", "text", "post"]
    assert client.post(here, {"do": "told", "told_how": "email"}).status_code == 422
    assert client.post(here, {"do": "told", "told_how": "text"}).status_code == 302
    for answer in (client.get(here), client.post(here, {"do": "show"}), client.get(copies_page(version))):
        assert phrase not in answer.content.decode()
    assert (copies_of(acting, version)[0].state, copies_of(acting, version)[0].sealed_phrase) == (
        "given",
        None,
    )
    assert MOBILE not in client.get(here).content.decode()


def test_page_of_a_copy_when_no_number_is_safe_then_offers_no_text_message(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        version = accepted(actor, world)
        reachable(version)
        copy = send(actor, version)
        sending.confirm_receipt(actor=actor, now=timezone.now(), copy_id=copy.id, how="spoken")
    page = soup(client_as("area_adviser").get(copy_page(copy)))
    assert [str(radio["value"]) for radio in page.select("[name=told_how]")] == ["spoken", "post"]


def test_copies_page_before_the_privacy_notice_then_says_where_to_show_it(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    version, client = a_version(acting, world), client_as("area_adviser")
    answer = client.post(copies_page(version), given("print"))
    assert answer.status_code == 409
    assert (
        "Show the customer the privacy notice before the plan leaves the service" in soup(answer).get_text()
    )
    assert client.post(copies_page(version), given("print", purpose="for_review")).status_code == 302


def test_readers_then_see_how_it_stands_and_can_change_nothing(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    version = ready(acting, world)
    with acting("area_adviser") as actor:
        copy = print_one(actor, version)
    reader = client_as("claims_officer")
    for address in (acceptance_page(version), copies_page(version), copy_page(copy)):
        page = reader.get(address)
        assert page.status_code == 200
        assert soup(page).select("main form") == []
        assert reader.post(address, {}).status_code == 403
    for address in (copy_page(copy) + "document/", acceptance_page(version) + "slip/"):
        assert reader.get(address).status_code == 403
    stranger = client_as("second_prime_adviser")
    for address in (
        acceptance_page(version),
        copies_page(version),
        copy_page(copy),
        copy_page(copy) + "document/",
    ):
        assert stranger.get(address).status_code == 404


def test_copy_of_another_customer_then_is_not_found_under_this_attendance(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    version = ready(acting, world)
    with acting("area_adviser") as actor:
        other = accepted(actor, world, given="Łukasz")
        copy = print_one(actor, other)
    crossed = reverse("workspace:plan_copy", args=[version.attendance_id, copy.id])
    for address in (crossed, crossed + "document/", crossed + "letter/"):
        assert client_as("area_adviser").get(address).status_code == 404


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_pages_with_many_copies_then_ask_the_database_as_often_as_with_one(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    version, client = ready(acting, world), client_as("area_adviser")
    with acting("area_adviser") as actor:
        print_one(actor, version, is_given=True)
    few = [queries_of(client, address) for address in (copies_page(version), "/staff/")]
    with acting("area_adviser") as actor:
        for _copy in range(9):
            print_one(actor, version, purpose="for_review")
        for name in ("Ola", "Pia", "Quinn"):
            accepted(actor, world, given=name)
    many = [queries_of(client, address) for address in (copies_page(version), "/staff/")]
    assert many == few
    assert few[0] < 45
