"""What holds on every page, read from its HTML: a way to raise a concern, and no script or style inline."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from tests.fixtures.working_day import Furnished
from tests.fixtures.world import signed_in
from tests.permissions.matrix import ANONYMOUS, Row, read_rows

# Addresses that answer with something that is no page.
NO_PAGE = frozenset(
    {
        *("public:robots", "public:favicon", "public:brand", "workspace:rules_file"),
        *("workspace:plan_slip", "workspace:plan_copy_document", "workspace:plan_copy_letter"),
        *("workspace:ledger_invoice", "workspace:ledger_lines_file", "workspace:ledger_statement_file"),
        *("workspace:measure_file", "workspace:report_file"),
    }
)
# What a customer may read over the adviser's shoulder holds their own content and one link back, nothing else.
# Before a role is chosen, or after an account is shut, there is no menu.
WITHOUT_A_ROLE = frozenset({"staff:reported", "staff:choose_role"})
WITHOUT_THE_LINK = frozenset({"workspace:customer_view"})
# Pages for anybody have no menu, whoever reads them.
_OF_THE_STAFF = re.compile(r"^(workspace|staff):|^mfa_|^account_(change_password|reauthenticate)$")
_ATTRIBUTE_THAT_RUNS = re.compile(r"^on[a-z]+$")


def _pages() -> list[tuple[Row, str]]:
    """Each page with one of the staff for whom it opens, one whom it refuses, and one for whom it is not there."""
    found: list[tuple[Row, str]] = []
    for row in read_rows():
        if row.method == "GET" and row.route not in NO_PAGE:
            for wanted in ("open", "refused", "absent"):
                staff = [name for name, word in row.cells.items() if word == wanted and name != ANONYMOUS]
                found += [(row, name) for name in staff[:1]]
    return found


PAGES = _pages()


@pytest.fixture(scope="module")
def cookies(furnished: Furnished, django_db_blocker: DjangoDbBlocker) -> dict[str, str]:
    """Everybody who looks at a page, signed in once."""
    people = {name for _row, name in PAGES if name != ANONYMOUS}
    with django_db_blocker.unblock():
        return {
            name: signed_in(furnished.world, name).cookies["fingerpost_session"].value
            for name in sorted(people)
        }


@pytest.mark.parametrize(("row", "nickname"), PAGES, ids=lambda value: getattr(value, "name", value))
def test_page_when_read_has_a_way_to_raise_a_concern_and_nothing_inline(
    row: Row, nickname: str, furnished: Furnished, cookies: dict[str, str], db: None
) -> None:
    client = Client()
    client.cookies["fingerpost_session"] = cookies[nickname]
    answer = client.get(row.path(furnished))
    page = BeautifulSoup(answer.content, "html.parser")
    _check_nothing_inline(page)
    _check_policy(answer)
    if _OF_THE_STAFF.search(row.route) and row.route not in WITHOUT_THE_LINK | WITHOUT_A_ROLE:
        links = [link["href"].split("?")[0] for link in page.select("a[href]")]
        assert reverse("workspace:raise_concern") in links
    if row.route in WITHOUT_THE_LINK and answer.status_code == 200:
        assert "concern" not in page.get_text().lower()


def _check_nothing_inline(page: BeautifulSoup) -> None:
    """Scripts and styles come from files of ours alone."""
    assert page.find_all("style") == []
    assert page.select("[style]") == []
    assert [script for script in page.find_all("script") if not script.get("src")] == []
    for element in page.find_all(True):
        assert not [name for name in element.attrs if _ATTRIBUTE_THAT_RUNS.match(name)], element.name
    sources = [element["src"] for element in page.select("[src]")]
    sources += [link["href"] for link in page.select("link[href]")]
    assert [source for source in sources if not source.startswith("/") or source.startswith("//")] == []


def _check_policy(answer: HttpResponse) -> None:
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
