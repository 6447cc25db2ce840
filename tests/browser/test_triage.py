"""What a customer needs, decided by the keys alone: every question answered, a mistake mended, a call nobody took."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from fingerpost.policy.civil import civil_date
from fingerpost.workspace.triage import views
from tests.browser import keys, steps
from tests.browser.browser import NARROW, WIDE, PageAs, axe
from tests.triage.steps import at, working_day

TODAY = working_day(civil_date(timezone.now()) + timedelta(days=1))


@pytest.mark.requirement("BR-6.2", "BR-5.2b", "BR-6.1c")
@pytest.mark.parametrize(("width", "javascript"), [(WIDE, True), (NARROW, False)])
def test_triage_when_only_keys_are_pressed_ends_with_a_call_that_is_passed_on(
    page_as: PageAs, monkeypatch: pytest.MonkeyPatch, width: int, javascript: bool
) -> None:
    monkeypatch.setattr(views, "timezone", SimpleNamespace(now=lambda: at(TODAY, 10)))
    page = page_as("telephone_adviser", width=width, javascript=javascript)
    steps.open_call(page)
    keys.enter(page, page.get_by_role("link", name="What the customer needs"))
    keys.choose(
        page,
        page.get_by_role("group", name="What does the customer ask for?").get_by_label("Advice", exact=True),
    )
    keys.choose(page, page.get_by_label("They give their age"))
    keys.type_in(page, page.get_by_label("Age in years"), "18")
    keys.type_in(page, page.get_by_label("Where does the customer live?"), "North East")
    keys.enter(page, page.get_by_role("button", name="Decide where this goes"))
    expect(page.get_by_role("alert")).to_contain_text("Select whether the customer is entitled at 18")
    expect(page.get_by_label("Age in years")).to_have_value("18")
    keys.enter(page, page.get_by_role("alert").get_by_role("link"))
    entitled = page.get_by_role("group", name="Is the customer entitled")
    expect(entitled.get_by_label("Yes")).to_be_focused()
    keys.choose(page, entitled.get_by_label("Yes"))
    keys.enter(page, page.get_by_role("button", name="Decide where this goes"))
    main = page.get_by_role("main")
    expect(main).to_contain_text("The prime contractor of the customer's area advises")
    expect(main).not_to_contain_text("entitled")
    keys.enter(page, page.get_by_role("button", name="Nobody answered"))
    expect(main).to_contain_text("Passed on: the customer is called back")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    if javascript:
        assert axe(page) == []
    keys.enter(page, page.get_by_role("link", name="Back to the contact"))
    expect(page.get_by_role("listitem").filter(has_text="What the customer needs")).to_contain_text("Decided")
