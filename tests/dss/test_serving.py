"""The engine of the wire over HTTP: keys, routes, versions, reading, answers, and what is kept."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from fingerpost.dss.models import WireRecord
from fingerpost.dss.serving import store
from fingerpost.dss.wire.catalogue import RESOURCES
from fingerpost.dss.wire.description import Switch
from fingerpost.house.models import Event, Read
from tests.dss.kit import (
    EAST,
    HELPLINE,
    WEST,
    Wire,
    a_customer,
    a_journey,
    action_body,
    address_body,
    an_interaction,
    contact_body,
    customer_body,
    made,
)

NOBODY = "00000000-0000-0000-0000-000000000000"


def switched(settings: Settings, *switches: Switch) -> None:
    """Switch on what current builds do otherwise."""
    settings.DSS_SWITCHES = frozenset(switches)


def test_what_stands_before_every_operation(wire: Wire) -> None:
    """The key, then the route, then the key's touchpoints, then the operation's own checks."""
    path = f"customers/api/Customers/{uuid4()}"
    for key in ("", "not-a-key"):
        said = wire.get(path, key=key)
        assert (said.status, said.json()["statusCode"]) == (401, 401)
    assert wire.get("customers/api/Nothing", key="").status == 401
    assert wire.get("customers/api/Nothing", touchpoint="0000000777").status == 404
    assert wire.ask("PUT", path, {}).status == 404
    assert wire.get(path, version="v5").status == 404
    said = wire.get(path, touchpoint="0000000777")
    assert (said.status, said.json()["statusCode"]) == (403, 403)
    for touchpoint in (None, "", "  "):
        said = wire.get(path, touchpoint=touchpoint)
        assert (said.status, said.text) == (400, "400")
    said = wire.get("customers/api/Customers/12")
    assert (said.status, said.json()) == (400, NOBODY)
    assert wire.get(path).status == 204
    assert wire.get(path, version=None).status == 204


def test_a_customer_is_posted_read_and_changed(wire: Wire) -> None:
    customer = a_customer(wire, DateofBirth="05/17/1984", Gender="female", Title="", Unknown={"a": [1]})
    assert list(customer.body) == [
        each.name for each in RESOURCES["customers"].fields_in(4) if not each.is_hidden
    ]
    assert customer.body["DateofBirth"] == "1984-05-17T00:00:00"
    assert (customer.body["Gender"], customer.body["Title"]) == (1, 99)
    for path in (customer.path, f"/Customers//API/customers/{{{customer.id.upper()}}}//"):
        said = wire.get(path)
        assert (said.status, said.json()) == (200, customer.body)
    assert said.headers["Content-Type"] == "application/json; charset=utf-8"

    moment = "2025-03-04T10:11:12.1234567"
    said = wire.patch(
        customer.path,
        {
            "givenname": "Bea",
            "DateOfRegistration": f"{moment}Z",
            "LastModifiedDate": moment,
            "CustomerId": NOBODY,
        },
        touchpoint=WEST,
        SubcontractorId="10001647",
    )
    assert said.status == 200
    changed = {name: value for name, value in said.json().items() if value != customer.body[name]}
    assert changed == {
        "GivenName": "Bea",
        "DateOfRegistration": f"{moment}Z",
        "LastModifiedDate": moment,
        "LastModifiedTouchpointId": WEST,
        "SubcontractorId": "10001647",
    }
    assert wire.get(customer.path, touchpoint=HELPLINE).json() == said.json()
    kept = wire.patch(customer.path, {"GivenName": "", "Gender": "", "PriorityGroups": None}).json()
    assert (kept["GivenName"], kept["Gender"], kept["PriorityGroups"]) == ("Bea", 1, [1, 3])
    assert kept["SubcontractorId"] == "10001647"


def test_the_version_decides_what_is_read_and_shown(wire: Wire) -> None:
    customer = a_customer(wire)
    oldest, newest = wire.get(customer.path, version="").json(), wire.get(customer.path, version="V4").json()
    assert "PriorityGroups" not in oldest
    assert "SubcontractorId" not in oldest
    assert {name: newest[name] for name in oldest} == oldest
    old_body = {name: value for name, value in customer_body().items() if name != "PriorityGroups"}
    said = wire.post("customers/api/Customers/", {**old_body, "Gender": 4}, version="v2")
    assert [members for members, _words in said.errors] == [("Gender",)]
    assert wire.post("customers/api/Customers/", {**old_body, "Title": "Ms"}, version="v2").status == 422


def test_bodies_that_cannot_be_read_and_bodies_of_nothing(wire: Wire) -> None:
    customers = "customers/api/Customers"
    said = wire.post(customers, {**customer_body(), "DateofBirth": "soon"})
    assert said.status == 422
    assert said.json()["Message"].startswith("Could not convert string to DateTime: soon.")
    said = wire.post(customers, {**customer_body(), "Gender": "Nobody"})
    assert said.json()["Message"].startswith('Error converting value "Nobody"')
    said = wire.post(customers, {**customer_body(), "IntroducedBy": "Nobody"})
    assert said.status == 422
    assert said.headers["Content-Type"].startswith("text/plain")
    said = wire.post(customers, {**customer_body(), "IntroducedBy": "Nobody"}, Accept="application/json")
    assert isinstance(said.json(), str)
    for body in ("", "null", "  "):
        assert (wire.post(customers, body).status, wire.post(customers, body).text) == (422, "")
    for body in ("[1]", "{", '"text"', b"\xff\xfe"):
        assert "Message" in wire.post(customers, body).json()
    assert wire.post(customers, b'\xef\xbb\xbf{"GivenName":"A\\u0000"}').status == 422


def test_failures_go_out_raw_and_in_either_spelling(wire: Wire, settings: Settings) -> None:
    path = f"contactdetails/api/customers/{a_customer(wire).id}/ContactDetails"
    body = {**contact_body(), "EmailAddress": "no address"}
    said = wire.post(path, body)
    shown = r"^\w+([-+.']\w+)*@\w+([-.]\w+)*\.\w+([-.]\w+)*$"
    words = f"The Field EmailAddress must match the regular expression '{shown}'."
    assert said.errors == [(("EmailAddress",), words)]
    assert json.dumps(words, ensure_ascii=False) in said.text
    switched(settings, Switch.PASCAL_ERRORS)
    assert list(wire.post(path, body).json()[0]) == ["MemberNames", "ErrorMessage"]


def test_one_of_a_list_is_an_array_unless_it_is_switched(wire: Wire, settings: Settings) -> None:
    customer = a_customer(wire)
    path = f"addresses/api/Customers/{customer.id}/Addresses"
    assert wire.get(path).status == 204
    first = made(wire, path, address_body(), "AddressId").body
    assert wire.get(path).json() == [first]
    switched(settings, Switch.SINGLE_OBJECT, Switch.SHOW_CREATED_BY, Switch.EMPTY_DIVERSITY_LIST)
    assert wire.get(path).json() == {**first, "CreatedBy": EAST}
    made(wire, path, address_body(), "AddressId")
    assert len(wire.get(path).json()) == 2
    assert wire.get(f"diversitydetails/api/Customers/{customer.id}/DiversityDetails").text == "[]"


def test_one_action_is_in_camel_case_where_that_is_switched(wire: Wire, settings: Settings) -> None:
    journey = a_journey(wire)
    action = made(wire, journey.below_plan("actions", "Actions"), action_body(), "ActionId")
    assert wire.get(action.path).json() == action.body
    switched(settings, Switch.CAMEL_ACTION)
    said = wire.get(action.path).json()
    assert said["actionId"] == action.id
    assert list(said.values()) == list(action.body.values())
    assert "ActionId" in wire.get(journey.below_plan("actions", "Actions")).json()[0]
    assert "ActionId" in wire.patch(action.path, {}).json()


def test_lists_hold_every_session_of_the_customer_unless_it_is_switched(
    wire: Wire, settings: Settings
) -> None:
    journey = a_journey(wire)
    other = an_interaction(wire, journey.customer)
    path = f"sessions/api/customers/{journey.customer.id}/interactions/{other.id}/sessions"
    assert [each["SessionId"] for each in wire.get(path).json()] == [journey.session.id]
    # One by its id is found under any interaction of the customer.
    assert wire.get(f"{path}/{journey.session.id}").status == 200
    assert wire.get(f"{path.replace(other.id, str(uuid4()))}/{journey.session.id}").status == 204
    switched(settings, Switch.OWN_PARENT_ONLY)
    assert wire.get(path).status == 204


def test_an_id_presented_is_granted_logged_and_told(wire: Wire) -> None:
    customer = a_customer(wire)
    said = wire.patch(customer.path, {"Gender": 2}, touchpoint=WEST)
    assert said.status == 200
    wire.get(customer.path, touchpoint=WEST)
    wire.get(f"addresses/api/Customers/{customer.id}/Addresses", touchpoint=WEST)
    with wire.entered(WEST) as who:
        reads = Read.objects.filter(account_id=who.actor.account_id).order_by("read_at", "id")
        assert list(reads.values_list("what", "reason")) == [
            ("wire.customers", "wire"),  # by the change, whose answer is the whole record
            ("wire.customers", "wire"),
            ("wire.addresses", "wire"),
        ]
        kinds = Event.objects.filter(customer_id=customer.id).values_list("kind", flat=True)
        assert {"wire.customers.changed"} <= set(kinds)


def test_what_one_touchpoint_says_freely_is_sealed_from_the_others(wire: Wire) -> None:
    journey = a_journey(wire)
    words = "Is out on licence and sees the probation officer on Mondays"
    said = wire.patch(journey.plan.path, {"CurrentSituation": words})
    assert (said.status, said.json()["CurrentSituation"]) == (200, words)
    assert wire.get(journey.plan.path).json()["CurrentSituation"] == words
    other = wire.get(journey.plan.path, touchpoint=WEST).json()
    assert words not in json.dumps(other)
    # Another's change of something else leaves them sealed, and the sender's own.
    assert wire.patch(journey.plan.path, {"CustomerSatisfaction": 1}, touchpoint=WEST).status == 200
    assert wire.get(journey.plan.path).json()["CurrentSituation"] == words
    with wire.entered():
        record = WireRecord.objects.get(id=journey.plan.id)
        assert words not in json.dumps([record.body, record.told])
        assert record.sealed_until is not None


def test_a_fault_answers_with_nothing_and_leaves_nothing(
    wire: Wire, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    customer = a_customer(wire)

    def break_down(*_arguments: object, **_more: object) -> None:
        raise RuntimeError("of no importance")

    monkeypatch.setattr(store, "queue_notice", break_down)
    said = wire.patch(customer.path, {"GivenName": "Zed"}, may_fail=True)
    assert (said.status, said.text) == (500, "")
    assert any(record.name == "fingerpost.dss" for record in caplog.records)
    monkeypatch.undo()
    assert wire.get(customer.path).json() == customer.body


def test_the_log_names_routes_and_never_customers(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    customer = a_customer(wire)
    with caplog.at_level(logging.INFO, logger="fingerpost.request"):
        wire.get(customer.path)
        wire.get(f"customers/api/Nothing/{customer.id}")
    routes = [vars(record)["route"] for record in caplog.records if record.name == "fingerpost.request"]
    assert routes[-2:] == ["customers/api/Customers/{customerId}", "customers/api/"]


def test_address_that_is_told_when_sent_then_nothing_of_it_counts(
    wire: Wire, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """Others go there with their keys and present the id in it: it is this service's, of the matched route."""
    settings.PUBLIC_ADDRESS = "https://careers.example:8443"
    told: list[str] = []
    monkeypatch.setattr(store, "queue_notice", lambda *, url, **_more: told.append(url))
    customer, other = a_customer(wire), a_customer(wire)
    own = f"https://careers.example:8443/customers/api/Customers/{customer.id}"
    told.clear()
    for sent in (
        "https://elsewhere.example/customers",
        f"http://careers.example/customers/api/Customers/{customer.id}",
        f"https://careers.example:8443/customers/api/Customers/{other.id}",
        f"http://testserver/{customer.path}/",
        "http://localhost/words to whoever listens",
        "http://127.0.0.1:9/?x=1#y",
        "http://[broken",
    ):
        assert wire.patch(customer.path, {}, apimurl=sent).status == 200
    assert told == [own] * 7
    # Letter case, slashes and spellings of an id are evened out, and a query is not told.
    undashed = customer.id.replace("-", "").upper()
    for path in (
        f"CUSTOMERS/api//customers/{customer.id.upper()}/",
        f"customers/api/Customers/{undashed}?a=b",
    ):
        assert wire.patch(path, {}).status == 200
    assert told == [own] * 9
    assert wire.patch(customer.path, {}, apimurl="").status == 400
    assert wire.patch(customer.path, {}, apimurl="  ").status == 400
    assert wire.patch("customers/api/Customers/words-to-others", {}).status == 400
    assert len(told) == 9


