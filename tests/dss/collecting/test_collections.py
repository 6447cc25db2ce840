"""A collection over HTTP: asked for, made by the job, told of, fetched by its touchpoint alone."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from fingerpost.dss.collecting.making import make_reports
from fingerpost.dss.models import WireRecord, WireReport
from fingerpost.dss.notices import delivery
from fingerpost.dss.services import listening
from fingerpost.house.ids import new_id
from fingerpost.house.models import Read
from tests.dss.kit import EAST, SUBCONTRACTOR, WEST, Wire, a_journey, at, made
from tests.dss.notices.receiver import receiving

PATH = "collections/api/collections"
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
        assert collection["CollectionReports"] == f"http://testserver/{where}"
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


def test_collection_when_its_id_is_chosen_then_kept_once(wire: Wire) -> None:
    chosen = str(new_id())
    said = wire.post(PATH, {**ASKED, "id": chosen})
    assert (said.status, said.json()["CollectionId"]) == (201, chosen)
    taken = wire.post(PATH, {**ASKED, "id": chosen}, touchpoint=WEST)
    assert (taken.status, taken.text) == (400, "")
    (listed,) = wire.get(PATH).json()
    assert listed["CollectionId"] == chosen
    assert "ContainerName" not in listed
