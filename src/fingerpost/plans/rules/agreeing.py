"""What a plan must hold before a version is made of it, and what the editor asks about. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from fingerpost.policy import Rules
from fingerpost.policy.civil import add_months

_NEEDS_HELP: Final = frozenset({"english", "maths", "both"})


class Gap(StrEnum):
    """Something that is missing. The value is stable; words and places are the page's."""

    CUSTOMER = "customer"
    CONTACT_DETAILS = "contact_details"
    ADVISER = "adviser"
    STARTING_POINT = "starting_point"
    OPTIONS = "options"
    GOALS = "goals"
    ACTIONS = "actions"
    ENGLISH_MATHS = "english_maths"
    MOVED_ON = "moved_on"
    REVIEW = "review"
    REVIEW_PAST = "review_past"
    REVIEW_FAR = "review_far"
    NOTHING_CHOSEN = "nothing_chosen"
    NO_REFLECTION = "no_reflection"
    NO_INFORMATION = "no_information"
    TOO_LONG = "too_long"
    HARD_TO_READ = "hard_to_read"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraftFacts:
    """What a working copy holds, counting only what the customer agreed to record (OI-9.12b).

    ``goal_areas`` are the areas of the agreed goals, ``filled_parts`` the agreed parts with words in them.
    """

    has_customer: bool = True
    has_contact_details: bool = True
    has_adviser: bool = True
    has_moved_on: bool = False
    filled_parts: frozenset[str] = frozenset()
    options: int = 0
    chosen_options: int = 0
    goal_areas: frozenset[str] = frozenset()
    actions: int = 0
    english_maths: str = ""
    has_english_maths_action: bool = False
    review_on: date | None = None
    pages: int = 1
    reading_age: int | None = None


def missing_to_agree(facts: PlanDraftFacts, *, on: date, rules: Rules) -> tuple[Gap, ...]:
    """What stands between a working copy and a version, in the order of the page.

    OI-9.11: contact details, adviser, current situation, skills and work goals, actions. OF-13: the starting point.
    MX-3.4: two options, or why there are fewer. OF-27: a need in English or maths has an action or a reason.
    """
    checks = (
        (facts.has_customer, Gap.CUSTOMER),
        (not facts.has_moved_on, Gap.MOVED_ON),
        (facts.has_contact_details or not facts.has_customer, Gap.CONTACT_DETAILS),
        (facts.has_adviser, Gap.ADVISER),
        ("starting_point" in facts.filled_parts, Gap.STARTING_POINT),
        (has_enough_options(facts, on=on, rules=rules), Gap.OPTIONS),
        (has_goals(facts.goal_areas, on=on, rules=rules), Gap.GOALS),
        (facts.actions > 0, Gap.ACTIONS),
        (answers_english_maths(facts), Gap.ENGLISH_MATHS),
    )
    return tuple(gap for is_there, gap in checks if not is_there)


def prompts_of(facts: PlanDraftFacts, *, today: date, rules: Rules) -> tuple[Gap, ...]:
    """What the editor asks about and never insists on.

    OF-25: a day for going back to the plan. MX-3.4: which option was chosen. BR-8.2: the customer's own reflection.
    OI-16.12: the information used. OI-9.12a: length and reading age.
    """
    age = facts.reading_age
    latest = add_months(today, rules.get_int("plan.review_months", today))
    review = facts.review_on
    checks = (
        (facts.options == 0 or facts.chosen_options > 0, Gap.NOTHING_CHOSEN),
        ("information_used" in facts.filled_parts, Gap.NO_INFORMATION),
        ("reflection" in facts.filled_parts, Gap.NO_REFLECTION),
        (review is not None, Gap.REVIEW),
        (review is None or review >= today, Gap.REVIEW_PAST),
        (review is None or review <= latest, Gap.REVIEW_FAR),
        (facts.pages <= rules.get_int("plan.most_pages", today), Gap.TOO_LONG),
        (age is None or age <= rules.get_int("plan.reading_age", today), Gap.HARD_TO_READ),
    )
    return tuple(gap for is_there, gap in checks if not is_there)


def has_enough_options(facts: PlanDraftFacts, *, on: date, rules: Rules) -> bool:
    """MX-3.4: as many options as policy asks for, or words about why there are fewer."""
    return facts.options >= rules.get_int("plan.options_explored", on) or "options" in facts.filled_parts


def has_goals(areas: Iterable[str], *, on: date, rules: Rules) -> bool:
    """OI-9.11: a goal of each kind that policy lists; "skills or learning" is either, "any" is whatever there is."""
    there = set(areas)
    return all(
        bool(there) if each == "any" else bool(there & set(each.split(" or ")))
        for each in rules.get_list("plan.goal_areas", on)
    )


def answers_english_maths(facts: PlanDraftFacts) -> bool:
    """OF-27: a recorded need has an action for it, or a reason in the part about it."""
    return (
        facts.english_maths not in _NEEDS_HELP
        or facts.has_english_maths_action
        or "english_and_maths" in facts.filled_parts
    )
