"""OpenAPI 3.1 of the wire, made from its description and from nothing else."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from typing import Any, Final

from fingerpost.dss.documenting import schemas
from fingerpost.dss.documenting.search import FOUND, SEARCH_PATHS
from fingerpost.dss.documenting.words import fails, gateway_path, holds, places, tells
from fingerpost.dss.wire.description import Body, Operation, Reply, Resource, Step, Switch

Made = dict[str, Any]

TITLE: Final = "The shared record"
VERSION: Final = "4.0"
_JSON, _TEXT, _BYTES = "application/json", "text/plain", "application/octet-stream"
_ZERO: Final = "00000000-0000-0000-0000-000000000000"
_TEXTS: Final = frozenset({Body.TEXT, Body.ZERO_ID_TEXT, Body.ECHO, Body.CUSTOMER_ID_TEXT})
_OWN_PLACES: Final = {
    "customers": "customerId",
    "interactions": "interactionId",
    "actionplans": "actionPlanId",
}


def document(resources: Mapping[str, Resource], switches: Collection[Switch] = ()) -> Made:
    """The whole description of the wire, in the order of its resources; nothing of it is shared with another one."""
    paths: dict[str, Made] = {}
    for resource in resources.values():
        for operation in resource.operations:
            path = gateway_path(resource, operation)
            made = _operation(resource, operation, resources, switches)
            paths.setdefault(path, {})[operation.method.lower()] = made
    paths |= SEARCH_PATHS
    return deepcopy(_whole(resources, switches, paths))


def _whole(
    resources: Mapping[str, Resource], switches: Collection[Switch], paths: Mapping[str, Made]
) -> Made:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": TITLE,
            "version": VERSION,
            "description": (
                "The customer record as systems of contractors exchange it. Paths are read in any letter case, with"
                " or without a slash at the end. The header `version` chooses the version of a resource: empty or v1"
                " is the oldest that is served; a higher one than a resource has answers as its newest."
            ),
        },
        "tags": [{"name": each.title, "description": each.says} for each in resources.values()],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "Ocp-Apim-Subscription-Key"}
            },
            "parameters": _parameters(),
            "responses": gateway_responses(),
            "schemas": {
                **{_named(each): schemas.shown(each, switches) for each in resources.values()},
                **_common_schemas(switches),
            },
        },
    }


def as_text(made: Made) -> str:
    """The document as it stands in its file: one blank of indentation and a newline at the end."""
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _named(resource: Resource) -> str:
    return resource.title.replace(" ", "")


def _operation(
    resource: Resource,
    operation: Operation,
    resources: Mapping[str, Resource],
    switches: Collection[Switch],
) -> Made:
    path = gateway_path(resource, operation)
    made: Made = {
        "operationId": operation_id(resource, operation),
        "summary": tells(resource, operation),
        "tags": [resource.title],
        "parameters": [*(_place(name) for name in places(path)), *_headers(resource, operation)],
        "responses": _responses(resource, operation, resources, switches),
        "x-order-of-checks": [{"check": fails(each), "status": each.status} for each in operation.steps],
    }
    if operation.method in ("POST", "PATCH"):
        made["requestBody"] = {
            "required": True,
            "content": {_JSON: {"schema": schemas.sent(resource, operation.method)}},
        }
        made["x-rules"] = [each.says for each in resource.rules if operation.method in each.methods]
    return made


def operation_id(resource: Resource, operation: Operation) -> str:
    """A name for an operation, made of its method, its segment and its route."""
    parts = [part.strip("{}") for part in operation.route.split("/") if part]
    return "-".join([operation.method.lower(), resource.segment, *parts])


def _place(name: str) -> Made:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}


def _headers(resource: Resource, operation: Operation) -> Iterable[Made]:
    yield {"$ref": "#/components/parameters/TouchpointId"}
    yield {
        "name": "version",
        "in": "header",
        "description": f"This resource is served in versions {resource.oldest} to {resource.newest}.",
        "schema": {"type": "string", "enum": ["", "v1", "v2", "v3", "v4"]},
    }
    checks = {each.code for each in operation.steps}
    takes = {each.header for each in resource.fields if each.header}
    if "SC" in checks:
        yield {
            "name": "SubcontractorId",
            "in": "header",
            "required": True,
            "schema": {"type": "string", "pattern": "^[0-9]{8}$"},
        }
    elif "SubcontractorId" in takes and operation.method in ("POST", "PATCH"):
        yield {
            "name": "SubcontractorId",
            "in": "header",
            "schema": {"type": "string", "pattern": "^[0-9]{1,50}$"},
        }


def _parameters() -> Made:
    return {
        "TouchpointId": {
            "name": "TouchpointId",
            "in": "header",
            "required": True,
            "description": "The ten digits of the touchpoint that asks; the key must be bound to it.",
            "schema": {"type": "string", "pattern": "^[0-9]{10}$"},
        }
    }


def _responses(
    resource: Resource,
    operation: Operation,
    resources: Mapping[str, Resource],
    switches: Collection[Switch],
) -> Made:
    made: Made = {str(operation.success): _success(resource, operation, resources, switches)}
    by_status: dict[int, list[Step]] = {}
    for step in operation.steps:
        by_status.setdefault(step.status, []).append(step)
    for status, steps in by_status.items():
        made[str(status)] = _refusal(steps)
    if operation.reply in (Reply.LIST, Reply.ARRAY, Reply.FIRST):
        made.setdefault("204", {"description": "There is none."})
    for code, (name, words) in _GATEWAY.items():
        made[code] = _joined(made.get(code), name, words)
    return dict(sorted(made.items()))


def _success(
    resource: Resource,
    operation: Operation,
    resources: Mapping[str, Resource],
    switches: Collection[Switch],
) -> Made:
    if operation.reply is Reply.EMPTY:
        return {"description": "Done."}
    if operation.reply is Reply.FILE:
        return {"description": "The file.", "content": {_BYTES: {"schema": {"type": "string"}}}}
    one: Made = {"$ref": f"#/components/schemas/{_named(resource)}"}
    own = schemas.shown(resource, switches, operation.method)
    if own != schemas.shown(resource, switches):
        one = own
    if resource.segment == "actions" and operation.does == "get" and Switch.CAMEL_ACTION in switches:
        one = schemas.camel(schemas.shown(resource, switches))
    schema: Made = one
    if operation.reply in (Reply.LIST, Reply.ARRAY):
        schema = {"type": "array", "items": one, "minItems": 1}
        if operation.reply is Reply.LIST and Switch.SINGLE_OBJECT in switches:
            schema = {"oneOf": [one, {"type": "array", "items": one, "minItems": 2}]}
    made: Made = {"description": "Well done.", "content": {_JSON: {"schema": schema}}}
    if operation.method == "POST":
        links = _links(resource, operation, resources)
        if links:
            made["links"] = links
    return made


def _links(resource: Resource, operation: Operation, resources: Mapping[str, Resource]) -> Made:
    """Where one can go on from a new record: every operation that takes its id, in a place or as the record's own."""
    known = {name: f"$request.path.{name}" for name in places(gateway_path(resource, operation))}
    own = _OWN_PLACES.get(resource.segment, "")
    if own:
        known[own] = f"$response.body#/{resource.key}"
    made: Made = {}
    for other in resources.values():
        for target in other.operations:
            wanted = places(gateway_path(other, target))
            filled = dict(known)
            if other is resource:
                filled["recordId"] = f"$response.body#/{resource.key}"
            takes_it = own in wanted or (other is resource and "recordId" in wanted)
            if takes_it and all(name in filled for name in wanted):
                name = operation_id(other, target)
                made[name] = {"operationId": name, "parameters": {each: filled[each] for each in wanted}}
    return made


