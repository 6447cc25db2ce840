"""Keys of the service levels, one a level of the register's table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import FLAG, NUMBER, TABLE, TEXT
from fingerpost.policy.schema import KeySpec, Kind
from fingerpost.policy.service_levels import KEY_PREFIX, LEVEL_IDS, complaint_about_level

_LEVEL: Final[Mapping[str, Kind]] = {
    "channel": TEXT,
    "measure": TEXT,
    "kind": TEXT,
    "boundary": TEXT,
    "amount?": NUMBER,
    "high?": NUMBER,
    "goal?": NUMBER,
    "text?": TEXT,
    "parts?": TABLE,
    "unit": TEXT,
    "per?": TEXT,
    "each_amount?": NUMBER,
    "each_unit?": TEXT,
    "hours?": TEXT,
    "clock?": TEXT,
    "starts?": TEXT,
    "calendar?": TEXT,
    "earliest?": NUMBER,
    "never_paused?": FLAG,
    "also_hours?": NUMBER,
    "flags_on_the_day?": FLAG,
    "written": TABLE,
}

KEYS: Final[Mapping[str, KeySpec]] = {
    f"{KEY_PREFIX}{level}": KeySpec(
        TABLE, f"Service level {level}", fields=_LEVEL, gaps=True, check=complaint_about_level
    )
    for level in LEVEL_IDS
}
