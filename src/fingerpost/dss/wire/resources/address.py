"""Addresses of a customer: any number, and nothing says which of them counts now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from fingerpost.dss.wire.common import (
    au,
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
    postcode,
    posting,
    read_only,
    record_id,
    record_missing,
    subcontractor,
    tp,
    write_failed,
)
from fingerpost.dss.wire.description import Body, Context, Field, Given, Kind, Resource
from fingerpost.dss.wire.rules.shared import not_blank

_MANY: Final = "Customers/{customerId}/Addresses"
_ONE: Final = _MANY + "/{recordId}"


def _line(number: int) -> Field:
    return Field(
        name=f"Address{number}",
        kind=Kind.TEXT,
        grammar="ADDRESS-LINE",
        clears=True,
        says=f"Line {number}; an empty text in a PATCH clears it.",
    )


def _of_the_postcode(name: str) -> Callable[[Mapping[str, object], Context], object]:
    """A PATCH with a postcode takes the old place away: what it sends stands, or nothing."""

    def computed(fields: Mapping[str, object], context: Context) -> object:
        if context.method == "PATCH" and context.sent.get("PostCode"):
            return context.sent.get(name)
        return fields.get(name)

    return computed


def _coordinate(name: str, letters: str, says: str) -> tuple[Field, Field]:
    """A coordinate; up to version 2 with six decimals at most."""
    computed = _of_the_postcode(name)
    return (
        Field(name=name, kind=Kind.NUMBER, grammar=f"{letters}8", computed=computed, since=3, says=says),
        Field(name=name, kind=Kind.NUMBER, grammar=f"{letters}6", computed=computed, until=2, says=says),
    )


_FIELDS: Final = (
    record_id("AddressId"),
    parent_id("CustomerId"),
    Field(
        name="Address1",
        kind=Kind.TEXT,
        on_post=Given.REQUIRED,
        grammar="ADDRESS-LINE",
        says="The first line.",
    ),
    *(_line(number) for number in range(2, 6)),
    postcode(
        "PostCode", on_post=Given.REQUIRED, trimmed=True, says="The postcode, without blanks around it."
    ),
    postcode(
        "AlternativePostCode", clears=True, says="A second postcode; an empty text in a PATCH clears it."
    ),
    *_coordinate("Longitude", "LON", "In degrees. No place is looked up: what was sent is kept."),
    *_coordinate("Latitude", "LAT", "In degrees. No place is looked up: what was sent is kept."),
    moment("EffectiveFrom", says="From when they live there."),
    moment("EffectiveTo", future=True, says="Until when they live there; it may lie ahead."),
    modified_date(),
    modified_by(strict=False),
    subcontractor(),
    created_by(),
)

RESOURCE: Final = Resource(
    segment="addresses",
    title="Addresses",
    key="AddressId",
    newest=3,
    is_about_reaching=True,
    says="Addresses of a customer.",
    fields=_FIELDS,
    rules=(not_blank("Address1"),),
    operations=(
        listing(
            _MANY, tp(Body.NUMBER), *guids("Gc"), customer_missing(), says="Every address of a customer."
        ),
        getting(
            _ONE,
            tp(Body.NUMBER),
            *guids("Gc Gr", Body.ECHO),
            customer_missing(),
            record_missing(),
            says="One address.",
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
            says="Add an address.",
        ),
        patching(
            _ONE,
            tp(Body.NUMBER),
            au(Body.NUMBER),
            *guids("Gc Gr"),
            parse(),
            null_body(),
            invalid(),
            customer_missing(),
            read_only(),
            record_missing(),
            write_failed(Body.RECORD_ID),
            says="Change an address. A new postcode takes the old coordinates away.",
        ),
    ),
)