def _refusal(steps: list[Step]) -> Made:
    """One status of several checks: each check, and what may stand in the body."""
    told = "; ".join(dict.fromkeys(fails(each) for each in steps))
    made: Made = {"description": f"{told[0].upper()}{told[1:]}."}
    said = [each for each in steps if each.body is not Body.EMPTY]
    quoted = [_body_schema(each) for each in said]
    if quoted:
        unique = [each for place, each in enumerate(quoted) if each not in quoted[:place]]
        content: Made = {_JSON: {"schema": unique[0] if len(unique) == 1 else {"anyOf": unique}}}
        if any(each.body in _TEXTS for each in said):
            content[_TEXT] = {"schema": {"type": "string"}}
        made["content"] = content
        made["x-body"] = list(dict.fromkeys(holds(each.body) for each in steps))
    return made


def _body_schema(step: Step) -> Made:
    if step.body is Body.NUMBER:
        return {"type": "integer", "const": step.status}
    if step.body is Body.ZERO_ID:
        return {"type": "string", "const": _ZERO}
    if step.body is Body.ERRORS:
        return {"$ref": "#/components/schemas/Failures"}
    if step.body is Body.EXCEPTION:
        return {"$ref": "#/components/schemas/Unreadable"}
    if step.body is Body.DUPLICATE:
        return {"$ref": "#/components/schemas/Duplicate"}
    if step.body is Body.HTTP_CONTENT:
        return {"type": "object"}
    return {"type": "string"}


def _common_schemas(switches: Collection[Switch]) -> Made:
    members, message = "memberNames", "errorMessage"
    if Switch.PASCAL_ERRORS in switches:
        members, message = "MemberNames", "ErrorMessage"
    failure: Made = {
        "type": "object",
        "properties": {members: {"type": "array", "items": {"type": "string"}}, message: {"type": "string"}},
        "required": [members, message],
    }
    return {
        "Failures": {"type": "array", "items": failure, "minItems": 1},
        "Unreadable": {
            "type": "object",
            "properties": {"Message": {"type": "string"}},
            "required": ["Message"],
        },
        "Duplicate": {
            "type": "object",
            "properties": {
                "errors": {"type": "array", "items": {"type": "string"}},
                "correlationId": {"type": "string"},
            },
            "required": ["errors", "correlationId"],
        },
        "Found": FOUND,
        "Gateway": {
            "type": "object",
            "properties": {"statusCode": {"type": "integer"}, "message": {"type": "string"}},
            "required": ["statusCode", "message"],
        },
    }


_AT_GATEWAY: Final[Made] = {_JSON: {"schema": {"$ref": "#/components/schemas/Gateway"}}}
_GATEWAY: Final = {
    "401": ("NoKey", "The key is missing or not known."),
    "403": ("OtherTouchpoint", "The key is not bound to this touchpoint."),
    "404": ("NotThere", "There is no such version or route."),
    "429": ("TooOften", "This key asks too often."),
}


def gateway_responses() -> Made:
    """What is answered before any operation, by the names under which operations refer to it."""
    return {name: {"description": words, "content": _AT_GATEWAY} for name, words in _GATEWAY.values()}


def _joined(had: Made | None, name: str, words: str) -> Made:
    """A status that the gateway answers too."""
    if had is None:
        return {"$ref": f"#/components/responses/{name}"}
    content = dict(had.get("content", {}))
    ours = _AT_GATEWAY[_JSON]["schema"]
    theirs = content.get(_JSON, {}).get("schema")
    content[_JSON] = {"schema": ours if theirs is None else {"anyOf": [theirs, ours]}}
    return {**had, "description": f"{had['description']} {words}", "content": content}
