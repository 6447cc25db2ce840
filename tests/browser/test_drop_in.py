"""Somebody drops in without evidence: advice goes ahead, and what stands before a claim is listed and mended."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from fingerpost.demo.world import World
from tests.browser import steps
from tests.browser.browser import PageAs
from tests.browser.steps import Person, follow, heading, press

JOSE = Person("José", "de la Nowhere", ("28", "2", "1991"), "BFPO57")


@pytest.mark.requirement("BR-7.2")
def test_drop_in_when_no_evidence_is_seen_is_informed_and_claimed_only_once_confirmed(
    page_as: PageAs, world: World
) -> None:
    page = page_as("area_adviser")
    steps.open_walk_in(page)
    follow(page, "Make a record")
    steps.fill_record(page, JOSE, evidence=("No evidence today",))
    press(page, "Make the record")
    heading(page, "Customer record")
    expect(page.get_by_text("Provisional: only the adviser who made it")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("BFPO 57")
    record = page.url
    steps.back_to_contact(page)
    steps.record_session(page)
    steps.write_notes(page)
    steps.gave_information(page)
    press(page, "Save and complete")
    expect(steps.stage(page)).to_have_text("Complete")
    _nobody_else_sees_it(page_as("second_area_adviser"), record)
    _mend_what_is_missing(page)


def _nobody_else_sees_it(page: Page, record: str) -> None:
    page.goto(record)
    heading(page, "Page not found")
    assert "José" not in page.content()


def _mend_what_is_missing(page: Page) -> None:
    """Each gap leads to where it is mended."""
    session = page.url
    expect(page.get_by_role("heading", name="Before it can be claimed")).to_be_visible()
    follow(page, "Show the customer what comes before advice")
    heading(page, "Before advice")
    press(page, "All of it was shown and understood")
    page.goto(session)
    expect(page.get_by_role("link", name="Show the customer what comes before advice")).to_have_count(0)
    follow(page, "Confirm who the customer is")
    steps.tick(page, "What have you seen today?", "Passport")
    press(page, "Save")
    heading(page, "Customer record")
    expect(page.get_by_text("Provisional")).to_have_count(0)
    page.goto(session)
    expect(steps.stage(page)).to_have_text("Claimable")
    expect(page.get_by_text("Nothing is missing. This session can be claimed.")).to_be_visible()
