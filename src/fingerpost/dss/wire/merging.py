"""From what a request sent to what is kept: defaults of a POST, the sparse merge of a PATCH.

Bodies are kept as the wire says them, with moments as text; ``lifted`` gives them back as the checks want them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from fingerpost.dss.wire.description import Context, Field, Given, Kind, Operation, Resource
from fingerpost.dss.wire.moments import Moment, of_datetime, read_moment
from fingerpost.dss.wire.reading import SentBody

_NOW: Final = "now"
_TAKEN: Final = (Given.REQUIRED, Given.OPTIONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headers:
    """What headers and path set: the touchpoint, the subcontractor where one was sent, and ids by wire name."""

    touchpoint: str
    subcontractor: str | None = None
    ids: Mapping[str, str] | None = None

    def of(self, field: Field) -> object:
        """What the header of this field says."""
        return self.subcontractor if field.header == "SubcontractorId" else self.touchpoint


def asked(resource: Resource, sent: SentBody, headers: Headers, context: Context) -> dict[str, object]:
    """What a request asks for, as V judges it: its body with what headers and path set beside it."""
    values = dict(sent.values)
    for field in resource.fields_in(context.version):
        given = field.on_post if context.method == "POST" else field.on_patch
        if given is Given.HEADER:
            values[field.name] = headers.of(field)
        elif given is Given.PATH:
            values[field.name] = (headers.ids or {}).get(field.name)
    return values


def made(
    resource: Resource, values: Mapping[str, object], headers: Headers, context: Context
) -> dict[str, object]:
    """The whole new record of a POST: what was asked, ids, defaults, and what is computed of the rest."""
    body = blank(resource)
    body.update((name, value) for name, value in values.items() if name in body)
    # Who made it is kept whatever the version knows of it.
    for field in resource.fields:
        if field.on_post is Given.HEADER and field.name == "CreatedBy":
            body[field.name] = headers.of(field)
    body.update((name, value) for name, value in (headers.ids or {}).items() if name in body)
    for field in resource.fields_in(context.version):
        if body[field.name] is None and field.default is not None:
            body[field.name] = _default(field, body, context)
    if body.get(resource.modified) is None:
        body[resource.modified] = of_datetime(context.now)
    _compute(resource, body, context)
    return body


def merged(
    resource: Resource,
    stored: Mapping[str, object],
    sent: SentBody,
    headers: Headers,
    context: Context,
    operation: Operation,
) -> dict[str, object]:
    """The whole record after a PATCH: nothing, null and "" keep what is stored, but where a field says otherwise.

    ``stored`` is lifted, and so is what returns.
    """
    body = {**blank(resource), **stored}
    for field in resource.fields_in(context.version):
        if field.on_patch in _TAKEN and _replaces(field, sent.values.get(field.name)):
            body[field.name] = sent.values[field.name]
        elif field.on_patch is Given.HEADER and headers.of(field):
            body[field.name] = headers.of(field)
    for name in operation.nullable:
        if name in sent.raw and sent.raw[name] in (None, ""):
            body[name] = None
    if sent.values.get(resource.modified) is None:
        body[resource.modified] = of_datetime(context.now)
    _compute(resource, body, context)
    return body


def blank(resource: Resource) -> dict[str, object]:
    """Every field that any version has, with nothing in it, in the order of the wire."""
    return dict.fromkeys(each.name for each in resource.fields)


def lifted(resource: Resource, body: Mapping[str, object]) -> dict[str, object]:
    """A kept body with its moments read."""
    lifts = dict(body)
    for name in moments_of(resource):
        value = lifts.get(name)
        if isinstance(value, str):
            lifts[name] = read_moment(value)
    return lifts


def lowered(body: Mapping[str, object]) -> dict[str, object]:
    """A body as it is kept: moments as text."""
    return {name: value.text if isinstance(value, Moment) else value for name, value in body.items()}


def moments_of(resource: Resource) -> Iterable[str]:
    """The names of a resource's moments."""
    return (each.name for each in resource.fields if each.kind is Kind.MOMENT)


def _replaces(field: Field, value: object) -> bool:
    if value == "":
        return field.clears
    return value is not None and value != []


def _default(field: Field, body: Mapping[str, object], context: Context) -> object:
    if callable(field.default):
        return field.default(body, context)
    return of_datetime(context.now) if field.default == _NOW else field.default


def _compute(resource: Resource, body: dict[str, object], context: Context) -> None:
    for field in resource.fields_in(context.version):
        if field.computed is not None:
            body[field.name] = field.computed(body, context)
