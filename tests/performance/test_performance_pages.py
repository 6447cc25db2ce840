"""The pages of figures: they offer what may be asked, and say what is not known rather than nought."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.performance.measures.definition import Kind
from fingerpost.policy.civil import add_months, civil_date
from tests.fixtures.world import ClientAs
from tests.performance.snapshot_steps import SmallFacts, forget_snapshots, write_snapshot

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


def test_list_when_narrowed_then_what_is_not_told_for_a_part_is_left_out_and_said(
    client_as: ClientAs,
) -> None:
    client = client_as("returns_manager")
    whole = client.get(LIST, {"kind": "kpi"}).content.decode()
    assert {"organisation", "venue", "adviser", "channel", "priority"} <= set(selects_of(whole))
    part = client.get(LIST, {"kind": "kpi", "channel": "1"})
    assert part.status_code == 200
    assert "left out here" in part.content.decode()
    assert "left out here" not in whole
    assert f"{LIST}failure_to_attend/" in part.content.decode()
    assert f"{LIST}difficulty_declared/" not in part.content.decode()


def row_of(page: str, code: str) -> str:
    """The row that a list holds for a measure."""
    found = re.search(rf"{LIST}{code}/\?.*?</tr>", page, flags=re.DOTALL)
    assert found is not None, code
    return found.group()


@pytest.mark.requirement("OI-13.4")
def test_count_of_another_system_when_never_entered_then_nothing_is_told_rather_than_nought(
    client_as: ClientAs, world: World, tmp_path: Path, settings: Any
) -> None:
    settings.SNAPSHOTS_ROOT = tmp_path
    newest = civil_date(timezone.now()).replace(day=1)
    write_snapshot(
        tmp_path, {"fact_count": SmallFacts(world, [newest]).rows("fact_count")}, taken_at=timezone.now()
    )
    client = client_as("returns_manager")
    page = client.get(LIST, {"kind": "national"}).content.decode()
    assert "Nothing to tell" in row_of(page, "web_forum_posts")
    assert "No target" in row_of(page, "web_forum_posts")
    assert '<data value="' in row_of(page, "web_sessions")
    # A month of which other months are known to be counted is nought, and so are people whom we count ourselves.
    before = client.get(
        LIST, {"kind": "national", "month": f"{add_months(newest, -2):%Y-%m}", "period": "month"}
    ).content.decode()
    assert '<data value="0">' in row_of(before, "web_sessions")
    assert '<data value="0">' in row_of(page, "people_face_to_face")
    by_contract = client.get(f"{LIST}web_forum_posts/", {"by": "contract"}).content.decode()
    assert "Nothing to tell" in by_contract
    forget_snapshots()
