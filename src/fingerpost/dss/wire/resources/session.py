"""Sessions: what was arranged or held with a customer under an interaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    place,
    postcode,
    posting,
    read_only,
    record_id,
    record_missing,
    subcontractor,
    tp,
    write_failed,
)
from fingerpost.dss.wire.description import Body, Context, Failure, Field, Given, Kind, Resource, Rule, Switch

REASON_NOT_KNOWN: Final = 99
_MANY: Final = "customers/{customerId}/interactions/{interactionId}/sessions"
_ONE: Final = _MANY + "/{recordId}"
_ATTENDED, _REASON = "SessionAttended", "ReasonForNonAttendance"


def _reason_for_attending(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    if fields.get(_ATTENDED) is True and fields.get(_REASON) is not None:
        yield Failure(
            (_REASON,), "Reason For Non Attendance must not be supplied when Session Attended is true."
        )


def reason_at_first(fields: Mapping[str, object], context: Context) -> int | None:
    """What a POST without a reason keeps: 99 where nobody came; in version 1 in any case."""
    is_kept = context.version == 1 or fields.get(_ATTENDED) is False
    return REASON_NOT_KNOWN if is_kept else None


_FIELDS: Final = (
    record_id("SessionId"),
    parent_id("CustomerId"),
    parent_id("InteractionId"),
    moment("DateandTimeOfSession", on_post=Given.REQUIRED, future=True, says="When it is or was held."),
    postcode("VenuePostCode", says="Where it is or was held."),
    Field(
        name=_ATTENDED, kind=Kind.TRUTH, says="Whether the customer came; nothing while that is not known."
    ),
    choice(_REASON, _REASON, default=reason_at_first, says="Why they did not come."),
    modified_date(),
    modified_by(strict=True, strict_since=3),
    subcontractor(grammar="DIGITS"),
    place("Longitude", shown_by=Switch.SHOW_PLACES, since=2),
    place("Latitude", shown_by=Switch.SHOW_PLACES, since=2),
    created_by(),
)

RESOURCE: Final = Resource(
    segment="sessions",
    title="Sessions",
    key="SessionId",
    newest=3,
    says="Sessions of a customer.",
    fields=_FIELDS,
    rules=(
        Rule(
            code="reason-or-attended",
            says="ReasonForNonAttendance is not sent together with SessionAttended true.",
            check=_reason_for_attending,
            since=2,
        ),
    ),
    operations=(
        listing(
            _MANY,
            tp(Body.NUMBER),
            *guids("Gc Gi"),
            customer_missing(),
            interaction_missing(),
            says="Every session of the customer, under whichever interaction.",
        ),
        getting(
            _ONE,
            tp(Body.NUMBER),
            *guids("Gc Gi Gr"),
            customer_missing(),
            interaction_missing(),
            record_missing(),
            says="One session of the customer.",
        ),
        posting(
            _MANY,
            tp(Body.NUMBER),
            au(Body.NUMBER),
            *guids("Gc Gi"),
            parse(),
            null_body(),
            invalid(),
            customer_missing(),
            read_only(),
            interaction_missing(),
            write_failed(Body.CUSTOMER_ID),
            says="Add a session.",
        ),
        patching(
            _ONE,
            tp(Body.NUMBER),
            au(Body.NUMBER),
            *guids("Gc Gi Gr"),
            parse(),
            null_body(),
            invalid(),
            customer_missing(),
            read_only(),
            interaction_missing(),
            record_missing(),
            write_failed(Body.RECORD_ID),
            says="Change a session.",
        ),
    ),
)
