"""What the wire says of employment progressions."""

from __future__ import annotations

from typing import Any, Final

from fingerpost.dss.wire.messages import not_matching, wrong_length
from tests.dss.table.rows import (
    ABSENT,
    PAST,
    Order,
    Row,
    Shape,
    Table,
    Values,
    accepts,
    allowed,
    at_most,
    dated,
    joined,
    listed,
    needed,
    now_or_before,
    number,
    refuses,
    ruled,
    spelled,
)
from tests.dss.table.shared import bound_by_keys

_MANY: Final = "Customers/{customerId}/EmploymentProgressions"
_ONE: Final = _MANY + "/{recordId}"
_STATUS, _HOURS, _BEGAN = "CurrentEmploymentStatus", "EmploymentHours", "DateOfEmployment"
_SHOCK, _CODE = "EconomicShockStatus", "EconomicShockCode"
_IN_WORK: Final = (1, 4, 5, 8, 9)
_NOT_IN_WORK: Final = (2, 3, 6, 7, 10, 11, 12, 13, 99)
_NEEDS: Final = (
    "{} must have a value when CurrentEmploymentStatus is Apprenticeship, Employed, EmployedAndVoluntaryWork,"
    " RetiredAndVoluntaryWork or SelfEmployed."
)
_PLACES: Final = frozenset({"show_places"})
_OURS: Final = "EmploymentProgressionId CustomerId LastModifiedTouchpointId"


def _in_work() -> list[Row]:
    """Whoever is in work by these statuses has hours and a date, stored or sent; the others need neither."""
    hours, began = f"{_HOURS}-needed", f"{_BEGAN}-needed"
    stored: dict[str, Any] = {_HOURS: 2, _BEGAN: PAST}
    return [
        *ruled(
            _STATUS,
            hours,
            *_IN_WORK,
            message=_NEEDS.format(_HOURS),
            members=(_HOURS,),
            methods=("POST",),
            count=2,
        ),
        *allowed(_STATUS, hours, *_NOT_IN_WORK, methods=("POST",)),
        *allowed(_STATUS, hours, *_IN_WORK, methods=("POST",), beside=stored),
        *ruled(
            _STATUS,
            hours,
            4,
            message=_NEEDS.format(_HOURS),
            members=(_HOURS,),
            beside={_BEGAN: PAST},
            count=1,
        ),
        *ruled(
            _STATUS, began, 8, message=_NEEDS.format(_BEGAN), members=(_BEGAN,), beside={_HOURS: 1}, count=1
        ),
        *refuses(_STATUS, "rule", 4, about=hours, members=(_BEGAN,), methods=("PATCH",), count=2),
        *allowed(_STATUS, hours, 6, methods=("PATCH",)),
        *allowed(_STATUS, began, 10),
        *allowed(_STATUS, began, 9, methods=("PATCH",), before=stored, kept=stored),
    ]


def _employers() -> list[Row]:
    """Name, address and postcode of an employer; version 3 asks less of the first two."""
    name, address, code = "EmployerName", "EmployerAddress", "EmployerPostcode"
    return [
        *spelled(
            name, ("Harbour Crane-Hire", "O'Neill,Sons"), ("B & Q", "Shop 24", "Two  blanks", "Dot."), ""
        ),
        *at_most(name, 200),
        *accepts(name, "B & Q", version="v3"),
        *refuses(address, "grammar", "<1>", message=not_matching(address, "^[^<>]+$"), count=1),
        *at_most(address, 500),
        *accepts(address, "<1>", version="v3"),
        *accepts(code, "LS1 4DL", "AA11AA", "GIR 0AA"),
        *refuses(
            code,
            "grammar",
            "LS1",
            " LS1 4DL",
            "LS1  4DL",
            "QZ1 1AA",
            message="Please enter a valid postcode.",
            count=1,
        ),
        *refuses(code, "length", "LS1 4DL LS1", message=wrong_length(code, 0, 10), count=2),
    ]


