"""The ledger by HTTP: preview and claim, lines, steps, holding back, files, statements, and who sees what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pikepdf
import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.funding.audits.proofs import reference_of
from fingerpost.funding.ledger.queries import my_statements, statement_of
from fingerpost.funding.ledger.services import invoice_due_on, make_claim
from fingerpost.funding.models import Claim, ClaimLine, ClaimStep, ClawBack, PassThrough, PaymentMade
from fingerpost.house.ids import new_id
from fingerpost.house.rules import rules_in_force
from fingerpost.policy.civil import add_months
from fingerpost.staff.models import Membership, Standing
from fingerpost.staff.services import acting_as
from tests.fixtures.world import signed_in, standing_world
from tests.funding.ledger_steps import after, claim_month, claimed_outcome, this_month

pytestmark = pytest.mark.django_db(transaction=True)

MOST_QUERIES = 40


@pytest.fixture
def world() -> Iterator[World]:
    yield standing_world()
    connections.close_all()


@pytest.fixture
def claim(world: World) -> Claim:
    """The claim of this month, as if it were over, with one job."""
    claimed_outcome(world)
    return claim_month(world, order_number="PO-17")


def page(client: Client, name: str, *args: object, **query: Any) -> str:
    answer = client.get(reverse(f"workspace:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def post(client: Client, name: str, *args: object, **typed: str) -> Any:
    return client.post(reverse(f"workspace:{name}", args=args), {"submission": str(new_id()), **typed})


def test_month_when_it_is_over_then_previewed_without_a_trace_and_made_by_one_button(world: World) -> None:
    officer = signed_in(world, "claims_officer")
    contract = world.contracts["prime_north_west"]
    month = add_months(this_month(), -1)
    listed = page(officer, "ledger", contract=str(contract))
    href = reverse("workspace:ledger_make", args=[contract, month])
    assert href in listed
    shown = officer.get(href).content.decode()
    assert "£0.00" in shown
    assert Claim.objects.using("owner").count() == 0
    answer = officer.post(href, {"submission": str(new_id()), "order_number": "PO-99"})
    made = Claim.objects.using("owner").get()
    assert answer.headers["Location"] == reverse("workspace:ledger_claim", args=[made.id])
    assert (made.order_number, made.month) == ("PO-99", month)
    # Asked for again, the page leads to the claim.
    assert officer.get(href).headers["Location"] == reverse("workspace:ledger_claim", args=[made.id])


@pytest.mark.requirement("OI-20.F27")
@pytest.mark.requirement("BR-CL-25.2")
def test_claim_when_opened_by_its_officer_then_lines_lead_to_decisions_and_the_invoice_is_itemised(
    world: World, claim: Claim
) -> None:
    officer = signed_in(world, "claims_officer")
    shown = page(officer, "ledger_claim", claim.id)
    line = ClaimLine.objects.using("owner").get(claim=claim)
    assert reverse("workspace:claim", args=[line.outcome_id]) in shown
    assert "£30.00" in shown
    assert "PO-17" in shown
    file = officer.get(reverse("workspace:ledger_lines_file", args=[claim.id]))
    assert str(line.outcome_id) in file.content.decode()
    assert "priority" not in file.content.decode().lower()
    invoice = officer.get(reverse("workspace:ledger_invoice", args=[claim.id]))
    assert invoice["Content-Type"] == "application/pdf"
    with pikepdf.open(BytesIO(invoice.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
    # October's invoice: the fifth working day of November 2026 is the sixth, a Friday.
    due = {date(2026, 10, 1): date(2026, 11, 6), date(2026, 12, 1): date(2027, 1, 8)}
    for month, day in due.items():
        assert invoice_due_on(month, rules=rules_in_force()) == day


@pytest.mark.requirement("BR-33.1")
def test_line_of_a_claim_when_seen_then_it_says_its_reference_and_who_audits_opens_it_from_there(
    world: World, claim: Claim
) -> None:
    line = ClaimLine.objects.using("owner").select_related("claim__contract").get(claim=claim)
    reference, find = reference_of(line), reverse("workspace:audit_line")
    shown = page(signed_in(world, "claims_officer"), "ledger_claim", claim.id)
    assert f">{reference}</span>" in shown
    assert find not in shown
    compliance = signed_in(world, "compliance")
    shown = page(compliance, "ledger_claim", claim.id)
    href = f"{find}?{urlencode({'reference': reference})}"
    assert f'href="{href}"' in shown
    asked = compliance.get(href).content.decode()
    assert f'value="{reference}"' in asked
    opened = compliance.post(href, {"reference": reference, "purpose": "A question of the agency"})
    assert opened.status_code == 200
    assert reference in opened.content.decode()


def test_claim_when_the_agency_opens_it_then_totals_and_never_a_line(world: World, claim: Claim) -> None:
    manager = signed_in(world, "contract_manager")
    shown = page(manager, "ledger_claim", claim.id)
    assert "£30.00" in shown
    line = ClaimLine.objects.using("owner").get(claim=claim)
    assert str(line.outcome_id) not in shown
    assert "Delivered by" not in shown
    with acting_as(world.memberships["contract_manager"]):
        assert Claim.objects.filter(id=claim.id).exists()
        assert not ClaimLine.objects.exists()
        assert not ClawBack.objects.exists()
    for nickname in ("auditor", "second_prime_adviser", "area_adviser"):
        with acting_as(world.memberships[nickname]):
            assert not ClaimLine.objects.exists()


def test_claim_when_taken_through_its_steps_then_in_order_by_who_may_and_paid_is_kept(
    world: World, claim: Claim
) -> None:
    officer, manager = signed_in(world, "claims_officer"), signed_in(world, "contract_manager")
    assert post(manager, "ledger_step", claim.id, kind="accepted").status_code == 409
    assert post(manager, "ledger_step", claim.id, kind="invoiced").status_code == 403
    assert post(officer, "ledger_step", claim.id, kind="invoiced").status_code == 302
    empty = post(manager, "ledger_step", claim.id, kind="queried", note="")
    assert empty.status_code == 422
    assert "what you ask" in empty.content.decode()
    for kind, note in (("queried", "Which subcontractor?"), ("accepted", ""), ("paid", "")):
        assert post(manager, "ledger_step", claim.id, kind=kind, note=note).status_code == 302
    steps = ClaimStep.objects.using("owner").filter(claim=claim).order_by("taken_at", "id")
    assert [step.kind for step in steps] == ["invoiced", "queried", "accepted", "paid"]
    paid = PaymentMade.objects.using("owner").get(contract=claim.contract_id)
    assert (paid.category, paid.amount_pence, paid.month) == ("outcomes", 3000, claim.month)
    assert "Which subcontractor?" in page(officer, "ledger_claim", claim.id)
    assert post(manager, "ledger_step", claim.id, kind="accepted").status_code == 409


def test_payment_when_held_back_on_its_page_then_kept_with_words_and_let_go_again(
    world: World, claim: Claim
) -> None:
    officer = signed_in(world, "claims_officer")
    outcome = ClaimLine.objects.using("owner").get(claim=claim).outcome_id
    assert post(officer, "ledger_hold", outcome, do="hold", why="").status_code == 422
    assert post(officer, "ledger_hold", outcome, do="hold", why="The wrong payslip.").status_code == 302
    shown = page(officer, "ledger_hold", outcome)
    assert "The wrong payslip." in shown
    assert post(officer, "ledger_hold", outcome, do="let_go", why="The right one came.").status_code == 302
    kept = ClawBack.objects.using("owner").order_by("place").values_list("place", "why")
    assert list(kept) == [(1, "The wrong payslip."), (2, "The right one came.")]


@pytest.mark.requirement("OI-20.F11")
def test_statement_when_a_subcontractor_delivered_then_its_own_lines_alone_and_what_is_below_is_listed(
    world: World,
) -> None:
    """Under the north-western contract, by the subcontractor; the prime's own outcome stays the prime's."""
    subcontractor = world.organisations["subcontractor"]
    claim = _two_lines(world, subcontractor)
    PassThrough.objects.using("owner").create(
        subcontract_id=world.subcontracts["prime_north_west"],
        starts_on=date(2026, 1, 1),
        percent=90,
        set_by_id=world.accounts["contract_manager"],
        set_at=timezone.now(),
    )
    officer = signed_in(world, "claims_officer")
    shown = page(officer, "ledger_claim", claim.id)
    for words in ("Milestone Learning", "£30.00", "£27.00", "£3.00"):
        assert words in shown
    statement = page(officer, "ledger_statement", claim.id, subcontractor)
    assert "£27.00" in statement
    own = ClaimLine.objects.using("owner").get(claim=claim, organisation_id=subcontractor)
    membership = _claims_officer_of(world, "subcontractor")
    with acting_as(membership):
        assert [line.id for line in ClaimLine.objects.all()] == [own.id]
        assert not Claim.objects.exists()
        (month,) = my_statements()
        assert (month.claim_id, month.month) == (claim.id, claim.month)
        found = statement_of(claim.id, claim.contract_id, claim.month, subcontractor)
        assert (found.lines, found.claimed_pence, found.due_pence) == (1, 3000, 2700)


def test_pages_when_a_claim_has_many_lines_then_the_number_of_queries_is_the_same(
    world: World, claim: Claim, django_assert_max_num_queries: Any
) -> None:
    officer = signed_in(world, "claims_officer")
    for name, args in (("ledger", ()), ("ledger_claim", (claim.id,))):
        page(officer, name, *args)
        with django_assert_max_num_queries(MOST_QUERIES):
            page(officer, name, *args)


def _two_lines(world: World, subcontractor: Any) -> Claim:
    """Two claimed jobs of the north-eastern contract, carried over to the other contract by the owner."""
    first, second = claimed_outcome(world, family="One"), claimed_outcome(world, family="Two")
    with connections["owner"].cursor() as cursor:
        for outcome, organisation in ((first, subcontractor), (second, world.organisations["prime"])):
            cursor.execute(
                "UPDATE outcomes_outcome SET contract_id = %s, organisation_id = %s, touchpoint_id = NULL"
                " WHERE id = %s",
                [world.contracts["prime_north_west"], organisation, outcome.id],
            )
    with acting_as(world.memberships["claims_officer"]) as actor:
        return make_claim(
            actor=actor,
            now=after(this_month()),
            contract_id=world.contracts["prime_north_west"],
            month=this_month(),
        )


def _claims_officer_of(world: World, organisation: str) -> Any:
    account = world.accounts["subcontractor_adviser"]
    assert Standing.objects.using("owner").filter(account_id=account).exists()
    return (
        Membership.objects.using("owner")
        .create(
            account_id=account,
            organisation_id=world.organisations[organisation],
            role="claims_officer",
            starts_on=date(2026, 1, 1),
        )
        .id
    )
