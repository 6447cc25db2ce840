"""A message that perhaps was sent, decided on by the keys alone, from Today, on a narrow screen and a wide one."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from fingerpost.demo.world import World
from fingerpost.notices.models import Message
from fingerpost.notices.services import queue_message
from fingerpost.staff.services import acting_as
from tests.browser import keys
from tests.browser.browser import NARROW, WIDE, PageAs, axe
from tests.browser.steps import heading
from tests.session_steps import make_one, open_one

pytestmark = pytest.mark.django_db(transaction=True)


def _doubtful(world: World) -> UUID:
    with acting_as(world.memberships["area_adviser"]) as actor:
        customer = make_one(actor, world, contact=open_one(actor, world))
        message_id = queue_message(
            actor=actor,
            now=timezone.now(),
            kind="plan_phrase",
            way="text",
            address="07700900123",
            subject="",
            body="Words",
            customer_id=customer.id,
        )
    Message.objects.using("owner").filter(id=message_id).update(state="perhaps_sent", attempts=1)
    return message_id


@pytest.mark.parametrize(("width", "javascript"), [(WIDE, True), (NARROW, True), (NARROW, False)])
def test_message_when_only_keys_are_pressed_is_decided_on_from_today(
    page_as: PageAs, world: World, width: int, javascript: bool
) -> None:
    message_id = _doubtful(world)
    page = page_as("area_adviser", width=width, javascript=javascript)
    page.goto("/staff/")
    keys.enter(page, page.get_by_role("link", name="Messages that perhaps were not sent"))
    heading(page, "Messages that perhaps were not sent")
    _judge(page, width, javascript)
    keys.enter(page, page.get_by_role("link", name="Pass phrase of an encrypted copy, Vashti Placeholder"))
    heading(page, "Did this message arrive?")
    _judge(page, width, javascript)
    # Nothing chosen: the summary leads to the choice.
    keys.enter(page, page.get_by_role("button", name="Decide"))
    keys.enter(page, page.get_by_role("alert").get_by_role("link", name="Select what you decide"))
    first = page.get_by_label("It arrived, leave it")
    expect(first).to_be_focused()
    _judge(page, width, javascript)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Send it again")).to_be_checked()
    keys.enter(page, page.get_by_role("button", name="Decide"))
    heading(page, "Messages that perhaps were not sent")
    expect(page.get_by_role("main")).to_contain_text("It is sent again, under the same number.")
    expect(page.get_by_role("main")).to_contain_text("No message waits for you.")
    _judge(page, width, javascript)
    assert Message.objects.using("owner").get(id=message_id).state == "queued"


def _judge(page: Page, width: int, javascript: bool) -> None:
    """Nothing stands wider than the screen, and no rule of WCAG 2.2 AA is broken."""
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    if javascript:
        assert axe(page) == []
