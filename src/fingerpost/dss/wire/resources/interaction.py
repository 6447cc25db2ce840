"""Interactions: each contact between a customer and the service."""

from __future__ import annotations

from typing import Final

from fingerpost.dss.wire.common import (
    au,
    choice,
    customer_missing,
    getting,
    guids,
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

_MANY: Final = "Customers/{customerId}/Interactions"
_ONE: Final = _MANY + "/{interactionId}"

_FIELDS: Final = (
    record_id("InteractionId"),
    parent_id("CustomerId"),
    made_by("TouchpointId", strict=False),
    Field(
        name="AdviserDetailsId",
        kind=Kind.ID,
        says="The id of adviser details; whether there are any is not asked.",
    ),
    moment(
        "DateandTimeOfInteraction",
        message="Date And Time Of Interaction must be less the current date/time.",
        says="When it was.",
    ),
    choice("Channel", "Channel", on_post=Given.REQUIRED, says="By which way."),
    choice("InteractionType", "InteractionType", on_post=Given.REQUIRED, says="What it was for."),
    modified_date(),
    modified_by(strict=True, strict_since=2),
)

RESOURCE: Final = Resource(
    segment="interactions",
    title="Interactions",
    key="InteractionId",
    newest=2,
    says="Contacts between a customer and the service.",
    fields=_FIELDS,
    operations=(
        listing(
            _MANY, tp(Body.NUMBER), *guids("Gc"), customer_missing(), says="Every interaction of a customer."
        ),
        getting(
            _ONE,
            tp(Body.NUMBER),
            *guids("Gc Gi"),
            customer_missing(),
            record_missing(),
            says="One interaction.",
        ),
        posting(
            _MANY,
            tp(Body.NUMBER),
            au(Body.NUMBER),
            *guids("Gc"),
            parse(),
            null_body(),
            invalid(),
            customer_missing(),
            read_only(),
            write_failed(Body.CUSTOMER_ID),
            says="Add an interaction.",
        ),
        patching(
            _ONE,
            tp(Body.NUMBER),
            au(Body.NUMBER),
            *guids("Gc Gi"),
            parse(),
            null_body(),
            invalid(),
            customer_missing(),
            read_only(),
            record_missing(),
            write_failed(Body.RECORD_ID),
            says="Change an interaction.",
        ),
    ),
)
