"""What the wire says of contact details."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.dss.kit import a_customer, contact_body, made
from tests.dss.table.rows import (
    ABSENT,
    Break,
    Order,
    Row,
    Shape,
    Table,
    Values,
    accepts,
    allowed,
    dated,
    joined,
    refuses,
    ruled,
)

if TYPE_CHECKING:
    from tests.dss.table.world import World

_MANY: Final = "customers/{customerId}/ContactDetails"
_ONE: Final = "customers/{customerId}/ContactDetails/{recordId}"
_WAY: Final = "PreferredContactMethod"
_NO_WAY: Final = "Please supply a valid Preferred Contact Method."
_EMAIL: Final = (
    "The Field EmailAddress must match the regular expression "
    "'^\\w+([-+.']\\w+)*@\\w+([-.]\\w+)*\\.\\w+([-.]\\w+)*$'."
)
_OURS: Final = "ContactId CustomerId LastModifiedTouchpointId"
_TAKEN: Final = "somebody.else@harbour.example"


def _ways() -> list[Row]:
    """A permissive reader: whatever it can't read is refused as a value; left out, it is missing."""
    nobody = {"EmailAddress": ABSENT}
    rows = [
        *refuses(
            _WAY,
            "required",
            ABSENT,
            message="The PreferredContactMethod Field is required.",
            methods=("POST",),
            count=1,
        ),
        *refuses(_WAY, "enum", None, "", "pigeon", 7, 0, -1, message=_NO_WAY, count=1),
        *refuses(_WAY, "enum", 6, message=_NO_WAY, version="v1"),
        *refuses(_WAY, "read", "pigeon", message="Error converting value", version="v1"),
        *accepts(_WAY, 5, 99, beside=nobody, methods=("POST",)),
        *accepts(_WAY, 5, 99, 1, methods=("PATCH",)),
        *accepts(_WAY, "email", "1", kept={_WAY: 1}),
        *accepts(_WAY, "WhatsApp", beside={"MobileNumber": "07700 900 123"}, kept={_WAY: 6}),
    ]
    for way, name, members, words in (
        (1, "EmailAddress", ("EmailAddress",), "Email Address must be supplied."),
        (2, "MobileNumber", ("MobileNumbers", "AlternativeNumber"), "Mobile Number must be supplied."),
        (3, "HomeNumber", ("HomeNumber", "AlternativeNumber"), "Home Number must be supplied."),
        (4, "MobileNumber", ("MobileNumbers",), "Mobile Number must be supplied."),
        (6, "MobileNumber", ("MobileNumbers",), "Mobile Number must be supplied."),
    ):
        code = "way-and-means"
        good = (
            "a.b@harbour.example"
            if way == 1
            else "07700 900 123"
            if name == "MobileNumber"
            else "0113 496 0123"
        )
        ruling: dict[str, Any] = {"message": words, "members": members, "count": 1}
        rows += [
            *ruled(name, code, ABSENT, "", beside={_WAY: way}, methods=("POST",), **ruling),
            *ruled(name, code, "", beside={_WAY: way}, methods=("PATCH",), **ruling),
            *allowed(name, code, good, beside={_WAY: way}),
            # The stored way counts where the body has none.
            *ruled(name, code, "", before={_WAY: way, name: good}, methods=("PATCH",), **ruling),
            *allowed(_WAY, code, way, before={name: good}, methods=("PATCH",)),
        ]
    return [
        *rows,
        *ruled(
            _WAY,
            "way-and-means",
            3,
            beside={"AlternativeNumber": "0113 496 0123"},
            message="Home Number must be supplied.",
            members=("HomeNumber", "AlternativeNumber"),
        ),
    ]


