"""What the wire says of action plans."""

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
    an_id,
    at_most,
    dated,
    joined,
    listed,
    needed,
    ruled,
    truth,
)
from tests.dss.table.shared import AFTER, SESSION_AT, bound_by_keys, from_header

_MANY: Final = "Customers/{customerId}/Interactions/{interactionId}/ActionPlans"
_ONE: Final = _MANY + "/{recordId}"
_CREATED, _SENT, _KNOWN = (
    "DateActionPlanCreated",
    "DateActionPlanSentToCustomer",
    "DateActionPlanAcknowledged",
)
_CHARTER: Final = "CustomerCharterShownToCustomer"
_JUST_BEFORE: Final = "2024-02-29T09:59:59.9999999Z"
_EARLY: Final = "2024-03-01T08:59:59.9999999Z"
_MADE: Final = "2024-03-01T09:00:00Z"
_IDS: Final = "ActionPlanId CustomerId InteractionId"
_HOW: Final = f"{_CREATED} {_CHARTER} DateAndTimeCharterShown {_SENT} ActionPlanDeliveryMethod {_KNOWN}"
_END: Final = "CurrentSituation LastModifiedDate LastModifiedTouchpointId"
_OURS: Final = f"{_IDS} LastModifiedTouchpointId"
_OURS_SINCE_2: Final = f"{_OURS} SubcontractorId"


def _words(later: str, earlier: str) -> str:
    return f"{later} must be greater than or equal to {earlier}."


TABLE: Final = Table(
    segment="actionplans",
    valid={"SessionId": "{session}", _CREATED: _MADE, _CHARTER: True},
    rows=joined(
        needed("SessionId", count=1),
        an_id("SessionId"),
        accepts(_CHARTER, False, methods=("POST",), version="v1"),
        needed(_CREATED, count=1),
        dated(_CREATED, past=AFTER),
        ruled(
            _CREATED, "created-after-session", _JUST_BEFORE, message=_words(_CREATED, "DateandTimeOfSession")
        ),
        allowed(_CREATED, "created-after-session", SESSION_AT),
        accepts(_CREATED, PAST, version="v1"),
        accepts(_CREATED, PAST, beside={"SessionId": "6f9619ff-8b86-d011-b42d-00c04fc964ff"}),
        needed(_CHARTER, count=1),
        truth(_CHARTER),
        dated("DateAndTimeCharterShown"),
        dated(_SENT, past=AFTER),
        dated(_KNOWN, past=AFTER),
        ruled(_SENT, f"{_SENT}-not-before-{_CREATED}", _EARLY, message=_words(_SENT, _CREATED)),
        allowed(_SENT, f"{_SENT}-not-before-{_CREATED}", _MADE),
        ruled(
            _KNOWN, f"{_KNOWN}-not-before-{_CREATED}", _EARLY, message=_words(_KNOWN, _CREATED), version="v1"
        ),
        allowed(_KNOWN, f"{_KNOWN}-not-before-{_CREATED}", _MADE),
        # What is stored is judged together with what is sent.
        ruled(
            _CREATED,
            f"{_SENT}-not-before-{_CREATED}",
            AFTER,
            message=_words(_SENT, _CREATED),
            members=(_SENT,),
            methods=("PATCH",),
            before={_SENT: _MADE},
            count=1,
        ),
        listed("ActionPlanDeliveryMethod", 3, 4),
        listed("PriorityCustomer", 6, 98, version="v2"),
        accepts(
            "CurrentSituation", "Out of work", methods=("POST",), version="v2", kept={"PriorityCustomer": 99}
        ),
        listed("CustomerSatisfaction", 2, 3),
        accepts("CustomerSatisfaction", "Satisfied", kept={"CustomerSatisfaction": 1}),
        at_most("CurrentSituation", 4000),
        accepts(
            "CurrentSituation",
            "",
            methods=("PATCH",),
            before={"CurrentSituation": "B"},
            kept={"CurrentSituation": "B"},
        ),
        accepts("CurrentSituation", ABSENT, methods=("POST",), kept={"CurrentSituation": None, _SENT: None}),
        dated("LastModifiedDate"),
        from_header({"CurrentSituation": "Out of work"}),
        accepts("CurrentSituation", "Out of work", headers={"SubcontractorId": "x" * 51}, version="v1"),
    ),
    orders=(
        Order(
            method="GET", route="Customers/{customerId}/ActionPlans", steps="TP=400:text Gc=400:zero_id C=204"
        ),
        Order(
            method="GET",
            route=_ONE,
            steps="TP=400:text Gc=400:echo Gi=400:echo Gr=400:echo C=204 I=204 X=204",
        ),
        Order(
            method="POST",
            route=_MANY,
            steps="TP=400:text AU=400:text Gc=400:zero_id Gi=400:zero_id B=422:exception N=422 C=204"
            " RO=403:customer_id I=204 V=422:errors",
            success=201,
        ),
        Order(
            method="PATCH",
            route=_ONE,
            steps="TP=400:text AU=400:text Gc=400:zero_id Gi=400:zero_id Gr=400:zero_id B=422:exception N=422"
            " C=204 RO=403:customer_id I=204 X=204 Vm=422:errors",
        ),
    ),
    values=(
        Values(name="ActionPlanDeliveryMethod", values=(1, 2, 3, 99), names={"Paper": 1, "Digital": 3}),
        Values(
            name="PriorityCustomer",
            values=(1, 2, 3, 4, 5, 6, 99),
            names={"NotAPriorityCustomer": 99, "LowSkilledAdultsWithoutALevel2Qualification": 2},
            versions=(2,),
        ),
        Values(
            name="CustomerSatisfaction",
            values=(1, 2, 99),
            names={"Satisfied": 1, "NotSatisfied": 2, "NotAvailable": 99},
            versions=(4,),
        ),
    ),
    shapes=(
        Shape(versions=(1,), fields=f"{_IDS} {_HOW} {_END}", not_by_post=_OURS, not_by_patch=_OURS),
        Shape(
            versions=(2,),
            fields=f"{_IDS} SessionId SubcontractorId {_HOW} PriorityCustomer {_END}",
            not_by_post=_OURS_SINCE_2,
            not_by_patch=_OURS_SINCE_2,
        ),
        Shape(
            versions=(3,),
            fields=f"{_IDS} SessionId SubcontractorId {_HOW} {_END}",
            not_by_post=_OURS_SINCE_2,
            not_by_patch=_OURS_SINCE_2,
        ),
        Shape(
            versions=(4,),
            fields=f"{_IDS} SessionId SubcontractorId {_HOW} {_END} CustomerSatisfaction",
            not_by_post=_OURS_SINCE_2,
            not_by_patch=_OURS_SINCE_2,
        ),
    ),
    unreachable=bound_by_keys("LastModifiedTouchpointId", is_strict=False),
)
