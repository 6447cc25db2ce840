"""What the wire says of outcomes."""

from __future__ import annotations

from typing import Any, Final

from fingerpost.dss.wire.messages import not_matching, wrong_length
from tests.dss.table.rows import (
    ABSENT,
    BOTH,
    FUTURE,
    PAST,
    SOME_ID,
    Break,
    Order,
    Row,
    Shape,
    Table,
    Values,
    accepts,
    allowed,
    an_id,
    dated,
    joined,
    listed,
    needed,
    refuses,
    ruled,
    truth,
)
from tests.dss.table.shared import (
    A_YEAR_AND_A_MONTH_ON,
    A_YEAR_ON,
    AFTER,
    SESSION_AT,
    bound_by_keys,
    from_header,
)

_MANY: Final = "Customers/{customerId}/Interactions/{interactionId}/ActionPlans/{actionPlanId}/Outcomes"
_ONE: Final = _MANY + "/{recordId}"
_CLAIMED, _EFFECTIVE, _TYPE = "OutcomeClaimedDate", "OutcomeEffectiveDate", "OutcomeType"
_WINDOW: Final = "effective-window"
_WITHIN: Final = f"{_EFFECTIVE} must be on or after DateandTimeOfSession and within {{}} months of it."
_JUST_BEFORE: Final = "2024-02-29T09:59:59.9999999Z"
_WORDS: Final = {
    "TP": "Unable to locate 'TouchpointId' in request header.",
    "SC": "Unable to locate 'SubcontractorId' in request header.",
    "AU": "Unable to locate 'apimurl' in request header.",
    "DG": "Duplicate Customer: This resource is read only."
    " You may only remove values for Outcome Claimed and Effective date.",
}
_IDS: Final = "OutcomeId CustomerId ActionPlanId"
_DATES: Final = f"{_TYPE} {_CLAIMED} {_EFFECTIVE}"
_END: Final = "TouchpointId LastModifiedDate LastModifiedTouchpointId"
_OURS: Final = f"{_IDS} LastModifiedTouchpointId"
_OURS_SINCE_2: Final = f"{_OURS} SubcontractorId"


def _windows() -> list[Row]:
    """In effect from the session on, for 12 or 13 calendar months, to the tick; the session was on 29 February."""
    rows = []
    for kind in range(1, 6):
        months, end = (13, A_YEAR_AND_A_MONTH_ON) if kind in (3, 5) else (12, A_YEAR_ON)
        a_day = "2025-03-30T10:00:00Z" if kind in (3, 5) else "2025-03-01T10:00:00Z"
        beside, methods = {_TYPE: kind}, BOTH if kind in (4, 5) else ("POST",)
        rows += [
            *ruled(
                _EFFECTIVE,
                _WINDOW,
                end.replace("00Z", "00.0000001Z"),
                a_day,
                message=_WITHIN.format(months),
                beside=beside,
                methods=methods,
                count=1,
            ),
            *allowed(_EFFECTIVE, _WINDOW, end, beside=beside, methods=methods),
        ]
    second = {"beside": {_TYPE: 5}, "methods": ("POST",), "version": "v2"}
    return [
        *rows,
        *ruled(_EFFECTIVE, _WINDOW, _JUST_BEFORE, message=_WITHIN.format(12), count=1),
        *allowed(_EFFECTIVE, _WINDOW, SESSION_AT),
        # Up to version 2 career progression had a year too; version 1 asked nothing.
        *ruled(_EFFECTIVE, _WINDOW, A_YEAR_AND_A_MONTH_ON, message=_WITHIN.format(12), **second),
        *allowed(_EFFECTIVE, _WINDOW, A_YEAR_ON, **second),
        *allowed(_EFFECTIVE, _WINDOW, A_YEAR_AND_A_MONTH_ON, **{**second, "version": "v3"}),
        *accepts(_EFFECTIVE, PAST, version="v1"),
        *accepts(_EFFECTIVE, PAST, beside={"SessionId": SOME_ID}),
        # The type alone is changed: the stored date is judged by its window.
        *ruled(
            _TYPE,
            _WINDOW,
            4,
            message=_WITHIN.format(12),
            members=(_EFFECTIVE,),
            methods=("PATCH",),
            before={_TYPE: 3, _EFFECTIVE: A_YEAR_AND_A_MONTH_ON},
        ),
    ]


