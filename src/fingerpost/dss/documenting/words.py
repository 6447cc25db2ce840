"""Plain words for what the description of the wire says in codes."""

from __future__ import annotations

import re
from typing import Final

from fingerpost.dss.wire.description import Body, Operation, Resource, Step

_PLACE: Final = re.compile(r"{(\w+)}")
_FAILS: Final = {
    "TP": "the header TouchpointId is missing",
    "AU": "the header apimurl is missing and can't be worked out",
    "SC": "the header SubcontractorId is missing",
    "Gc": "the customer's id is no GUID",
    "Gi": "the interaction's id is no GUID",
    "Gp": "the action plan's id is no GUID",
    "Gr": "the record's id is no GUID",
    "B": "the body can't be read",
    "Bi": "the body holds no readable IntroducedBy",
    "N": "the body is empty or null",
    "V": "what was sent does not keep the rules",
    "Vm": "the record as it would be does not keep the rules",
    "C": "there is no such customer",
    "RO": "the customer's record was closed and is read only",
    "I": "there is no such interaction",
    "P": "there is no such action plan",
    "X": "there is no such record",
    "D": "there is one already",
    "De": "another customer uses that email address",
    "Ie": "the email address of a customer with a digital identity is taken away",
    "RO3": "the customer's record was closed and is read only, unless it was closed as a duplicate",
    "DG": "the customer is a duplicate, and more is changed than the dates of the outcome",
    "IC": "the customer's id is missing",
    "ID": "the date of closure is set",
    "DE": "another digital identity has the email address",
    "NE": "the customer has no email address",
    "IL": "the last sign-in is set by another than the website",
    "CL": "the account was closed",
    "W": "the record could not be kept",
}
_BODIES: Final = {
    Body.EMPTY: "Empty.",
    Body.TEXT: "Words.",
    Body.NUMBER: "The status as a number.",
    Body.ZERO_ID: "The GUID of noughts.",
    Body.ZERO_ID_TEXT: "The GUID of noughts.",
    Body.ECHO: "The offending text.",
    Body.CUSTOMER_ID: "The customer's id.",
    Body.CUSTOMER_ID_TEXT: "The customer's id.",
    Body.RECORD_ID: "An id.",
    Body.ERRORS: "Every failure with the fields it names.",
    Body.EXCEPTION: "An object with at least Message.",
    Body.DUPLICATE: "Errors and a correlation id.",
    Body.HTTP_CONTENT: "An object that says nothing.",
}


def fails(step: Step) -> str:
    """When a check fails, in words. KeyError for a code that has none."""
    return _FAILS[step.code]


def holds(body: Body) -> str:
    """What stands in the body of a refusal."""
    return _BODIES[body]


def gateway_path(resource: Resource, operation: Operation) -> str:
    """The whole path as it is asked for: ``/customers/api/Customers/{customerId}``."""
    return f"/{resource.segment}/api/{operation.route.strip('/')}"


def places(path: str) -> list[str]:
    """The names of the places in a path, in order."""
    return _PLACE.findall(path)


def tells(resource: Resource, operation: Operation) -> str:
    """One line for an operation: its own words, or what its kind of operation does."""
    if operation.says:
        return operation.says
    title = resource.title
    return {
        "get": f"{title}: one record",
        "list": f"{title}: all records",
        "post": f"{title}: a new record",
        "patch": f"{title}: change a record",
        "delete": f"{title}: remove a record",
        "download": f"{title}: the file",
    }.get(operation.does, f"{title}: {operation.method} {operation.route}")
