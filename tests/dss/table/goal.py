"""What the wire says of goals."""

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
    Values,
    accepts,
    allowed,
    any_time,
    at_most,
    dated,
    joined,
    listed,
    needed,
    refuses,
    ruled,
    spelled,
)
from tests.dss.table.shared import bound_by_keys, from_header

_MANY: Final = "Customers/{customerId}/Interactions/{interactionId}/ActionPlans/{actionPlanId}/Goals"
_ONE: Final = _MANY + "/{recordId}"
_CAPTURED, _DUE, _SUMMARY = "DateGoalCaptured", "DateGoalShouldBeCompletedBy", "GoalSummary"
_NO_TOUCHPOINT: Final = "Unable to locate 'TouchpointId' in request header."
_IDS: Final = "GoalId CustomerId ActionPlanId"
_WHAT: Final = (
    f"{_CAPTURED} {_DUE} DateGoalAchieved {_SUMMARY} GoalType GoalStatus LastModifiedDate LastModifiedBy"
)
_OURS: Final = f"{_IDS} LastModifiedBy"
_ORDERED: Final = f"{_DUE}-not-before-{_CAPTURED}"

TABLE: Final = Table(
    segment="goals",
    valid={
        _CAPTURED: "2024-03-01T09:00:00Z",
        _DUE: "2024-09-01T00:00:00",
        _SUMMARY: "Pass the test",
        "GoalType": 1,
    },
    rows=joined(
        needed(_CAPTURED, count=1),
        dated(_CAPTURED, past=PAST, beside={_DUE: PAST}),
        needed(_DUE, count=1),
        any_time(_DUE, beside={_CAPTURED: PAST}),
        ruled(
            _DUE,
            _ORDERED,
            PAST,
            message=f"{_DUE} must be greater than or equal to {_CAPTURED}.",
            beside={_CAPTURED: "2020-02-29T10:30:00.1234568Z"},
            count=1,
        ),
        allowed(_DUE, _ORDERED, PAST, beside={_CAPTURED: PAST}),
        # A PATCH is judged by what it sends: one of the two alone is compared with nothing.
        accepts(_DUE, PAST, methods=("PATCH",)),
        dated("DateGoalAchieved"),
        needed(_SUMMARY, count=2),
        refuses(_SUMMARY, "required", "", "  ", methods=("POST",), count=2),
        ruled(
            _SUMMARY,
            f"{_SUMMARY}-not-blank",
            ABSENT,
            " ",
            message="Goal Summary is a required field.",
            methods=("POST",),
        ),
        allowed(_SUMMARY, f"{_SUMMARY}-not-blank", "Go", methods=("POST",)),
        spelled(
            _SUMMARY,
            ("A", "Pass part 2, and/or ask. It's near-by", "Two\nlines"),
            ("1st", "Pass (again)", "Caf\u00e9", "Pass\u2019"),
            "",
        ),
        at_most(_SUMMARY, 2000),
        accepts(_SUMMARY, "", methods=("PATCH",), kept={_SUMMARY: "Pass the test"}),
        needed("GoalType", count=1),
        listed("GoalType", 3, 4),
        listed("GoalStatus", 2, 3),
        accepts("GoalStatus", ABSENT, methods=("POST",), kept={"GoalStatus": 1, "DateGoalAchieved": None}),
        dated("LastModifiedDate"),
        refuses("LastModifiedDate", "not_future", FUTURE, methods=("POST",), beside={"GoalType": 7}, count=2),
        from_header(
            {"GoalType": 2},
            good=("10001647", "1" * 50),
            bad={
                "1000164x": ("grammar", not_matching("SubcontractorId", "^[0-9]+$")),
                "1" * 51: ("length", wrong_length("SubcontractorId", 0, 50)),
            },
        ),
        accepts("GoalType", 2, headers={"SubcontractorId": "x"}, version="v1"),
    ),
    orders=(
        Order(
            method="GET",
            route=_MANY,
            steps="TP=400:number Gc=400:zero_id Gi=400:zero_id Gp=400:zero_id C=204 I=204 P=204",
        ),
        Order(
            method="GET",
            route=_ONE,
            steps="TP=400:number Gc=400:zero_id Gi=400:zero_id Gp=400:zero_id Gr=400:zero_id C=204 I=204 P=204 X=204",
        ),
        Order(
            method="POST",
            route=_MANY,
            steps="TP=400:text AU=400:number Gc=400:zero_id Gi=400:zero_id Gp=400:zero_id B=422:exception N=422"
            " V=422:errors C=204 RO=403:customer_id_text I=204 P=204",
            success=201,
            words={"TP": _NO_TOUCHPOINT},
        ),
        Order(
            method="PATCH",
            route=_ONE,
            steps="TP=400:text AU=400:number Gc=400:zero_id Gi=400:zero_id Gp=400:zero_id Gr=400:zero_id"
            " B=422:exception N=422 V=422:errors C=204 RO=403:customer_id_text I=204 P=204 X=204",
            words={"TP": _NO_TOUCHPOINT},
        ),
    ),
    values=(
        Values(name="GoalType", values=(1, 2, 3, 99), names={"Learning": 3}),
        Values(name="GoalStatus", values=(1, 2, 99), names={"NoLongerRelevant": 99, "InProgress": 1}),
    ),
    shapes=(
        Shape(versions=(1,), fields=f"{_IDS} {_WHAT}", not_by_post=_OURS, not_by_patch=_OURS),
        Shape(
            versions=(2, 3),
            fields=f"{_IDS} SubcontractorId {_WHAT}",
            not_by_post=f"{_OURS} SubcontractorId",
            not_by_patch=f"{_OURS} SubcontractorId",
        ),
    ),
    unreachable=bound_by_keys("LastModifiedBy", is_strict=True),
)
