"""Keys about words: the terms of the service, the words it avoids, and what they meant in which paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.house_style import complaint_about_forms, complaint_about_law_titles
from fingerpost.policy.keys.kinds import ROWS, TEXT, TEXTS
from fingerpost.policy.schema import KeySpec, Kind

KEYS: Final[Mapping[str, KeySpec]] = {
    "style.terms": KeySpec(
        ROWS,
        "The terms of the service: what to write, what to avoid, what each means",
        fields={
            "code": TEXT,
            "term": TEXT,
            "kind": TEXT,
            "source": TEXT,
            "preferred?": TEXT,
            "avoid?": TEXTS,
            "note?": TEXT,
        },
    ),
    "style.forms": KeySpec(
        ROWS,
        "How each avoided form is looked for, who must not read it, and what to write instead",
        fields={
            "form": TEXT,
            "term": TEXT,
            "instead": TEXT,
            "how": TEXT,
            "readers": TEXT,
            "listed?": TEXT,
            "also?": TEXTS,
            "since?": Kind.DATE,
        },
        check=complaint_about_forms,
    ),
    "style.unchecked": KeySpec(
        ROWS,
        "Avoided forms that no program can look for, and why",
        fields={"form": TEXT, "term": TEXT, "why": TEXT},
    ),
    "style.staff_words": KeySpec(
        ROWS,
        "Acronyms and words of staff that customers don't read",
        fields={"form": TEXT, "instead": TEXT, "how": TEXT, "also?": TEXTS},
        check=complaint_about_forms,
    ),
    "style.exempt": KeySpec(
        ROWS, "Names within which an avoided form may stand", fields={"phrase": TEXT, "why": TEXT}
    ),
    "style.law_titles": KeySpec(
        TEXTS, "Words before a year that end the title of a law", check=complaint_about_law_titles
    ),
    "style.inspection_words": KeySpec(
        ROWS, "The words of inspection, and those of the service", fields={"theirs": TEXT, "ours": TEXT}
    ),
    "style.meanings": KeySpec(
        ROWS,
        "What a term means in the papers of a time",
        fields={"term": TEXT, "meaning": TEXT, "source": TEXT},
    ),
    "style.print_faults": KeySpec(
        ROWS, "Faults of print, so that nobody reads them in again", fields={"paper": TEXT, "fault": TEXT}
    ),
}
