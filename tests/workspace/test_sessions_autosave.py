"""The page that saves itself, in real Chromium: a part at a time, the register a line at a time."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from fingerpost.demo.world import World
from fingerpost.interactions.models import Attendance, AttendanceSection
from fingerpost.staff.services import acting_as
from tests.browser.browser import PageAs
from tests.session_steps import NOTES, REFUSED, make_one, open_one, place_of, record_one

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def a_place(world: World) -> Attendance:
    with acting_as(world.memberships["area_adviser"]) as actor:
        contact = open_one(actor, world)
        make_one(actor, world, contact=contact)
        return place_of(record_one(actor, world, contact))


def kept(world: World, place: Attendance) -> dict[str, tuple[str, int]]:
    with acting_as(world.memberships["area_adviser"]):
        rows = AttendanceSection.objects.filter(attendance=place).values_list("section", "text", "version")
        return {section: (text, version) for section, text, version in rows}


def test_part_when_left_alone_saves_itself_and_the_page_never_clashes_with_itself(
    world: World, page_as: PageAs
) -> None:
    place = a_place(world)
    page: Page = page_as("area_adviser")
    page.goto(f"/staff/attendances/{place.id}/")
    box, status = page.locator("#id_reason-text"), page.locator("#part-reason [data-save-status]")
    box.fill("First words.")
    box.blur()
    expect(status).to_contain_text("Saved at")
    assert kept(world, place) == {"reason": ("First words.", 1)}
    box.fill("First words, and more.")
    page.locator("#id_situation-text").fill(NOTES["situation"])
    expect(page.locator("#part-situation [data-save-status]")).to_contain_text("Saved at")
    page.locator("#id_discussed-text").fill(NOTES["discussed"])
    with page.expect_navigation():
        page.get_by_role("button", name="Save everything").click()
    expect(page.locator("h1")).to_contain_text("Session record")
    expect(page.locator(".govuk-error-summary")).to_have_count(0)
    found = {name: text for name, (text, _version) in kept(world, place).items()}
    assert found == {
        "reason": "First words, and more.",
        "situation": NOTES["situation"],
        "discussed": NOTES["discussed"],
    }


def test_refused_word_when_the_page_saves_itself_is_told_at_its_box_and_kept_nowhere(
    world: World, page_as: PageAs
) -> None:
    place = a_place(world)
    page: Page = page_as("area_adviser")
    page.goto(f"/staff/attendances/{place.id}/")
    page.locator("#id_discussed-text").fill(REFUSED)
    page.locator("#id_discussed-text").blur()
    status = page.locator("#part-discussed [data-save-status]")
    expect(status).to_contain_text("can't be kept in our records")
    assert "probation" not in status.inner_text()
    assert page.locator("#id_discussed-text").input_value() == REFUSED
    assert page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])") == "[{},{}]"
    assert kept(world, place) == {}


def test_line_of_a_register_when_filled_in_saves_itself_twice_over(world: World, page_as: PageAs) -> None:
    with acting_as(world.memberships["area_adviser"]) as actor:
        contact = open_one(actor, world, kind="group")
        customer = make_one(actor, world, given="Una", family="Walkin", contact=contact)
        session = record_one(actor, world, contact, kind="group", places=[])
    page: Page = page_as("area_adviser")
    page.goto(f"/staff/sessions/{session.id}/register/")
    page.get_by_role("button", name="Add Una Walkin").click()
    line = page.locator("fieldset", has_text="Una Walkin")
    line.get_by_label("Seen at").fill("10:20")
    line.get_by_label("Result").select_option("attended")
    expect(line.locator("[data-save-status]")).to_contain_text("Saved at")
    line.get_by_label("Seen at").fill("10:25")
    line.get_by_label("Seen at").blur()
    expect(line.locator('input[name$="-version"]')).to_have_value("3")
    with acting_as(world.memberships["area_adviser"]):
        place = Attendance.objects.get(session=session, customer=customer)
        assert place.result == "attended"
        assert place.seen_at is not None
        assert (place.seen_at.astimezone().minute, place.version) == (25, 3)
