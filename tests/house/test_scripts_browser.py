"""The scripts of every page, in real Chromium, on pages drawn by the real templates.

Requests are answered here: no server is needed to see what a page does by itself.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory
from playwright.sync_api import BrowserContext, Page, Request, Route, expect, sync_playwright

from fingerpost.house.forms import ChoiceRadios, DatePart, Form, LongText, ShortText, YesNo
from tests.chromium import find_chromium

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("scripts")]

ROOT = Path(__file__).resolve().parents[2]
SITE = "http://page.test"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class _Section(Form):
    how = ChoiceRadios(
        label="How", choices=[("phone", "Telephone"), ("walk_in", "Walk-in")], reveals={"phone": ("number",)}
    )
    number = ShortText(label="Telephone number")
    seen = DatePart(label="Seen on")
    moved = YesNo(label="Moved?", required=False)
    notes = LongText(label="Notes", max_length=20, required=False)


TEMPLATE = """{% extends "house/page_staff.html" %}{% load fingerpost_components %}
{% block title %}Section{% endblock %}
{% block identity %}{% moj "identity-bar" title="Ada Example" facts=facts %}{% endblock %}
{% block content %}<h1 class="govuk-heading-l">Section</h1>
<form method="post" action="/staff/section/" novalidate {{ autosave }}>{% csrf_token %}{% submission_token %}
{% hidden_version 3 %}{% for one in form %}{% field one %}{% endfor %}
{% govuk "button" text="Save" %}</form>{% endblock %}"""


class Site:
    """Answers the requests of one browser: drawn pages, built files, and what a test puts in."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.posts: list[Request] = []
        self.answer: Callable[[Route], None] = lambda route: route.fulfill(status=204)

    def handle(self, route: Route, request: Request) -> None:
        path = request.url.removeprefix(SITE).split("?")[0]
        if path.startswith("/static/"):
            file = ROOT / "frontend" / "dist" / path.removeprefix("/static/")
            kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
            route.fulfill(body=file.read_bytes(), content_type=kinds[file.suffix])
        elif request.method == "POST":
            self.posts.append(request)
            self.answer(route)
        else:
            route.fulfill(body=self.pages.get(path, "<title>other</title>"), content_type="text/html")


def drawn(form: Form, *, autosave: str = "", idle: tuple[int, int] = (0, 0), **context: Any) -> str:
    request = RequestFactory().get("/staff/section/")
    request.user = SimpleNamespace(is_authenticated=True, get_full_name=lambda: "Aoife Example")
    request.idle_lock_seconds, request.idle_warning_seconds = idle
    context |= {"form": form, "autosave": autosave, "facts": [{"key": "Postcode", "value": "LS1 4AP"}]}
    return str(engines["django"].from_string(TEMPLATE).render(context, request))


@pytest.fixture(scope="module")
def context() -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield browser.new_context()
        browser.close()


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Iterator[Page]:
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    page.route("**/*", site.handle)
    yield page
    page.close()
    assert problems == []


def opened(page: Page, site: Site, html: str) -> Page:
    site.pages["/staff/section/"] = html
    page.goto(f"{SITE}/staff/section/")
    page.wait_for_function("document.body.classList.contains('js-enabled')")
    return page


def test_radio_when_chosen_opens_its_fields_and_closes_them_again(page: Page, site: Site) -> None:
    opened(page, site, drawn(_Section()))
    number = page.get_by_label("Telephone number")
    expect(number).to_be_hidden()
    page.get_by_label("Telephone", exact=True).check()
    expect(number).to_be_visible()
    page.get_by_label("Walk-in").check()
    expect(number).to_be_hidden()


def test_section_when_left_alone_saves_itself_and_says_when(page: Page, site: Site) -> None:
    site.answer = lambda route: route.fulfill(json={"saved_at": "14:02", "version": 4})
    opened(page, site, drawn(_Section(), autosave="data-autosave"))
    page.get_by_label("Notes").fill("met")
    page.get_by_label("Notes").press("Tab")
    expect(page.locator("[data-save-status]")).to_have_text("Saved at 14:02")
    sent = site.posts[0].post_data or ""
    assert "notes=met" in sent
    assert "version=3" in sent
    assert "submission=" not in sent
    assert site.posts[0].headers["x-requested-with"] == "autosave"
    expect(page.locator("input[name=version]")).to_have_value("4")


