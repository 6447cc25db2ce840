"""Every key that a pack may hold, with the kind of its value, its unit and what it is for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fingerpost.policy.keys import (
    access,
    contracts,
    disagreements,
    eligibility,
    entitlement,
    files,
    follow_ups,
    funding,
    hours,
    identity,
    local_content,
    offer,
    outcomes,
    performance,
    places,
    plans,
    progressions,
    protection,
    record,
    returns,
    screening,
    second_check,
    service_levels,
    style,
    triage,
    wire,
)
from fingerpost.policy.schema import KeySpec

KNOWN_KEYS: Final[Mapping[str, KeySpec]] = MappingProxyType(
    {
        **access.KEYS,
        **contracts.KEYS,
        **disagreements.KEYS,
        **eligibility.KEYS,
        **hours.KEYS,
        **entitlement.KEYS,
        **files.KEYS,
        **follow_ups.KEYS,
        **funding.KEYS,
        **identity.KEYS,
        **local_content.KEYS,
        **offer.KEYS,
        **outcomes.KEYS,
        **performance.KEYS,
        **places.KEYS,
        **plans.KEYS,
        **progressions.KEYS,
        **protection.KEYS,
        **record.KEYS,
        **returns.KEYS,
        **screening.KEYS,
        **triage.KEYS,
        **second_check.KEYS,
        **service_levels.KEYS,
        **style.KEYS,
        **wire.KEYS,
    }
)
