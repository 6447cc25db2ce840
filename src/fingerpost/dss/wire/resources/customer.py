"""Customers: who they are, how they came, and whether they have ended."""

from __future__ import annotations

from typing import Final

from fingerpost.dss.wire.common import (
    au,
    choice,
    created_by,
    customer_missing,
    getting,
    guid,
    invalid,
    modified_by,
    modified_date,
    moment,
    null_body,
    parse,
    patching,
    posting,
    read_only,
    record_id,
    record_missing,
    subcontractor,
    tp,
    write_failed,
)
from fingerpost.dss.wire.description import Body, Field, Given, Kind, Resource, Step
from fingerpost.dss.wire.rules.customers import RULES, reason_of_ending

LONGEST_NAME: Final = 100
LONGEST_LEARNER_NUMBER: Final = 10
_NOT_GIVEN: Final = 99

_MANY: Final = "Customers"
_ONE: Final = "Customers/{customerId}"
_CANT_READ_INTRODUCTION: Final = Step(
    code="Bi", status=422, body=Body.TEXT, words="Please supply a valid Introduced By value."
)


def _name(name: str, says: str) -> tuple[Field, Field]:
    """A name; up to version 3 its absence is one error, of a rule, and not of the field too."""
    return (
        Field(
            name=name,
            kind=Kind.TEXT,
            on_post=Given.REQUIRED,
            grammar="PERSON-NAME",
            longest=LONGEST_NAME,
            since=4,
            says=says,
        ),
        Field(name=name, kind=Kind.TEXT, grammar="PERSON-NAME", longest=LONGEST_NAME, until=3, says=says),
    )


def _opt_in(name: str, says: str) -> Field:
    return Field(name=name, kind=Kind.TRUTH, default=False, says=says)


_FIELDS: Final = (
    record_id("CustomerId"),
    moment(
        "DateOfRegistration", default="now", says="When they were registered; now where nothing was sent."
    ),
    choice("Title", "Title", default=_NOT_GIVEN, says="How they are addressed."),
    *_name("GivenName", "Their given name."),
    *_name("FamilyName", "Their family name."),
    moment("DateofBirth", future=True, says="When they were born, at least thirteen years ago."),
    choice("Gender", "Gender", default=_NOT_GIVEN, says="Their gender."),
    Field(
        name="UniqueLearnerNumber",
        kind=Kind.TEXT,
        longest=LONGEST_LEARNER_NUMBER,
        says="Their learner number.",
    ),
    _opt_in("OptInUserResearch", "Whether they agreed to take part in research on the service."),
    _opt_in("OptInMarketResearch", "Whether they agreed to take part in market research."),
    moment("DateOfTermination", says="When the record ended. From then on it is read only."),
    Field(
        name="ReasonForTermination",
        kind=Kind.ENUM,
        enum="ReasonForTermination",
        computed=reason_of_ending,
        says="Why the record ended; 99 where a date came without a reason.",
    ),
    choice(
        "IntroducedBy", "IntroducedBy", on_post=Given.REQUIRED, since=4, says="Who sent them to the service."
    ),
    choice("IntroducedBy", "IntroducedBy", default=_NOT_GIVEN, until=3, says="Who sent them to the service."),
    Field(
        name="IntroducedByAdditionalInfo",
        kind=Kind.TEXT,
        grammar="NO-ANGLE",
        is_words=True,
        says="More about who sent them.",
    ),
    subcontractor(grammar="DIGITS"),
    modified_date(),
    modified_by(strict=True, strict_since=4),
    Field(
        name="PriorityGroups",
        kind=Kind.ENUMS,
        on_post=Given.REQUIRED,
        enum="PriorityCustomer",
        since=3,
        says="The groups of the national programme that they belong to.",
    ),
    created_by(hidden=True),
)

RESOURCE: Final = Resource(
    segment="customers",
    title="Customers",
    key="CustomerId",
    says="Customers of the service.",
    fields=_FIELDS,
    rules=RULES,
    operations=(
        getting(
            _ONE, tp(Body.NUMBER), guid("Gc"), customer_missing(), record_missing(), says="One customer."
        ),
        posting(
            _MANY,
            tp(Body.NUMBER),
            au(Body.NUMBER),
            _CANT_READ_INTRODUCTION,
            parse(),
            null_body(),
            invalid(),
            write_failed(Body.NUMBER),
            says="Make a customer. The touchpoint that makes one is subscribed to its changes.",
        ),
        patching(
            _ONE,
            tp(Body.NUMBER),
            au(Body.NUMBER),
            guid("Gc"),
            parse(),
            null_body(),
            customer_missing(),
            read_only(Body.EMPTY),
            record_missing(),
            invalid(),
            write_failed(Body.NUMBER),
            says="Change a customer, or end the record.",
        ),
    ),
)
