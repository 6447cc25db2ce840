"""Extracts for others, each for its own purpose: survey contractor, and Department for Work and Pensions twice."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from types import MappingProxyType
from typing import Final, cast
from uuid import UUID

from fingerpost.performance.returns.checks import Finding, Rule
from fingerpost.performance.returns.layouts import Column, columns_of
from fingerpost.performance.returns.rows import safe_cell
from fingerpost.policy import Rules
from fingerpost.policy.civil import add_months, age_on
from fingerpost.policy.codes import UnknownCode, code_list

HOME: Final = 3
ATTENDED: Final = "attended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One customer in one session of the month. What the extract's purpose does not need is None.

    A row of a survey without ``customer`` is somebody who is counted and not told: no name, address or id.
    ``seen_before`` is the last session before this one.
    """

    customer: UUID | None
    attendance: UUID | None
    given_name: str | None
    family_name: str | None
    born_on: date | None
    gender: int | None
    preferred: int | None
    mobile: str | None
    home: str | None
    other: str | None
    email: str | None
    postcode: str | None
    condition: int | None
    difficulty: int | None
    ethnicity: int | None
    organisation: UUID
    organisation_name: str
    is_subcontracted: bool
    plan_on: date | None
    employment: str | None
    unemployed_for: str | None
    learning: str | None
    qualification: str | None
    channel: int | None
    session_on: date | None
    result: str | None
    seen_before: date | None
    opted_in: bool
    left_out: bool
    groups: str | None
    outcomes: str | None


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of an extract, its name and version; ``required`` must be filled before it goes."""

    version: str
    name: str
    columns: tuple[Column, ...]
    required: tuple[str, ...]
    missing: str
    settings: Mapping[str, object]


def layout_of(key: str, on: date, rules: Rules) -> Layout:
    """The layout of an extract on a day: key ``returns.extract.*``."""
    value = rules.get_table(key, on)
    return Layout(
        str(value["version"]),
        str(value["name"]),
        columns_of(value["columns"]),
        cast("tuple[str, ...]", value.get("required", ())),
        str(value.get("missing", "")),
        value,
    )


def extract_csv(people: Sequence[Person], layout: Layout, *, area: str, types: Mapping[str, str]) -> bytes:
    """The extract's bytes, in the order of the customers' ids; days as 2026-11-05; what is missing in its words."""
    rows = sorted(people, key=lambda each: (str(each.customer), str(each.session_on), str(each.attendance)))
    return _written(
        [column.header for column in layout.columns],
        (
            [_cell(each, column.code, area, types) or layout.missing for column in layout.columns]
            for each in rows
        ),
    )


def for_satisfaction(people: Iterable[Person], layout: Layout) -> list[Person]:
    """Whom the survey contractor may ask: agreed, still here, once, not seen in the months before, and reachable.

    BR-19.1. Nobody is in it who closed their record, died, or is there twice.
    """
    months = _number(layout, "quiet_months")
    return [
        each
        for each in people
        if each.customer is not None
        and each.opted_in
        and not each.left_out
        and is_quiet(each, months)
        and any((each.email, each.mobile, each.home, each.other))
    ]


def for_counts(people: Iterable[Person], layout: Layout) -> list[Person]:
    """Who is counted: of the age at the session, still here, and not seen in the months before."""
    youngest, months = _number(layout, "youngest"), _number(layout, "quiet_months_counts")
    return [
        each
        for each in people
        if not each.left_out
        and each.born_on is not None
        and each.session_on is not None
        and age_on(each.born_on, each.session_on) >= youngest
        and is_quiet(each, months)
    ]


def is_quiet(person: Person, months: int) -> bool:
    """Whether the customer had no session in so many months before this one."""
    if person.seen_before is None or person.session_on is None:
        return True
    return person.seen_before < add_months(person.session_on, -months)


def counts_csv(people: Sequence[Person], groups: Sequence[Mapping[str, object]], *, area: str) -> bytes:
    """Numbers by group for the contract's area; each person stands once in each group. Nobody can be told from it."""
    counted: Counter[tuple[str, str]] = Counter()
    names = list(dict.fromkeys(str(row["group"]) for row in groups))
    for person in people:
        for name in names:
            label = _label(_code(person, name), [row for row in groups if row["group"] == name])
            counted[name, label] += 1
    rows = (
        [str(row["group"]), str(row["label"]), str(counted[str(row["group"]), str(row["label"])])]
        for row in groups
    )
    return _written(["Group", "Value", area], rows)


