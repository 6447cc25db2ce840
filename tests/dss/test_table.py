"""The table of the wire: every row is asked over HTTP, and whatever the description has must have its rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from fingerpost.dss.wire.catalogue import RESOURCES
from fingerpost.dss.wire.description import Field, Given, Kind, Operation, Resource, Switch
from fingerpost.dss.wire.enums import ENUMS
from fingerpost.dss.wire.moments import read_moment
from fingerpost.dss.wire.reading import Unreadable, read_value
from tests.dss.kit import Said, Wire
from tests.dss.table.rows import ABSENT, SOME_ID, Order, Row, Shape, Table
from tests.dss.table.world import World, table_of

ZERO: Final = "00000000-0000-0000-0000-000000000000"
JUNK: Final = MappingProxyType(
    {
        Kind.ID: SOME_ID,
        Kind.TEXT: "0000000104",
        Kind.MOMENT: "2001-01-01T00:00:00Z",
        Kind.NUMBER: 1.5,
        Kind.WHOLE: 7,
        Kind.TRUTH: True,
        Kind.ENUM: 1,
        Kind.ENUMS: [1],
        Kind.SPAN: "09:09:09",
        Kind.ADDRESS: "https://elsewhere.example/reports",
    }
)
_TAKEN: Final = (Given.REQUIRED, Given.OPTIONAL)
_REFUSED: Final = 422
_PLAIN: Final = frozenset({"ok", "grammar", "length", "enum", "not_future"})
_CHECKED_NUMBERS: Final = range(-2, 131)
segments = pytest.mark.parametrize("segment", list(RESOURCES))


def _versions(resource: Resource) -> range:
    return range(resource.oldest, resource.newest + 1)


def _number(version: str, resource: Resource) -> int:
    return min(int(version.removeprefix("v") or 4), resource.newest)


# ---- Every row, and every order of checks ------------------------------------------------------------------------


@segments
def test_every_row_is_answered_as_the_table_says(segment: str, wire: Wire) -> None:
    table, resource = table_of(segment), RESOURCES[segment]
    world = World(wire, table, resource.key)
    world.build()
    wrong = []
    for rows in _together(table.rows):
        if len(rows) > 1 and _all_said(world, rows):
            continue
        for row in rows:
            wrong += _row_differences(world, row)
    for order in table.orders:
        wrong += _order_differences(world, order)
    wrong += _not_of_now(world)
    for shape in table.shapes:
        wrong += _shape_differences(world, resource, shape)
    assert not wrong, f"{len(wrong)} differ:\n" + "\n".join(wrong)


def _row_differences(world: World, row: Row) -> list[str]:
    """Ask a row, undo what came of it, and say what is not as the row says."""
    switches = frozenset(Switch(each) for each in row.switches)
    with override_settings(DSS_SWITCHES=switches), transaction.atomic():
        found = [f"{row}\n   {each}" for each in _differences(world, row, world.ask(row))]
        transaction.set_rollback(True)
    return found


def _together(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows that give one field and nothing else go in one request, each field once; the others alone.

    Those that are taken go together, and those that are refused. Where that request is not answered as all of its
    rows say, they are asked one by one.
    """
    batches: list[list[Row]] = []
    filled: Counter[tuple[object, ...]] = Counter()
    places: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        is_plain = row.what in _PLAIN and len(row.given) == 1 and row.about in row.given
        if not is_plain or row.kept or row.headers or row.before or row.at or row.switches:
            batches.append([row])
            continue
        kind = (row.method, row.version, row.status, row.count is None)
        number = filled[*kind, row.about]
        filled[*kind, row.about] += 1
        batch = places.setdefault((*kind, number), [])
        if not batch:
            batches.append(batch)
        batch.append(row)
    return batches


