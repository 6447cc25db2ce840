"""JSON Schema of the fields of the wire, as bodies come in and as they go out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

from fingerpost.dss.wire.description import NEWEST, OLDEST, Field, Given, Kind, Resource, Switch
from fingerpost.dss.wire.enums import ENUMS
from fingerpost.dss.wire.grammars import GRAMMARS

Schema = dict[str, Any]

_MOMENT: Final = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,7})?(Z|[+-]\d{2}:\d{2})?$"
_SPAN: Final = r"^-?(\d+\.)?\d{2}:\d{2}:\d{2}(\.\d{7})?$"
_TYPES: Final[dict[Kind, Schema]] = {
    Kind.TEXT: {"type": "string"},
    Kind.WHOLE: {"type": "integer"},
    Kind.ENUM: {"type": "integer"},
    Kind.ENUMS: {"type": "array", "items": {"type": "integer"}},
    Kind.TRUTH: {"type": "boolean"},
    Kind.MOMENT: {"type": "string", "pattern": _MOMENT},
    Kind.ID: {"type": "string", "format": "uuid"},
    Kind.NUMBER: {"type": "number"},
    Kind.SPAN: {"type": "string", "pattern": _SPAN},
    Kind.ADDRESS: {"type": "string", "format": "uri"},
}
_TAKEN: Final = frozenset({Given.REQUIRED, Given.OPTIONAL})


def sent(resource: Resource, method: str) -> Schema:
    """What a body of POST or PATCH may hold: whatever else it holds is ignored."""
    taken = [each for each in resource.fields if given(each, method) in _TAKEN]
    schema: Schema = {
        "type": "object",
        "properties": {
            each.reads_as or each.name: _one(each, method=method) for each in newest_of_each(taken)
        },
    }
    required = [
        each.name
        for each in newest_of_each(taken)
        if method == "POST"
        and _in_all(resource, [it for it in taken if it.on_post is Given.REQUIRED], each.name)
    ]
    if required:
        schema["required"] = required
    return schema


def shown(resource: Resource, switches: Collection[Switch], method: str = "GET") -> Schema:
    """What a record shows: every field of its version, nothing left out and nothing else."""
    fields = [each for each in resource.fields if is_shown(each, switches, method)]
    return {
        "type": "object",
        "description": resource.says,
        "properties": {each.name: _one(each) for each in newest_of_each(fields)},
        "required": [each.name for each in newest_of_each(fields) if _in_all(resource, fields, each.name)],
        "additionalProperties": False,
    }


def newest_of_each(fields: Iterable[Field]) -> list[Field]:
    """One field of each name: the description tells versions of a field apart, the newest first."""
    found: dict[str, Field] = {}
    for each in fields:
        found.setdefault(each.name, each)
    return list(found.values())


def _in_all(resource: Resource, fields: Iterable[Field], name: str) -> bool:
    """Whether each version of the resource has this field among these."""
    own = [each for each in fields if each.name == name]
    return all(
        any(each.is_in(version) for each in own) for version in range(resource.oldest, resource.newest + 1)
    )


def camel(schema: Schema) -> Schema:
    """The same record with its names in camel case."""
    return {
        **schema,
        "properties": {_small(name): each for name, each in schema["properties"].items()},
        "required": [_small(name) for name in schema["required"]],
    }


def given(field: Field, method: str) -> Given:
    """Where a field's value comes from in this method."""
    return field.on_post if method == "POST" else field.on_patch


def is_shown(field: Field, switches: Collection[Switch], method: str = "GET") -> bool:
    """Whether an answer to this method shows the field in any version under these switches."""
    if field.is_hidden or (field.shown_by is not None and field.shown_by not in switches):
        return False
    return not field.shown_on or method in field.shown_on


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]


def _one(field: Field, *, method: str = "") -> Schema:
    """One field; ``method`` of a body that comes in. What goes out is loose: older records may hold anything."""
    schema = dict(_TYPES[field.kind])
    if field.enum and method:
        _list_values(schema, field)
    if method:
        _bounds(schema, field)
    if method and field.kind is Kind.MOMENT:
        # Much more is read than what is written.
        schema = {"type": "string", "format": "date-time"}
    if not (method == "POST" and field.on_post is Given.REQUIRED):
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    words = [field.says, *_remarks(field, outward=not method)]
    description = " ".join(each for each in words if each)
    return {**schema, "description": description} if description else schema


def _list_values(schema: Schema, field: Field) -> None:
    listed = ENUMS[field.enum]
    values = sorted({value for version in range(OLDEST, NEWEST + 1) for value in listed.values(version)})
    if field.kind is Kind.ENUMS:
        schema["items"] = {"type": "integer", "enum": values}
    else:
        schema["enum"] = values


def _bounds(schema: Schema, field: Field) -> None:
    if field.kind is Kind.TEXT:
        if field.shortest:
            schema["minLength"] = field.shortest
        if field.longest is not None:
            schema["maxLength"] = field.longest
        if field.grammar:
            schema["pattern"] = f"^(?:{GRAMMARS[field.grammar].expression.pattern})$"
    elif field.grammar.startswith(("LAT", "LON")):
        reach = 90 if field.grammar.startswith("LAT") else 180
        schema |= {"minimum": -reach, "maximum": reach}


def _remarks(field: Field, *, outward: bool) -> Iterable[str]:
    if field.enum:
        named = "; ".join(f"{each.value} {each.label}" for each in ENUMS[field.enum].members)
        yield f"{named}."
    if not outward and field.not_future:
        yield "Not later than now (UTC)."
    yield from _versions(field)


def limits(field: Field) -> Iterable[str]:
    """What a field may hold, in sentences for a page."""
    if field.shortest and field.longest == field.shortest:
        yield f"{field.longest} characters."
    elif field.longest is not None:
        yield f"At most {field.longest} characters."
    if field.not_future:
        yield "Not later than now (UTC)."
    if field.grammar:
        yield f"Matches {GRAMMARS[field.grammar].shown}"
    yield from _versions(field)


def _versions(field: Field) -> Iterable[str]:
    if field.since > OLDEST:
        yield f"Since version {field.since}."
    if field.until < NEWEST:
        yield f"Up to version {field.until}."
