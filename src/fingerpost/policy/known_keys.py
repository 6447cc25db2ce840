"""Every key that a pack may hold, with the kind of its value, its unit and what it is for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fingerpost.policy.keys import (
    entitlement,
    access,
    eligibility,
    hours,
    identity,
    places,
    record,
    screening,
    second_check,
    style,
    triage,
)
from fingerpost.policy.schema import KeySpec

KNOWN_KEYS: Final[Mapping[str, KeySpec]] = MappingProxyType(
    {
        **access.KEYS,
        **eligibility.KEYS,
        **hours.KEYS,
        **entitlement.KEYS,
        **identity.KEYS,
        **places.KEYS,
        **record.KEYS,
        **screening.KEYS,
        **triage.KEYS,
        **second_check.KEYS,
        **style.KEYS,
    }
)
