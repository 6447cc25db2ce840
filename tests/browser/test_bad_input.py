"""What goes wrong at each step of the journey: nothing typed is lost, and nothing is recorded twice."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from fingerpost.customers.models import Customer
from fingerpost.demo.world import World
from fingerpost.interactions.models import Contact, Session
from tests import session_steps
from tests.browser import steps
from tests.browser.browser import PageAs
from tests.browser.steps import Person, fill, heading, press, summary, tick
from tests.fixtures.world import Acting

VASHTI = Person("Vashti", "Placeholder", ("17", "5", "1980"), "ZZ5 5AA")
FIRST = "Office work near home."
SECOND = "An evening course in bookkeeping."


def test_sign_in_when_something_is_missing_comes_back_with_the_address(page_as: PageAs) -> None:
    page = page_as(None)
    page.goto("/staff/sign-in/")
    fill(page, "Work email address", "somebody@prime.example")
    press(page, "Sign in")
    _comes_back(page, {"#id_login": "somebody@prime.example"}, "Enter your password")
    assert page.title().startswith("Error: ")


def test_contact_and_search_when_filled_in_wrongly_come_back_with_everything_typed(
    page_as: PageAs, world: World
) -> None:
    page = page_as("area_adviser")
    page.goto("/staff/contacts/open/")
    tick(page, "How did it come about?", "A telephone call")
    fill(page, "Number the customer dialled (optional)", "no number")
    press(page, "Open the contact")
    _comes_back(page, {"#id_dialled_number": "no number"}, "Enter a telephone number, like 0800 100 900")
    steps.open_walk_in(page)
    steps.find(page, Person("José", "O’Neil", ("31", "2", "1980"), "not one"))
    typed = {
        "#id_given_name": "José",
        "#id_family_name": "O’Neil",
        "#id_date_of_birth-day": "31",
        "#id_date_of_birth-month": "2",
        "#id_postcode": "not one",
    }
    _comes_back(page, typed, "must be a real date", "Enter a full UK postcode")
    steps.fill_search(page, VASHTI)
    press(page, "Go on")
    heading(page, "Confirm who it is")
    press(page, "Confirm")
    _comes_back(page, {}, "Select how you know who it is")
    page.get_by_label("You have seen evidence of who they are").check()
    press(page, "Confirm")
    _comes_back(page, {}, "Select what you have seen")
    expect(page.get_by_label("You have seen evidence of who they are")).to_be_checked()


def test_record_and_session_when_filled_in_wrongly_come_back_with_everything_typed(
    page_as: PageAs, world: World
) -> None:
    page = page_as("area_adviser")
    steps.open_walk_in(page)
    steps.make_a_record(page)
    steps.fill_record(page, VASHTI, evidence=())
    fill(page, "Email address (optional)", "vashti at example")
    fill(page, "Do not call before (optional)", "half past")
    press(page, "Make the record")
    typed = {"#id_given_name": "Vashti", "#id_email": "vashti at example", "#id_not_before": "half past"}
    _comes_back(page, typed, "Select what you have seen today", "Enter an email address")
    expect(page.locator("#id_address_line_1")).to_have_value("1 Example Road")
    fill(page, "Email address (optional)", "vashti@example.com")
    fill(page, "Do not call before (optional)", "9am")
    tick(page, "What have you seen today?", "Passport")
    press(page, "Make the record")
    heading(page, "Customer record")
    steps.back_to_contact(page)
    steps.follow(page, "Record the session")
    fill(page, "Time it began", "later")
    press(page, "Record the session")
    _comes_back(page, {"#id_started_at": "later"}, "time it began")
    assert Customer.objects.using("owner").count() == 1
    assert Session.objects.using("owner").count() == 0


def test_notes_when_two_people_write_one_part_lose_neither(
    page_as: PageAs, world: World, acting: Acting
) -> None:
    attendance_id = _begun_session(world, acting)
    one, other = page_as("area_adviser"), page_as("second_area_adviser")
    for page in (one, other):
        page.goto(f"/staff/attendances/{attendance_id}/")
    one.get_by_label("What was discussed").fill(FIRST)
    press(one, "Save everything")
    expect(one.get_by_text("Saved.", exact=True)).to_be_visible()
    other.get_by_label("What was discussed").fill(SECOND)
    other.get_by_label("Information used").fill("Job profile: bookkeeper.")
    press(other, "Save everything")
    _comes_back(other, {"#id_discussed-text": SECOND}, "Ada Whitlock changed this while you were typing")
    expect(other.locator("#theirs-discussed")).to_contain_text(FIRST)
    other.get_by_label("Mine: what stands in the box, as I leave it").check()
    other.get_by_label("What was discussed").fill(f"{FIRST} {SECOND}")
    press(other, "Save everything")
    expect(other.get_by_text("Saved.", exact=True)).to_be_visible()
    one.goto(one.url)
    expect(one.get_by_label("What was discussed")).to_have_value(f"{FIRST} {SECOND}")
    expect(one.get_by_label("Information used")).to_have_value("Job profile: bookkeeper.")


@pytest.mark.parametrize("javascript", [True, False])
def test_buttons_when_pressed_twice_record_once(page_as: PageAs, world: World, javascript: bool) -> None:
    page = page_as("area_adviser", javascript=javascript)
    page.goto("/staff/contacts/open/")
    steps.fill_walk_in(page)
    page.get_by_role("button", name="Open the contact").dblclick()
    steps.reference_on(page)
    steps.make_a_record(page)
    steps.fill_record(page, VASHTI)
    page.get_by_role("button", name="Make the record").dblclick()
    heading(page, "Customer record")
    steps.back_to_contact(page)
    steps.follow(page, "Record the session")
    page.get_by_role("button", name="Record the session").dblclick()
    heading(page, "Session record")
    assert _kept() == (1, 1, 1)


def test_form_when_sent_again_after_the_back_button_records_once(page_as: PageAs, world: World) -> None:
    page = page_as("area_adviser")
    page.goto("/staff/contacts/open/")
    steps.fill_walk_in(page)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        press(page, "Open the contact")
    steps.reference_on(page)
    contact = page.url
    _send_again(page, sent.value)
    assert page.url == contact
    steps.make_a_record(page)
    steps.fill_record(page, VASHTI)
    press(page, "Make the record")
    heading(page, "Customer record")
    page.go_back()
    expect(page.get_by_role("main")).to_contain_text("This contact has a customer already.")
    page.goto(contact)
    steps.record_session(page)
    session = page.url
    page.go_back()
    heading(page, "Session record")
    assert page.url == session
    assert _kept() == (1, 1, 1)


def _send_again(page: Page, sent: Request) -> None:
    """The browser had kept the page of before, and its form is sent once more as it was."""
    answer = page.request.post(
        sent.url,
        data=sent.post_data_buffer or b"",
        headers={"Content-Type": sent.headers["content-type"], "Referer": sent.url},
        max_redirects=0,
    )
    assert answer.status == 302
    page.goto(answer.headers["location"])


def test_form_when_the_line_drops_after_it_was_sent_records_once(page_as: PageAs, world: World) -> None:
    page = page_as("area_adviser", javascript=False)
    steps.open_walk_in(page)
    steps.make_a_record(page)
    steps.fill_record(page, VASHTI)
    answers: list[int] = []

    def drop(route: Route) -> None:
        if route.request.method != "POST":
            return route.fallback()
        answers.append(route.fetch(max_redirects=0).status)
        return route.abort("connectionreset")

    page.route("**/new-customer/", drop)
    with page.expect_event("requestfailed"):
        press(page, "Make the record")
    page.unroute("**/new-customer/")
    assert answers == [302]
    page.reload()
    heading(page, "Customer record")
    assert _kept() == (1, 1, 0)


def _comes_back(page: Page, typed: Mapping[str, str], *messages: str) -> None:
    """The summary says what is wrong, each of its links moves the focus to its field, and all typed words stand."""
    problem = summary(page)
    for words in messages:
        expect(problem).to_contain_text(words)
    for field, value in typed.items():
        expect(page.locator(field)).to_have_value(value)
    links = problem.get_by_role("link")
    assert links.count() >= len(messages)
    for link in links.all():
        link.click()
        expect(_target(page, link)).to_be_focused()


def _target(page: Page, link: Locator) -> Locator:
    href = link.get_attribute("href") or ""
    return page.locator(f'[id="{href.removeprefix("#")}"]')


def _begun_session(world: World, acting: Acting) -> UUID:
    with acting("area_adviser") as actor:
        contact = session_steps.open_one(actor, world)
        session_steps.make_one(actor, world, contact=contact)
        session = session_steps.record_one(actor, world, contact)
        return session_steps.place_of(session).id


def _kept() -> tuple[int, int, int]:
    """How many contacts, records and sessions there are."""
    return (
        Contact.objects.using("owner").count(),
        Customer.objects.using("owner").count(),
        Session.objects.using("owner").count(),
    )
