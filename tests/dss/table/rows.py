"""What the table says of one resource of the wire: written by hand, never taken from the description.

Each module beside this one holds ``TABLE``. Texts may name what stands in the world of the test, in braces:
``{customer}``, ``{interaction}``, ``{session}``, ``{plan}``, ``{record}``, ``{place}`` (the name of the customer).
There are three customers: ``fresh`` has every parent and no record, ``standing`` a record of the valid body too, and
``ended`` is as ``standing`` and terminated. A POST goes to ``fresh``, everything else to ``standing``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from fingerpost.dss.wire.messages import in_the_future, not_listed, not_matching, required, wrong_length

BOTH: Final = ("POST", "PATCH")
PAST: Final = "2020-02-29T10:30:00.1234567Z"
FUTURE: Final = "2999-01-01T00:00:00Z"
SOME_ID: Final = "6f9619ff-8b86-d011-b42d-00c04fc964ff"


class Absent:
    """Stands for a field that the body leaves out."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One request and its answer.

    ``about`` is a field, or the code of a rule. ``what`` says which side: ``ok`` where it is accepted, else which
    check refuses it: ``required grammar length enum not_future read rule``. ``given`` is put over the valid body of a
    POST, and is the whole body of a PATCH. Where the answer is 2xx each field given must stand in it as given, or as
    ``kept`` says, and ``kept`` may name more; ``{now}`` there is the moment of the request. Where it is 422 there is
    a failure of ``members`` with ``message`` ("" asks for none), ``count`` failures in all where that is not None;
    of ``read`` the message begins so.
    ``before`` is patched in first. ``version`` "" is the newest. ``at`` is the customer, "" the usual one.
    """

    about: str
    what: str
    method: str
    given: Mapping[str, Any]
    status: int
    members: tuple[str, ...] = ()
    message: str = ""
    count: int | None = None
    kept: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    version: str = ""
    at: str = ""
    switches: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The checks of one operation in their order, each with what it answers: ``TP=400:number Gc=400:zero_id C=204``.

    The test breaks each of them together with all that come after it, and the first has to answer. A body is one of
    ``wire.description.Body``, none is empty; ``words`` are those of bodies of text.
    """

    method: str
    route: str
    steps: str
    success: int = 200
    version: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """Every number that a field takes in a version, and a few of the names by which it may be sent."""

    name: str
    values: tuple[int, ...]
    names: Mapping[str, int] = field(default_factory=dict)
    versions: tuple[int, ...] = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The fields of an answer in the order of the wire, blanks between, and which of them a body can't set.

    ``by_patch`` are those of the answer to a PATCH, where they are others.
    """

    versions: tuple[int, ...]
    fields: str
    by_patch: str = ""
    not_by_post: str = ""
    not_by_patch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """How a check of one resource's own is made to fail: another customer, another body, headers, ids of the path."""

    at: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All that is said of one resource.

    ``valid`` is the least body that a POST takes; ``invalid`` makes it (or a PATCH) fail V. ``headers`` go with every
    request. ``needs`` are segments of which each customer has a record first, beside the parents of the route.
    ``prepare`` gets the world and may make more. ``breaks`` are by step code, or by ``METHOD code``.
    ``now`` names the moments that a POST without them sets to that of the request.
    ``unreachable`` are steps, rules and checks of fields (``field.what``) that no request can reach, each with why.
    """

    segment: str
    valid: Mapping[str, Any]
    rows: Sequence[Row]
    orders: Sequence[Order]
    values: Sequence[Values] = ()
    shapes: Sequence[Shape] = ()
    invalid: Mapping[str, Any] = field(default_factory=lambda: {"LastModifiedDate": FUTURE})
    headers: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    now: str = "LastModifiedDate"
    prepare: Callable[[Any], None] | None = None
    breaks: Mapping[str, Break] = field(default_factory=dict)
    unreachable: Mapping[str, str] = field(default_factory=dict)


def joined(*parts: Iterable[Row]) -> tuple[Row, ...]:
    """Rows of several makers in one sequence."""
    return tuple(row for part in parts for row in part)


def _asked(methods: Sequence[str], values: Sequence[Any]) -> Iterable[tuple[str, Any]]:
    """The first value by every method, and the others by the first method: one check serves all methods."""
    return [(method, values[0]) for method in methods] + [(methods[0], value) for value in values[1:]]


def accepts(name: str, *values: Any, methods: Sequence[str] = BOTH, **more: Any) -> list[Row]:
    """Each value of a field is taken, and stands in the answer. ``beside`` is sent with it."""
    beside = dict(more.pop("beside", {}))
    about = more.pop("about", name)
    return [
        Row(
            about=about,
            what="ok",
            method=method,
            given={**beside, name: value},
            status=201 if method == "POST" else 200,
            **more,
        )
        for method, value in _asked(methods, values)
    ]


def refuses(
    name: str, what: str, *values: Any, message: str = "", methods: Sequence[str] = BOTH, **more: Any
) -> list[Row]:
    """Each value of a field is refused with 422 and these words, in the name of the field or of ``members``."""
    beside = dict(more.pop("beside", {}))
    members = more.pop("members", (name,))
    about = more.pop("about", name)
    return [
        Row(
            about=about,
            what=what,
            method=method,
            given={**beside, name: value},
            status=422,
            members=members,
            message=message,
            **more,
        )
        for method, value in _asked(methods, values)
    ]


def needed(name: str, message: str = "", **more: Any) -> list[Row]:
    """A POST without the field is refused, and so is one with null."""
    words = message or required(name)
    return refuses(name, "required", ABSENT, None, message=words, methods=("POST",), **more)


def ruled(name: str, code: str, *values: Any, message: str, **more: Any) -> list[Row]:
    """A rule refuses each value."""
    return refuses(name, "rule", *values, message=message, about=code, **more)


def allowed(name: str, code: str, *values: Any, **more: Any) -> list[Row]:
    """A rule lets each value pass."""
    return accepts(name, *values, about=code, **more)


def dated(name: str, message: str = "", *, past: str = PAST, **more: Any) -> list[Row]:
    """A moment up to now: taken with its seven digits; refused when it lies ahead, or can't be read."""
    return [
        *accepts(name, past, **more),
        *refuses(name, "not_future", FUTURE, message=message or in_the_future(name), **more),
        *unreadable_moment(name, **more),
    ]


