"""Change notices of another service, and forgetting: what the next pull hears of, and what it never brings back."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client

from fingerpost.dss.models import SyncDirection, WireDue, WireGone, WirePair, WireRemote
from fingerpost.dss.syncing import kept
from fingerpost.dss.syncing.book import Pair
from fingerpost.dss.wire import pushing

pytestmark = pytest.mark.django_db(databases=["default", "system", "owner"], transaction=True)

SECRET = bytes(range(32))
CUSTOMER, ADDRESS = str(uuid4()), str(uuid4())
URL = f"https://there.example/gateway/addresses/api/Customers/{CUSTOMER}/Addresses/{ADDRESS}"


@pytest.fixture
def remote() -> WireRemote:
    made = kept.open_remote("https://there.example/gateway", "0000000997")
    kept.keep_secret(made, SECRET)
    return made


def tell(
    remote_id: UUID,
    url: str = URL,
    *,
    secret: bytes = SECRET,
    at: datetime | None = None,
    customer: str = CUSTOMER,
) -> int:
    """Send a notice as the other service does; the status that came back."""
    body = pushing.content(owner_name="CustomerId", owner=customer, url=url, modified="2026-05-01T00:00:00Z")
    signed = pushing.signature(secret, at=at or datetime.now(UTC), body=body)
    answer = Client().post(
        f"/shared-record/notices/{remote_id}/",
        body,
        content_type="application/json",
        headers={pushing.SIGNATURE: signed},
    )
    return answer.status_code


def due(remote: WireRemote) -> list[tuple[str, str]]:
    found = WireDue.objects.using("system").filter(remote=remote, direction=SyncDirection.PULL)
    return [(str(each.customer_id), each.path) for each in found]


def test_a_signed_notice_is_due_once_and_of_its_address_only_the_path_counts(remote: WireRemote) -> None:
    assert tell(remote.id) == 202
    assert tell(remote.id, URL.replace("there.example", "elsewhere.example")) == 202
    assert due(remote) == [(CUSTOMER, f"/addresses/api/Customers/{CUSTOMER}/Addresses/{ADDRESS}")]
    assert tell(remote.id, f"https://there.example/subscriptions/api/Customers/{CUSTOMER}/x") == 202
    assert tell(remote.id, customer=str(uuid4())) == 202, "another customer's than the address names"
    assert len(due(remote)) == 1


def test_a_notice_that_is_not_signed_by_them_is_refused_and_leaves_nothing(remote: WireRemote) -> None:
    assert tell(remote.id, secret=secrets.token_bytes(32)) == 401
    assert tell(remote.id, at=datetime.now(UTC) - timedelta(hours=2)) == 401
    assert tell(uuid4()) == 401
    for sent in ("t=999999999999", "t=0", "t=000000000000", "t=-1", f"t={10**30}", "t=\u0661"):
        headers = {pushing.SIGNATURE: f"{sent},v1={'0' * 64}"}
        far = Client().post(
            f"/shared-record/notices/{remote.id}/", b"{}", "application/json", headers=headers
        )
        assert far.status_code == 401
    unsigned = Client().post(f"/shared-record/notices/{remote.id}/", b"{}", content_type="application/json")
    assert unsigned.status_code == 401
    WireRemote.objects.using("system").filter(id=remote.id).update(sealed_secret=None)
    assert tell(remote.id) == 401
    body = json.dumps({"CustomerId": "nobody"}).encode()
    kept.keep_secret(remote, SECRET)
    unreadable = Client().post(
        f"/shared-record/notices/{remote.id}/",
        body,
        content_type="application/json",
        headers={pushing.SIGNATURE: pushing.signature(SECRET, at=datetime.now(UTC), body=body)},
    )
    assert unreadable.status_code == 422
    assert due(remote) == []


def test_a_file_is_taken_once_while_its_work_is_under_way(remote: WireRemote) -> None:
    lines = [CUSTOMER, "", URL]
    assert kept.take_file(remote, SyncDirection.PULL, lines) == []
    assert len(due(remote)) == 2
    kept.strike_out([WireDue.objects.using("system").filter(path="").get().id])
    remote.refresh_from_db(using="system")
    assert kept.take_file(remote, SyncDirection.PULL, lines) == []
    assert len(due(remote)) == 1, "what was done is not done again"
    assert kept.take_file(remote, SyncDirection.PULL, [*lines, "a word"]) == [4]
    assert len(due(remote)) == 1, "a file with a line that says nothing is not begun"
    kept.strike_out([each.id for each in WireDue.objects.using("system").all()])
    assert kept.take_file(remote, SyncDirection.PULL, lines) == []
    assert len(due(remote)) == 2, "once it is done the same file looks at everything again"


def test_a_forgotten_customer_leaves_no_pair_and_is_known_only_as_not_to_be_brought_back(
    remote: WireRemote,
) -> None:
    book = kept.KeptBook(remote, SyncDirection.PULL)
    here, child = str(uuid4()), str(uuid4())
    for _ in range(2):
        book.intend("customers", CUSTOMER, customer_id=CUSTOMER)
    assert book.find("customers", CUSTOMER) == Pair(CUSTOMER, "", "", "")
    book.agree("customers", Pair(CUSTOMER, here, "a", "b"), customer_id=CUSTOMER)
    book.intend("addresses", ADDRESS, customer_id=CUSTOMER)
    book.agree("addresses", Pair(ADDRESS, child, "a", "b"), customer_id=CUSTOMER)
    assert book.find("addresses", ADDRESS) == Pair(ADDRESS, child, "a", "b")
    assert tell(remote.id) == 202
    forget(here, remote)
    assert not WirePair.objects.using("system").exists()
    assert due(remote) == []
    (gone,) = WireGone.objects.using("system").all()
    assert gone.digest == hashlib.sha256(CUSTOMER.encode()).hexdigest()
    assert book.is_gone(CUSTOMER)
    assert not book.is_gone(ADDRESS)


def forget(customer_id: str, door: WireRemote) -> None:
    """Forget a provisional customer past their day, as the worker does."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_customer (id, state, title, given_name, family_name, known_as, gender,"
            " unique_learner_number, introduced_by, introduced_by_detail, preferred_contact_method,"
            " preferred_language, digital_ability, agrees_to_user_research, agrees_to_market_research,"
            " registered_at, opened_by_id, organisation_id, provisional_until, version)"
            " SELECT %s, 'provisional', 99, 'Aria', 'Lamplight', '', 99, '', 12, '', 99, 'en-GB', '', false, false,"
            " now() - interval '400 days', w.account_id, w.organisation_id, current_date - 100, 1"
            " FROM dss_wiretouchpoint w WHERE w.id = %s",
            [customer_id, door.touchpoint_id],
        )
    with connections["system"].cursor() as cursor:
        cursor.execute("SELECT fingerpost_forget_in_sync(%s)", [customer_id])
