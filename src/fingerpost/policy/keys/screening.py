"""Keys about words that can't be kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import FLAG, ROWS, TEXT, TEXTS
from fingerpost.policy.schema import KeySpec

KEYS: Final[Mapping[str, KeySpec]] = {
    "screening.forms": KeySpec(
        ROWS,
        "The words and phrases that can't be kept",
        fields={"id": TEXT, "base": TEXT, "form": TEXT, "kind": TEXT, "everyday?": FLAG},
        only_grows_by="form",
    ),
    "screening.suggestions": KeySpec(
        ROWS, "Neutral words to offer", fields={"form": TEXT, "suggestion": TEXT}
    ),
    "screening.exempt_kinds": KeySpec(TEXTS, "Kinds of field that are not screened"),
    "screening.everyday_blocks": KeySpec(FLAG, "Whether a word with an everyday meaning stops a save"),
}
