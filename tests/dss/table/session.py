"""What the wire says of sessions."""

from __future__ import annotations

from typing import Final

from fingerpost.dss.wire.messages import not_matching, wrong_length
from tests.dss.table.rows import (
    Order,
    Row,
    Shape,
    Table,
    Values,
    accepts,
    allowed,
    any_time,
    dated,
    joined,
    listed,
    needed,
    refuses,
    ruled,
    truth,
)

_MANY: Final = "customers/{customerId}/interactions/{interactionId}/sessions"
_ONE: Final = "customers/{customerId}/interactions/{interactionId}/sessions/{recordId}"
_WHEN, _CAME, _WHY = "DateandTimeOfSession", "SessionAttended", "ReasonForNonAttendance"
_POSTCODE: Final = "Please enter a valid postcode."
_BOUND: Final = "a key is bound to touchpoints of ten digits alone"
_OURS: Final = "SessionId CustomerId InteractionId LastModifiedTouchpointId"
_FIELDS: Final = (
    "SessionId CustomerId InteractionId DateandTimeOfSession VenuePostCode SessionAttended ReasonForNonAttendance "
    "LastModifiedDate LastModifiedTouchpointId"
)


def _attendance() -> list[Row]:
    """A reason goes with nobody having come, or with that not being known."""
    words = "Reason For Non Attendance must not be supplied when Session Attended is true."
    code = "reason-or-attended"
    return [
        *truth(_CAME),
        *listed(_WHY, 5, 6, "Please supply a valid Reason For Non Attendance."),
        *ruled(_WHY, code, 1, beside={_CAME: True}, message=words, count=1),
        *allowed(_WHY, code, 1, beside={_CAME: False}),
        *allowed(_WHY, code, 2),
        *allowed(_WHY, code, 1, beside={_CAME: True}, version="v1"),
        *accepts(_CAME, False, kept={_WHY: 99}, methods=("POST",)),
        *accepts(_CAME, False, kept={_WHY: None}, methods=("PATCH",)),
        *accepts(_CAME, True, kept={_WHY: None}, methods=("POST",)),
        *accepts(_CAME, True, kept={_WHY: 99}, methods=("POST",), version="v1"),
        *accepts(_CAME, True, before={_CAME: False, _WHY: 3}, kept={_WHY: 3}, methods=("PATCH",)),
    ]


def _venues() -> list[Row]:
    """A postcode, not trimmed; an empty text in a PATCH leaves it."""
    name = "VenuePostCode"
    return [
        *accepts(name, "LS14DL", "W1A 1AA"),
        *refuses(name, "grammar", " LS1 4DL", "LS1  4DL", "nowhere", message=_POSTCODE, count=1),
        *refuses(name, "length", "LS1 4DLLS1 4", message=wrong_length(name, 0, 10), count=2),
        *accepts(name, "", before={name: "LS1 4DL"}, kept={name: "LS1 4DL"}, methods=("PATCH",)),
    ]


def _places() -> list[Row]:
    """Kept as they come, whatever they are, and shown by a switch alone."""
    rows = []
    for name in ("Longitude", "Latitude"):
        rows += [
            *accepts(name, -1.5, 500, switches=frozenset({"show_places"})),
            *refuses(name, "read", "north", message="Error converting value"),
        ]
    return rows


def _subcontractors() -> list[Row]:
    """From the header: digits, fifty at most."""
    name = "SubcontractorId"
    rows = []
    for method, status in (("POST", 201), ("PATCH", 200)):
        for written, what in (("10001647", "ok"), ("1000164x", "grammar"), ("1" * 51, "length")):
            is_taken = what == "ok"
            rows.append(
                Row(
                    about=name,
                    what=what,
                    method=method,
                    given={_CAME: True},
                    status=status if is_taken else 422,
                    members=(name,),
                    message=not_matching(name, "^[0-9]+$") if what == "grammar" else "",
                    kept={name: written} if is_taken else {},
                    headers={name: written},
                )
            )
    return rows


TABLE: Final = Table(
    segment="sessions",
    valid={_WHEN: "2024-02-29T10:00:00Z"},
    rows=joined(
        needed(_WHEN, count=1),
        any_time(_WHEN),
        _venues(),
        _attendance(),
        _places(),
        _subcontractors(),
        dated("LastModifiedDate", "Last Modified Date must be less the current date/time."),
    ),
    orders=(
        Order(method="GET", route=_MANY, steps="TP=400:number Gc=400:zero_id Gi=400:zero_id C=204 I=204"),
        Order(
            method="GET",
            route=_ONE,
            steps="TP=400:number Gc=400:zero_id Gi=400:zero_id Gr=400:zero_id C=204 I=204 X=204",
        ),
        Order(
            method="POST",
            route=_MANY,
            steps="TP=400:number AU=400:number Gc=400:zero_id Gi=400:zero_id B=422:exception N=422 V=422:errors "
            "C=204 RO=403:customer_id_text I=204",
            success=201,
        ),
        Order(
            method="PATCH",
            route=_ONE,
            steps="TP=400:number AU=400:number Gc=400:zero_id Gi=400:zero_id Gr=400:zero_id B=422:exception N=422 "
            "V=422:errors C=204 RO=403:customer_id_text I=204 X=204",
        ),
    ),
    unreachable={
        "LastModifiedTouchpointId grammar POST": _BOUND,
        "LastModifiedTouchpointId grammar PATCH": _BOUND,
        "LastModifiedTouchpointId length POST": _BOUND,
        "LastModifiedTouchpointId length PATCH": _BOUND,
    },
    values=(
        Values(
            name=_WHY,
            values=(1, 2, 3, 4, 5, 99),
            names={"Forgot": 1, "NoLongerNeeded": 2, "PersonalSituation": 4, "NotKnown": 99},
        ),
    ),
    shapes=(
        Shape(versions=(1,), fields=_FIELDS, not_by_post=_OURS, not_by_patch=_OURS),
        Shape(
            versions=(2, 3),
            fields=f"{_FIELDS} SubcontractorId",
            not_by_post=f"{_OURS} SubcontractorId",
            not_by_patch=f"{_OURS} SubcontractorId",
        ),
    ),
)
