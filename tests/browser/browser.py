"""Real Chromium on the live server: `page_as` signs a person in, `axe` judges what a page shows.

Loaded as a plugin, so that every folder of tests may ask for a page. The server is Django's own live
server on this worker's database, as *app*; whatever a test commits is wiped after it.
"""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.chromium import find_chromium
from tests.fixtures.world import ClientAs

ROOT = Path(__file__).resolve().parents[2]
WIDE, NARROW = 1280, 320
# A machine with other work to do is slow, not wrong.
_PATIENCE_MS = 20_000
_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
# Nothing but the live server answers: a page that asks for anything else shows it at once.
_NO_OTHER_HOST = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
_AXE_FROM_NPM = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_AXE_FROM_WHEEL = Path(axe_playwright_python.__file__).with_name("axe.min.js")
WCAG_22_AA = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# The status of a page is what tests ask for, refusals included; Chromium reports each as a console error.
_EXPECTED_IN_CONSOLE = "Failed to load resource"

PageAs = Callable[..., Page]


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule that one page breaks, and where."""

    rule: str
    help: str
    places: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.rule}: {self.help} at {'; '.join(self.places)}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep browser tests in groups, so that one worker drives one Chromium at a time."""
    for item in items:
        if item.get_closest_marker("browser") and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group("browser"))


def chromium_options() -> dict[str, Any]:
    """How every test starts Chromium."""
    return {"executable_path": find_chromium(), "args": [*_ARGUMENTS, _NO_OTHER_HOST]}


@pytest.fixture(scope="session")
def built_frontend() -> None:
    """The style sheet and scripts of the present sources."""
    with (ROOT / ".cache" / "frontend.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command = [sys.executable, str(ROOT / "scripts" / "build_frontend.py")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert django_settings.STATICFILES_DIRS, "the front end was built only now: run the tests again"


@pytest.fixture(scope="module")
def browser(built_frontend: None) -> Iterator[Browser]:
    """One Chromium, for the tests of one file.

    Playwright marks its event loop as running in this thread, where Django then refuses every query.
    Nothing of the tests is asynchronous, so the refusal is lifted while the browser is open.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            expect.set_options(timeout=_PATIENCE_MS)
            chromium = playwright.chromium.launch(**chromium_options())
            yield chromium
            chromium.close()


class Pages:
    """The pages of one test, and what went wrong in any of them."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.contexts: list[BrowserContext] = []
        self.problems: list[str] = []

    def open(self, *, width: int = WIDE, height: int = 900, javascript: bool = True, **options: Any) -> Page:
        """A page in a browser of its own: no cookies, this width, with or without JavaScript."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id="Europe/London",
            **options,
        )
        context.set_default_timeout(_PATIENCE_MS)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda problem: self.problems.append(f"script: {problem}"))
        page.on("console", self._note)
        return page

    def sign_in(self, page: Page, cookie_value: str) -> None:
        """Give the page's browser the session of somebody who has signed in."""
        page.context.add_cookies(
            [{"name": django_settings.SESSION_COOKIE_NAME, "value": cookie_value, "url": self.address}]
        )

    def close(self) -> None:
        """Close every browser that was opened."""
        for context in self.contexts:
            context.close()

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_EXPECTED_IN_CONSOLE):
            self.problems.append(f"console: {message.text}")


@pytest.fixture
def pages(browser: Browser, live_server: LiveServer) -> Iterator[Pages]:
    """Opens pages on the live server. The test fails if a script failed or the content policy refused anything."""
    opened = Pages(browser, live_server.url)
    yield opened
    opened.close()
    assert opened.problems == []


@pytest.fixture
def page_as(pages: Pages, client_as: ClientAs) -> PageAs:
    """`page_as("area_adviser", width=320, javascript=False)`: a page signed in as that person, still blank.

    Paths are relative: `page.goto("/staff/")`. None as nickname gives a visitor who is not signed in.
    """

    def sign_in(nickname: str | None, *, width: int = WIDE, javascript: bool = True, **options: Any) -> Page:
        page = pages.open(width=width, javascript=javascript, **options)
        if nickname is not None:
            cookie = client_as(nickname).cookies[django_settings.SESSION_COOKIE_NAME]
            pages.sign_in(page, cookie.value)
        return page

    return sign_in


@cache
def _axe_source() -> str:
    """The axe-core of the lock file, else the one inside the wheel."""
    found = _AXE_FROM_NPM if _AXE_FROM_NPM.is_file() else _AXE_FROM_WHEEL
    return found.read_text(encoding="utf-8")


def axe(page: Page) -> list[Violation]:
    """What axe-core finds against WCAG 2.2 AA on this page as it is now; no rule is disabled."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(_axe_source())
    options = {"runOnly": {"type": "tag", "values": list(WCAG_22_AA)}, "resultTypes": ["violations"]}
    found = page.evaluate(f"axe.run(document, {json.dumps(options)}).then(result => result.violations)")
    return [
        Violation(
            rule=each["id"],
            help=each["help"],
            places=tuple(f"{node['target'][0]} {node['html'][:160]}" for node in each["nodes"]),
        )
        for each in found
    ]
