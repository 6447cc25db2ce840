"""Words and homes that may not stand: they never leave by synchronising, and what stands elsewhere is left so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from fingerpost.dss.models import SyncDirection, WireRecord, WireRemote
from fingerpost.dss.serving.sealing import NEUTRAL_POSTCODE, NEUTRAL_WORDS
from fingerpost.dss.syncing import kept, running
from fingerpost.dss.syncing.reporting import Report
from fingerpost.dss.syncing.sides import Answer, Here, Unreachable
from fingerpost.house.models import Event
from fingerpost.organisations.models import GuardedPostcode
from fingerpost.policy.civil import civil_date
from fingerpost.site.tasks import destroy_sealed_words
from tests.dss.kit import EAST, WEST, Journey, Made, Wire, a_journey, address_body, goal_body, made
from tests.dss.syncing.fakes import Memory

pytestmark = pytest.mark.django_db(databases=["default", "system", "owner"], transaction=True)

WORDS = "Met him when he was on probation last year"
LINE, GUARDED = "The old mill", "LS1 4DM"
HOME = {**address_body(), "Address1": LINE, "PostCode": GUARDED}
UNTOLD = ("probation", LINE, GUARDED)


@dataclass
class Both:
    """This service as EAST speaks with it, and another one in memory."""

    wire: Wire
    here: Here
    there: Memory
    remote: WireRemote

    def pull(self, *customers: str) -> Report:
        """Pull these, and look again at all that both know."""
        self._name(SyncDirection.PULL, customers)
        return running.pull(self.remote, here=self.here, there=self.there, subscribes=False)

    def push(self, *customers: str) -> Report:
        """Push these, and look again at all that both know."""
        self._name(SyncDirection.PUSH, customers)
        return running.push(self.remote, here=self.here, there=self.there)

    def _name(self, direction: SyncDirection, customers: tuple[str, ...]) -> None:
        assert kept.take_file(self.remote, direction, customers) == []
        kept.note_known(self.remote, direction)

    def only(self, segment: str) -> dict[str, Any]:
        """The one record of a kind that the other service has."""
        (record,) = self.there.records[segment].values()
        return record


@pytest.fixture
def both(wire: Wire) -> Iterator[Both]:
    GuardedPostcode.objects.using("owner").create(postcode=GUARDED.replace(" ", ""))
    remote = kept.open_remote("https://there.example", EAST)
    with running.our_side(EAST, now=timezone.now()) as here:
        yield Both(wire, here, Memory(), remote)


def withheld(wire: Wire) -> tuple[Journey, Made, Made]:
    """A customer with a goal and a home that may not stand."""
    journey = a_journey(wire)
    goal = made(wire, journey.below_plan("goals", "Goals"), {**goal_body(), "GoalSummary": WORDS}, "GoalId")
    home = made(wire, journey.below_customer("addresses", "Addresses"), HOME, "AddressId")
    return journey, goal, home


def destroy() -> None:
    """What the job does when the last day of all sealed words is over."""
    sealed = WireRecord.objects.using("owner").filter(sealed__isnull=False)
    sealed.update(sealed_until=civil_date(timezone.now()) - timedelta(days=1))
    assert destroy_sealed_words() == 2


def assert_untold(both: Both) -> None:
    """Nothing that was sent to the other service holds what may not stand."""
    assert both.there.sent
    assert not [each for each in UNTOLD if each in json.dumps(both.there.sent)]


def test_push_when_words_are_sealed_then_they_do_not_leave_though_the_sender_asks(both: Both) -> None:
    wire = both.wire
    journey, goal, home = withheld(wire)
    report = both.push(journey.customer.id)
    assert (report.left, report.unfinished) == ([], 0)
    assert both.only("goals")["GoalSummary"] == NEUTRAL_WORDS
    there = both.only("addresses")
    assert (there["Address1"], there["PostCode"]) == (NEUTRAL_WORDS, NEUTRAL_POSTCODE)
    # Whoever sent them goes on being given them, and has them after a change by the synchronisation's own hand.
    assert wire.get(goal.path).json()["GoalSummary"] == WORDS
    assert wire.patch(goal.path, {"GoalType": 2}, touchpoint=WEST).status == 200
    assert wire.patch(home.path, {"Address3": "Leeds"}).status == 200
    said = both.here.ask("PATCH", f"/{goal.path}", {"GoalStatus": 2}).body
    assert (said["GoalSummary"], said["GoalStatus"]) == (NEUTRAL_WORDS, 2)
    assert both.push().is_equal
    assert both.only("goals")["GoalType"] == 2
    both.there.change("goals", both.only("goals")["GoalId"], 0, GoalType=1, LastModifiedDate=later())
    assert both.pull().is_equal
    said = wire.get(goal.path).json()
    assert (said["GoalSummary"], said["GoalType"]) == (WORDS, 1)
    assert_untold(both)
    # What is said in their place leaves.
    assert wire.patch(goal.path, {"GoalSummary": "Find work with a timetable"}).status == 200
    assert wire.patch(home.path, address_body()).status == 200
    assert both.push().is_equal
    assert both.only("goals")["GoalSummary"] == "Find work with a timetable"
    assert both.only("addresses")["PostCode"] == "LS1 4DL"


def test_pull_when_words_are_sealed_here_then_those_there_stay_when_they_are_destroyed(both: Both) -> None:
    customer = a_twin_there(both)
    report = both.pull(customer)
    assert (report.left, report.unfinished) == ([], 0)
    goal = WireRecord.objects.using("owner").get(resource="goals", sealed__isnull=False)
    home = WireRecord.objects.using("owner").get(resource="addresses", sealed__isnull=False)
    assert (goal.body["GoalSummary"], home.body["PostCode"]) == (NEUTRAL_WORDS, NEUTRAL_POSTCODE)
    for way in (both.push, both.pull, both.push):
        report = way()
        assert (report.is_equal, report.changed, report.made) == (True, {}, {})
    destroy()
    for way in (both.push, both.pull, both.push):
        report = way()
        assert (report.is_equal, report.changed, report.made) == (True, {}, {})
    assert both.there.sent == []
    # A change of something else goes alone, in either direction.
    path = f"goals/api/Customers/{goal.customer_id}/Interactions/{goal.interaction_id}/ActionPlans/{goal.plan_id}"
    changed = both.wire.patch(f"{path}/Goals/{goal.id}", {"GoalType": 2}, touchpoint=WEST)
    assert changed.status == 200
    address = f"addresses/api/Customers/{home.customer_id}/Addresses/{home.id}"
    assert both.wire.patch(address, {"EffectiveFrom": "2025-02-03T00:00:00Z"}).status == 200
    report = both.push()
    assert (report.is_equal, report.changed) == (True, {"goals": 1, "addresses": 1})
    assert (both.only("goals")["GoalSummary"], both.only("goals")["GoalType"]) == (WORDS, 2)
    there = both.only("addresses")
    assert (there["Address1"], there["PostCode"], there["EffectiveFrom"][:10]) == (
        LINE,
        GUARDED,
        "2025-02-03",
    )
    assert_untold(both)
    both.there.change("goals", both.only("goals")["GoalId"], 0, GoalType=3, LastModifiedDate=later())
    report = both.pull()
    assert (report.is_equal, report.changed) == (True, {"goals": 1})
    goal.refresh_from_db(using="owner")
    assert (goal.body["GoalType"], goal.sealed) == (3, None), "words that were destroyed do not come again"
    # What was said in their place there comes.
    both.there.change(
        "goals", both.only("goals")["GoalId"], 0, GoalSummary="Find work", LastModifiedDate=later(2)
    )
    assert both.pull().is_equal
    goal.refresh_from_db(using="owner")
    assert goal.body["GoalSummary"] == "Find work"


@pytest.mark.parametrize("segment", ["goals", "addresses"])
def test_pull_when_it_breaks_off_after_words_were_sealed_then_the_record_is_not_made_again(
    both: Both, segment: str
) -> None:
    customer = a_twin_there(both)
    ask = both.here.ask

    def break_off(method: str, path: str, body: Any = None, *, subcontractor: str = "") -> Answer:
        answer = ask(method, path, body, subcontractor=subcontractor)
        if (method, path.split("/")[1]) == ("POST", segment):
            raise Unreachable("broken off")
        return answer

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(both.here, "ask", break_off)
        assert both.pull(customer).unfinished == 1
    report = both.pull(customer)
    assert (report.left, report.unfinished) == ([], 0)
    sealed = WireRecord.objects.using("owner").filter(resource=segment, sealed__isnull=False)
    assert sealed.count() == 1


def test_our_side_when_a_run_ends_then_its_key_was_made_and_withdrawn_for_all_to_see(both: Both) -> None:
    kinds = Event.objects.using("owner").filter(kind__startswith="wire.key", account_id=None)
    assert list(kinds.values_list("kind", flat=True)) == ["wire.key_made"]
    (subject,) = kinds.values_list("subject", flat=True)
    assert subject["touchpoints"] == 1
    with running.our_side(WEST, now=timezone.now()):
        assert kinds.count() == 2
    assert list(kinds.order_by("recorded_at", "id").values_list("kind", flat=True)) == [
        "wire.key_made",
        "wire.key_made",
        "wire.key_revoked",
    ]


@pytest.mark.parametrize("name", ["fingerpost.veiled", "FINGERPOST_VEILED", "HTTP_FINGERPOST.VEILED"])
def test_request_from_outside_when_it_names_the_veil_then_nothing_changes(wire: Wire, name: str) -> None:
    journey = a_journey(wire)
    goal = made(wire, journey.below_plan("goals", "Goals"), {**goal_body(), "GoalSummary": WORDS}, "GoalId")
    assert wire.ask("GET", goal.path, **{name: "True"}).json()["GoalSummary"] == WORDS


def a_twin_there(both: Both) -> str:
    """The records of a customer as the other service has them, said out in full; the customer's id there."""
    journey, goal, home = withheld(both.wire)
    own = {"CustomerId": journey.customer.id}
    meeting = {**own, "InteractionId": journey.interaction.id}
    for segment, record, above in (
        ("customers", journey.customer, {}),
        ("addresses", home, own),
        ("interactions", journey.interaction, own),
        ("sessions", journey.session, meeting),
        ("actionplans", journey.plan, meeting),
        ("goals", goal, {**own, "ActionPlanId": journey.plan.id}),
    ):
        both.there.records[segment][record.id] = {**record.body, **above}
    # Whom EAST subscribes to would be pushed too.
    mine = WireRecord.objects.using("owner").filter(customer_id=journey.customer.id)
    mine.filter(resource="subscriptions").delete()
    mine.update(sealed=None, sealed_until=None)
    return journey.customer.id


def later(seconds: int = 1) -> str:
    """A moment after everything so far."""
    return (timezone.now() + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
