"""Keys about words that can't be kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import (
    FLAG,
    NUMBER,
    ROWS,
    TABLE,
    TEXT,
    TEXTS,
    all_of,
    each_of,
    each_row,
    member,
    one_of,
)
from fingerpost.policy.schema import KeySpec

_FORM: Final = {"id": TEXT, "base": TEXT, "form": TEXT, "kind": TEXT, "everyday?": FLAG}
_KIND: Final = each_row(member("kind", one_of("word", "phrase", "acronym")))

KEYS: Final[Mapping[str, KeySpec]] = {
    "screening.forms": KeySpec(
        ROWS,
        "The words and phrases that can't be kept",
        fields=_FORM,
        only_grows_by="form",
        check=_KIND,
    ),
    "screening.added_forms": KeySpec(
        ROWS,
        "Words and phrases added to the list of the day; kind is word, phrase or acronym",
        fields=_FORM,
        gaps=True,
        only_grows_by="form",
        check=_KIND,
    ),
    "screening.suggestions": KeySpec(
        ROWS, "Neutral words to offer", fields={"form": TEXT, "suggestion": TEXT}
    ),
    # Structured fields alone: free text is never exempt, whatever a pack says (XD-11).
    "screening.exempt_kinds": KeySpec(
        TEXTS,
        "Kinds of field that are not screened",
        check=each_of(
            "personal_name", "address", "postcode", "employer", "organisation", "job_goal", "reference_number"
        ),
    ),
    "screening.everyday_blocks": KeySpec(FLAG, "Whether a word with an everyday meaning stops a save"),
    "screening.questions": KeySpec(TEXTS, "Forms, by their ids, that are asked about and stop no save"),
    "screening.regimes": KeySpec(
        TABLE,
        "What becomes of words by where they come from: wall, sealed or advice",
        fields={
            "staff": TEXT,
            "customer": TEXT,
            "partner": TEXT,
            "wire": TEXT,
            "safeguarding": TEXT,
            "complaint": TEXT,
            "incident": TEXT,
        },
        # Words of staff always meet the wall (BR-20.4).
        check=all_of(each_of("wall", "sealed", "advice"), member("staff", one_of("wall"))),
    ),
    "screening.attachment_limits": KeySpec(
        TABLE,
        "The largest attachment that is read; what is larger is marked as not checked by machine",
        unit="bytes, bytes unpacked, parts, pages, characters",
        fields={
            "bytes": NUMBER,
            "unpacked_bytes": NUMBER,
            "parts": NUMBER,
            "pages": NUMBER,
            "characters": NUMBER,
        },
    ),
}
