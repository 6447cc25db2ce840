"""Keys about finding and checking a customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import (
    COUNTED,
    FLAG,
    NUMBER,
    ROWS,
    TABLE,
    TEXT,
    TEXTS,
    all_of,
    each_row,
    member,
    one_of,
    shaped,
)
from fingerpost.policy.schema import KeySpec, Kind

_LEVEL: Final = one_of("none", "low", "medium", "high")
_SCORES: Final = each_row(all_of(member("level", _LEVEL), member("evidence", shaped(r"[0-4]/[0-4]", "3/2"))))

KEYS: Final[Mapping[str, KeySpec]] = {
    "identity.before_a_record": KeySpec(
        TEXT, "How somebody is identified before a record is opened for them"
    ),
    "identity.shared_secrets": KeySpec(FLAG, "Whether shared secrets are used"),
    "identity.method": KeySpec(
        TEXT,
        "How a returning customer's record is opened",
        check=one_of("four_items", "authenticate_in_contact"),
    ),
    "identity.items": KeySpec(TEXTS, "The items that find a record together"),
    "identity.failures_before_lock": KeySpec(
        NUMBER, "Failed checks before a record locks and escalates", "failures"
    ),
    "identity.lock_minutes": KeySpec(NUMBER, "How long a locked record stays locked", "minutes"),
    "identity.answers_needed": KeySpec(NUMBER, "Secret questions answered rightly to pass", "answers"),
    "identity.one_time_code": KeySpec(
        TABLE,
        "The one-time code sent to a safe contact point",
        fields={"digits": NUMBER, "minutes": NUMBER, "tries": NUMBER},
    ),
    "identity.guide": KeySpec(
        TABLE,
        "The guide to identity checks in use",
        fields={"name": TEXT, "version": TEXT, "published": Kind.DATE},
    ),
    "identity.levels": KeySpec(ROWS, "Levels of confidence, lowest first", fields=COUNTED),
    "identity.level_needed": KeySpec(
        TEXT,
        "Level of confidence needed before a record is more than provisional",
        check=_LEVEL,
    ),
    "identity.profiles": KeySpec(
        ROWS,
        "Combinations of scores and the level each reaches",
        fields={
            "code": TEXT,
            "level": TEXT,
            "evidence": TEXTS,
            "activity": NUMBER,
            "fraud": NUMBER,
            "verification": NUMBER,
        },
        check=_SCORES,
    ),
    "identity.presets": KeySpec(
        ROWS,
        "Kinds of evidence an adviser can tick in one go, with the scores each gives",
        fields={
            "code": TEXT,
            "label": TEXT,
            "hint": TEXT,
            "evidence": TEXTS,
            "activity": NUMBER,
            "fraud": NUMBER,
            "verification": NUMBER,
            "level": TEXT,
            "enough_without_papers?": FLAG,
        },
        check=_SCORES,
    ),
    "identity.secret_questions": KeySpec(ROWS, "Questions that are safe to ask a customer", fields=COUNTED),
}
