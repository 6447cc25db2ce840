"""Figures in real Chromium: a measure with plots and table, its records, a report put together; wide and narrow."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from fingerpost.demo.world import World
from fingerpost.performance.facts import SCHEMAS
from fingerpost.policy.civil import civil_date
from tests.browser.browser import NARROW, WIDE, PageAs, axe
from tests.performance.snapshot_steps import SmallFacts, forget_snapshots, months_to, write_snapshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def snapshot(world: World, tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.SNAPSHOTS_ROOT = tmp_path
    made = SmallFacts(world, months_to(civil_date(timezone.now()).replace(day=1)))
    write_snapshot(tmp_path, {name: made.rows(name) for name in SCHEMAS}, taken_at=timezone.now())
    yield
    forget_snapshots()


def looks_right(page: Page, name: str) -> None:
    assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth"), name
    assert axe(page) == []
    folder = os.environ.get("FINGERPOST_SHOTS")
    if folder:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_measure_when_opened_by_a_manager_then_plot_table_and_report_are_there(
    page_as: PageAs, snapshot: None, width: int
) -> None:
    page = page_as("returns_manager", width=width)
    page.goto("/staff/performance/?kind=kpi")
    looks_right(page, "list")
    page.get_by_label("Contract").select_option(index=1)
    page.get_by_role("button", name="Show figures").click()
    page.goto("/staff/performance/sessions/?by=contract")
    expect(page.locator("figure.fingerpost-plot")).to_have_count(2)
    looks_right(page, "measure")
    page.get_by_role("link", name="the records behind it").click()
    expect(page.locator("h1")).to_contain_text("The records behind it")
    looks_right(page, "records")
    page.goto("/staff/reports/")
    page.get_by_role("button", name="Put a report together").click()
    page.get_by_label("Name of the report").fill("Sessions of the year")
    counts = page.locator("details", has=page.locator("summary", has_text="Counts: "))
    counts.locator("summary").focus()
    page.keyboard.press("Enter")
    counts.get_by_label("Sessions", exact=True).check()
    looks_right(page, "builder")
    page.get_by_role("button", name="Save the report").click()
    page.get_by_role("button", name="Make it now and keep it").click()
    expect(page.get_by_role("link", name="CSV")).to_have_count(1)
    looks_right(page, "report")


def test_equality_when_opened_by_the_agency_then_rounded_and_nothing_opens(
    page_as: PageAs, snapshot: None
) -> None:
    page = page_as("contract_manager")
    page.goto("/staff/performance/equality_seen/?by=gender")
    expect(page.get_by_text("rounded here")).to_have_count(1)
    assert page.get_by_role("link", name="records").count() == 0
    looks_right(page, "equality")
    page.goto("/staff/performance/?kind=equality")
    looks_right(page, "agency-list")
