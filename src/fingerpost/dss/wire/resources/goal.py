"""Goals: what a customer is aiming at, under a plan."""

from __future__ import annotations

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
from fingerpost.dss.wire.rules.shared import NO_TOUCHPOINT, not_before, not_blank

_MANY: Final = "Customers/{customerId}/Interactions/{interactionId}/ActionPlans/{actionPlanId}/Goals"
_ONE: Final = _MANY + "/{recordId}"
_SCOPE: Final = "customer plan"
_CAPTURED, _DUE = "DateGoalCaptured", "DateGoalShouldBeCompletedBy"
_LONGEST_SUMMARY: Final = 2000
_IN_PROGRESS: Final = 1

_FIELDS: Final = (
    record_id("GoalId"),
    parent_id("CustomerId"),
    parent_id("ActionPlanId"),
    subcontractor(grammar="DIGITS"),
    moment(_CAPTURED, on_post=Given.REQUIRED, says="When it was set down."),
    moment(_DUE, on_post=Given.REQUIRED, future=True, says="When it should be reached by."),
    moment("DateGoalAchieved", says="When it was reached."),
    Field(
        name="GoalSummary",
        kind=Kind.TEXT,
        on_post=Given.REQUIRED,
        grammar="FREE-SUMMARY",
        longest=_LONGEST_SUMMARY,
        is_words=True,
        says="What the goal is.",
    ),
    choice("GoalType", "GoalType", on_post=Given.REQUIRED, says="What kind of goal it is."),
    choice("GoalStatus", "GoalStatus", default=_IN_PROGRESS, says="How far it is."),
    modified_date(),
    modified_by("LastModifiedBy", strict=True),
    created_by(),
)

RESOURCE: Final = Resource(
    segment="goals",
    title="Goals",
    key="GoalId",
    newest=3,
    modifier="LastModifiedBy",
    says="Goals of a plan.",
    fields=_FIELDS,
    rules=(not_blank("GoalSummary"), not_before(_DUE, _CAPTURED)),
    operations=(
        listing(
            _MANY,
            tp(Body.NUMBER),
            *guids("Gc Gi Gp"),
            customer_missing(),
            interaction_missing(),
            plan_missing(),
            scope=_SCOPE,
            says="Every goal of a plan.",
        ),
        getting(
            _ONE,
            tp(Body.NUMBER),
            *guids("Gc Gi Gp Gr"),
            customer_missing(),
            interaction_missing(),
            plan_missing(),
            record_missing(),
            scope=_SCOPE,
            says="One goal of a plan.",
        ),
        posting(
            _MANY,
            tp(Body.TEXT, NO_TOUCHPOINT),
            au(Body.NUMBER),
            *guids("Gc Gi Gp"),
            parse(),
            null_body(),
            invalid(),
            customer_missing(),
            read_only(),
            interaction_missing(),
            plan_missing(),
            write_failed(Body.CUSTOMER_ID),
            scope=_SCOPE,
            says="Add a goal.",
        ),
        patching(
            _ONE,
            tp(Body.TEXT, NO_TOUCHPOINT),
            au(Body.NUMBER),
            *guids("Gc Gi Gp Gr"),
            parse(),
            null_body(),
            invalid(),
            customer_missing(),
            read_only(),
            interaction_missing(),
            plan_missing(),
            record_missing(),
            write_failed(Body.RECORD_ID),
            scope=_SCOPE,
            says="Change a goal. What was sent is judged alone.",
        ),
    ),
)
