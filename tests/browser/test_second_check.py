"""Two advisers, each on their own device: one wants to keep an everyday word, the other looks and gives a code."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from fingerpost.demo.world import World
from fingerpost.interactions.models import Attendance, AttendanceSection
from fingerpost.staff.services import acting_as
from tests.browser.browser import NARROW, PageAs, axe
from tests.browser.steps import fill, follow, heading, press, summary
from tests.session_steps import make_one, open_one, place_of, record_one

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "Would like to study fine art at Tarn College."
CODE = "Code from your colleague, for: What was discussed"


def a_place(world: World) -> Attendance:
    with acting_as(world.memberships["area_adviser"]) as actor:
        contact = open_one(actor, world)
        make_one(actor, world, contact=contact)
        return place_of(record_one(actor, world, contact))


def kept(world: World, place: Attendance) -> dict[str, str]:
    with acting_as(world.memberships["area_adviser"]):
        rows = AttendanceSection.objects.filter(attendance=place).values_list("section", "text")
        return dict(rows)


def type_words(page: Page, place: Attendance, *, javascript: bool) -> None:
    """Write a note with a word that has an everyday meaning too, and save that part."""
    page.goto(f"/staff/attendances/{place.id}/")
    box = page.get_by_label("What was discussed", exact=True)
    box.fill(WORDS)
    if javascript:
        box.blur()
        status = page.locator("#part-discussed [data-save-status]")
        expect(status).to_contain_text("A colleague can look at it with you")
        expect(page.get_by_label(CODE)).to_have_count(0)
    press(page.locator("#part-discussed"), "Save this part")
    expect(summary(page)).to_contain_text("can't be kept in our records")
    expect(box).to_have_value(WORDS)


def look(page: Page, number: str) -> str:
    """As the second person: open the page from the menu, say that one looked, read out the code."""
    page.goto("/staff/")
    if page.get_by_role("button", name="Menu").is_visible():
        press(page, "Menu")
    follow(page, "Second check")
    heading(page, "Second check")
    page.get_by_label("Who asked you?").select_option(label="Ada Whitlock")
    fill(page, "The number on their page", number)
    page.get_by_label("I have looked at what they want to keep").check()
    assert axe(page) == []
    press(page, "Get a code for them")
    heading(page, "Code for your colleague")
    assert axe(page) == []
    return page.locator("#code").inner_text()


@pytest.mark.requirement("BR-A.3", "XD-10")
@pytest.mark.parametrize("javascript", [True, False])
def test_everyday_word_when_a_colleague_looks_on_their_own_device_then_is_kept(
    world: World, page_as: PageAs, javascript: bool
) -> None:
    place = a_place(world)
    first = page_as("area_adviser", width=NARROW, javascript=javascript)
    second = page_as("second_area_adviser", width=NARROW)
    type_words(first, place, javascript=javascript)
    expect(first.get_by_text("A colleague can look at it with you and give you a code.")).to_be_visible()
    assert first.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if javascript:
        assert axe(first) == []
    number = first.locator("#part-discussed .govuk-inset-text strong").inner_text()
    code = look(second, number)
    assert WORDS not in second.content()
    first.get_by_label(CODE).fill("000000" if code != "000000" else "111111")
    press(first.locator("#part-discussed"), "Save this part")
    expect(summary(first)).to_contain_text("This code does not fit these words.")
    summary(first).get_by_role("link", name="This code does not fit these words.").click()
    expect(first.get_by_label(CODE)).to_be_focused()
    first.get_by_label(CODE).fill(code)
    if javascript:
        # The page saves other parts by itself meanwhile and leaves the code alone.
        first.get_by_label("What happens next", exact=True).fill("Rings the college.")
        first.get_by_label("What happens next", exact=True).blur()
        expect(first.locator("#part-next_steps [data-save-status]")).to_contain_text("Saved at")
        assert first.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])") == "[{},{}]"
    first.get_by_label(CODE).focus()
    first.keyboard.press("Tab")
    expect(first.locator(":focus")).to_contain_text("Why?")
    first.keyboard.press("Tab")
    expect(first.locator(":focus")).to_have_text("Save this part")
    first.keyboard.press("Enter")
    expect(first.get_by_text("Saved.", exact=True)).to_be_visible()
    assert kept(world, place)["discussed"] == WORDS
    expect(first.get_by_label(CODE)).to_have_count(0)
