"""Bodies as .NET clients write them, read into the fields of a resource.

Names are matched exactly first and then in any letter case; the last of two wins; what no field is called is ignored.
Text stands for numbers, numbers for text, member names for enums, and "" for nothing wherever a field holds no text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final
from uuid import UUID

from fingerpost.dss.wire.description import Field, Given, Kind, Resource
from fingerpost.dss.wire.enums import ENUMS
from fingerpost.dss.wire.messages import NO_MOMENT, NO_VALUE
from fingerpost.dss.wire.moments import Moment, read_moment

_WHOLE: Final = re.compile(r"\s*[+-]?[0-9]{1,11}\s*")
_DECIMAL: Final = re.compile(r"\s*[+-]?(?:[0-9]{1,29}(?:\.[0-9]{0,28})?|\.[0-9]{1,28})\s*")
_ID: Final = re.compile(
    r"(?P<open>[{(]?)(?P<digits>[0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})(?P<close>[)}]?)"
)
_SPAN: Final = re.compile(
    r"\s*-?(?:[0-9]{1,8}|(?:[0-9]{1,8}[.:])?(?:[01]?[0-9]|2[0-3]):[0-5]?[0-9](?::[0-5]?[0-9](?:\.[0-9]{1,7})?)?)\s*"
)
_PAIRS: Final = {"": "", "{": "}", "(": ")"}
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_SMALLEST, _LARGEST = -(2**31), 2**31 - 1
_LARGEST_DECIMAL: Final = Decimal(79228162514264337593543950335)
_TAKEN: Final = frozenset({Given.REQUIRED, Given.OPTIONAL})


class Unreadable(ValueError):
    """A body that can't be read. The message is what the wire answers; it repeats the sender's own words."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


@dataclass(frozen=True, slots=True)
class SentBody:
    """What a body said. ``values`` are the fields that the method takes, by wire name, as far as they were sent.

    ``present`` are their names. ``raw`` is the object as it came, in the sender's own spelling.
    """

    values: Mapping[str, object]
    present: frozenset[str]
    raw: Mapping[str, object]


def read_body(raw: bytes, resource: Resource, *, method: str, version: int) -> SentBody | None:
    """Read the body of a POST or PATCH; None for no body and for JSON null. Raises Unreadable."""
    document = _document(raw)
    if document is None:
        return None
    if not isinstance(document, dict):
        raise Unreadable(f"{NO_VALUE} to type 'NCS.DSS.{resource.title}'. Path '', line 1, position 1.")
    taken = {
        (each.reads_as or each.name): each for each in resource.fields_in(version) if takes(each, method)
    }
    by_small_name = {name.lower(): each for name, each in taken.items()}
    values: dict[str, object] = {}
    for name, value in document.items():
        field = taken.get(name) or by_small_name.get(name.lower())
        if field is not None:
            values.pop(field.name, None)
            values[field.name] = read_value(field, value, version=version)
    return SentBody(MappingProxyType(values), frozenset(values), MappingProxyType(document))


def takes(field: Field, method: str) -> bool:
    """Whether a method reads this field from the body."""
    return (field.on_post if method == "POST" else field.on_patch) in _TAKEN


def read_value(field: Field, value: object, *, version: int) -> object:
    """One field as Newtonsoft's reader takes it. Raises Unreadable."""
    if field.unreadable is not None:
        return _lenient(field, value, version)
    if value is None or (value == "" and field.kind is not Kind.TEXT):
        return None
    read = _READERS[field.kind](field, value, version)
    return read.strip() if field.trimmed and isinstance(read, str) else read


def read_id(text: str) -> str | None:
    """A GUID in any of the spellings that .NET reads, as it goes out; None for anything else."""
    found = _ID.fullmatch(text.strip())
    if found is None or _PAIRS[found["open"]] != found["close"]:
        return None
    if found["open"] and "-" not in found["digits"]:
        return None
    return str(UUID(found["digits"]))


def _document(raw: bytes) -> object:
    text = raw.decode("utf-8-sig", "replace").strip()
    if not text:
        return None
    try:
        return json.loads(
            text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_last_counts
        )
    except (ValueError, RecursionError, ArithmeticError):
        raise Unreadable(f"{NO_VALUE}: the body is not JSON. Path '', line 1, position 1.") from None


