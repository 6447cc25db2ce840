"""WCAG 2.2 AA on every page, for every role that sees it otherwise, in every state, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from fingerpost.demo.world import DEMO_PASSWORD
from tests.accessibility.staging import Stage, set_stage
from tests.accessibility.visits import NO_PAGE, TAKES_NOTHING, Visit, all_visits
from tests.browser.browser import NARROW, WIDE, Pages, axe
from tests.fixtures.packs import write_up
from tests.fixtures.working_day import Furnished
from tests.permissions.matrix import ANONYMOUS, all_routes, read_rows

VISITS = all_visits()
# Two groups, so that two workers share them.
pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.accessibility.addresses")]

# Pages that are reached by way of another.
LEADS_ON = frozenset({"account_reset_password_from_key", "mfa_authenticate"})

# Nothing of a customer stands in an address, a title or the history of the browser.
PERSONAL = re.compile(r"Placeholder|Vashti|José|Nowhere|Member|of Group|ZZ5|1980|07700|violet", re.IGNORECASE)
# An id may hold a year or the start of a number by chance.
AN_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
REFUSED_WORD = "probation"
WHAT_STANDS = """() => ({
    language: document.documentElement.lang,
    title: document.title,
    headings: [...document.querySelectorAll('h1')].map(each => each.innerText.trim()),
    width: document.scrollingElement.scrollWidth,
    focused: document.activeElement ? document.activeElement.className : '',
    ids: [...document.querySelectorAll('[id]')].map(each => each.id),
    links: [...document.querySelectorAll('.govuk-error-summary a')].map(each => each.getAttribute('href')),
})"""
EMPTY_THE_FORM = """() => {
    const form = document.querySelector('main form[method="post"]');
    for (const box of form.elements) {
        if (['hidden', 'submit', 'button', 'fieldset'].includes(box.type)) continue;
        if (['radio', 'checkbox'].includes(box.type)) box.checked = false;
        else if (box.tagName !== 'SELECT' || box.querySelector('option[value=""]')) box.value = '';
    }
}"""
MAKE_IT_STALE = """() => {
    const form = document.querySelector('main form[method="post"]');
    for (const box of form.elements) {
        if (box.type === 'hidden' && box.name.endsWith('version')) box.value = '0';
        const chosen = `input[type=radio][name="${box.name}"]:checked`;
        if (box.type === 'radio' && !form.querySelector(chosen)) box.checked = true;
        if (['text', 'textarea'].includes(box.type) && /^[A-Z]/.test(box.value)) box.value += ' Otherwise';
    }
}"""


@pytest.fixture(scope="module")
def stage(furnished: Furnished, django_db_blocker: DjangoDbBlocker) -> Stage:
    """The working day with what these visits need besides."""
    with django_db_blocker.unblock():
        return set_stage(furnished)


class Visitors:
    """One browser for each person, kept from visit to visit."""

    def __init__(self, browser: Browser, address: str, stage: Stage) -> None:
        self.pages = Pages(browser, address)
        self.stage = stage
        self.by_name: dict[str, Page] = {}

    def page(self, who: str) -> Page:
        """The page of a person, signed in."""
        if who == ANONYMOUS:
            return self.pages.open()
        if who not in self.by_name:
            page = self.pages.open()
            self.pages.sign_in(page, self.stage.cookie(who))
            self.by_name[who] = page
        page = self.by_name[who]
        page.set_viewport_size({"width": WIDE, "height": 900})
        return page


@pytest.fixture(scope="module")
def visitors(browser: Browser, live_server: LiveServer, stage: Stage) -> Iterator[Visitors]:
    """Everybody who visits."""
    made = Visitors(browser, live_server.url, stage)
    yield made
    made.pages.close()


def send(page: Page, button: str = "", prepare: str = "") -> Response:
    """Press a button of the main form (its first one), and wait for the answer."""
    if prepare:
        page.evaluate(prepare)
    form = page.locator('main form[method="post"]').first
    found = form.get_by_role("button", name=button, exact=True) if button else form.locator("[type=submit]")
    with page.expect_navigation() as answer:
        found.first.click()
    return answer.value


def _send_empty(page: Page) -> Response:
    return send(page, prepare=EMPTY_THE_FORM)


def _press(page: Page) -> Response:
    return send(page)


def _send_stale(page: Page) -> Response:
    return send(page, prepare=MAKE_IT_STALE)


def _refused_word(page: Page) -> Response:
    page.locator("textarea").first.evaluate(f"box => {{ box.value = 'Was on {REFUSED_WORD}.'; }}")
    return send(page)


def _complete(page: Page) -> Response:
    return send(page, button="Save and complete")


def _search(page: Page) -> Response:
    for label, value in (("Surname", "Nobody"), ("Home postcode", "ZZ5 9ZX")):
        page.get_by_label(label, exact=True).fill(value)
    for label, value in (("Day", "1"), ("Month", "1"), ("Year", "1970")):
        page.get_by_label(label, exact=True).fill(value)
    return send(page)


def _triage(page: Page, age: str) -> Response:
    """Say that somebody of this age wants advice."""
    page.get_by_role("group", name="What does the customer ask for?").get_by_label(
        "Advice", exact=True
    ).check()
    page.get_by_label("They give their age").check()
    page.get_by_label("Age in years").fill(age)
    return send(page)


def _triage_at_18(page: Page) -> Response:
    return _triage(page, "18")


def _triage_meanwhile(page: Page) -> Response:
    page.locator("input[name=after]").evaluate("box => { box.value = ''; }")
    return _triage(page, "34")


def _sign_in_halfway(page: Page) -> Response:
    page.get_by_label("Work email address").fill("second.area.adviser@prime.example")
    page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    return send(page)


def _second_step_wrong(page: Page) -> Response:
    _sign_in_halfway(page)
    return _send_empty(page)


def _check_pack(page: Page) -> Response:
    text = write_up("looked-at", 4, begins=date(2090, 1, 1))
    page.get_by_label("The pack", exact=True).fill(text)
    page.get_by_label("Why is this needed?", exact=True).fill("A letter.")
    return send(page, button="Check the pack")


def _make_key(page: Page) -> Response:
    page.get_by_label("Whose system is it?", exact=True).fill("System of the west")
    page.get_by_label("Touchpoints it speaks for", exact=True).fill("0000000982\n0000000983")
    return send(page)


ACTS: dict[str, Callable[[Page], Response]] = {
    "make_key": _make_key,
    "check_pack": _check_pack,
    "send_empty": _send_empty,
    "press": _press,
    "send_stale": _send_stale,
    "refused_word": _refused_word,
    "complete": _complete,
    "search": _search,
    "triage_at_18": _triage_at_18,
    "triage_meanwhile": _triage_meanwhile,
    "sign_in_halfway": _sign_in_halfway,
    "second_step_wrong": _second_step_wrong,
}


@pytest.mark.parametrize(
    "visit",
    [
        pytest.param(visit, id=visit.name, marks=pytest.mark.xdist_group(f"accessibility-{number % 2}"))
        for number, visit in enumerate(VISITS)
    ],
)
def test_page_when_visited_breaks_no_rule(visit: Visit, visitors: Visitors) -> None:
    visitors.pages.problems.clear()
    page = visitors.page(visit.who)
    path = visitors.stage.path(visit)
    answer = page.goto(path)
    assert visit.route in LEADS_ON or urlsplit(page.url).path == path.partition("?")[0], page.url
    if visit.act:
        answer = ACTS[visit.act](page)
    assert answer is not None
    assert answer.status == visit.status, page.url
    stands = page.evaluate(WHAT_STANDS)
    _check_frame(stands, page.url)
    if visit.act and visit.status in {409, 422}:
        _check_errors(stands)
    faults = [f"{WIDE} px: {each}" for each in axe(page)]
    page.set_viewport_size({"width": NARROW, "height": 800})
    faults += [f"{NARROW} px: {each}" for each in axe(page)]
    assert faults == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROW, "scrolls sideways"
    assert visitors.pages.problems == []


def _check_frame(stands: dict[str, object], url: str) -> None:
    """Language, title, one main heading, nothing personal where browsers remember it, no sideways scroll."""
    assert stands["language"] == "en-gb"
    assert len(stands["headings"]) == 1, stands["headings"]
    assert stands["headings"][0]
    assert re.fullmatch(r".{4,} – Fingerpost", str(stands["title"])), stands["title"]
    assert not PERSONAL.search(AN_ID.sub("", f"{stands['title']} {url}"))
    assert stands["width"] <= WIDE
    ids = stands["ids"]
    assert len(set(ids)) == len(ids), sorted({each for each in ids if ids.count(each) > 1})


def _check_errors(stands: dict[str, object]) -> None:
    """The summary has the focus, the title says it, and each of its links leads to something on the page."""
    assert str(stands["title"]).startswith("Error: "), stands["title"]
    assert "govuk-error-summary" in str(stands["focused"]), stands["focused"]
    assert stands["links"]
    assert {str(link).removeprefix("#") for link in stands["links"]} <= set(stands["ids"])


def test_visits_when_compared_with_the_addresses_leave_no_page_out() -> None:
    rows = read_rows()
    asked = {row.route for row in rows if row.method == "GET"}
    visited = {visit.route for visit in VISITS if not visit.act or visit.route == "mfa_authenticate"}
    assert asked <= set(all_routes("fingerpost.site.urls"))
    assert asked - visited - set(NO_PAGE) == set(), "pages without a visit"


def test_visits_when_compared_with_the_forms_send_each_one_wrong() -> None:
    rows = read_rows()
    pages = {row.route for row in rows if row.method == "GET"} - set(NO_PAGE)
    forms = {row.route for row in rows if row.method == "POST"} & pages
    sent = {visit.route for visit in VISITS if visit.act in {"send_empty", "second_step_wrong"}}
    assert forms - sent - set(TAKES_NOTHING) == set(), "forms that are never sent wrong"


def test_visits_when_read_are_there_once() -> None:
    names = [visit.name for visit in VISITS]
    assert sorted({name for name in names if names.count(name) > 1}) == []
