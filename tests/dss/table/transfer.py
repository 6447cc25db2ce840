"""What the wire says of transfers."""

from __future__ import annotations

from typing import Final

from fingerpost.dss.wire.messages import not_matching, wrong_length
from tests.dss.table.rows import (
    ABSENT,
    BOTH,
    Order,
    Shape,
    Table,
    accepts,
    allowed,
    any_time,
    at_most,
    dated,
    joined,
    needed,
    refuses,
    ruled,
    spelled,
)
from tests.dss.table.shared import bound_by_keys

_MANY: Final = "Customers/{customerId}/Interactions/{interactionId}/Transfers"
_ONE: Final = _MANY + "/{recordId}"
_TARGET: Final = "TargetTouchpointId"
_OURS: Final = "TransferId CustomerId InteractionId OriginatingTouchpointId LastModifiedTouchpointId"

TABLE: Final = Table(
    segment="transfers",
    now="DateandTimeOfTransfer LastModifiedDate",
    valid={_TARGET: "0000000104", "Context": "Has moved to another town"},
    rows=joined(
        needed(_TARGET, count=1),
        accepts(_TARGET, "0000000201", kept={"OriginatingTouchpointId": "0000000101"}),
        accepts(
            "Context",
            "Moved",
            headers={"TouchpointId": "0000000104"},
            methods=("POST",),
            kept={"OriginatingTouchpointId": "0000000104", "LastModifiedTouchpointId": "0000000104"},
        ),
        accepts(
            "Context",
            "Moved",
            headers={"TouchpointId": "0000000104"},
            methods=("PATCH",),
            kept={"OriginatingTouchpointId": "0000000101", "LastModifiedTouchpointId": "0000000104"},
        ),
        refuses(_TARGET, "grammar", "00000001x4", message=not_matching(_TARGET, "^[0-9]+$"), count=1),
        refuses(
            _TARGET, "length", "000000104", "00000000104", message=wrong_length(_TARGET, 10, 10), count=1
        ),
        refuses(_TARGET, "length", "abc", count=2),
        needed("Context", count=2),
        ruled(
            "Context",
            "Context-not-blank",
            ABSENT,
            "",
            " ",
            message="Context is a required field.",
            methods=("POST",),
            count=2,
        ),
        allowed("Context", "Context-not-blank", "A", methods=("POST",)),
        spelled(
            "Context", ("Moved, to Leeds/Bradford - it's near.",), ("2 moves", "Moved (far)", "Moved!"), ""
        ),
        at_most("Context", 2000),
        dated("DateandTimeOfTransfer"),
        dated("DateandTimeofTransferAccepted"),
        any_time("RequestedCallbackTime"),
        dated("ActualCallbackTime"),
        dated("LastModifiedDate"),
        accepts(
            "Context",
            "Moved",
            methods=("POST",),
            kept={"ActualCallbackTime": None, "RequestedCallbackTime": None},
        ),
    ),
    orders=(
        Order(method="GET", route=_MANY, steps="TP=400 Gc=400:zero_id_text Gi=400:zero_id_text C=204 I=204"),
        Order(
            method="GET",
            route=_ONE,
            steps="TP=400 Gc=400:zero_id_text Gi=400:zero_id_text Gr=400:zero_id_text C=204 I=204 X=204",
        ),
        Order(
            method="POST",
            route=_MANY,
            steps="TP=400 AU=400 Gc=400:zero_id_text Gi=400:zero_id_text B=422:exception N=422 V=422:errors C=204"
            " RO=403:customer_id_text I=204",
            success=201,
        ),
        Order(
            method="PATCH",
            route=_ONE,
            steps="TP=400 AU=400 Gc=400:zero_id_text Gi=400:zero_id_text Gr=400:zero_id_text B=422:exception N=422"
            " V=422:errors C=204 RO=403:customer_id_text I=204 X=204",
        ),
    ),
    shapes=(
        Shape(
            versions=(1, 2),
            fields=f"TransferId CustomerId InteractionId OriginatingTouchpointId {_TARGET} Context"
            " DateandTimeOfTransfer DateandTimeofTransferAccepted RequestedCallbackTime ActualCallbackTime"
            " LastModifiedDate LastModifiedTouchpointId",
            not_by_post=_OURS,
            not_by_patch=_OURS,
        ),
    ),
    unreachable={
        **bound_by_keys("OriginatingTouchpointId", is_strict=False, methods=("POST",)),
        **bound_by_keys("LastModifiedTouchpointId", is_strict=False, methods=BOTH),
    },
)
