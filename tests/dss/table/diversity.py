"""What the wire says of diversity details."""

from __future__ import annotations

from typing import Final

from fingerpost.dss.wire.messages import spaced
from tests.dss.table.rows import (
    ABSENT,
    Order,
    Row,
    Shape,
    Table,
    Values,
    accepts,
    allowed,
    dated,
    joined,
    listed,
    refuses,
    ruled,
    truth,
)

_MANY: Final = "Customers/{customerId}/DiversityDetails"
_ONE: Final = "Customers/{customerId}/DiversityDetails/{recordId}"
_HEALTH, _ETHNICITY = "ConsentToCollectLLDDHealth", "ConsentToCollectEthnicity"
_DECLARED: Final = "LearningDifficultyOrDisabilityDeclaration"
_FIRST, _SECOND = "PrimaryLearningDifficultyOrDisability", "SecondaryLearningDifficultyOrDisability"
_HEALTH_AT, _ETHNICITY_AT = "DateAndTimeLLDDHealthConsentCollected", "DateAndTimeEthnicityCollected"
_LLDD: Final = (*range(4, 18), *range(93, 100))
_LLDD_NAMES: Final = {"VisualImpairment": 4, "Aspergerssyndrome": 15, "Prefernottosay": 98, "Notprovided": 99}
_OURS: Final = "DiversityId CustomerId LastModifiedBy"
_GIVEN: Final = {_HEALTH: True, _DECLARED: 1, _FIRST: 12, _SECOND: 13, _ETHNICITY: True, "Ethnicity": 31}
_NOTHING_SAID: Final = {_HEALTH: False, _DECLARED: 9, _FIRST: 99, _SECOND: 99}
_NO_ETHNICITY: Final = {_ETHNICITY: False, "Ethnicity": 99}


def _gated() -> list[Row]:
    """Each value that asks for consent, with it and without."""
    rows = []
    for name, consent, value, wrong, free in (
        (_DECLARED, _HEALTH, 1, 3, (9,)),
        (_FIRST, _HEALTH, 4, 92, (98, 99)),
        (_SECOND, _HEALTH, 97, 100, (98, 99)),
        ("Ethnicity", _ETHNICITY, 47, 30, (99,)),
    ):
        words = f"{spaced(name)} must not be supplied unless {consent} is true."
        code = f"{name}-by-consent"
        rows += [
            *listed(name, value, wrong, f"Please supply a valid {spaced(name)}.", beside={consent: True}),
            *ruled(name, code, value, message=words, count=1),
            *ruled(name, code, value, message=words, beside={consent: False}, count=1),
            *allowed(name, code, value, beside={consent: True}),
            *allowed(name, code, *free),
        ]
    return rows


def _defaults() -> list[Row]:
    """What is left out is not consented to; on a PATCH it is taken back, half by half."""
    said = {_HEALTH: True, _DECLARED: 1, _FIRST: 12, _SECOND: 13}
    return [
        *accepts(
            _HEALTH,
            ABSENT,
            beside={_ETHNICITY: ABSENT},
            methods=("POST",),
            kept={**_NOTHING_SAID, **_NO_ETHNICITY, _HEALTH_AT: None},
        ),
        *accepts(_HEALTH, True, methods=("POST",), kept={_DECLARED: 9, _FIRST: 99, _SECOND: 99}),
        *accepts(
            "Ethnicity",
            40,
            beside={_ETHNICITY: True},
            before=_GIVEN,
            kept={**_NOTHING_SAID, _ETHNICITY: True},
            methods=("PATCH",),
        ),
        *accepts(
            _DECLARED,
            2,
            beside={_HEALTH: True},
            before=_GIVEN,
            kept={**_NO_ETHNICITY, _FIRST: 12},
            methods=("PATCH",),
        ),
        *accepts(_HEALTH, False, before=_GIVEN, kept={**_NOTHING_SAID, **_NO_ETHNICITY}, methods=("PATCH",)),
        *accepts(
            _ETHNICITY, None, before=_GIVEN, kept={**_NOTHING_SAID, **_NO_ETHNICITY}, methods=("PATCH",)
        ),
        # Consent without its moment was collected now, also where an older moment is stored.
        *accepts(
            _HEALTH,
            True,
            beside={_ETHNICITY: True},
            kept={_HEALTH_AT: "{now}", _ETHNICITY_AT: "{now}"},
        ),
        *accepts(
            _ETHNICITY,
            True,
            before={_ETHNICITY: True, _ETHNICITY_AT: "2021-05-01T09:00:00Z"},
            kept={_ETHNICITY_AT: "{now}", _HEALTH_AT: None},
            methods=("PATCH",),
        ),
        # A consent that was given keeps its moment when it is taken back.
        *accepts(
            _FIRST,
            98,
            before={**said, _HEALTH_AT: "2021-05-01T09:00:00Z"},
            kept={_HEALTH: False, _DECLARED: 9, _SECOND: 99, _HEALTH_AT: "2021-05-01T09:00:00Z"},
            methods=("PATCH",),
        ),
    ]


