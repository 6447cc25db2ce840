"""What the wire says of interactions."""

from __future__ import annotations

from typing import Final

from tests.dss.table.rows import (
    Order,
    Shape,
    Table,
    Values,
    accepts,
    an_id,
    dated,
    joined,
    listed,
    needed,
    refuses,
)

_MANY: Final = "Customers/{customerId}/Interactions"
_ONE: Final = "Customers/{customerId}/Interactions/{interactionId}"
_OURS: Final = "InteractionId CustomerId TouchpointId LastModifiedTouchpointId"
_WHY: Final = "a key is bound to touchpoints of ten digits alone"

TABLE: Final = Table(
    segment="interactions",
    valid={"Channel": 2, "InteractionType": 5},
    rows=joined(
        needed("Channel", count=1),
        needed("InteractionType", count=1),
        listed("Channel", 99, 11, "Please supply a valid Channel."),
        accepts("Channel", 10),
        refuses("Channel", "enum", 10, version="v1", message="Please supply a valid Channel."),
        accepts("Channel", "facetoface", kept={"Channel": 1}),
        listed("InteractionType", 12, 13, "Please supply a valid Interaction Type."),
        an_id("AdviserDetailsId"),
        dated("DateandTimeOfInteraction", "Date And Time Of Interaction must be less the current date/time."),
        dated("LastModifiedDate", "Last Modified Date must be less the current date/time."),
    ),
    orders=(
        Order(method="GET", route=_MANY, steps="TP=400:number Gc=400:zero_id C=204"),
        Order(method="GET", route=_ONE, steps="TP=400:number Gc=400:zero_id Gi=400:zero_id C=204 X=204"),
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
            steps="TP=400:number AU=400:number Gc=400:zero_id Gi=400:zero_id B=422:exception N=422 V=422:errors "
            "C=204 RO=403:customer_id_text X=204",
        ),
    ),
    unreachable={
        "TouchpointId length POST": _WHY,
        "LastModifiedTouchpointId grammar POST": _WHY,
        "LastModifiedTouchpointId grammar PATCH": _WHY,
        "LastModifiedTouchpointId length POST": _WHY,
        "LastModifiedTouchpointId length PATCH": _WHY,
    },
    values=(
        Values(name="Channel", values=(*range(1, 10), 99), names={"Cobrowse": 9}, versions=(1,)),
        Values(name="Channel", values=(*range(1, 11), 99), names={"MessagingApplication": 10}, versions=(2,)),
        Values(
            name="InteractionType",
            values=(*range(1, 13), 99),
            names={"TransferToTouchpoint": 1, "CallBackSuccess": 11, "CallBackUnsuccessful": 12},
        ),
    ),
    shapes=(
        Shape(
            versions=(1, 2),
            fields="InteractionId CustomerId TouchpointId AdviserDetailsId DateandTimeOfInteraction Channel "
            "InteractionType LastModifiedDate LastModifiedTouchpointId",
            not_by_post=_OURS,
            not_by_patch=_OURS,
        ),
    ),
)
