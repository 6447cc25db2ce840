"""The plan by key presses alone: written, agreed, accepted and given in hand."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import Page, expect

from tests.browser import keys, plan_walk


def write_the_plan(page: Page, *, by: date) -> None:
    """From the session record: begin the plan, write it, have it agreed."""
    day, month, year = str(by.day), str(by.month), str(by.year)
    keys.enter(page, page.get_by_role("button", name="Begin the plan"))
    keys.heading(page, "Skills action plan")
    keys.type_in(page, page.get_by_label("Where the customer is now", exact=True), plan_walk.SITUATION)
    for number, words in enumerate(plan_walk.OPTIONS, start=1):
        _add(page, "option", number)
        keys.type_in(page, page.get_by_label(f"Option {number}", exact=True), words)
    for number, (words, area, horizon, known) in enumerate(plan_walk.GOALS, start=1):
        _add(page, "goal", number)
        keys.type_in(page, page.get_by_label(f"Goal {number}", exact=True), words)
        for group, choice in (
            (f"What goal {number} is about", area),
            (f"How far off goal {number} is", horizon),
        ):
            keys.choose(page, page.get_by_role("group", name=group).get_by_label(choice, exact=True))
        keys.type_in(page, page.get_by_label(f"How we will know that goal {number} is reached"), known)
    for number, words in enumerate(plan_walk.ACTIONS, start=1):
        _add(page, "action", number)
        keys.type_in(page, page.get_by_label(f"Action {number}", exact=True), words)
        keys.type_date(page, day, month, year, group=f"By when, action {number}")
        known = "The answer is written down."
        keys.type_in(page, page.get_by_label(f"How we will know that action {number} is done"), known)
    keys.type_date(page, day, month, year, group="When you look at this plan together again")
    used = page.get_by_label("Information and labour market information used", exact=True)
    keys.type_in(page, used, plan_walk.USED)
    thinks = page.get_by_label("What the customer thinks of it", exact=True)
    keys.type_in(page, thinks, "Feels surer about what to ask for.")
    keys.enter(page, page.get_by_role("button", name="The customer agrees to everything on this page").nth(1))
    expect(page.get_by_text("Nothing is missing. It can be made the agreed plan.").nth(0)).to_be_visible()
    keys.enter(page, page.get_by_role("button", name="Make this the agreed plan").nth(0))
    keys.heading(page, "Accept the plan")


def _add(page: Page, kind: str, number: int) -> None:
    """Ask for another line where the page does not show it yet; the focus then stands in it."""
    label = page.get_by_label(f"{kind.capitalize()} {number}", exact=True)
    if not label.count():
        keys.enter(page, page.get_by_role("button", name=f"Add another {kind}"))
        expect(label).to_be_focused()


def accept_by_name(page: Page, name: str) -> None:
    """The customer types their name and says that they agree."""
    keys.tick(
        page, page.get_by_label("I showed the customer the privacy notice, and what is shared with whom")
    )
    keys.choose(page, page.get_by_label("Typed their name and confirmed"))
    keys.type_in(page, page.get_by_label("Name of the customer, typed by them", exact=True), name)
    keys.tick(page, page.get_by_label("The customer ticks: I agree with this plan"))
    keys.enter(page, page.get_by_role("button", name="Keep the answer"))


def give_a_print(page: Page) -> None:
    """Print it and give it in hand, then go back to the session record."""
    keys.heading(page, "Give the plan")
    keys.choose(page, page.get_by_label("Printed and given in hand"))
    keys.tick(page, page.get_by_label("I hand it to the customer now"))
    keys.enter(page, page.get_by_role("button", name="Make the copy"))
    expect(page.get_by_role("link", name="Download the plan to print (PDF)")).to_be_visible()


def back_to_the_session(page: Page) -> None:
    """From a copy, the way back by the links of the pages."""
    for words in ("Back to all copies", "Back to the plan", "Back to the session record"):
        keys.enter(page, page.get_by_role("link", name=words))
    keys.heading(page, "Session record")


def record_an_outcome(page: Page, *, kind: str, told_on: date) -> None:
    """From the session record: what came of it, as we were told; end on the outcome's page."""
    keys.enter(page, page.get_by_role("link", name="Back to the customer"))
    keys.heading(page, "Customer record")
    keys.enter(page, page.get_by_role("link", name="Outcomes and follow-ups"))
    keys.heading(page, "Outcomes and follow-ups")
    keys.enter(page, page.get_by_role("button", name="Record an outcome"))
    keys.heading(page, "Record an outcome")
    keys.choose(page, page.get_by_role("group", name="What came of it?").get_by_label(kind, exact=True))
    keys.type_date(page, str(told_on.day), str(told_on.month), str(told_on.year), group="When were we told?")
    sessions = page.get_by_role("group", name="Which session did it come from?")
    keys.choose(page, sessions.get_by_role("radio").nth(0))
    keys.enter(page, page.get_by_role("button", name="Save the outcome"))
    keys.heading(page, kind)
    expect(page.get_by_role("main")).to_contain_text("Claimable")


def claim(page: Page, *, kind: str, name: str) -> None:
    """As a claims officer: find the outcome, read why it is payable, claim it."""
    page.goto("/staff/claims/")
    keys.heading(page, "Claims")
    keys.enter(page, page.get_by_role("link", name=f"{kind}, {name}"))
    keys.heading(page, kind)
    expect(page.get_by_role("main")).to_contain_text("Why: each rule that was tried")
    keys.enter(page, page.get_by_role("button", name="Check and claim"))
    expect(page.get_by_role("button", name="Check and claim")).to_have_count(0)
    expect(page.get_by_role("main")).to_contain_text("Payable")
