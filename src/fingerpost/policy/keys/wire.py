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
    "wire.key_overlap_days": KeySpec(
        NUMBER, "How long a key still opens after another one took its place", "days"
    ),
    "wire.bulk_reading": KeySpec(
        TABLE,
        "How many different customers one system reads, within how long, before an alarm is raised",
        fields={"customers": NUMBER, "minutes": NUMBER},
    ),
}
