"""What the pages of plans say: hints, prompts, what is missing and where it is mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from fingerpost.house.navigation import href_of
from fingerpost.interactions.models import Attendance
from fingerpost.plans.models import ItemKind, Status
from fingerpost.plans.rules.agreeing import Gap
from fingerpost.plans.rules.smart import Smart, SmartGap

PART_HINTS: Final[Mapping[str, Promise | str]] = MappingProxyType(
    {
        "starting_point": gettext_lazy(
            "Work, learning and skills today, in the customer’s own words where you can."
        ),
        "options": gettext_lazy("Why these options, or why there was only one, and how the customer chose."),
        "english_and_maths": gettext_lazy(
            "What was said about English and maths, and what is done about it."
        ),
        "information_used": gettext_lazy(
            "Labour market information, job profiles, courses, websites, leaflets: what you looked at together."
        ),
        "reflection": gettext_lazy(
            "What the customer thinks of their skills and of this plan, in their own words."
        ),
    }
)

KIND_WORDS: Final[Mapping[str, Promise | str]] = MappingProxyType(
    {
        ItemKind.OPTION: gettext_lazy("Option"),
        ItemKind.GOAL: gettext_lazy("Goal"),
        ItemKind.ACTION: gettext_lazy("Action"),
    }
)

STATUS_TAGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Status.NOT_STARTED: "govuk-tag--grey",
        Status.DOING: "govuk-tag--blue",
        Status.MET: "govuk-tag--green",
        Status.CHANGED: "govuk-tag--yellow",
    }
)

_GAP_WORDS: Final[Mapping[Gap, Promise | str]] = MappingProxyType(
    {
        Gap.CUSTOMER: gettext_lazy("Find the customer, or make their record"),
        Gap.MOVED_ON: gettext_lazy("Bring in what another session agreed meanwhile"),
        Gap.CONTACT_DETAILS: gettext_lazy("Add an address, an email address or a number of the customer"),
        Gap.ADVISER: gettext_lazy("Say who gave the session"),
        Gap.STARTING_POINT: gettext_lazy("Write where the customer is now, and tick that they agree"),
        Gap.OPTIONS: gettext_lazy(
            "Write the options you explored and tick that the customer agrees, or say why there were fewer"
        ),
        Gap.GOALS: gettext_lazy(
            "Write a goal for skills or learning and one for work, and tick that the customer agrees"
        ),
        Gap.ACTIONS: gettext_lazy("Write an action with its day, and tick that the customer agrees"),
        Gap.ENGLISH_MATHS: gettext_lazy(
            "Add an action for English or maths, or write what is done about the need"
        ),
        Gap.REVIEW: gettext_lazy("Agree a day to look at the plan again"),
        Gap.REVIEW_PAST: gettext_lazy("The day of the review has passed. Agree a new one"),
        Gap.REVIEW_FAR: gettext_lazy("The day of the review is far off. Agree an earlier one if you can"),
        Gap.NOTHING_CHOSEN: gettext_lazy("Tick which option the customer chose"),
        Gap.NO_REFLECTION: gettext_lazy("Write what the customer thinks of it"),
        Gap.NO_INFORMATION: gettext_lazy("Write what information you used"),
        Gap.TOO_LONG: gettext_lazy("The plan is long. Shorten it if you can"),
        Gap.HARD_TO_READ: gettext_lazy(
            "The plan is hard to read. Use shorter words and sentences if you can"
        ),
    }
)

_GAP_PLACES: Final[Mapping[Gap, str]] = MappingProxyType(
    {
        Gap.STARTING_POINT: "#id_starting_point-text",
        Gap.OPTIONS: "#options",
        Gap.GOALS: "#goals",
        Gap.ACTIONS: "#actions",
        Gap.ENGLISH_MATHS: "#id_english_and_maths-text",
        Gap.REVIEW: "#id_facts-review_on-day",
        Gap.REVIEW_PAST: "#id_facts-review_on-day",
        Gap.REVIEW_FAR: "#id_facts-review_on-day",
        Gap.NOTHING_CHOSEN: "#options",
        Gap.NO_REFLECTION: "#id_reflection-text",
        Gap.NO_INFORMATION: "#id_information_used-text",
        Gap.MOVED_ON: "#moved-on",
        Gap.TOO_LONG: "#reading",
        Gap.HARD_TO_READ: "#reading",
    }
)


@dataclass(frozen=True, slots=True)
class GapLine:
    """One thing that is missing, with the place where it is mended ("" where there is none)."""

    text: str
    href: str


def gap_lines(gaps: Iterable[Gap], attendance: Attendance) -> list[GapLine]:
    """What the working copy lacks, in words, each with a link to the very place."""
    return [GapLine(str(_GAP_WORDS[gap]), _gap_href(gap, attendance)) for gap in gaps]


def _gap_href(gap: Gap, attendance: Attendance) -> str:
    if gap in _GAP_PLACES:
        return _GAP_PLACES[gap]
    session, customer = attendance.session, attendance.customer_id
    if gap is Gap.ADVISER:
        return f"{reverse('workspace:session', args=[session.id])}#id_supervisor"
    if gap is Gap.CUSTOMER and session.contact_id:
        return href_of("workspace:find_customer", session.contact_id)
    if gap is Gap.CONTACT_DETAILS and customer:
        return href_of("workspace:customer_contact_points", customer)
    return ""


_SMART_NAMES: Final[Mapping[Smart, Promise | str]] = MappingProxyType(
    {
        Smart.SPECIFIC: gettext_lazy("Specific"),
        Smart.MEASURABLE: gettext_lazy("Measurable"),
        Smart.ACHIEVABLE: gettext_lazy("Achievable"),
        Smart.REALISTIC: gettext_lazy("Realistic"),
        Smart.TIME_BOUND: gettext_lazy("Time-bound"),
    }
)

_SMART_WORDS: Final[Mapping[str, Promise | str]] = MappingProxyType(
    {
        "few_words": gettext_lazy("say in a few more words what it is."),
        "vague_words": gettext_lazy("“%(words)s” can mean many things. Say the step itself."),
        "goal_without_sign": gettext_lazy("say how you will both know that it is reached."),
        "action_without_sign": gettext_lazy("say how you will both know that it is done."),
        "goal_without_step": gettext_lazy("no action is for this goal yet. What is the first step?"),
        "medium_goal_without_step": gettext_lazy(
            "it lies some way off, and no action is for it yet. What is the first step?"
        ),
        "many_on_one_day": gettext_lazy(
            "%(count)s actions are due on that day. More than %(most)s may be too many."
        ),
        "work_goal_without_information": gettext_lazy(
            "say what labour market information you looked at, so that it can be weighed."
        ),
        "far_off": gettext_lazy("the day is more than %(months)s months off. What can be done sooner?"),
        "no_day": gettext_lazy("it has no day yet, and can't be agreed without one."),
        "day_past": gettext_lazy("the day has passed. Agree a new one."),
    }
)


def smart_name(gap: SmartGap) -> str:
    """The name of one of the five questions."""
    return str(_SMART_NAMES[gap.question])


def smart_words(gap: SmartGap) -> str:
    """Why a question is open (OI-9.13)."""
    return str(_SMART_WORDS[gap.reason]) % dict(gap.values)