def _all_said(world: World, rows: Sequence[Row]) -> bool:
    """Whether one request that gives all the fields of these rows is answered as each of them says."""
    given = {name: value for row in rows for name, value in row.given.items()}
    whole = replace(rows[0], about="all of these", given=given)
    if whole.status != _REFUSED:
        return not _row_differences(world, whole)
    with transaction.atomic():
        said = world.ask(whole)
        transaction.set_rollback(True)
    if said.status != _REFUSED:
        return False
    count = sum(row.count or 0 for row in rows)
    return (not count or len(said.errors) == count) and all(
        any(set(row.members) & set(members) and row.message in (words, "") for members, words in said.errors)
        for row in rows
    )


def _differences(world: World, row: Row, said: Said) -> Iterator[str]:
    if said.status != row.status:
        yield f"{said.status} {said.text}"
    elif row.status in (200, 201):
        answer = said.json()
        place = row.at or ("fresh" if row.method == "POST" else "standing")
        given = {
            name: value
            for name, value in row.given.items()
            if value is not ABSENT and not (value == "" or value is None)
        }
        for name, value in world.filled({**given, **row.kept}, place).items():
            is_now = value == "{now}" and _is_now(answer.get(name))
            if answer.get(name) != value and not is_now:
                yield f"{name} is {answer.get(name)!r}, not {value!r}"
    elif row.what == "read":
        words = said.json()["Message"] if said.text.startswith("{") else said.text
        if not words.startswith(row.message):
            yield said.text
    elif row.status == 422:
        if row.message and (row.members, row.message) not in said.errors:
            yield f"{said.errors}"
        if row.count is not None and len(said.errors) != row.count:
            yield f"{len(said.errors)} failures: {said.errors}"
        if not any(set(row.members) & set(members) for members, _ in said.errors):
            yield f"none of {row.members} in {said.errors}"


def _order_differences(world: World, order: Order) -> Iterator[str]:
    """Each check fails together with all that come after it, and answers first; with none broken all goes well."""
    steps = [each.partition("=") for each in order.steps.split()]
    codes = [code for code, _, _ in steps]
    for place, (code, _, answer) in enumerate(steps):
        status, _, body = answer.partition(":")
        with transaction.atomic():
            said, ids = world.ask_broken(order, codes[place:])
            transaction.set_rollback(True)
        if said.status != int(status):
            yield f"{order.method} {order.route}: {code} answers {said.status} {said.text!r}, not {status}"
        elif not _is_body(said, body or "empty", ids, order.words.get(code, "")):
            yield f"{order.method} {order.route}: {code} answers {said.text!r}, not {body or 'nothing'}"
    with transaction.atomic():
        said, _ = world.ask_broken(order, [])
        transaction.set_rollback(True)
    if said.status != order.success:
        yield f"{order.method} {order.route}: {said.status} {said.text!r} with nothing broken"


def _is_body(said: Said, body: str, ids: dict[str, str], words: str) -> bool:
    text = said.text
    broken = [each for each in ids.values() if each.startswith("not-an-id")]
    expected = {
        "empty": "",
        "number": str(said.status),
        "zero_id": f'"{ZERO}"',
        "zero_id_text": ZERO,
        "customer_id": f'"{ids.get("customerId")}"',
        "customer_id_text": ids.get("customerId", ""),
        "text": words,
    }
    if body in expected:
        return text == expected[body]
    if body == "echo":
        return text in broken
    answer = json.loads(text)
    if body == "errors":
        return bool(answer) and all(set(each) == {"memberNames", "errorMessage"} for each in answer)
    if body == "exception":
        return bool(answer["Message"])
    if body == "duplicate":
        return answer["errors"] == [words] and bool(answer["correlationId"])
    return body == "http_content" and "Headers" in answer


def _is_now(text: str | None) -> bool:
    read = read_moment(text or "")
    return read is not None and timedelta() <= timezone.now() - read.as_datetime() < timedelta(minutes=10)


