"""What a line of a working copy may hold: each kind its own facts, and nothing that the database would refuse."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from fingerpost.house.errors import InvalidInput
from fingerpost.plans.content import tidy
from fingerpost.plans.models import ActionKind, Area, Horizon, ItemKind, Who

LENGTHS: Final = {"text": 300, "detail": 600, "organisation": 100}
"""The fields of words of a line, and how many characters each takes."""

_NAMES_SOMEBODY: Final = frozenset({ActionKind.REFERRAL, ActionKind.SIGNPOST})


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemValues:
    """What is said of one line. What its kind does not have is left out.

    ``is_agreed``: the customer agrees that it is recorded (OI-9.12b).
    """

    kind: str
    text: str
    detail: str = ""
    area: str = ""
    horizon: str = ""
    is_chosen: bool = False
    action_kind: str = ""
    for_goal: UUID | None = None
    who: str = ""
    organisation: str = ""
    by_on: date | None = None
    is_for_english_maths: bool = False
    is_agreed: bool = False


def fitting_values(values: ItemValues, *, goals: Container[UUID]) -> dict[str, Any]:
    """The columns of a line of its kind, tidied; what its kind does not have is empty. Raises InvalidInput.

    ``goals`` has the keys of the goals that the working copy holds now.
    """
    if values.kind not in ItemKind.values:
        raise InvalidInput(_("The plan has no such kind of line."), code="kind_unknown")
    made: dict[str, Any] = {
        "text": " ".join(tidy(values.text).split()),
        "detail": tidy(values.detail),
        "is_agreed": values.is_agreed,
        "area": "",
        "horizon": "",
        "is_chosen": False,
        "action_kind": "",
        "for_goal": None,
        "who": "",
        "organisation": "",
        "by_on": None,
        "is_for_english_maths": False,
    }
    if values.kind == ItemKind.OPTION:
        made["is_chosen"] = values.is_chosen
    elif values.kind == ItemKind.GOAL:
        made |= {"area": values.area, "horizon": values.horizon}
    else:
        made |= {
            "action_kind": values.action_kind or ActionKind.STEP,
            "who": values.who or Who.CUSTOMER,
            "organisation": " ".join(tidy(values.organisation).split()),
            "by_on": values.by_on,
            "is_for_english_maths": values.is_for_english_maths,
        }
        # A goal that somebody took out meanwhile is no goal.
        made["for_goal"] = values.for_goal if values.for_goal in goals else None
    _check_fitting(values.kind, made)
    return made


def _check_fitting(kind: str, made: dict[str, Any]) -> None:
    if not made["text"]:
        raise InvalidInput(_("Say what it is in a few words."), code="no_words")
    if any(len(made[name]) > most for name, most in LENGTHS.items()):
        raise InvalidInput(_("These words are too long for the plan. Shorten them."), code="too_long")
    if kind == ItemKind.GOAL and (made["area"] not in Area.values or made["horizon"] not in Horizon.values):
        raise InvalidInput(_("Say what the goal is about, and how far off it is."), code="goal_not_placed")
    if kind != ItemKind.ACTION:
        return
    if made["action_kind"] not in ActionKind.values or made["who"] not in Who.values:
        raise InvalidInput(_("Say what kind of action it is, and who does it."), code="action_not_placed")
    if made["is_agreed"] and made["by_on"] is None:
        raise InvalidInput(_("Give the action a day before it is agreed."), code="no_day")
    if made["action_kind"] in _NAMES_SOMEBODY and not made["organisation"]:
        raise InvalidInput(_("Name the organisation that the customer is sent to."), code="no_organisation")
