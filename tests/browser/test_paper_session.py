"""A session written on paper, keyed the next day by an administrator of the subcontractor."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from fingerpost.demo.world import World
from fingerpost.policy.civil import next_working_day, spoken_date
from tests import session_steps
from tests.browser import steps
from tests.browser.browser import PageAs
from tests.browser.steps import Person, follow, heading, press
from tests.fixtures.world import Acting

VASHTI = Person("Vashti", "Placeholder", ("17", "5", "1980"), "ZZ5 5AA")


@pytest.mark.requirement("OI-8.16")
def test_paper_when_keyed_the_next_day_tells_who_gave_it_and_who_keyed_it(
    page_as: PageAs, world: World, acting: Acting
) -> None:
    with acting("subcontractor_adviser") as actor:
        session_steps.make_one(actor, world, contract="prime_north_west")
    interviewed_on = world.today - timedelta(days=1)
    page = page_as("subcontractor_administrator")
    page.goto("/staff/")
    _key_the_paper(page, interviewed_on)
    heading(page, "Find a customer")
    steps.fill_search(page, VASHTI)
    press(page, "Go on")
    heading(page, "Confirm who it is")
    page.get_by_label("The paper names this person and is signed by the adviser").check()
    press(page, "Confirm")
    heading(page, "Session record")
    _two_times_and_two_people(page, interviewed_on)
    steps.write_notes(page)
    steps.gave_information(page)
    press(page, "Save and complete")
    expect(page.get_by_text("The record is complete.")).to_be_visible()
    expect(page.locator("#clock")).to_contain_text("on time")
    expect(page.get_by_text("Completed by Gwen Marlow")).to_be_visible()


def _key_the_paper(page: Page, interviewed_on: date) -> None:
    follow(page, "Paper sessions")
    heading(page, "Key a paper session")
    steps.fill_date(
        page,
        "Date of the interview, as on the paper",
        (str(interviewed_on.day), str(interviewed_on.month), str(interviewed_on.year)),
    )
    steps.fill(page, "Time it began", "2.30pm")
    page.get_by_label("Adviser who signed the paper").select_option(label="Tessa O’Neil")
    page.get_by_label("Venue (optional)").select_option(label="Community Room")
    page.get_by_label("Contract").select_option(label="Adults, North West (DEMO-NW)")
    press(page, "Go on to the customer")


def _two_times_and_two_people(page: Page, interviewed_on: date) -> None:
    """Happened and recorded, given and keyed; the clock runs from the interview."""
    facts = page.get_by_role("main")
    expect(facts).to_contain_text(f"{spoken_date(interviewed_on)}, 14:30")
    expect(facts).to_contain_text("Tessa O’Neil, Milestone Learning")
    expect(facts).to_contain_text("by Gwen Marlow")
    expect(facts).to_contain_text(spoken_date(interviewed_on + timedelta(days=1)))
    due = next_working_day(next_working_day(interviewed_on))
    day = spoken_date(due).rsplit(" ", 1)[0]
    expect(page.locator("#clock")).to_have_text(f"Write-up due {day}, 2 working days after the interview.")
