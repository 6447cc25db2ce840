"""What of a record is synchronised: which resources, in which order, which fields, at which paths.

All of it is read from the description of the wire. Not synchronised, because they are a touchpoint's or a person's
own and not the customer's record: subscriptions, digital identities, collections.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from fingerpost.dss.serving.sealing import withheld_in
from fingerpost.dss.wire.catalogue import RESOURCES
from fingerpost.dss.wire.description import Field, Given, Kind, Operation
from fingerpost.dss.wire.moments import read_moment

Body = Mapping[str, object]

CUSTOMER, ADVISER, INTERACTION, SESSION = "customers", "adviserdetails", "interactions", "sessions"
PLAN, OUTCOME, SUBSCRIPTION = "actionplans", "outcomes", "subscriptions"
OF_CUSTOMER: Final = (
    "addresses",
    "contactdetails",
    "diversitydetails",
    "employmentprogressions",
    "learningprogressions",
)
OF_INTERACTION: Final = ("sessions", "transfers", "webchats")
OF_PLAN: Final = ("actions", "goals", "outcomes")
ORDER: Final = (CUSTOMER, *OF_CUSTOMER, ADVISER, INTERACTION, *OF_INTERACTION, PLAN, *OF_PLAN)
"""Every resource that is synchronised, parents before what stands under them."""

ONE_A_CUSTOMER: Final = frozenset(
    {"contactdetails", "diversitydetails", "employmentprogressions", "learningprogressions"}
)
CLOSING: Final = ("DateOfTermination", "ReasonForTermination")
"""Fields that make a customer read only: written last of all."""
REFERENCES: Final = {"SessionId": SESSION, "AdviserDetailsId": ADVISER}
"""Fields that hold another record's id."""
_PARENTS: Final = {
    "customerId": "CustomerId",
    "interactionId": "InteractionId",
    "actionPlanId": "ActionPlanId",
}
_OWN: Final = {"customerId": CUSTOMER, "interactionId": INTERACTION, "actionPlanId": PLAN}
_TAKEN: Final = frozenset({Given.REQUIRED, Given.OPTIONAL})
_GUID: Final = r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}"
_DATE: Final = "LastModifiedDate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One record as a path names it: its resource, its own id and those of its parents."""

    resource: str
    record_id: str
    customer_id: str = ""
    interaction_id: str = ""
    plan_id: str = ""

    def places(self) -> dict[str, str]:
        """What fills the braces of a route."""
        filled = {
            "customerId": self.customer_id,
            "interactionId": self.interaction_id,
            "actionPlanId": self.plan_id,
            "recordId": self.record_id,
        }
        return {name: value for name, value in filled.items() if value}


@cache
def kept_fields(resource: str) -> tuple[Field, ...]:
    """The fields that two services can be the same in: those that a body may set and an answer shows."""
    newest = RESOURCES[resource].newest
    return tuple(
        each
        for each in RESOURCES[resource].fields_in(newest)
        if (each.on_post in _TAKEN or each.on_patch in _TAKEN)
        and each.name != _DATE
        and not each.is_hidden
        and each.shown_by is None
        and "GET" in each.shown_on
    )


@cache
def operation(resource: str, does: str) -> Operation:
    """The one operation of a resource that does this. Of several the first. Raises KeyError."""
    for each in RESOURCES[resource].operations:
        if each.does == does:
            return each
    raise KeyError(f"{resource} {does}")


def path(resource: str, does: str, places: Mapping[str, str]) -> str:
    """The gateway's path of an operation with its places filled. Raises KeyError where one is missing."""
    route = re.sub(r"{(\w+)}", lambda found: places[found[1]], operation(resource, does).route)
    return f"/{resource}/api/{route.strip('/')}"


def record_path(target: Target) -> str:
    """Where one record is read and changed."""
    filled = target.places()
    for place, resource in _OWN.items():
        if resource == target.resource:
            filled[place] = target.record_id
    return path(target.resource, "get", filled)


def target_of(address: str) -> Target | None:
    """What the address of a record names, whatever host and prefix stand before it; None where it names none."""
    found = urlsplit(address).path
    for resource in ORDER:
        pattern, names = _pattern(resource)
        match = pattern.search(found)
        if match is None:
            continue
        ids = {name: match[name].lower() for name in names}
        last = names[-1]
        return Target(
            resource=resource,
            record_id=ids[last],
            customer_id=ids.get("customerId", ""),
            interaction_id=ids.get("interactionId", ""),
            plan_id=ids.get("actionPlanId", ""),
        )
    return None


@cache
def _pattern(resource: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    route = operation(resource, "get").route.strip("/")
    names = tuple(re.findall(r"{(\w+)}", route))
    expression = re.sub(r"{(\w+)}", rf"(?P<\1>{_GUID})", route)
    return re.compile(rf"/{resource}/api/+{expression}/*$", re.IGNORECASE), names


def target_in(
    resource: str, body: Body, *, customer_id: str = "", interaction_id: str = "", plan_id: str = ""
) -> Target:
    """What a record's body names, helped out by the path under which it was found."""
    key = RESOURCES[resource].key
    return Target(
        resource=resource,
        record_id=str(body[key]).lower(),
        customer_id=str(body.get("CustomerId") or customer_id).lower() if resource != ADVISER else "",
        interaction_id=str(body.get("InteractionId") or interaction_id).lower(),
        plan_id=str(body.get("ActionPlanId") or plan_id).lower(),
    )


def target_at(resource: str, record_id: str, places: Mapping[str, str]) -> Target:
    """A record by its id and the ids of what it stands under, as they fill the places of a route."""
    return Target(
        resource=resource,
        record_id=record_id,
        customer_id=places.get("customerId", record_id if resource == CUSTOMER else ""),
        interaction_id=places.get("interactionId", record_id if resource == INTERACTION else ""),
        plan_id=places.get("actionPlanId", record_id if resource == PLAN else ""),
    )


def value_of(field: Field, body: Body) -> object:
    """A field's value so that two services' can be compared: moments by their ticks, no text as nothing."""
    value = body.get(field.name)
    if value == "":
        return None
    if field.kind is Kind.MOMENT and isinstance(value, str):
        moment = read_moment(value)
        return value if moment is None else moment.ticks
    if field.kind is Kind.ENUMS and isinstance(value, list):
        return sorted(value)
    if field.kind is Kind.ID and isinstance(value, str):
        return value.lower()
    return value


def withheld(resource: str, *bodies: Body) -> frozenset[str]:
    """The fields of which one of these bodies does not tell what they hold."""
    return frozenset().union(*(withheld_in(RESOURCES[resource], each) for each in bodies))


def differing(
    resource: str, one: Body, other: Body, *, unknown: frozenset[str] | None = None
) -> tuple[str, ...]:
    """The names of the fields in which two bodies differ, both with the same side's ids.

    Fields that are ``unknown`` are not compared: what either withholds, where none are named.
    """
    if unknown is None:
        unknown = withheld(resource, one, other)
    return tuple(
        each.name
        for each in kept_fields(resource)
        if each.name not in unknown and value_of(each, one) != value_of(each, other)
    )


def print_of(resource: str, body: Body, *, key: bytes) -> str:
    """A keyed digest of the fields that are synchronised: whether they changed can be told, what they hold can't."""
    values = {each.name: value_of(each, body) for each in kept_fields(resource)}
    text = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def modified_ticks(body: Body) -> int:
    """When a record says that it was changed last, in ticks; 0 where it says nothing."""
    moment = read_moment(str(body.get(_DATE) or ""))
    return 0 if moment is None else moment.ticks
