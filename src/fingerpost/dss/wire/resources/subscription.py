"""Subscriptions: which touchpoints are told when a customer's record changes."""

from __future__ import annotations

from typing import Final

from fingerpost.dss.wire.common import (
    conflict,
    customer_missing,
    guids,
    invalid,
    listing,
    made_by,
    modified_by,
    modified_date,
    null_body,
    parent_id,
    parse,
    patching,
    posting,
    record_id,
    record_missing,
    tp,
    write_failed,
)
from fingerpost.dss.wire.description import Body, Field, Kind, Resource

_MANY: Final = "Customers/{customerId}/Subscriptions"
_ONE: Final = _MANY + "/{recordId}"

_FIELDS: Final = (
    record_id("SubscriptionId"),
    parent_id("CustomerId"),
    made_by("TouchPointId", strict=True),
    Field(name="Subscribe", kind=Kind.TRUTH, says="Whether the touchpoint is told."),
    modified_date(),
    modified_by("LastModifiedBy", strict=True),
)

RESOURCE: Final = Resource(
    segment="subscriptions",
    title="Subscriptions",
    key="SubscriptionId",
    newest=2,
    modifier="LastModifiedBy",
    notifies=False,
    says="Which touchpoints are told when a customer's record changes.",
    fields=_FIELDS,
    operations=(
        listing(
            _MANY,
            tp(),
            *guids("Gc"),
            says="The touchpoint's own subscriptions to a customer, ended ones too.",
        ),
        posting(
            _MANY,
            tp(),
            *guids("Gc"),
            parse(),
            null_body(),
            invalid(),
            customer_missing(),
            conflict(),
            write_failed(Body.CUSTOMER_ID),
            says="Subscribe to a customer.",
        ),
        patching(
            _ONE,
            tp(),
            *guids("Gc Gr"),
            parse(),
            null_body(),
            invalid(),
            customer_missing(),
            record_missing(),
            write_failed(Body.RECORD_ID),
            says="End a subscription, or take it up again.",
        ),
    ),
)
