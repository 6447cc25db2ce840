"""From a walk-in to the decision on money: an adviser, then a claims officer, in real Chromium.

The same walk with scripts at 1280 px, and without any at 320 px; axe judges each state that is reached.
"""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from fingerpost.demo.world import World
from fingerpost.policy.civil import civil_date
from tests import session_steps
from tests.browser import plan_walk, steps
from tests.browser.browser import NARROW, WIDE, PageAs, axe
from tests.browser.steps import Person, press
from tests.fixtures.world import Acting

LEARNING = "Accredited learning"
DOCUMENT = "Signed and dated document of the learning provider or employer"
VASHTI = Person("Vashti", "Placeholder", ("17", "5", "1980"), "ZZ5 5AA")


def judged(page: Page) -> None:
    """No violation of WCAG 2.2 AA, and nothing that scrolls sideways."""
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("width", "javascript"), [(WIDE, True), (NARROW, False)])
def test_customer_when_taken_from_the_door_ends_with_a_decision_that_says_why(
    page_as: PageAs, world: World, acting: Acting, width: int, javascript: bool
) -> None:
    with acting("area_adviser") as actor:
        session_steps.make_one(actor, world)
    page = page_as("area_adviser", width=width, javascript=javascript)
    look = judged if javascript else _plain
    plan_walk.find_in_a_walk_in(page, VASHTI, look)
    steps.record_session(page)
    by = civil_date(timezone.now()) + timedelta(days=14)
    plan_walk.write_the_plan(page, by=by, look=look)
    plan_walk.accept_by_name(page, VASHTI.name, look)
    plan_walk.give_a_print(page, look)
    plan_walk.back_to_the_session(page)
    plan_walk.complete_the_record(page, look)
    today = civil_date(timezone.now())
    plan_walk.record_an_outcome(page, kind=LEARNING, told_on=today, hours="16", look=look)
    letter = _letter()
    plan_walk.add_a_document(page, kind=DOCUMENT, came_on=today, file=letter, look=look)
    expect(page.get_by_role("main")).to_contain_text("Claimable")
    assert "£" not in page.content()
    page = page_as("claims_officer", width=width, javascript=javascript)
    plan_walk.open_the_claim(page, kind=LEARNING, name=VASHTI.name, look=look)
    expect(page.get_by_role("main")).to_contain_text("this scheme ended on 30 September 2022")
    assert plan_walk.open_its_evidence(page, kind=DOCUMENT, look=look) == letter
    plan_walk.open_the_claim(page, kind=LEARNING, name=VASHTI.name)
    press(page, "Check and claim")
    decision = page.get_by_role("main")
    expect(decision).to_contain_text("Payable")
    expect(decision).to_contain_text("£20.00")
    expect(decision).to_contain_text("It came from the session on")
    expect(page.get_by_role("button", name="Check and claim")).to_have_count(0)
    look(page)


def _plain(page: Page) -> None:
    """Where scripts are off, axe can't run: what can be seen without it is that nothing scrolls sideways."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def _letter() -> bytes:
    """A page as a provider might send it."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    made = BytesIO()
    pdf.save(made)
    return made.getvalue()
