"""Actions: what somebody is to do, under a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from fingerpost.dss.wire.common import (
    au,
    choice,
    created_by,
    customer_missing,
    getting,
    guid,
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
    plan_missing,
    posting,
    read_only,
    record_id,
    record_missing,
    subcontractor,
    tp,
    write_failed,
)
from fingerpost.dss.wire.description import Body, Field, Given, Kind, Resource
from fingerpost.dss.wire.rules.shared import not_before, not_blank

_MANY: Final = "Customers/{customerId}/Interactions/{interactionId}/ActionPlans/{actionPlanId}/Actions"
_ONE: Final = _MANY + "/{recordId}"
_SCOPE: Final = "customer plan"
_AGREED: Final = "DateActionAgreed"
_LONGEST_SUMMARY, _LONGEST_SIGNPOST = 4000, 255
_NOT_STARTED: Final = 1

_FIELDS: Final = (
    record_id("ActionId"),
    parent_id("CustomerId"),
    parent_id("ActionPlanId"),
    replace(subcontractor(), until=2),
    moment(_AGREED, on_post=Given.REQUIRED, says="When it was agreed."),
    moment(
        "DateActionAimsToBeCompletedBy",
        on_post=Given.REQUIRED,
        future=True,
        says="When it is to be done by.",
    ),
    moment("DateActionActuallyCompleted", says="When it was done."),
    Field(
        name="ActionSummary",
        kind=Kind.TEXT,
        on_post=Given.REQUIRED,
        longest=_LONGEST_SUMMARY,
        is_words=True,
        says="What is to be done.",
    ),
    Field(
        name="SignpostedTo",
        kind=Kind.TEXT,
        longest=_LONGEST_SIGNPOST,
        is_words=True,
        says="Where the customer was pointed to.",
    ),
    choice(
        "SignpostedToCategory",
        "SignpostedToCategory",
        on_post=Given.REQUIRED,
        since=3,
        says="What kind of place that is.",
    ),
    choice("ActionType", "ActionType", on_post=Given.REQUIRED, says="What kind of action it is."),
    choice("ActionStatus", "ActionStatus", default=_NOT_STARTED, says="How far it is."),
    choice("PersonResponsible", "PersonResponsible", on_post=Given.REQUIRED, says="Who is to do it."),
    modified_date(),
    modified_by(strict=False),
    created_by(),
)

RESOURCE: Final = Resource(
    segment="actions",
    title="Actions",
    key="ActionId",
    newest=3,
    says="Actions of a plan.",
    fields=_FIELDS,
    rules=(
        not_blank("ActionSummary"),
        not_before("DateActionAimsToBeCompletedBy", _AGREED),
        not_before("DateActionActuallyCompleted", _AGREED),
    ),
    operations=(
        listing(
            _MANY,
            tp(),
            *guids("Gc Gi Gp"),
            customer_missing(),
            interaction_missing(),
            plan_missing(),
            scope=_SCOPE,
            says="Every action of a plan.",
        ),
        getting(
            _ONE,
            tp(),
            *guids("Gc Gi Gp Gr"),
            customer_missing(),
            interaction_missing(),
            plan_missing(),
            record_missing(),
            scope=_SCOPE,
            says="One action of a plan.",
        ),
        posting(
            _MANY,
            tp(),
            au(),
            *guids("Gc Gi Gp"),
            parse(),
            null_body(),
            invalid(),
            customer_missing(),
            read_only(Body.CUSTOMER_ID),
            interaction_missing(),
            plan_missing(),
            write_failed(Body.CUSTOMER_ID),
            scope=_SCOPE,
            says="Add an action.",
        ),
        patching(
            _ONE,
            tp(),
            au(),
            *guids("Gc Gi Gp"),
            guid("Gr", Body.ECHO),
            parse(),
            null_body(),
            customer_missing(),
            read_only(Body.CUSTOMER_ID),
            interaction_missing(),
            plan_missing(),
            record_missing(),
            invalid(merged=True),
            write_failed(Body.RECORD_ID),
            scope=_SCOPE,
            validates="merged",
            says="Change an action. The whole of it is judged as it would be.",
        ),
    ),
)
