"""One key leaves only this customer's agreed content on the screen, and in the page behind it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.browser import PageAs
from tests.browser.steps import heading
from tests.fixtures.working_day import Furnished

HIDDEN = (
    "Ada Whitlock",
    "Northmoor",
    "07700 900123",
    "vashti@placeholder.example",
    "ZZ5 5AA",
    "17 May 1980",
    "Wants to leave shop work",
    "Works twenty hours a week",
    "Raise a concern",
    "José",
    "Charity",
    "Passport",
)


def test_customer_view_when_its_keys_are_pressed_leaves_only_what_was_agreed(
    page_as: PageAs, furnished: Furnished
) -> None:
    page = page_as("area_adviser")
    page.goto(f"/staff/customers/{furnished.customers['customer']}/")
    heading(page, "Customer record")
    record = page.url
    page.keyboard.press("Alt+Shift+KeyV")
    heading(page, "What we agreed, Vash")
    expect(page.get_by_role("main")).to_contain_text("Reads the two profiles and rings the college")
    html = page.content()
    assert [words for words in HIDDEN if words in html] == []
    expect(page.get_by_role("link")).to_have_text(["Back to the record"])
    assert "Vash" not in page.title()
    page.keyboard.press("Alt+Shift+KeyV")
    heading(page, "Customer record")
    assert page.url == record
