"""Change notices: who is told, in which order, how often, and what becomes of those that can't be pushed."""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.db import OperationalError, connection, connections
from django.utils import timezone
from psycopg.errors import LockNotAvailable

from fingerpost.dss.models import WireListening, WireNotice, WireNoticeAttempt, WireRecord, WireTouchpoint
from fingerpost.dss.notices import delivery
from fingerpost.dss.notices.following import follow_pages
from fingerpost.dss.notices.keeping import tidy
from fingerpost.dss.notices.queueing import queue_notice
from fingerpost.dss.notices.sending import Line
from fingerpost.dss.services import listening
from tests.dss.kit import EAST, HELPLINE, WEST, Made, Wire, a_customer
from tests.dss.notices.receiver import Notice, Receiver, receiving

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)


@pytest.fixture
def west() -> Iterator[Receiver]:
    """A listener of the touchpoint WEST."""
    with receiving() as receiver:
        yield receiver


def let_listen(touchpoint: str, url: str) -> listening.Secret:
    secret = listening.listen(actor=None, now=timezone.now(), touchpoint=touchpoint, url=url)
    assert secret is not None
    return secret


def let_subscribe(wire: Wire, customer: Made, touchpoint: str = WEST) -> Made:
    said = wire.post(
        f"subscriptions/api/Customers/{customer.id}/Subscriptions", {"Subscribe": True}, touchpoint=touchpoint
    )
    assert said.status == 201, said.text
    return Made(said.json()["SubscriptionId"], "", said.json())


def rename(wire: Wire, customer: Made, name: str, touchpoint: str = EAST) -> None:
    assert wire.patch(customer.path, {"GivenName": name}, touchpoint=touchpoint).status == 200


def notices() -> list[WireNotice]:
    return list(WireNotice.objects.using("owner").order_by("place"))


def push(at: datetime | None = None) -> int:
    return delivery.push_due(now=at or timezone.now() + SECOND)


def test_change_when_another_subscribes_then_signed_notice_without_content(
    wire: Wire, west: Receiver
) -> None:
    secret = let_listen(WEST, west.url)
    customer = a_customer(wire)
    let_subscribe(wire, customer)
    said = wire.patch(customer.path, {"GivenName": "Bryony"}).json()
    contact = {"PreferredContactMethod": 5}
    path = f"contactdetails/api/customers/{customer.id}/ContactDetails"
    made = wire.post(path, contact)
    assert made.status == 201
    assert push() == 2
    first, second = west.came
    assert first.body == {
        "CustomerId": customer.id,
        "ResourceURL": f"{settings.PUBLIC_ADDRESS}/{customer.path}",
        "LastModifiedDate": said["LastModifiedDate"],
    }
    assert first.headers["originatingtouchpointid"] == EAST
    assert first.headers["content-type"] == "application/json"
    assert first.headers["authorization"] == f"Bearer {secret.bearer}"
    seconds, made_of = first.headers["fingerpost-signature"].removeprefix("t=").split(",v1=")
    expected = hmac.new(
        bytes.fromhex(secret.signing), seconds.encode() + b"." + first.raw, hashlib.sha256
    ).hexdigest()
    assert hmac.compare_digest(made_of, expected)
    assert second.body["ResourceURL"].endswith(f"/ContactDetails/{made.json()['ContactId']}")
    assert [each.is_about_reaching for each in notices()] == [False, True]
    assert "Bryony" not in str([vars(each) for each in notices()])
    # Nothing twice, and nothing of one's own.
    rename(wire, customer, "Cerys", touchpoint=WEST)
    assert push() == 0
    assert len(west.came) == 2


def test_failure_when_it_lasts_then_tried_thirteen_times_parked_and_replayed(
    wire: Wire, west: Receiver
) -> None:
    let_listen(WEST, west.url)
    slow, other = a_customer(wire), a_customer(wire)
    for customer in (slow, other):
        let_subscribe(wire, customer)
    rename(wire, slow, "First")
    rename(wire, slow, "Second")
    rename(wire, other, "Third")
    stuck = notices()[0].place
    # No content is no answer of a listener that took it.
    west.answers = lambda notice: 204 if notice.number == stuck else 202
    begun = at = timezone.now() + SECOND
    assert push(at) == 1
    assert [each.number for each in west.came] == [stuck, notices()[2].place]
    waits = []
    while notices()[0].state == "waiting":
        due = notices()[0].due_at
        assert push(due - timedelta(milliseconds=1)) == 0
        waits.append(round((due - at).total_seconds()))
        at = due
        # With the last try the later one of the same customer goes.
        push(at)
    assert waits == [2**power for power in range(12)]
    first, second, _third = notices()
    assert (first.state, first.tries) == ("parked", 13)
    assert second.state == "sent"
    assert WireNoticeAttempt.objects.using("owner").filter(notice=first, http_status=204).count() == 13
    assert round((first.state_at - begun).total_seconds()) == sum(waits)
    west.answers = lambda _notice: 200
    rename(wire, slow, "Fourth")
    with wire.acting("technician") as actor:
        again = listening.replay(actor=actor, now=at, door_id=first.subscriber_id)
    assert again == 1
    west.came.clear()
    assert push(at) == 2
    assert [each.number for each in west.came] == [stuck, notices()[3].place]


