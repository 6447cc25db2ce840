"""What the pages of accepting and giving a plan say: routes, ways, states, clocks, what stands against a way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.customers.rules import WhyNot
from fingerpost.plans.models import Answer, CopyState, PlanCopy, Route, Way
from fingerpost.plans.reaching import NO_POINT
from fingerpost.plans.rules.copies import CopyClock, OfferedWay, is_late
from fingerpost.policy.civil import civil_date, civil_time, spoken_date

Words = Promise | str

HOW: Final[Mapping[str, Words]] = MappingProxyType(
    {
        Route.DRAWN.value: gettext_lazy("They signed on this screen"),
        Route.TYPED.value: gettext_lazy("They typed their name and confirmed"),
        Route.SPOKEN.value: gettext_lazy("They said yes, and somebody heard it"),
        Route.MARK.value: gettext_lazy("They made their mark, and somebody saw it"),
        Route.SUPPORTER.value: gettext_lazy("A supporter signed for them"),
        Route.SLIP.value: gettext_lazy("They signed a slip for this version"),
        Route.SCAN.value: gettext_lazy("They signed a print, and it was scanned"),
        Answer.LATER.value: gettext_lazy("Not yet: they will accept later"),
        Answer.LEFT.value: gettext_lazy("Not yet: they left before it was settled"),
        Answer.DECLINED.value: gettext_lazy("They declined"),
    }
)

HOW_HINTS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        Route.SPOKEN.value: gettext_lazy(
            "In person, by telephone or by video. It counts as much as a signature."
        ),
        Route.MARK.value: gettext_lazy("A cross or another mark on the print, made while somebody watched."),
        Route.SLIP.value: gettext_lazy(
            "For when nothing prints: the slip bears a code that fits this version alone."
        ),
        Answer.LATER.value: gettext_lazy("It waits on Today until they do."),
        Answer.LEFT.value: gettext_lazy("It waits on Today until they accept or decline."),
    }
)

WAY_HINTS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        Way.PRINT.value: gettext_lazy("Every print is kept on record, with what it is for."),
        Way.ENCRYPTED.value: gettext_lazy(
            "You tell them the pass phrase another way, once they have said that the file arrived."
        ),
        Way.POST.value: gettext_lazy("Special delivery or a courier, with a number to track it by."),
    }
)

_STOPPED_BY: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "no_account": gettext_lazy("The customer has no account yet. Accounts open later."),
        "no_address": gettext_lazy("No address is held to post to."),
        NO_POINT: gettext_lazy("No email address is held."),
        "no_email": gettext_lazy("No email address is held."),
        WhyNot.NOT_ASKED.value: gettext_lazy("The customer was not asked yet whether email is safe."),
        WhyNot.NOT_SAFE.value: gettext_lazy("The customer said that email is not safe."),
        WhyNot.NOT_NOW.value: gettext_lazy("The customer gave other hours for email."),
    }
)

_STATE_TAGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        CopyState.DUE.value: "govuk-tag--yellow",
        CopyState.SENT.value: "govuk-tag--blue",
        CopyState.RECEIVED.value: "govuk-tag--yellow",
        CopyState.GIVEN.value: "govuk-tag--green",
        CopyState.UNCONFIRMED.value: "govuk-tag--red",
        CopyState.STOPPED.value: "govuk-tag--grey",
        CopyState.KEPT.value: "govuk-tag--grey",
    }
)

# Short, for a tag; the states' own labels say the same at length.
_STATES: Final[Mapping[str, Words]] = MappingProxyType(
    {
        CopyState.DUE.value: gettext_lazy("To be given"),
        CopyState.SENT.value: gettext_lazy("On its way"),
        CopyState.RECEIVED.value: gettext_lazy("Arrived"),
        CopyState.GIVEN.value: gettext_lazy("Given"),
        CopyState.UNCONFIRMED.value: gettext_lazy("Not confirmed"),
        CopyState.STOPPED.value: gettext_lazy("Stopped"),
        CopyState.KEPT.value: gettext_lazy("Not for them"),
    }
)

_ANSWERS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        Answer.ACCEPTED.value: gettext_lazy("Accepted"),
        Answer.DECLINED.value: gettext_lazy("Declined"),
        Answer.LEFT.value: gettext_lazy("The customer left before it was settled"),
        Answer.LATER.value: gettext_lazy("The customer will accept later"),
    }
)


@dataclass(frozen=True, slots=True)
class ClockWords:
    """A clock in words, and whether it has run out."""

    text: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class ClosedWay:
    """A way that is not open to this customer now, and why."""

    label: str
    why: str


def moment_words(moment: datetime) -> str:
    """A moment as a person says it: "Tuesday 24 November 2026 at 17:00"; midnight is the end of the day before."""
    at = civil_time(moment)
    if at.hour == 0 and at.minute == 0 and at.second == 0 and at.microsecond == 0:
        last = civil_date(moment).toordinal() - 1
        return _("the end of %(day)s") % {"day": spoken_date(at.date().fromordinal(last))}
    return _("%(day)s at %(time)s") % {"day": spoken_date(at.date()), "time": f"{at:%H:%M}"}


def clock_words(clock: CopyClock, *, done: datetime | None, now: datetime) -> ClockWords:
    """By when the customer must have the plan, or whether they had it in time (OI-12.22j)."""
    late = is_late(due_at=clock.due_at, done=done, now=now)
    by = moment_words(clock.due_at)
    if done is not None:
        words = _("It was due by %(moment)s and came late") if late else _("It came in time, by %(moment)s")
    else:
        words = _("It was due by %(moment)s") if late else _("It is due by %(moment)s")
    return ClockWords(words % {"moment": by}, late)


def way_label(way: str) -> str:
    """A way in words."""
    return str(Way(way).label)


def closed_ways(ways: tuple[OfferedWay, ...]) -> list[ClosedWay]:
    """The ways that are not open, each with what stands against it."""
    return [
        ClosedWay(way_label(one.way), str(_STOPPED_BY.get(one.stopped_by, one.stopped_by)))
        for one in ways
        if not one.is_open
    ]


def state_tag(copy: PlanCopy) -> str:
    """The colour of a copy's state."""
    return _STATE_TAGS[copy.state]


def state_words(copy: PlanCopy) -> str:
    """How a copy stands, in a word or two."""
    return str(_STATES[copy.state])


def answer_words(answer: str) -> str:
    """An answer in words."""
    return str(_ANSWERS.get(answer, answer))
