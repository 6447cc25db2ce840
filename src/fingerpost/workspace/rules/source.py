"""Where the register takes its rules and the descriptions of its keys from: one place, so that both always agree."""

from __future__ import annotations

from collections.abc import Mapping

from fingerpost.house.rules import rules_in_force
from fingerpost.policy import Rules
from fingerpost.policy.known_keys import KNOWN_KEYS
from fingerpost.policy.schema import KeySpec


def rules_shown() -> Rules:
    """The rules in force for whoever reads, whose organisation may have added words of its own."""
    return rules_in_force()


def specs_shown() -> Mapping[str, KeySpec]:
    """What each key is for."""
    return KNOWN_KEYS