def _shocks() -> list[Row]:
    """A shock that the government defined has a code."""
    words = "EconomicShockCode must have a value when Government Defined Economic Shock."
    return [
        *listed(_SHOCK, 1, 4, "EconomicShockStatus must have a valid Economic Shock Status."),
        *ruled(_SHOCK, "shock-code", 2, message=words, members=(_CODE,), count=1),
        *ruled(_CODE, "shock-code", "", message=words, beside={_SHOCK: 2}, count=1),
        *allowed(_CODE, "shock-code", " ", beside={_SHOCK: 2}),
        *allowed(_SHOCK, "shock-code", 2, beside={_CODE: "A12"}),
        *allowed(_SHOCK, "shock-code", 2, methods=("PATCH",), before={_CODE: "A12"}),
        *refuses(_CODE, "grammar", "<1>", message=not_matching(_CODE, "^[^<>]+$"), count=1),
        *accepts(_CODE, "<1>", version="v3"),
        *at_most(_CODE, 50),
        *accepts(_STATUS, 11, methods=("POST",), kept={_SHOCK: 3, _CODE: None}),
    ]


TABLE: Final = Table(
    segment="employmentprogressions",
    now="DateProgressionRecorded LastModifiedDate",
    valid={_STATUS: 11},
    rows=joined(
        now_or_before("DateProgressionRecorded"),
        needed(_STATUS, count=1),
        listed(_STATUS, 12, 14, f"{_STATUS} must have a valid Employment Status."),
        _in_work(),
        _shocks(),
        _employers(),
        number("Latitude", 53.123456, 90.1, switches=_PLACES),
        accepts("Latitude", 90, -90, 0.5, switches=_PLACES),
        refuses("Latitude", "grammar", 53.1234567, -91, switches=_PLACES, count=1),
        number("Longitude", -1.123456, 180.1, switches=_PLACES),
        accepts("Longitude", 180, -180, switches=_PLACES),
        refuses("Longitude", "grammar", 1.1234567, count=1),
        listed(_HOURS, 98, 3, "EmploymentHours must be a valid employment hours."),
        now_or_before(_BEGAN),
        now_or_before("DateOfLastEmployment"),
        listed("LengthOfUnemployment", 6, 7, "Please supply a valid value for Length Of Unemployment."),
        dated("LastModifiedDate", "Last Modified Date must be less the current date/time."),
        accepts(_STATUS, 2, methods=("PATCH",), before={_CODE: "A"}, beside={_CODE: ""}, kept={_CODE: "A"}),
        refuses(_STATUS, "required", ABSENT, methods=("POST",), version="v1", count=1),
    ),
    orders=(
        Order(method="GET", route=_MANY, steps="TP=400 AU=400 Gc=400:echo C=204"),
        Order(method="GET", route=_ONE, steps="TP=400 AU=400 Gc=400:echo Gr=400:echo C=400 X=204"),
        Order(
            method="POST",
            route=_MANY,
            steps="TP=400 AU=400 Gc=400:echo C=204 RO=403:customer_id D=409 B=422:exception N=422 V=422:errors",
            success=201,
        ),
        Order(
            method="PATCH",
            route=_ONE,
            steps="TP=400 AU=400 Gc=400:echo Gr=400:echo C=400 RO=403:customer_id B=422:exception N=204 X=204"
            " Vm=422:errors",
        ),
    ),
    values=(
        Values(
            name=_STATUS,
            values=(*range(1, 14), 99),
            names={"EmployedAtRiskOfRedundancy": 6, "SelfEmployed": 9, "UnemployedDueToRedundancy": 13},
        ),
        Values(name=_SHOCK, values=(1, 2, 3), names={"GovernmentDefinedEconomicShock": 2}),
        Values(name=_HOURS, values=(1, 2, 98, 99), names={"SixteenHoursOrMore": 2}),
        Values(
            name="LengthOfUnemployment",
            values=(1, 2, 3, 4, 5, 6, 98, 99),
            names={"LessThanThreeMonths": 1, "OverThirtySixMonths": 6, "NotKnownOrNotProvided": 99},
        ),
    ),
    shapes=(
        Shape(
            versions=(3, 4),
            fields=f"EmploymentProgressionId CustomerId DateProgressionRecorded {_STATUS} {_SHOCK} {_CODE}"
            f" EmployerName EmployerAddress EmployerPostcode {_HOURS} {_BEGAN} DateOfLastEmployment"
            " LengthOfUnemployment LastModifiedDate LastModifiedTouchpointId",
            not_by_post=_OURS,
            not_by_patch=_OURS,
        ),
    ),
    unreachable=bound_by_keys("LastModifiedTouchpointId", is_strict=True),
)
