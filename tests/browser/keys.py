"""Pressing keys as somebody does who uses no mouse: Tab to get there, Space, Enter, arrows and letters to act.

Nothing here acts on a page but `page.keyboard`; `acts_by_keys_alone` reads a file and says whether that holds.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

MOST_STOPS = 160
# What may be called on a page or what is found in it: looking, and the keys.
LOOKING = frozenset({
    "goto", "locator", "get_by_role", "get_by_label", "get_by_text", "filter", "and_", "or_", "nth", "count",
    "inner_text", "get_attribute", "input_value", "is_visible", "is_checked", "bounding_box", "screenshot",
    "element_handle", "all_inner_texts", "wait_for",
})  # fmt: skip
KEYS = frozenset({"page.keyboard.press", "page.keyboard.type"})
ACTING = frozenset({
    "click", "dblclick", "fill", "clear", "check", "uncheck", "set_checked", "select_option", "tap", "hover",
    "focus", "blur", "mouse", "touchscreen", "drag_to", "dispatch_event", "press_sequentially",
    "evaluate", "evaluate_all", "evaluate_handle", "add_script_tag", "set_input_files", "route",
})  # fmt: skip


def acts_by_keys_alone(path: Path) -> bool:
    """Whether a file of tests does nothing to a page but press keys, and presses some, itself or through here."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    about_pages = re.compile(r"\b(page|focused|target|group|summary|main|discussed)\b")
    on_pages = {
        name for name in called if about_pages.search(name) and not name.startswith(("expect(", "keys."))
    }
    wrong = {name for name in on_pages - KEYS if name.rsplit(".", 1)[-1] not in LOOKING}
    attributes = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and not ast.unparse(node).startswith("keys.")
    }
    presses = called & KEYS or any(name.startswith("keys.") for name in called)
    return not wrong and not attributes & ACTING and bool(presses)


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def go(page: Page, target: Locator) -> None:
    """Press Tab until the focus stands on the target; from the end of the page it comes round again."""
    expect(target).to_be_visible()
    for _stop in range(MOST_STOPS):
        if page.locator(":focus").and_(target).count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no key leads to {target}")


def enter(page: Page, target: Locator) -> None:
    go(page, target)
    page.keyboard.press("Enter")


def type_in(page: Page, target: Locator, words: str) -> None:
    go(page, target)
    page.keyboard.type(words)


def type_date(page: Page, day: str, month: str, year: str, *, group: str = "") -> None:
    """Type a date into the first date of the page, or into the one with this legend."""
    place = page.get_by_role("group", name=group, exact=True) if group else page
    type_in(page, place.get_by_label("Day", exact=True).nth(0), day)
    page.keyboard.press("Tab")
    page.keyboard.type(month)
    page.keyboard.press("Tab")
    page.keyboard.type(year)


def tick(page: Page, target: Locator) -> None:
    go(page, target)
    page.keyboard.press("Space")
    expect(target).to_be_checked()


def choose(page: Page, target: Locator) -> None:
    """Go to the group of radios by Tab, and inside it by arrows."""
    expect(target).to_be_attached()
    name = target.get_attribute("name")
    group = page.locator(f"input[name={name}]")
    for _stop in range(MOST_STOPS):
        if page.locator(":focus").and_(group).count():
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _choice in range(group.count()):
        if target.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no key chooses {target}")


def pick(page: Page, target: Locator, label: str) -> None:
    """Choose from a list by the first letters of the words."""
    go(page, target)
    page.keyboard.type(label)
    expect(target.locator("option:checked")).to_have_text(label)


def skip_to_content(page: Page) -> None:
    """The first stop of every page leads past its head."""
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.get_by_role("main").locator(":focus").count() == 1
