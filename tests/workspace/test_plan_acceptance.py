"""The page on which a plan is accepted: each route, every refusal, and what stands already."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.interactions.models import Attendance
from fingerpost.plans.rules.acceptance import slip_code
from fingerpost.plans.services.drafts import begin_draft
from tests.files.reading import text
from tests.fixtures.world import Acting, ClientAs
from tests.plans.steps import action, again, attended, line, made
from tests.plans.test_acceptance import png
from tests.workspace.plan_copies_steps import (
    a_version,
    acceptance_page,
    answers,
    copies_page,
    errors,
    said,
    soup,
    typed,
)

UNREADABLE = "The signature can't be read. Clear it and sign again"
TOO_EARLY = "The plan was made after this day. Look at the date again"
LONG_AGO = {"slip_on-day": "1", "slip_on-month": "1", "slip_on-year": "2020"}


@pytest.mark.requirement("OI-8.15b", "OI-9.6", "OI-9.14")
@pytest.mark.parametrize("how", ["drawn", "typed", "spoken", "mark", "supporter", "slip", "scan"])
def test_every_route_when_sent_from_the_page_then_is_kept_and_leads_on_to_giving(
    world: World, client_as: ClientAs, acting: Acting, how: str
) -> None:
    version = a_version(acting, world)
    me = str(world.accounts["area_adviser"])
    parts: dict[str, dict[str, Any]] = {
        "drawn": {"signature": "data:image/png;base64," + base64.b64encode(png()).decode()},
        "typed": {"signed_name": "Vashti Placeholder", "has_confirmed": "on"},
        "spoken": {"heard_by": me},
        "mark": {"seen_by": str(world.accounts["second_area_adviser"])},
        "supporter": {"supporter_name": "Łukasz Example", "supporter_why": "Broke her arm."},
        "slip": {"code": slip_code(version.content_sha256)},
        "scan": {"scan": SimpleUploadedFile("scan.png", png(), "application/x-nonsense")},
    }
    client = client_as("area_adviser")
    answer = client.post(acceptance_page(version), said(how, **parts[how]))
    assert (answer.status_code, answer["Location"]) == (302, copies_page(version))
    [kept] = answers(acting, version)
    assert (kept.answer, kept.route) == ("accepted", how)
    assert "Version 1 is accepted" in client.get(copies_page(version)).content.decode()
    page = soup(client.get(acceptance_page(version)))
    assert page.select_one("form[method=post] [name=how]") is None
    assert "Ada Whitlock" in page.get_text()


@pytest.mark.parametrize("how", ["later", "left", "declined"])
def test_answer_that_is_no_acceptance_then_is_kept_and_waits_on_today_unless_declined(
    world: World, client_as: ClientAs, acting: Acting, how: str
) -> None:
    version, client = a_version(acting, world), client_as("area_adviser")
    sent = {k: v for k, v in said(how).items() if k != "privacy_shown"}
    assert client.post(acceptance_page(version), sent)["Location"] == acceptance_page(version)
    assert [one.answer for one in answers(acting, version)] == [how]
    part = soup(client.get("/staff/")).select_one('section[aria-labelledby="part-plans"]')
    assert part is not None
    links = [str(link["href"]) for link in part.select("li a")]
    assert links == ([] if how == "declined" else [acceptance_page(version)])


def test_page_without_script_then_has_every_route_but_the_drawn_one(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    version = a_version(acting, world)
    page = soup(client_as("area_adviser").get(acceptance_page(version)))
    for template in page.select("template"):
        template.decompose()
    offered = [str(radio["value"]) for radio in page.select("[name=how]")]
    assert offered == ["typed", "spoken", "mark", "supporter", "slip", "scan", "later", "left", "declined"]
    assert page.select_one("canvas") is None


@pytest.mark.requirement("OI-8.10")
def test_page_of_a_telephone_plan_then_offers_the_spoken_word_first_and_says_that_it_is_enough(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    version = a_version(acting, world, channel=2)
    page = soup(client_as("area_adviser").get(acceptance_page(version)))
    assert page.select("[name=how]")[0]["value"] == "spoken"
    assert page.select_one("template[data-signature-choice]") is None
    assert "needs no signature" in page.get_text()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Select what the customer answered"),
        ({"how": "nonsense"}, "Select what the customer answered"),
        ({"how": "typed"}, "Enter the name that the customer typed"),
        ({"how": "typed", "signed_name": "V"}, "The customer confirms that they agree with the plan"),
        ({"how": "drawn"}, "The signature is missing. Sign again, or choose another way"),
        ({"how": "drawn", "signature": "data:image/png;base64,@@"}, UNREADABLE),
        ({"how": "drawn", "signature": "data:text/html;base64,AAAA"}, UNREADABLE),
        ({"how": "drawn", "signature": "data:image/png;base64," + "A" * 200_000}, UNREADABLE),
        ({"how": "drawn", "signature": "data:image/png;base64,AAAA"}, "The file must be one of these: PNG."),
        ({"how": "spoken", "heard_by": str(UUID(int=1))}, "Select who heard it"),
        ({"how": "supporter"}, "Enter the name of the supporter"),
        ({"how": "slip"}, "Enter the code on the slip"),
        ({"how": "slip", "code": "ACDE-FHJK"}, "This code does not belong to this plan."),
        ({"how": "slip", "code": "x", **LONG_AGO}, TOO_EARLY),
        ({"how": "scan"}, "Choose the file of the scan"),
        ({"how": "later", "language": "tlh"}, "Select the language in which you went through the plan"),
    ],
)  # fmt: skip
def test_answer_when_something_is_wrong_then_says_what_keeps_the_rest_and_writes_nothing(
    world: World, client_as: ClientAs, acting: Acting, sent: dict[str, str], words: str
) -> None:
    version = a_version(acting, world)
    base = {"language": "pl", "helper": "interpreter", "privacy_shown": "on", "read_back": "on"}
    answer = client_as("area_adviser").post(acceptance_page(version), {**base, **sent})
    assert answer.status_code == 422
    assert any(words in one for one in errors(answer)), errors(answer)
    page = soup(answer)
    assert page.select_one("[name=read_back][checked]") is not None
    helper = page.select_one("#id_helper option[selected]")
    assert helper is not None
    assert helper["value"] == "interpreter"
    assert answers(acting, version) == []


@pytest.mark.requirement("OI-9.14")
def test_acceptance_without_the_privacy_notice_then_is_not_kept(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    version = a_version(acting, world)
    sent = {name: value for name, value in typed().items() if name != "privacy_shown"}
    answer = client_as("area_adviser").post(acceptance_page(version), sent)
    assert errors(answer) == ["Show the customer the privacy notice first, and say that you did"]
    notice = soup(answer).select_one("#privacy")
    assert notice is not None
    assert "Department for Work and Pensions" in notice.get_text()
    assert client_as("area_adviser").post(acceptance_page(version), typed()).status_code == 302
    assert answers(acting, version)[0].privacy_notice


@pytest.mark.requirement("BR-20.4")
def test_refused_word_in_a_reason_then_stands_in_no_statement(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    version, client = a_version(acting, world), client_as("area_adviser")
    words = "He was on probation last year."
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(acceptance_page(version), said("declined", declined_why=words))
    assert answer.status_code == 422
    assert not [query for query in queries.captured_queries if "probation" in query["sql"]]
    assert answers(acting, version) == []


def test_relative_who_interprets_then_brings_a_warning(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    version, client = a_version(acting, world), client_as("area_adviser")
    assert "some things may stay unsaid" not in client.get(acceptance_page(version)).content.decode()
    assert client.post(acceptance_page(version), typed(helper="relative")).status_code == 302
    assert answers(acting, version)[0].helper == "relative"
    assert "some things may stay unsaid" in client.get(acceptance_page(version)).content.decode()


def test_answer_sent_twice_then_is_one_and_both_go_on(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    version, client = a_version(acting, world), client_as("area_adviser")
    sent = typed()
    assert [client.post(acceptance_page(version), sent)["Location"] for _click in range(2)] == [
        copies_page(version)
    ] * 2
    assert len(answers(acting, version)) == 1


def test_answer_when_somebody_was_first_then_conflict_with_what_stands(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    version = a_version(acting, world)
    assert client_as("second_area_adviser").post(acceptance_page(version), typed()).status_code == 302
    answer = client_as("area_adviser").post(acceptance_page(version), said("declined"))
    assert answer.status_code == 409
    words = soup(answer).get_text(" ")
    assert "This version is accepted already." in words
    assert "Łukasz" in words
    assert [one.answer for one in answers(acting, version)] == ["accepted"]


@pytest.mark.requirement("OI-8.11")
def test_answer_when_a_newer_version_exists_then_conflict_with_a_link_to_it(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    version = a_version(acting, world)
    client = client_as("area_adviser")
    shown = client.get(acceptance_page(version)).content.decode()
    assert "The plan has changed since" not in shown
    with acting("area_adviser") as actor:
        later = again(actor, world, Attendance.objects.get(id=version.attendance_id))
        draft = begin_draft(actor=actor, now=timezone.now(), attendance_id=later.id)
        line(actor, draft, **action(text="Write a letter to the college"))
        newer = made(actor, later)
    answer = client.post(acceptance_page(version), typed())
    assert answer.status_code == 409
    link = soup(answer).find("a", string="Go to the newest version")
    assert link is not None
    assert link["href"] == acceptance_page(newer)
    assert client.post(acceptance_page(newer), typed()).status_code == 302


def test_slip_then_bears_the_code_and_nothing_of_the_plan(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    version = a_version(acting, world)
    answer = client_as("area_adviser").get(reverse("workspace:plan_slip", args=[version.attendance_id]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "no-store"
    words = text(answer.content)
    assert slip_code(version.content_sha256) in words
    assert "Ring the college" not in words


def test_plan_that_has_no_version_yet_then_says_what_to_do(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        attendance = attended(actor, world)
    answer = client_as("area_adviser").get(reverse("workspace:plan_acceptance", args=[attendance.id]))
    assert answer.status_code == 404
    assert "Make one first" in answer.content.decode()
