"""A claims officer at work in real Chromium: finds what waits, reads why, claims it, sends another one back."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page, expect

from fingerpost.demo.world import World
from fingerpost.outcomes.models import Outcome
from fingerpost.staff.services import acting_as
from tests.browser.browser import NARROW, WIDE, PageAs, axe
from tests.browser.steps import fill, follow, heading, press, summary
from tests.funding.steps import day, ready_outcome, whole_session
from tests.session_steps import REFUSED

pytestmark = pytest.mark.django_db(transaction=True)

WHY = "Which day did the job begin?"
JOB, PROGRESS = "Sustainable employment", "Career progression"
MOST_KEYS = 60


def two_outcomes(world: World) -> tuple[Outcome, Outcome]:
    """A job that can be claimed, and a progression that lacks its evidence."""
    with acting_as(world.memberships["area_adviser"]) as actor:
        attendance = whole_session(actor, world, days_ago=4)
        return (
            ready_outcome(actor, world, attendance=attendance, told_on=day(2)),
            ready_outcome(actor, world, attendance=attendance, kind="5", told_on=day(1), with_evidence=False),
        )


def stands(outcome: Outcome) -> Outcome:
    return Outcome.objects.using("owner").get(id=outcome.id)


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def look_at(page: Page, name: str, *, javascript: bool = True) -> None:
    """Judge the page as it stands; FINGERPOST_SHOTS names a folder for pictures of it. axe is a script itself."""
    if javascript:
        assert axe(page) == []
    assert fits(page)
    folder = os.environ.get("FINGERPOST_SHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "javascript"), [(WIDE, False), (NARROW, True)])
def test_officer_when_checking_claims_then_reads_why_and_claims_one_and_sends_one_back(
    world: World, page_as: PageAs, width: int, javascript: bool
) -> None:
    job, progress = two_outcomes(world)
    page = page_as("claims_officer", width=width, javascript=javascript)
    page.goto("/staff/claims/")
    heading(page, "Claims")
    expect(page.get_by_text("Example: this scheme ended on 30 September 2022.")).to_be_visible()
    look_at(page, f"list-{width}", javascript=javascript)
    follow(page, f"{JOB}, Tess Placeholder")
    heading(page, JOB)
    expect(page.get_by_text("£30.00")).to_be_visible()
    expect(page.get_by_text("It is the one of its kind that is paid.")).to_be_visible()
    look_at(page, f"claim-{width}", javascript=javascript)
    press(page, "Check and claim")
    expect(page.get_by_text("Decided on")).to_be_visible()
    look_at(page, f"claimed-{width}", javascript=javascript)
    assert stands(job).claimed_at is not None

    follow(page, "All claims")
    expect(page.get_by_text("Tess Placeholder")).to_have_count(1)
    follow(page, f"{PROGRESS}, Tess Placeholder")
    heading(page, PROGRESS)
    expect(page.get_by_text("Not passed").first).to_be_visible()
    expect(page.get_by_text("Add evidence of the kind that shows this outcome")).to_be_visible()
    expect(page.get_by_role("button", name="Check and claim")).to_have_count(0)
    look_at(page, f"refused-{width}", javascript=javascript)
    send_back(page, width, javascript=javascript)
    assert stands(progress).sent_back_why == WHY

    page.get_by_label("Which outcomes").select_option(label="Sent back")
    press(page, "Show outcomes")
    expect(page.get_by_text(WHY)).to_be_visible()
    look_at(page, f"sent-back-{width}", javascript=javascript)


def send_back(page: Page, width: int, *, javascript: bool) -> None:
    page.get_by_role("button", name="Send back to the adviser").click()
    heading(page, "Send back to the adviser")
    fill(page, "What must be put right?", REFUSED)
    press(page, "Send back")
    expect(summary(page)).to_contain_text("can't be kept in our records")
    look_at(page, f"why-refused-{width}", javascript=javascript)
    fill(page, "What must be put right?", WHY)
    press(page, "Send back")
    heading(page, "Claims")
    expect(page.get_by_text("Sent back.")).to_be_visible()


def test_officer_when_only_a_keyboard_is_there_then_claims_an_outcome(world: World, page_as: PageAs) -> None:
    job, _progress = two_outcomes(world)
    page = page_as("claims_officer")
    page.goto("/staff/claims/")
    go_to(page, f"{JOB}, Tess Placeholder")
    page.keyboard.press("Enter")
    heading(page, JOB)
    go_to(page, "Check and claim")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Decided on")).to_be_visible()
    assert stands(job).claimed_at is not None


def go_to(page: Page, words: str) -> None:
    """Press Tab until the focus stands, visibly, on the link or button with these words."""
    for _key in range(MOST_KEYS):
        page.keyboard.press("Tab")
        text = page.evaluate("document.activeElement.textContent.trim()")
        if text == words:
            box = page.evaluate(
                "(() => { const s = getComputedStyle(document.activeElement);"
                " return s.outlineStyle !== 'none' || s.boxShadow !== 'none' })()"
            )
            assert box, f"the focus on {words} is not seen"
            return
    raise AssertionError(f"{words} is not reached by Tab")