def test_listener_when_unreachable_then_a_try_without_answer_and_left_alone(
    wire: Wire, west: Receiver
) -> None:
    let_listen(WEST, west.url)
    customers = [a_customer(wire) for _ in range(3)]
    for customer in customers:
        let_subscribe(wire, customer)
        rename(wire, customer, "Moved")
    WireTouchpoint.objects.using("owner").filter(code=WEST).update(listener_url="http://127.0.0.1:9/")
    at = timezone.now() + SECOND
    assert push(at) == 0
    assert [each.tries for each in notices()] == [0, 0, 0]
    assert list(WireNoticeAttempt.objects.using("owner").values_list("http_status", flat=True)) == [0]
    # Left alone for a second, then tried with a single notice, then for two.
    assert delivery.due_listeners(at + SECOND / 2) == []
    assert push(at + SECOND) == 0
    assert WireNoticeAttempt.objects.using("owner").count() == 2
    assert sum(each.tries for each in notices()) == 0
    assert delivery.due_listeners(at + 2 * SECOND) == []
    WireTouchpoint.objects.using("owner").filter(code=WEST).update(listener_url=west.url)
    assert push(at + 4 * SECOND) == 3


def test_listener_when_unreachable_for_weeks_then_nothing_is_parked_and_it_is_asked_seldom(
    wire: Wire, west: Receiver
) -> None:
    """A try without an answer is not counted: the notice waits for as long as it takes."""
    let_listen(WEST, west.url)
    customer = a_customer(wire)
    let_subscribe(wire, customer)
    rename(wire, customer, "First")
    rename(wire, customer, "Second")
    # Three of its tries are used up by then.
    begun = at = timezone.now() + SECOND
    west.answers = lambda _notice: 500
    for wait in (1, 2, 4):
        push(at)
        at += wait * SECOND
    WireTouchpoint.objects.using("owner").filter(code=WEST).update(listener_url="http://127.0.0.1:9/")
    pauses = []
    for _ in range(20):
        assert push(at) == 0
        until = WireListening.objects.using("owner").get().quiet_until
        assert until is not None
        assert push(until - SECOND / 2) == 0
        pauses.append(round((until - at).total_seconds()))
        at = until
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, *[600] * 10]
    assert [(each.state, each.tries) for each in notices()] == [("waiting", 3), ("waiting", 0)]
    attempts = WireNoticeAttempt.objects.using("owner")
    assert attempts.filter(http_status=0).count() == 20
    # What was tried in vain is forgotten after policy's days; what waits is not, nor the tries that count.
    tidy(now=at + timedelta(days=365))
    assert sorted(attempts.values_list("http_status", flat=True)) == [500] * 3
    WireTouchpoint.objects.using("owner").filter(code=WEST).update(listener_url=west.url)
    west.answers = lambda _notice: 200
    assert push(at) == 2
    assert not WireListening.objects.using("owner").exists()
    assert at - begun < timedelta(hours=3)


def test_notice_when_it_alone_is_never_answered_then_the_others_go_and_it_waits_longer_each_time(
    wire: Wire, west: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_listen(WEST, west.url)
    customers = [a_customer(wire) for _ in range(2)]
    for customer in customers:
        let_subscribe(wire, customer)
    rename(wire, customers[0], "Unanswered")
    stuck = notices()[0].place
    pushed = Line.push

    def push_but_one(line: Line, body: bytes, headers: Mapping[str, str]) -> int:
        return 0 if headers["Fingerpost-Notice"] == str(stuck) else pushed(line, body, headers)

    monkeypatch.setattr(Line, "push", push_but_one)
    at = timezone.now() + SECOND
    waits = []
    for number in range(12):
        rename(wire, customers[1], f"Heard{'i' * number}")
        at = max(at, timezone.now() + SECOND)
        push(at)
        waits.append(round((notices()[0].due_at - at).total_seconds()))
        at = notices()[0].due_at
    # The other customer's go as soon as the listener is tried again.
    assert {each.state for each in notices()[1:]} == {"sent"}
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]
    assert (notices()[0].state, notices()[0].tries) == ("waiting", 0)


def test_answer_when_a_redirect_then_not_followed(wire: Wire, west: Receiver) -> None:
    let_listen(WEST, west.url)
    customer = a_customer(wire)
    let_subscribe(wire, customer)
    rename(wire, customer, "Moved")
    with receiving() as elsewhere:
        west.location, west.answers = elsewhere.url, lambda _notice: 307
        assert push() == 0
        assert elsewhere.came == []
    assert notices()[0].state == "waiting"


