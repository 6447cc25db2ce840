"""Keys about the shared record's wire: what a system may see, how long, and when its use is looked at.

Numbers of the wire itself (lengths, windows, retries) are no rules of ours and stand with its description.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import NUMBER, TABLE
from fingerpost.policy.schema import KeySpec

KEYS: Final[Mapping[str, KeySpec]] = {
    "wire.grant_days": KeySpec(
        NUMBER, "How long a system may see a customer whose id it presented on the wire", "days"
    ),
    "wire.sealed_days": KeySpec(
        NUMBER,
        "How long words that came by wire and may not stand are kept, sealed, for their sender",
        "days",
    ),
    "wire.key_overlap_days": KeySpec(
        NUMBER, "How long a key still opens after another one took its place", "days"
    ),
    "wire.short_goal_months": KeySpec(
        NUMBER, "Up to how many months off a goal of the wire is a short-term goal", "months"
    ),
    "wire.medium_goal_months": KeySpec(
        NUMBER, "How far off a medium-term goal without any day lies, as the wire is told", "months"
    ),
    "wire.notices_kept_days": KeySpec(
        NUMBER, "How long a change notice that was pushed is kept, to show how it went", "days"
    ),
    "wire.bulk_reading": KeySpec(
        TABLE,
        "How many different customers one system reads, within how long, before an alarm is raised",
        fields={"customers": NUMBER, "minutes": NUMBER},
    ),
    "wire.bulk_guessing": KeySpec(
        TABLE,
        "How many searches of one key by all four items find nobody, within how long, before an alarm is raised and"
        " such searches find nobody at all",
        fields={"searches": NUMBER, "minutes": NUMBER},
    ),
}