def now_or_before(name: str, **more: Any) -> list[Row]:
    """A moment up to now, refused in the words of a rule."""
    return dated(name, f"{name} must be less than or equal to now.", **more)


def any_time(name: str, **more: Any) -> list[Row]:
    """A moment that may lie ahead."""
    return [*accepts(name, FUTURE, PAST, **more), *unreadable_moment(name, **more)]


def unreadable_moment(name: str, **more: Any) -> list[Row]:
    """Words that are no moment."""
    return refuses(name, "read", "not a date", message="Could not convert string to DateTime", **more)


def listed(name: str, value: int, wrong: int, message: str = "", **more: Any) -> list[Row]:
    """A number of a list, one that is of none, and a word that is not read."""
    return [
        *accepts(name, value, **more),
        *refuses(name, "enum", wrong, message=message or not_listed(name), **more),
        *refuses(name, "read", "No such name", message="Error converting value", **more),
    ]


def truth(name: str, **more: Any) -> list[Row]:
    """A truth, in words and numbers too."""
    return [
        *accepts(name, True, **more),
        *accepts(name, "true", kept={name: True}, methods=("POST",), **more),
        *refuses(name, "read", "maybe", message="Error converting value", **more),
    ]


def an_id(name: str, **more: Any) -> list[Row]:
    """A GUID, shown in small letters with hyphens."""
    return [
        *accepts(name, SOME_ID, **more),
        *accepts(name, "{" + SOME_ID.upper() + "}", kept={name: SOME_ID}, methods=("POST",), **more),
        *refuses(name, "read", "not-an-id", message="Error converting value", **more),
    ]


def number(name: str, good: float, bad: float, **more: Any) -> list[Row]:
    """A decimal within its bounds."""
    return [
        *accepts(name, good, **more),
        *refuses(name, "grammar", bad, **more),
        *refuses(name, "read", "north", message="Error converting value", **more),
    ]


def spelled(name: str, good: Sequence[str], bad: Sequence[str], shown: str, **more: Any) -> list[Row]:
    """Texts that fit a grammar and texts that don't; ``shown`` is the expression that the refusal quotes."""
    return [
        *accepts(name, *good, **more),
        *refuses(name, "grammar", *bad, message=not_matching(name, shown) if shown else "", **more),
    ]


def at_most(name: str, longest: int, letter: str = "a", message: str = "", **more: Any) -> list[Row]:
    """A text as long as may be, and one a character longer."""
    words = message or wrong_length(name, 0, longest)
    return [
        *accepts(name, letter * longest, **more),
        *refuses(name, "length", letter * (longest + 1), message=words, **more),
    ]
