"""Keys about the sessions a customer is entitled to; their numbers are `sessions.funded_per_year`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.entitlement import complaint_about_schemes, complaint_about_ways
from fingerpost.policy.keys.kinds import NUMBER, ROWS, TABLE, TEXT, TEXTS
from fingerpost.policy.schema import KeySpec

KEYS: Final[Mapping[str, KeySpec]] = {
    "entitlement.schemes": KeySpec(
        ROWS,
        "The day on which the contract year of a scheme begins, and its numbers of sessions where they are its own",
        fields={
            "scheme": TEXT,
            "year_starts_month": NUMBER,
            "year_starts_day": NUMBER,
            "priority?": NUMBER,
            "other?": NUMBER,
        },
        check=complaint_about_schemes,
    ),
    "entitlement.further": KeySpec(
        TABLE,
        "What is offered when no funded face-to-face session is left",
        fields={"priority": TEXTS, "other": TEXTS},
        check=complaint_about_ways,
    ),
    "entitlement.paid_fee_cap_percent": KeySpec(
        NUMBER, "The highest fee for a paid session, of the rate that the agency pays", "%"
    ),
}
