"""The fixtures of browser tests themselves: a signed-in page, a blank visitor, and an axe that finds faults."""

from playwright.sync_api import expect

from tests.browser.browser import NARROW, PageAs, axe


def test_page_when_signed_in_opens_own_account(page_as: PageAs) -> None:
    page = page_as("area_adviser")
    page.goto("/staff/you/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/sign-in/" not in page.url
    assert axe(page) == []


def test_page_when_nobody_signed_in_leads_to_sign_in(page_as: PageAs) -> None:
    page = page_as(None, width=NARROW, javascript=False)
    page.goto("/staff/you/")
    assert "/sign-in/" in page.url
    assert page.viewport_size is not None
    assert page.viewport_size["width"] == NARROW


def test_axe_when_a_page_breaks_a_rule_finds_it(page_as: PageAs) -> None:
    page = page_as(None)
    page.goto("/accessibility/")
    assert axe(page) == []
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert {found.rule for found in axe(page)} >= {"html-has-lang", "button-name"}
