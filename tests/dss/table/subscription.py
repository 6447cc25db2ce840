"""What the wire says of subscriptions. They are asked by a touchpoint that did not make the customers."""

from __future__ import annotations

from typing import Final

from tests.dss.table.rows import Break, Order, Shape, Table, accepts, dated, joined, truth
from tests.dss.table.shared import bound_by_keys

_MANY: Final = "Customers/{customerId}/Subscriptions"
_ONE: Final = _MANY + "/{recordId}"
_OURS: Final = "SubscriptionId CustomerId TouchPointId LastModifiedBy"

TABLE: Final = Table(
    segment="subscriptions",
    valid={"Subscribe": True},
    headers={"TouchpointId": "0000000999"},
    rows=joined(
        truth("Subscribe"),
        accepts("Subscribe", False, kept={"TouchPointId": "0000000999", "LastModifiedBy": "0000000999"}),
        accepts("Subscribe", None, methods=("POST",), kept={"Subscribe": None}),
        accepts("Subscribe", None, methods=("PATCH",), kept={"Subscribe": True}),
        dated("LastModifiedDate"),
    ),
    orders=(
        Order(method="GET", route=_MANY, steps="TP=400 Gc=400:zero_id"),
        Order(
            method="POST",
            route=_MANY,
            steps="TP=400 Gc=400:zero_id B=422:exception N=422 V=422:errors C=204 D=409",
            success=201,
        ),
        Order(
            method="PATCH",
            route=_ONE,
            steps="TP=400 Gc=400:zero_id Gr=400:zero_id B=422:exception N=422 V=422:errors C=204 X=204",
        ),
    ),
    breaks={"TP": Break(headers={"TouchpointId": ""})},
    shapes=(
        Shape(
            versions=(1, 2),
            fields="SubscriptionId CustomerId TouchPointId Subscribe LastModifiedDate LastModifiedBy",
            not_by_post=_OURS,
            not_by_patch=_OURS,
        ),
    ),
    unreachable={
        **bound_by_keys("TouchPointId", is_strict=True, methods=("POST",)),
        **bound_by_keys("LastModifiedBy", is_strict=True),
    },
)
