"""What makes a goal or an action specific, measurable, achievable, realistic and bound in time, and what is missing.

OI-9.13: only a missing day on an action stands in the way of agreeing it; the rest are prompts, asked and never
refused. The questions are simple on purpose: they count words and days, and compare with lists of policy. Whether a
goal is a good one is for the adviser and the customer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from fingerpost.policy import Rules
from fingerpost.policy.civil import add_months

GOAL: Final = "goal"
ACTION: Final = "action"
WORK: Final = "work"
MEDIUM: Final = "medium"

_WORD: Final = re.compile(r"\w+(?:['’-]\w+)*")


class Smart(StrEnum):
    """The five questions."""

    SPECIFIC = "specific"
    MEASURABLE = "measurable"
    ACHIEVABLE = "achievable"
    REALISTIC = "realistic"
    TIME_BOUND = "time_bound"


@dataclass(frozen=True, slots=True)
class SmartGap:
    """One question that a line leaves open. ``reason`` is a stable code whose words are in ``plans.words``."""

    question: Smart
    reason: str
    blocks: bool = False
    values: MappingProxyType[str, str | int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands around a line in the plan: how many actions are due on which day, which goals have a first step."""

    actions_by_day: MappingProxyType[date, int] = field(default_factory=lambda: MappingProxyType({}))
    goals_with_actions: frozenset[str] = frozenset()
    has_information_used: bool = False


def smart_gaps(
    kind: str,
    *,
    text: str,
    detail: str,
    today: date,
    rules: Rules,
    by_on: date | None = None,
    area: str = "",
    horizon: str = "",
    key: str = "",
    around: Around | None = None,
) -> tuple[SmartGap, ...]:
    """What of the five is missing from a goal or an action, in their order; nothing for an option."""
    if kind not in (GOAL, ACTION):
        return ()
    around = around or Around()
    limits = rules.get_table("plan.smart", today)
    gaps = [*_specific(text, rules, today, _number(limits["fewest_words"]))]
    if not detail.strip():
        gaps.append(SmartGap(Smart.MEASURABLE, f"{kind}_without_sign"))
    if kind == GOAL:
        if key not in around.goals_with_actions:
            reason = "medium_goal_without_step" if horizon == MEDIUM else "goal_without_step"
            gaps.append(SmartGap(Smart.ACHIEVABLE, reason))
        if area == WORK and not around.has_information_used:
            gaps.append(SmartGap(Smart.REALISTIC, "work_goal_without_information"))
        return tuple(gaps)
    most = _number(limits["most_actions_a_day"])
    if by_on is not None and around.actions_by_day.get(by_on, 0) > most:
        values = MappingProxyType({"most": most, "count": around.actions_by_day[by_on]})
        gaps.append(SmartGap(Smart.ACHIEVABLE, "many_on_one_day", values=values))
    furthest = _number(limits["medium_months"])
    if by_on is not None and by_on > add_months(today, furthest):
        values = MappingProxyType({"months": furthest})
        gaps.append(SmartGap(Smart.REALISTIC, "far_off", values=values))
    return (*gaps, *_time_bound(by_on, today))


def gaps_that_block(gaps: Sequence[SmartGap]) -> tuple[SmartGap, ...]:
    """Those that stand in the way of agreeing."""
    return tuple(gap for gap in gaps if gap.blocks)


def begins_vaguely(text: str, *, on: date, rules: Rules) -> str:
    """The vague words with which a text begins, or ""."""
    words = " ".join(_words(text))
    for vague in sorted(rules.get_list("plan.vague_words", on), key=len, reverse=True):
        if words == vague or words.startswith(f"{vague} "):
            return vague
    return ""


def _specific(text: str, rules: Rules, today: date, fewest: int) -> list[SmartGap]:
    words = _words(text)
    vague = begins_vaguely(text, on=today, rules=rules)
    if vague:
        return [SmartGap(Smart.SPECIFIC, "vague_words", values=MappingProxyType({"words": vague}))]
    if len(words) < fewest:
        return [SmartGap(Smart.SPECIFIC, "few_words")]
    return []


def _time_bound(by_on: date | None, today: date) -> list[SmartGap]:
    if by_on is None:
        return [SmartGap(Smart.TIME_BOUND, "no_day", blocks=True)]
    if by_on < today:
        return [SmartGap(Smart.TIME_BOUND, "day_past")]
    return []


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("plan.smart holds whole numbers")
    return value
