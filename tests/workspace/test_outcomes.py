"""The pages of outcomes: recorded at any time, evidence that asks why, the customer's own answer, no money."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fingerpost.house.ids import new_id
from fingerpost.house.models import Read
from fingerpost.outcomes.models import Evidence, Outcome, SatisfactionAnswer
from fingerpost.policy.civil import civil_date
from fingerpost.staff.services import acting_as
from tests.fixtures.working_day import Furnished
from tests.fixtures.world import signed_in
from tests.outcomes.steps import PNG_BYTES
from tests.session_steps import REFUSED

pytestmark = pytest.mark.django_db

TODAY = civil_date(timezone.now())


@pytest.fixture
def adviser(furnished: Furnished) -> Client:
    return signed_in(furnished.world, "area_adviser")


@pytest.fixture
def as_adviser(furnished: Furnished) -> Iterator[None]:
    """What the test reads of the database, it reads as the adviser."""
    with acting_as(furnished.world.memberships["area_adviser"]):
        yield


def day(name: str, on: object) -> dict[str, str]:
    year, month, number = str(on).split("-")
    return {f"{name}-day": number, f"{name}-month": month, f"{name}-year": year}


def sent(furnished: Furnished, **changes: str) -> dict[str, str]:
    """What the form of an outcome sends."""
    return {
        "submission": str(new_id()),
        "kind": "4",
        "session": str(furnished.attendances["planned"]),
        **day("told_on", TODAY),
        **changes,
    }


def at(route: str, *ids: UUID) -> str:
    return reverse(f"workspace:{route}", args=ids)


def text_of(answer: HttpResponse) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


@pytest.mark.requirement("BR-24.2")
def test_outcome_when_recorded_twice_with_one_form_then_kept_once_with_its_page(
    furnished: Furnished, adviser: Client, as_adviser: None
) -> None:
    customer_id = furnished.customers["planned"]
    before = Outcome.objects.filter(customer_id=customer_id).count()
    data = sent(
        furnished, **day("started_on", TODAY - timedelta(days=3)), weekly_hours="15.9", detail="Bookkeeping"
    )
    first, second = (adviser.post(at("new_outcome", customer_id), data) for _time in range(2))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Outcome.objects.filter(customer_id=customer_id).count() == before + 1
    page = text_of(adviser.get(first["Location"]))
    assert "Not claimable yet" in page
    assert "15.9 (part-time)" in page
    assert "Add evidence of the kind that shows this outcome" in page


def test_outcome_when_without_a_session_then_asks_for_the_contract(
    furnished: Furnished, adviser: Client, as_adviser: None
) -> None:
    address = at("new_outcome", furnished.customers["planned"])
    refused = adviser.post(address, sent(furnished, session="none"))
    assert refused.status_code == 422
    assert "Select the contract" in text_of(refused)
    contract = str(furnished.world.contracts["prime_north_west"])
    kept = adviser.post(address, sent(furnished, session="none", contract=contract))
    assert kept.status_code == 302
    newest = Outcome.objects.latest("recorded_at")
    assert (str(newest.contract_id), newest.attendance_id) == (contract, None)


def test_outcome_when_its_words_cannot_be_kept_then_refused_in_place_and_all_else_stays_typed(
    furnished: Furnished, adviser: Client
) -> None:
    answer = adviser.post(
        at("new_outcome", furnished.customers["planned"]), sent(furnished, detail=REFUSED, weekly_hours="16")
    )
    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("#id_weekly_hours")["value"] == "16"  # type: ignore[index]
    assert "can’t be kept" in text_of(answer) or "can't be kept" in text_of(answer)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"weekly_hours": "many"}, "Hours a week must be a number, like 15.5"),
        ({"weekly_hours": "15.55"}, "Hours a week must be a number, like 15.5"),
        ({"kind": "learning"}, "Select what came of it"),
        (day("told_on", TODAY - timedelta(days=50)), "can't be before its session"),
    ],
)
def test_outcome_when_something_is_wrong_then_said_at_its_field(
    furnished: Furnished, adviser: Client, changes: dict[str, str], words: str
) -> None:
    answer = adviser.post(at("new_outcome", furnished.customers["planned"]), sent(furnished, **changes))
    assert answer.status_code == 422
    assert words in text_of(answer)


def test_outcome_when_somebody_else_changed_it_then_what_stands_is_shown_and_saving_again_is_a_choice(
    furnished: Furnished, adviser: Client, as_adviser: None
) -> None:
    outcome = Outcome.objects.get(id=furnished.outcomes["missing"])
    address = at("change_outcome", outcome.id)
    shown = BeautifulSoup(adviser.get(address).content, "html.parser")
    version = str(shown.select_one("[name=version]")["value"])  # type: ignore[index]
    assert adviser.post(address, sent(furnished, version=version, detail="First")).status_code == 302
    clash = adviser.post(address, sent(furnished, version=version, detail="Second"))
    assert clash.status_code == 409
    assert "What stands now" in text_of(clash)
    newest = BeautifulSoup(clash.content, "html.parser").select_one("[name=version]")["value"]  # type: ignore[index]
    assert adviser.post(address, sent(furnished, version=str(newest), detail="Second")).status_code == 302
    assert Outcome.objects.get(id=outcome.id).detail == "Second"


@pytest.mark.requirement("OI-12.15")
def test_claimed_outcome_when_changed_then_refused_saying_why(furnished: Furnished, adviser: Client) -> None:
    answer = adviser.get(at("change_outcome", furnished.outcomes["claimed"]))
    assert answer.status_code == 409
    assert "stays as it was claimed" in text_of(answer)


def test_list_when_read_then_says_what_is_claimable_or_missing_and_nothing_of_money(
    furnished: Furnished, adviser: Client, as_adviser: None
) -> None:
    customer_id = furnished.customers["planned"]
    answer = adviser.get(at("outcomes", customer_id))
    page = text_of(answer)
    for words in ("Claimed", "Sent back", "Withdrawn", "Not claimable yet", "Started on", "We were told on"):
        assert words in page
    assert "£" not in page
    assert "rate" not in page.lower().replace("generate", "")
    assert Read.objects.filter(customer_id=customer_id, what="outcomes").exists()


def test_list_when_there_are_more_outcomes_then_asks_the_database_as_often(
    furnished: Furnished, adviser: Client
) -> None:
    address = at("outcomes", furnished.customers["planned"])
    with CaptureQueriesContext(connection) as few:
        adviser.get(address)
    for _number in range(4):
        adviser.post(at("new_outcome", furnished.customers["planned"]), sent(furnished))
    with CaptureQueriesContext(connection) as many:
        adviser.get(address)
    assert len(many) <= len(few), [query["sql"][:80] for query in many.captured_queries]
    assert len(few) <= 40


@pytest.mark.requirement("OI-12.15", "OI-20.F21")
def test_evidence_when_added_then_kept_without_its_name_and_a_wrong_file_is_refused(
    furnished: Furnished, adviser: Client, as_adviser: None
) -> None:
    outcome_id = furnished.outcomes["missing"]
    data = {"kind": "payslip", **day("received_on", TODAY)}
    wrong = SimpleUploadedFile("odette planmaker.docx", b"PK\x03\x04 not a document")
    answer = adviser.post(
        at("add_evidence", outcome_id), {**data, "file": wrong, "submission": str(new_id())}
    )
    assert answer.status_code == 422
    assert "Save it as a PDF" in text_of(answer)
    right = SimpleUploadedFile("odette planmaker.png", PNG_BYTES)
    kept = adviser.post(at("add_evidence", outcome_id), {**data, "file": right, "submission": str(new_id())})
    assert kept.status_code == 302
    piece = Evidence.objects.select_related("file").latest("added_at")
    assert (piece.outcome_id, piece.file.name) == (outcome_id, "evidence-2.png")
    assert Outcome.objects.get(id=outcome_id).evidenced_on == TODAY


@pytest.mark.requirement("OI-14.15")
def test_evidence_when_opened_then_asks_why_and_comes_as_an_attachment(
    furnished: Furnished, adviser: Client, as_adviser: None
) -> None:
    address = at("evidence", furnished.evidence["claimable"])
    assert "Why are you opening it?" in text_of(adviser.get(address))
    answer = adviser.post(address, {"reason": "added"})
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.startswith(b"%PDF-")
    assert Read.objects.filter(what="evidence", reason="added").exists()
    assert adviser.post(address, {"reason": "audit"}).status_code == 422


def test_answer_when_captured_then_by_somebody_who_did_not_give_the_session(
    furnished: Furnished, adviser: Client, as_adviser: None
) -> None:
    customer_id = furnished.customers["followed"]
    assert "There is no session that you can ask about" in text_of(
        adviser.get(at("satisfaction", customer_id))
    )
    data = {
        "submission": str(new_id()),
        "session": str(furnished.attendances["followed"]),
        "answer": "5",
        "asked_how": "telephone",
    }
    assert adviser.post(at("satisfaction", customer_id), data).status_code == 422
    colleague = signed_in(furnished.world, "information_adviser")
    assert colleague.post(at("satisfaction", customer_id), data).status_code == 302
    kept = SatisfactionAnswer.objects.get(customer_id=customer_id)
    assert (kept.answer, kept.captured_by_id) == (5, furnished.world.accounts["information_adviser"])
    assert "Very satisfied" in text_of(adviser.get(at("outcomes", customer_id)))


def test_gap_when_shown_then_leads_whoever_may_mend_it_to_the_very_page_and_nobody_else(
    furnished: Furnished, adviser: Client
) -> None:
    outcome_id = furnished.outcomes["missing"]

    def leads_to(client: Client) -> list[str]:
        page = BeautifulSoup(client.get(at("outcome", outcome_id)).content, "html.parser")
        found = page.find_all("li", string="Add evidence of the kind that shows this outcome")
        links = page.find_all("a", string="Add evidence of the kind that shows this outcome")
        return [str(one["href"]) for one in links] or [one.get_text() for one in found]

    assert leads_to(adviser) == [at("add_evidence", outcome_id)]
    officer = signed_in(furnished.world, "claims_officer")
    assert leads_to(officer) == ["Add evidence of the kind that shows this outcome"]
