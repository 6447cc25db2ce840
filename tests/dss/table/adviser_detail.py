"""What the wire says of advisers."""

from __future__ import annotations

from typing import Final

from fingerpost.dss.wire.messages import not_matching
from tests.dss.table.rows import (
    ABSENT,
    Break,
    Order,
    Shape,
    Table,
    accepts,
    allowed,
    at_most,
    dated,
    joined,
    needed,
    refuses,
    ruled,
    spelled,
)
from tests.dss.table.shared import bound_by_keys, from_header

_ONE: Final = "AdviserDetails/{recordId}"
_NAME, _EMAIL, _NUMBER = "AdviserName", "AdviserEmailAddress", "AdviserContactNumber"
_FIELDS: Final = f"AdviserDetailId {_NAME} {_EMAIL} {_NUMBER} LastModifiedDate LastModifiedTouchpointId"
_OURS: Final = "AdviserDetailId LastModifiedTouchpointId"

TABLE: Final = Table(
    segment="adviserdetails",
    valid={_NAME: "Rowan Field"},
    rows=joined(
        needed(_NAME, count=2),
        spelled(
            _NAME,
            ("Rowan", "Mary-Anne O'Neill", "Field,Rowan"),
            ("R2", "Rowan  Field", "Rowan.", "Ren\u00e9e"),
            "",
        ),
        accepts(_NAME, "Ren\u00e9e 2", version="v2"),
        at_most(_NAME, 100),
        ruled(
            _NAME,
            f"{_NAME}-not-blank",
            ABSENT,
            "",
            " ",
            message="Adviser Name is a required field.",
            methods=("POST",),
            count=2,
        ),
        allowed(_NAME, f"{_NAME}-not-blank", "R", methods=("POST",)),
        accepts(_NAME, "", methods=("PATCH",), kept={_NAME: "Rowan Field"}),
        spelled(
            _EMAIL,
            ("r.field-2@harbour.example.org", "a@b.info"),
            ("rowan", "r@harbour", "r@harbour.museum", "r+f@harbour.org"),
            "",
        ),
        accepts(_EMAIL, "r@harbour.museum", version="v2"),
        refuses(_EMAIL, "length", "a" * 92 + "@harbour.uk", count=1),
        accepts(_EMAIL, "a" * 89 + "@harbour.uk"),
        spelled(
            _NUMBER, ("+44 0113", "++(0113) 496.0/1-2", "0113 496 0000"), ("ask", "0113 x", "(12345) 1"), ""
        ),
        at_most(_NUMBER, 100, letter="1"),
        dated("LastModifiedDate"),
        from_header({_NAME: "Ash Grove"}),
        accepts(_NAME, "Ash Grove", headers={"SubcontractorId": "x" * 51}, version="v1"),
        accepts(
            _NAME, "Ash Grove", methods=("POST",), kept={_EMAIL: None, _NUMBER: None, "SubcontractorId": None}
        ),
        refuses(
            _NUMBER,
            "grammar",
            "none",
            message=not_matching(_NUMBER, "^\\+*\\(?[0-9]{1,4}\\)?[0-9\\s./\\-]*$"),
        ),
    ),
    orders=(
        Order(method="GET", route=_ONE, steps="TP=400:number Gr=400:http_content X=204"),
        Order(
            method="POST",
            route="AdviserDetails",
            steps="TP=400:text B=422:exception N=422 V=422:errors",
            success=201,
            words={"TP": "Unable to locate 'TouchpointId' in request header."},
        ),
        Order(
            method="PATCH",
            route=_ONE,
            steps="TP=400:number Gr=400:http_content B=422:exception N=422 V=422:errors X=204",
        ),
    ),
    breaks={"X": Break(ids={"recordId": "6f9619ff-8b86-d011-b42d-00c04fc964ff"})},
    shapes=(
        Shape(versions=(1,), fields=_FIELDS, not_by_post=_OURS, not_by_patch=_OURS),
        Shape(
            versions=(2, 3),
            fields=f"{_FIELDS} SubcontractorId",
            not_by_post=f"{_OURS} SubcontractorId",
            not_by_patch=f"{_OURS} SubcontractorId",
        ),
    ),
    unreachable=bound_by_keys("LastModifiedTouchpointId", is_strict=False),
)
