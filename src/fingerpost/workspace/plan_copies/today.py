"""Plans that wait, as Today lists them: for the customer's answer, or for the customer to have them."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from fingerpost.house.actor import Actor
from fingerpost.house.rules import rules_in_force
from fingerpost.plans.giving import PlanToGive, list_plans_to_give
from fingerpost.plans.models import CopyState
from fingerpost.policy.civil import civil_date
from fingerpost.workspace.plan_copies.words import answer_words, moment_words, way_label
from fingerpost.workspace.sessions.words import spoken_day
from fingerpost.workspace.today.lines import Line


def plans(actor: Actor, now: datetime, *, start: int, limit: int) -> list[Line]:
    """Plans to be accepted or given, of one's own sessions, the oldest first (OI-12.22j)."""
    found = list_plans_to_give(actor, now=now, rules=rules_in_force(), start=start, limit=limit)
    return [_line(one) for one in found]


def _line(one: PlanToGive) -> Line:
    version = one.version
    # Accepting comes first; who has accepted is given the plan next.
    page = "workspace:plan_acceptance" if one.waits_for_answer else "workspace:plan_copies"
    facts = [
        _("Version %(number)s, session of %(day)s")
        % {
            "number": version.number,
            "day": spoken_day(civil_date(version.attendance.session.started_at)),
        }
    ]
    if one.waits_for_answer:
        facts.append(answer_words(one.last_answer) if one.last_answer else _("Not accepted yet"))
    if one.waits_to_be_given:
        facts.append(_copy_words(one))
    return Line(
        one.customer_name,
        reverse(page, args=[version.attendance_id]),
        tuple(filter(None, facts)),
        tag=_("Late") if one.is_late else "",
        is_late=one.is_late,
    )


def _copy_words(one: PlanToGive) -> str:
    if one.copy_state == CopyState.RECEIVED:
        return _("The file has arrived: tell the customer the pass phrase")
    if one.copy_state == CopyState.SENT:
        return _("The file is on its way: ask whether it arrived")
    by = moment_words(one.due_at) if one.due_at else ""
    if one.copy_way:
        return _("%(way)s, due by %(moment)s") % {"way": way_label(one.copy_way), "moment": by}
    return _("To be given by %(moment)s") % {"moment": by}
