"""Steps of a working day as a person takes them: each reads the page it is on and acts by role and label.

They work with and without JavaScript. The journey by keyboard alone keeps its own, which press keys.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from fingerpost.demo.world import DEMO_PASSWORD

REFERENCE = re.compile(r"[A-Z0-9]{3}-[A-Z0-9]{3}")
NOTES = {
    "What the customer came for": "Wants to leave shop work for something with regular hours.",
    "Where the customer is now": "Works twenty hours a week and has no car.",
    "What was discussed": "Office work near home, and an evening course in bookkeeping.",
    "Information used": "Job profile: bookkeeper. Course list of Tarn College.",
    "What happens next": "Reads the two profiles and rings the college before we speak again.",
}


@dataclass(frozen=True, slots=True)
class Person:
    """A customer as they introduce themselves. Nobody here exists."""

    given: str
    family: str
    born: tuple[str, str, str]
    postcode: str
    lines: tuple[str, ...] = field(default=("1 Example Road", "", "Northmoor"))

    @property
    def name(self) -> str:
        """Both names, as the record shows them."""
        return f"{self.given} {self.family}".strip()


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    """Wait until the page with this main heading stands."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def press(place: Page | Locator, words: str) -> None:
    """Press the button with exactly these words."""
    place.get_by_role("button", name=words, exact=True).click()


def follow(place: Page | Locator, words: str) -> None:
    """Follow the link with exactly these words."""
    place.get_by_role("link", name=words, exact=True).click()


def make_a_record(page: Page) -> None:
    """Go on to making a record: a link on a contact's page, a button where what was searched for goes along."""
    name = "Make a record"
    page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)).click()


def fill(place: Page | Locator, label: str, value: str) -> None:
    """Type into the field with exactly this label."""
    place.get_by_label(label, exact=True).fill(value)


def tick(place: Page | Locator, group: str, choice: str) -> None:
    """Choose a radio or checkbox by its own words, in the group with this legend."""
    place.get_by_role("group", name=group).get_by_label(choice, exact=True).check()


def fill_date(page: Page, group: str, parts: Sequence[str]) -> None:
    """Type a day, month and year."""
    boxes = page.get_by_role("group", name=group)
    for label, value in zip(("Day", "Month", "Year"), parts, strict=True):
        boxes.get_by_label(label, exact=True).fill(value)


def sign_in(page: Page, email: str, *, password: str = DEMO_PASSWORD) -> None:
    """Sign in by the form."""
    page.goto("/staff/")
    heading(page, "Sign in")
    fill(page, "Work email address", email)
    fill(page, "Password", password)
    press(page, "Sign in")


def open_walk_in(page: Page, venue: str = "Northmoor Library") -> str:
    """Open the contact of somebody who walked in at a venue; the reference of the contact."""
    page.goto("/staff/contacts/open/")
    fill_walk_in(page, venue)
    press(page, "Open the contact")
    return reference_on(page)


def open_call(page: Page) -> str:
    """Open the contact of a telephone call; the reference of the contact."""
    page.goto("/staff/contacts/open/")
    choose_contract(page)
    tick(page, "How did it come about?", "A telephone call")
    press(page, "Open the contact")
    return reference_on(page)


def fill_walk_in(page: Page, venue: str = "Northmoor Library") -> None:
    """On the page that opens a contact, say that somebody walked in at a venue."""
    choose_contract(page)
    tick(page, "How did it come about?", "Somebody walked in")
    page.locator("#id_venue_walk_in").select_option(label=venue)


def choose_contract(page: Page) -> None:
    """On the page that opens a contact, choose the contract where there are several."""
    heading(page, "Open a contact")
    contracts = page.get_by_role("group", name="Which contract is this under?")
    if contracts.count():
        contracts.get_by_label("North East").check()


def reference_on(page: Page) -> str:
    """The reference of the contact whose page this is."""
    heading(page, REFERENCE)
    found = REFERENCE.search(page.get_by_role("heading", level=1).inner_text())
    assert found is not None
    return found[0]


def find(page: Page, person: Person) -> None:
    """From a contact's page, look for a customer by the four items."""
    page.get_by_role("link", name=re.compile("^Find (the|a) customer$")).click()
    heading(page, "Find a customer")
    fill_search(page, person)
    press(page, "Go on")


def fill_search(page: Page, person: Person) -> None:
    """Type the four items."""
    fill(page, "First name", person.given)
    fill(page, "Surname", person.family)
    fill_date(page, "Date of birth", person.born)
    fill(page, "Home postcode", person.postcode)


def confirm_by_evidence(page: Page, evidence: str = "Passport") -> None:
    """On the page of a check, say that evidence was seen."""
    heading(page, "Confirm who it is")
    tick(page, "How do you know who it is?", "You have seen evidence of who they are")
    tick(page, "What have you seen?", evidence)
    press(page, "Confirm")


def fill_record(page: Page, person: Person, *, evidence: Sequence[str] = ("Passport",)) -> None:
    """Type what must be known for a record: name, date of birth, home, evidence."""
    heading(page, "Make a record")
    fill(page, "First name (optional)", person.given)
    fill(page, "Surname (optional)", person.family)
    fill_date(page, "Date of birth (optional)", person.born)
    for number, line in enumerate(person.lines[:2], start=1):
        fill(page, f"Address line {number} (optional)", line)
    fill(page, "Town or city (optional)", person.lines[2])
    fill(page, "Postcode (optional)", person.postcode)
    for kind in evidence:
        tick(page, "What have you seen today?", kind)


def back_to_contact(page: Page) -> None:
    """From a record, back to the contact it was opened in."""
    follow(page, "Back to the open contact")
    heading(page, "Contact")


def notices_understood(page: Page) -> None:
    """From a contact's page, say that everything before advice was shown and understood."""
    follow(page, "Before advice")
    heading(page, "Before advice")
    press(page, "All of it was shown and understood")
    expect(page.get_by_role("alert")).to_contain_text("What was shown and understood is saved.")


def record_session(page: Page) -> None:
    """From a contact's page, record its session as the form suggests it."""
    follow(page, "Record the session")
    heading(page, "Record a session")
    press(page, "Record the session")
    heading(page, "Session record")


def write_notes(page: Page, notes: dict[str, str] | None = None) -> None:
    """Write the parts of the notes."""
    for label, text in (notes or NOTES).items():
        page.get_by_label(label, exact=True).fill(text)


def gave_information(page: Page) -> None:
    """On a session record: the customer got information, which may do without a plan (BR-8.1a)."""
    tick(page, "What the customer got", "Information")


def stage(page: Page) -> Locator:
    """The tag that says how far a session record has come."""
    return page.locator("#stage")


def summary(page: Page) -> Locator:
    """The error summary."""
    return page.get_by_role("alert").filter(has_text="There is a problem")


def sign_out(page: Page) -> None:
    """Sign out by the button of every page."""
    press(page, "Sign out")
