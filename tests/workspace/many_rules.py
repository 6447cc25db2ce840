"""Two thousand rules beside the shipped ones, for pages that must stay usable with so many."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from fingerpost.policy import Rules, Ruling, Status, shipped_rules
from fingerpost.policy.known_keys import KNOWN_KEYS
from fingerpost.policy.schema import KeySpec, Kind
from fingerpost.workspace.rules import source

MANY = 2_000


def ruling(key: str, value: object, **parts: object) -> Ruling:
    """A ruling of a made-up key, in force since 1 October 2014 unless told otherwise."""
    values: dict[str, object] = {
        "valid_from": date(2014, 10, 1),
        "valid_to": None,
        "source": "BR-24.1",
        "status": Status.IN_FORCE,
        "pack": "made-up",
        **parts,
    }
    return Ruling(key=key, value=value, rule_id=f"{key}@{values['valid_from']}", **values)  # type: ignore[arg-type]


def put_in_force(patch: pytest.MonkeyPatch, rulings: Iterable[Ruling], **specs: KeySpec) -> Rules:
    """Make these the rules of the register, on top of the shipped ones. Names of specs have _ for the full stop."""
    rules = Rules([*shipped_rules(), *rulings])
    known = {**KNOWN_KEYS, **{name.replace("__", "."): spec for name, spec in specs.items()}}
    patch.setattr(source, "rules_in_force", lambda: rules)
    patch.setattr(source, "KNOWN_KEYS", known)
    return rules


def many_rulings() -> list[Ruling]:
    """One whole number under each of two thousand keys."""
    return [ruling(f"made_up.number_{number:04}", number, unit="days") for number in range(MANY)]


def put_many_in_force(patch: pytest.MonkeyPatch) -> Rules:
    """The shipped rules and two thousand more."""
    about = {
        f"made_up__number_{number:04}": KeySpec(Kind.NUMBER, f"Made-up number {number:04}", "days")
        for number in range(MANY)
    }
    return put_in_force(patch, many_rulings(), **about)
