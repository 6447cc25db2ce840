"""Following a customer up in real Chromium: from Today to the outcome and its evidence, and the customer's answer."""

from __future__ import annotations

import os
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from fingerpost.demo.world import World
from fingerpost.house.rules import rules_in_force
from fingerpost.outcomes.models import Evidence, FollowUp, Outcome, SatisfactionAnswer
from fingerpost.outcomes.settling import settle_customers
from fingerpost.policy.civil import civil_date
from fingerpost.staff.services import acting_as
from tests.browser import keys
from tests.browser.browser import NARROW, WIDE, PageAs, axe
from tests.browser.steps import fill, fill_date, follow, heading, press, summary, tick
from tests.outcomes.steps import PNG_BYTES, seen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def customer_id(world: World) -> UUID:
    """Somebody who was seen forty days ago, with the follow-ups that the worker made of it."""
    with acting_as(world.memberships["area_adviser"]) as actor:
        found = seen(actor, world, days_ago=40).customer_id
    assert found is not None
    settle_customers([found], rules=rules_in_force())
    return found


def look_at(page: Page, name: str, *, javascript: bool) -> None:
    """Judge the page as it stands; FINGERPOST_SHOTS names a folder for pictures of it."""
    if javascript:
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    folder = os.environ.get("FINGERPOST_SHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.requirement("OI-4.10e", "OI-12.14", "BR-24.2")
@pytest.mark.parametrize(("width", "javascript"), [(WIDE, True), (NARROW, True), (NARROW, False)])
def test_adviser_when_following_up_then_from_today_to_an_outcome_with_evidence(
    world: World, page_as: PageAs, customer_id: UUID, width: int, javascript: bool
) -> None:
    page = page_as("area_adviser", width=width, javascript=javascript)
    page.goto("/staff/")
    due = page.get_by_role("listitem").filter(has_text="First follow-up")
    follow(due, "Tess Placeholder")
    heading(page, "First follow-up")
    press(page, "Save the try")
    expect(summary(page)).to_contain_text("Select how you tried")
    look_at(page, f"follow-up-wrong-{width}", javascript=javascript)
    tick(page, "How did you try?", "Telephone")
    tick(page, "What came of it?", "Spoke with the customer")
    press(page, "Save the try")
    expect(summary(page)).to_contain_text("Say what you found out about the customer.")
    page.get_by_label("What did you find out? (optional)").select_option(label="In learning or training")
    press(page, "Save the try")
    heading(page, "Outcomes and follow-ups")
    expect(page.get_by_text("Done: In learning or training")).to_be_visible()
    look_at(page, f"outcomes-{width}", javascript=javascript)
    assert FollowUp.objects.using("owner").get(customer_id=customer_id, stage="first").state == "done"
    record_an_outcome(page, width, javascript=javascript)
    keep_evidence(page, width, javascript=javascript)
    page.goto("/staff/")
    expect(page.get_by_text("First follow-up")).to_have_count(0)


def record_an_outcome(page: Page, width: int, *, javascript: bool) -> None:
    page.get_by_role("button", name="Record an outcome").click()
    heading(page, "Record an outcome")
    tick(page, "What came of it?", "Accredited learning")
    began = civil_date(timezone.now()) - timedelta(days=9)
    fill_date(page, "When did it begin?", (str(began.day), str(began.month), str(began.year)))
    fill(page, "Hours a week (optional)", "16")
    look_at(page, f"new-outcome-{width}", javascript=javascript)
    press(page, "Save the outcome")
    heading(page, "Accredited learning")
    expect(page.get_by_text("16.0 (full-time)")).to_be_visible()
    expect(page.get_by_text("Not claimable yet")).to_be_visible()
    look_at(page, f"outcome-{width}", javascript=javascript)


def keep_evidence(page: Page, width: int, *, javascript: bool) -> None:
    page.get_by_role("button", name="Add evidence").click()
    heading(page, "Add evidence")
    tick(page, "What is it?", "Signed letter of the employer")
    file = page.get_by_label("The file")
    file.set_input_files({"name": "notes.docx", "mimeType": "application/msword", "buffer": b"PK\x03\x04"})
    press(page, "Keep the evidence")
    expect(summary(page)).to_contain_text("Save it as a PDF")
    look_at(page, f"evidence-wrong-{width}", javascript=javascript)
    file.set_input_files({"name": "letter.png", "mimeType": "image/png", "buffer": PNG_BYTES})
    press(page, "Keep the evidence")
    heading(page, "Accredited learning")
    page.get_by_role("link", name="Open Signed letter of the employer").click()
    heading(page, "Open evidence")
    look_at(page, f"open-evidence-{width}", javascript=javascript)
    page.get_by_label("You added it").check()
    with page.expect_download() as download:
        press(page, "Open the file")
    assert download.value.path().read_bytes() == PNG_BYTES
    assert download.value.suggested_filename == "evidence-1.png"
    outcome = Outcome.objects.using("owner").get()
    assert outcome.evidenced_on == civil_date(timezone.now())
    assert Evidence.objects.using("owner").filter(outcome=outcome).count() == 1


@pytest.mark.requirement("OI-12.14")
def test_adviser_when_only_a_keyboard_is_there_then_records_a_try(page_as: PageAs, customer_id: UUID) -> None:
    page = page_as("area_adviser")
    page.goto("/staff/today/follow-ups/")
    keys.enter(page, page.get_by_role("link", name="Tess Placeholder"))
    heading(page, "First follow-up")
    keys.go(page, page.get_by_label("Telephone", exact=True))
    page.keyboard.press("Space")
    keys.go(page, page.get_by_label("Spoke with the customer"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    keys.enter(page, page.get_by_role("button", name="Save the try"))
    expect(page.get_by_text("The try is kept. The follow-up stays open.")).to_be_visible()
    row = FollowUp.objects.using("owner").get(customer_id=customer_id, stage="first")
    assert [one.reached for one in row.attempts.using("owner")] == ["no_answer"]


def test_colleague_when_taking_the_answer_of_a_customer_then_kept_with_their_name(
    world: World, page_as: PageAs, customer_id: UUID
) -> None:
    page = page_as("information_adviser", width=NARROW)
    page.goto(f"/staff/customers/{customer_id}/outcomes/")
    follow(page, "Take the customer’s answer")
    heading(page, "Take the customer’s answer")
    page.get_by_role("group", name="Which session was the customer asked about?").get_by_role("radio").check()
    tick(page, "How satisfied is the customer with the service?", "Very satisfied")
    tick(page, "How did the answer come?", "Asked by telephone")
    look_at(page, "answer", javascript=True)
    press(page, "Keep the answer")
    heading(page, "Outcomes and follow-ups")
    kept = SatisfactionAnswer.objects.using("owner").get(customer_id=customer_id)
    assert (kept.answer, kept.captured_by_id) == (5, world.accounts["information_adviser"])
