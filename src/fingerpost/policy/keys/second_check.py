"""Keys about the second check of a word that has an everyday meaning too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import NUMBER, TABLE
from fingerpost.policy.schema import KeySpec

KEYS: Final[Mapping[str, KeySpec]] = {
    "second_check.code": KeySpec(
        TABLE,
        "The code that a second person gives: its digits, how long it lasts, wrong tries, codes in an hour",
        fields={"digits": NUMBER, "minutes": NUMBER, "tries": NUMBER, "per_hour": NUMBER},
    ),
}
