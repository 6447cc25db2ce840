"""Which resources of the wire the record has a place for, and who translates each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Final

from fingerpost.dss.translating.base import Translator

_MODULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "customers": "customers",
        "addresses": "addresses",
        "contactdetails": "contacts",
        "diversitydetails": "diversity",
        "adviserdetails": "advisers",
        "interactions": "interactions",
        "sessions": "sessions",
        "actionplans": "plans",
        "actions": "actions",
        "goals": "goals",
        "outcomes": "outcomes",
        "employmentprogressions": "employment",
        "learningprogressions": "learning",
    }
)
"""Modules beside this one, each with its ``TRANSLATOR``, in the order of the mirror: parents before children."""


class _Translators(Mapping[str, Translator]):
    """Translators know rooms of the whole record, so each is loaded when it is first asked for."""

    def __getitem__(self, segment: str) -> Translator:
        return _load(_MODULES[segment])

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


@cache
def _load(module: str) -> Translator:
    translator: Translator = import_module(f"fingerpost.dss.translating.{module}").TRANSLATOR
    return translator


TRANSLATORS: Final[Mapping[str, Translator]] = _Translators()
"""By segment. A resource that is not here lives on the wire alone."""
