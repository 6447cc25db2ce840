"""Learning progression: where a customer stands in learning. One a customer, since version 3."""

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
    posting,
    read_only,
    record_id,
    record_missing,
    tp,
    write_failed,
)
from fingerpost.dss.wire.description import Field, Given, Kind, Resource
from fingerpost.dss.wire.rules.progressions import LEARNING

_MANY: Final = "Customers/{customerId}/LearningProgressions"
_ONE: Final = _MANY + "/{recordId}"
_UKPRN_LENGTH: Final = 8
_BAD_REQUEST, _NO_CONTENT = 400, 204

_FIELDS: Final = (
    record_id("LearningProgressionId"),
    parent_id("CustomerId"),
    moment(
        "DateProgressionRecorded",
        default="now",
        message=messages.not_up_to_now("DateProgressionRecorded"),
        says="When this was recorded.",
    ),
    choice(
        "CurrentLearningStatus",
        "CurrentLearningStatus",
        on_post=Given.REQUIRED,
        message=messages.LEARNING_STATUS_INVALID,
        says="Where the customer stands in learning.",
    ),
    choice(
        "LearningHours",
        "LearningHours",
        message=messages.LEARNING_HOURS_INVALID,
        says="How many hours a week they learn.",
    ),
    moment(
        "DateLearningStarted", message=messages.not_up_to_now("DateLearningStarted"), says="When they began."
    ),
    choice(
        "CurrentQualificationLevel",
        "QualificationLevel",
        on_post=Given.REQUIRED,
        message=messages.QUALIFICATION_INVALID,
        says="Their highest qualification.",
    ),
    moment(
        "DateQualificationLevelAchieved",
        future=True,
        says="When they achieved it; looked at only where there is one.",
    ),
    Field(
        name="LastLearningProvidersUKPRN",
        kind=Kind.TEXT,
        shortest=_UKPRN_LENGTH,
        longest=_UKPRN_LENGTH,
        says="The number of the provider with whom they last learned.",
    ),
    modified_date(future=True),
    modified_by(strict=False),
    created_by(hidden=True),
)

RESOURCE: Final = Resource(
    segment="learningprogressions",
    title="LearningProgressions",
    key="LearningProgressionId",
    oldest=3,
    newest=4,
    says="Where a customer stands in learning.",
    fields=_FIELDS,
    rules=LEARNING,
    operations=(
        listing(
            _MANY,
            tp(),
            au(),
            *guids("Gc"),
            customer_missing(_BAD_REQUEST),
            says="The progression of a customer.",
        ),
        getting(
            _ONE,
            tp(),
            au(),
            *guids("Gc Gr"),
            customer_missing(_BAD_REQUEST),
            record_missing(),
            says="The progression by its id.",
        ),
        posting(
            _MANY,
            tp(),
            au(),
            *guids("Gc"),
            customer_missing(_BAD_REQUEST),
            read_only(),
            conflict(),
            parse(),
            null_body(),
            invalid(),
            write_failed(),
            says="Set down where the customer stands. The body is read once it is known that there is none yet.",
        ),
        patching(
            _ONE,
            tp(),
            au(),
            *guids("Gc Gr"),
            parse(),
            null_body(status=_NO_CONTENT),
            read_only(),
            customer_missing(_BAD_REQUEST),
            record_missing(),
            invalid(merged=True),
            write_failed(status=_NO_CONTENT),
            validates="merged_without_required",
            says="Change it. The whole of it is judged as it would be, but nothing is asked for.",
        ),
    ),
)
