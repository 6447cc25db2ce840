"""Whether fields may stand: the annotations of each, then dates and lists, then the resource's own rules.

Every failure is told, in that order, one field twice where two checks refuse it: clients count them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from fingerpost.dss.wire import messages
from fingerpost.dss.wire.description import Context, Failure, Field, Given, Kind, Resource
from fingerpost.dss.wire.enums import ENUMS
from fingerpost.dss.wire.grammars import GRAMMARS, matches
from fingerpost.dss.wire.moments import Moment, ticks_of


def check_fields(
    resource: Resource, values: Mapping[str, object], context: Context, *, require: bool
) -> list[Failure]:
    """Judge fields by their annotations and the rules of the version; an absent field is null.

    ``require``: what a POST must give must be there.
    """
    fields = resource.fields_in(context.version)
    found = [
        failure
        for field in fields
        for failure in _annotations(field, values.get(field.name), context, require)
    ]
    for field in fields:
        found.extend(_listed_and_past(field, values.get(field.name), context))
    for rule in resource.rules:
        if context.method in rule.methods and rule.since <= context.version <= rule.until:
            found.extend(rule.check(values, context))
    return found


def number_text(value: float) -> str:
    """A number as decimal text without an exponent."""
    return format(Decimal(str(value)), "f")


def utf16_length(text: str) -> int:
    """Characters as .NET counts them: those beyond the basic plane are two."""
    return len(text) + sum(1 for each in text if ord(each) > 0xFFFF)


def _annotations(field: Field, value: object, context: Context, require: bool) -> Iterator[Failure]:
    if value is None or (isinstance(value, str) and not value.strip()):
        if require and field.on_post is Given.REQUIRED:
            yield _failure(field, "required", messages.required(field.name))
            return
        if value is None:
            return
    text = number_text(value) if field.kind is Kind.NUMBER and isinstance(value, int | float) else value
    if not isinstance(text, str):
        return
    if field.grammar and context.version >= field.grammar_since and not matches(field.grammar, text):
        shown = GRAMMARS[field.grammar].shown
        yield _failure(field, "grammar", messages.not_matching(field.name, shown))
    if field.longest is not None and not field.shortest <= utf16_length(text) <= field.longest:
        yield _failure(field, "length", messages.wrong_length(field.name, field.shortest, field.longest))


def _listed_and_past(field: Field, value: object, context: Context) -> Iterator[Failure]:
    if field.kind is Kind.ENUM and value is not None and not ENUMS[field.enum].has(value, context.version):
        yield _failure(field, "enum", messages.not_listed(field.name))
    if field.not_future and isinstance(value, Moment) and value.ticks > ticks_of(context.now):
        yield _failure(field, "not_future", messages.in_the_future(field.name))


def _failure(field: Field, what: str, usual: str) -> Failure:
    return Failure((field.name,), field.messages.get(what, usual))