def missing_in(people: Iterable[Person], layout: Layout) -> Iterator[Finding]:
    """OI-14.5: every required item that is empty, person by person; it stands in the way of sending.

    A plan's date is asked only of somebody who came.
    """
    required = [column for column in layout.columns if column.code in layout.required]
    for each in people:
        for column in required:
            if column.code == "plan_on" and each.result != ATTENDED:
                continue
            if not _cell(each, column.code, "", {}):
                rule = Rule(
                    f"missing_{column.code}", column.header, column.header, "", "deliverer", stops=True
                )
                mended_by = "subcontractor" if each.is_subcontracted else "prime"
                yield Finding(
                    rule,
                    mended_by,
                    each.organisation,
                    each.organisation_name,
                    None,
                    each.customer,
                    each.attendance,
                )


def _written(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(each) for each in headers])
    for row in rows:
        writer.writerow([safe_cell(each) for each in row])
    return out.getvalue().encode("utf-8-sig")


def _cell(person: Person, code: str, area: str, types: Mapping[str, str]) -> str:
    making = _MAKING.get(code)
    if making is not None:
        return making(person)
    if code == "area":
        return area
    if code == "outcomes":
        return ", ".join(types.get(each, each) for each in (person.outcomes or "").split(",") if each)
    value = getattr(person, code)
    return "" if value is None else str(value)


def _words(name: str, value: int | str | None) -> str:
    """The words of a code of a list, by its number on the wire or its name; nothing for an unknown one."""
    if value is None:
        return ""
    codes = code_list(name)
    try:
        return (codes.from_wire(value) if isinstance(value, int) else codes.get(value)).label
    except UnknownCode:
        return ""


def _telephone(person: Person) -> str:
    """The home number where that is preferred, else the mobile number."""
    return (person.home if person.preferred == HOME else person.mobile) or ""


_MAKING: Final[Mapping[str, Callable[[Person], str]]] = MappingProxyType(
    {
        "telephone": _telephone,
        "other_telephone": lambda each: each.other or "",
        "condition": lambda each: _words("disability_declaration", each.condition),
        "difficulty": lambda each: _words("learning_difficulty_or_disability", each.difficulty),
        "ethnicity": lambda each: _words("ethnicity", each.ethnicity),
        "gender": lambda each: _words("gender", each.gender),
        "subcontractor": lambda each: each.organisation_name if each.is_subcontracted else "",
        "plan": lambda each: "Yes" if each.plan_on else "No",
        "employment": lambda each: _words("employment_status", each.employment),
        "unemployed_for": lambda each: _words("length_of_unemployment", each.unemployed_for),
        "learning": lambda each: _words("learning_status", each.learning),
        "qualification": lambda each: _words("qualification_level", each.qualification),
        "channel": lambda each: _words("channel", each.channel),
        "research": lambda _each: "Yes",
        "result": lambda each: "Yes" if each.result == ATTENDED else "No",
    }
)


def _code(person: Person, group: str) -> int | None:
    """The number that a group goes by: an age, a code of the wire, or whether a plan was given."""
    match group:
        case "Age":
            born, on = person.born_on, person.session_on
            return None if born is None or on is None else age_on(born, on)
        case "Gender":
            return person.gender
        case "Employment":
            try:
                return code_list("employment_status").get(person.employment or "").wire
            except UnknownCode:
                return None
        case "Channel":
            return person.channel
        case _:
            return int(person.plan_on is not None)


def _label(code: int | None, rows: Sequence[Mapping[str, object]]) -> str:
    """The row that a code belongs to; a row without codes and ages takes what is left."""
    for row in rows:
        if code is not None and "codes" in row and code in cast("tuple[int, ...]", row["codes"]):
            return str(row["label"])
        if code is not None and "from" in row and cast(int, row["from"]) <= code <= cast(int, row["to"]):
            return str(row["label"])
    left = next((row for row in rows if "codes" not in row and "from" not in row), None)
    return "" if left is None else str(left["label"])


def _number(layout: Layout, name: str) -> int:
    return cast(int, layout.settings[name])
