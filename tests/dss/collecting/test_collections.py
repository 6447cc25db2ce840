"""A collection over HTTP: asked for, made by the job, told of, fetched by its touchpoint alone."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone
from openpyxl import load_workbook

from fingerpost.dss.collecting.making import make_reports
from fingerpost.dss.models import WireRecord, WireReport
from fingerpost.dss.notices import delivery
from fingerpost.dss.services import listening
from fingerpost.dss.translating.places import NO_TOUCHPOINT
from fingerpost.house.ids import new_id
from fingerpost.house.models import Read
from tests.dss.kit import EAST, SUBCONTRACTOR, WEST, Journey, Made, Wire, a_journey, at, made
from tests.dss.notices.receiver import receiving

PATH = "collections/api/Collections"
ASKED = {"Ukprn": "10001234"}


@pytest.mark.django_db(transaction=True)
def test_collection_when_asked_for_then_made_told_and_fetched_by_its_touchpoint_alone(wire: Wire) -> None:
    journey = a_journey(wire)
    moment = timezone.now() - timedelta(hours=1)
    effective = at(hours=1)
    outcome = made(
        wire,
        journey.below_plan("outcomes", "Outcomes"),
        {
            "SessionId": journey.session.id,
            "OutcomeType": 1,
            "OutcomeEffectiveDate": effective,
            "OutcomeClaimedDate": effective,
            "IsPriorityCustomer": True,
        },
        "OutcomeId",
    )
    with receiving() as receiver:
        listening.listen(actor=None, now=timezone.now(), touchpoint=EAST, url=receiver.url)
        collection = wire.post(PATH, ASKED).json()
        where = f"{PATH}/{collection['CollectionId']}"
        assert collection["CollectionReports"] == f"{settings.PUBLIC_ADDRESS}/{where}"
        assert collection["ReportFileName"] == f"{EAST}/{collection['CollectionId']}/NCS-Reports.zip"
        assert wire.get(where).status == 204
        assert make_reports(now=moment) == 1
        assert make_reports(now=moment) == 0
        assert delivery.push_due() == 1
        assert receiver.taken == [
            {
                "TouchpointId": EAST,
                "ResourceURL": collection["CollectionReports"],
                "LastModifiedDate": collection["LastModifiedDate"],
            }
        ]
    fetched = wire.client.get(
        f"/{where}", headers={"Ocp-Apim-Subscription-Key": wire.key, "TouchpointId": EAST, "version": "v3"}
    )
    assert fetched.headers["Content-Type"] == "application/octet-stream"
    with zipfile.ZipFile(io.BytesIO(fetched.content)) as archive:
        occupancy, summary = sorted(archive.namelist(), key=lambda name: name.endswith("xlsx"))
        rows = list(csv.reader(io.StringIO(archive.read(occupancy).decode("utf-8-sig"))))
        sheet = load_workbook(io.BytesIO(archive.read(summary))).active
    assert len(rows) == 2
    assert {journey.customer.id, journey.plan.id, outcome.id, SUBCONTRACTOR} <= set(rows[1])
    assert sheet is not None
    assert sheet["B2"].value == EAST
    # That the touchpoint was given the customer's data is in the log of reads.
    read = Read.objects.using("owner").filter(what="wire.collections")
    assert [str(each.customer_id) for each in read] == [journey.customer.id]
    # Sealed where it is kept, and nobody else's.
    assert fetched.content[:20] not in bytes(WireReport.objects.using("owner").get().sealed)
    assert wire.get(where, touchpoint=WEST).status == 204
    assert wire.get(PATH, touchpoint=WEST).status == 204
    # Where the customer is forgotten it goes with them, and is made anew without them.
    WireRecord.objects.using("owner").filter(customer_id=journey.customer.id).delete()
    assert wire.get(where).status == 204
    assert make_reports(now=moment) == 1
    assert WireReport.objects.using("owner").get().customers == []


def claimed_outcome(wire: Wire, journey: Journey, **changes: object) -> Made:
    moment = at(hours=1)
    body = {
        "SessionId": journey.session.id,
        "OutcomeType": 1,
        "OutcomeEffectiveDate": moment,
        "OutcomeClaimedDate": moment,
        **changes,
    }
    return made(wire, journey.below_plan("outcomes", "Outcomes"), body, "OutcomeId")


def collected(wire: Wire, touchpoint: str) -> set[str]:
    """The customers in the reports of a collection that the touchpoint asks for now."""
    asked = wire.post(PATH, ASKED, touchpoint=touchpoint)
    assert asked.status == 201
    assert make_reports(now=timezone.now()) == 1
    report = WireReport.objects.using("owner").get(collection_id=asked.json()["CollectionId"])
    return {str(each) for each in report.customers}


@pytest.mark.django_db(transaction=True)
def test_collection_when_the_grant_on_a_customer_has_ended_then_they_are_not_in_it(wire: Wire) -> None:
    ended, live = a_journey(wire), a_journey(wire)
    for journey in (ended, live):
        claimed_outcome(wire, journey)
    assert collected(wire, EAST) == {ended.customer.id, live.customer.id}
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE customers_grant SET starts_at = now() - interval '2 days', ends_at = now() - interval '1 hour'"
            " WHERE customer_id = %s",
            [ended.customer.id],
        )
    assert collected(wire, EAST) == {live.customer.id}


@pytest.mark.django_db(transaction=True)
def test_collection_when_an_outcome_was_given_to_a_touchpoint_then_only_customers_it_presented(
    wire: Wire,
) -> None:
    journey = a_journey(wire)
    outcome = claimed_outcome(wire, journey)
    given = wire.patch(outcome.path, {"TouchpointId": WEST})
    assert (given.status, given.json()["TouchpointId"]) == (200, WEST)
    assert collected(wire, WEST) == set()
    assert collected(wire, EAST) == set()
    assert wire.get(journey.customer.path, touchpoint=WEST).status == 200
    assert collected(wire, WEST) == {journey.customer.id}


@pytest.mark.django_db(transaction=True)
def test_collection_when_asked_for_by_the_code_of_whoever_has_none_then_empty(wire: Wire) -> None:
    """What an organisation without a touchpoint recorded goes out by it: presented or not, nobody's to collect."""
    journey = a_journey(wire)
    claimed_outcome(wire, journey, TouchpointId=NO_TOUCHPOINT)
    assert wire.get(journey.customer.path, touchpoint=NO_TOUCHPOINT).status == 200
    assert collected(wire, NO_TOUCHPOINT) == set()


def test_collection_when_its_id_is_chosen_then_kept_once(wire: Wire) -> None:
    chosen = str(new_id())
    said = wire.post(PATH, {**ASKED, "id": chosen})
    assert (said.status, said.json()["CollectionId"]) == (201, chosen)
    taken = wire.post(PATH, {**ASKED, "id": chosen}, touchpoint=WEST)
    assert (taken.status, taken.text) == (400, "")
    (listed,) = wire.get(PATH).json()
    assert listed["CollectionId"] == chosen
    assert "ContainerName" not in listed
