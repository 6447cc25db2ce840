"""Contact details of a customer: one record, with the way in which they would be reached."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from fingerpost.dss.wire import messages
from fingerpost.dss.wire.common import (
    au,
    conflict,
    customer_missing,
    getting,
    guids,
    invalid,
    listing,
    modified_by,
    modified_date,
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
from fingerpost.dss.wire.description import Body, Field, Given, Kind, Reply, Resource, Step
from fingerpost.dss.wire.grammars import GRAMMARS
from fingerpost.dss.wire.rules.contacts import METHOD, RULES

LONGEST_NUMBER: Final = 20
LONGEST_EMAIL: Final = 255
UNKNOWN_METHOD: Final = -1
"""What any other word for the method is read as. It is never kept."""

_MANY: Final = "customers/{customerId}/ContactDetails"
_ONE: Final = _MANY + "/{recordId}"


def _reach(name: str, grammar: str, longest: int, says: str) -> Field:
    shown = GRAMMARS[grammar].shown
    return Field(
        name=name,
        kind=Kind.TEXT,
        grammar=grammar,
        longest=longest,
        messages=MappingProxyType(
            {
                "grammar": messages.of_field(messages.not_matching(name, shown)),
                "length": messages.of_field(messages.wrong_length(name, 0, longest)),
            }
        ),
        clears=True,
        says=says,
    )


def _method(*, since: int, until: int, unreadable: int | None) -> Field:
    return Field(
        name=METHOD,
        kind=Kind.ENUM,
        on_post=Given.REQUIRED,
        enum=METHOD,
        messages=MappingProxyType(
            {"required": messages.CONTACT_METHOD_REQUIRED, "enum": messages.CONTACT_METHOD_INVALID}
        ),
        unreadable=unreadable,
        since=since,
        until=until,
        says="How they would be reached.",
    )


_FIELDS: Final = (
    record_id("ContactId"),
    parent_id("CustomerId"),
    _method(since=2, until=4, unreadable=UNKNOWN_METHOD),
    _method(since=1, until=1, unreadable=None),
    _reach("MobileNumber", "UK-MOBILE", LONGEST_NUMBER, "Their mobile number."),
    _reach("HomeNumber", "UK-PHONE", LONGEST_NUMBER, "Their number at home."),
    _reach("AlternativeNumber", "UK-PHONE", LONGEST_NUMBER, "Another number of theirs."),
    _reach(
        "EmailAddress", "EMAIL-CONTACT", LONGEST_EMAIL, "Their email address, which nobody else may have."
    ),
    modified_date(),
    modified_by(strict=False),
)

_KEPT_BY_IDENTITY: Final = Step(
    code="Ie",
    status=422,
    body=Body.ERRORS,
    words="Email Address must not be removed while the customer has a digital identity.",
)

RESOURCE: Final = Resource(
    segment="contactdetails",
    title="ContactDetails",
    key="ContactId",
    newest=2,
    is_about_reaching=True,
    says="Contact details of a customer, one record each.",
    fields=_FIELDS,
    rules=RULES,
    operations=(
        listing(
            _MANY,
            tp(Body.NUMBER),
            *guids("Gc"),
            customer_missing(),
            reply=Reply.FIRST,
            says="The contact details of a customer, as one object.",
        ),
        getting(
            _ONE,
            tp(Body.NUMBER),
            *guids("Gc Gr"),
            customer_missing(),
            record_missing(),
            says="The contact details by their id.",
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
            conflict(),
            conflict("De"),
            write_failed(Body.CUSTOMER_ID),
            says="Add contact details, where the customer has none.",
        ),
        patching(
            _ONE,
            tp(Body.NUMBER),
            au(Body.NUMBER),
            *guids("Gc Gr"),
            parse(),
            null_body(),
            customer_missing(),
            read_only(),
            record_missing(),
            invalid(),
            conflict("De", Body.NUMBER),
            _KEPT_BY_IDENTITY,
            write_failed(Body.RECORD_ID),
            says="Change contact details. An empty text takes a number or email address away.",
        ),
    ),
)
