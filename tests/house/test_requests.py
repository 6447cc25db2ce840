"""What a request asks of a list."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from fingerpost.house.requests import page_asked
from tests.fixtures.world import ClientAs


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("", 1),
        ("?page=", 1),
        ("?page=7", 7),
        ("?page=0", 1),
        ("?page=-2", 1),
        ("?page=99999", 99_999),
        ("?page=100000", 1),
        pytest.param(f"?page={'9' * 5_000}", 1, id="thousands of digits"),
        ("?page=two", 1),
        ("?page=\u0663", 1),
        ("?page=\u00b2", 1),
    ],
)
def test_page_when_it_is_no_page_is_the_first(asked: str, page: int) -> None:
    assert page_asked(RequestFactory().get(f"/{asked}")) == page


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["0", pytest.param("9" * 4_500, id="thousands of digits"), "99999"])
@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("technician", "/staff/shared-record/keys/"),
        ("area_adviser", "/staff/rules/"),
        ("claims_officer", "/staff/claims/"),
        ("claims_officer", "/staff/runs/"),
        ("compliance", "/staff/messages/"),
    ],
)
def test_list_when_asked_for_a_page_that_is_none_is_shown(
    client_as: ClientAs, who: str, path: str, page: str
) -> None:
    assert client_as(who).get(f"{path}?page={page}").status_code == 200