def test_section_when_a_word_is_refused_says_so_and_keeps_what_was_typed(page: Page, site: Site) -> None:
    site.answer = lambda route: route.fulfill(
        status=422, json={"saved_at": "14:03", "message": "Try other words"}
    )
    opened(page, site, drawn(_Section(), autosave="data-autosave"))
    page.get_by_label("Notes").fill("met")
    page.get_by_label("Notes").press("Tab")
    expect(page.locator("[data-save-status]")).to_have_text("Saved at 14:03. Try other words")
    expect(page.get_by_label("Notes")).to_have_value("met")


def test_section_when_the_line_drops_says_so_and_saves_when_it_is_back(page: Page, site: Site) -> None:
    site.answer = lambda route: route.abort()
    opened(page, site, drawn(_Section(), autosave="data-autosave"))
    page.get_by_label("Notes").fill("met")
    page.get_by_label("Notes").press("Tab")
    expect(page.locator("[data-save-status]")).to_contain_text("Not saved: there is no connection")
    site.answer = lambda route: route.fulfill(json={"saved_at": "14:05"})
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-save-status]")).to_have_text("Saved at 14:05", timeout=6_000)


def test_button_when_pressed_while_the_section_saves_itself_waits_for_it(page: Page, site: Site) -> None:
    held: list[Route] = []
    site.answer = held.append
    opened(page, site, drawn(_Section(), autosave="data-autosave"))
    page.get_by_label("Notes").fill("met")
    with page.expect_request(lambda request: request.method == "POST"):
        page.get_by_label("Notes").press("Tab")
    page.get_by_role("button", name="Save").click()
    site.answer = lambda route: route.fulfill(status=204)
    with page.expect_response(lambda response: response.status == 204):
        held[0].fulfill(json={"saved_at": "14:02", "version": 4})
    assert ["version=4" in (sent.post_data or "") for sent in site.posts] == [False, True]


def test_button_when_pressed_twice_sends_once(page: Page, site: Site) -> None:
    opened(page, site, drawn(_Section()))
    for _ in range(2):
        page.evaluate("document.querySelector('main form').requestSubmit()")
        page.wait_for_timeout(200)
    assert len(site.posts) == 1


def test_idle_page_when_asked_stays_signed_in(page: Page, site: Site) -> None:
    opened(page, site, drawn(_Section(), idle=(5, 4)))
    dialog = page.get_by_role("dialog", name="You will be signed out soon")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_be_hidden()
    assert site.posts[0].url.endswith("/staff/stay-signed-in/")
    assert "csrfmiddlewaretoken=" in (site.posts[0].post_data or "")


def test_idle_page_when_locked_covers_itself_and_goes_on_after_signing_in_again(
    page: Page, site: Site
) -> None:
    site.answer = lambda route: route.fulfill(status=403)
    opened(page, site, drawn(_Section(), idle=(2, 1)))
    page.get_by_label("Notes").fill("typed before")
    dialog = page.get_by_role("dialog", name="You have been signed out")
    expect(dialog).to_be_visible(timeout=6_000)
    go_on = dialog.get_by_role("button", name="Go on")
    expect(go_on).to_be_focused()
    go_on.click()
    page.wait_for_timeout(300)
    expect(dialog).to_be_visible()
    site.answer = lambda route: route.fulfill(status=204)
    fresh = drawn(_Section(), idle=(600, 60))
    site.pages["/staff/section/"] = fresh
    go_on.click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_label("Notes")).to_have_value("typed before")
    tokens = page.locator("input[name=csrfmiddlewaretoken]").evaluate_all(
        "all => all.map((one) => one.value)"
    )
    assert len(set(tokens)) == 1
    assert tokens[0] in fresh


def test_shortcut_when_pressed_opens_the_customer_view(page: Page, site: Site) -> None:
    opened(page, site, drawn(_Section(), customer_view_href="/staff/view/"))
    page.keyboard.press("v")
    assert page.url.endswith("/staff/section/")
    page.keyboard.press("Alt+Shift+KeyV")
    page.wait_for_url("**/staff/view/")


def test_page_when_errors_come_back_has_its_summary_in_focus(page: Page, site: Site) -> None:
    opened(page, site, drawn(_Section({"how": "phone", "seen-day": "3", "seen-year": "2026"})))
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="Seen on must include a month").click()
    expect(page.get_by_label("Month")).to_be_focused()
    assert page.title().startswith("Error: ")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("state", ["fresh", "wrong"])
@pytest.mark.requirement("OI-19.8")
def test_form_page_when_checked_by_axe_has_no_violation_and_fits(
    page: Page, site: Site, width: int, state: str
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    form = _Section() if state == "fresh" else _Section({"how": "phone", "notes": "x" * 40})
    opened(page, site, drawn(form, idle=(600, 60)))
    page.add_script_tag(path=ROOT / "node_modules" / "axe-core" / "axe.min.js")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
