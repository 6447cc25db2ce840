"""The main job as one walk: from signing in, over a new customer's record and a session, to signing out.

It acts by role and label, so that it is the same with JavaScript and without.
"""

from __future__ import annotations

from playwright.sync_api import Page, expect

from fingerpost.demo.world import World
from tests.browser import steps
from tests.browser.steps import Person, fill, find, follow, heading, press, summary, tick

ZELDA = Person("Zelda", "O'Invented", ("29", "2", "1984"), "ZZ5 5AA")
REFUSED = "He was on probation last year."


def walk(page: Page, world: World) -> None:
    """Walk all of it."""
    sign_in_for_the_first_time(page, world)
    reference = steps.open_walk_in(page)
    find(page, ZELDA)
    steps.confirm_by_evidence(page)
    heading(page, "No record opened")
    steps.make_a_record(page)
    make_a_record(page)
    look_at_the_record(page)
    steps.back_to_contact(page)
    assert steps.reference_on(page) == reference
    steps.notices_understood(page)
    steps.record_session(page)
    write_up(page)
    see_the_customer_view(page)
    steps.sign_out(page)
    page.goto("/staff/")
    heading(page, "Sign in")


def sign_in_for_the_first_time(page: Page, world: World) -> None:
    """The second step is offered once, and may wait."""
    steps.sign_in(page, world.emails["newcomer"])
    heading(page, "Make your sign-in safer")
    press(page, "Not now")
    heading(page, "Today")
    expect(page.get_by_text("No contact of yours is open.")).to_be_visible()


def make_a_record(page: Page) -> None:
    """Evidence, home, a number with its safety, circumstances."""
    steps.fill_record(page, ZELDA)
    tick(page, "Where does the customer live?", "England")
    fill(page, "Mobile number (optional)", "07700 900456")
    tick(page, "Is the mobile number safe to use?", "Yes")
    tick(page, "About the mobile number", "Other people may read or hear it")
    fill(page, "Name to give when somebody else answers (optional)", "The library")
    page.get_by_label("Employment status (optional)").select_option(label="Employed")
    page.get_by_label("Highest qualification (optional)").select_option(label="Level 2")
    tick(page, "Carer?", "Yes")
    press(page, "Make the record")


def look_at_the_record(page: Page) -> None:
    """Everything that was typed stands on the record page, and nothing of it in title or address."""
    heading(page, "Customer record")
    expect(page.get_by_text("The record is made and confirmed.")).to_be_visible()
    bar = page.get_by_role("region", name="Who this is about")
    expect(bar).to_contain_text("Zelda O'Invented")
    expect(bar).to_contain_text("29 February 1984")
    main = page.get_by_role("main")
    for kept in ("07700900456", "Other people may read or hear it", "The library", "ZZ5 5AA", "Passport"):
        expect(main).to_contain_text(kept)
    assert "Zelda" not in page.title()
    assert "Zelda" not in page.url


def write_up(page: Page) -> None:
    """A refused word stays out while everything else is kept; then the record is completed."""
    expect(steps.stage(page)).to_have_text("Saved")
    expect(page.locator("#clock")).to_contain_text("2 working days after the interview")
    expect(page.get_by_role("link", name="Write what was discussed")).to_be_visible()
    steps.write_notes(page, {**steps.NOTES, "What was discussed": REFUSED})
    press(page, "Save everything")
    expect(summary(page)).to_contain_text("can't be kept in our records")
    expect(page.get_by_text("Everything else on this page was saved.")).to_be_visible()
    expect(page.get_by_label("What was discussed", exact=True)).to_have_value(REFUSED)
    page.goto(page.url)
    expect(page.get_by_label("What was discussed", exact=True)).to_have_value("")
    expect(page.get_by_label("What happens next")).to_have_value(steps.NOTES["What happens next"])
    fill(page, "What was discussed", steps.NOTES["What was discussed"])
    press(page, "Save and complete")
    expect(summary(page)).to_contain_text("Agree a skills action plan with the customer")
    steps.gave_information(page)
    press(page, "Save and complete")
    expect(page.get_by_text("The record is complete.")).to_be_visible()
    expect(steps.stage(page)).to_have_text("Claimable")


def see_the_customer_view(page: Page) -> None:
    """Only what was agreed."""
    follow(page, "Back to the customer")
    heading(page, "Customer record")
    expect(page.get_by_role("main")).to_contain_text("Abel Moss")
    follow(page, "Customer view")
    heading(page, "What we agreed")
    expect(page.get_by_role("main")).to_contain_text("rings the college")
    follow(page, "Back to the record")
    heading(page, "Customer record")
