"""What the pages of follow-ups say: why one is due now, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fingerpost.outcomes.models import FollowUp, FollowUpAttempt, FollowUpState, Reached, Stage
from fingerpost.outcomes.rules.follow_ups import situations
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date, civil_time, spoken_date
from fingerpost.workspace.customers.words import plain_date

_CLOSED: Final[Mapping[str, Promise | str]] = MappingProxyType(
    {
        "not_reached": gettext_lazy("Not reached"),
        "later_contact": gettext_lazy("Started again by a later contact"),
        "record_closed": gettext_lazy("The record was closed"),
        "not_wanted_now": gettext_lazy("No advice is on the record any more"),
    }
)


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One try as a page shows it."""

    when: str
    what: str
    by: str
    text: str


def method_labels(rules: Rules, on: date) -> dict[str, str]:
    """How a customer may be followed up, by code (OI-12.14)."""
    return {str(row["code"]): str(row["label"]) for row in rules.get_rows("follow_up.methods", on)}


def situation_labels(rules: Rules, on: date) -> dict[str, str]:
    """What a follow-up can find, by code."""
    return {code: row.label for code, row in situations(rules, on=on).items()}


def why_now(follow_up: FollowUp) -> str:
    """Why this follow-up is due on its day, in one sentence."""
    values = {
        "contact": spoken_date(civil_date(follow_up.counted_from)),
        "due": spoken_date(follow_up.due_on),
    }
    if follow_up.state != FollowUpState.OPEN:
        return _("Counted from %(contact)s, due %(due)s.") % values
    if follow_up.stage == Stage.SIX_MONTHS:
        return _("Six months after the last session on %(contact)s: %(due)s.") % values
    if follow_up.stage == Stage.SECOND:
        return _("The second one after the last contact on %(contact)s: %(due)s.") % values
    return _("Nobody has spoken with the customer since %(contact)s: due %(due)s.") % values


def owner_words(follow_up: FollowUp) -> str:
    """Whose it is."""
    if follow_up.owner is not None:
        return follow_up.owner.full_name
    return _("Nobody: any adviser of %(organisation)s may do it") % {
        "organisation": follow_up.organisation.name
    }


def state_words(follow_up: FollowUp, *, today: date, rules: Rules) -> str:
    """How it stands: done with what was found, stopped and why, due, or when it will be."""
    if follow_up.state == FollowUpState.OPEN:
        if follow_up.due_on < today:
            return _("Overdue")
        return _("Due today") if follow_up.due_on == today else _("Due later")
    why = _CLOSED.get(follow_up.closed_why)
    found = str(why) if why else situation_labels(rules, today).get(follow_up.closed_why, "")
    words = str(follow_up.get_state_display())
    return f"{words}: {found}" if found else words


def tries_words(number: int) -> str:
    """How often it was tried."""
    if not number:
        return _("Not tried yet")
    return ngettext("Tried once", "Tried %(number)s times", number) % {"number": number}


def attempt_line(attempt: FollowUpAttempt, rules: Rules) -> AttemptLine:
    """One try in words, by the rules of its day."""
    day = civil_date(attempt.happened_at)
    what = [method_labels(rules, day).get(attempt.method, attempt.method), Reached(attempt.reached).label]
    if attempt.situation:
        what.append(situation_labels(rules, day).get(attempt.situation, attempt.situation))
    return AttemptLine(
        _moment(attempt.happened_at),
        ", ".join(str(one) for one in what),
        attempt.made_by.full_name,
        attempt.text,
    )


def _moment(moment: datetime) -> str:
    return _("%(day)s at %(time)s") % {
        "day": plain_date(civil_date(moment)),
        "time": f"{civil_time(moment):%H:%M}",
    }