def _claims() -> list[Row]:
    """A claim has a date from which it is in effect, and is no earlier than that."""
    needs, after, group = "claimed-needs-effective", "claimed-after-effective", "claimed-needs-group"
    effective = f"{_EFFECTIVE} must have a value when {_CLAIMED} has one."
    late = f"{_CLAIMED} must be greater than or equal to {_EFFECTIVE}."
    both: dict[str, Any] = {_CLAIMED: AFTER, _EFFECTIVE: AFTER}
    second = {**both, "ClaimedPriorityGroup": 1}
    return [
        *ruled(_CLAIMED, needs, AFTER, message=effective, members=(_EFFECTIVE,), count=1),
        *allowed(_CLAIMED, needs, AFTER, beside={_EFFECTIVE: AFTER}),
        *ruled(_EFFECTIVE, needs, None, "", message=effective, methods=("PATCH",), before=both, count=1),
        *ruled(_CLAIMED, after, SESSION_AT, message=late, beside={_EFFECTIVE: AFTER}, count=1),
        *allowed(_CLAIMED, after, AFTER, beside={_EFFECTIVE: SESSION_AT}),
        *accepts(_CLAIMED, PAST, version="v1"),
        *ruled(
            _CLAIMED,
            group,
            AFTER,
            message=f"ClaimedPriorityGroup must have a value when {_CLAIMED} has one.",
            members=("ClaimedPriorityGroup",),
            beside={_EFFECTIVE: AFTER},
            version="v2",
            count=1,
        ),
        *allowed("ClaimedPriorityGroup", group, 99, beside=both, version="v2"),
        *accepts(_TYPE, 2, methods=("PATCH",), before=second, version="v2", kept=second),
    ]


def _cleared() -> list[Row]:
    """Null and nothing clear the two dates under their own names, and keep everything else."""
    both = {_CLAIMED: AFTER, _EFFECTIVE: SESSION_AT}
    gone = {_CLAIMED: None, _EFFECTIVE: None}

    def patched(given: dict[str, Any], kept: dict[str, Any]) -> Row:
        return Row(about=_CLAIMED, what="ok", method="PATCH", given=given, status=200, before=both, kept=kept)

    return [
        patched({_CLAIMED: None}, {**both, _CLAIMED: None}),
        patched({_CLAIMED: ""}, {**both, _CLAIMED: None}),
        patched({_CLAIMED: None, _EFFECTIVE: ""}, gone),
        patched({_CLAIMED.lower(): None, _EFFECTIVE.upper(): ""}, both),
        patched({_TYPE: None, "IsPriorityCustomer": None, "TouchpointId": ""}, {_TYPE: 1, **both}),
        patched({}, both),
    ]


def _headers() -> list[Row]:
    """The subcontractor: eight digits since version 3, before that up to fifty characters."""
    name = "SubcontractorId"
    digits = not_matching(name, "^[0-9]{8}$")
    bad = dict.fromkeys(("123", "123456789", "1234567x"), ("grammar", digits))
    given = {_TYPE: 2}
    too_long = {"x" * 51: ("rule", wrong_length(name, 0, 50))}
    return [
        *from_header(given, good=("10001647",), bad=bad),
        *from_header(given, good=("10001647",), bad=bad, version="v3"),
        *from_header(given, bad=too_long, version="v2", about="subcontractor-length"),
        *accepts(_TYPE, 2, version="v1", headers={name: "x" * 51}),
    ]


def _prepare(world: Any) -> None:
    """One more customer with everything, who turned out to be another."""
    world.ids["duplicate"] = {}
    world.make("duplicate", "customers", "CustomerId")
    world._make_parents("duplicate")
    world.make("duplicate", "outcomes", "OutcomeId")
    ended = {"DateOfTermination": "2024-06-01T00:00:00Z", "ReasonForTermination": 3}
    path = f"customers/api/Customers/{world.ids['duplicate']['customerId']}"
    assert world.wire.patch(path, ended).status == 200


