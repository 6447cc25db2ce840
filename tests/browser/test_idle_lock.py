"""An unused page locks; what was typed into it is still saved after the password, and a warning comes before."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from fingerpost.demo.world import DEMO_PASSWORD, World
from fingerpost.staff.sign_in import rules_at
from tests import session_steps
from tests.browser.browser import PageAs
from tests.browser.steps import fill, heading, press
from tests.fixtures.world import Acting

WORDS = "Wants to leave shop work for something with regular hours."


def _session(page: Page) -> object:
    cookies = page.context.cookies()
    key = next(one["value"] for one in cookies if one["name"] == settings.SESSION_COOKIE_NAME)
    return import_module(settings.SESSION_ENGINE).SessionStore(key)


def leave_alone(page: Page, *, seconds: int) -> None:
    """Let the server believe that nothing was asked of it for so long."""
    session = _session(page)
    session["staff_seen"] = int(timezone.now().timestamp()) - seconds
    session.save()


@pytest.mark.requirement("OI-14.16b")
@pytest.mark.parametrize("javascript", [True, False])
def test_page_when_left_too_long_asks_for_the_password_and_saves_what_was_typed(
    page_as: PageAs, world: World, acting: Acting, javascript: bool
) -> None:
    with acting("area_adviser") as actor:
        contact = session_steps.open_one(actor, world)
        session_steps.make_one(actor, world, contact=contact)
        session = session_steps.record_one(actor, world, contact)
        path = f"/staff/attendances/{session_steps.place_of(session).id}/"
    page = page_as("area_adviser", javascript=javascript)
    page.goto(path)
    leave_alone(page, seconds=rules_at(timezone.now()).idle_seconds + 1)
    fill(page, "What the customer came for", WORDS)
    press(page, "Save everything")
    heading(page, "Enter your password to carry on")
    assert WORDS not in page.content()
    fill(page, "Password", "not this one")
    press(page, "Carry on")
    expect(page.get_by_role("alert")).to_contain_text("Check your password")
    fill(page, "Password", DEMO_PASSWORD)
    press(page, "Carry on")
    heading(page, "Carry on where you were")
    press(page, "Send it now")
    heading(page, "Session record")
    expect(page.get_by_label("What the customer came for")).to_have_value(WORDS)
    page.goto(path)
    expect(page.get_by_label("What the customer came for")).to_have_value(WORDS)


@pytest.mark.requirement("OI-14.16b")
def test_page_when_nearly_locked_warns_and_stays_signed_in(page_as: PageAs, world: World) -> None:
    page = page_as("area_adviser")
    page.clock.install()
    page.goto("/staff/")
    guard = rules_at(timezone.now())
    warned_after = guard.idle_seconds - guard.warning_seconds + 5
    leave_alone(page, seconds=warned_after)
    page.clock.fast_forward(warned_after * 1000)
    dialog = page.get_by_role("dialog", name="You will be signed out soon")
    stay = dialog.get_by_role("button", name="Stay signed in")
    expect(stay).to_be_focused()
    expect(dialog).to_contain_text("minutes")
    with page.expect_response("**/staff/stay-signed-in/") as answered:
        stay.click()
    assert answered.value.status == 200
    expect(dialog).to_be_hidden()
    seen = _session(page)["staff_seen"]
    assert timezone.now().timestamp() - seen < guard.warning_seconds
    page.reload()
    heading(page, "Today")
