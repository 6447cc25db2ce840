"""Keys about what a follow-up finds, the kinds of outcome, their evidence, and the customer's own answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import (
    COUNTED,
    FLAG,
    NUMBER,
    ROWS,
    TEXT,
    TEXTS,
    all_of,
    each_row,
    member,
    one_of,
)
from fingerpost.policy.schema import KeySpec

KEYS: Final[Mapping[str, KeySpec]] = {
    "follow_up.situations": KeySpec(
        ROWS,
        "What a follow-up can find; some stop every later follow-up, and one lets them begin again",
        fields={**COUNTED, "stops?": FLAG, "begins_again?": FLAG},
    ),
    "follow_up.most_attempts": KeySpec(
        NUMBER, "How often one follow-up is tried before it is closed", "tries"
    ),
    "outcome.kinds": KeySpec(
        ROWS,
        "The outcomes that each scheme knows, and what is asked of each",
        fields={"schemes": TEXTS, "type": TEXT, "label": TEXT, "asks": TEXT, "shown_by": TEXT},
        check=all_of(
            each_row(member("asks", one_of("service", "job", "learning", "progression"))),
            each_row(member("shown_by", one_of("evidence", "answer", "plan"))),
        ),
    ),
    "outcome.evidence_kinds": KeySpec(
        ROWS,
        "What can be evidence, and of which outcomes",
        fields={**COUNTED, "shows": TEXTS},
    ),
    "satisfaction.scale": KeySpec(
        ROWS, "The answers that a customer can give on the service", fields=COUNTED
    ),
    "evidence.open_hours": KeySpec(NUMBER, "How long a piece of evidence stays open once opened", "hours"),
}
