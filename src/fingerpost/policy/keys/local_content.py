"""Keys about local pages, local material and the brand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import FLAG, NUMBER, TABLE
from fingerpost.policy.schema import KeySpec

KEYS: Final[Mapping[str, KeySpec]] = {
    "local_pages.limit": KeySpec(
        TABLE,
        "How many live pages a prime contractor may have",
        "pages",
        fields={"all": NUMBER, "landing": NUMBER},
    ),
    "local_pages.review_months": KeySpec(NUMBER, "How soon a local page is reviewed", "months"),
    "local_pages.people": KeySpec(
        TABLE,
        "How many people of one prime contractor may work on its pages",
        fields={"editors": NUMBER, "creators": NUMBER},
    ),
    "local_pages.social_pages_allowed": KeySpec(FLAG, "Whether a local page on a social network is allowed"),
    "material.local_web_address_allowed": KeySpec(
        FLAG, "Whether printed material may show a local web address"
    ),
    "material.approval_days": KeySpec(NUMBER, "Time the agency has to approve an item", "days"),
    "brand.exceptions_need_waiver": KeySpec(
        FLAG, "Whether a venue without badges or signs needs a recorded waiver of the agency"
    ),
}
