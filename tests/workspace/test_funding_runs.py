"""The pages of runs through the door that staff use: making, reading, comparing, trying; and what they never show."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fingerpost.customers.models import Customer
from fingerpost.funding.models import FundingDecision, Run, RunDecision
from fingerpost.house.models import Read
from fingerpost.outcomes.models import Outcome
from fingerpost.policy.civil import civil_date
from tests.fixtures.working_day import Furnished, contract
from tests.fixtures.world import ClientAs

pytestmark = pytest.mark.django_db

EXAMPLE = "Example: this scheme ended on 30 September 2022."
MOST_QUERIES = 45


@pytest.fixture(autouse=True)
def day(furnished: Furnished) -> Furnished:
    """The working day stands."""
    return furnished


def words(response: Any) -> str:
    text = re.sub(r"<(script|style|head)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


def this_month() -> str:
    return f"{civil_date(timezone.now()):%Y-%m}"


def page(name: str, *ids: object) -> str:
    return reverse(f"workspace:{name}", args=ids)


def names_of_customers() -> set[str]:
    return set(Customer.objects.using("owner").values_list("family_name", flat=True))


def test_run_when_made_on_the_page_then_kept_with_its_totals_and_opens_to_each_decision(
    furnished: Furnished, client_as: ClientAs
) -> None:
    client = client_as("claims_officer")
    asked = {"contract": str(contract(furnished)), "month": this_month()}
    made = client.post(page("new_run"), asked)
    assert made.status_code == 302
    run = Run.objects.using("default").order_by("-started_at").first()
    assert run is None, "nobody acts here, so nobody sees it"
    here = made["Location"]
    shown = client.get(here)
    text = words(shown)
    assert "For a claim" not in text
    assert "To look" in text
    assert EXAMPLE in text
    assert "Totals by verdict, month and class" in text
    assert "It is not claimed yet." in text
    assert not {name for name in names_of_customers() if name in text}
    events = re.findall(rf'href="({re.escape(here)}[0-9a-f-]{{36}}/)"', shown.content.decode())
    assert events
    decision = client.get(events[0])
    assert "Why: each rule that was tried" in words(decision)
    record = re.search(r'href="(/staff/claims/[^"]+)">Open its record', decision.content.decode())
    assert record is not None
    assert client.get(record[1]).status_code == 200
    assert Read.objects.using("default").count() == 0


def test_decision_when_opened_then_the_read_is_kept(furnished: Furnished, client_as: ClientAs) -> None:
    run_id, event = furnished.runs["look"], furnished.runs["event"]
    client_as("compliance").get(page("run_event", run_id, event))
    with furnished.as_("compliance") as actor:
        assert Read.objects.filter(account_id=actor.account_id, what="run_decision").count() == 1


def test_run_when_the_form_is_wrong_then_says_so_and_keeps_what_was_typed(
    furnished: Furnished, client_as: ClientAs
) -> None:
    client = client_as("claims_officer")
    typed = {"contract": "", "month": this_month(), "known_on-day": "31", "known_on-month": "2"}
    answer = client.post(page("new_run"), {**typed, "known_on-year": "2026"})
    assert answer.status_code == 422
    assert "There is a problem" in words(answer)
    assert 'value="31"' in answer.content.decode()


def test_runs_when_listed_then_newest_first_with_a_bounded_number_of_queries(
    furnished: Furnished, client_as: ClientAs
) -> None:
    client = client_as("returns_manager")
    client.get(page("runs"))
    for address in (
        page("runs"),
        page("run", furnished.runs["look"]),
        page("run_differences", furnished.runs["shadow"]),
    ):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= MOST_QUERIES, (address, len(asked))
    text = words(client.get(page("runs")))
    assert "Make a run" not in text
    assert "To compare two versions of the rule" in text


def test_versions_when_compared_then_each_move_is_listed(furnished: Furnished, client_as: ClientAs) -> None:
    client = client_as("claims_officer")
    asked = {"contract": str(contract(furnished)), "month": this_month(), "version": "2025-04-24"}
    made = client.post(page("new_shadow"), asked)
    assert made.status_code == 302
    text = words(client.get(made["Location"]))
    assert "What the rule means" in text
    assert "April 2025" in text
    assert client.get(page("run_differences", furnished.runs["look"])).status_code == 404


def test_simulator_when_a_rate_is_changed_then_what_moves_is_told_and_nothing_is_kept(
    furnished: Furnished, client_as: ClientAs
) -> None:
    client = client_as("claims_officer")
    kept = [model.objects.using("owner").count() for model in (Run, RunDecision, FundingDecision)]
    asked = {"contract": str(contract(furnished)), "month": this_month(), "version": "recommended"}
    same = words(client.get(page("simulator"), {**asked, "kind": "any", "customer_class": "any", "rate": ""}))
    assert "None of" in same
    told = words(
        client.get(page("simulator"), {**asked, "kind": "any", "customer_class": "any", "rate": "123.45"})
    )
    assert "As it would be" in told
    assert "£123.45" in told
    assert "Moved +£" in told
    wrong = client.get(page("simulator"), {**asked, "rate": "much"})
    assert wrong.status_code == 422
    assert "Enter a rate in pounds" in words(wrong)
    assert [model.objects.using("owner").count() for model in (Run, RunDecision, FundingDecision)] == kept


def test_simulator_when_a_day_of_an_outcome_is_changed_then_its_verdict_moves(
    furnished: Furnished, client_as: ClientAs
) -> None:
    client = client_as("claims_officer")
    outcome_id: UUID = furnished.outcomes["claimed"]
    address = page("simulate_outcome", outcome_id)
    assert "See what moves" in words(client.get(address))
    outcome = Outcome.objects.using("owner").get(id=outcome_id)
    assert outcome.told_on is not None
    long_after = {"told_on-day": "1", "told_on-month": "6", "told_on-year": str(outcome.told_on.year + 3)}
    text = words(client.get(address, {"version": "recommended", **long_after}))
    assert "What moves" in text
    assert "Not payable" in text
    outcome.refresh_from_db(using="owner")
    assert outcome.told_on.year < timezone.now().year + 3
