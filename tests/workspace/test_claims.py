"""The pages of claims through the door that staff use: the list, one outcome in words, claiming, sending back."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.funding.deciding import Step
from fingerpost.funding.models import FundingDecision
from fingerpost.funding.services import claim_outcome, decide_outcome
from fingerpost.house.ids import new_id
from fingerpost.house.models import Read
from fingerpost.house.navigation import href_of
from fingerpost.outcomes.models import Outcome
from fingerpost.policy.civil import spoken_date
from fingerpost.workspace.claims.forms import wanted_of
from fingerpost.workspace.claims.words import RULES, pounds, trail_lines
from tests.fixtures.world import Acting, ClientAs
from tests.funding.steps import day, ready_outcome, today, whole_session
from tests.outcome_steps import record_one_outcome
from tests.session_steps import REFUSED

pytestmark = pytest.mark.django_db

LIST = "/staff/claims/"
EXAMPLE = "Example: this scheme ended on 30 September 2022."
UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOST_QUERIES = 75


def words(response: Any) -> str:
    text = re.sub(r"<(script|style|head)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


def address(route: str, outcome: Outcome) -> str:
    return reverse(f"workspace:{route}", args=[outcome.id])


def fresh(outcome: Outcome) -> Outcome:
    return Outcome.objects.get(id=outcome.id)


def test_list_when_an_officer_opens_it_then_what_waits_is_there_with_its_example_label(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    with acting("area_adviser") as actor:
        attendance = whole_session(actor, world, days_ago=4)
        ready_outcome(actor, world, attendance=attendance, told_on=day(1))
        ready_outcome(actor, world, attendance=attendance, kind="4", told_on=day(2))
    page = client_as("claims_officer").get(LIST)
    text = words(page)
    assert EXAMPLE in text
    assert text.index("Accredited learning, Tess Placeholder") < text.index("Sustainable employment, Tess")
    assert "£" not in text
    assert "Tess" not in page.content.decode().split("<h2")[0]
    assert f'href="{LIST}"' in client_as("claims_officer").get("/staff/").content.decode()


def test_list_when_filtered_then_only_those_and_damaged_filters_are_left_out(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    now = timezone.now()
    with acting("area_adviser") as actor:
        attendance = whole_session(actor, world)
        job = ready_outcome(actor, world, attendance=attendance)
        ready_outcome(actor, world, attendance=attendance, kind="4")
    with acting("claims_officer") as actor:
        assert claim_outcome(actor=actor, now=now, outcome_id=job.id, version=job.version).is_claimed
    client = client_as("claims_officer")
    assert "Sustainable employment, Tess" not in words(client.get(LIST))
    claimed = words(client.get(LIST, {"state": "claimed"}))
    assert "Sustainable employment, Tess" in claimed
    assert "£30.00" in claimed
    assert "Accredited learning, Tess" in words(client.get(LIST, {"kind": "4"}))
    assert "Accredited learning, Tess" not in words(client.get(LIST, {"kind": "5"}))
    month = f"{today():%Y-%m}"
    assert "Accredited learning, Tess" in words(client.get(LIST, {"month": month}))
    assert "Accredited learning, Tess" not in words(client.get(LIST, {"month": "2019-01"}))
    for damaged in ({"month": "x"}, {"month": "2024-13"}, {"state": "x", "kind": "x", "page": "x"}):
        assert "Accredited learning, Tess" in words(client.get(LIST, damaged))


@pytest.mark.parametrize(
    ("asked", "month"),
    [
        ("2024-02", date(2024, 2, 1)),
        ("2024-12", date(2024, 12, 1)),
        ("2024-00", None),
        ("24-1", None),
        ("", None),
    ],
)
def test_month_when_read_from_an_address_then_the_first_day_or_nothing(
    asked: str, month: date | None
) -> None:
    assert wanted_of({"month": asked}, {}).month == month


def test_list_when_there_are_more_than_a_page_then_pages_and_no_more_queries(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    with acting("area_adviser") as actor:
        attendance = whole_session(actor, world)
        assert attendance.customer_id is not None
        record_one_outcome(actor, world, attendance.customer_id, attendance=attendance)
    client = client_as("claims_officer")
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    with acting("area_adviser") as actor:
        for _number in range(30):
            record_one_outcome(actor, world, attendance.customer_id, attendance=attendance)
    with CaptureQueriesContext(connection) as many:
        page = client.get(LIST)
    assert len(many) == len(few)
    assert page.content.decode().count("Sustainable employment, Tess") == 25
    assert "page=2" in page.content.decode()
    assert client.get(LIST, {"page": "2"}).content.decode().count("Sustainable employment, Tess") == 6


def test_claim_when_opened_then_dates_session_plan_evidence_and_each_rule_in_words(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    with acting("area_adviser") as actor:
        outcome = ready_outcome(actor, world)
    page = client_as("claims_officer").get(address("claim", outcome))
    text = words(page)
    for said in (
        EXAMPLE,
        "Tess Placeholder",
        f"We were told {spoken_date(today())}",
        "Not claimed",
        "Typed their name and confirmed",
        "Signed payslip",
        "Payable £30.00",
        "Not in a priority group",
        "One of its kind in a year ✓ Passed It is the one of its kind that is paid.",
        "There is a rate for",
        "Check and claim",
        "Send back to the adviser",
    ):
        assert said in text, said
    assert "Not passed" not in text
    assert not UUIDS.search(text)
    assert "NCS" not in text
    assert "pence" not in text
    with acting("claims_officer"):
        assert Read.objects.filter(what="claim", customer_id=outcome.customer_id).count() == 1
        assert not FundingDecision.objects.exists()


def test_claim_when_priority_then_said_in_the_same_words_for_every_group(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    shown = []
    for facts in ({"single_parent": "yes"}, {"qualification_level": "level_1"}):
        with acting("area_adviser") as actor:
            outcome = ready_outcome(actor, world, facts=facts)
        text = words(client_as("claims_officer").get(address("claim", outcome)))
        shown.append(text[text.index("Decision") : text.index("Check and claim")])
    assert "In a priority group." in shown[0]
    assert shown[0] == shown[1]
    assert "parent" not in shown[0]


def test_claim_when_something_is_missing_then_said_with_links_and_it_cannot_be_claimed(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    with acting("area_adviser") as actor:
        outcome = ready_outcome(actor, world, with_plan=False, with_evidence=False)
    client = client_as("claims_officer")
    page = client.get(address("claim", outcome))
    text = words(page)
    assert "Add evidence of the kind that shows this outcome" in text
    assert "Agree a plan at the session" in text
    assert "Check and claim" not in text
    sent = client.post(address("make_claim", outcome), {"version": str(outcome.version)})
    assert sent.status_code == 422
    assert "It was not claimed" in words(sent)
    with acting("claims_officer"):
        assert fresh(outcome).claimed_at is None
        assert FundingDecision.objects.count() == 1


def test_claim_when_made_then_claimed_once_and_the_kept_decision_is_shown(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    with acting("area_adviser") as actor:
        outcome = ready_outcome(actor, world)
    client = client_as("claims_officer")
    data = {"version": str(outcome.version), "submission": str(new_id())}
    done = client.post(address("make_claim", outcome), data, follow=True)
    text = words(done)
    assert "Claimed." in text
    assert "Decided on" in text
    assert "by Hugh Barlow" in text
    assert "Check and claim" not in text
    again = client.post(address("make_claim", outcome), data)
    assert again.status_code == 302
    with acting("claims_officer"):
        assert fresh(outcome).version == outcome.version + 1
        assert FundingDecision.objects.count() == 1
    # A colleague's click that comes later finds it claimed; an old page is told.
    stale = client_as("two_roles_claims").post(
        address("make_claim", outcome), {"version": str(outcome.version), "submission": str(new_id())}
    )
    assert stale.status_code == 409
    assert "Somebody else has claimed this outcome" in words(stale)


def test_claim_when_the_version_is_damaged_then_said_so(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    with acting("area_adviser") as actor:
        outcome = ready_outcome(actor, world)
    assert client_as("claims_officer").post(address("make_claim", outcome), {}).status_code == 422


def test_outcome_when_sent_back_then_the_reason_stands_on_the_claim_and_its_list(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    with acting("area_adviser") as actor:
        outcome = ready_outcome(actor, world)
    client, here = client_as("claims_officer"), address("send_claim_back", outcome)
    form = client.get(here)
    assert "What must be put right?" in words(form)
    version = str(outcome.version)
    assert client.post(here, {"why": "", "version": version}).status_code == 422
    refused = client.post(here, {"why": REFUSED, "version": version})
    assert refused.status_code == 422
    assert "can&#x27;t be kept in our records" in refused.content.decode()
    sent = client.post(here, {"why": "Which day did the job begin?", "version": version}, follow=True)
    assert "Sent back." in words(sent)
    assert "Which day did the job begin?" not in words(client.get(LIST))
    assert "Which day did the job begin?" in words(client.get(LIST, {"state": "sent_back"}))
    assert "Which day did the job begin?" in words(client.get(address("claim", outcome)))
    stale = client.post(here, {"why": "And who told us?", "version": version})
    assert stale.status_code == 409
    own = words(client_as("area_adviser").get("/staff/"))
    assert "Sustainable employment, Tess Placeholder Sent back Which day did the job begin?" in own
    assert "Which day did the job begin?" not in words(client_as("second_area_adviser").get("/staff/"))


def test_claim_when_somebody_who_sees_money_reads_it_then_the_kept_decision_and_no_buttons(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    with acting("area_adviser") as actor:
        outcome = ready_outcome(actor, world)
    client = client_as("compliance")
    assert "No decision has been kept yet." in words(client.get(address("claim", outcome)))
    with acting("claims_officer") as actor:
        decide_outcome(actor=actor, now=timezone.now(), outcome_id=outcome.id)
    text = words(client.get(address("claim", outcome)))
    assert "£30.00" in text
    assert "Check and claim" not in text
    assert client.get(LIST).status_code == 403
    assert client.post(address("make_claim", outcome), {"version": "1"}).status_code == 403


@pytest.mark.parametrize("nickname", ["area_adviser", "trainee", "telephone_adviser"])
def test_adviser_when_looking_anywhere_then_no_money(
    client_as: ClientAs, acting: Acting, world: World, nickname: str
) -> None:
    with acting("area_adviser") as actor:
        outcome = ready_outcome(actor, world)
    with acting("claims_officer") as actor:
        assert claim_outcome(
            actor=actor, now=timezone.now(), outcome_id=outcome.id, version=outcome.version
        ).is_claimed
    client = client_as(nickname)
    assert client.get(LIST).status_code == 403
    assert client.get(address("claim", outcome)).status_code == 403
    pages = [
        reverse("workspace:today"),
        reverse("workspace:customer", args=[outcome.customer_id]),
        reverse("workspace:attendance", args=[outcome.attendance_id]),
        *_pages_of_outcomes(outcome),
    ]
    looked = 0
    for page in pages:
        answer = client.get(page)
        looked += answer.status_code == 200
        # What the customer earned is evidence; what a claim pays is not theirs to see.
        shown = re.sub(r"Earnings from £[\d,.]+ to £[\d,.]+", "", answer.content.decode())
        assert "£" not in shown, page
        assert "payable" not in words(answer).lower(), page
    assert looked >= (3 if nickname == "area_adviser" else 1)
    with acting(nickname):
        assert not FundingDecision.objects.exists()


def test_claim_when_the_customer_has_a_long_past_then_no_more_queries(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    with acting("area_adviser") as actor:
        attendance = whole_session(actor, world)
        outcome = ready_outcome(actor, world, attendance=attendance)
    client, here = client_as("claims_officer"), address("claim", outcome)
    client.get(here)
    with CaptureQueriesContext(connection) as few:
        assert client.get(here).status_code == 200
    with acting("area_adviser") as actor:
        for kind in ("4", "5", "1", "2", "3", "3"):
            ready_outcome(actor, world, attendance=attendance, kind=kind)
    with CaptureQueriesContext(connection) as many:
        assert client.get(here).status_code == 200
    assert len(many) == len(few)
    assert len(few) <= MOST_QUERIES


def test_rules_when_put_in_words_then_whole_sentences_without_ids_or_gaps() -> None:
    other = str(UUID(int=5))
    for rule in RULES:
        for passed in (True, False):
            for values in (
                {},
                {"day": "2026-05-03", "other_kind": "3", "other_day": "", "last": "2026-05-04"},
            ):
                step = Step(rule, passed, f"{other} is kept instead.", "P6", values)
                line = trail_lines(
                    [{"rule": step.rule, "passed": step.passed, "because": step.because, "values": values}],
                    {"3": "Sustainable employment"},
                )[0]
                assert line.words.endswith(".")
                assert "%(" not in line.words
                assert other not in line.words
                assert line.name


def test_amounts_when_shown_then_pounds_and_pence() -> None:
    assert [pounds(each) for each in (0, 5, 3000, 123456, None)] == [
        "£0.00",
        "£0.05",
        "£30.00",
        "£1,234.56",
        "No rate known",
    ]


def _pages_of_outcomes(outcome: Outcome) -> list[str]:
    return list(
        filter(
            None,
            (
                href_of("workspace:outcome", outcome.id),
                href_of("workspace:outcomes", outcome.customer_id),
                href_of("workspace:plan", outcome.attendance_id),
            ),
        )
    )
