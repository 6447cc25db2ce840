"""Draws what a customer of the nation agreed to at each of their sessions, as a plan says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final
from uuid import UUID

from fingerpost.demo.agreed_words import DIRECTIONS, LONG, Direction, Step
from fingerpost.demo.people import Person
from fingerpost.demo.plan import Plan
from fingerpost.plans.content import ActionLine, GoalLine, OptionLine

MOST_LINES: Final = 28
"""Ids of lines that a plan may need."""

_LONG_PLAN: Final = 10
"""The showcase customer whose plan needs more than two pages."""

_REVIEW_WEEKS: Final = 6
_OPTIONS, _GOALS, _STEPS, _LATER = 0, 4, 8, 24  # where the keys of each kind of line begin


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a plan says at one time, as `plans.content` has it."""

    parts: dict[str, str]
    options: tuple[OptionLine, ...]
    goals: tuple[GoalLine, ...]
    actions: tuple[ActionLine, ...]
    review_on: date
    english_maths: str


def direction_of(plan: Plan, person: Person) -> Direction:
    """The way one customer wants to go, the same each time that it is asked."""
    if person.ordinal == _LONG_PLAN:
        return LONG
    return Random(f"{plan.seed}/direction/{person.ordinal}").choice(DIRECTIONS)


def agreed_at(direction: Direction, *, keys: Sequence[UUID], on: date, time: int) -> Agreed:
    """What stands in the plan after the customer's first, second or later time (counted from 0).

    ``keys`` are the ids of lines, the same each time. When they come again what was done first is done, what comes
    later is agreed, and what is still open gets a new day.
    """
    steps = [(_STEPS + place, step) for place, step in enumerate(direction.steps)]
    if time:
        steps = [*steps[time:], *((_LATER + place, step) for place, step in enumerate(direction.later))]
    parts = {
        "starting_point": direction.starting_point,
        "options": direction.why,
        "english_and_maths": direction.english_maths_words,
        "information_used": direction.information,
        "reflection": "" if time else direction.reflection,
    }
    return Agreed(
        parts={name: text for name, text in parts.items() if text},
        options=tuple(
            OptionLine(key=keys[_OPTIONS + place], text=text, detail=detail, chosen=place == 0)
            for place, (text, detail) in enumerate(direction.options)
        ),
        goals=tuple(
            GoalLine(
                key=keys[_GOALS + place],
                area=goal.area,
                horizon=goal.horizon,
                text=goal.text,
                detail=goal.detail,
            )
            for place, goal in enumerate(direction.goals)
        ),
        actions=tuple(_action(keys, place, step, on) for place, step in steps),
        review_on=on + timedelta(weeks=_REVIEW_WEEKS),
        english_maths=direction.english_maths,
    )


def first_steps(keys: Sequence[UUID]) -> tuple[UUID, UUID]:
    """The keys of the two actions that come first: what one hears of soon."""
    return keys[_STEPS], keys[_STEPS + 1]


def _action(keys: Sequence[UUID], place: int, step: Step, on: date) -> ActionLine:
    return ActionLine(
        key=keys[place],
        kind=step.kind,
        text=step.text,
        detail=step.detail,
        by_on=on + timedelta(weeks=step.weeks),
        who=step.who,
        organisation=step.organisation,
        goal=keys[_GOALS + step.goal],
        english_maths=step.is_for_english_maths,
    )
