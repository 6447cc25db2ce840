"""The register with two thousand rules in real Chromium: keyboard, no script, axe, wide, narrow and on paper."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser import NARROW, WIDE, PageAs, axe
from tests.browser.steps import heading
from tests.workspace.many_rules import MANY, put_many_in_force


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two thousand rules beside the shipped ones, in the server of the test."""
    put_many_in_force(monkeypatch)


def rows(page: Page) -> int:
    return page.locator(".fingerpost-register tbody tr").count()


def sideways(page: Page) -> int:
    return int(page.evaluate("document.scrollingElement.scrollWidth"))


@pytest.mark.requirement("XD-1", "OI-0.1")
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_register_when_it_has_two_thousand_rules_breaks_no_rule_and_never_scrolls_sideways(
    page_as: PageAs, width: int, tmp_path: Path
) -> None:
    page = page_as("area_adviser", width=width)
    for path in (
        "/staff/rules/?words=made-up",
        "/staff/rules/made_up.number_1234/",
        "/staff/rules/compare/?first-day=1&first-month=9&first-year=2014",
        "/staff/rules/print/?words=record",
    ):
        page.goto(path)
        assert axe(page) == [], path
        assert sideways(page) <= width, path
        picture = page.screenshot(path=tmp_path / "register.png")
        assert len(picture) > 10_000
    page.goto("/staff/rules/?words=made-up")
    assert rows(page) == 50
    expect(page.get_by_role("heading", level=2).first).to_contain_text(f"1 to 50 of {MANY}")
    # On a telephone the rows are stacked, and are still a table to whoever can't see them.
    expect(page.get_by_role("table")).to_have_count(1)
    expect(page.get_by_role("columnheader")).to_have_count(4)
    expect(page.get_by_role("rowheader").first).to_contain_text("Made-up number 0000")


def test_register_when_used_by_keyboard_alone_finds_a_rule_and_comes_back(page_as: PageAs) -> None:
    page = page_as("area_adviser")
    page.goto("/staff/rules/")
    heading(page, "Rules in force")
    _tab_to(page, "Words to find (optional)")
    page.keyboard.type("number 1999")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("1 rule on")
    assert rows(page) == 1
    _tab_to(page, "Made-up number 1999")
    page.keyboard.press("Enter")
    heading(page, "Made-up number 1999")
    expect(page.get_by_role("main")).to_contain_text("1999 days")
    expect(page.get_by_role("heading", name="Line of time")).to_be_visible()
    _tab_to(page, "Rules in force")
    page.keyboard.press("Enter")
    heading(page, "Rules in force")


def test_long_value_when_unfolded_by_keyboard_shows_its_table(page_as: PageAs) -> None:
    page = page_as("area_adviser")
    page.goto("/staff/rules/identity.profiles/")
    expect(page.get_by_role("table")).to_have_count(0)
    _tab_to(page, "Show all of it")
    page.keyboard.press("Enter")
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("table")).to_contain_text("H1A")


def test_register_when_there_is_no_script_finds_pages_compares_and_downloads(
    page_as: PageAs, tmp_path: Path
) -> None:
    page = page_as("technician", javascript=False, accept_downloads=True)
    page.goto("/staff/rules/")
    page.get_by_label("Words to find (optional)").fill("made-up")
    page.get_by_label("Pack").select_option("made-up")
    page.get_by_role("button", name="Show rules").click()
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text(f"51 to 100 of {MANY}")
    with page.expect_download() as begun:
        page.get_by_role("link", name="Download these as a file").click()
    assert begun.value.suggested_filename.startswith("rules-in-force-")
    assert begun.value.suggested_filename.endswith(".csv")
    begun.value.save_as(tmp_path / "rules.csv")
    with (tmp_path / "rules.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == MANY
    page.get_by_role("link", name="Two days side by side").click()
    heading(page, "Rules on two days")
    for label, value in (("Day", "1"), ("Month", "9"), ("Year", "2014")):
        page.get_by_role("group", name="First day").get_by_label(label).fill(value)
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("main")).to_contain_text("rules differ")
    expect(page.get_by_role("columnheader", name="1 September 2014")).to_be_visible()


def test_rule_when_printed_has_what_is_folded_and_nothing_to_press(page_as: PageAs) -> None:
    page = page_as("area_adviser")
    page.goto("/staff/rules/identity.presets/")
    folded = page.get_by_text("Vouched for by a professional we know", exact=True)
    expect(folded).to_be_hidden()
    page.emulate_media(media="print")
    expect(folded).to_be_visible()
    expect(page.get_by_role("link", name="Raise a concern")).to_be_hidden()
    page.emulate_media(media="screen")
    page.goto("/staff/rules/?words=made-up")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Show rules")).to_be_hidden()
    expect(page.get_by_text("Made-up number 0049")).to_be_visible()


@pytest.mark.requirement("OI-0.1")
def test_instructions_when_opened_from_the_menu_of_a_telephone_are_read_to_their_rule(
    page_as: PageAs,
) -> None:
    page = page_as("area_adviser", width=NARROW)
    page.goto("/staff/")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Instructions", exact=True).click()
    heading(page, "Instructions")
    page.get_by_label("Words to find in the instructions").fill("Friday bank holiday")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Recording a session: The clock").click()
    heading(page, "Recording a session")
    assert page.url.endswith("#recording-a-session-the-clock")
    page.get_by_role("link", name="OI-8.16").first.click()
    heading(page, "Time to write up an interview")
    assert sideways(page) <= NARROW


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called so."""
    for _step in range(120):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => { const here = document.activeElement;"
            " const label = here.labels && here.labels[0] ? here.labels[0].innerText : here.innerText;"
            " return (label || '').trim(); }"
        )
        if found == name:
            return
    pytest.fail(f"{name} is not reached by the keyboard")
