"""The main job from signing in to signing out, in real Chromium with a mouse; then the customer's second visit."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from fingerpost.customers.queries import find_home
from fingerpost.customers.services import change_address, change_names
from fingerpost.customers.values import Home, Names
from fingerpost.demo.world import World
from tests import session_steps
from tests.browser import journey, steps
from tests.browser.browser import PageAs
from tests.browser.steps import Person, fill, follow, heading, press
from tests.fixtures.world import Acting

ANSWERS = {
    "A phrase that you will remember and nobody else would say": "violet umbrellas",
    "A word we should ask you for on the telephone": "marmalade",
}
EARLIER = Person("vashti", "placeholder", ("17", "5", "1980"), "zz55aa")


@pytest.mark.requirement("BR-7.2", "MX-3.1", "BR-23.4", "BR-20.4", "OI-8.16")
def test_journey_when_walked_through_ends_with_a_complete_record(page_as: PageAs, world: World) -> None:
    journey.walk(page_as(None), world)


@pytest.mark.requirement("BR-7.3", "OI-4.10b")
def test_second_visit_when_moved_and_renamed_is_found_by_the_earlier_values(
    page_as: PageAs, world: World, acting: Acting
) -> None:
    _customer_who_moved_and_married(world, acting)
    page = page_as("area_adviser")
    steps.open_walk_in(page)
    steps.find(page, EARLIER)
    steps.confirm_by_evidence(page, "Driving licence")
    heading(page, "Customer record")
    _set_secrets(page)
    page = page_as("second_area_adviser")
    steps.open_call(page)
    steps.find(page, EARLIER)
    _answer(page, dict.fromkeys(ANSWERS, "something else"))
    heading(page, "Confirm who it is")
    expect(steps.summary(page)).to_contain_text("This does not confirm who it is.")
    assert "Vashti" not in page.content()
    _answer(page, {question: answer.upper() for question, answer in ANSWERS.items()})
    heading(page, "Customer record")
    expect(page.get_by_role("region", name="Who this is about")).to_contain_text("Vashti Married-Example")
    assert "violet" not in page.content()


def _customer_who_moved_and_married(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        now = timezone.now()
        customer = session_steps.make_one(actor, world)
        home = find_home(customer.id)
        assert home is not None
        change_names(
            actor=actor,
            now=now,
            customer_id=customer.id,
            names=Names(given_name="Vashti", family_name="Married-Example"),
            date_of_birth=customer.date_of_birth,
            expected_version=customer.version,
        )
        change_address(
            actor=actor,
            now=now,
            customer_id=customer.id,
            home=Home(postcode="ZZ5 7AC", lines=("2 New Road",)),
            expected_address_id=home.id,
        )


def _set_secrets(page: Page) -> None:
    follow(page, "Secret questions")
    for number, (question, answer) in enumerate(ANSWERS.items(), start=1):
        page.locator(f"#id_question_{number}").select_option(label=question)
        page.locator(f"#id_answer_{number}").fill(answer)
    press(page, "Save")
    expect(page.get_by_text("The answers are kept. Nobody can read them.")).to_be_visible()
    follow(page, "Secret questions")
    for number in (1, 2):
        expect(page.locator(f"#id_answer_{number}")).to_have_value("")


def _answer(page: Page, answers: dict[str, str]) -> None:
    page.get_by_label("They answer their secret questions").check()
    for question, answer in answers.items():
        fill(page, question, answer)
    press(page, "Confirm")
