"""What the wire says of learning progressions."""

from __future__ import annotations

from typing import Final

from fingerpost.dss.wire.messages import wrong_length
from tests.dss.table.rows import (
    ABSENT,
    FUTURE,
    PAST,
    Order,
    Row,
    Shape,
    Table,
    Values,
    accepts,
    allowed,
    any_time,
    joined,
    listed,
    needed,
    now_or_before,
    refuses,
    ruled,
    unreadable_moment,
)
from tests.dss.table.shared import bound_by_keys

_MANY: Final = "Customers/{customerId}/LearningProgressions"
_ONE: Final = _MANY + "/{recordId}"
_STATUS, _HOURS, _BEGAN = "CurrentLearningStatus", "LearningHours", "DateLearningStarted"
_LEVEL, _ACHIEVED, _UKPRN = (
    "CurrentQualificationLevel",
    "DateQualificationLevelAchieved",
    "LastLearningProvidersUKPRN",
)
_NEEDS: Final = "{} must have a value when Current Learning Status is InLearning."
_OURS: Final = "LearningProgressionId CustomerId LastModifiedTouchpointId"


def _in_learning() -> list[Row]:
    rows = []
    for name, other in ((_HOURS, {_BEGAN: PAST}), (_BEGAN, {_HOURS: 1})):
        code, words = f"{name}-needed", _NEEDS.format(name)
        rows += [
            *ruled(_STATUS, code, 1, message=words, members=(name,), beside=other, count=1),
            *allowed(_STATUS, code, 2, 3, 98, 99),
            *allowed(_STATUS, code, 1, beside={_HOURS: 2, _BEGAN: PAST}),
        ]
    stored = {_HOURS: 2, _BEGAN: PAST}
    return [*rows, *allowed(_STATUS, f"{_HOURS}-needed", 1, methods=("PATCH",), before=stored, kept=stored)]


def _levels() -> list[Row]:
    """A level has the day it was achieved, no later than now; without a level the day is not looked at."""
    needed_words = f"{_ACHIEVED} is required when QualificationLevel < NoQualification (99)."
    ahead = f"{_ACHIEVED} must be less than or equal to now."
    wrong = f"{_LEVEL} must be a valid current Qualification Level."
    return [
        *needed(_LEVEL, count=1),
        *listed(_LEVEL, 0, 100, wrong, beside={_ACHIEVED: PAST}),
        *refuses(_LEVEL, "enum", -1, 9, message=wrong, count=2),
        *ruled(_LEVEL, "level-achieved", 0, 8, message=needed_words, members=(_ACHIEVED,), count=1),
        *ruled(_ACHIEVED, "level-achieved", FUTURE, message=ahead, beside={_LEVEL: 3}, count=1),
        *allowed(_LEVEL, "level-achieved", 0, 8, beside={_ACHIEVED: PAST}),
        *allowed(_LEVEL, "level-achieved", 99, beside={_ACHIEVED: FUTURE}),
        *accepts(_ACHIEVED, PAST, FUTURE),
        *unreadable_moment(_ACHIEVED),
    ]


TABLE: Final = Table(
    segment="learningprogressions",
    now="DateProgressionRecorded LastModifiedDate",
    valid={_STATUS: 2, _LEVEL: 99},
    invalid={_STATUS: 77},
    rows=joined(
        now_or_before("DateProgressionRecorded"),
        needed(_STATUS, count=1),
        refuses(_STATUS, "required", ABSENT, methods=("POST",), beside={_LEVEL: ABSENT}, count=2),
        listed(_STATUS, 98, 4, f"{_STATUS} must be a valid current Learning Status."),
        listed(_HOURS, 99, 3, "LearningHours must have a valid Learning Hours value."),
        now_or_before(_BEGAN),
        _in_learning(),
        _levels(),
        # The range that the number should have is not asked: eight characters that are a number will do.
        accepts(_UKPRN, "10001647", "00000001", "-1234567"),
        refuses(_UKPRN, "length", "9999999", "100000000", message=wrong_length(_UKPRN, 8, 8), count=1),
        ruled(_UKPRN, "ukprn-number", "1234567A", "12345.67", message=f"{_UKPRN} must be a Number.", count=1),
        allowed(_UKPRN, "ukprn-number", "10000000"),
        refuses(_UKPRN, "length", "", methods=("POST",), message=wrong_length(_UKPRN, 8, 8), count=1),
        accepts(_UKPRN, "", methods=("PATCH",), before={_UKPRN: "10001647"}, kept={_UKPRN: "10001647"}),
        any_time("LastModifiedDate"),
        accepts(
            _STATUS, 2, methods=("POST",), kept={_HOURS: None, _BEGAN: None, _ACHIEVED: None, _UKPRN: None}
        ),
    ),
    orders=(
        Order(method="GET", route=_MANY, steps="TP=400 AU=400 Gc=400:zero_id C=400"),
        Order(method="GET", route=_ONE, steps="TP=400 AU=400 Gc=400:zero_id Gr=400:zero_id C=400 X=204"),
        Order(
            method="POST",
            route=_MANY,
            steps="TP=400 AU=400 Gc=400:zero_id C=400 RO=403:customer_id_text D=409 B=422:exception N=422"
            " V=422:errors",
            success=201,
        ),
        Order(
            method="PATCH",
            route=_ONE,
            steps="TP=400 AU=400 Gc=400:zero_id Gr=400:zero_id B=422:exception N=204 RO=403:customer_id_text C=400"
            " X=204 Vm=422:errors",
        ),
    ),
    values=(
        Values(name=_STATUS, values=(1, 2, 3, 98, 99), names={"InLearning": 1, "Traineeship": 3}),
        Values(name=_HOURS, values=(1, 2, 98, 99), names={"LessThanSixteenHours": 1}),
        Values(
            name=_LEVEL,
            values=(*range(9), 99),
            names={"EntryLevel": 0, "Level8": 8, "NoQualifications": 99},
        ),
    ),
    shapes=(
        Shape(
            versions=(3, 4),
            fields=f"LearningProgressionId CustomerId DateProgressionRecorded {_STATUS} {_HOURS} {_BEGAN} {_LEVEL}"
            f" {_ACHIEVED} {_UKPRN} LastModifiedDate LastModifiedTouchpointId",
            not_by_post=_OURS,
            not_by_patch=_OURS,
        ),
    ),
    unreachable=bound_by_keys("LastModifiedTouchpointId", is_strict=False),
)
