"""What came by wire against a rule is looked at and settled by whoever keeps that organisation's records."""

from __future__ import annotations

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from fingerpost.demo.world import World
from fingerpost.dss.models import WireFinding
from tests.dss.kit import Wire, a_customer
from tests.fixtures.world import ClientAs

NORTH_EAST = "0000000106"
LIST = "/staff/shared-record/findings/"
QUERIES = 20


def test_finding_is_read_and_settled_once(wire: Wire, world: World, client_as: ClientAs) -> None:
    wire.key = wire.key_for(NORTH_EAST)
    customer = a_customer(wire, touchpoint=NORTH_EAST, DateofBirth=None)
    client = client_as("compliance")
    page = client.get(LIST).content.decode()
    assert "No date of birth" in page
    assert NORTH_EAST in page
    assert str(customer.body["FamilyName"]) not in page
    path = re.search(rf'href="({LIST}[0-9a-f-]+/)"', page)
    assert path is not None
    one = client.get(path.group(1)).content.decode()
    assert "DateofBirth" in one
    assert "stays provisional" in one
    # Provisional: nobody on pages holds a grant, so nothing leads to the record.
    assert customer.id not in one
    token = re.search(r'name="submission" value="([^"]+)"', one)
    data = {"submission": token.group(1)} if token else {}
    assert client.post(path.group(1), data).status_code == 302
    assert "Nothing waits" in client.get(LIST).content.decode()
    settled = client.get(f"{LIST}?show=settled").content.decode()
    assert "No date of birth" in settled
    assert "Kofi Mensah" in client.get(path.group(1)).content.decode()


def test_findings_of_others_are_absent_and_a_long_list_is_paged(
    wire: Wire, world: World, client_as: ClientAs
) -> None:
    wire.key = wire.key_for(NORTH_EAST, "0000000104")
    for _each in range(27):
        a_customer(wire, touchpoint=NORTH_EAST, DateofBirth=None)
    a_customer(wire, touchpoint="0000000104", DateofBirth=None)
    client = client_as("compliance")
    with CaptureQueriesContext(
        connection,
    ) as captured:
        first = client.get(LIST).content.decode()
    assert len(captured) <= QUERIES
    second = client.get(f"{LIST}?page=2").content.decode()
    assert (first.count("No date of birth"), second.count("No date of birth")) == (
        25,
        2,
    )
    with wire.entered("0000000104"):
        other = WireFinding.objects.get()
    other_client = client_as("compliance")
    assert other_client.get(f"{LIST}{other.id}/").status_code == 404
    assert client_as("area_adviser").get(LIST).status_code == 403


def test_findings_of_a_contractor_outside_wait_for_the_agencys_auditor(
    wire: Wire, world: World, client_as: ClientAs
) -> None:
    wire.key = wire.key_for(NORTH_EAST, "0000000209")
    a_customer(wire, touchpoint=NORTH_EAST, DateofBirth=None)
    assert "Nothing waits" in client_as("auditor").get(LIST).content.decode()
    a_customer(wire, touchpoint="0000000209", DateofBirth=None)
    page = client_as("auditor").get(LIST).content.decode()
    assert "0000000209" in page
    assert NORTH_EAST not in page
    assert "0000000209" not in client_as("compliance").get(LIST).content.decode()
