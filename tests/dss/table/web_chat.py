"""What the wire says of web chats."""

from __future__ import annotations

from typing import Final

from fingerpost.dss.wire.messages import not_matching, wrong_length
from tests.dss.table.rows import (
    ABSENT,
    FUTURE,
    PAST,
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
    truth,
)
from tests.dss.table.shared import bound_by_keys

_MANY: Final = "Customers/{customerId}/Interactions/{interactionId}/WebChats"
_ONE: Final = _MANY + "/{recordId}"
_START, _END, _TEXT, _SPAN = (
    "WebChatStartDateandTime",
    "WebChatEndDateandTime",
    "WebChatNarrative",
    "WebChatDuration",
)
_FROM, _TO = "2024-03-04T10:00:00Z", "2024-03-04T10:15:30.5Z"
_OURS: Final = "WebChatId CustomerId InteractionId LastModifiedTouchpointId"

TABLE: Final = Table(
    segment="webchats",
    valid={_START: _FROM, _END: _TO, _TEXT: "Asked about courses"},
    rows=joined(
        spelled("DigitalReference", ("AB.12", "x"), ("AB 12", "AB-12", "\u00e9"), ""),
        at_most("DigitalReference", 100),
        needed(_START, count=1),
        dated(_START),
        needed(_END, count=1),
        dated(_END),
        # The end is not compared with the start; the duration says so.
        accepts(_END, "2024-03-04T09:59:00Z", kept={_SPAN: "-00:01:00"}),
        accepts(_END, "2024-03-06T11:00:00Z", kept={_SPAN: "2.01:00:00"}),
        accepts(_START, "2024-03-04T10:15:30.4999999Z", kept={_SPAN: "00:00:00.0000001"}),
        accepts(_SPAN, "01:00:00", kept={_SPAN: "00:15:30.5000000"}),
        refuses(_SPAN, "read", "an hour", 5, message="Error converting value", methods=("PATCH",)),
        needed(_TEXT, count=2),
        ruled(
            _TEXT,
            f"{_TEXT}-not-blank",
            ABSENT,
            " ",
            message="Web Chat Narrative is a required field.",
            methods=("POST",),
            count=2,
        ),
        allowed(_TEXT, f"{_TEXT}-not-blank", "A", methods=("POST",)),
        refuses(_TEXT, "grammar", "<b>Hello</b>", message=not_matching(_TEXT, "^[^<>]+$"), count=1),
        accepts(_TEXT, "<b>Hello</b>", "a" * 10_000, version="v1"),
        at_most(_TEXT, 100_000),
        ruled(
            _TEXT,
            "short-narrative",
            "a" * 10_001,
            message=wrong_length(_TEXT, 0, 10_000),
            version="v1",
            count=1,
        ),
        allowed(_TEXT, "short-narrative", "a" * 10_000, version="v1"),
        truth("SentToCustomer"),
        dated("DateandTimeSentToCustomers"),
        dated("LastModifiedDate"),
        accepts(_TEXT, "Asked", methods=("POST",), kept={_SPAN: "00:15:30.5000000", "SentToCustomer": None}),
        refuses(_START, "not_future", FUTURE, beside={_END: FUTURE}, count=2),
        accepts(_START, PAST, methods=("PATCH",), beside={_END: PAST}, kept={_SPAN: "00:00:00"}),
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
            steps="TP=400:number Gc=400:zero_id Gi=400:zero_id B=422:exception N=422 V=422:errors C=204"
            " RO=403:customer_id I=204",
            success=201,
        ),
        Order(
            method="PATCH",
            route=_ONE,
            steps="TP=400:number AU=400:number Gc=400:zero_id Gi=400:zero_id Gr=400:zero_id B=422:exception N=422"
            " V=422:errors C=204 RO=403:customer_id I=204 X=204",
        ),
    ),
    shapes=(
        Shape(
            versions=(1, 2),
            fields=f"WebChatId CustomerId InteractionId DigitalReference {_START} {_END} {_SPAN} {_TEXT}"
            " SentToCustomer DateandTimeSentToCustomers LastModifiedDate LastModifiedTouchpointId",
            not_by_post=f"{_OURS} {_SPAN}",
            not_by_patch=_OURS,
        ),
    ),
    unreachable=bound_by_keys("LastModifiedTouchpointId", is_strict=True),
)
