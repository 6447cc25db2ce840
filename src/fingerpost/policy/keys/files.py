"""Keys about files that people send in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import NUMBER, TEXTS
from fingerpost.policy.schema import KeySpec

KEYS: Final[Mapping[str, KeySpec]] = {
    "files.most_bytes": KeySpec(NUMBER, "The largest file that is taken", "bytes"),
    "files.most_pixels": KeySpec(NUMBER, "The largest picture that is taken, width times height", "pixels"),
    "files.accepted_types": KeySpec(TEXTS, "The kinds of file that are taken, as media types"),
}
