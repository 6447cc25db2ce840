"""The pages of figures: they offer what may be asked, and say what is not known rather than nought."""

from __future__ import annotations

import re
from html import unescape

import pytest

from fingerpost.performance.measures.definition import Kind
from tests.fixtures.world import ClientAs

pytestmark = pytest.mark.django_db

LIST = "/staff/performance/"


def selects_of(page: str) -> dict[str, list[str]]:
    """Every list of choices of a page with the values that it offers, but for what is known frozen.

    Frozen figures are of one month and one contract, which the page says when it is asked for others.
    """
    found = re.findall(r'<select[^>]* name="(\w+)".*?</select>', page, flags=re.DOTALL)
    bodies = re.findall(r"<select.*?</select>", page, flags=re.DOTALL)
    values = [[each for each in re.findall(r'<option value="([^"]*)"', body) if each] for body in bodies]
    return {name: of for name, of in zip(found, values, strict=True) if name != "known"}


@pytest.mark.requirement("OI-8.6")
@pytest.mark.parametrize("who", ["returns_manager", "contract_manager"])
def test_list_when_it_offers_a_filter_then_it_may_be_asked(client_as: ClientAs, who: str) -> None:
    client, offered = client_as(who), {}
    for kind in Kind:
        page = client.get(LIST, {"kind": kind})
        assert page.status_code == 200
        offered[kind] = selects_of(page.content.decode())
        for name, values in offered[kind].items():
            assert client.get(LIST, {"kind": kind, name: values[-1]}).status_code == 200, (kind, name)
    assert "priority" in offered[Kind.NATIONAL]
    assert not {"priority", "channel", "venue", "adviser", "organisation"} & set(offered[Kind.EQUALITY])
    narrowed = client.get(LIST, {"kind": "national", "priority": "yes"}).content.decode()
    onward = re.search(r'href="(\?[^"]*kind=equality)"', narrowed)
    assert onward is not None
    assert client.get(LIST + unescape(onward.group(1))).status_code == 200


def test_measure_of_equality_when_shown_then_only_what_may_be_asked_is_offered(client_as: ClientAs) -> None:
    client = client_as("returns_manager")
    address = f"{LIST}difficulty_declared/"
    offered = selects_of(client.get(address).content.decode())
    assert "priority" not in offered
    for name, values in offered.items():
        assert client.get(address, {name: values[-1]}).status_code == 200, name
    assert "priority" in selects_of(client.get(f"{LIST}sessions/").content.decode())
