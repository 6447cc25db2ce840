"""Coded lists with their words and wire codes. A code is given a last day when it goes, and is never taken out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from fingerpost.policy.errors import PolicyError


class UnknownCode(PolicyError):
    """A list or a code that does not exist; the message names it, since codes hold no personal data."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a list: how it is stored, how it reads, and its number on the wire of the shared record."""

    code: str
    wire: int
    label: str
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid(self, on: date) -> bool:
        """Whether the code may be chosen on a day; stored ones stay readable for ever."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class CodeList:
    """A coded list in the order it is shown."""

    name: str
    wire_name: str
    codes: tuple[Code, ...]

    def get(self, code: str) -> Code:
        """The code of that name, valid or not. Raises UnknownCode."""
        for each in self.codes:
            if each.code == code:
                return each
        raise UnknownCode(f"The list '{self.name}' has no code '{code}'.")

    def from_wire(self, wire: int) -> Code:
        """The code of that wire number, valid or not. Raises UnknownCode."""
        for each in self.codes:
            if each.wire == wire:
                return each
        raise UnknownCode(f"The list '{self.name}' has no wire code {wire}.")

    def choices(self, on: date | None = None) -> list[tuple[str, str]]:
        """Pairs of code and label for a form: those valid on a day, or all of them for a model."""
        return [(each.code, each.label) for each in self.codes if on is None or each.is_valid(on)]


def code_list(name: str) -> CodeList:
    """The list of that name. Raises UnknownCode."""
    try:
        return all_lists()[name]
    except KeyError:
        raise UnknownCode(f"There is no list called '{name}'.") from None


def label_of(name: str, code: str) -> str:
    """The words of a stored code. Raises UnknownCode."""
    return code_list(name).get(code).label


@cache
def all_lists() -> Mapping[str, CodeList]:
    """Every coded list by name, read once from the packaged file."""
    text = (resources.files("fingerpost.policy") / "reference" / "codes.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    return MappingProxyType(
        {
            name: CodeList(name, entry["wire_name"], tuple(Code(*row) for row in entry["codes"]))
            for name, entry in content.items()
        }
    )


_LEVELS: Final = {"none": 0, "entry": 0, **{f"level_{number}": number for number in range(1, 9)}}
_NO_ETHNIC_GROUP: Final = frozenset({"not_provided"})


def level_number(qualification_level: str | None) -> int | None:
    """A coded qualification level as a number (none and entry level are 0); None where it is not known."""
    return None if qualification_level is None else _LEVELS.get(qualification_level)


def is_ethnic_minority(ethnicity: str | None) -> bool | None:
    """Whether a coded ethnic group is one of the minority communities of the 2010 set (OI-3.10); None if not told."""
    if ethnicity is None or ethnicity in _NO_ETHNIC_GROUP:
        return None
    return ethnicity != "white_british"
