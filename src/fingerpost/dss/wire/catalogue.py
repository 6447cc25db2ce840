"""Every resource of the wire, and which operation a request asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType
from typing import Final

from fingerpost.dss.wire.description import Operation, Resource

_NAMES: Final = (
    "customer",
    "address",
    "contact",
    "diversity",
    "interaction",
    "session",
    "action_plan",
    "action",
    "goal",
    "outcome",
    "transfer",
    "web_chat",
    "employment_progression",
    "learning_progression",
    "adviser_detail",
    "subscription",
    "digital_identity",
    "collection",
)
_VERSIONS: Final = MappingProxyType({"": 1, "v1": 1, "v2": 2, "v3": 3, "v4": 4})
_PLACE: Final = re.compile(r"\{(\w+)\}")


def _described() -> dict[str, Resource]:
    found = {}
    for name in _NAMES:
        resource: Resource = import_module(f"fingerpost.dss.wire.resources.{name}").RESOURCE
        found[resource.segment] = resource
    return found


RESOURCES: Final[Mapping[str, Resource]] = MappingProxyType(_described())
"""Every resource, by the segment under which the gateway shows it, in the order of the catalogue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which operation a request asks for, and what stands in the places of its route."""

    resource: Resource
    operation: Operation
    version: int
    places: Mapping[str, str]


def find_operation(segment: str, method: str, path: str, *, version: str = "") -> Asked | None:
    """The operation of a method on a path below ``/<segment>/api/``; None where there is none.

    Any letter case, and slashes doubled or at the end, are taken. ``version`` is the header as it came: none is the
    oldest; one past the resource's newest answers as that.
    """
    resource = RESOURCES.get(segment.lower())
    number = _VERSIONS.get(version.strip().lower())
    if resource is None or number is None:
        return None
    number = min(max(number, resource.oldest), resource.newest)
    parts = [part for part in path.split("/") if part]
    for operation, pattern in _routes(resource.segment):
        if operation.method != method or not operation.since <= number <= operation.until:
            continue
        places = _placed(pattern, parts)
        if places is not None:
            return Asked(resource=resource, operation=operation, version=number, places=places)
    return None


@lru_cache(maxsize=64)
def _routes(segment: str) -> tuple[tuple[Operation, tuple[str, ...]], ...]:
    return tuple(
        (operation, tuple(part for part in operation.route.split("/") if part))
        for operation in RESOURCES[segment].operations
    )


def _placed(pattern: tuple[str, ...], parts: list[str]) -> Mapping[str, str] | None:
    """What stands in the places of a route, or None where the path is another's."""
    if len(pattern) != len(parts):
        return None
    places = {}
    for expected, part in zip(pattern, parts, strict=True):
        place = _PLACE.fullmatch(expected)
        if place is not None:
            places[place[1]] = part
        elif expected.lower() != part.lower():
            return None
    return places
