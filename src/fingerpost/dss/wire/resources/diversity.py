"""Diversity details of a customer: one record, each half by consent."""

from __future__ import annotations

from typing import Final

from fingerpost.dss.wire import messages
from fingerpost.dss.wire.common import (
    au,
    conflict,
    created_by,
    customer_missing,
    getting,
    guids,
    invalid,
    listing,
    modified_by,
    modified_date,
    null_body,
    parent_id,
    parse,
    patching,
    posting,
    read_only,
    record_id,
    record_missing,
    tp,
    write_failed,
)
from fingerpost.dss.wire.description import Body, Field, Given, Kind, Resource
from fingerpost.dss.wire.rules.diversity import ETHNICITY, GATED, HEALTH, RULES, collected, consent, gated

_MANY: Final = "Customers/{customerId}/DiversityDetails"
_ONE: Final = _MANY + "/{recordId}"
_LLDD: Final = "LLDD"


def _consent(name: str, says: str) -> tuple[Field, Field]:
    """Consent: what a request leaves out is not given. Up to version 2 a POST had to say either."""
    return (
        Field(name=name, kind=Kind.TRUTH, default=False, computed=consent(name), since=3, says=says),
        Field(name=name, kind=Kind.TRUTH, on_post=Given.REQUIRED, computed=consent(name), until=2, says=says),
    )


def _gated(name: str, enum: str, message: str, says: str) -> Field:
    return Field(
        name=name,
        kind=Kind.ENUM,
        enum=enum,
        messages={"enum": message},
        default=GATED[name][1],
        computed=gated(name),
        says=says,
    )


def _collected(name: str, needed: str, message: str, says: str) -> Field:
    return Field(
        name=name,
        kind=Kind.MOMENT,
        not_future=True,
        messages={"not_future": message},
        computed=collected(name, needed),
        says=says,
    )


_FIELDS: Final = (
    record_id("DiversityId"),
    parent_id("CustomerId"),
    *_consent(HEALTH, "Whether they consent to their health and learning needs being kept."),
    _gated(
        "LearningDifficultyOrDisabilityDeclaration",
        "LLDDDeclaration",
        messages.DECLARATION_INVALID,
        "What they say of a learning difficulty or health problem.",
    ),
    _gated(
        "PrimaryLearningDifficultyOrDisability", _LLDD, messages.PRIMARY_INVALID, "The first that they name."
    ),
    _gated(
        "SecondaryLearningDifficultyOrDisability",
        _LLDD,
        messages.SECONDARY_INVALID,
        "The second that they name.",
    ),
    _collected(
        "DateAndTimeLLDDHealthConsentCollected",
        HEALTH,
        messages.LLDD_COLLECTED,
        "When that consent was collected; now where it came without.",
    ),
    *_consent(ETHNICITY, "Whether they consent to their ethnicity being kept."),
    _gated("Ethnicity", "Ethnicity", messages.ETHNICITY_INVALID, "The ethnicity that they name."),
    _collected(
        "DateAndTimeEthnicityCollected",
        ETHNICITY,
        messages.ETHNICITY_COLLECTED,
        "When that consent was collected; now where it came without.",
    ),
    modified_date(),
    modified_by("LastModifiedBy", strict=False),
    created_by(hidden=True),
)

RESOURCE: Final = Resource(
    segment="diversitydetails",
    title="DiversityDetails",
    key="DiversityId",
    newest=3,
    modifier="LastModifiedBy",
    says="Diversity details of a customer, one record each.",
    fields=_FIELDS,
    rules=RULES,
    operations=(
        listing(
            _MANY,
            tp(Body.NUMBER),
            *guids("Gc", Body.ECHO),
            customer_missing(),
            says="The diversity details of a customer.",
        ),
        getting(
            _ONE,
            tp(Body.NUMBER),
            *guids("Gc Gr", Body.ECHO),
            customer_missing(),
            record_missing(),
            says="The diversity details by their id.",
        ),
        posting(
            _MANY,
            tp(Body.NUMBER),
            au(Body.NUMBER),
            *guids("Gc", Body.ECHO),
            parse(),
            null_body(),
            invalid(),
            customer_missing(),
            read_only(),
            conflict(),
            write_failed(Body.CUSTOMER_ID),
            says="Add diversity details, where the customer has none.",
        ),
        patching(
            _ONE,
            tp(Body.NUMBER),
            au(Body.NUMBER),
            *guids("Gc Gr", Body.ECHO),
            parse(),
            null_body(),
            invalid(),
            customer_missing(),
            read_only(),
            record_missing(),
            write_failed(Body.RECORD_ID),
            says="Change diversity details. A half whose consent is not sent is taken back.",
        ),
    ),
)
