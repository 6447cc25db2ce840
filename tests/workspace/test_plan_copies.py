"""The pages on which a plan is accepted and given: each route, each way, every refusal, and what nobody sees."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.models import Read
from fingerpost.interactions.models import Attendance, Session
from fingerpost.plans.models import PlanAcceptance, PlanCopy, PlanVersion
from fingerpost.plans.rules.acceptance import slip_code
from fingerpost.plans.services import sending
from fingerpost.plans.services.drafts import begin_draft
from tests.files.reading import text
from tests.fixtures.world import Acting, ClientAs
from tests.plans.copies_steps import LATE, MOBILE, accepted, print_one, reachable, send
from tests.plans.steps import action, again, attended, line, made, planned
from tests.plans.test_acceptance import png

UNREADABLE = "The signature can't be read. Clear it and sign again"
TOO_EARLY = "The plan was made after this day. Look at the date again"
LONG_AGO = {"slip_on-day": "1", "slip_on-month": "1", "slip_on-year": "2020"}


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def a_version(acting: Acting, world: World, *, channel: int = 1) -> PlanVersion:
    with acting("area_adviser") as actor:
        return planned(actor, attended(actor, world, channel=channel))


def ready(acting: Acting, world: World, **parts: Any) -> PlanVersion:
    """Accepted, and the customer may be written to."""
    with acting("area_adviser") as actor:
        version = accepted(actor, world)
        reachable(version, **parts)
        return version


def acceptance_page(version: PlanVersion) -> str:
    return reverse("workspace:plan_acceptance", args=[version.attendance_id])


def copies_page(version: PlanVersion) -> str:
    return reverse("workspace:plan_copies", args=[version.attendance_id])


def copy_page(copy: PlanCopy) -> str:
    return reverse("workspace:plan_copy", args=[copy.version.attendance_id, copy.id])


def said(how: str, **parts: Any) -> dict[str, Any]:
    """What the page of acceptance sends."""
    return {
        "submission": str(uuid4()),
        "how": how,
        "language": "en-GB",
        "helper": "nobody",
        "privacy_shown": "on",
        **parts,
    }


def typed(**parts: Any) -> dict[str, Any]:
    return said("typed", signed_name="Vashti Placeholder", has_confirmed="on", **parts)


def given(way: str, **parts: Any) -> dict[str, Any]:
    """What the page of copies sends."""
    return {
        "submission": str(uuid4()),
        "way": way,
        "format": "standard",
        "purpose": "for_customer",
        "wrapping": "pdf",
        **parts,
    }


def answers(acting: Acting, version: PlanVersion) -> list[PlanAcceptance]:
    with acting("area_adviser"):
        return list(PlanAcceptance.objects.filter(version=version).order_by("recorded_at", "id"))


def copies_of(acting: Acting, version: PlanVersion) -> list[PlanCopy]:
    with acting("area_adviser"):
        return list(
            PlanCopy.objects.filter(version=version).select_related("version").order_by("made_at", "id")
        )


def errors(response: Any) -> list[str]:
    return [link.get_text(strip=True) for link in soup(response).select(".govuk-error-summary li")]


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
