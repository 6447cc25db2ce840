"""Keys about triage: the decision tables, the transfer cases, and what the screens say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.decision_tables import (
    complaint_about_cases,
    complaint_about_prompts,
    complaint_about_routes,
    complaint_about_table,
)
from fingerpost.policy.keys.kinds import COUNTED, FLAG, NUMBER, ROWS, TEXT, TEXTS
from fingerpost.policy.schema import KeySpec

KEYS: Final[Mapping[str, KeySpec]] = {
    "triage.table": KeySpec(
        ROWS,
        "The decision table for contacts; rows are read from the top, and the first that fits decides",
        fields={
            "id": TEXT,
            # What must hold; a member left out asks nothing.
            "needs?": TEXTS,
            "routes?": TEXTS,
            "bands?": TEXTS,
            "in_england?": FLAG,
            "held_by?": TEXT,
            "complaint_is_local?": FLAG,
            "adviser_free?": FLAG,
            "receiver_open?": FLAG,
            "other_language?": FLAG,
            "further_session?": FLAG,
            "in_priority_group?": FLAG,
            "registered?": FLAG,
            # What follows.
            "direction?": TEXT,
            "reads_on_as?": TEXT,
            "told_as?": TEXT,
            "asks?": FLAG,
            "moves_to?": TEXT,
            "moves_if_wanted?": FLAG,
            "wrong_holder_rule?": TEXT,
            "follow_on?": TEXT,
            "level?": TEXT,
            "source": TEXT,
            "derived?": FLAG,
            "text": TEXT,
        },
        check=complaint_about_table,
    ),
    "triage.holder_rule": KeySpec(
        ROWS,
        "The rule for a contact that stands with the wrong holder",
        fields={"id": TEXT, "source": TEXT, "text": TEXT},
        gaps=True,
    ),
    "triage.routes": KeySpec(
        ROWS,
        "The ways a contact comes in, and what each is",
        fields={**COUNTED, "digital": FLAG, "books": FLAG, "first_holder": TEXT},
        check=complaint_about_routes,
    ),
    "triage.needs": KeySpec(ROWS, "What a contact can be about", fields=COUNTED),
    "triage.bands": KeySpec(ROWS, "The ages that the decision tables speak of", fields=COUNTED),
    "triage.directions": KeySpec(ROWS, "What the decision tables can answer", fields=COUNTED),
    "triage.follow_ons": KeySpec(ROWS, "The work that an answer can leave", fields=COUNTED),
    "triage.prompts": KeySpec(
        ROWS,
        "What the adviser is reminded of with an answer, and when",
        fields={**COUNTED, "when": TEXT, "source": TEXT},
        check=complaint_about_prompts,
    ),
    "triage.transfer_cases": KeySpec(
        ROWS,
        "When a transfer is in real time and when not; rows are read from the top",
        fields={
            "id": TEXT,
            "booking_by_digital?": FLAG,
            "sender_open?": FLAG,
            "receiver_open?": FLAG,
            "answered?": FLAG,
            "kind": TEXT,
            "follow_on?": TEXT,
            "level?": TEXT,
            "source": TEXT,
            "text": TEXT,
        },
        check=complaint_about_cases,
    ),
    "triage.target_hours": KeySpec(
        NUMBER, "The second target for calling back after a transfer that is not in real time", "hours"
    ),
}