def _not_of_now(world: World) -> Iterator[str]:
    """What a POST sets to its own moment was set so, and a PATCH sets its own moment of change."""
    began = timezone.now()
    at = {"standing": world.bodies["standing"]}
    if any(each.method == "PATCH" for each in world.table.orders):
        row = Row(about="", what="ok", method="PATCH", given={}, status=200)
        with transaction.atomic():
            at["patched"] = world.ask(row).json()
            transaction.set_rollback(True)
    for name in world.table.now.split():
        if not _is_now(at["standing"][name]):
            yield f"{name} is {at['standing'][name]}, not that of the POST"
    if "patched" in at:
        read = read_moment(at["patched"]["LastModifiedDate"])
        if read is None or read.as_datetime() < began:
            yield f"LastModifiedDate is {read}, not that of the PATCH"


def _shape_differences(world: World, resource: Resource, shape: Shape) -> Iterator[str]:
    """Answers hold exactly these fields in this order, and what a body can't set is not as the body says."""
    for version in shape.versions:
        for method, names in (("POST", shape.not_by_post), ("PATCH", shape.not_by_patch)):
            if not any(each.method == method for each in world.table.orders):
                continue
            junk = {name: JUNK[resource.field(name).kind] for name in names.split()}
            if resource.key in junk:
                junk["id"] = SOME_ID
            row = Row(about="", what="ok", method=method, given=junk, status=0, version=f"v{version}")
            with transaction.atomic():
                said = world.ask(row)
                transaction.set_rollback(True)
            if said.status not in (200, 201):
                yield f"version {version} {method}: {said.status} {said.text}"
                continue
            answer: dict[str, Any] = said.json()
            expected = shape.by_patch if method == "PATCH" and shape.by_patch else shape.fields
            if list(answer) != expected.split():
                yield f"version {version} {method}: {list(answer)}"
            taken = [name for name in junk if name in answer and answer[name] == junk[name]]
            if taken:
                yield f"version {version} {method}: a body sets {taken}"


# ---- Whatever the description has must stand in the table ----------------------------------------------------------


@segments
def test_the_table_has_a_row_on_either_side_of_whatever_is_described(segment: str) -> None:
    table, resource = table_of(segment), RESOURCES[segment]
    missing = [each for each in _wanted(resource) if each not in _had(table, resource)]
    missing = [each for each in missing if " ".join(each) not in table.unreachable]
    assert not missing, "\n".join(" ".join(each) for each in missing)
    had = {" ".join(each) for each in _wanted(resource)} | {
        f"{each.method} {each.route.lower()} {step.code}"
        for each in resource.operations
        for step in each.steps
    }
    assert set(table.unreachable) <= had, "excused, and no longer described"


def _wanted(resource: Resource) -> Iterator[tuple[str, str, str]]:
    """What, which side, and in which method."""
    methods = {each.method for each in resource.operations} & {"POST", "PATCH"}
    for method in sorted(methods):
        for field in resource.fields:
            given = field.on_post if method == "POST" else field.on_patch
            if given in _TAKEN:
                yield field.name, "ok", method
                yield from ((field.name, what, method) for what in _checks(field, given))
            elif given is Given.HEADER and field.name != "CreatedBy":
                yield from ((field.name, what, method) for what in _checks(field, given) if what != "read")
        for rule in resource.rules:
            if method in rule.methods:
                yield rule.code, "ok", method
                yield rule.code, "rule", method


def _checks(field: Field, given: Given) -> Iterator[str]:
    if given is Given.REQUIRED:
        yield "required"
    if field.grammar:
        yield "grammar"
    if field.longest is not None:
        yield "length"
    if field.kind is Kind.ENUM:
        yield "enum"
    if field.not_future:
        yield "not_future"
    if field.kind not in (Kind.TEXT, Kind.SPAN, Kind.ADDRESS) and field.unreadable is None:
        yield "read"


