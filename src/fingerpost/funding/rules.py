"""What an outcome lacks before it can be claimed, for whoever records it. Pure; never money, never rates."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from fingerpost.interactions.rules.attendances import Gap
from fingerpost.plans.rules.claiming import PlanGap


class OutcomeGap(StrEnum):
    """Something that an outcome itself lacks. The value is stable; words and places are the page's."""

    WITHDRAWN = "withdrawn"
    SENT_BACK = "sent_back"
    NO_SESSION = "no_session"
    KIND = "kind_not_of_the_scheme"
    TOLD_ON = "told_on"
    BEFORE_SESSION = "before_session"
    STARTED_ON = "started_on"
    WEEKLY_HOURS = "weekly_hours"
    JOB_NOT_SUSTAINED = "job_not_sustained"
    EVIDENCE = "evidence"
    EVIDENCE_NOT_SIGNED = "evidence_not_signed"
    EVIDENCE_NOT_DATED = "evidence_not_dated"
    EVIDENCE_NOT_LASTED = "evidence_not_lasted"
    EVIDENCE_NOT_RISE = "evidence_not_rise"


class Claimability(NamedTuple):
    """Whether an outcome can go to the claims officer, else everything that is missing, in the order to mend it."""

    is_claimable: bool
    gaps: tuple[OutcomeGap | Gap | PlanGap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeFacts:
    """What the list looks at. `own_gaps` are those of its kind, as the room of outcomes tells them.

    `evidence_gaps` are those of the piece that comes nearest (OI-20.F21 to F23), `session_gaps` and `plan_gaps` those
    of the session it came from.
    """

    is_withdrawn: bool = False
    was_sent_back: bool = False
    has_session: bool = True
    session_on: date | None = None
    told_on: date | None = None
    own_gaps: tuple[OutcomeGap, ...] = field(default=())
    has_evidence_of_its_kind: bool = True
    evidence_gaps: tuple[OutcomeGap, ...] = field(default=())
    session_gaps: tuple[Gap, ...] = field(default=())
    plan_gaps: tuple[PlanGap, ...] = field(default=())


def claimability(facts: OutcomeFacts) -> Claimability:
    """Whether nothing is missing: told, shown by the right evidence, session and plan whole (BR-8.1b, OI-12.15)."""
    if facts.is_withdrawn:
        return Claimability(False, (OutcomeGap.WITHDRAWN,))
    gaps: list[OutcomeGap | Gap | PlanGap] = []
    if facts.was_sent_back:
        gaps.append(OutcomeGap.SENT_BACK)
    if facts.told_on is None:
        gaps.append(OutcomeGap.TOLD_ON)
    elif facts.session_on is not None and facts.told_on < facts.session_on:
        gaps.append(OutcomeGap.BEFORE_SESSION)
    gaps += [gap for gap in facts.own_gaps if gap not in (OutcomeGap.TOLD_ON, OutcomeGap.EVIDENCE)]
    if not facts.has_evidence_of_its_kind:
        gaps.append(OutcomeGap.EVIDENCE)
    gaps += facts.evidence_gaps
    if not facts.has_session:
        gaps.append(OutcomeGap.NO_SESSION)
    gaps += facts.session_gaps
    gaps += facts.plan_gaps
    return Claimability(not gaps, tuple(gaps))
