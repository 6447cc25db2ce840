"""Keys about areas, touchpoints and nations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import COUNTED, FLAG, ROWS, TEXT
from fingerpost.policy.schema import KeySpec

KEYS: Final[Mapping[str, KeySpec]] = {
    "places.areas": KeySpec(ROWS, "The areas of England", fields={**COUNTED, "touchpoint": TEXT}),
    "places.touchpoints": KeySpec(
        ROWS, "Touchpoints outside the areas", fields={**COUNTED, "touchpoint": TEXT}
    ),
    "places.nations": KeySpec(
        ROWS,
        "Nations, and the careers service of each",
        fields={**COUNTED, "service": TEXT, "in_scope": FLAG},
    ),
}
