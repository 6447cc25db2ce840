"""Every rule of the service as an immutable value that can be asked for any day, past or future."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from itertools import chain
from typing import Final, TypeVar, cast

from fingerpost.policy.errors import NotInForce, UnknownRule, WrongKind

Derived = TypeVar("Derived")


class Status(StrEnum):
    """How firmly a value stands (XD-1, XD-3)."""

    IN_FORCE = "in_force"
    CARRIED_FORWARD = "carried_forward"
    WITHDRAWN = "withdrawn"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Ruling:
    """The value of one key over one period, with who says so.

    `valid_to` is the last day it holds, None while no end is known. `source` is the register paragraph (several
    are separated by "; "). Lists are tuples and tables are read-only mappings.
    """

    key: str
    value: object
    rule_id: str
    valid_from: date
    valid_to: date | None
    source: str
    status: Status
    unit: str = ""
    pack: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """Where rulings come from: one source in one version, or a change of the agency's own.

    `approver` and `reason` are those of an added pack (XD-1); `is_added` marks one that lies over the shipped ones.
    """

    name: str
    title: str = ""
    note: str = ""
    version: str = ""
    approver: str = ""
    reason: str = ""
    is_added: bool = False


class Rules:
    """All rulings of a set of packs; never changes once made, so threads and caches may share it."""

    __slots__ = ("_by_key", "_derived", "packs")

    def __init__(
        self, rulings: Iterable[Ruling], packs: Iterable[Pack] = (), *, beside: Rules | None = None
    ) -> None:
        """Takes rulings that a loader has checked: no two of one key overlap. Packs come lowest first.

        With `beside` the keys that no ruling names are taken as they are from other rules.
        """
        self.packs: Final[tuple[Pack, ...]] = tuple(packs)
        gathered: dict[str, list[Ruling]] = {}
        for ruling in rulings:
            gathered.setdefault(ruling.key, []).append(ruling)
        self._derived: Final[dict[str, object]] = {}
        by_key = {} if beside is None else dict(beside._by_key)
        for key, unordered in gathered.items():
            ordered = tuple(sorted(unordered, key=lambda each: each.valid_from))
            by_key[key] = ([each.valid_from for each in ordered], ordered)
        self._by_key: Final[dict[str, tuple[list[date], tuple[Ruling, ...]]]] = dict(sorted(by_key.items()))

    def get(self, key: str, on: date) -> Ruling:
        """What held for `key` on the civil date `on` (XD-1), in under a microsecond.

        Raises UnknownRule or NotInForce.
        """
        found = self._by_key.get(key)
        if found is None:
            near = get_close_matches(key, self._by_key, n=1)
            raise UnknownRule(key, near=near[0] if near else None)
        starts, rulings = found
        place = bisect_right(starts, on) - 1
        if place >= 0:
            ruling = rulings[place]
            if (ruling.valid_to is None or on <= ruling.valid_to) and ruling.status is not Status.WITHDRAWN:
                return ruling
        raise NotInForce(key, on.isoformat(), _why_not(rulings, place))

    def find(self, key: str, on: date) -> Ruling | None:
        """As `get`, with None where the key has no value on that day; an unknown key still raises."""
        try:
            return self.get(key, on)
        except NotInForce:
            return None

    def get_int(self, key: str, on: date) -> int:
        """The value of a whole-number rule; its unit is in the ruling."""
        value = self.get(key, on).value
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise WrongKind(key, "a whole number", _kind_of(value))

    def get_text(self, key: str, on: date) -> str:
        """The value of a text rule."""
        value = self.get(key, on).value
        if isinstance(value, str):
            return value
        raise WrongKind(key, "text", _kind_of(value))

    def get_flag(self, key: str, on: date) -> bool:
        """The value of a yes-or-no rule."""
        value = self.get(key, on).value
        if isinstance(value, bool):
            return value
        raise WrongKind(key, "yes or no", _kind_of(value))

    def get_list(self, key: str, on: date) -> tuple[str, ...]:
        """The value of a rule that lists texts."""
        value = self.get(key, on).value
        if isinstance(value, tuple) and all(isinstance(each, str) for each in value):
            return value
        raise WrongKind(key, "a list of texts", _kind_of(value))

    def get_table(self, key: str, on: date) -> Mapping[str, object]:
        """The value of a rule that is one table of named values."""
        value = self.get(key, on).value
        if isinstance(value, Mapping):
            return value
        raise WrongKind(key, "a table", _kind_of(value))

    def get_rows(self, key: str, on: date) -> tuple[Mapping[str, object], ...]:
        """The value of a rule that is a list of tables."""
        value = self.get(key, on).value
        if isinstance(value, tuple) and all(isinstance(each, Mapping) for each in value):
            return value
        raise WrongKind(key, "a list of tables", _kind_of(value))

    def derived(self, name: str, make: Callable[[], Derived]) -> Derived:
        """What `make` works out of these rules alone, kept for the next time under a name; made twice at worst."""
        kept = self._derived.get(name)
        if kept is None:
            kept = self._derived[name] = make()
        return cast(Derived, kept)

    def history(self, key: str) -> tuple[Ruling, ...]:
        """Every ruling of one key in order of time, withdrawn ones included. Raises UnknownRule."""
        found = self._by_key.get(key)
        if found is None:
            raise UnknownRule(key)
        return found[1]

    def all_on(self, on: date) -> tuple[Ruling, ...]:
        """Every ruling that held on a day, in order of key."""
        return tuple(ruling for key in self._by_key if (ruling := self.find(key, on)) is not None)

    def keys(self) -> tuple[str, ...]:
        """Every key, in order."""
        return tuple(self._by_key)

    def __iter__(self) -> Iterator[Ruling]:
        return chain.from_iterable(rulings for _, rulings in self._by_key.values())

    def __len__(self) -> int:
        return sum(len(rulings) for _, rulings in self._by_key.values())

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    def __repr__(self) -> str:
        return f"<Rules: {len(self._by_key)} keys, {len(self)} rulings>"


def _why_not(rulings: Sequence[Ruling], place: int) -> str:
    """Why no ruling answers: before the first, in a gap, after the last, or withdrawn."""
    if place < 0:
        first = rulings[0]
        return f"its first value begins on {first.valid_from.isoformat()} ({first.source})."
    last = rulings[place]
    if last.status is Status.WITHDRAWN:
        return f"it was withdrawn from {last.valid_from.isoformat()} ({last.source})."
    ended = last.valid_to.isoformat() if last.valid_to else "an unknown day"
    return f"its last value before that ended on {ended} ({last.source})."


def _kind_of(value: object) -> str:
    """The kind of a value in plain words."""
    if isinstance(value, bool):
        return "yes or no"
    if isinstance(value, int):
        return "a whole number"
    if isinstance(value, str):
        return "text"
    if isinstance(value, Mapping):
        return "a table"
    return "a list"


@cache
def shipped_rules() -> Rules:
    """The rules that come with the program, loaded once. Raises PackFaults if a shipped pack is wrong."""
    from fingerpost.policy.loader import load_shipped  # the loader builds Rules, so it is imported late

    return load_shipped()
