"""Resources of their own ways: what they do, check and set off beside what every resource does.

A module here may hold ``HANDLERS`` by segment and name of what is done, ``CHECKS`` by segment and code of the step,
and ``AFTER`` by segment and method: what a kept record sets off before its change notices are queued.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from fingerpost.dss.models import WireRecord
    from fingerpost.dss.serving.exchange import Exchange
    from fingerpost.dss.serving.replies import Answer

_MODULES: Final = ("subscriptions", "identities", "collections", "transfers")


@lru_cache(maxsize=1)
def handlers() -> Mapping[tuple[str, str], Callable[[Exchange], Answer]]:
    """What is done otherwise, by segment and name."""
    return _gathered("HANDLERS")


@lru_cache(maxsize=1)
def checks() -> Mapping[tuple[str, str], Callable[[Exchange], bool]]:
    """What is checked otherwise, by segment and code."""
    return _gathered("CHECKS")


@lru_cache(maxsize=1)
def afterwards() -> Mapping[tuple[str, str], Callable[[Exchange, WireRecord], None]]:
    """What a kept record sets off, by segment and method."""
    return _gathered("AFTER")


def _gathered(name: str) -> dict[tuple[str, str], Any]:
    found: dict[tuple[str, str], Any] = {}
    for module in _MODULES:
        found |= getattr(import_module(f"{__name__}.{module}"), name, {})
    return found