TABLE: Final = Table(
    segment="outcomes",
    valid={"SessionId": "{session}", _TYPE: 1},
    rows=joined(
        needed("SessionId", count=1),
        an_id("SessionId"),
        accepts(_TYPE, 5, methods=("POST",), version="v1", beside={}),
        needed(_TYPE, count=1),
        listed(_TYPE, 4, 6),
        dated(_CLAIMED, past=AFTER, beside={_EFFECTIVE: AFTER}),
        dated(_EFFECTIVE, past=AFTER),
        refuses(_EFFECTIVE, "not_future", FUTURE, version="v1", count=1),
        _windows(),
        _claims(),
        _cleared(),
        _headers(),
        listed("ClaimedPriorityGroup", 6, 98, version="v2"),
        truth("IsPriorityCustomer"),
        accepts(
            _TYPE, 1, methods=("POST",), kept={"IsPriorityCustomer": False, _CLAIMED: None, _EFFECTIVE: None}
        ),
        accepts(
            "TouchpointId", "0000000104", methods=("PATCH",), kept={"LastModifiedTouchpointId": "0000000101"}
        ),
        refuses(
            "TouchpointId",
            "grammar",
            "00000001a4",
            message=not_matching("TouchpointId", "^[0-9]+$"),
            methods=("PATCH",),
            count=1,
        ),
        refuses(
            "TouchpointId",
            "length",
            "104",
            "00000001040",
            message=wrong_length("TouchpointId", 10, 10),
            methods=("PATCH",),
            count=1,
        ),
        dated("LastModifiedDate"),
        refuses(_TYPE, "required", ABSENT, methods=("POST",), beside={"SessionId": ABSENT}, count=2),
    ),
    orders=(
        Order(
            method="GET",
            route=_MANY,
            steps="TP=400:text SC=400:text Gc=400:zero_id Gi=400:zero_id Gp=400:zero_id C=204 I=204 P=204",
            words=_WORDS,
        ),
        Order(
            method="GET",
            route=_MANY,
            steps="TP=400:text Gc=400:zero_id Gi=400:zero_id Gp=400:zero_id C=204 I=204 P=204",
            words=_WORDS,
            version="v2",
        ),
        Order(
            method="GET",
            route=_ONE,
            steps="TP=400:text SC=400:text Gc=400:zero_id Gi=400:zero_id Gp=400:zero_id Gr=400:zero_id C=204 I=204"
            " P=204 X=204",
            words=_WORDS,
        ),
        Order(
            method="POST",
            route=_MANY,
            steps="TP=400:text SC=400:text AU=400:text Gc=400:zero_id Gi=400:zero_id Gp=400:zero_id B=422:exception"
            " N=422 C=204 RO=403:customer_id_text I=204 P=204 V=422:errors",
            success=201,
            words=_WORDS,
        ),
        Order(
            method="PATCH",
            route=_ONE,
            steps="TP=400:text SC=400:text AU=400:text Gc=400:zero_id Gi=400:zero_id Gp=400:zero_id Gr=400:zero_id"
            " B=422:exception N=422 C=204 RO3=403:customer_id_text DG=403:duplicate I=204 P=204 X=204 Vm=422:errors",
            words=_WORDS,
        ),
    ),
    prepare=_prepare,
    breaks={"RO3": Break(at="ended"), "DG": Break(at="duplicate", given={_TYPE: 2})},
    values=(
        Values(
            name=_TYPE,
            values=(1, 2, 3, 4, 5),
            names={"CareersManagement": 2, "SustainableEmployment": 3, "CareerProgression": 5},
        ),
        Values(
            name="ClaimedPriorityGroup",
            values=(1, 2, 3, 4, 5, 6, 99),
            names={"NotAPriorityCustomer": 99},
            versions=(2,),
        ),
    ),
    shapes=(
        Shape(
            versions=(1,),
            fields=f"{_IDS} {_DATES} {_END}",
            not_by_post=f"{_OURS} TouchpointId",
            not_by_patch=_OURS,
        ),
        Shape(
            versions=(2,),
            fields=f"{_IDS} SessionId SubcontractorId {_DATES} ClaimedPriorityGroup {_END}",
            not_by_post=f"{_OURS_SINCE_2} TouchpointId",
            not_by_patch=_OURS_SINCE_2,
        ),
        Shape(
            versions=(3, 4),
            fields=f"{_IDS} SessionId SubcontractorId {_DATES} IsPriorityCustomer {_END}",
            not_by_post=f"{_OURS_SINCE_2} TouchpointId",
            not_by_patch=_OURS_SINCE_2,
        ),
    ),
    unreachable={
        **bound_by_keys("TouchpointId", is_strict=True, methods=("POST",)),
        **bound_by_keys("LastModifiedTouchpointId", is_strict=True, methods=BOTH),
    },
)
