"""What stands around the agreement in every plan of one day: title, service, mark, privacy notice, rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from fingerpost.interactions.models import Channel
from fingerpost.interactions.rules.contacts import notice_text
from fingerpost.plans.content import Marking, Privacy
from fingerpost.plans.gathering import MARK_KEY, marking_on
from fingerpost.plans.rules.claiming import needs_signature
from fingerpost.policy import shipped_rules

_KEYS_USED: Final = (
    *("plan.title", "plan.goal_areas", "plan.options_explored", "notice.privacy"),
    *("funding.signed_plan_needed", MARK_KEY),
)
"""By which a version is made (`plans.services.versions`)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The same for everybody on one day. ``rule_ids`` is the text of a JSON list; channels are codes of the wire."""

    title: str
    service: str
    marking: Marking | None
    privacy: Privacy | None
    channels: Mapping[int, str]
    needs_signature: Mapping[int, bool]
    rule_ids: str


@lru_cache(maxsize=2_048)
def frame_on(on: date, service: str) -> Frame:
    """The frame of a day, as the service would have drawn it then."""
    rules = shipped_rules()
    notice = notice_text(rules, "privacy", on=on)
    used = (rules.find(key, on) for key in _KEYS_USED)
    channels = (Channel.FACE_TO_FACE, Channel.TELEPHONE)
    return Frame(
        title=rules.get_text("plan.title", on),
        service=service,
        marking=marking_on(on, rules=rules),
        privacy=Privacy(version=notice.version, lines=notice.body) if notice else None,
        channels={int(channel): str(channel.label) for channel in channels},
        needs_signature={
            int(channel): needs_signature(channel=channel, on=on, rules=rules) for channel in channels
        },
        rule_ids=json.dumps([ruling.rule_id for ruling in used if ruling is not None]),
    )
