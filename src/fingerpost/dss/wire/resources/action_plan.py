"""Action plans: what a customer and an adviser agreed, under an interaction, tied to a session since version 2."""

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
    subcontractor,
    tp,
    write_failed,
)
from fingerpost.dss.wire.description import Body, Field, Given, Kind, Resource
from fingerpost.dss.wire.rules.plans import CREATED, CREATED_AFTER_SESSION
from fingerpost.dss.wire.rules.shared import not_before

_OF_CUSTOMER: Final = "Customers/{customerId}/ActionPlans"
_MANY: Final = "Customers/{customerId}/Interactions/{interactionId}/ActionPlans"
_ONE: Final = _MANY + "/{recordId}"
_NOTHING: Final = Body.TEXT  # no words: a text that is empty
_LONGEST_SITUATION: Final = 4000
_NOT_A_PRIORITY: Final = 99

_FIELDS: Final = (
    record_id("ActionPlanId"),
    parent_id("CustomerId"),
    parent_id("InteractionId"),
    Field(
        name="SessionId",
        kind=Kind.ID,
        on_post=Given.REQUIRED,
        since=2,
        says="The session in which it was made. It need not be known here.",
    ),
    subcontractor(),
    moment(CREATED, on_post=Given.REQUIRED, says="When it was made."),
    Field(
        name="CustomerCharterShownToCustomer",
        kind=Kind.TRUTH,
        on_post=Given.REQUIRED,
        says="Whether the customer was shown the charter.",
    ),
    moment("DateAndTimeCharterShown", says="When the charter was shown; before the plan was made, too."),
    moment("DateActionPlanSentToCustomer", says="When it was sent."),
    choice("ActionPlanDeliveryMethod", "ActionPlanDeliveryMethod", says="How it was sent."),
    moment("DateActionPlanAcknowledged", says="When the customer acknowledged it."),
    choice(
        "PriorityCustomer",
        "PriorityCustomer",
        default=_NOT_A_PRIORITY,
        since=2,
        until=2,
        says="The priority group, in version 2 alone.",
    ),
    Field(
        name="CurrentSituation",
        kind=Kind.TEXT,
        longest=_LONGEST_SITUATION,
        is_words=True,
        says="How things stand with the customer.",
    ),
    modified_date(),
    modified_by(strict=False),
    replace(created_by(), shown_on=frozenset({"GET"})),
    choice(
        "CustomerSatisfaction",
        "CustomerSatisfaction",
        since=4,
        says="Whether the customer was content with the plan.",
    ),
)

RESOURCE: Final = Resource(
    segment="actionplans",
    title="ActionPlans",
    key="ActionPlanId",
    newest=4,
    says="Action plans of a customer.",
    fields=_FIELDS,
    rules=(
        CREATED_AFTER_SESSION,
        not_before("DateActionPlanSentToCustomer", CREATED),
        not_before("DateActionPlanAcknowledged", CREATED),
    ),
    operations=(
        listing(
            _OF_CUSTOMER, tp(_NOTHING), *guids("Gc"), customer_missing(), says="Every plan of a customer."
        ),
        getting(
            _ONE,
            tp(_NOTHING),
            *guids("Gc Gi Gr", Body.ECHO),
            customer_missing(),
            interaction_missing(),
            record_missing(),
            says="One plan of a customer, under whichever of their interactions.",
        ),
        posting(
            _MANY,
            tp(_NOTHING),
            au(_NOTHING),
            *guids("Gc Gi"),
            parse(),
            null_body(),
            customer_missing(),
            read_only(Body.CUSTOMER_ID),
            interaction_missing(),
            invalid(),
            write_failed(Body.CUSTOMER_ID),
            says="Add a plan. It is judged once customer and interaction are found.",
        ),
        patching(
            _ONE,
            tp(_NOTHING),
            au(_NOTHING),
            *guids("Gc Gi Gr"),
            parse(),
            null_body(),
            customer_missing(),
            read_only(Body.CUSTOMER_ID),
            interaction_missing(),
            record_missing(),
            invalid(merged=True),
            write_failed(Body.RECORD_ID),
            validates="merged",
            says="Change a plan. The whole of it is judged as it would be.",
        ),
    ),
)