def test_grant_when_it_ends_then_nothing_more_is_told_and_the_subscription_ends(
    wire: Wire, west: Receiver
) -> None:
    let_listen(WEST, west.url)
    customer = a_customer(wire)
    let_subscribe(wire, customer)
    rename(wire, customer, "Queued")
    door = WireTouchpoint.objects.using("owner").get(code=WEST)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE customers_grant SET starts_at = now() - interval '2 days', ends_at = now() - interval '1 hour'"
            " WHERE account_id = %s",
            [door.account_id],
        )
    assert push() == 0
    assert [each.state for each in notices()] == ["ended"]
    rename(wire, customer, "Unheard")
    assert len(notices()) == 1
    # The id presented again begins a new grant; the subscription does not begin again with it.
    path = f"subscriptions/api/Customers/{customer.id}/Subscriptions"
    assert [each["Subscribe"] for each in wire.get(path, touchpoint=WEST).json()] == [False]
    rename(wire, customer, "Still unheard")
    assert len(notices()) == 1
    let_subscribe(wire, customer)
    rename(wire, customer, "Heard")
    assert push() == 1


def test_transfer_when_made_then_its_target_is_subscribed_and_told(wire: Wire, west: Receiver) -> None:
    let_listen(WEST, west.url)
    customer = a_customer(wire)
    path = f"interactions/api/Customers/{customer.id}/Interactions"
    interaction = wire.post(path, {"Channel": 2, "InteractionType": 5}).json()["InteractionId"]
    path = f"transfers/api/Customers/{customer.id}/Interactions/{interaction}/Transfers"
    body = {"TargetTouchpointId": WEST, "Context": "Has moved away"}
    transfer = wire.post(path, body)
    assert transfer.status == 201, transfer.text
    assert wire.patch(f"{path}/{transfer.json()['TransferId']}", {"Context": "Moved"}).status == 200
    # A target that speaks no wire here is let be.
    assert wire.post(path, {**body, "TargetTouchpointId": "7000000001"}).status == 201
    assert push() == 3
    assert west.taken[0]["ResourceURL"].endswith(f"/Transfers/{transfer.json()['TransferId']}")
    path = f"subscriptions/api/Customers/{customer.id}/Subscriptions"
    (own,) = wire.get(path, touchpoint=WEST).json()
    assert (own["TouchPointId"], own["Subscribe"], own["LastModifiedBy"]) == (WEST, True, None)
    subscriptions = WireRecord.objects.using("owner").filter(resource="subscriptions")
    assert sorted(subscriptions.values_list("touchpoint", flat=True)) == [EAST, WEST]


def test_page_when_it_changes_a_customer_then_subscribers_are_told(wire: Wire, west: Receiver) -> None:
    let_listen(WEST, west.url)
    customer = a_customer(wire)
    let_subscribe(wire, customer)
    assert follow_pages(now=timezone.now()) == 0
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE customers_customer SET given_name = 'Delyth' WHERE id = %s", [customer.id])
        cursor.execute(
            "INSERT INTO house_event (id, kind, happened_at, customer_id, subject)"
            " VALUES (gen_random_uuid(), 'customer.changed', now(), %s, '{}')",
            [customer.id],
        )
    assert follow_pages(now=timezone.now()) == 1
    assert follow_pages(now=timezone.now()) == 0
    assert push() == 1
    assert west.taken[0]["CustomerId"] == customer.id
    assert UUID(west.taken[0]["ResourceURL"].rpartition("/")[2]) == UUID(customer.id)
    assert wire.get(customer.path, touchpoint=WEST).json()["GivenName"] == "Delyth"


def test_queue_when_two_write_of_one_customer_then_the_second_waits(wire: Wire, west: Receiver) -> None:
    """So that the order of notices is the order in which changes are committed."""
    let_listen(WEST, west.url)
    customer = a_customer(wire)
    let_subscribe(wire, customer)
    waited: list[bool] = []

    def queue_too() -> None:
        try:
            with wire.entered(EAST) as entered, connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '200ms'")
                queue_notice(record=record, url="http://testserver/2", code=entered.code, now=timezone.now())
            waited.append(False)
        except OperationalError as error:
            waited.append(isinstance(error.__cause__, LockNotAvailable))
        finally:
            connections.close_all()

    with wire.entered(EAST) as entered:
        record = WireRecord.objects.get(id=customer.id)
        assert (
            queue_notice(record=record, url="http://testserver/1", code=entered.code, now=timezone.now()) == 1
        )
        other = threading.Thread(target=queue_too)
        other.start()
        other.join()
    assert waited == [True]


def test_listeners_when_one_has_much_to_take_then_the_others_have_their_turn(
    wire: Wire, west: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "TURN_SECONDS", 0.05)
    let_listen(WEST, west.url)

    def slowly(_notice: Notice) -> int:
        time.sleep(0.03)
        return 200

    west.answers = slowly
    with receiving() as helpline:
        let_listen(HELPLINE, helpline.url)
        for number in range(4):
            customer = a_customer(wire)
            let_subscribe(wire, customer)
            if number < 1:
                let_subscribe(wire, customer, HELPLINE)
            for name in ("One", "Two", "Three"):
                rename(wire, customer, name)
        delivery.push_due(now=timezone.now() + SECOND, seconds=0.2)
        assert len(helpline.came) == 3
        assert 0 < len(west.came) < 12
