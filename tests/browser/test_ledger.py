"""A month's claim in real Chromium: made by the officer, followed and held back, answered by the agency."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page, expect

from fingerpost.demo.world import World
from fingerpost.policy.civil import add_months
from fingerpost.workspace.months import month_words
from tests.browser.browser import NARROW, WIDE, PageAs, axe
from tests.browser.steps import heading, press
from tests.funding.ledger_steps import claim_month, claimed_outcome, set_terms, this_month

pytestmark = pytest.mark.django_db(transaction=True)


def look_at(page: Page, name: str, *, javascript: bool) -> None:
    """Judge the page as it stands; FINGERPOST_SHOTS names a folder for pictures of it. axe is a script itself."""
    if javascript:
        assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    folder = os.environ.get("FINGERPOST_SHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "javascript"), [(WIDE, False), (NARROW, True)])
def test_month_when_claimed_then_followed_held_back_and_answered(
    world: World, page_as: PageAs, width: int, javascript: bool
) -> None:
    last_month = add_months(this_month(), -1)
    set_terms(world, nickname="prime_north_west", month=last_month)
    claimed_outcome(world)
    claim = claim_month(world, order_number="PO-17")

    page = page_as("claims_officer", width=width, javascript=javascript)
    page.goto(f"/staff/ledger/?contract={world.contracts['prime_north_west']}")
    heading(page, "Claims by month")
    look_at(page, f"months-{width}", javascript=javascript)
    page.get_by_role("link", name="See what is in it").click()
    heading(page, f"Claim {month_words(last_month)}")
    expect(page.get_by_text("Service fee", exact=True)).to_be_visible()
    look_at(page, f"make-{width}", javascript=javascript)
    page.get_by_label("Purchase order number").fill("PO-99")
    press(page, "Make the claim")
    heading(page, f"Claim of {month_words(last_month)}")
    expect(page.get_by_text("PO-99")).to_be_visible()
    look_at(page, f"made-{width}", javascript=javascript)

    page.goto(f"/staff/ledger/claims/{claim.id}/")
    press(page, "Say that the invoice was sent")
    expect(page.get_by_text("Invoice sent:")).to_be_visible()
    look_at(page, f"claim-{width}", javascript=javascript)
    page.get_by_role("link", name="Hold back").click()
    heading(page, "Hold a payment back")
    press(page, "Hold it back")
    expect(page.get_by_role("alert")).to_be_visible()
    look_at(page, f"hold-{width}", javascript=javascript)
    page.get_by_label("Why?").fill("The payslip is of another month.")
    press(page, "Hold it back")
    expect(page.get_by_text("Kept. The next claim follows it.")).to_be_visible()

    agency = page_as("contract_manager", width=width, javascript=javascript)
    agency.goto(f"/staff/ledger/claims/{claim.id}/")
    expect(agency.get_by_text("Delivered by")).to_have_count(0)
    press(agency, "Accept the claim")
    expect(agency.get_by_text("Accepted by the agency:")).to_be_visible()
    look_at(agency, f"agency-{width}", javascript=javascript)
