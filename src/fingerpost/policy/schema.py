"""What kinds of rule there are, and whether a value fits its kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Kind(StrEnum):
    """The kinds of value that a rule can have."""

    NUMBER = "a whole number"
    TEXT = "text"
    FLAG = "yes or no"
    DATE = "a date"
    TEXTS = "a list of texts"
    NUMBERS = "a list of whole numbers"
    TABLE = "a table"
    ROWS = "a list of tables"


@dataclass(frozen=True, slots=True)
class KeySpec:
    """What a pack may say under one key: `about` says it in words.

    `fields` names the members of a table (or of each row) and their kinds; one whose name ends in "?" may be
    left out, and "*" stands for any name. `gaps` says whether time may pass without a value between two values.
    `only_grows_by` names the member by which the rows of a list are known, where a pack over another may add rows
    and never leave one out. `check` says in words why a value of the right kind can't be read, None when it can.
    """

    kind: Kind
    about: str
    unit: str = ""
    fields: Mapping[str, Kind] = field(default_factory=dict)
    gaps: bool = False
    only_grows_by: str = ""
    check: Callable[[object], str | None] | None = None


_PARAGRAPH: Final = r"(?:BR|OI|MX|OF|EV|XD)-[0-9A-Za-z][\w.\-]*"
SOURCE_PATTERN: Final = re.compile(rf"{_PARAGRAPH}(?:; {_PARAGRAPH})*")


def freeze(value: object) -> object:
    """A read-only copy of a value as TOML gives it: lists become tuples, tables read-only mappings."""
    if isinstance(value, Mapping):
        return MappingProxyType({str(name): freeze(member) for name, member in value.items()})
    if isinstance(value, list | tuple):
        return tuple(freeze(member) for member in value)
    return value


def complaint_about(spec: KeySpec, value: object) -> str | None:
    """Why a value (frozen) does not fit its key, in words; None when it fits."""
    complaint = (
        _complaint_about_kind(spec, value) or _complaint_about_numbers(value) or _complaint_about_codes(value)
    )
    return complaint if complaint is not None or spec.check is None else spec.check(value)


def _complaint_about_kind(spec: KeySpec, value: object) -> str | None:
    """Why a value is not of the kind that its key needs."""
    if not _fits(spec.kind, value):
        return f"needs {spec.kind}"
    if spec.kind is Kind.TABLE and isinstance(value, Mapping):
        return _complaint_about_members(spec.fields, value)
    if spec.kind is Kind.ROWS and isinstance(value, tuple):
        for number, row in enumerate(value, start=1):
            if (complaint := _complaint_about_members(spec.fields, row)) is not None:
                return f"row {number}: {complaint}"
    return None


def _complaint_about_numbers(value: object) -> str | None:
    """No rule of the service is a number below 0: it would be a slip that switches something off."""
    if isinstance(value, int) and value < 0:
        return f"{value} is below 0"
    members = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else ()
    return next((told for each in members if (told := _complaint_about_numbers(each)) is not None), None)


def _complaint_about_codes(value: object) -> str | None:
    """Rows that are known by a code have each code once."""
    if not isinstance(value, tuple):
        return None
    seen: set[str] = set()
    for row in value:
        code = row.get("code") if isinstance(row, Mapping) else None
        if isinstance(code, str):
            if code in seen:
                return f"the code '{code}' stands twice"
            seen.add(code)
    return None


def _complaint_about_members(fields: Mapping[str, Kind], members: Mapping[str, object]) -> str | None:
    """The first member that is missing, unknown or of a wrong kind."""
    if not fields:
        return None
    allowed = {name.rstrip("?"): kind for name, kind in fields.items()}
    for name in fields:
        if not name.endswith("?") and name != "*" and name not in members:
            return f"'{name}' is missing"
    for name, member in members.items():
        kind = allowed.get(name, allowed.get("*"))
        if kind is None:
            return f"'{name}' is not known here"
        if not _fits(kind, member):
            return f"'{name}' needs {kind}"
    return None


def _fits(kind: Kind, value: object) -> bool:
    """Whether a frozen value is of a kind."""
    match kind:
        case Kind.NUMBER:
            return isinstance(value, int) and not isinstance(value, bool)
        case Kind.TEXT:
            return isinstance(value, str) and bool(value.strip())
        case Kind.FLAG:
            return isinstance(value, bool)
        case Kind.DATE:
            return type(value) is date
        case Kind.TEXTS:
            return isinstance(value, tuple) and all(isinstance(member, str) for member in value)
        case Kind.NUMBERS:
            return isinstance(value, tuple) and all(_fits(Kind.NUMBER, member) for member in value)
        case Kind.TABLE:
            return isinstance(value, Mapping)
        case Kind.ROWS:
            return isinstance(value, tuple) and bool(value) and all(isinstance(row, Mapping) for row in value)
