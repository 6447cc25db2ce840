"""The pages of listeners, over HTTP: set and shown once, given-up notices sent again, ended."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fingerpost.dss.models import NoticeState, WireNotice, WireNoticeAttempt, WireTouchpoint
from fingerpost.dss.notices import listeners
from fingerpost.house.ids import new_id
from fingerpost.house.models import Event
from tests.dss.kit import words
from tests.fixtures.world import Acting, ClientAs

pytestmark = pytest.mark.django_db(databases=["default", "system"])
LIST, NEW = "/staff/shared-record/notices/", "/staff/shared-record/notices/new/"
CODE, URL = "0000000981", "https://listener.example/notices"
LIST_QUERIES, LISTENER_QUERIES = 24, 26


def set_listener(client: Client, **parts: str) -> str:
    answer = client.post(NEW, {"touchpoint": CODE, "url": URL, **parts}, follow=True)
    return re.sub(r"\s+", " ", answer.content.decode())


def give_up(number: int) -> UUID:
    door = WireTouchpoint.objects.using("owner").get(code=CODE)
    for _ in range(number):
        notice = WireNotice.objects.using("owner").create(
            subscriber=door,
            customer_id=new_id(),
            record_id=new_id(),
            resource="addresses",
            resource_url="https://elsewhere.example/a/secret-path",
            modified="2026-11-22T10:00:00Z",
            originator="0000000101",
            state=NoticeState.PARKED,
            tries=13,
        )
        WireNoticeAttempt.objects.using("owner").create(notice=notice, http_status=503, was_taken=False)
    return door.id


def states() -> list[str]:
    return list(WireNotice.objects.using("owner").order_by("place").values_list("state", flat=True))


@pytest.mark.django_db(transaction=True)
def test_listener_when_set_then_its_secret_is_shown_once_and_stays_with_another_address(
    client_as: ClientAs,
) -> None:
    client = client_as("technician")
    assert "No system listens yet" in words(client, LIST)
    page = set_listener(client)
    secret = re.search(r'<code id="secret"[^>]*>([0-9a-f]{64})</code>', page)
    assert secret is not None
    assert secret[1] not in words(client, LIST)
    door = WireTouchpoint.objects.using("owner").get(code=CODE)
    assert listeners.unseal(bytes(door.sealed_secret or b"")).hex() == secret[1]
    assert secret[1].encode() not in bytes(door.sealed_secret or b"")
    moved = set_listener(client, url=f"{URL}/2")
    assert "The secret is the same as before" in moved
    again = client.post(f"{LIST}{door.id}/secret/", follow=True).content.decode()
    renewed = re.search(r'<code id="secret"[^>]*>([0-9a-f]{64})</code>', again)
    assert renewed is not None
    assert renewed[1] != secret[1]
    kinds = set(Event.objects.using("owner").values_list("kind", flat=True))
    assert {"wire.listener_set", "wire.listener_secret_renewed"} <= kinds


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://listener.example/", "plain http only on this machine"),
        ("https://10.1.2.3/", "one of a private network"),
        ("https://[fe80::1]/", "one of a private network"),
        ("https://169.254.169.254/latest", "one of a private network"),
        ("https://name:word@listener.example/", "without a name"),
        ("ftp://listener.example/", "begins with https://"),
        ("https://", "begins with https://"),
        ("https://listener.example:99999/", "begins with https://"),
        ("https://listener.example/a b", "without spaces"),
    ],
)
def test_listener_when_its_address_may_not_stand_then_refused_and_kept_as_typed(
    client_as: ClientAs, url: str, said: str
) -> None:
    answer = client_as("technician").post(NEW, {"touchpoint": CODE, "url": url})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert 'value="0000000981"' in page
    assert page.count('class="govuk-error-summary__title"') == 1
    assert not WireTouchpoint.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_notices_when_given_up_then_sent_again_one_or_all_and_nobody_is_named(client_as: ClientAs) -> None:
    client = client_as("technician")
    set_listener(client)
    door_id = give_up(60)
    page = words(client, f"{LIST}{door_id}/")
    assert page.count("after 13 tries") == 50
    assert 'rel="next"' in page
    assert "secret-path" not in page
    assert ">60<" in words(client, LIST)
    place = WireNotice.objects.using("owner").order_by("place").values_list("place", flat=True)[3]
    assert (
        "1 notice waits again"
        in client.post(f"{LIST}{door_id}/again/", {"place": place}, follow=True).content.decode()
    )
    assert states().count("waiting") == 1
    assert states()[3] == "waiting"
    assert client.post(f"{LIST}{door_id}/again/", {"place": "many"}).status_code == 302
    assert states().count("waiting") == 1
    assert "59 notices wait again" in client.post(f"{LIST}{door_id}/again/", follow=True).content.decode()
    assert set(states()) == {"waiting"}
    # Ended, what waits is given up; it can't wait again before there is a listener.
    client.post(f"{LIST}{door_id}/end/", follow=True)
    assert set(states()) == {"parked"}
    client.post(f"{LIST}{door_id}/again/", follow=True)
    assert set(states()) == {"parked"}


@pytest.mark.django_db(transaction=True)
def test_pages_when_long_then_a_fixed_number_of_queries(client_as: ClientAs) -> None:
    client = client_as("technician")
    set_listener(client)
    door_id = give_up(1)
    for address, most in ((LIST, LIST_QUERIES), (f"{LIST}{door_id}/", LISTENER_QUERIES)):
        counts = []
        for more in (0, 12):
            give_up(more)
            with CaptureQueriesContext(connections["default"]) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1] <= most


def test_notices_when_a_colleague_was_quicker_then_nothing_is_left_to_send_again(
    client_as: ClientAs, acting: Acting
) -> None:
    client = client_as("technician")
    set_listener(client)
    with acting("technician"):
        door_id = WireTouchpoint.objects.values_list("id", flat=True).get(code=CODE)
    page = client.post(f"{LIST}{door_id}/again/", follow=True).content.decode()
    assert "Nothing was left to send again." in page
    assert "wait again" not in page
