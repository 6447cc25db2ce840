"""The same journey with JavaScript off: every page works plainly, scripts only make it quicker."""

from __future__ import annotations

from fingerpost.demo.world import World
from tests.browser import journey
from tests.browser.browser import PageAs


def test_journey_when_javascript_is_off_ends_with_a_complete_record(page_as: PageAs, world: World) -> None:
    journey.walk(page_as(None, javascript=False), world)
