"""Pages of contracts through the door that staff use: against profile, as known, terms, questions, counts."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from fingerpost.demo.world import World
from fingerpost.funding.models import ContractYear, MonthShare, Profile
from fingerpost.performance.models import DataRequest, ExternalCount, FrozenFigure, Intervention
from fingerpost.performance.rules.duties import month_before
from fingerpost.policy.civil import civil_date
from tests.fixtures.world import Acting, ClientAs

pytestmark = pytest.mark.django_db

MOST_QUERIES = 45
NE, SW = "prime_north_east", "second_prime_south_west"


@pytest.fixture(autouse=True)
def counted_on_postgres(settings: Settings) -> None:
    """No snapshot is wanted: figures are counted on the record as it stands."""
    settings.MI_ENGINE = "postgres"


def words(response: Any) -> str:
    text = re.sub(r"<(script|style|head)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


def token(page: Any) -> str:
    found = re.search(r'name="submission" value="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1]


def post(client: Client, address: str, **typed: str) -> Any:
    """Post a form with the token of its page."""
    return client.post(address, {**typed, "submission": token(client.get(address))})


def day(name: str, when: date) -> dict[str, str]:
    return {f"{name}-day": str(when.day), f"{name}-month": str(when.month), f"{name}-year": str(when.year)}


def profile(world: World, first: date, *, annual: int = 1200, contract: str = NE) -> None:
    """A contract year with twelve equal months of career management, set by the agency; committed."""
    by = {"set_by_id": world.accounts["contract_manager"], "set_at": timezone.now()}
    year = ContractYear.objects.using("owner").create(
        contract_id=world.contracts[contract],
        starts_on=first,
        ends_on=date(first.year + 1, first.month, 1) - timedelta(days=1),
        **by,
    )
    Profile.objects.using("owner").create(
        year=year, category="CMO", customer_class="other", annual=annual, approved_on=first, **by
    )
    shares = [Decimal("8.4")] * 11 + [Decimal("7.6")]
    for place, percent in enumerate(shares, start=1):
        MonthShare.objects.using("owner").get_or_create(
            year_starts_on=first,
            category="CMO",
            customer_class="other",
            place=place,
            defaults={"percent": percent, **by},
        )


def at(route: str, world: World, *more: object, contract: str = NE) -> str:
    return reverse(f"workspace:{route}", args=[world.contracts[contract], *more])


@pytest.mark.requirement("BR-CL-26.1", "BR-26.1")
def test_contract_when_bands_were_in_force_then_drawn_and_judged_and_not_under_version_three(
    client_as: ClientAs, world: World
) -> None:
    profile(world, date(2015, 4, 1))
    profile(world, date(2026, 4, 1))
    client = client_as("contract_manager")
    then = client.get(at("contract", world, date(2015, 6, 1)), {"category": "cmo"})
    text = words(then)
    assert "Outside 7%" in text
    assert "The tolerance band is that of the quarter" in text
    html = then.content.decode()
    assert html.count('role="img"') == 2
    assert 'stroke-dasharray="2,3"' in html
    assert "Career management, added up from the start of the year" in text
    assert "By the end of" in text
    assert "April 2015" in text
    assert "style=" not in html
    now = client.get(at("contract", world, date(2026, 6, 1)), {"category": "cmo"})
    text = words(now)
    assert "Below profile" in text
    assert "no tolerance band" in text
    assert "Outside" not in text
    assert 'stroke-dasharray="2,3"' not in now.content.decode()
    assert "302" in text, "the profile of three months is a quarter of the year's number, by its shares"


def test_contract_when_its_profile_changed_after_a_quarter_then_later_months_alone_move(
    client_as: ClientAs, world: World
) -> None:
    profile(world, date(2026, 4, 1))
    client = client_as("contract_manager")
    before = words(client.get(at("contract", world, date(2026, 9, 1)), {"category": "cmo"}))
    address = at("set_term", world, "change")
    form = client.get(address).content.decode()
    chosen = re.search(r'<option value="([0-9a-f-]{36})"', form)
    assert chosen is not None
    typed = {"profile": chosen[1], "after_quarter": "1", "amount": "300", "why": "Growth agreed"}
    kept = post(client, address, **typed, **day("agreed_on", date(2026, 7, 2)))
    assert kept.status_code == 302
    after = words(client.get(at("contract", world, date(2026, 9, 1)), {"category": "cmo"}))
    month = r"%s 2026 \d+ ([\d,]+)"
    for name, moves in (("June", False), ("July", True), ("September", True)):
        found = [re.search(month % name, text) for text in (before, after)]
        assert all(found)
        assert (found[0][1] != found[1][1]) is moves, name  # type: ignore[index]
    assert "300 after quarter 1 (Growth agreed)" in words(client.get(at("contract_terms", world)))


def test_terms_when_set_by_the_agency_then_kept_once_with_history_and_by_nobody_else(
    client_as: ClientAs, world: World
) -> None:
    client = client_as("contract_manager")
    address = at("set_term", world, "year")
    typed = {
        "maximum": "£1,000,000.00",
        "satisfaction_cap": "",
        "order_number": "PO-4711",
        **day("starts_on", date(2026, 4, 1)),
        **day("ends_on", date(2027, 3, 31)),
        "submission": token(client.get(address)),
    }
    wrong = client.post(address, {**typed, "maximum": "a lot"})
    assert wrong.status_code == 422
    assert "a lot" in wrong.content.decode()
    assert "must be a number" in words(wrong)
    backwards = client.post(address, {**typed, **day("ends_on", date(2026, 3, 1))})
    assert backwards.status_code == 422
    assert "PO-4711" in backwards.content.decode()
    for _twice in range(2):
        assert client.post(address, typed).status_code == 302
    page = words(client.get(at("contract_terms", world)))
    assert page.count("PO-4711") == 1
    assert "£1,000,000.00" in page
    again = post(client, address, **{**typed, "maximum": "2,000,000"})
    assert again.status_code == 302
    page = words(client.get(at("contract_terms", world)))
    assert "£2,000,000.00" in page
    assert "£1,000,000.00" in page[page.index("How it came to stand so") :]
    for what, more in (
        ("deduction", {"month": "2026-05", "percent": "2.5", "why": "Late return"}),
        (
            "fixed-sum",
            {"name": "Start-up", "amount": "500", "first_month": "2026-05", "last_month": "2026-07"},
        ),
        (
            "payment",
            {"month": "2026-05", "kind": "service_fee", "amount": "250", **day("paid_on", date(2026, 6, 9))},
        ),
    ):
        assert post(client, at("set_term", world, what), **more).status_code == 302, what
    page = words(client.get(at("contract_terms", world)))
    for said in ("2.5%", "Late return", "Start-up", "£500.00"):
        assert said in page
    assert "£250.00" in words(client.get(at("contract", world, date(2026, 5, 1))))
    prime = client_as("returns_manager")
    assert "PO-4711" in words(prime.get(at("contract_terms", world)))
    assert prime.get(address).status_code == 403
    assert prime.get(at("contract_terms", world, contract=SW)).status_code == 404
    assert client.get(at("set_term", world, "no-such")).status_code == 404


def test_shares_when_they_do_not_add_to_a_hundred_then_refused_and_what_was_typed_stays(
    client_as: ClientAs, world: World
) -> None:
    client = client_as("contract_manager")
    address = reverse("workspace:month_shares")
    typed = {
        "category": "CMO",
        "customer_class": "priority",
        **day("starts_on", date(2026, 4, 1)),
        **{f"month_{place}": "8.4" for place in range(1, 13)},
    }
    wrong = post(client, address, **typed)
    assert wrong.status_code == 422
    assert "add to 100.8, and must add to 100" in words(wrong)
    assert wrong.content.decode().count('value="8.4"') == 12
    assert post(client, address, **{**typed, "month_12": "7.6"}).status_code == 302
    assert "8.4 · 8.4" in words(client.get(address))


@pytest.mark.requirement("OI-12.20", "OF-15")
def test_target_when_changed_for_next_year_then_this_year_stays_and_primes_differ(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    client = client_as("contract_manager")
    for contract, starts_on, value in (
        (NE, date(2026, 4, 1), "40"),
        (NE, date(2027, 4, 1), "45"),
        (SW, date(2026, 4, 1), "35"),
    ):
        typed = {"measure": "conversion_lo", "value": value, "why": "Agreed for the region"}
        kept = post(
            client, at("set_term", world, "target", contract=contract), **typed, **day("starts_on", starts_on)
        )
        assert kept.status_code == 302
    page = words(client.get(at("contract_terms", world)))
    assert "1 April 2026 to 31 March 2027" in page
    with acting("returns_manager"):
        from fingerpost.performance.managed import targets_on

        ours = world.contracts[NE]
        assert targets_on(ours, on=date(2026, 9, 1))["conversion_lo"].value == 40
        assert targets_on(ours, on=date(2027, 9, 1))["conversion_lo"].value == 45
        assert targets_on(world.contracts[SW], on=date(2026, 9, 1)) == {}
    with acting("contract_manager"):
        assert targets_on(world.contracts[SW], on=date(2026, 9, 1))["conversion_lo"].value == 35
    over = post(
        client,
        at("set_term", world, "target"),
        measure="conversion_lo",
        value="50",
        why="Again",
        **day("starts_on", date(2026, 9, 1)),
    )
    assert over.status_code == 422
    assert "A target of this measure begins on that day or later" in words(over)


@pytest.mark.requirement("BR-25.4")
def test_question_when_without_a_day_or_scope_then_not_saved_and_overdue_ones_stand_out(
    client_as: ClientAs, world: World
) -> None:
    client = client_as("contract_manager")
    address = at("ask_for_data", world)
    today = civil_date(timezone.now())
    whole = {"requester": "The department", "scope": "Sessions by week", **day("due_on", today)}
    for missing in ("requester", "scope", "due_on-day"):
        refused = post(client, address, **{name: text for name, text in whole.items() if name != missing})
        assert refused.status_code == 422, missing
    assert post(client, address, **whole).status_code == 302
    assert "Sessions by week" in words(client.get("/staff/contracts/"))
    late = DataRequest.objects.using("owner").create(
        contract_id=world.contracts[NE],
        requester="The department",
        scope="Venues by town",
        due_on=today - timedelta(days=3),
        asked_by_id=world.accounts["contract_manager"],
        asked_at=timezone.now(),
    )
    text = words(client.get("/staff/contracts/"))
    assert "Overdue since" in text[text.index("Venues by town") :][:200]
    prime = client_as("compliance")
    question = reverse("workspace:data_request", args=[late.id])
    assert "Overdue" in words(prime.get(question))
    assert post(prime, question, answer="Sent by secure mail", version="1").status_code == 302
    assert "Venues by town" not in words(client.get("/staff/contracts/"))
    assert "Sent by secure mail" in words(client.get(question))
    assert client.post(question, {"answer": "Mine", "version": "2"}).status_code == 403


@pytest.mark.requirement("BR-26.1")
def test_intervention_when_raised_then_the_agency_agrees_and_closes_and_the_prime_reads(
    client_as: ClientAs, world: World
) -> None:
    raised = Intervention.objects.using("owner").create(
        contract_id=world.contracts[NE],
        month=date(2026, 9, 1),
        measure="satisfaction",
        found="Its target was not met",
        opened_at=timezone.now(),
    )
    address = reverse("workspace:intervention", args=[raised.id])
    prime, client = client_as("returns_manager"), client_as("contract_manager")
    assert "Satisfied customers" in words(prime.get("/staff/contracts/"))
    assert "Its target was not met" in words(prime.get(address))
    assert prime.post(address, {"decision": "close", "action": "Done", "version": "1"}).status_code == 403
    empty = post(client, address, decision="agree", action="", version="1")
    assert empty.status_code == 422
    assert (
        post(client, address, decision="agree", action="Ring back within a day", version="1").status_code
        == 302
    )
    assert "Ring back within a day" in words(prime.get(address))
    stale = post(client, address, decision="close", action="Too late", version="1")
    assert stale.status_code == 409
    assert post(client, address, decision="close", action="Met since May", version="2").status_code == 302
    assert (
        "Satisfied customers"
        not in words(client.get("/staff/contracts/")).split("Questions for data")[0][-400:]
    )
    other = client_as("second_prime_adviser")
    assert other.get(address).status_code == 403


@pytest.mark.requirement("EV-4.3.2")
def test_counts_when_entered_corrected_or_sent_as_a_file_then_totals_alone_are_kept(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    client, address = client_as("returns_manager"), reverse("workspace:external_counts")
    contract = str(world.contracts[NE])
    typed = {"contract": contract, "code": "site_signposts", **day("day", date(2026, 9, 3))}
    assert post(client, address, **typed, counted="12").status_code == 302
    assert post(client, address, **typed, counted="14").status_code == 302
    assert post(client, address, **typed, counted="-1").status_code == 422
    assert "14" in words(client.get(address))
    file_address = reverse("workspace:external_counts_file")

    def send(text: str) -> Any:
        sent = SimpleUploadedFile("counts.csv", text.encode(), "text/csv")
        return client.post(
            file_address,
            {"many-contract": contract, "many-file": sent, "submission": token(client.get(address))},
        )

    wrong = send(
        "day,code,count\n2026-09-04,site_signposts,5\n2026-13-04,site_signposts,5\n2026-09-04,people,1\n"
    )
    assert wrong.status_code == 422
    assert "3, 4" in words(wrong)
    named = send("day,code,count,name\n2026-09-04,site_signposts,5,Tess\n")
    assert named.status_code == 422
    assert "No other column is taken" in words(named)
    assert (
        send("day,code,count\n2026-09-03,site_signposts,15\n2026-09-04,site_signposts,5\n").status_code == 302
    )
    with acting("returns_manager"):
        kept = list(ExternalCount.objects.filter(code="site_signposts").order_by("entered_at"))
    assert [each.counted for each in kept if each.day == date(2026, 9, 3)] == [12, 14, 15]
    assert len([each for each in kept if each.replaces_id]) == 2
    theirs = str(world.contracts[SW])
    assert post(client, address, **{**typed, "contract": theirs}, counted="3").status_code == 422


@pytest.mark.requirement("OI-13.5")
def test_month_when_known_differently_then_three_figures_side_by_side(
    client_as: ClientAs, world: World
) -> None:
    for known, value in (("day_5", "71"), ("returned", "74")):
        FrozenFigure.objects.using("owner").create(
            contract_id=world.contracts[NE],
            month=date(2026, 5, 1),
            known=known,
            measure="web_sessions",
            numerator=Decimal(value),
            value=Decimal(value),
            frozen_at=timezone.now(),
            snapshot_sha256="",
        )
    page = words(
        client_as("returns_manager").get(at("contract_known", world, date(2026, 5, 1)), {"kind": "national"})
    )
    row = page[page.index("Sessions on the website") :][:80]
    assert re.search(r"Sessions on the website 71 74 \S+", row), row
    for head in ("As known on the fifth working day", "As returned", "As known now"):
        assert head in page


@pytest.mark.requirement("BR-26.2", "OI-15.14")
def test_inputs_when_asked_then_the_eight_of_version_three_and_the_five_before(
    client_as: ClientAs, world: World
) -> None:
    client = client_as("contract_manager")
    page = words(client.get(at("contract_inputs", world, date(2026, 5, 1))))
    for label in (
        "Financial profile and national targets", "Share in the measures of the whole service",
        "Financial health and control", "Inspection", "matrix accreditation",
        "Following policy, and partnership", "Service levels", "Quality and security of data",
    ):  # fmt: skip
        assert label in page, label
    assert page.count("Nothing of this is kept here") == 1
    before = words(client.get(at("contract_inputs", world, date(2012, 5, 1))))
    for label in ("Measures of the whole service", "Measures of each channel", "Customers' health, safety"):
        assert label in before, label
    assert "matrix accreditation" not in before


def test_views_of_groups_people_and_places_when_asked_then_within_the_readers_bounds(
    client_as: ClientAs, world: World
) -> None:
    prime, agency = client_as("compliance"), client_as("contract_manager")
    for client in (prime, agency):
        page = words(client.get(reverse("workspace:equality_gaps"), {"measure": "equality_seen"}))
        assert "Groups with too few people" in page
    for route in ("advisers_view", "venues_view"):
        assert prime.get(reverse(f"workspace:{route}")).status_code == 200
        assert agency.get(reverse(f"workspace:{route}")).status_code == 403


def test_contracts_when_there_are_more_then_no_more_queries(client_as: ClientAs, world: World) -> None:
    agency, prime = client_as("contract_manager"), client_as("returns_manager")
    for client in (agency, prime):
        client.get("/staff/contracts/")
    with CaptureQueriesContext(connection) as all_of_them:
        page = words(agency.get("/staff/contracts/"))
    with CaptureQueriesContext(connection) as own:
        ours = words(prime.get("/staff/contracts/"))
    assert "DEMO-SW" in page
    assert "DEMO-SW" not in ours
    assert "DEMO-NE" in ours
    assert len(all_of_them) <= MOST_QUERIES, len(all_of_them)
    assert len(own) <= MOST_QUERIES
    month = month_before(civil_date(timezone.now()).replace(day=1))
    assert (
        f"/staff/month/{world.contracts[NE]}/{month:%Y-%m}/"
        in agency.get("/staff/contracts/").content.decode()
    )
