"""Every key that a pack may hold, with the kind of its value, its unit and what it is for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fingerpost.policy.keys import access, eligibility, identity, places, record, screening, second_check
from fingerpost.policy.schema import KeySpec

KNOWN_KEYS: Final[Mapping[str, KeySpec]] = MappingProxyType(
    {
        **access.KEYS,
        **eligibility.KEYS,
        **identity.KEYS,
        **places.KEYS,
        **record.KEYS,
        **screening.KEYS,
        **second_check.KEYS,
    }
)
