"""Words and homes that may not stand: taken, sealed for their sender alone, destroyed by date (BR-20.4, OI-11.12)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connections
from django.utils import timezone

from fingerpost.customers.models import Address
from fingerpost.dss.models import WireFinding, WireRecord
from fingerpost.dss.serving.sealing import NEUTRAL_POSTCODE, NEUTRAL_WORDS, opened
from fingerpost.organisations.models import GuardedPostcode
from fingerpost.policy.civil import civil_date
from fingerpost.site.tasks import destroy_sealed_words
from tests.dss.kit import (
    EAST,
    WEST,
    Wire,
    a_customer,
    a_journey,
    action_body,
    address_body,
    changed,
    goal_body,
    made,
)

WORDS = "Met him when he was on probation last year"
DAYS = 28
HOLDING = ("dss_wirerecord", "dss_wirerecordevent", "house_event", "dss_wirefinding", "plans_draft")
"""Tables that have rows of the record by then, seen by whoever sent it."""


@pytest.mark.requirement("BR-20.4")
def test_words_that_may_not_stand_are_given_back_to_their_sender_alone(wire: Wire) -> None:
    journey = a_journey(wire)
    path = journey.below_plan("goals", "Goals")
    goal = made(wire, path, {**goal_body(), "GoalSummary": WORDS}, "GoalId")
    with wire.entered():
        kept_until = WireRecord.objects.get(id=goal.id).sealed_until
        assert kept_until == civil_date(timezone.now()) + timedelta(days=DAYS)
    assert wire.get(goal.path).json()["GoalSummary"] == WORDS
    assert wire.get(goal.path, touchpoint=WEST).json()["GoalSummary"] == NEUTRAL_WORDS
    listed = wire.get(path, touchpoint=WEST).text
    assert "probation" not in listed
    # Another touchpoint's change of something else leaves them sealed for whoever sent them.
    assert wire.patch(goal.path, {"GoalType": 2}, touchpoint=WEST).status == 200
    assert wire.get(goal.path).json()["GoalSummary"] == WORDS
    assert wire.get(goal.path, touchpoint=WEST).json()["GoalSummary"] == NEUTRAL_WORDS
    # A later change by the sender neither dates them anew nor finds them again.
    with wire.entered():
        last_day = civil_date(timezone.now()) + timedelta(days=1)
        WireRecord.objects.filter(id=goal.id).update(sealed_until=last_day)
    assert wire.patch(goal.path, {"GoalType": 3}).json()["GoalSummary"] == WORDS
    with wire.entered():
        record = WireRecord.objects.get(id=goal.id)
        assert WireFinding.objects.get(record=record).fields == ["GoalSummary"]
        assert record.sealed_until == last_day
        assert b"probation" not in bytes(record.sealed or b"")
        # Sealed words open in the record of their customer alone.
        record.customer_id = record.id
        assert opened(record) == {}
        with connections["default"].cursor() as cursor:
            for table in HOLDING:
                cursor.execute(
                    f"SELECT count(*) > 0, count(*) FILTER (WHERE t::text ILIKE %s) FROM {table} t",
                    ["%probation%"],
                )
                assert cursor.fetchone() == (True, 0), table
    # Saying it otherwise takes them out of the seal.
    assert wire.patch(goal.path, {"GoalSummary": "Find work with a timetable"}).status == 200
    assert wire.get(goal.path, touchpoint=WEST).json()["GoalSummary"] == "Find work with a timetable"
    with wire.entered():
        record = WireRecord.objects.get(id=goal.id)
        assert (record.sealed, record.sealed_until) == (None, None)


@pytest.mark.requirement("XD-9")
def test_home_at_a_guarded_postcode_is_no_home_of_the_record(wire: Wire) -> None:
    GuardedPostcode.objects.using("owner").create(postcode="LS14DL")
    customer = a_customer(wire)
    path = f"addresses/api/Customers/{customer.id}/Addresses"
    home = made(wire, path, address_body(), "AddressId")
    assert wire.get(home.path).json()["PostCode"] == "LS1 4DL"
    seen = wire.get(home.path, touchpoint=WEST).json()
    assert (seen["Address1"], seen["PostCode"]) == (NEUTRAL_WORDS, NEUTRAL_POSTCODE)
    with wire.entered():
        assert not Address.objects.filter(customer_id=customer.id).exists()
        assert set(WireFinding.objects.filter(record_id=UUID(home.id)).values_list("rule", flat=True)) == {
            "home_sealed"
        }
    said = wire.patch(home.path, changed(address_body(), {"PostCode": "NE1 1AA"}))
    assert said.status == 200
    with wire.entered():
        assert Address.objects.get(customer_id=customer.id).postcode == "NE1 1AA"


@pytest.mark.django_db(transaction=True)
def test_sealed_words_when_their_last_day_is_over_are_destroyed(wire: Wire) -> None:
    kept = a_customer(wire, IntroducedByAdditionalInfo=WORDS)
    gone = a_customer(wire, IntroducedByAdditionalInfo=WORDS)
    today = civil_date(timezone.now())
    records = WireRecord.objects.using("owner")
    records.filter(id=kept.id).update(sealed_until=today)
    records.filter(id=gone.id).update(sealed_until=today - timedelta(days=1))
    assert destroy_sealed_words() == 1
    said = [
        wire.get(each.path, touchpoint=EAST).json()["IntroducedByAdditionalInfo"] for each in (kept, gone)
    ]
    assert said == [WORDS, NEUTRAL_WORDS]
    assert destroy_sealed_words() == 0


@pytest.mark.requirement("BR-20.4")
def test_words_sealed_later_never_keep_those_that_were_sealed_before(wire: Wire) -> None:
    journey = a_journey(wire)
    path = journey.below_plan("actions", "Actions")
    action = made(wire, path, {**action_body(), "ActionSummary": WORDS}, "ActionId")
    with wire.entered():
        last_day = civil_date(timezone.now()) + timedelta(days=3)
        WireRecord.objects.filter(id=action.id).update(sealed_until=last_day)
    assert wire.patch(action.path, {"SignpostedTo": WORDS}).json()["SignpostedTo"] == WORDS
    with wire.entered():
        assert WireRecord.objects.get(id=action.id).sealed_until == last_day
    # What replaces the only words that are sealed is kept for as long as any.
    goal = made(wire, journey.below_plan("goals", "Goals"), {**goal_body(), "GoalSummary": WORDS}, "GoalId")
    with wire.entered():
        WireRecord.objects.filter(id=goal.id).update(sealed_until=last_day)
    assert wire.patch(goal.path, {"GoalSummary": f"{WORDS} and before"}).status == 200
    with wire.entered():
        kept_until = WireRecord.objects.get(id=goal.id).sealed_until
        assert kept_until == civil_date(timezone.now()) + timedelta(days=DAYS)