def test_every_resource_defines_itself_to_anybody(wire: Wire) -> None:
    for segment, resource in RESOURCES.items():
        said = wire.get(f"{segment}/api/{resource.title.lower()}/API-Definition/", key="", touchpoint=None)
        assert said.status == 200
        paths: Iterable[str] = said.json()["paths"]
        assert all(path.startswith(f"/{segment}/") for path in paths)
    assert wire.get("customers/api/Addresses/API-Definition", key="").status == 401


def test_a_customer_is_read_in_four_questions(wire: Wire) -> None:
    """The key, the grant, the record and the line of the read log: beside what ends the test's own savepoint."""
    customer = a_customer(wire)
    wire.get(customer.path)
    with CaptureQueriesContext(connection) as asked:
        assert wire.get(customer.path).status == 200
    tables = ("fingerpost_wire_enter", "fingerpost_wire_present", "dss_wirerecord", "house_read")
    found = [
        query["sql"]
        for query in asked
        if "SAVEPOINT" not in query["sql"] and "fingerpost_act" not in query["sql"]
    ]
    questions = [
        sql for sql in found if "current_setting('fingerpost.membership'" not in sql or "wire_enter" in sql
    ]
    assert len(questions) == len(tables), questions
    assert all(table in sql for table, sql in zip(tables, questions, strict=True))


@pytest.mark.parametrize("key", [True, False])
def test_headers_are_those_of_the_gateway(wire: Wire, key: bool) -> None:
    said = wire.get("customers/api/Customers/none", **({} if key else {"key": ""}))
    expected = {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Permitted-Cross-Domain-Policies": "none",
        "X-XSS-Protection": "1;mode=block",
    }
    assert {name: said.headers[name] for name in expected} == expected
