"""Take the picture of the README: a customer's record in the running demo.

    make run                                     # in one terminal
    .venv/bin/python scripts/screenshot.py       # in another; ADDRESS=http://localhost:8000

Signs in as the demo's area adviser, finds José Fernchisel in a walk-in as an adviser would, and takes the record
page. Writes docs/images/record.png.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ADDRESS = os.environ.get("ADDRESS", "http://localhost:8000")
PICTURE = Path(__file__).resolve().parent.parent / "docs" / "images" / "record.png"
EMAIL, PASSWORD = "area.adviser@prime.example", "Signpost-2026-demo"
WIDTH, HEIGHT = 1280, 1500
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


def main() -> int:
    """Take the picture. Returns 1 where there is no Chromium."""
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if chromium is None:
        print("No Chromium is installed. Name one in CHROMIUM.", file=sys.stderr)
        return 1
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB")
        sign_in(page)
        open_record(page)
        page.screenshot(path=str(PICTURE))
        browser.close()
    print(PICTURE)
    return 0


def sign_in(page: Page) -> None:
    """Sign in by password, past the offer of a second step."""
    page.goto(f"{ADDRESS}/staff/")
    page.get_by_label("Work email address", exact=True).fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def open_record(page: Page) -> None:
    """Open a walk-in, find the customer by the four items, confirm them on evidence."""
    page.goto(f"{ADDRESS}/staff/contacts/open/")
    page.get_by_label("North East").check()
    page.get_by_label("Somebody walked in", exact=True).check()
    page.locator("#id_venue_walk_in").select_option(label="Market Street Centre")
    page.get_by_role("button", name="Open the contact").click()
    page.get_by_role("link", name="Find the customer").click()
    page.get_by_label("First name", exact=True).fill("José")
    page.get_by_label("Surname", exact=True).fill("Fernchisel")
    for part, value in (("Day", "29"), ("Month", "2"), ("Year", "1988")):
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_label("Home postcode", exact=True).fill("ZZ10 1AA")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("You have seen evidence of who they are").check()
    page.get_by_label("Passport", exact=True).check()
    page.get_by_role("button", name="Confirm", exact=True).click()
    page.wait_for_url("**/staff/customers/*/")


if __name__ == "__main__":
    sys.exit(main())
