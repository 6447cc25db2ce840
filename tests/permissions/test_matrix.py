"""Who may open what: each cell of the matrix that was written by hand, requested over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from fingerpost.house.ids import new_id
from fingerpost.staff.access import Role
from tests.fixtures.working_day import Furnished
from tests.fixtures.world import signed_in
from tests.permissions.matrix import ALLOWED, ANONYMOUS, LAPSED, Row, agrees, all_routes, read_rows, word_for

ROWS = read_rows()
ClientOf = Callable[[str], Client]
PEOPLE = (ANONYMOUS, *Role.values, LAPSED)

# Pages for anybody. Every other row refuses somebody.
PUBLIC = frozenset(
    {
        "public:home",
        "public:opening_hours",
        "public:accessibility",
        "public:privacy",
        "public:cookies",
        "public:robots",
        "public:favicon",
        "public:brand",
        "public:receipt",
        "wire_public:overview",
        "wire_public:openapi",
        "wire_public:resource",
        "account_login",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "staff:reported",
    }
)


def _ask(client: Client, row: Row, path: str) -> str:
    """Ask; a POST carries what every form of ours carries, and nothing that was typed."""
    if row.method == "POST":
        return word_for(client.post(path, {"submission": str(new_id())}))
    return word_for(client.get(path))


@pytest.fixture(scope="module")
def cookies(furnished: Furnished, django_db_blocker: DjangoDbBlocker) -> dict[str, SimpleCookie]:
    """Everybody signed in once; what a test does in their session is undone after it."""
    with django_db_blocker.unblock():
        return {name: signed_in(furnished.world, name).cookies for name in PEOPLE if name != ANONYMOUS}


@pytest.fixture
def client_of(db: None, cookies: dict[str, SimpleCookie]) -> ClientOf:
    """`client_of("trainee")`: a client of its own, signed in as that person."""

    def client(nickname: str) -> Client:
        made = Client()
        if nickname != ANONYMOUS:
            made.cookies = SimpleCookie({name: morsel.value for name, morsel in cookies[nickname].items()})
        return made

    return client


def _disagreements(row: Row, people: Sequence[str], path: str, client_of: ClientOf) -> list[str]:
    """Ask as each person in turn; what one of them did is undone before the next."""
    found = []
    for nickname in people:
        with transaction.atomic():
            word = _ask(client_of(nickname), row, path)
            transaction.set_rollback(True)
        if not agrees(row.cells[nickname], word):
            found.append(f"{nickname}: {row.cells[nickname]} in the matrix, {word} in the answer")
    return found


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_page_when_asked_by_each_person_answers_as_the_matrix_says(
    row: Row, furnished: Furnished, client_of: ClientOf
) -> None:
    assert _disagreements(row, PEOPLE[:-1], row.path(furnished), client_of) == []


@pytest.mark.requirement("BR-28.3", "OI-8.3")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_page_when_asked_without_standing_answers_as_the_matrix_says(
    row: Row, furnished: Furnished, client_of: ClientOf
) -> None:
    """Whose vetting has run out sees no customer, whatever the role."""
    assert _disagreements(row, [LAPSED], row.path(furnished), client_of) == []


def test_matrix_when_read_has_a_column_for_every_person() -> None:
    assert all(tuple(row.cells) == PEOPLE for row in ROWS)


def test_matrix_when_every_cell_of_a_row_allows_is_a_public_page() -> None:
    generous = {row.route for row in ROWS if set(row.cells.values()) <= ALLOWED}
    assert generous <= PUBLIC, f"allow everybody, and are not public: {sorted(generous - PUBLIC)}"


def test_matrix_when_a_page_is_public_never_sends_to_sign_in() -> None:
    for row in ROWS:
        if row.route in PUBLIC:
            assert row.cells[ANONYMOUS] in ALLOWED, row.name


def test_matrix_when_compared_with_the_addresses_has_a_row_for_each_and_no_other() -> None:
    routes, rows = set(all_routes()), {row.route for row in ROWS}
    assert routes - rows == set(), "routes without a row"
    assert rows - routes == set(), "rows without a route"


def _without_a_row() -> list[Row]:
    """For each route the ways of asking that the matrix has no row for, with the cells of one that it has."""
    by_route: dict[str, dict[str, Row]] = {}
    for row in ROWS:
        by_route.setdefault(row.route, {}).setdefault(row.method, row)
    return [
        Row(route, method, next(iter(known.values())).about, next(iter(known.values())).cells)
        for route, known in by_route.items()
        for method in ("GET", "POST")
        if method not in known
    ]


@pytest.mark.parametrize("row", _without_a_row(), ids=lambda row: row.name)
def test_page_when_asked_in_a_way_without_a_row_is_not_there(
    row: Row, furnished: Furnished, client_of: ClientOf
) -> None:
    """A way of asking that nobody thought of answers 405 even to whoever may use the page."""
    nickname = next(name for name, word in row.cells.items() if word in {*ALLOWED, "absent", "keyed"})
    answer = client_of(nickname).generic(row.method, row.path(furnished))
    assert answer.status_code == 405, f"{row.method} by {nickname} answers {answer.status_code}"
