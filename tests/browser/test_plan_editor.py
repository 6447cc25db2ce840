"""The plan editor in real Chromium: it saves itself piece by piece, and works by keyboard without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from fingerpost.demo.world import World
from fingerpost.interactions.models import Attendance
from fingerpost.plans.models import DraftItem, DraftPart
from tests.browser.browser import PageAs
from tests.browser.steps import fill, press
from tests.fixtures.world import Acting
from tests.session_steps import REFUSED
from tests.workspace.plan_pages import plan_url, seen_customer

pytestmark = pytest.mark.django_db(transaction=True)
SAVED = re.compile(r"^Saved at \d\d:\d\d$")


def begun(page: Page, place: Attendance) -> None:
    page.goto(plan_url(place))
    press(page, "Begin the plan")
    expect(page.get_by_label("Where the customer is now", exact=True)).to_be_visible()


def a_place(acting: Acting, world: World) -> Attendance:
    with acting("area_adviser") as actor:
        return seen_customer(actor, world)


def kept(acting: Acting, place: Attendance) -> tuple[dict[str, str], list[str]]:
    with acting("area_adviser"):
        parts = DraftPart.objects.filter(draft__attendance=place).values_list("part", "text")
        items = DraftItem.objects.filter(draft__attendance=place).order_by("position")
        return dict(parts), list(items.values_list("text", flat=True))


def test_pieces_when_left_alone_save_themselves_and_the_button_never_clashes_with_them(
    page_as: PageAs, world: World, acting: Acting
) -> None:
    place = a_place(acting, world)
    page = page_as("area_adviser")
    begun(page, place)
    fill(page, "Goal 1", "Pass the first certificate")
    status = page.locator(".fingerpost-plan-item", has=page.get_by_label("Goal 1", exact=True)).locator(
        "[data-save-status]"
    )
    expect(status).to_have_text(SAVED)
    page.get_by_label("Learning", exact=True).first.check()
    fill(page, "Goal 1", "Pass the first certificate in bookkeeping")
    fill(page, "What the customer thinks of it", "Good.")
    with page.expect_navigation():
        press_first(page, "Save everything")
    expect(page.get_by_role("alert")).to_contain_text("Saved.")
    parts, items = kept(acting, place)
    assert (parts, items) == ({"reflection": "Good."}, ["Pass the first certificate in bookkeeping"])
    with acting("area_adviser"):
        assert DraftItem.objects.get(draft__attendance=place).area == "learning"


def test_refused_word_when_a_piece_saves_itself_is_told_there_and_kept_nowhere(
    page_as: PageAs, world: World, acting: Acting
) -> None:
    place = a_place(acting, world)
    page = page_as("area_adviser")
    begun(page, place)
    fill(page, "Action 1", REFUSED)
    page.keyboard.press("Tab")
    status = page.locator(".fingerpost-plan-item", has=page.get_by_label("Action 1", exact=True)).locator(
        "[data-save-status]"
    )
    expect(status).to_contain_text("can't be kept in our records")
    assert page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])") == "[{},{}]"
    assert kept(acting, place) == ({}, [])


@pytest.mark.parametrize("width", [1280, 320])
def test_line_when_added_and_removed_by_keyboard_alone_keeps_the_place(
    page_as: PageAs, world: World, acting: Acting, width: int
) -> None:
    place = a_place(acting, world)
    page = page_as("area_adviser", width=width, javascript=False)
    begun(page, place)
    fill(page, "Goal 1", "Pass the first certificate")
    page.get_by_role("button", name="Add another goal").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Goal 2", exact=True)).to_be_visible()
    added = page.url.rpartition("#")[2]
    assert page.locator(f"#{added}").count() == 1
    page.keyboard.type("Work in an office")
    assert page.locator(f"#{added}").input_value() == "Work in an office"
    page.keyboard.press("Enter")  # the first button of the form only saves
    expect(page.get_by_role("alert")).to_contain_text("Saved.")
    page.get_by_role("button", name="Remove “Goal 1”").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#removed")).to_contain_text("Pass the first certificate")
    page.get_by_role("button", name="Put it back").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("It is back in the plan.")
    assert sorted(kept(acting, place)[1]) == ["Pass the first certificate", "Work in an office"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width


def press_first(page: Page, words: str) -> None:
    """Press the first of the buttons with these words: the page has its buttons above and below."""
    page.get_by_role("button", name=words, exact=True).first.click()
