"""What the wire says of addresses."""

from __future__ import annotations

from typing import Final

from fingerpost.dss.wire.messages import not_matching, wrong_length
from tests.dss.table.rows import (
    ABSENT,
    Order,
    Row,
    Shape,
    Table,
    accepts,
    allowed,
    any_time,
    dated,
    joined,
    needed,
    number,
    refuses,
    ruled,
)

_MANY: Final = "Customers/{customerId}/Addresses"
_ONE: Final = "Customers/{customerId}/Addresses/{recordId}"
_POSTCODE: Final = "Please enter a valid postcode."
_GOOD_CODES: Final = ("AA11AA", "NN1 2NN", "W1A 1AA", "EC1A 1BB", "gir 0aa", "ls14dl")
_BAD_CODES: Final = ("NN1  2NN", "LI1 2NN", "LZ1 2NN", "N", "12345", "NN1 2N", "GIR0AA")
_LINE: Final = "^[A-Za-z0-9 ~!@&'()*+,\\-./:;]{1,100}$"
_BEFORE: Final = (
    "AddressId CustomerId Address1 Address2 Address3 Address4 Address5 PostCode AlternativePostCode Longitude "
    "Latitude EffectiveFrom EffectiveTo LastModifiedDate LastModifiedTouchpointId"
)
_OURS: Final = "AddressId CustomerId LastModifiedTouchpointId"


def _lines() -> list[Row]:
    """Lines of a hundred characters at most, of few kinds; all but the first are cleared by an empty text."""
    first = "Address1"
    rows = [
        *needed(first, count=2),
        *accepts(first, "", methods=("PATCH",), kept={first: "12 Harbour Street"}),
        *ruled(
            first,
            "Address1-not-blank",
            ABSENT,
            "",
            "  ",
            message="Address1 is a required field.",
            methods=("POST",),
            count=2,
        ),
        *allowed(first, "Address1-not-blank", "1", methods=("POST",)),
    ]
    for name in ("Address1", "Address2", "Address3", "Address4", "Address5"):
        rows += [
            *accepts(name, "a" * 100, "Flat 2, 'The Mill' (rear): ~!@&*+-./;"),
            *refuses(
                name,
                "grammar",
                "a" * 101,
                "Flat #2",
                'The "Mill"',
                "<b>",
                "Caf\u00e9",
                message=not_matching(name, _LINE),
            ),
        ]
        if name != first:
            rows += accepts(name, "", before={name: "Old words"}, kept={name: ""}, methods=("PATCH",))
    return rows


def _postcodes() -> list[Row]:
    """The first is trimmed and never cleared, the second neither trimmed nor kept from being cleared."""
    one, other = "PostCode", "AlternativePostCode"
    rows = [
        *needed(one),
        *accepts(one, "  LS1 4DL ", kept={one: "LS1 4DL"}),
        *accepts(one, "", methods=("PATCH",), kept={one: "LS1 4DL"}),
        *accepts(other, "", before={other: "LS2 7EW"}, kept={other: ""}, methods=("PATCH",)),
        *refuses(other, "grammar", " LS1 4DL", message=_POSTCODE),
    ]
    for name in (one, other):
        rows += [
            *accepts(name, *_GOOD_CODES),
            *refuses(name, "grammar", *_BAD_CODES, message=_POSTCODE, count=1),
            *refuses(name, "length", "LS1 4DLLS1 4", message=wrong_length(name, 0, 10), count=2),
        ]
    return rows


def _places() -> list[Row]:
    """Eight decimals, up to version 2 six. A new postcode takes what was known of the place away."""
    rows = []
    for name, most in (("Longitude", 180), ("Latitude", 90)):
        rows += [
            *number(name, 1.12345678, most + 0.5),
            *accepts(name, most, -most, 0, -1.5),
            *accepts(name, "-1.25", kept={name: -1.25}),
            *refuses(name, "grammar", 1.123456789, -most - 1),
            *refuses(name, "grammar", 1.1234567, version="v2"),
            *accepts(name, 1.123456, version="v2"),
        ]
    known = {"Longitude": -1.5, "Latitude": 53.8}
    return [
        *rows,
        *accepts(
            "PostCode",
            "LS2 7EW",
            before=known,
            kept={"Longitude": None, "Latitude": None},
            methods=("PATCH",),
        ),
        *accepts(
            "Longitude",
            -1.25,
            beside={"PostCode": "LS2 7EW"},
            before=known,
            kept={"Latitude": None},
            methods=("PATCH",),
        ),
        *accepts("Address2", "Leeds", before=known, kept=known, methods=("PATCH",)),
    ]


def _subcontractors() -> list[Row]:
    """From the header: any characters, fifty at most."""
    name = "SubcontractorId"
    rows = []
    for method, status in (("POST", 201), ("PATCH", 200)):
        for written, is_taken in (("Any Words", True), ("x" * 50, True), ("x" * 51, False)):
            rows.append(
                Row(
                    about=name,
                    what="ok" if is_taken else "length",
                    method=method,
                    given={"Address2": "Leeds"},
                    status=status if is_taken else 422,
                    members=(name,),
                    message="" if is_taken else wrong_length(name, 0, 50),
                    kept={name: written} if is_taken else {},
                    headers={name: written},
                )
            )
    return rows


TABLE: Final = Table(
    segment="addresses",
    valid={"Address1": "12 Harbour Street", "PostCode": "LS1 4DL"},
    rows=joined(
        _lines(),
        _postcodes(),
        _places(),
        _subcontractors(),
        dated("EffectiveFrom", "Effective From must be less the current date/time."),
        any_time("EffectiveTo"),
        accepts("EffectiveTo", "2019-01-01T00:00:00", beside={"EffectiveFrom": "2020-01-01T00:00:00"}),
        dated("LastModifiedDate", "Last Modified Date must be less the current date/time."),
    ),
    orders=(
        Order(method="GET", route=_MANY, steps="TP=400:number Gc=400:zero_id C=204"),
        Order(method="GET", route=_ONE, steps="TP=400:number Gc=400:echo Gr=400:echo C=204 X=204"),
        Order(
            method="POST",
            route=_MANY,
            steps="TP=400:number AU=400:number Gc=400:zero_id B=422:exception N=422 V=422:errors C=204 "
            "RO=403:customer_id_text",
            success=201,
        ),
        Order(
            method="PATCH",
            route=_ONE,
            steps="TP=400:number AU=400:number Gc=400:zero_id Gr=400:zero_id B=422:exception N=422 V=422:errors "
            "C=204 RO=403:customer_id_text X=204",
        ),
    ),
    unreachable={
        "LastModifiedTouchpointId length POST": "a key is bound to touchpoints of ten digits alone",
        "LastModifiedTouchpointId length PATCH": "a key is bound to touchpoints of ten digits alone",
    },
    shapes=(
        Shape(versions=(1,), fields=_BEFORE, not_by_post=_OURS, not_by_patch=_OURS),
        Shape(
            versions=(2, 3),
            fields=f"{_BEFORE} SubcontractorId",
            not_by_post=f"{_OURS} SubcontractorId",
            not_by_patch=f"{_OURS} SubcontractorId",
        ),
    ),
)
