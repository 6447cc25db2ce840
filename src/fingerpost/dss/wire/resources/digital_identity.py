"""Digital identities: a customer's account on the website. At most one that is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from fingerpost.dss.wire.common import (
    TOUCHPOINT_LENGTH,
    au,
    created_by,
    customer_missing,
    getting,
    guids,
    invalid,
    moment,
    null_body,
    parse,
    patching,
    posting,
    read_only,
    record_id,
    record_missing,
    tp,
    write_failed,
)
from fingerpost.dss.wire.description import (
    Body,
    Context,
    Field,
    Given,
    Kind,
    Operation,
    Reply,
    Resource,
    Step,
)

WEBSITE: Final = "0000000997"
"""The touchpoint of the website, which alone says when somebody was last there."""

CLOSED_SECONDS: Final = 10
"""How long a closed identity still answers (``ttl``)."""

_OF_CUSTOMER: Final = "Customers/{customerId}"
_FOR_CUSTOMER: Final = "Customer/{customerId}"
_MADE: Final = "Identity"
_CHANGED: Final = "Identity/{recordId}"
_READ: Final = "Identities/{recordId}"
_BAD_REQUEST, _UNPROCESSABLE, _BROKEN = 400, 422, 500
_AFTER_THE_POST: Final = frozenset({"GET", "PATCH"})


def _refused(code: str, words: str) -> Step:
    return Step(code=code, status=_UNPROCESSABLE, body=Body.TEXT, words=words)


_NO_CUSTOMER: Final = replace(
    customer_missing(_UNPROCESSABLE, Body.TEXT), words="CustomerId is of no customer."
)
_LOGGED_IN: Final = "LastLoggedInDateTime may be set by the website alone."
_CLOSED: Final = Step(code="CL", status=_UNPROCESSABLE)


def _customer(fields: Mapping[str, object], context: Context) -> object:
    """The customer whom the record was made for, whatever a PATCH names."""
    stored = context.stored
    return fields.get("CustomerId") if stored is None else stored.get("CustomerId")


def _touchpoint(fields: Mapping[str, object], context: Context) -> object:
    return context.touchpoint


_FIELDS: Final = (
    replace(record_id("IdentityID"), on_post=Given.OPTIONAL, says="Its id, which a POST may give as id."),
    Field(
        name="CustomerId",
        kind=Kind.ID,
        computed=_customer,
        says="The customer. A PATCH may name one that there is, and changes nothing by it.",
    ),
    Field(name="IdentityStoreId", kind=Kind.ID, says="The account in the store of identities."),
    Field(name="LegacyIdentity", kind=Kind.TEXT, says="The account of an earlier service."),
    Field(
        name="id_token",
        kind=Kind.TEXT,
        is_kept=False,
        says="The token of the last time they were there: a secret, answered once and kept nowhere.",
    ),
    moment("LastLoggedInDateTime", future=True, says="When they were last there; the website alone says so."),
    moment(
        "LastModifiedDate",
        future=True,
        on_patch=Given.SERVER,
        default="now",
        says="When it was changed last.",
    ),
    Field(
        name="LastModifiedTouchpointId",
        kind=Kind.TEXT,
        shortest=TOUCHPOINT_LENGTH,
        longest=TOUCHPOINT_LENGTH,
        header="TouchpointId",
        computed=_touchpoint,
        says="The touchpoint that changed it last. What a body says is judged, and not kept.",
    ),
    moment(
        "DateOfClosure", future=True, on_patch=Given.NEVER, says="When it was closed. A POST may not say so."
    ),
    replace(created_by(), shown_on=_AFTER_THE_POST),
    Field(
        name="ttl",
        kind=Kind.WHOLE,
        on_post=Given.NEVER,
        on_patch=Given.NEVER,
        shown_on=_AFTER_THE_POST,
        says="Once it is closed: how many seconds it still answers.",
    ),
)

RESOURCE: Final = Resource(
    segment="digitalidentities",
    title="DigitalIdentities",
    key="IdentityID",
    oldest=2,
    newest=3,
    notifies=False,
    says="Accounts of customers on the website.",
    fields=_FIELDS,
    operations=(
        posting(
            _MADE,
            tp(),
            au(),
            parse(),
            null_body(),
            _refused("IC", "CustomerId is required."),
            _refused("ID", "DateOfClosure may not be set."),
            _NO_CUSTOMER,
            replace(read_only(Body.TEXT), status=_UNPROCESSABLE, words="The customer's record is read only."),
            _refused("D", "The customer has a digital identity."),
            _refused("DE", "The email address belongs to another digital identity."),
            _refused("NE", "The customer has no email address."),
            _refused("IL", _LOGGED_IN),
            invalid(),
            write_failed(status=_BROKEN),
            says="Open an account for a customer who has an email address.",
        ),
        replace(
            getting(
                _OF_CUSTOMER,
                tp(),
                *guids("Gc", Body.ZERO_ID_TEXT),
                customer_missing(),
                record_missing(),
                says="The account of a customer.",
            ),
            does="get_by_customer",
        ),
        getting(
            _READ,
            tp(),
            *guids("Gr", Body.ZERO_ID_TEXT),
            record_missing(),
            scope="",
            says="An account by its id.",
        ),
        replace(
            patching(
                _FOR_CUSTOMER,
                tp(),
                au(),
                *guids("Gc", Body.ZERO_ID_TEXT),
                parse(),
                null_body(),
                invalid(),
                _NO_CUSTOMER,
                record_missing(),
                _refused("IL", _LOGGED_IN),
                _CLOSED,
                says="Change the account of a customer. What was sent is judged alone.",
            ),
            does="patch_by_customer",
        ),
        patching(
            _CHANGED,
            tp(),
            au(),
            *guids("Gr", Body.ZERO_ID_TEXT),
            parse(),
            null_body(),
            invalid(),
            _NO_CUSTOMER,
            record_missing(),
            _refused("IL", _LOGGED_IN),
            _CLOSED,
            scope="",
            says="Change an account by its id. What was sent is judged alone.",
        ),
        Operation(
            method="DELETE",
            route=_FOR_CUSTOMER,
            does="delete",
            steps=(
                tp(),
                *guids("Gc", Body.ZERO_ID_TEXT),
                customer_missing(_BAD_REQUEST),
                record_missing(),
            ),
            reply=Reply.EMPTY,
            says="Close the account of a customer. It answers for some seconds more.",
        ),
    ),
)
