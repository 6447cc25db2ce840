"""What the wire says of actions."""

from __future__ import annotations

from typing import Final

from tests.dss.table.rows import (
    ABSENT,
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
)
from tests.dss.table.shared import bound_by_keys, from_header

_MANY: Final = "Customers/{customerId}/Interactions/{interactionId}/ActionPlans/{actionPlanId}/Actions"
_ONE: Final = _MANY + "/{recordId}"
_AGREED, _DUE, _DONE = "DateActionAgreed", "DateActionAimsToBeCompletedBy", "DateActionActuallyCompleted"
_AT, _JUST_BEFORE = "2024-03-01T09:00:00Z", "2024-03-01T08:59:59.9999999Z"
_TYPES: Final = (*range(1, 15), 99)
_IDS: Final = "ActionId CustomerId ActionPlanId"
_WHEN: Final = f"{_AGREED} {_DUE} {_DONE} ActionSummary SignpostedTo"
_END: Final = "ActionType ActionStatus PersonResponsible LastModifiedDate LastModifiedTouchpointId"
_OURS: Final = f"{_IDS} LastModifiedTouchpointId"


def _words(later: str) -> str:
    return f"{later} must be greater than or equal to {_AGREED}."


TABLE: Final = Table(
    segment="actions",
    valid={
        _AGREED: _AT,
        _DUE: "2024-06-01T00:00:00",
        "ActionSummary": "Ask the college for its list of courses",
        "SignpostedToCategory": 3,
        "ActionType": 5,
        "PersonResponsible": 1,
    },
    rows=joined(
        needed(_AGREED, count=1),
        dated(_AGREED, past=PAST),
        needed(_DUE, count=1),
        any_time(_DUE, beside={_AGREED: PAST}),
        dated(_DONE, past=_AT),
        ruled(_DUE, f"{_DUE}-not-before-{_AGREED}", _JUST_BEFORE, message=_words(_DUE), count=1),
        allowed(_DUE, f"{_DUE}-not-before-{_AGREED}", _AT),
        ruled(_DONE, f"{_DONE}-not-before-{_AGREED}", _JUST_BEFORE, message=_words(_DONE), count=1),
        allowed(_DONE, f"{_DONE}-not-before-{_AGREED}", _AT),
        # What is stored is judged together with what is sent.
        ruled(
            _AGREED,
            f"{_DUE}-not-before-{_AGREED}",
            "2024-06-01T00:00:00.0000001",
            message=_words(_DUE),
            members=(_DUE,),
            methods=("PATCH",),
        ),
        needed("ActionSummary", count=2),
        refuses("ActionSummary", "required", " ", "", methods=("POST",), count=2),
        ruled(
            "ActionSummary",
            "ActionSummary-not-blank",
            ABSENT,
            "  ",
            message="Action Summary is a required field.",
            methods=("POST",),
        ),
        allowed("ActionSummary", "ActionSummary-not-blank", "Do", methods=("POST",)),
        at_most("ActionSummary", 4000),
        at_most("SignpostedTo", 255),
        needed("SignpostedToCategory", count=1),
        accepts("SignpostedTo", "A college", methods=("POST",), version="v2", beside={"ActionType": 14}),
        listed("SignpostedToCategory", 98, 2),
        needed("ActionType", count=1),
        listed("ActionType", 16, 17),
        refuses("ActionType", "enum", 15, 16, version="v2"),
        listed("ActionStatus", 3, 4),
        accepts("ActionStatus", ABSENT, methods=("POST",), kept={"ActionStatus": 1, _DONE: None}),
        needed("PersonResponsible", count=1),
        listed("PersonResponsible", 2, 3),
        dated("LastModifiedDate"),
        from_header({"SignpostedTo": "A college"}, version="v2"),
    ),
    orders=(
        Order(
            method="GET",
            route=_MANY,
            steps="TP=400 Gc=400:zero_id Gi=400:zero_id Gp=400:zero_id C=204 I=204 P=204",
        ),
        Order(
            method="GET",
            route=_ONE,
            steps="TP=400 Gc=400:zero_id Gi=400:zero_id Gp=400:zero_id Gr=400:zero_id C=204 I=204 P=204 X=204",
        ),
        Order(
            method="POST",
            route=_MANY,
            steps="TP=400 AU=400 Gc=400:zero_id Gi=400:zero_id Gp=400:zero_id B=422:exception N=422 V=422:errors"
            " C=204 RO=403:customer_id I=204 P=204",
            success=201,
        ),
        Order(
            method="PATCH",
            route=_ONE,
            steps="TP=400 AU=400 Gc=400:zero_id Gi=400:zero_id Gp=400:zero_id Gr=400:echo B=422:exception N=422"
            " C=204 RO=403:customer_id I=204 P=204 X=204 Vm=422:errors",
        ),
    ),
    values=(
        Values(
            name="SignpostedToCategory",
            values=(1, 3, 6, 7, 8, 9, 10, 11, 12, 13, 98, 99),
            names={"ApprenticeshipService": 6, "NotApplicable": 98, "JCP": 8},
        ),
        Values(name="ActionType", values=_TYPES, names={"CreateOrUpdateCV": 2}, versions=(1, 2)),
        Values(
            name="ActionType",
            values=(*_TYPES, 15, 16),
            names={"DiscoveryYourSkillsAndCareers": 15, "FindACourse": 16, "SkillsHealthCheck": 1},
            versions=(3,),
        ),
        Values(name="ActionStatus", values=(1, 2, 3, 99), names={"NoLongerApplicable": 99}),
        Values(name="PersonResponsible", values=(1, 2), names={"Adviser": 2}),
    ),
    shapes=(
        Shape(versions=(1,), fields=f"{_IDS} {_WHEN} {_END}", not_by_post=_OURS, not_by_patch=_OURS),
        Shape(
            versions=(2,),
            fields=f"{_IDS} SubcontractorId {_WHEN} {_END}",
            not_by_post=f"{_OURS} SubcontractorId",
            not_by_patch=f"{_OURS} SubcontractorId",
        ),
        Shape(
            versions=(3,),
            fields=f"{_IDS} {_WHEN} SignpostedToCategory {_END}",
            not_by_post=_OURS,
            not_by_patch=_OURS,
        ),
    ),
    unreachable=bound_by_keys("LastModifiedTouchpointId", is_strict=False),
)