def _last_counts(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose repeated names stand where they came last, as spellings of one name are told apart by place."""
    made: dict[str, object] = {}
    for name, value in pairs:
        made.pop(name, None)
        made[name] = value
    return made


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _refuse(field: Field, value: object, kind: str) -> Unreadable:
    shown = f'"{value}"' if isinstance(value, str) else _told(value)
    return Unreadable(
        f"{NO_VALUE} {shown} to type '{kind}'. Path '{field.name}', line 1, position 1.", field.name
    )


def _told(value: object) -> str:
    if isinstance(value, bool):
        return str(value)
    return (
        str(value)
        if isinstance(value, int | Decimal)
        else "{null}"
        if value is None
        else type(value).__name__
    )


def _text(field: Field, value: object, version: int) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    if not isinstance(value, str) or "\0" in value:
        raise _refuse(field, None if isinstance(value, str) else value, "System.String")
    return _SURROGATES.sub("\ufffd", value)


def _whole(field: Field, value: object, version: int) -> int:
    number = _integer(value)
    if number is None:
        raise _refuse(field, value, "System.Nullable`1[System.Int32]")
    return number


def _integer(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        value = int(value)
    return value if isinstance(value, int) and _SMALLEST <= value <= _LARGEST else None


def _member(field: Field, value: object, version: int) -> int:
    number = _integer(value)
    if number is None and isinstance(value, str):
        listed = ENUMS[field.enum]
        number = listed.by_name.get(value.strip().lower())
        if number is not None and not listed.has(number, version):
            number = None
    if number is None:
        raise _refuse(field, value, f"System.Nullable`1[NCS.DSS.ReferenceData.{field.enum}]")
    return number


def _lenient(field: Field, value: object, version: int) -> int | None:
    try:
        number = None if value is None or value == "" else _member(field, value, version)
    except Unreadable:
        number = None
    known = number is not None and ENUMS[field.enum].has(number, version)
    return number if known else field.unreadable


def _members(field: Field, value: object, version: int) -> list[int]:
    if isinstance(value, str):
        try:
            value = json.loads(value, parse_float=Decimal, parse_constant=_no_constant)
        except (ValueError, RecursionError, ArithmeticError):
            raise _refuse(field, value, f"System.Collections.Generic.List`1[{field.enum}]") from None
    if not isinstance(value, list):
        raise _refuse(field, value, f"System.Collections.Generic.List`1[{field.enum}]")
    return [_member(field, each, version) for each in value]


def _truth(field: Field, value: object, version: int) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | Decimal):
        return value != 0
    if isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    raise _refuse(field, value, "System.Nullable`1[System.Boolean]")


def _moment(field: Field, value: object, version: int) -> Moment:
    read = read_moment(value) if isinstance(value, str) else None
    if read is None:
        shown = value if isinstance(value, str) else _told(value)
        raise Unreadable(f"{NO_MOMENT}: {shown}. Path '{field.name}', line 1, position 1.", field.name)
    return read


def _id(field: Field, value: object, version: int) -> str:
    read = read_id(value) if isinstance(value, str) else None
    if read is None:
        raise _refuse(field, value, "System.Nullable`1[System.Guid]")
    return read


def _span(field: Field, value: object, version: int) -> str:
    """A .NET TimeSpan: days alone, or hours and minutes with days before and seconds after them."""
    if not isinstance(value, str) or _SPAN.fullmatch(value) is None:
        raise _refuse(field, value, "System.Nullable`1[System.TimeSpan]")
    return value.strip()


def _number(field: Field, value: object, version: int) -> int | float:
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        value = Decimal(value.strip())
    if (
        isinstance(value, int | Decimal)
        and not isinstance(value, bool)
        and -_LARGEST_DECIMAL <= value <= _LARGEST_DECIMAL
    ):
        return value if isinstance(value, int) else float(value)
    raise _refuse(field, value, "System.Nullable`1[System.Decimal]")


_READERS: Final[Mapping[Kind, Callable[[Field, object, int], object]]] = MappingProxyType(
    {
        Kind.TEXT: _text,
        Kind.WHOLE: _whole,
        Kind.ENUM: _member,
        Kind.ENUMS: _members,
        Kind.TRUTH: _truth,
        Kind.MOMENT: _moment,
        Kind.ID: _id,
        Kind.NUMBER: _number,
        Kind.SPAN: _span,
        Kind.ADDRESS: _text,
    }
)
