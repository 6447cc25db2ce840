"""What triage decisions hold of people, why, and until when (BR-7.1a, OI-14.6, OI-14.14).

Codes alone. Prompts and reasons can tell of a language, of a harm, or of an age, so they are treated as such.
"""

from fingerpost.house.personal_data import Declarations, Purpose, Sensitivity, TextRegimes, declare, texts

_ALL = (Purpose.JOURNEY, Purpose.CLAIMS_AND_AUDIT, Purpose.MANAGEMENT_INFORMATION)

_CONTACT_DECISION = {
    **declare("contact", "rule", "also", "direction", "home_area", purposes=_ALL),
    **declare(
        "stated_need", "found_need", "prompts", "reasons", purposes=_ALL, sensitivity=Sensitivity.SENSITIVE
    ),
    **declare("decided_by", purposes=_ALL),
    **declare(
        "attempt",
        "route_in",
        "held_by",
        "transfer",
        "transfer_case",
        "follow_on",
        "due_at",
        "decided_at",
        "rules_on",
        "rule_ids",
        purposes=_ALL,
        sensitivity=Sensitivity.NONE,
    ),
    **declare("id", "supersedes", "recorded_at", purposes=(Purpose.RUNNING,), sensitivity=Sensitivity.NONE),
}

DECLARATIONS: Declarations = {"ContactDecision": _CONTACT_DECISION}

TEXT_REGIMES: TextRegimes = {
    "ContactDecision": texts(
        coded="stated_need found_need route_in held_by rule also direction home_area transfer_case follow_on prompts"
        " reasons rule_ids"
    )
}
