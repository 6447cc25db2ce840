"""Statuses, papers and members of values in plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fingerpost.policy import Ruling, Status

_EARLIER_TEXT: Final = "BR-CL-0"
_CODE: Final = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")


@dataclass(frozen=True, slots=True)
class Standing:
    """How firmly a value stands: the tag, its colour, and a sentence that says what it means."""

    name: Promise | str
    classes: str
    meaning: Promise | str


STANDINGS: Final[Mapping[str, Standing]] = MappingProxyType(
    {
        Status.IN_FORCE: Standing(_("In force"), "govuk-tag--green", _("The paper says so for this time.")),
        Status.CARRIED_FORWARD: Standing(
            _("Carried forward"),
            "govuk-tag--yellow",
            _("The last stated value. Later papers do not state it again."),
        ),
        Status.OPEN: Standing(
            _("Open"),
            "govuk-tag--orange",
            _("The papers are unclear or state no value. The note says what was chosen."),
        ),
        Status.WITHDRAWN: Standing(_("Withdrawn"), "govuk-tag--grey", _("From this day there is no value.")),
    }
)
EARLIER_TEXT_NOT_SUPPLIED: Final = Standing(
    _("Earlier text not supplied"),
    "govuk-tag--orange",
    _("The wording before version 3 of the business rules is not known here. What is shown is assumed."),
)
ADDED_HERE: Final = Standing(
    _("Added here"),
    "govuk-tag--blue",
    _("The agency or your organisation published it over the papers."),
)
NO_VALUE: Final = Standing(_("No value"), "govuk-tag--grey", _("No value holds on this day."))

# The papers that a source may name, by how its paragraphs begin.
PAPERS: Final[Mapping[str, Promise | str]] = MappingProxyType(
    {
        "BR": _("Business rules, 2014 and version 3"),
        "OI": _("Operating instructions, 2010"),
        "MX": _("matrix guidance"),
        "OF": _("Inspection guidance, 2012"),
        "EV": _("Evaluation, 2013"),
        "XD": _("Decisions across the papers"),
    }
)

# Members of tables and rows whose plain words are not simply their name.
_MEMBERS: Final[Mapping[str, Promise | str]] = MappingProxyType(
    {
        "age_from": _("From age"),
        "age_to": _("To age"),
        "achieve_within_years": _("Years to achieve it"),
        "answers_needed": _("Answers needed"),
        "baseline": _("Baseline check before access"),
        "begin_within_months": _("Months to begin it"),
        "body": _("Words"),
        "change_days": _("Days until it must be changed"),
        "counted_from": _("Counted from"),
        "enhanced": _("Enhanced check for"),
        "fraud": _("Check of risk"),
        "enough_without_papers": _("Enough where there are no papers"),
        "grace_months": _("Months of grace"),
        "hint": _("What to check"),
        "id": _("Number"),
        "in_england": _("In England"),
        "in_scope": _("In scope"),
        "join": _("Which of them"),
        "level_below": _("Below level"),
        "label": _("Name"),
        "mixed_case": _("Small and capital letters"),
        "per_contact": _("In one contact"),
        "per_day": _("In a day"),
        "per_ten_minutes": _("In ten minutes"),
        "refuse_guessable": _("Easily guessed ones are refused"),
        "renewal_years": _("Years until it is renewed"),
        "test": _("How it is decided"),
        "to": _("Where to"),
        "warning_days": _("Days of warning"),
        "wire": _("Code in the shared record"),
    }
)
_VALUES: Final[Mapping[str, Promise | str]] = MappingProxyType(
    {
        "never_derived": _("never worked out"),
        "any": _("any of them"),
        "all": _("all of them"),
        "in_england": _("in England"),
        "lives_or_works_in_england": _("lives or works in England"),
        "young_peoples_contact_centre": _("young people's contact centre"),
        "monday": _("Monday"),
        "tuesday": _("Tuesday"),
        "wednesday": _("Wednesday"),
        "thursday": _("Thursday"),
        "friday": _("Friday"),
        "saturday": _("Saturday"),
        "sunday": _("Sunday"),
    }
)
_AS_THEY_ARE: Final = frozenset({"code", "id", "touchpoint", "version", "key"})


def standing_of(ruling: Ruling) -> Standing:
    """How firmly a ruling stands; BR-CL-0 marks paragraphs whose earlier wording is not supplied."""
    if ruling.status is Status.OPEN and _EARLIER_TEXT in ruling.source.split("; "):
        return EARLIER_TEXT_NOT_SUPPLIED
    return STANDINGS[ruling.status]


def paragraphs_of(source: str) -> list[str]:
    """The paragraphs that a ruling cites."""
    return [one for one in source.split("; ") if one]


def papers_of(source: str) -> frozenset[str]:
    """How the paragraphs of a source begin: which papers they are from."""
    return frozenset(one.split("-", 1)[0] for one in paragraphs_of(source))


def member_words(name: str) -> str:
    """The name of a member of a table in plain words."""
    known = _MEMBERS.get(name)
    if known is not None:
        return str(known)
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def value_words(text: str, *, member: str = "") -> str:
    """A text value as people read it: a code is parted into words, everything else stays as it is."""
    if member in _AS_THEY_ARE:
        return text
    known = _VALUES.get(text)
    if known is not None:
        return str(known)
    return text.replace("_", " ") if _CODE.fullmatch(text) else text
