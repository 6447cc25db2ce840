"""What the wire says of digital identities."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from fingerpost.dss.models import WireRecord
from fingerpost.dss.wire.messages import wrong_length
from tests.dss.table.rows import (
    ABSENT,
    FUTURE,
    PAST,
    SOME_ID,
    Break,
    Order,
    Row,
    Shape,
    Table,
    accepts,
    an_id,
    any_time,
    joined,
    refuses,
    unreadable_moment,
)

_NOBODY: Final = "6f9619ff-8b86-d011-b42d-00c04fc964fe"
_LOGGED_IN, _TOUCHPOINT = "LastLoggedInDateTime", "LastModifiedTouchpointId"
_WEBSITE: Final = {"TouchpointId": "0000000997"}
_WORDS: Final = {
    "IC": "CustomerId is required.",
    "ID": "DateOfClosure may not be set.",
    "C": "CustomerId is of no customer.",
    "RO": "The customer's record is read only.",
    "D": "The customer has a digital identity.",
    "NE": "The customer has no email address.",
    "IL": "LastLoggedInDateTime may be set by the website alone.",
}
_FIRST_NINE: Final = (
    f"IdentityID CustomerId IdentityStoreId LegacyIdentity id_token {_LOGGED_IN} LastModifiedDate {_TOUCHPOINT}"
    " DateOfClosure"
)
_CHANGES: Final = "B=422:exception N=422 V=422:errors C=422:text X=204 IL=422:text CL=422"


def _prepare(world: Any) -> None:
    """One more customer without an email address, and one whose identity has just been closed."""
    world.ids["bare"], world.ids["closed"] = {}, {}
    world.make("bare", "customers", "CustomerId")
    world.make("closed", "customers", "CustomerId")
    world.make("closed", "contactdetails", "")
    world.make("closed", "digitalidentities", "IdentityID")
    path = f"digitalidentities/api/Customer/{world.ids['closed']['customerId']}"
    assert world.wire.delete(path).status == 200
    # It would answer for ten seconds: let it do so as long as this test runs.
    with world.wire.entered():
        WireRecord.objects.filter(id=world.ids["closed"]["recordId"]).update(
            closed_at=timezone.now() + timedelta(hours=1)
        )


def _ids() -> list[Row]:
    """The sender may choose the id, as ``id``, and names the customer in the body."""
    kept: dict[str, Any] = {"id": None, "IdentityID": SOME_ID}
    spelt = {"IdentityStoreID": None, "IdentityStoreId": SOME_ID}
    return [
        Row(about="IdentityID", what="ok", method="POST", given={"id": SOME_ID}, status=201, kept=kept),
        *refuses(
            "id", "read", "no id", message="Error converting value", methods=("POST",), about="IdentityID"
        ),
        *accepts("CustomerId", "{customer}", kept={"CustomerId": "{customer}"}),
        *refuses("CustomerId", "read", "nobody", message="Error converting value"),
        *an_id("IdentityStoreId"),
        *accepts("IdentityStoreID", SOME_ID, kept=spelt, about="IdentityStoreId"),
    ]


def _touchpoints() -> list[Row]:
    """What a body says of the touchpoint is judged, and the header's is kept."""
    kept = {_TOUCHPOINT: "0000000101"}
    return [
        *accepts(_TOUCHPOINT, "0000000104", "abcdefghij", kept=kept),
        *refuses(
            _TOUCHPOINT, "length", "104", "00000001040", message=wrong_length(_TOUCHPOINT, 10, 10), count=1
        ),
        *accepts("LegacyIdentity", "an-earlier-one", kept=kept),
    ]


TABLE: Final = Table(
    segment="digitalidentities",
    valid={"CustomerId": "{customer}"},
    invalid={_TOUCHPOINT: "1"},
    needs=("contactdetails",),
    rows=joined(
        _ids(),
        _touchpoints(),
        accepts("id_token", "a.b.c"),
        accepts(_LOGGED_IN, PAST, FUTURE, methods=("PATCH",), headers=_WEBSITE),
        unreadable_moment(_LOGGED_IN),
        any_time("LastModifiedDate", methods=("POST",)),
        unreadable_moment("DateOfClosure", methods=("POST",)),
        accepts("id_token", "a.b.c", methods=("POST",), kept={"DateOfClosure": None, _LOGGED_IN: None}),
        accepts("id_token", "a.b.c", methods=("PATCH",), kept={"ttl": None, "DateOfClosure": None}),
    ),
    orders=(
        Order(
            method="POST",
            route="Identity",
            steps="TP=400 AU=400 B=422:exception N=422 IC=422:text ID=422:text C=422:text RO=422:text D=422:text"
            " NE=422:text IL=422:text V=422:errors",
            success=201,
            words=_WORDS,
        ),
        Order(method="GET", route="Customers/{customerId}", steps="TP=400 Gc=400:zero_id_text C=204 X=204"),
        Order(method="GET", route="Identities/{recordId}", steps="TP=400 Gr=400:zero_id_text X=204"),
        Order(
            method="PATCH",
            route="Customer/{customerId}",
            steps=f"TP=400 AU=400 Gc=400:zero_id_text {_CHANGES}",
            words=_WORDS,
        ),
        Order(
            method="PATCH",
            route="Identity/{recordId}",
            steps=f"TP=400 AU=400 Gr=400:zero_id_text {_CHANGES}",
            words=_WORDS,
        ),
        Order(
            method="DELETE",
            route="Customer/{customerId}",
            steps="TP=400 Gc=400:zero_id_text C=400 X=204",
        ),
    ),
    prepare=_prepare,
    breaks={
        "IC": Break(given={"CustomerId": ABSENT}),
        "ID": Break(given={"DateOfClosure": PAST}),
        "POST C": Break(given={"CustomerId": _NOBODY}),
        "PATCH C": Break(given={"CustomerId": _NOBODY}, ids={"customerId": _NOBODY}),
        "D": Break(at="standing"),
        "NE": Break(at="bare"),
        "IL": Break(given={_LOGGED_IN: PAST}),
        "X": Break(at="fresh", ids={"recordId": _NOBODY}),
        "CL": Break(at="closed"),
    },
    shapes=(
        Shape(
            versions=(2, 3),
            fields=_FIRST_NINE,
            by_patch=f"{_FIRST_NINE} ttl",
            not_by_post="ttl",
            not_by_patch="IdentityID LastModifiedDate DateOfClosure ttl",
        ),
    ),
    unreachable={
        "POST identity DE": "an identity keeps no email address, so that none can be another's",
        f"{_LOGGED_IN} ok POST": "a new identity has not been used",
        "DateOfClosure ok POST": "a new identity is open",
    },
)