def _numbers() -> list[Row]:
    """Numbers as they are written in the kingdom; cleared by an empty text."""
    rows = []
    for name, good, bad in (
        (
            "MobileNumber",
            ("07700900123", "+44 7700 900 123", "(07700) 900 12"),
            ("0113 496 0123", "447700900123", "07700-900-123"),
        ),
        (
            "HomeNumber",
            ("01134960123", "020 7946 0018", "(01632) 960 001 #123"),
            ("+441134960123", "7946 0018", "phone"),
        ),
        ("AlternativeNumber", ("01134960123", "020 7946 0018"), ("+441134960123", "07700 900 12345")),
    ):
        words = f"The Field {name} must be a string with a maximum length of 20."
        rows += [
            *accepts(name, *good),
            *refuses(name, "grammar", *bad, count=1),
            *refuses(name, "length", "0113 496 0123 #12345678", message=words),
            *accepts(name, "", before={name: good[0]}, kept={name: ""}, methods=("PATCH",)),
        ]
    return rows


def _emails() -> list[Row]:
    """E-mail addresses; one that another customer uses is for `De`."""
    name = "EmailAddress"
    long = "a" * 239 + "@harbour.example"
    return [
        *accepts(name, "a.b-c+d'e@f-g.h.example", "\u00e5sa_1@x.example", long),
        *refuses(
            name, "grammar", "a@b", "a..b@c.example", "a b@c.example", "@c.example", message=_EMAIL, count=1
        ),
        *refuses(
            name,
            "length",
            "a" + long,
            message="The Field EmailAddress must be a string with a maximum length of 255.",
        ),
        *accepts(name, "", beside={_WAY: 5}, kept={name: ""}, methods=("PATCH",)),
        *accepts(name, _TAKEN.upper(), "ended@harbour.example"),
        *accepts(name, "standing@harbour.example", methods=("PATCH",)),
    ]


def _prepare(world: World) -> None:
    """Somebody else has an email address, and can still change."""
    other = a_customer(world.wire)
    path = f"contactdetails/api/customers/{other.id}/ContactDetails"
    made(world.wire, path, {**contact_body(), "EmailAddress": _TAKEN}, "ContactId")


TABLE: Final = Table(
    segment="contactdetails",
    valid={_WAY: 1, "EmailAddress": "{place}@harbour.example"},
    rows=joined(
        _ways(),
        _numbers(),
        _emails(),
        dated("LastModifiedDate", "Last Modified Date must be less the current date/time."),
    ),
    prepare=_prepare,
    orders=(
        Order(method="GET", route=_MANY, steps="TP=400:number Gc=400:zero_id C=204"),
        Order(method="GET", route=_ONE, steps="TP=400:number Gc=400:zero_id Gr=400:zero_id C=204 X=204"),
        Order(
            method="POST",
            route=_MANY,
            steps="TP=400:number AU=400:number Gc=400:zero_id B=422:exception N=422 V=422:errors C=204 "
            "RO=403:customer_id_text D=409 De=409",
            success=201,
        ),
        Order(
            method="PATCH",
            route=_ONE,
            steps="TP=400:number AU=400:number Gc=400:zero_id Gr=400:zero_id B=422:exception N=422 C=204 "
            "RO=403:customer_id_text X=204 V=422:errors De=409:number",
        ),
    ),
    breaks={"De": Break(given={"EmailAddress": _TAKEN})},
    unreachable={
        "LastModifiedTouchpointId length POST": "a key is bound to touchpoints of ten digits alone",
        "LastModifiedTouchpointId length PATCH": "a key is bound to touchpoints of ten digits alone",
        "PATCH customers/{customerid}/contactdetails/{recordid} Ie": "asks for an identity; tried with those",
    },
    values=(
        Values(name=_WAY, values=(1, 2, 3, 4, 5, 99), names={"SMS": 4, "NotKnown": 99}, versions=(1,)),
        Values(name=_WAY, values=(1, 2, 3, 4, 5, 6, 99), names={"WhatsApp": 6, "Post": 5}, versions=(2,)),
    ),
    shapes=(
        Shape(
            versions=(1, 2),
            fields="ContactId CustomerId PreferredContactMethod MobileNumber HomeNumber AlternativeNumber "
            "EmailAddress LastModifiedDate LastModifiedTouchpointId",
            not_by_post=_OURS,
            not_by_patch=_OURS,
        ),
    ),
)
