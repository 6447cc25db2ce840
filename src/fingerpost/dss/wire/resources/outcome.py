"""Outcomes: what came of a plan, and when it was claimed. Since version 3 all ask for the subcontractor."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from fingerpost.dss.wire.common import (
    au,
    choice,
    created_by,
    customer_missing,
    getting,
    guids,
    interaction_missing,
    invalid,
    listing,
    made_by,
    modified_by,
    modified_date,
    moment,
    null_body,
    parent_id,
    parse,
    patching,
    plan_missing,
    posting,
    read_only,
    record_id,
    record_missing,
    sc,
    subcontractor,
    tp,
    write_failed,
)
from fingerpost.dss.wire.description import Body, Field, Given, Kind, Resource, Step
from fingerpost.dss.wire.messages import DUPLICATE_CUSTOMER
from fingerpost.dss.wire.rules.outcomes import CLAIMED, EFFECTIVE, NULLABLE, RULES
from fingerpost.dss.wire.rules.shared import NO_ADDRESS, NO_SUBCONTRACTOR, NO_TOUCHPOINT

_MANY: Final = "Customers/{customerId}/Interactions/{interactionId}/ActionPlans/{actionPlanId}/Outcomes"
_ONE: Final = _MANY + "/{recordId}"
_SCOPE: Final = "customer plan"
_STRICT_SINCE: Final = 3
_FORBIDDEN: Final = 403

_TP: Final = tp(Body.TEXT, NO_TOUCHPOINT)
_SC: Final = sc(Body.TEXT, NO_SUBCONTRACTOR, since=_STRICT_SINCE)
_AU: Final = au(Body.TEXT, NO_ADDRESS)

_FIELDS: Final = (
    record_id("OutcomeId"),
    parent_id("CustomerId"),
    parent_id("ActionPlanId"),
    Field(
        name="SessionId",
        kind=Kind.ID,
        on_post=Given.REQUIRED,
        since=2,
        says="The session that it came of. It need not be known here.",
    ),
    replace(subcontractor(grammar="SUBCON-8", longest=None), grammar_since=_STRICT_SINCE),
    choice("OutcomeType", "OutcomeType", on_post=Given.REQUIRED, says="What kind of outcome it is."),
    moment(CLAIMED, says="When it was claimed. Null or nothing in a PATCH takes it away."),
    moment(EFFECTIVE, says="From when it is in effect. Null or nothing in a PATCH takes it away."),
    choice(
        "ClaimedPriorityGroup",
        "PriorityCustomer",
        since=2,
        until=2,
        says="The priority group under which it was claimed, in version 2 alone.",
    ),
    Field(
        name="IsPriorityCustomer",
        kind=Kind.TRUTH,
        default=False,
        since=3,
        says="Whether it was for a priority customer.",
    ),
    replace(made_by(strict=True), on_patch=Given.OPTIONAL, says="The touchpoint that claims it."),
    modified_date(),
    modified_by(strict=True),
    created_by(hidden=True),
)

RESOURCE: Final = Resource(
    segment="outcomes",
    title="Outcomes",
    key="OutcomeId",
    newest=4,
    says="Outcomes of a plan.",
    fields=_FIELDS,
    rules=RULES,
    operations=(
        listing(
            _MANY,
            _TP,
            _SC,
            *guids("Gc Gi Gp"),
            customer_missing(),
            interaction_missing(),
            plan_missing(),
            says="Every outcome of the customer, of their other plans too.",
        ),
        getting(
            _ONE,
            _TP,
            _SC,
            *guids("Gc Gi Gp Gr"),
            customer_missing(),
            interaction_missing(),
            plan_missing(),
            record_missing(),
            scope=_SCOPE,
            says="One outcome of a plan.",
        ),
        posting(
            _MANY,
            _TP,
            _SC,
            _AU,
            *guids("Gc Gi Gp"),
            parse(),
            null_body(),
            customer_missing(),
            read_only(),
            interaction_missing(),
            plan_missing(),
            invalid(),
            write_failed(Body.CUSTOMER_ID),
            scope=_SCOPE,
            says="Add an outcome. It is judged once everything above it is found.",
        ),
        replace(
            patching(
                _ONE,
                _TP,
                _SC,
                _AU,
                *guids("Gc Gi Gp Gr"),
                parse(),
                null_body(),
                customer_missing(),
                # Waived for a duplicate, whose outcomes may lose their dates and nothing else.
                replace(read_only(), code="RO3"),
                Step(code="DG", status=_FORBIDDEN, body=Body.DUPLICATE, words=DUPLICATE_CUSTOMER),
                interaction_missing(),
                plan_missing(),
                record_missing(),
                invalid(merged=True),
                write_failed(Body.RECORD_ID),
                scope=_SCOPE,
                validates="merged",
                says="Change an outcome. The whole of it is judged as it would be; of a duplicate customer's nothing"
                " but its two dates can be taken away.",
            ),
            nullable=NULLABLE,
        ),
    ),
)
