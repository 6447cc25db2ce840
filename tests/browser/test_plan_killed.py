"""A browser that is killed in the middle of writing a plan loses the piece being typed, and nothing else."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from fingerpost.demo.world import World
from tests.browser.browser import PageAs, chromium_options
from tests.browser.steps import fill, press
from tests.browser.test_plan_editor import SAVED, a_place, kept
from tests.fixtures.world import Acting, ClientAs
from tests.workspace.plan_pages import plan_url

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Doomed:
    """A browser of its own, as a process that can be killed."""

    process: subprocess.Popen[bytes]
    page: Page

    def kill(self) -> None:
        """End it and everything it started at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=20)


@pytest.fixture
def doomed(
    browser: Browser, live_server: LiveServer, client_as: ClientAs, tmp_path: Path
) -> Iterator[Doomed]:
    options = chromium_options()
    command = [str(options["executable_path"]), *options["args"], "--remote-debugging-port=0"]
    process = subprocess.Popen(
        [*command, f"--user-data-dir={tmp_path / 'profile'}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        port = _port_of(tmp_path / "profile" / "DevToolsActivePort")
        page = browser.browser_type.connect_over_cdp(f"http://127.0.0.1:{port}").contexts[0].new_page()
        cookie = client_as("area_adviser").cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        yield Doomed(process, page)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=20)


def _port_of(file: Path) -> int:
    """The port that Chromium wrote down once it listens."""
    for _try in range(200):
        if file.is_file() and (words := file.read_text(encoding="ascii").split()):
            return int(words[0])
        time.sleep(0.1)
    raise AssertionError("Chromium did not open its port")


def test_browser_when_killed_mid_write_up_loses_the_last_piece_alone_and_the_page_says_so(
    doomed: Doomed, live_server: LiveServer, page_as: PageAs, world: World, acting: Acting
) -> None:
    place = a_place(acting, world)
    page = doomed.page
    page.goto(f"{live_server.url}{plan_url(place)}")
    press(page, "Begin the plan")
    fill(page, "Where the customer is now", "Works in a shop.")
    page.keyboard.press("Tab")
    expect(page.locator("#part-starting_point [data-save-status]")).to_have_text(SAVED)
    fill(page, "Option 1", "Office work near home")
    page.keyboard.press("Tab")
    expect(page.locator(".fingerpost-plan-item [data-save-status]").first).to_have_text(SAVED)
    page.get_by_label("Goal 1", exact=True).press_sequentially("Pass the fi")
    doomed.kill()
    assert kept(acting, place) == ({"starting_point": "Works in a shop."}, ["Office work near home"])
    again = page_as("area_adviser")
    again.goto(plan_url(place))
    expect(again.get_by_label("Where the customer is now", exact=True)).to_have_value("Works in a shop.")
    expect(again.get_by_label("Option 1", exact=True)).to_have_value("Office work near home")
    expect(again.get_by_label("Goal 1", exact=True)).to_have_value("")
    expect(again.locator("#last-saved")).to_have_text(
        re.compile(r"^Last saved at \d\d:\d\d\. Anything typed in this plan after that was not saved\.$")
    )
