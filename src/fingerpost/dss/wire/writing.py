"""What goes out: records in the order of the wire with their nulls, and lists of failures.

Text goes out as it stands, in UTF-8; nothing but what JSON itself demands is escaped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final

from fingerpost.dss.wire.description import Failure, Field, Resource, Switch

_SHOWN: Final[dict[tuple[str, int, frozenset[Switch], str], tuple[Resource, tuple[str, ...]]]] = {}


def show(
    resource: Resource,
    body: Mapping[str, object],
    *,
    version: int,
    switches: frozenset[Switch],
    method: str = "GET",
    camel: bool = False,
) -> str:
    """One record as JSON: every field that the version shows in answers to a method, null where nothing is kept."""
    names = shown_names(resource, version=version, switches=switches, method=method)
    if camel:
        return as_json({camel_case(name): body.get(name) for name in names})
    return as_json({name: body.get(name) for name in names})


def show_many(
    resource: Resource, bodies: Iterable[Mapping[str, object]], *, version: int, switches: frozenset[Switch]
) -> str:
    """Records as a JSON array."""
    shown = (show(resource, body, version=version, switches=switches) for body in bodies)
    return f"[{','.join(shown)}]"


def shown_names(
    resource: Resource, *, version: int, switches: frozenset[Switch], method: str = "GET"
) -> tuple[str, ...]:
    """The fields that stand in answers to a method, in the order of the wire."""
    key = (resource.segment, version, switches, method)
    found = _SHOWN.get(key)
    if found is None or found[0] is not resource:
        names = tuple(each.name for each in resource.fields_in(version) if _is_shown(each, switches, method))
        found = _SHOWN[key] = (resource, names)
    return found[1]


def show_failures(failures: Iterable[Failure], *, switches: frozenset[Switch]) -> str:
    """Validation errors as a JSON array of members and words."""
    members, words = "memberNames", "errorMessage"
    if Switch.PASCAL_ERRORS in switches:
        members, words = "MemberNames", "ErrorMessage"
    return as_json([{members: list(each.members), words: each.message} for each in failures])


def as_json(value: object) -> str:
    """A value as JSON without white space."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def camel_case(name: str) -> str:
    """A wire name as .NET writes it in camel case: its first run of capitals in small letters."""
    letters = list(name)
    for place, letter in enumerate(letters):
        following = letters[place + 1] if place + 1 < len(letters) else ""
        if not letter.isupper() or (place > 0 and following and not following.isupper()):
            break
        letters[place] = letter.lower()
    return "".join(letters)


def _is_shown(field: Field, switches: frozenset[Switch], method: str) -> bool:
    switched = field.shown_by is None or field.shown_by in switches
    return switched and not field.is_hidden and method in field.shown_on
