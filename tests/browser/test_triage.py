"""What a customer needs, decided by the keys alone: every question answered, a mistake mended, a call nobody took."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from fingerpost.policy.civil import civil_date
from fingerpost.workspace.triage import views
from tests.browser import steps
from tests.browser.browser import NARROW, WIDE, PageAs, axe
from tests.triage.steps import at, working_day

TODAY = working_day(civil_date(timezone.now()) + timedelta(days=1))
MOST_STOPS = 60


@pytest.mark.requirement("BR-6.2", "BR-5.2b", "BR-6.1c")
@pytest.mark.parametrize(("width", "javascript"), [(WIDE, True), (NARROW, False)])
def test_triage_when_only_keys_are_pressed_ends_with_a_call_that_is_passed_on(
    page_as: PageAs, monkeypatch: pytest.MonkeyPatch, width: int, javascript: bool
) -> None:
    monkeypatch.setattr(views, "timezone", SimpleNamespace(now=lambda: at(TODAY, 10)))
    page = page_as("telephone_adviser", width=width, javascript=javascript)
    steps.open_call(page)
    _enter(page, page.get_by_role("link", name="What the customer needs"))
    _choose(
        page,
        page.get_by_role("group", name="What does the customer ask for?").get_by_label("Advice", exact=True),
    )
    _choose(page, page.get_by_label("They give their age"))
    _type(page, page.get_by_label("Age in years"), "18")
    _type(page, page.get_by_label("Where does the customer live?"), "North East")
    _enter(page, page.get_by_role("button", name="Decide where this goes"))
    expect(page.get_by_role("alert")).to_contain_text("Select whether the customer is entitled at 18")
    expect(page.get_by_label("Age in years")).to_have_value("18")
    _enter(page, page.get_by_role("alert").get_by_role("link"))
    entitled = page.get_by_role("group", name="Is the customer entitled")
    expect(entitled.get_by_label("Yes")).to_be_focused()
    _choose(page, entitled.get_by_label("Yes"))
    _enter(page, page.get_by_role("button", name="Decide where this goes"))
    main = page.get_by_role("main")
    expect(main).to_contain_text("The prime contractor of the customer's area advises")
    expect(main).not_to_contain_text("entitled")
    _enter(page, page.get_by_role("button", name="Nobody answered"))
    expect(main).to_contain_text("Passed on: the customer is called back")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    if javascript:
        assert axe(page) == []
    _enter(page, page.get_by_role("link", name="Back to the contact"))
    expect(page.get_by_role("listitem").filter(has_text="What the customer needs")).to_contain_text("Decided")


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


def _choose(page: Page, target: Locator) -> None:
    """Go to the group of radios by Tab, and inside it by arrows."""
    group = page.locator(f"input[name={target.get_attribute('name')}]")
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
