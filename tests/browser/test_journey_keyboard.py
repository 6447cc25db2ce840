"""The main journey by key presses alone, as somebody works who uses no mouse. Focus is seen and goes in order.

Nothing in this file acts on a page but `page.keyboard`; the last test reads this file and holds it to that.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from fingerpost.demo.world import DEMO_PASSWORD, World
from tests.browser.browser import PageAs

MOST_STOPS = 120
REFUSED = "He was on probation last year."
NOTES = {
    "What the customer came for": "Wants to leave shop work.",
    "Where the customer is now": "Works twenty hours a week.",
    "What was discussed": "Office work near home.",
    "Information used": "Job profile: bookkeeper.",
    "What happens next": "Rings the college before we speak again.",
}
# What may be called on a page or what is found in it: looking, and the keys.
LOOKING = frozenset({
    "goto", "locator", "get_by_role", "get_by_label", "get_by_text", "filter", "and_", "or_", "nth", "count",
    "inner_text", "get_attribute", "input_value", "is_visible", "is_checked", "bounding_box", "screenshot",
    "element_handle", "all_inner_texts", "wait_for",
})  # fmt: skip
KEYS = frozenset({"page.keyboard.press", "page.keyboard.type"})


def test_journey_when_only_keys_are_pressed_ends_with_a_complete_record(
    page_as: PageAs, world: World
) -> None:
    page = page_as(None)
    page.goto("/staff/")
    _sign_in(page, world.emails["newcomer"])
    _open_a_contact(page)
    _find_nobody(page)
    _make_a_record(page)
    _before_advice(page)
    _record_and_write_up(page)
    _see_the_customer_view_and_sign_out(page)


def _sign_in(page: Page, email: str) -> None:
    _heading(page, "Sign in")
    _type(page, page.get_by_label("Work email address"), email)
    _type(page, page.get_by_label("Password", exact=True), DEMO_PASSWORD)
    page.keyboard.press("Enter")
    _heading(page, "Make your sign-in safer")
    _enter(page, page.get_by_role("button", name="Not now"))
    _heading(page, "Today")


def _open_a_contact(page: Page) -> None:
    _skip_to_content(page)
    _enter(page, page.get_by_role("button", name="Open a contact"))
    _heading(page, "Open a contact")
    _choose(page, page.get_by_label("North East"))
    _choose(page, page.get_by_label("Somebody walked in"))
    _pick(page, page.locator("#id_venue_walk_in"), "Northmoor Library")
    _enter(page, page.get_by_role("button", name="Open the contact"))
    _heading(page, re.compile("[A-Z0-9]{3}-[A-Z0-9]{3}"))


def _find_nobody(page: Page) -> None:
    _enter(page, page.get_by_role("link", name="Find the customer"))
    _heading(page, "Find a customer")
    _enter(page, page.get_by_role("button", name="Go on"))
    _follow_an_error(page)
    _type(page, page.get_by_label("First name", exact=True), "Zelda")
    _type(page, page.get_by_label("Surname", exact=True), "O'Invented")
    _type_date(page, "29", "2", "1984")
    _type(page, page.get_by_label("Home postcode"), "zz55aa")
    page.keyboard.press("Enter")
    _heading(page, "Confirm who it is")
    _choose(page, page.get_by_label("You have seen evidence of who they are"))
    _choose(page, page.get_by_label("Passport"))
    _enter(page, page.get_by_role("button", name="Confirm", exact=True))
    _heading(page, "No record opened")


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
    _enter(page, page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)))
    _heading(page, "Make a record")
    _type(page, page.get_by_label("First name (optional)"), "Zelda")
    _type(page, page.get_by_label("Surname (optional)"), "O'Invented")
    _type_date(page, "29", "2", "1984")
    _type(page, page.get_by_label("Address line 1 (optional)"), "1 Example Road")
    _type(page, page.get_by_label("Postcode (optional)"), "ZZ5 5AA")
    _tick(page, page.get_by_label("Passport"))
    _type(page, page.get_by_label("Mobile number (optional)"), "07700 900456")
    _choose(page, page.locator("input[name=mobile_safe][value=yes]"))
    _pick(page, page.get_by_label("Employment status (optional)"), "Employed")
    _choose(page, page.locator("input[name=carer]").nth(0))
    _enter(page, page.get_by_role("button", name="Make the record"))
    _heading(page, "Customer record")
    main = page.get_by_role("main")
    for kept in ("07700900456", "1 Example Road", "Passport"):
        expect(main).to_contain_text(kept)
    _enter(page, page.get_by_role("link", name="Back to the open contact"))
    _heading(page, "Contact")


def _before_advice(page: Page) -> None:
    _enter(page, page.get_by_role("link", name="Before advice"))
    _heading(page, "Before advice")
    _tick(page, page.get_by_label("Customer Charter: shown or read out"))
    _tick(page, page.get_by_label("Customer Charter: the customer understood it"))
    _enter(page, page.get_by_role("button", name="All of it was shown and understood"))
    _heading(page, "Contact")
    expect(page.get_by_role("listitem").filter(has_text="Before advice")).to_contain_text("Done")


def _record_and_write_up(page: Page) -> None:
    _enter(page, page.get_by_role("link", name="Record the session"))
    _heading(page, "Record a session")
    _enter(page, page.get_by_role("button", name="Record the session"))
    _heading(page, "Session record")
    for label, words in NOTES.items():
        _type(page, page.get_by_label(label), REFUSED if label == "What was discussed" else words)
    _enter(page, page.get_by_role("button", name="Save and complete"))
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    discussed = page.get_by_label("What was discussed", exact=True)
    expect(discussed).to_be_focused()
    expect(discussed).to_have_value(REFUSED)
    page.keyboard.press("Control+a")
    page.keyboard.type(NOTES["What was discussed"])
    _enter(page, page.get_by_role("button", name="Save and complete"))
    expect(page.locator("#stage")).to_have_text("Claimable")


def _see_the_customer_view_and_sign_out(page: Page) -> None:
    _enter(page, page.get_by_role("link", name="Back to the customer"))
    _heading(page, "Customer record")
    page.keyboard.press("Alt+Shift+KeyV")
    _heading(page, "What we agreed")
    expect(page.get_by_role("main")).to_contain_text(NOTES["What happens next"])
    page.keyboard.press("Alt+Shift+KeyV")
    _heading(page, "Customer record")
    _enter(page, page.get_by_role("button", name="Sign out"))
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Customer record")
    page.goto("/staff/")
    _heading(page, "Sign in")


PAGES_TO_TAB_THROUGH = ("/staff/contacts/open/", "/staff/concerns/new/")


@pytest.mark.parametrize("path", PAGES_TO_TAB_THROUGH)
def test_focus_when_moved_through_a_page_is_seen_and_goes_downwards(page_as: PageAs, path: str) -> None:
    page = page_as("area_adviser")
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
        assert stops < MOST_STOPS
        # Beside one another on a line, or further down; headers may stand a little higher than their line.
        if stops > 1:
            assert box["y"] + box["height"] >= lowest - 8, f"stop {stops} goes back up"
            lowest = max(lowest, box["y"])
    assert stops > 5


def test_file_when_read_acts_by_keys_alone() -> None:
    tree = ast.parse(Path(__file__).read_text(encoding="utf-8"))
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    about_pages = re.compile(r"\b(page|focused|target|group|summary|main|discussed)\b")
    on_pages = {name for name in called if about_pages.search(name) and not name.startswith("expect(")}
    wrong = {name for name in on_pages - KEYS if name.rsplit(".", 1)[-1] not in LOOKING}
    assert wrong == set()
    assert called >= KEYS
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    acting = {
        "click",
        "dblclick",
        "fill",
        "clear",
        "check",
        "uncheck",
        "set_checked",
        "select_option",
        "tap",
        "hover",
    }
    acting |= {"focus", "blur", "mouse", "touchscreen", "drag_to", "dispatch_event", "press_sequentially"}
    acting |= {"evaluate", "evaluate_all", "evaluate_handle", "add_script_tag", "set_input_files", "route"}
    assert attributes & acting == set()


# --- Keys ----------------------------------------------------------------------------------------------------


def _heading(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def _go(page: Page, target: Locator) -> None:
    """Press Tab until the focus stands on the target; from the end of the page it comes round again."""
    expect(target).to_be_visible()
    for _stop in range(MOST_STOPS):
        if page.locator(":focus").and_(target).count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no key leads to {target}")


def _enter(page: Page, target: Locator) -> None:
    _go(page, target)
    page.keyboard.press("Enter")


def _type(page: Page, target: Locator, words: str) -> None:
    _go(page, target)
    page.keyboard.type(words)


def _type_date(page: Page, day: str, month: str, year: str) -> None:
    _type(page, page.get_by_label("Day", exact=True).nth(0), day)
    page.keyboard.press("Tab")
    page.keyboard.type(month)
    page.keyboard.press("Tab")
    page.keyboard.type(year)


def _tick(page: Page, target: Locator) -> None:
    _go(page, target)
    page.keyboard.press("Space")
    expect(target).to_be_checked()


def _choose(page: Page, target: Locator) -> None:
    """Go to the group of radios by Tab, and inside it by arrows."""
    expect(target).to_be_attached()
    name = target.get_attribute("name")
    group = page.locator(f"input[name={name}]")
    for _stop in range(MOST_STOPS):
        if page.locator(":focus").and_(group).count():
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _choice in range(group.count()):
        if target.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no key chooses {target}")


def _pick(page: Page, target: Locator, label: str) -> None:
    """Choose from a list by the first letters of the words."""
    _go(page, target)
    page.keyboard.type(label)
    expect(target.locator("option:checked")).to_have_text(label)


def _skip_to_content(page: Page) -> None:
    """The first stop of every page leads past its head."""
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.get_by_role("main").locator(":focus").count() == 1
