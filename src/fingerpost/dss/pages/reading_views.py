"""The wire described, for those who write to it: a page for each resource, and OpenAPI."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from fingerpost.dss.documenting import schemas
from fingerpost.dss.documenting.openapi import as_text, document
from fingerpost.dss.documenting.words import fails, gateway_path, holds, tells
from fingerpost.dss.wire.catalogue import RESOURCES
from fingerpost.dss.wire.description import Field, Given, Kind, Operation, Resource, Rule
from fingerpost.dss.wire.enums import ENUMS, WireEnum
from fingerpost.house.permissions import public_page

_ONE_HOUR = 3_600

_KINDS = {
    Kind.TEXT: "text",
    Kind.WHOLE: "whole number",
    Kind.ENUM: "number of a list",
    Kind.ENUMS: "numbers of a list",
    Kind.TRUTH: "true or false",
    Kind.MOMENT: "date and time",
    Kind.ID: "GUID",
    Kind.NUMBER: "number",
    Kind.SPAN: "stretch of time",
    Kind.ADDRESS: "address",
}
_GIVEN = {
    Given.REQUIRED: "required",
    Given.OPTIONAL: "optional",
    Given.SERVER: "set by the service",
    Given.HEADER: "from a header",
    Given.PATH: "from the path",
    Given.NEVER: "not taken",
}


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field as its row of the table says it."""

    name: str
    kind: str
    on_post: str
    on_patch: str
    says: str
    enum: str


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check of an operation and what answers where it fails."""

    when: str
    status: int
    body: str


@dataclass(frozen=True, slots=True)
class OperationPart:
    """One operation with its checks in order."""

    method: str
    path: str
    says: str
    success: int
    checks: tuple[CheckRow, ...]


@public_page
@require_safe
@cache_control(public=True, max_age=_ONE_HOUR)
def overview(request: HttpRequest) -> HttpResponse:
    """Every resource with its operations, and how the wire is spoken."""
    parts = [(each, _operations(each)) for each in RESOURCES.values()]
    return render(request, "dss/reading/overview.html", {"parts": parts})


@public_page
@require_safe
@cache_control(public=True, max_age=_ONE_HOUR)
def resource(request: HttpRequest, segment: str) -> HttpResponse:
    """One resource: its fields, lists, rules, operations and the order of their checks."""
    found = RESOURCES.get(segment)
    if found is None:
        raise Http404
    fields = _fields(found)
    return render(
        request,
        "dss/reading/resource.html",
        {
            "resource": found,
            "fields": fields,
            "lists": _lists(found),
            "rules": _rules(found),
            "operations": _operations(found),
        },
    )


@public_page
@require_safe
@cache_control(public=True, max_age=_ONE_HOUR)
def openapi(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1 of the wire as this deployment speaks it."""
    return HttpResponse(_document(), content_type="application/json")


@cache
def _document() -> str:
    return as_text(document(RESOURCES, settings.DSS_SWITCHES))


def _shown(found: Resource) -> list[Field]:
    shown = [each for each in found.fields if schemas.is_shown(each, settings.DSS_SWITCHES)]
    return schemas.newest_of_each(shown)


def _fields(found: Resource) -> list[FieldRow]:
    return [
        FieldRow(
            each.name,
            _KINDS[each.kind],
            _GIVEN[each.on_post],
            _GIVEN[each.on_patch],
            " ".join((each.says, *schemas.limits(each))).strip(),
            each.enum,
        )
        for each in _shown(found)
    ]


def _lists(found: Resource) -> list[WireEnum]:
    names = dict.fromkeys(each.enum for each in _shown(found) if each.enum)
    return [ENUMS[name] for name in names]


def _rules(found: Resource) -> list[Rule]:
    return list({each.code: each for each in found.rules}.values())


def _operations(found: Resource) -> list[OperationPart]:
    return [_operation(found, each) for each in found.operations]


def _operation(found: Resource, one: Operation) -> OperationPart:
    checks = tuple(CheckRow(fails(each), each.status, holds(each.body)) for each in one.steps)
    return OperationPart(one.method, gateway_path(found, one), tells(found, one), one.success, checks)
