"""Digital identities and subscriptions over HTTP: their own rules, beside those of the table."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege

from fingerpost.dss.models import NoticeKind, WireNotice, WireRecord
from fingerpost.dss.notices.keeping import tidy
from fingerpost.dss.services import listening
from fingerpost.house.ids import new_id
from tests.dss.kit import EAST, WEBSITE, WEST, Made, Wire, a_customer, at, contact_body, made

STRANGER = "0000000201"


def a_customer_with_email(wire: Wire) -> Made:
    customer = a_customer(wire)
    path = f"contactdetails/api/customers/{customer.id}/ContactDetails"
    made(wire, path, contact_body(), "ContactId")
    return customer


def an_identity(wire: Wire, customer: Made, **fields: object) -> Made:
    body = {"CustomerId": customer.id, "LegacyIdentity": "old-7", **fields}
    return made(wire, "digitalidentities/api/identity", body, "IdentityID")


def of(customer: Made, verb: str = "customer") -> str:
    return f"digitalidentities/api/{verb}/{customer.id}"


def subscriptions(customer: Made) -> str:
    return f"subscriptions/api/Customers/{customer.id}/Subscriptions"


def age_closure(customer: Made, **gone: float) -> None:
    """Let an identity have been closed so long ago."""
    WireRecord.objects.using("owner").filter(resource="digitalidentities", customer_id=customer.id).update(
        closed_at=timezone.now() - timedelta(**gone)
    )


def test_identity_when_made_then_read_both_ways_changed_by_the_website_and_closed(wire: Wire) -> None:
    customer = a_customer_with_email(wire)
    chosen = str(new_id())
    identity = an_identity(wire, customer, id=chosen)
    assert identity.id == chosen
    assert "CreatedBy" not in identity.body
    assert "ttl" not in identity.body
    by_customer = wire.get(of(customer, "customers")).json()
    assert by_customer == wire.get(f"digitalidentities/api/identities/{chosen}").json()
    assert (by_customer["ttl"], by_customer["LegacyIdentity"]) == (None, "old-7")
    assert wire.post("digitalidentities/api/identity", {"CustomerId": customer.id}).status == 422
    last = {"LastLoggedInDateTime": at(days=1)}
    assert wire.patch(of(customer), last).status == 422
    said = wire.patch(of(customer), last, touchpoint=WEBSITE)
    assert (said.status, said.json()["LastLoggedInDateTime"]) == (200, last["LastLoggedInDateTime"])
    assert said.json()["LastModifiedTouchpointId"] == WEBSITE
    other = {"LegacyIdentity": "new-8", "CustomerId": str(new_id())}
    assert wire.patch(f"digitalidentities/api/identity/{chosen}", other).status == 422
    other["CustomerId"] = a_customer(wire).id
    said = wire.patch(f"digitalidentities/api/identity/{chosen}", other)
    assert (said.status, said.json()["CustomerId"]) == (200, customer.id)
    deleted = wire.delete(of(customer))
    assert (deleted.status, deleted.text) == (200, "")
    closed = wire.get(of(customer, "customers")).json()
    assert closed["ttl"] == 10
    assert closed["DateOfClosure"] is not None
    assert wire.patch(of(customer), {"LegacyIdentity": "x"}).status == 422


def test_identity_when_the_customer_has_no_email_or_is_nobody_then_refused_in_words(wire: Wire) -> None:
    customer = a_customer(wire)
    for body in (
        {"CustomerId": customer.id},
        {"CustomerId": str(new_id())},
        {"CustomerId": str(UUID(int=0))},
        {"LegacyIdentity": "x"},
        {"CustomerId": customer.id, "DateOfClosure": at(days=1)},
    ):
        said = wire.post("digitalidentities/api/identity", body)
        assert (said.status, said.headers["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert wire.delete(of(customer)).status == 204
    assert wire.delete(f"digitalidentities/api/customer/{new_id()}").status == 400
    assert wire.get(of(customer, "customers")).status == 204


def test_token_of_an_identity_when_sent_is_answered_once_and_kept_nowhere(wire: Wire) -> None:
    customer = a_customer_with_email(wire)
    identity = an_identity(wire, customer, id_token="quoll.of.signing.in")
    assert identity.body["id_token"] == "quoll.of.signing.in"
    changed = wire.patch(of(customer), {"id_token": "second.quoll.token"}, touchpoint=WEBSITE)
    assert (changed.status, changed.json()["id_token"]) == (200, "second.quoll.token")
    assert wire.get(of(customer, "customers")).json()["id_token"] is None
    with connection.cursor() as cursor, wire.entered():
        for table in ("dss_wirerecord", "dss_wirerecordevent"):
            cursor.execute(f"SELECT count(*), count(*) FILTER (WHERE t::text LIKE '%quoll%') FROM {table} t")
            rows, found = cursor.fetchone()
            assert rows, table
            assert not found, table


def test_identity_when_its_id_is_taken_then_refused_without_a_fault(wire: Wire) -> None:
    first, second = a_customer_with_email(wire), a_customer_with_email(wire)
    identity = an_identity(wire, first)
    body = {"CustomerId": second.id, "id": identity.id}
    refused = wire.post("digitalidentities/api/identity", body)
    assert (refused.status, refused.text) == (422, "The id belongs to another digital identity.")
    assert wire.get(of(second, "customers")).status == 204


def test_identity_of_a_customer_whom_the_touchpoint_never_presented_is_not_shown(wire: Wire) -> None:
    identity = an_identity(wire, a_customer_with_email(wire))
    path = f"digitalidentities/api/identities/{identity.id}"
    assert wire.get(path, touchpoint=STRANGER).status == 204
    assert wire.patch(path.replace("identities/0", "identity/0"), {}, touchpoint=STRANGER).status in {
        204,
        422,
    }


def test_email_when_there_is_an_identity_then_not_removed(wire: Wire) -> None:
    customer = a_customer_with_email(wire)
    an_identity(wire, customer)
    contact = wire.get(f"contactdetails/api/customers/{customer.id}/ContactDetails").json()
    path = f"contactdetails/api/customers/{customer.id}/ContactDetails/{contact['ContactId']}"
    said = wire.patch(path, {"PreferredContactMethod": 5, "EmailAddress": ""})
    assert said.status == 422
    assert said.json()[0]["memberNames"] == ["EmailAddress"]


@pytest.mark.django_db(transaction=True)
def test_identity_when_the_customer_is_terminated_then_closed_and_gone_after_seconds(wire: Wire) -> None:
    customer = a_customer_with_email(wire)
    an_identity(wire, customer)
    assert wire.patch(customer.path, {"DateOfTermination": at(hours=1)}).status == 200
    closed = wire.get(of(customer, "customers"))
    assert (closed.status, closed.json()["ttl"]) == (200, 10)
    assert closed.json()["LastModifiedTouchpointId"] == EAST
    age_closure(customer, seconds=11)
    assert wire.get(of(customer, "customers")).status == 204
    tidy(now=timezone.now())
    assert not WireRecord.objects.using("owner").filter(resource="digitalidentities").exists()


@pytest.mark.django_db(transaction=True)
def test_identity_when_made_and_deleted_then_subscribers_are_told_where_to_read_it(wire: Wire) -> None:
    listening.listen(actor=None, now=timezone.now(), touchpoint=WEST, url="https://listener.example/")
    customer = a_customer_with_email(wire)
    assert wire.post(subscriptions(customer), {"Subscribe": True}, touchpoint=WEST).status == 201
    identity = an_identity(wire, customer)
    wire.patch(of(customer), {"LegacyIdentity": "another"})
    wire.delete(of(customer))
    told = list(WireNotice.objects.using("owner").order_by("place"))
    address = f"{settings.PUBLIC_ADDRESS}/digitalidentities/api/identities/{identity.id}"
    assert [(each.kind, each.resource_url) for each in told] == [(NoticeKind.IDENTITY, address)] * 2


def test_subscription_when_it_is_anothers_then_neither_seen_nor_changed(wire: Wire) -> None:
    customer = a_customer(wire)
    own = wire.get(subscriptions(customer)).json()
    assert [(each["TouchPointId"], each["Subscribe"]) for each in own] == [(EAST, True)]
    assert wire.post(subscriptions(customer), {"Subscribe": True}).status == 409
    assert wire.get(subscriptions(customer), touchpoint=WEST).status == 204
    path = f"{subscriptions(customer)}/{own[0]['SubscriptionId']}"
    assert wire.patch(path, {"Subscribe": False}, touchpoint=WEST).status == 204
    said = wire.patch(path, {"Subscribe": False})
    assert (said.status, said.json()["Subscribe"], said.json()["LastModifiedBy"]) == (200, False, EAST)
    # Ended, another may be made: a second row, and the first is still there.
    assert wire.post(subscriptions(customer), {"Subscribe": True}).status == 201
    assert len(wire.get(subscriptions(customer)).json()) == 2
    assert wire.get(f"subscriptions/api/Customers/{new_id()}/Subscriptions").status == 204
    assert wire.post(f"subscriptions/api/Customers/{new_id()}/Subscriptions", {}).status == 204


def is_refused(statement: str) -> bool:
    """Whether the web, while nobody acts, may not do this."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as error:
        return isinstance(error.__cause__, InsufficientPrivilege)
    return False


def test_functions_when_no_system_acts_then_refused(wire: Wire) -> None:
    a_customer(wire)
    for statement in (
        "SELECT fingerpost_wire_queue_notice(gen_random_uuid(), 'customer', '', '', '', false)",
        "SELECT fingerpost_wire_subscribe(gen_random_uuid(), '0000000101', gen_random_uuid(), '{}', now(), now(),"
        " false)",
        "SELECT fingerpost_wire_listen('0000000101', 'https://listener.example', NULL, false)",
        "SELECT fingerpost_wire_claim_notices(gen_random_uuid(), 1, 1, now())",
        "SELECT resource_url FROM dss_wirenotice",
    ):
        assert is_refused(statement), statement
