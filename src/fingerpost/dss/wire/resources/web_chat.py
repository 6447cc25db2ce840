"""Web chats: what was written between a customer and an adviser, under an interaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from fingerpost.dss.wire.common import (
    au,
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
    tp,
    write_failed,
)
from fingerpost.dss.wire.description import Body, Context, Failure, Field, Given, Kind, Resource, Rule
from fingerpost.dss.wire.messages import wrong_length
from fingerpost.dss.wire.moments import TICKS_A_SECOND
from fingerpost.dss.wire.rules.shared import moment_of, not_blank, text_of

_MANY: Final = "Customers/{customerId}/Interactions/{interactionId}/WebChats"
_ONE: Final = _MANY + "/{recordId}"
_SCOPE: Final = "customer interaction"
_START, _END, _NARRATIVE = "WebChatStartDateandTime", "WebChatEndDateandTime", "WebChatNarrative"
_LONGEST_REFERENCE, _LONGEST_NARRATIVE, _LONGEST_NARRATIVE_AT_FIRST = 100, 100_000, 10_000
_TICKS_A_DAY, _TICKS_AN_HOUR, _TICKS_A_MINUTE = (TICKS_A_SECOND * length for length in (86_400, 3_600, 60))


def span_text(ticks: int) -> str:
    """A stretch of time in ticks as .NET writes it: ``[-][d.]hh:mm:ss[.fffffff]``, the fraction in seven digits."""
    days, rest = divmod(abs(ticks), _TICKS_A_DAY)
    hours, rest = divmod(rest, _TICKS_AN_HOUR)
    minutes, rest = divmod(rest, _TICKS_A_MINUTE)
    seconds, part = divmod(rest, TICKS_A_SECOND)
    return (
        f"{'-' if ticks < 0 else ''}{f'{days}.' if days else ''}"
        f"{hours:02d}:{minutes:02d}:{seconds:02d}{f'.{part:07d}' if part else ''}"
    )


def duration(fields: Mapping[str, object], context: Context) -> object:
    """From start to end, also where the end comes first; what was sent where one of the two is not known."""
    start, end = moment_of(fields, _START), moment_of(fields, _END)
    if start is None or end is None:
        return fields.get("WebChatDuration")
    return span_text(end.ticks - start.ticks)


def _short_narrative(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    if _LONGEST_NARRATIVE_AT_FIRST < len(text_of(fields, _NARRATIVE)) <= _LONGEST_NARRATIVE:
        yield Failure((_NARRATIVE,), wrong_length(_NARRATIVE, 0, _LONGEST_NARRATIVE_AT_FIRST))


_FIELDS: Final = (
    record_id("WebChatId"),
    parent_id("CustomerId"),
    parent_id("InteractionId"),
    Field(
        name="DigitalReference",
        kind=Kind.TEXT,
        grammar="WEB-CHAT-REFERENCE",
        longest=_LONGEST_REFERENCE,
        says="The reference of the chat where it was held.",
    ),
    moment(_START, on_post=Given.REQUIRED, says="When it began."),
    moment(_END, on_post=Given.REQUIRED, says="When it ended. It is not compared with when it began."),
    Field(
        name="WebChatDuration",
        kind=Kind.SPAN,
        on_post=Given.SERVER,
        computed=duration,
        says="From its beginning to its end, reckoned here.",
    ),
    Field(
        name=_NARRATIVE,
        kind=Kind.TEXT,
        on_post=Given.REQUIRED,
        grammar="NO-ANGLE",
        grammar_since=2,
        longest=_LONGEST_NARRATIVE,
        is_words=True,
        says="What was written.",
    ),
    Field(name="SentToCustomer", kind=Kind.TRUTH, says="Whether the customer was sent a copy."),
    moment("DateandTimeSentToCustomers", says="When they were sent it."),
    modified_date(),
    modified_by(strict=True),
)

RESOURCE: Final = Resource(
    segment="webchats",
    title="WebChats",
    key="WebChatId",
    newest=2,
    says="Web chats of a customer.",
    fields=_FIELDS,
    rules=(
        not_blank(_NARRATIVE),
        Rule(
            code="short-narrative",
            says="In version 1 the narrative has 10,000 characters at most.",
            check=_short_narrative,
            until=1,
        ),
    ),
    operations=(
        listing(
            _MANY,
            tp(Body.NUMBER),
            *guids("Gc Gi"),
            customer_missing(),
            interaction_missing(),
            scope=_SCOPE,
            says="Every web chat of an interaction.",
        ),
        getting(
            _ONE,
            tp(Body.NUMBER),
            *guids("Gc Gi Gr"),
            customer_missing(),
            interaction_missing(),
            record_missing(),
            scope=_SCOPE,
            says="One web chat of an interaction.",
        ),
        posting(
            _MANY,
            tp(Body.NUMBER),
            *guids("Gc Gi"),
            parse(),
            null_body(),
            invalid(),
            customer_missing(),
            read_only(Body.CUSTOMER_ID),
            interaction_missing(),
            write_failed(Body.CUSTOMER_ID),
            scope=_SCOPE,
            says="Add a web chat.",
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
            read_only(Body.CUSTOMER_ID),
            interaction_missing(),
            record_missing(),
            write_failed(Body.RECORD_ID),
            scope=_SCOPE,
            says="Change a web chat. What was sent is judged alone.",
        ),
    ),
)