def _had(table: Table, resource: Resource) -> set[tuple[str, str, str]]:
    found = {(row.about, row.what, row.method) for row in table.rows}
    for row in table.rows:
        if row.status in (200, 201):
            found |= {
                (name, "ok", row.method) for name, value in row.given.items() if value not in (None, ABSENT)
            }
    if any(each.method == "POST" for each in table.orders):
        found |= {(name, "ok", "POST") for name in table.valid}
    return found


@segments
def test_every_operation_has_its_checks_in_the_order_of_the_table(segment: str) -> None:
    table, resource = table_of(segment), RESOURCES[segment]
    said = {(each.method, each.route.lower(), each.version) for each in table.orders}
    for operation in resource.operations:
        orders = [
            each
            for each in table.orders
            if (each.method, each.route.lower()) == (operation.method, operation.route.lower())
            and operation.since <= _number(each.version, resource) <= operation.until
        ]
        assert orders, f"{operation.method} {operation.route} is not in the table"
        for order in orders:
            said.discard((order.method, order.route.lower(), order.version))
            codes = [each.partition("=")[0] for each in order.steps.split()]
            assert codes == _reachable(operation, table, _number(order.version, resource)), order
    assert not said, "in the table, and not described"


def _reachable(operation: Operation, table: Table, version: int) -> list[str]:
    """The codes of its steps. W is none of them: what can't be kept is undone with its request, and answers 500."""
    where = f"{operation.method} {operation.route.lower()}"
    return [
        step.code
        for step in operation.steps
        if step.code != "W" and step.since <= version and f"{where} {step.code}" not in table.unreachable
    ]


@segments
def test_every_version_has_its_shape_and_what_a_body_cannot_set(segment: str) -> None:
    table, resource = table_of(segment), RESOURCES[segment]
    said = {version: shape for shape in table.shapes for version in shape.versions}
    assert sorted(said) == list(_versions(resource))
    for version, shape in said.items():
        fields = resource.fields_in(version)
        for method, names in (("POST", shape.not_by_post), ("PATCH", shape.not_by_patch)):
            if not any(each.method == method for each in resource.operations):
                continue
            ours = {
                each.name
                for each in fields
                if (each.on_post if method == "POST" else each.on_patch) not in _TAKEN
                and not each.is_hidden
                and each.shown_by is None
            }
            assert ours == set(names.split()), f"version {version} {method}"


@segments
def test_every_default_and_whatever_is_reckoned_stands_in_the_table(segment: str) -> None:
    table, resource = table_of(segment), RESOURCES[segment]
    now = {each.name for each in resource.fields if each.default == "now"}
    assert now == set(table.now.split())
    kept = {name for row in table.rows for name in row.kept}
    set_here = {
        each.name for each in resource.fields if each.default is not None or each.computed is not None
    }
    assert not set_here - now - kept


@segments
def test_every_list_takes_the_numbers_of_the_table_and_no_others(segment: str) -> None:
    table, resource = table_of(segment), RESOURCES[segment]
    for version in _versions(resource):
        for field in resource.fields_in(version):
            if field.kind not in (Kind.ENUM, Kind.ENUMS):
                continue
            found = [each for each in table.values if each.name == field.name and version in each.versions]
            assert len(found) == 1, f"{field.name} in version {version}"
            taken = tuple(each for each in _CHECKED_NUMBERS if ENUMS[field.enum].has(each, version))
            assert taken == tuple(sorted(found[0].values)), f"{field.name} in version {version}"
            for name, value in found[0].names.items():
                for written in (name, name.upper(), name.lower()):
                    sent = [written] if field.kind is Kind.ENUMS else written
                    expected = [value] if field.kind is Kind.ENUMS else value
                    assert read_value(field, sent, version=version) == expected, name
            with pytest.raises(Unreadable):
                read_value(_strict(field), ["Nothing like it"], version=version)


def _strict(field: Field) -> Field:
    """The field as it would be read without its permissive reader."""
    return field if field.unreadable is None else Field(name=field.name, kind=field.kind, enum=field.enum)
