"""Employment progression: where a customer stands in work. One a customer, since version 3."""

from __future__ import annotations

from typing import Final

from fingerpost.dss.wire import messages
from fingerpost.dss.wire.common import (
    au,
    choice,
    conflict,
    created_by,
    customer_missing,
    getting,
    guids,
    invalid,
    listing,
    modified_by,
    modified_date,
    moment,
    null_body,
    parent_id,
    parse,
    patching,
    place,
    postcode,
    posting,
    read_only,
    record_id,
    record_missing,
    tp,
    write_failed,
)
from fingerpost.dss.wire.description import Body, Field, Given, Kind, Reply, Resource, Switch
from fingerpost.dss.wire.rules.progressions import EMPLOYMENT

_MANY: Final = "Customers/{customerId}/EmploymentProgressions"
_ONE: Final = _MANY + "/{recordId}"
_GRAMMARS_SINCE: Final = 4
_LONGEST_CODE, _LONGEST_NAME, _LONGEST_ADDRESS = 50, 200, 500
_NO_SHOCK: Final = 3
_BAD_REQUEST, _NO_CONTENT = 400, 204

_FIELDS: Final = (
    record_id("EmploymentProgressionId"),
    parent_id("CustomerId"),
    moment(
        "DateProgressionRecorded",
        default="now",
        message=messages.not_up_to_now("DateProgressionRecorded"),
        says="When this was recorded.",
    ),
    choice(
        "CurrentEmploymentStatus",
        "CurrentEmploymentStatus",
        on_post=Given.REQUIRED,
        message=messages.EMPLOYMENT_STATUS_INVALID,
        says="Where the customer stands in work.",
    ),
    choice(
        "EconomicShockStatus",
        "EconomicShockStatus",
        default=_NO_SHOCK,
        message=messages.SHOCK_STATUS_INVALID,
        says="Whether a shock to the economy cost them their work.",
    ),
    Field(
        name="EconomicShockCode",
        kind=Kind.TEXT,
        grammar="NO-ANGLE",
        grammar_since=_GRAMMARS_SINCE,
        longest=_LONGEST_CODE,
        is_words=True,
        says="Which shock that was.",
    ),
    Field(
        name="EmployerName",
        kind=Kind.TEXT,
        grammar="ORG-NAME",
        grammar_since=_GRAMMARS_SINCE,
        longest=_LONGEST_NAME,
        is_words=True,
        says="The employer.",
    ),
    Field(
        name="EmployerAddress",
        kind=Kind.TEXT,
        grammar="NO-ANGLE",
        grammar_since=_GRAMMARS_SINCE,
        longest=_LONGEST_ADDRESS,
        is_words=True,
        says="Where the employer is.",
    ),
    postcode("EmployerPostcode", says="The employer's postcode."),
    place("Latitude", "LAT6", shown_by=Switch.SHOW_PLACES),
    place("Longitude", "LON6", shown_by=Switch.SHOW_PLACES),
    choice(
        "EmploymentHours",
        "EmploymentHours",
        message=messages.EMPLOYMENT_HOURS_INVALID,
        says="How many hours a week they work.",
    ),
    moment(
        "DateOfEmployment", message=messages.not_up_to_now("DateOfEmployment"), says="When they began there."
    ),
    moment(
        "DateOfLastEmployment",
        message=messages.not_up_to_now("DateOfLastEmployment"),
        says="When they were last in work.",
    ),
    choice(
        "LengthOfUnemployment",
        "LengthOfUnemployment",
        message=messages.UNEMPLOYMENT_INVALID,
        says="How long they have been out of work.",
    ),
    modified_date(),
    modified_by(strict=True),
    created_by(),
)

RESOURCE: Final = Resource(
    segment="employmentprogressions",
    title="EmploymentProgressions",
    key="EmploymentProgressionId",
    oldest=3,
    newest=4,
    says="Where a customer stands in work.",
    fields=_FIELDS,
    rules=EMPLOYMENT,
    operations=(
        listing(
            _MANY,
            tp(),
            au(),
            *guids("Gc", Body.ECHO),
            customer_missing(),
            reply=Reply.ARRAY,
            says="The progression of a customer, in an array.",
        ),
        getting(
            _ONE,
            tp(),
            au(),
            *guids("Gc Gr", Body.ECHO),
            customer_missing(_BAD_REQUEST),
            record_missing(),
            says="The progression by its id.",
        ),
        posting(
            _MANY,
            tp(),
            au(),
            *guids("Gc", Body.ECHO),
            customer_missing(),
            read_only(Body.CUSTOMER_ID),
            conflict(),
            parse(),
            null_body(),
            invalid(),
            write_failed(status=_NO_CONTENT),
            says="Set down where the customer stands. The body is read once it is known that there is none yet.",
        ),
        patching(
            _ONE,
            tp(),
            au(),
            *guids("Gc Gr", Body.ECHO),
            customer_missing(_BAD_REQUEST),
            read_only(Body.CUSTOMER_ID),
            parse(),
            null_body(status=_NO_CONTENT),
            record_missing(),
            invalid(merged=True),
            write_failed(status=_NO_CONTENT),
            validates="merged",
            says="Change it. The whole of it is judged as it would be.",
        ),
    ),
)