def _consents() -> list[Row]:
    """Up to version 2 a POST had to say yes or no."""
    rows = []
    for name in (_HEALTH, _ETHNICITY):
        rows += [
            *truth(name),
            *refuses(
                name,
                "required",
                ABSENT,
                message=f"The {name} field is required.",
                methods=("POST",),
                version="v2",
                count=1,
            ),
            *accepts(name, False, beside={_HEALTH: True, _ETHNICITY: True, name: False}, version="v2"),
        ]
    return rows


TABLE: Final = Table(
    segment="diversitydetails",
    valid={_HEALTH: False, _ETHNICITY: False},
    rows=joined(
        _gated(),
        _defaults(),
        _consents(),
        dated(_HEALTH_AT, "Date And Time LLDD Health Consent Collected must be less the current date/time."),
        dated(_ETHNICITY_AT, "Date And Time Ethnicity Collected must be less the current date/time."),
        dated("LastModifiedDate", "Last Modified Date must be less the current date/time."),
    ),
    orders=(
        Order(method="GET", route=_MANY, steps="TP=400:number Gc=400:echo C=204"),
        Order(method="GET", route=_ONE, steps="TP=400:number Gc=400:echo Gr=400:echo C=204 X=204"),
        Order(
            method="POST",
            route=_MANY,
            steps="TP=400:number AU=400:number Gc=400:echo B=422:exception N=422 V=422:errors C=204 "
            "RO=403:customer_id_text D=409",
            success=201,
        ),
        Order(
            method="PATCH",
            route=_ONE,
            steps="TP=400:number AU=400:number Gc=400:echo Gr=400:echo B=422:exception N=422 V=422:errors "
            "C=204 RO=403:customer_id_text X=204",
        ),
    ),
    unreachable={
        "LastModifiedBy length POST": "a key is bound to touchpoints of ten digits alone",
        "LastModifiedBy length PATCH": "a key is bound to touchpoints of ten digits alone",
    },
    values=(
        Values(
            name=_DECLARED,
            values=(1, 2, 9),
            names={
                "CustomerConsidersThemselvesToHaveALearningDifficultyAndOrHealthProblem": 1,
                "CustomerDoesNotConsiderThemselvesToHaveALearningDifficultyAndOrHealthProblem": 2,
                "NotProvidedByTheCustomer": 9,
            },
        ),
        Values(name=_FIRST, values=_LLDD, names=_LLDD_NAMES),
        Values(name=_SECOND, values=_LLDD, names=_LLDD_NAMES),
        Values(
            name="Ethnicity",
            values=(*range(31, 48), 98, 99),
            names={"GypsyIrishTraveller": 33, "EnglishWelshScottishNorthernIrishBritish": 31, "Arab": 47},
        ),
    ),
    shapes=(
        Shape(
            versions=(1, 2, 3),
            fields=f"DiversityId CustomerId {_HEALTH} {_DECLARED} {_FIRST} {_SECOND} {_HEALTH_AT} {_ETHNICITY} "
            f"Ethnicity {_ETHNICITY_AT} LastModifiedDate LastModifiedBy",
            not_by_post=_OURS,
            not_by_patch=_OURS,
        ),
    ),
)
