"""Keys about where the papers disagree, and what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import ROWS, TEXT, TEXTS
from fingerpost.policy.schema import KeySpec, Kind

# The register numbers its disagreements D1 to D51 (annex J).
HOW_MANY: Final = 51

KEYS: Final[Mapping[str, KeySpec]] = {
    **{
        f"disagreement.D{number}": KeySpec(
            Kind.TABLE,
            "What the papers say differently, what holds, and the keys by which it can be changed",
            fields={"topic": TEXT, "positions": ROWS, "default": TEXT, "settled_by": TEXTS},
        )
        for number in range(1, HOW_MANY + 1)
    },
}
