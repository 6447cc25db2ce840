"""The main journey by key presses alone, as somebody works who uses no mouse. Focus is seen and goes in order.

Nothing in this file acts on a page but `page.keyboard`; the last test reads this file and holds it to that.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from fingerpost.demo.world import DEMO_PASSWORD, World
from fingerpost.policy.civil import civil_date
from tests.browser import keys, plan_keys
from tests.browser.browser import PageAs

OUTCOME = "Career management"
REFUSED = "He was on probation last year."
NOTES = {
    "What the customer came for": "Wants to leave shop work.",
    "Where the customer is now": "Works twenty hours a week.",
    "What was discussed": "Office work near home.",
    "Information used": "Job profile: bookkeeper.",
    "What happens next": "Rings the college before we speak again.",
}


def test_journey_when_only_keys_are_pressed_ends_with_a_claim(page_as: PageAs, world: World) -> None:
    page = page_as(None)
    page.goto("/staff/")
    _sign_in(page, world.emails["newcomer"])
    _open_a_contact(page)
    _find_nobody(page)
    _make_a_record(page)
    _before_advice(page)
    _record_and_write_up(page)
    _agree_a_plan(page)
    plan_keys.record_an_outcome(page, kind=OUTCOME, told_on=civil_date(timezone.now()))
    keys.enter(page, page.get_by_role("link", name="Back to outcomes and follow-ups"))
    keys.enter(page, page.get_by_role("link", name="Back to the record"))
    _see_the_customer_view_and_sign_out(page)
    plan_keys.claim(page_as("claims_officer"), kind=OUTCOME, name="Zelda O'Invented")


def _sign_in(page: Page, email: str) -> None:
    keys.heading(page, "Sign in")
    keys.type_in(page, page.get_by_label("Work email address"), email)
    keys.type_in(page, page.get_by_label("Password", exact=True), DEMO_PASSWORD)
    page.keyboard.press("Enter")
    keys.heading(page, "Make your sign-in safer")
    keys.enter(page, page.get_by_role("button", name="Not now"))
    keys.heading(page, "Today")


def _open_a_contact(page: Page) -> None:
    keys.skip_to_content(page)
    keys.enter(page, page.get_by_role("button", name="Open a contact"))
    keys.heading(page, "Open a contact")
    keys.choose(page, page.get_by_label("North East"))
    keys.choose(page, page.get_by_label("Somebody walked in"))
    keys.pick(page, page.locator("#id_venue_walk_in"), "Northmoor Library")
    keys.enter(page, page.get_by_role("button", name="Open the contact"))
    keys.heading(page, re.compile("[A-Z0-9]{3}-[A-Z0-9]{3}"))


def _find_nobody(page: Page) -> None:
    keys.enter(page, page.get_by_role("link", name="Find the customer"))
    keys.heading(page, "Find a customer")
    keys.enter(page, page.get_by_role("button", name="Go on"))
    _follow_an_error(page)
    keys.type_in(page, page.get_by_label("First name", exact=True), "Zelda")
    keys.type_in(page, page.get_by_label("Surname", exact=True), "O'Invented")
    keys.type_date(page, "29", "2", "1984")
    keys.type_in(page, page.get_by_label("Home postcode"), "zz55aa")
    page.keyboard.press("Enter")
    keys.heading(page, "Confirm who it is")
    keys.choose(page, page.get_by_label("You have seen evidence of who they are"))
    keys.choose(page, page.get_by_label("Passport"))
    keys.enter(page, page.get_by_role("button", name="Confirm", exact=True))
    keys.heading(page, "No record opened")


def _follow_an_error(page: Page) -> None:
    """The summary of errors is in focus; its first link leads to the first wrong field."""
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Enter the customer's first name and surname")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Surname", exact=True)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_label("First name", exact=True)).to_be_focused()


def _make_a_record(page: Page) -> None:
    name = "Make a record"
    keys.enter(page, page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)))
    keys.heading(page, "Make a record")
    keys.type_in(page, page.get_by_label("First name (optional)"), "Zelda")
    keys.type_in(page, page.get_by_label("Surname (optional)"), "O'Invented")
    keys.type_date(page, "29", "2", "1984")
    keys.type_in(page, page.get_by_label("Address line 1 (optional)"), "1 Example Road")
    keys.type_in(page, page.get_by_label("Postcode (optional)"), "ZZ5 5AA")
    keys.tick(page, page.get_by_label("Passport"))
    keys.type_in(page, page.get_by_label("Mobile number (optional)"), "07700 900456")
    keys.choose(page, page.locator("input[name=mobile_safe][value=yes]"))
    keys.pick(page, page.get_by_label("Employment status (optional)"), "Employed")
    keys.choose(page, page.locator("input[name=carer]").nth(0))
    keys.enter(page, page.get_by_role("button", name="Make the record"))
    keys.heading(page, "Customer record")
    main = page.get_by_role("main")
    for kept in ("07700900456", "1 Example Road", "Passport"):
        expect(main).to_contain_text(kept)
    keys.enter(page, page.get_by_role("link", name="Back to the open contact"))
    keys.heading(page, "Contact")


def _before_advice(page: Page) -> None:
    keys.enter(page, page.get_by_role("link", name="Before advice"))
    keys.heading(page, "Before advice")
    keys.tick(page, page.get_by_label("Customer Charter: shown or read out"))
    keys.tick(page, page.get_by_label("Customer Charter: the customer understood it"))
    keys.enter(page, page.get_by_role("button", name="All of it was shown and understood"))
    keys.heading(page, "Contact")
    expect(page.get_by_role("listitem").filter(has_text="Before advice")).to_contain_text("Done")


def _record_and_write_up(page: Page) -> None:
    keys.enter(page, page.get_by_role("link", name="Record the session"))
    keys.heading(page, "Record a session")
    keys.enter(page, page.get_by_role("button", name="Record the session"))
    keys.heading(page, "Session record")
    for label, words in NOTES.items():
        keys.type_in(page, page.get_by_label(label), REFUSED if label == "What was discussed" else words)
    keys.enter(page, page.get_by_role("button", name="Save and complete"))
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    discussed = page.get_by_label("What was discussed", exact=True)
    expect(discussed).to_be_focused()
    expect(discussed).to_have_value(REFUSED)
    page.keyboard.press("Control+a")
    page.keyboard.type(NOTES["What was discussed"])
    keys.enter(page, page.get_by_role("button", name="Save and complete"))
    expect(summary).to_contain_text("Agree a skills action plan with the customer")


def _agree_a_plan(page: Page) -> None:
    plan_keys.write_the_plan(page, by=civil_date(timezone.now()) + timedelta(days=14))
    plan_keys.accept_by_name(page, "Zelda O'Invented")
    plan_keys.give_a_print(page)
    plan_keys.back_to_the_session(page)
    keys.enter(page, page.get_by_role("button", name="Save and complete"))
    expect(page.locator("#stage")).to_have_text("Claimable")


def _see_the_customer_view_and_sign_out(page: Page) -> None:
    keys.heading(page, "Customer record")
    page.keyboard.press("Alt+Shift+KeyV")
    keys.heading(page, "What we agreed")
    expect(page.get_by_role("main")).to_contain_text(NOTES["What happens next"])
    page.keyboard.press("Alt+Shift+KeyV")
    keys.heading(page, "Customer record")
    keys.enter(page, page.get_by_role("button", name="Sign out"))
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Customer record")
    page.goto("/staff/")
    keys.heading(page, "Sign in")


PAGES_TO_TAB_THROUGH = ("/staff/contacts/open/", "/staff/concerns/new/")


@pytest.mark.parametrize("path", PAGES_TO_TAB_THROUGH)
def test_focus_when_moved_through_a_page_is_seen_and_goes_downwards(page_as: PageAs, path: str) -> None:
    # Tall enough for the whole page: where a box stands is told from the top of the window.
    page = page_as("area_adviser", height=2_400)
    page.goto(path)
    lowest, stops = -1.0, 0
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    while True:
        focused = page.locator(":focus").element_handle()
        seen = focused.screenshot()
        box = focused.bounding_box()
        assert box is not None
        page.keyboard.press("Tab")
        if not page.locator("body :focus").count():
            break
        stops += 1
        assert focused.screenshot() != seen, f"stop {stops} looks the same in focus and out of it"
        assert stops < keys.MOST_STOPS
        # Beside one another on a line, or further down; headers may stand a little higher than their line.
        if stops > 1:
            assert box["y"] + box["height"] >= lowest - 8, f"stop {stops} goes back up"
            lowest = max(lowest, box["y"])
    assert stops > 5


@pytest.mark.parametrize(
    "path", [Path(__file__), Path(keys.__file__), Path(plan_keys.__file__)], ids=["journey", "keys", "plan"]
)
def test_file_when_read_acts_by_keys_alone(path: Path) -> None:
    assert keys.acts_by_keys_alone(path)


def test_file_when_it_clicks_is_noticed(tmp_path: Path) -> None:
    clicking = tmp_path / "clicks.py"
    clicking.write_text("page.keyboard.press('Tab')\npage.get_by_role('button').click()\n", encoding="utf-8")
    assert not keys.acts_by_keys_alone(clicking)
