"""The way from the plan to the decision on money, as the people take it who work on it.

By role and label, so that it is the same with JavaScript and without. Each page is shown to `look` as it is reached.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.steps import Person, fill, fill_date, follow, heading, press, tick

Look = Callable[[Page], None]


def glance(page: Page) -> None:
    """The main heading stands."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()


SITUATION = "Works twenty hours a week in a shop. Wants regular hours."
OPTIONS = ("Bookkeeping in a small firm", "Supervising in the shop")
GOALS = (
    ("Become a bookkeeper in a small firm near home", "Work", "Medium term", "There is an offer in writing."),
    ("Finish the level 2 course in bookkeeping", "Learning", "Short term", "The certificate has come."),
)
ACTIONS = (
    "Ring Tarn College about the evening course",
    "Ask two firms what they look for in a bookkeeper",
)
USED = "Job profile: bookkeeper. About forty such posts a year within ten miles."


def find_in_a_walk_in(page: Page, person: Person, look: Look = glance) -> None:
    """Open a walk-in, find the customer and confirm who it is; end on the contact's page, ready for advice."""
    steps.open_walk_in(page)
    steps.find(page, person)
    steps.confirm_by_evidence(page)
    heading(page, "Customer record")
    look(page)
    steps.back_to_contact(page)
    steps.notices_understood(page)


def write_the_plan(page: Page, *, by: date, look: Look = glance) -> None:
    """From the session record: begin the plan, write it, have it agreed."""
    press(page, "Begin the plan")
    heading(page, "Skills action plan")
    look(page)
    fill(page, "Where the customer is now", SITUATION)
    for number, words in enumerate(OPTIONS, start=1):
        _add(page, "option", number)
        fill(page, f"Option {number}", words)
    page.get_by_label("The customer chose option 1", exact=True).check()
    for number, (words, area, horizon, known) in enumerate(GOALS, start=1):
        _add(page, "goal", number)
        fill(page, f"Goal {number}", words)
        tick(page, f"What goal {number} is about", area)
        tick(page, f"How far off goal {number} is", horizon)
        fill(page, f"How we will know that goal {number} is reached", known)
    for number, words in enumerate(ACTIONS, start=1):
        _add(page, "action", number)
        fill(page, f"Action {number}", words)
        fill_date(page, f"By when, action {number}", (str(by.day), str(by.month), str(by.year)))
        fill(page, f"How we will know that action {number} is done", "The answer is written down.")
    fill_date(page, "When you look at this plan together again", (str(by.day), str(by.month), str(by.year)))
    fill(page, "Information and labour market information used", USED)
    fill(page, "What the customer thinks of it", "Feels surer about what to ask for.")
    page.get_by_role("button", name="The customer agrees to everything on this page").first.click()
    heading(page, "Skills action plan")
    expect(page.get_by_text("Nothing is missing. It can be made the agreed plan.").first).to_be_visible()
    look(page)
    page.get_by_role("button", name="Make this the agreed plan").first.click()
    heading(page, "Accept the plan")


def _add(page: Page, kind: str, number: int) -> None:
    """Ask for another line where the page does not show it yet."""
    label = page.get_by_label(f"{kind.capitalize()} {number}", exact=True)
    if not label.count():
        press(page, f"Add another {kind}")
        expect(label).to_be_visible()


def accept_by_name(page: Page, name: str, look: Look = glance) -> None:
    """The customer types their name and says that they agree."""
    look(page)
    page.get_by_label("I showed the customer the privacy notice, and what is shared with whom").check()
    page.get_by_label("Typed their name and confirmed").check()
    fill(page, "Name of the customer, typed by them", name)
    page.get_by_label("The customer ticks: I agree with this plan").check()
    press(page, "Keep the answer")


def give_a_print(page: Page, look: Look = glance) -> None:
    """Print it and give it in hand."""
    heading(page, "Give the plan")
    look(page)
    page.get_by_label("Printed and given in hand").check()
    page.get_by_label("I hand it to the customer now").check()
    press(page, "Make the copy")
    expect(page.get_by_role("link", name="Download the plan to print (PDF)")).to_be_visible()
    look(page)


def back_to_the_session(page: Page) -> None:
    """From a copy, the way back by the links of the pages."""
    for words in ("Back to all copies", "Back to the plan", "Back to the session record"):
        follow(page, words)
    heading(page, "Session record")


def complete_the_record(page: Page, look: Look = glance) -> None:
    """On the session record: write the notes, complete it."""
    steps.write_notes(page)
    press(page, "Save and complete")
    expect(page.get_by_text("The record is complete.")).to_be_visible()
    expect(steps.stage(page)).to_have_text("Claimable")
    look(page)


def record_an_outcome(page: Page, *, kind: str, told_on: date, hours: str = "", look: Look = glance) -> None:
    """From the session record: what came of it and began that day; end on the outcome's page."""
    follow(page, "Back to the customer")
    heading(page, "Customer record")
    follow(page, "Outcomes and follow-ups")
    heading(page, "Outcomes and follow-ups")
    look(page)
    _follow_button(page, "Record an outcome")
    heading(page, "Record an outcome")
    look(page)
    tick(page, "What came of it?", kind)
    if hours:
        fill_date(page, "When did it begin?", (str(told_on.day), str(told_on.month), str(told_on.year)))
        page.get_by_label("Hours a week").fill(hours)
    fill_date(page, "When were we told?", (str(told_on.day), str(told_on.month), str(told_on.year)))
    page.get_by_role("group", name="Which session did it come from?").get_by_role("radio").first.check()
    press(page, "Save the outcome")
    heading(page, kind)
    look(page)


def add_a_document(page: Page, *, kind: str, came_on: date, file: bytes, look: Look = glance) -> None:
    """On the outcome's page: add the document that shows it."""
    _follow_button(page, "Add evidence")
    heading(page, "Add evidence")
    look(page)
    tick(page, "What is it?", kind)
    day = (str(came_on.day), str(came_on.month), str(came_on.year))
    fill_date(page, "When did it come?", day)
    tick(page, "Is it signed?", "Yes")
    fill_date(page, "Which day does it bear?", day)
    page.get_by_label("The file", exact=True).set_input_files(
        {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": file}
    )
    press(page, "Keep the evidence")
    expect(page.get_by_role("main")).to_contain_text(kind)
    look(page)


def open_the_claim(page: Page, *, kind: str, name: str, look: Look = glance) -> None:
    """As a claims officer: from the list to the claim."""
    page.goto("/staff/claims/")
    heading(page, "Claims")
    look(page)
    follow(page, f"{kind}, {name}")
    heading(page, kind)
    look(page)


def open_its_evidence(page: Page, *, kind: str, look: Look = glance) -> bytes:
    """From the claim: open the document, saying why; back on the claim with its bytes."""
    follow(page, kind)
    heading(page, "Open evidence")
    look(page)
    page.get_by_label("You are checking the claim").check()
    with page.expect_download() as started:
        press(page, "Open the file")
    return started.value.path().read_bytes()


def _follow_button(page: Page, words: str) -> None:
    """A link drawn as a button: scripts give it that role, else it is a link."""
    button = page.get_by_role("button", name=words, exact=True)
    button.or_(page.get_by_role("link", name=words, exact=True)).click()
