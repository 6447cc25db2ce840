"""How many interactions a plan takes, and how long: counted as a person makes them.

One interaction is one thing that a person decides and does: a button or link pressed, a choice made, or a field
filled in (the three boxes of a day are one field). Time is simulated from them: three seconds for each, and forty
words a minute for what is typed; what the service itself takes is measured and added.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from fingerpost.demo.world import World
from fingerpost.interactions.models import Attendance
from fingerpost.plans.models import PlanAcceptance, PlanVersion
from fingerpost.policy.civil import civil_date
from tests import plan_steps
from tests.browser.browser import PageAs
from tests.browser.steps import heading
from tests.fixtures.world import Acting
from tests.workspace.plan_pages import again_seen, seen_customer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("OI-9.13", "MX-1.5b")]

MOST_AGAIN, MOST_FIRST = 5, 25
SECONDS_EACH, SECONDS_A_WORD = 3.0, 1.5


@dataclass
class Hand:
    """A hand that counts what it does, and how long a person would take over it."""

    page: Page
    interactions: int = 0
    seconds: float = 0.0

    def _did(self, words: str = "") -> None:
        self.interactions += 1
        self.seconds += SECONDS_EACH + SECONDS_A_WORD * len(words.split())

    def press(self, words: str) -> None:
        begun = time.monotonic()
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words, exact=True).first.click()
        self.seconds += time.monotonic() - begun
        self._did()

    def fill(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=True).fill(words)
        self._did(words)

    def tick(self, box: Locator) -> None:
        box.check()
        self._did()

    def date(self, group: str, days: int) -> None:
        day = civil_date(timezone.now()) + timedelta(days=days)
        boxes = self.page.get_by_role("group", name=group)
        for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            boxes.get_by_label(label, exact=True).fill(str(value))
        self._did("1 2 3")


def accept_aloud(hand: Hand) -> None:
    """The customer says yes to the adviser, who has shown them the privacy notice."""
    page = hand.page
    heading(page, "Accept the plan")
    hand.tick(page.get_by_label("They said yes, and somebody heard it", exact=True))
    hand.tick(page.locator("#id_privacy_shown"))
    hand.press("Keep the answer")
    expect(page.get_by_role("alert").first).to_contain_text("is accepted")


def answers(acting: Acting, place: Attendance) -> list[tuple[int, str]]:
    assert place.customer_id is not None
    with acting("area_adviser"):
        rows = PlanAcceptance.objects.filter(version__plan__customer_id=place.customer_id)
        return list(rows.order_by("version__number").values_list("version__number", "answer"))


def test_repeat_session_when_its_plan_is_agreed_takes_five_interactions_and_less_than_a_minute(
    page_as: PageAs, world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        earlier = seen_customer(actor, world)
        plan_steps.make_plan(actor, earlier)
    with acting("area_adviser") as actor:
        place = again_seen(actor, world, earlier)
    page = page_as("area_adviser")
    page.goto(f"/staff/attendances/{place.id}/")
    hand = Hand(page)
    hand.press("Begin the plan")
    expect(page.get_by_text("The plan of last time was brought over")).to_be_visible()
    hand.press("Make this the agreed plan")
    accept_aloud(hand)
    assert hand.interactions <= MOST_AGAIN
    assert hand.seconds < 60
    assert answers(acting, place) == [(1, "accepted")]


def test_repeat_session_when_an_action_is_put_off_is_a_new_version_in_few_interactions_more(
    page_as: PageAs, world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        earlier = seen_customer(actor, world)
        plan_steps.whole_plan(actor, earlier)
    with acting("area_adviser") as actor:
        place = again_seen(actor, world, earlier)
    page = page_as("area_adviser", javascript=False)
    page.goto(f"/staff/attendances/{place.id}/")
    hand = Hand(page)
    hand.press("Begin the plan")
    first = page.get_by_role("group", name=plan_steps.ACTIONS[0])
    hand.tick(first.get_by_label("Met", exact=True))
    hand.date("By when, action 2", 30)
    hand.press("Make this the agreed plan")
    accept_aloud(hand)
    assert hand.interactions <= MOST_AGAIN + 2
    assert hand.seconds < 60
    assert answers(acting, place) == [(1, "accepted"), (2, "accepted")]


def test_first_write_up_when_counted_takes_twenty_five_interactions_at_most(
    page_as: PageAs, world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        place = seen_customer(actor, world)
    page = page_as("area_adviser")
    page.goto(f"/staff/attendances/{place.id}/")
    hand = Hand(page)
    hand.press("Begin the plan")
    hand.fill("Where the customer is now", "Works twenty hours a week in a shop and has no car.")
    hand.fill("Option 1", "Bookkeeping in an office")
    hand.tick(page.get_by_label("The customer chose option 1", exact=True))
    hand.fill("Option 2", "Supervisor in the shop")
    hand.fill("Goal 1", "Pass the first bookkeeping certificate")
    hand.fill("Goal 2", "Work in an office for sixteen hours a week")
    for number, words in enumerate(plan_steps.ACTIONS, start=1):
        if number == 3:
            hand.press("Add another action")
            expect(page.get_by_label("Action 3", exact=True)).to_be_focused()
        hand.fill(f"Action {number}", words)
        hand.date(f"By when, action {number}", 7 * number)
    hand.date("When you look at this plan together again", 42)
    hand.tick(page.get_by_label("No need", exact=True))
    hand.fill("Information and labour market information used", "Job profile: bookkeeper.")
    hand.fill("What the customer thinks of it", "Good to see the steps in order.")
    hand.press("The customer agrees to everything on this page")
    hand.press("Make this the agreed plan")
    accept_aloud(hand)
    assert hand.interactions <= MOST_FIRST
    assert answers(acting, place) == [(1, "accepted")]
    with acting("area_adviser"):
        content = PlanVersion.objects.get(attendance=place).content
    assert all(words in content for words in plan_steps.ACTIONS)
