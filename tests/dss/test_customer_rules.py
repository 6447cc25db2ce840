"""Customers of the wire at the edges of their rules: thirteen to the day, leap days, terminations, duplicates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import override_settings
from django.utils import timezone

from fingerpost.dss.wire.checking import check_fields
from fingerpost.dss.wire.description import Context, Switch
from fingerpost.dss.wire.moments import add_years, of_datetime, read_moment
from fingerpost.dss.wire.resources.customer import RESOURCE as CUSTOMER
from fingerpost.dss.wire.rules.contacts import way_without_means
from tests.dss.kit import (
    EAST,
    WEST,
    Wire,
    a_customer,
    a_session,
    address_body,
    an_interaction,
    at,
    contact_body,
    customer_body,
    diversity_body,
    interaction_body,
    learning_body,
    made,
)

TOO_YOUNG = "Date of Birth must be at least 13 years before the current date/time."


def _context(now: str, method: str = "POST", **more: object) -> Context:
    return Context(
        now=datetime.fromisoformat(now).replace(tzinfo=UTC),
        version=4,
        method=method,
        touchpoint="0000000101",
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("born", "now", "is_taken"),
    [
        ("2012-06-15T00:00:00", "2025-06-15T00:00:00", True),  # thirteen to the moment
        ("2012-06-15T00:00:00.0000001", "2025-06-15T00:00:00", False),  # a tick too young
        ("2012-06-15T00:00:00", "2025-06-14T23:59:59", False),
        ("2012-06-15T10:00:00+01:00", "2025-06-15T09:00:00", True),  # reckoned in UTC
        ("2012-02-29T00:00:00", "2025-02-28T23:59:59", False),  # born on a leap day: thirteen on 1 March
        ("2012-02-29T00:00:00", "2025-03-01T00:00:00", True),
        ("2015-02-28T00:00:00", "2028-02-29T00:00:00", True),  # on a leap day thirteen years back is the 28th
        ("2015-03-01T00:00:00", "2028-02-29T23:59:59", False),
        ("0001-01-01T00:00:00", "2028-02-29T23:59:59", True),
    ],
)
def test_a_customer_is_taken_from_thirteen_to_the_day(born: str, now: str, is_taken: bool) -> None:
    values = {"DateofBirth": read_moment(born)}
    found = check_fields(CUSTOMER, values, _context(now, "PATCH", stored={"IntroducedBy": 1}), require=False)
    assert [each.message for each in found] == ([] if is_taken else [TOO_YOUNG])


def test_a_patch_where_nobody_introduced_the_customer_fails_twice_until_it_says_who() -> None:
    context = _context("2025-01-01T00:00:00", "PATCH", stored={"IntroducedBy": None})
    found = check_fields(CUSTOMER, {}, context, require=False)
    assert [(each.members, each.message) for each in found] == [
        (("IntroducedBy",), "The IntroducedBy field is required."),
        (("IntroducedBy",), "Please supply a valid Introduced By."),
    ]
    assert check_fields(CUSTOMER, {"IntroducedBy": 99}, context, require=False) == []


def test_what_an_old_test_counts_on_a_post_is_counted_so() -> None:
    """Nothing at all fails seven times; without names and groups five; one name or the introduction alone, twice."""
    whole = {"GivenName": "A", "FamilyName": "B", "IntroducedBy": 1, "PriorityGroups": [1]}
    context = _context("2025-01-01T00:00:00")

    def failures(*left_out: str) -> int:
        values = {name: value for name, value in whole.items() if name not in left_out}
        return len(check_fields(CUSTOMER, values, context, require=True))

    assert failures(*whole) == 7
    assert failures("GivenName", "FamilyName", "PriorityGroups") == 5
    assert failures("GivenName") == failures("FamilyName") == failures("IntroducedBy") == 2
    assert failures() == 0


@pytest.mark.parametrize(
    ("method", "sent", "stored", "members"),
    [
        (2, None, None, ("MobileNumbers", "AlternativeNumber")),
        (None, None, None, ("MobileNumbers",)),  # the stored method is SMS
        (None, None, "07700900123", ()),
        (None, "07700900124", None, ()),
        (None, "", "07700900123", ("MobileNumbers",)),
        (5, "", "07700900123", ()),
        (None, "  ", None, ("MobileNumbers",)),
    ],
)
def test_the_way_of_contact_is_asked_of_body_and_record_together(
    method: int | None, sent: str | None, stored: str | None, members: tuple[str, ...]
) -> None:
    context = _context(
        "2025-01-01T00:00:00", "PATCH", stored={"PreferredContactMethod": 4, "MobileNumber": stored}
    )
    fields = {"PreferredContactMethod": method, "MobileNumber": sent}
    assert [each.members for each in way_without_means(fields, context)] == ([members] if members else [])


def test_a_customer_of_thirteen_to_the_day_is_made_and_one_a_day_younger_is_not(wire: Wire) -> None:
    thirteen = add_years(of_datetime(timezone.now()), -13).as_datetime()
    today = f"{thirteen:%Y-%m-%d}T00:00:00"
    assert a_customer(wire, DateofBirth=today).body["DateofBirth"] == today
    tomorrow = f"{thirteen + timedelta(days=1):%Y-%m-%d}T00:00:00"
    said = wire.post("customers/api/Customers", {**customer_body(), "DateofBirth": tomorrow})
    assert said.status == 422
    assert said.errors == [(("DateofBirth",), TOO_YOUNG)]


def test_a_leap_day_birthday_is_kept_and_read_back(wire: Wire) -> None:
    customer = a_customer(wire, DateofBirth="2004-02-29T00:00:00")
    assert wire.get(customer.path).json()["DateofBirth"] == "2004-02-29T00:00:00"
    said = wire.patch(customer.path, {"DateofBirth": "02/29/2008"})
    assert (said.status, said.json()["DateofBirth"]) == (200, "2008-02-29T00:00:00")
    assert wire.patch(customer.path, {"DateofBirth": "2007-02-29"}).status == 422


def test_a_terminated_customer_is_read_and_never_written_again(wire: Wire) -> None:
    customer = a_customer(wire)
    below = {
        "addresses/api/Customers/{}/Addresses": address_body(),
        "contactdetails/api/Customers/{}/ContactDetails": contact_body(),
        "diversitydetails/api/Customers/{}/DiversityDetails": diversity_body(),
        "interactions/api/Customers/{}/Interactions": interaction_body(),
    }
    for path, body in list(below.items())[:2]:
        assert wire.post(path.format(customer.id), body).status == 201
    ended = wire.patch(customer.path, {"DateOfTermination": at(days=1)})
    assert (ended.status, ended.json()["ReasonForTermination"]) == (200, 99)
    refused = wire.patch(customer.path, {"GivenName": "Bea"})
    assert (refused.status, refused.text) == (403, "")
    # A body that is no good is told only after the customer is seen to be read only.
    assert wire.patch(customer.path, {"Title": 77}).status == 403
    for path, body in below.items():
        said = wire.post(path.format(customer.id), body)
        assert (said.status, said.text) == (403, customer.id), path
    assert wire.get(customer.path).json()["GivenName"] == customer.body["GivenName"]
    for path in list(below)[:2]:
        assert wire.get(path.format(customer.id)).status == 200


def test_a_customer_may_be_made_terminated_as_a_duplicate(wire: Wire) -> None:
    customer = a_customer(wire, DateOfTermination=at(days=2), ReasonForTermination="Duplicate")
    assert customer.body["ReasonForTermination"] == 3
    assert (
        wire.patch(customer.path, {"ReasonForTermination": 1, "DateOfTermination": at(days=1)}).status == 403
    )
    said = wire.get(customer.path)
    assert (said.status, said.json()["ReasonForTermination"]) == (200, 3)


def test_contact_details_keep_their_email_address_while_there_is_a_digital_identity(wire: Wire) -> None:
    customer = a_customer(wire)
    path = f"contactdetails/api/customers/{customer.id}/ContactDetails"
    contact = made(wire, path, contact_body(), "ContactId")
    without = {"EmailAddress": "", "PreferredContactMethod": 5}
    identity = "digitalidentities/api/identity"
    assert wire.post(identity, {"CustomerId": customer.id}).status == 201
    refused = wire.patch(contact.path, without)
    words = "Email Address must not be removed while the customer has a digital identity."
    assert (refused.status, refused.errors) == (422, [(("EmailAddress",), words)])
    assert wire.delete(f"digitalidentities/api/customer/{customer.id}").status == 200
    assert wire.get(contact.path).json()["EmailAddress"] == contact.body["EmailAddress"]


def test_the_email_address_of_a_terminated_customer_may_be_used_again(wire: Wire) -> None:
    first, second = a_customer(wire), a_customer(wire)
    path = "contactdetails/api/customers/{}/ContactDetails"
    body = contact_body()
    assert wire.post(path.format(first.id), body).status == 201
    assert wire.post(path.format(second.id), body).status == 409
    assert wire.patch(first.path, {"DateOfTermination": at(days=1)}).status == 200
    assert wire.post(path.format(second.id), body).status == 201


def test_a_record_that_was_closed_is_read_only_for_who_never_presented_it_too(wire: Wire) -> None:
    customer = a_customer(wire)
    below = f"learningprogressions/api/Customers/{customer.id}/LearningProgressions"
    progression = made(wire, below, learning_body(), "LearningProgressionId")
    assert wire.patch(customer.path, {"DateOfTermination": at(days=1)}).status == 200
    for touchpoint in (WEST, WEST, EAST):
        said = wire.patch(progression.path, {"LearningHours": 1}, touchpoint=touchpoint)
        assert said.status == 403, touchpoint
    gone = f"learningprogressions/api/Customers/{uuid4()}/LearningProgressions/{uuid4()}"
    assert wire.patch(gone, {"LearningHours": 1}).status == 400


def test_lists_are_arrays_and_contact_details_one_object(wire: Wire) -> None:
    customer = a_customer(wire)
    shapes = {
        "addresses/api/Customers/{}/Addresses": (address_body(), list),
        "contactdetails/api/Customers/{}/ContactDetails": (contact_body(), dict),
        "diversitydetails/api/Customers/{}/DiversityDetails": (diversity_body(), list),
        "interactions/api/Customers/{}/Interactions": (interaction_body(), list),
    }
    for route, (body, shape) in shapes.items():
        path = route.format(customer.id)
        none = wire.get(path)
        assert (none.status, none.text) == (204, "")
        made_here = wire.post(path, body).json()
        alone = wire.get(path).json()
        assert alone == (made_here if shape is dict else [made_here])
        with override_settings(DSS_SWITCHES=frozenset({Switch.SINGLE_OBJECT})):
            assert wire.get(path).json() == made_here
    two = f"addresses/api/Customers/{customer.id}/Addresses"
    assert wire.post(two, address_body()).status == 201
    with override_settings(DSS_SWITCHES=frozenset({Switch.SINGLE_OBJECT})):
        assert len(wire.get(two).json()) == 2


def test_who_made_a_record_and_where_it_is_are_shown_by_switches_alone(wire: Wire) -> None:
    customer = a_customer(wire)
    interaction = an_interaction(wire, customer)
    session = a_session(wire, customer, interaction, Longitude=-1.5, Latitude=53.8)
    assert {"CreatedBy", "Longitude", "Latitude"}.isdisjoint(session.body)
    both = frozenset({Switch.SHOW_CREATED_BY, Switch.SHOW_PLACES})
    with override_settings(DSS_SWITCHES=both):
        shown = wire.get(session.path, version="v3").json()
        assert list(shown)[-3:] == ["Longitude", "Latitude", "CreatedBy"]
        assert (shown["CreatedBy"], shown["Longitude"], shown["Latitude"]) == ("0000000101", -1.5, 53.8)
        # A customer's maker is never shown, and version 1 knows of neither.
        assert "CreatedBy" not in wire.get(customer.path).json()
        assert "CreatedBy" not in wire.get(session.path, version=None).json()
