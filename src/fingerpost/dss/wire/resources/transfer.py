"""Transfers: a customer handed on from one touchpoint to another, under an interaction."""

from __future__ import annotations

from typing import Final

from fingerpost.dss.wire.common import (
    TOUCHPOINT_LENGTH,
    au,
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
    posting,
    read_only,
    record_id,
    record_missing,
    tp,
    write_failed,
)
from fingerpost.dss.wire.description import Body, Field, Given, Kind, Resource
from fingerpost.dss.wire.rules.shared import not_blank

_MANY: Final = "Customers/{customerId}/Interactions/{interactionId}/Transfers"
_ONE: Final = _MANY + "/{recordId}"
_LONGEST_CONTEXT: Final = 2000

_FIELDS: Final = (
    record_id("TransferId"),
    parent_id("CustomerId"),
    parent_id("InteractionId"),
    made_by("OriginatingTouchpointId", strict=False),
    Field(
        name="TargetTouchpointId",
        kind=Kind.TEXT,
        on_post=Given.REQUIRED,
        shortest=TOUCHPOINT_LENGTH,
        longest=TOUCHPOINT_LENGTH,
        grammar="DIGITS",
        says="The touchpoint that the customer is handed to.",
    ),
    Field(
        name="Context",
        kind=Kind.TEXT,
        on_post=Given.REQUIRED,
        grammar="FREE-SUMMARY",
        longest=_LONGEST_CONTEXT,
        is_words=True,
        says="What they are handed on for.",
    ),
    moment("DateandTimeOfTransfer", default="now", says="When they were handed on."),
    moment("DateandTimeofTransferAccepted", says="When they were taken on."),
    moment("RequestedCallbackTime", future=True, says="When they would like to be called."),
    moment("ActualCallbackTime", says="When they were called."),
    modified_date(),
    modified_by(strict=False),
)

RESOURCE: Final = Resource(
    segment="transfers",
    title="Transfers",
    key="TransferId",
    newest=2,
    says="Customers handed on from one touchpoint to another.",
    fields=_FIELDS,
    rules=(not_blank("Context"),),
    operations=(
        listing(
            _MANY,
            tp(),
            *guids("Gc Gi", Body.ZERO_ID_TEXT),
            customer_missing(),
            interaction_missing(),
            says="Every transfer of the customer, under their other interactions too.",
        ),
        getting(
            _ONE,
            tp(),
            *guids("Gc Gi Gr", Body.ZERO_ID_TEXT),
            customer_missing(),
            interaction_missing(),
            record_missing(),
            says="One transfer of a customer.",
        ),
        posting(
            _MANY,
            tp(),
            au(),
            *guids("Gc Gi", Body.ZERO_ID_TEXT),
            parse(),
            null_body(),
            invalid(),
            customer_missing(),
            read_only(),
            interaction_missing(),
            write_failed(Body.CUSTOMER_ID),
            says="Hand a customer on. The target is subscribed to them.",
        ),
        patching(
            _ONE,
            tp(),
            au(),
            *guids("Gc Gi Gr", Body.ZERO_ID_TEXT),
            parse(),
            null_body(),
            invalid(),
            customer_missing(),
            read_only(),
            interaction_missing(),
            record_missing(),
            write_failed(Body.RECORD_ID),
            says="Change a transfer. What was sent is judged alone; the target is subscribed.",
        ),
    ),
)
