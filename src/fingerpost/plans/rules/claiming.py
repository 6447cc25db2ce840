"""What a plan lacks before the session it belongs to can be completed or claimed. Pure.

BR-8.1a: advice is completed with a plan. BR-8.1b: the plan is the evidence of the claim. OI-8.10, 8.11, 9.6, 9.7: a
face-to-face plan, and each change of it, is signed first; by telephone none needs to be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from fingerpost.interactions.rules.attendances import AttendanceFacts, Stage, stage_of
from fingerpost.policy import Rules

ADVICE: Final = "advice"
ACCEPTED: Final = "accepted"
DECLINED: Final = "declined"
FACE_TO_FACE: Final = 1


class PlanGap(StrEnum):
    """Something that the plan of a session lacks. The value is stable; words and places are the page's."""

    NO_PLAN = "no_plan"
    CHANGED_SINCE = "plan_changed_since"
    DECLINED = "plan_declined"
    NOT_ACCEPTED = "plan_not_accepted"
    NOT_GIVEN = "plan_not_given"
    LATE_WITHOUT_REASON = "plan_late_without_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """The plan of one attendance.

    ``has_version``: a version was made at it, or the plan of before was gone through and stands unchanged.
    ``is_changed_since``: what is agreed in the working copy is not what that version says. ``answer`` is the latest
    to that version, ``needs_signature`` what was asked of it on its day. ``is_given``: the customer has it.
    ``has_copy``: one is on its way. ``is_late``: it went, or goes, past its clock; ``has_late_reason``: somebody said
    why.
    """

    gave: str = ADVICE
    was_attended: bool = True
    has_version: bool = False
    is_changed_since: bool = False
    needs_signature: bool = True
    answer: str = ""
    has_copy: bool = False
    is_given: bool = False
    is_late: bool = False
    has_late_reason: bool = False
    version_id: str = ""
    version_number: int = 0

    @property
    def is_optional(self) -> bool:
        """An information session may do without a plan (BR-8.1a), and so may one that nobody came to."""
        return not self.was_attended or (self.gave != ADVICE and not self.has_version)


def needs_signature(*, channel: int, on: date, rules: Rules) -> bool:
    """Whether a version agreed over this channel is signed before it is claimed (OI-8.10, 8.11, 9.6)."""
    return channel == FACE_TO_FACE and rules.get_flag("funding.signed_plan_needed", on)


def gaps_to_complete(facts: PlanFacts) -> tuple[PlanGap, ...]:
    """What the plan lacks before the session is complete (BR-8.1a): a version that says what was agreed."""
    if facts.is_optional:
        return ()
    if not facts.has_version:
        return (PlanGap.NO_PLAN,)
    return (PlanGap.CHANGED_SINCE,) if facts.is_changed_since else ()


def plan_gaps(facts: PlanFacts) -> tuple[PlanGap, ...]:
    """What the plan lacks before the session is claimable, in the order in which it is mended.

    BR-8.1b; OI-8.10, 8.11, 9.6, 9.7: accepted, where a signature is asked for. OI-12.22j: given, or on its way with
    a reason where it is late.
    """
    gaps = list(gaps_to_complete(facts))
    if facts.is_optional or not facts.has_version:
        return tuple(gaps)
    if facts.answer == DECLINED:
        gaps.append(PlanGap.DECLINED)
    elif facts.needs_signature and facts.answer != ACCEPTED:
        gaps.append(PlanGap.NOT_ACCEPTED)
    if not facts.has_copy and not facts.is_given:
        gaps.append(PlanGap.NOT_GIVEN)
    elif facts.is_late and not facts.has_late_reason:
        gaps.append(PlanGap.LATE_WITHOUT_REASON)
    elif not facts.is_given and not facts.has_late_reason:
        gaps.append(PlanGap.NOT_GIVEN)
    return tuple(gaps)


def stage_with_plan(facts: AttendanceFacts, plan: PlanFacts) -> Stage:
    """How far an attendance stands with its plan: claimable only where neither lacks anything (BR-8.1b)."""
    stage = stage_of(facts)
    return Stage.COMPLETE if stage is Stage.CLAIMABLE and plan_gaps(plan) else stage
