"""A call with a language adviser is cut off; whoever answers next goes on with the same unfinished session."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from fingerpost.customers.services import set_secrets
from fingerpost.demo.world import World
from tests import session_steps
from tests.browser import steps
from tests.browser.browser import PageAs
from tests.browser.steps import Person, follow, heading, press, tick
from tests.fixtures.world import Acting

VASHTI = Person("Vashti", "Placeholder", ("17", "5", "1980"), "ZZ5 5AA")
ANSWERS = {"memorable_phrase": "violet umbrellas", "word_for_calls": "marmalade"}
SPOKEN = {
    "A phrase that you will remember and nobody else would say": "Violet umbrellas",
    "A word we should ask you for on the telephone": "marmalade",
}
FIRST_WORDS = "Wants to leave shop work."


@pytest.mark.requirement("BR-7.3", "OI-3.36b")
def test_call_when_cut_off_is_resumed_by_another_adviser_with_everything_in_it(
    page_as: PageAs, world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        customer = session_steps.make_one(actor, world)
        set_secrets(actor=actor, now=timezone.now(), customer_id=customer.id, answers=ANSWERS)
    first = page_as("telephone_adviser")
    reference = steps.open_call(first)
    expect(first.get_by_text("Tell the customer this reference now")).to_be_visible()
    _authenticate(first)
    steps.back_to_contact(first)
    _join(page_as("language_adviser"), reference)
    steps.notices_understood(first)
    steps.record_session(first)
    session_page = first.url
    _autosave_a_part(first)
    _cut_off(first)
    second = page_as("centre_manager")
    _resume(second, reference)
    follow(second, "Record the session")
    assert second.url == session_page
    expect(second.get_by_label("What the customer came for")).to_have_value(FIRST_WORDS)
    steps.write_notes(second)
    steps.gave_information(second)
    press(second, "Save and complete")
    expect(second.get_by_text("The record is complete.")).to_be_visible()
    given = second.get_by_role("main")
    for person in ("Colin Faraday", "Nasreen Begum", "Desmond Pryce"):
        expect(given).to_contain_text(person)
    expect(given).to_contain_text("Language adviser")


def _authenticate(page: Page) -> None:
    steps.find(page, VASHTI)
    heading(page, "Confirm who it is")
    page.get_by_label("They answer their secret questions").check()
    for question, answer in SPOKEN.items():
        steps.fill(page, question, answer)
    press(page, "Confirm")
    heading(page, "Customer record")


def _join(page: Page, reference: str) -> None:
    """The reference is read out; its case and hyphen do not matter."""
    page.goto("/staff/contacts/join/")
    steps.fill(page, "Reference", reference.lower().replace("-", ""))
    tick(page, "You come in as", "Language adviser")
    press(page, "Join")
    assert steps.reference_on(page) == reference
    expect(page.get_by_role("main")).to_contain_text("Nasreen Begum, Language adviser")
    follow(page, "Open the customer's record")
    heading(page, "Customer record")


def _autosave_a_part(page: Page) -> None:
    """What is typed is kept when the field is left, before anything is pressed."""
    field = page.get_by_label("What the customer came for")
    field.fill(FIRST_WORDS)
    field.blur()
    expect(page.locator("#part-reason [data-save-status]")).to_contain_text("Saved at")


def _cut_off(page: Page) -> None:
    follow(page, "Back to the customer")
    steps.back_to_contact(page)
    press(page, "The call was cut off")
    expect(page.get_by_text("Whoever answers next can resume it by its reference.")).to_be_visible()


def _resume(page: Page, reference: str) -> None:
    """A new contact that names the one before; who is calling is confirmed again."""
    page.goto("/staff/contacts/open/")
    follow(page, "A customer was cut off and rings again")
    steps.fill(page, "Reference", reference)
    tick(page, "Which contract is this under?", "Adults, Contact centre (DEMO-CC-A)")
    press(page, "Resume the call")
    assert steps.reference_on(page) != reference
    expect(page.get_by_text("This call goes on with one that was cut off.")).to_be_visible()
    expect(page.get_by_role("link", name="Open the customer's record")).to_have_count(0)
    _authenticate(page)
    steps.back_to_contact(page)
