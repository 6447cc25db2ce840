"""From the claim of a month to the return that the agency acknowledges, in real Chromium.

A claims officer, a returns manager and the agency's contract manager: with scripts at 1280 px, without any at 320 px,
and with scripts by keys alone; axe judges each state that is reached.
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fingerpost.demo.world import World
from fingerpost.outcomes.models import Outcome
from fingerpost.policy.civil import add_months, london_moment
from tests.browser import keys
from tests.browser.browser import NARROW, WIDE, PageAs, axe
from tests.browser.steps import follow, press
from tests.funding.ledger_steps import CONTRACT, claimed_outcome
from tests.funding.steps import today

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def month(world: World) -> date:
    """Last month, with one job of it that was told and claimed in it."""
    first = add_months(today().replace(day=1), -1)
    told = first + timedelta(days=20)
    outcome = claimed_outcome(world, days_ago=(today() - told).days + 2, told_on=told)
    at = london_moment(told + timedelta(days=1), time(9))
    Outcome.objects.using("owner").filter(id=outcome.id).update(claimed_at=at, checked_at=at)
    return first


def judged(page: Page) -> None:
    """No violation of WCAG 2.2 AA, and nothing that scrolls sideways."""
    assert axe(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")


def plain(page: Page) -> None:
    """Where scripts are off axe can't run."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize(("width", "javascript"), [(WIDE, True), (NARROW, False)])
def test_month_when_claimed_invoiced_and_returned_then_the_agency_acknowledges_what_was_claimed(
    page_as: PageAs, world: World, month: date, width: int, javascript: bool
) -> None:
    look = judged if javascript else plain
    words, here = f"{month:%B %Y}", f"{world.contracts[CONTRACT]}/{month:%Y-%m}/"
    page = page_as("claims_officer", width=width, javascript=javascript)
    page.goto(f"/staff/ledger/make/{here}")
    expect(page.get_by_role("main")).to_contain_text("£30.00")
    look(page)
    page.get_by_label("Purchase order number").fill("PO-2026-17")
    press(page, "Make the claim")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Claim of {words}")
    expect(page.get_by_role("main")).to_contain_text("PO-2026-17")
    look(page)
    press(page, "Say that the invoice was sent")
    expect(page.get_by_role("main")).to_contain_text("Invoice sent")

    page = page_as("returns_manager", width=width, javascript=javascript)
    page.goto("/staff/returns/")
    look(page)
    page.goto(f"/staff/returns/{here}")
    expect(page.get_by_role("main")).to_contain_text("Nothing stands in the way")
    look(page)
    press(page, "Make the return")
    expect(page.get_by_role("main")).to_contain_text("NCS Occupancy Report")
    look(page)
    press(page, "Sign off")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page)
    page.get_by_role("group", name="Is the return accurate?").get_by_role("checkbox").check()
    press(page, "Sign off")
    press(page, "Send the return")
    expect(page.get_by_role("main")).to_contain_text("Sent")
    look(page)
    address = page.url

    page = page_as("contract_manager", width=width, javascript=javascript)
    page.goto("/staff/returns/")
    look(page)
    page.goto(address)
    expect(page.get_by_role("main")).not_to_contain_text("NCS Occupancy Report")
    for answer in ("receive", "acknowledge"):
        page.locator(f"input[name=answer][value={answer}]").check()
        page.get_by_label("Note").fill("Receipt 81 of the mailbox.")
        press(page, "Keep the answer")
    expect(page.get_by_role("main")).to_contain_text("Acknowledged")
    look(page)

    page = page_as("returns_manager", width=width, javascript=javascript)
    page.goto(f"/staff/month/{here}")
    expect(page.get_by_role("main")).to_contain_text("Occupancy and Funding Summary")
    follow(page, "Occupancy and Funding Summary, to the hub")
    look(page)


def test_month_when_claimed_and_returned_by_keys_alone_then_sent(
    page_as: PageAs, world: World, month: date
) -> None:
    here = f"{world.contracts[CONTRACT]}/{month:%Y-%m}/"
    page = page_as("claims_officer")
    page.goto(f"/staff/ledger/make/{here}")
    keys.type_in(page, page.get_by_label("Purchase order number"), "PO-2026-18")
    keys.enter(page, page.get_by_role("button", name="Make the claim"))
    keys.heading(page, "Claim of")
    keys.enter(page, page.get_by_role("button", name="Say that the invoice was sent"))
    expect(page.get_by_role("main")).to_contain_text("Invoice sent")
    page = page_as("returns_manager")
    page.goto(f"/staff/returns/{here}")
    keys.enter(page, page.get_by_role("button", name="Make the return"))
    expect(page.get_by_role("main")).to_contain_text("NCS Occupancy Report")
    group = page.get_by_role("group", name="Is the return accurate?")
    keys.tick(page, group.get_by_role("checkbox"))
    keys.enter(page, page.get_by_role("button", name="Sign off"))
    keys.enter(page, page.get_by_role("button", name="Send the return"))
    expect(page.get_by_role("main")).to_contain_text("Sent")


def test_this_walk_by_keys_when_read_then_it_presses_nothing_else() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    start = source.index("def test_month_when_claimed_and_returned_by_keys_alone")
    walk = source[start : source.index("def test_this_walk_by_keys")]
    assert not re.search(r"\.(click|fill|check|select_option|focus|press_sequentially)\(|press\(page", walk)
    assert walk.count("keys.") >= 6
