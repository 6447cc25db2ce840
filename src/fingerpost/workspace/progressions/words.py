"""What the pages of progressions say: standings, distance, and outcomes for research apart from claimable ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fingerpost.outcomes.models import EmploymentProgression, LearningProgression, ResearchOutcome
from fingerpost.outcomes.rules.progressions import Distance, codes, sustained_by_set
from fingerpost.policy import Rules
from fingerpost.workspace.customers import present
from fingerpost.workspace.customers.words import plain_date


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry as a page shows it; ``id`` is that of the entry, for correcting it."""

    title: str
    facts: Sequence[str]
    kept: str
    id: UUID


def distance_rows(found: Distance) -> list[dict[str, Any]]:
    """How far the customer came from where they began (MX-4.2, OF-13)."""
    rose = {True: _("Higher than at the start"), False: _("As at the start"), None: _("Not known")}
    return [
        present.row(_("Entered work"), _when(found.entered_work_on)),
        present.row(_("Entered learning"), _when(found.entered_learning_on)),
        present.row(_("Level of qualification"), rose[found.rose]),
    ]


def employment_line(one: EmploymentProgression, rules: Rules) -> EntryLine:
    """Where a customer stood in work on a day; a job is judged by both sets of rules (BR-GL-sustain)."""
    on = one.recorded_on
    facts = [
        _label("employment_hours", one.hours, rules, on),
        one.employer,
        _("Began %(day)s") % {"day": plain_date(one.started_on)} if one.started_on else "",
        _("Worked last on %(day)s") % {"day": plain_date(one.last_worked_on)} if one.last_worked_on else "",
        _label("unemployment_lengths", one.length_of_unemployment, rules, on),
        _label("economic_shocks", one.economic_shock, rules, on),
        one.economic_shock_code,
    ]
    status = codes("employment_statuses", rules=rules, on=on).get(one.status)
    if one.started_on and status is not None and "in_work" in status.marks and one.started_on <= on:
        facts += sustained_lines(one.started_on, on, rules)
    return _line(one, _label("employment_statuses", one.status, rules, on), facts)


def sustained_lines(started_on: date, on: date, rules: Rules) -> list[str]:
    """The same job by each measure; that of Jobcentre Plus is for research alone."""
    lines = []
    for one in sustained_by_set(started_on, on, rules=rules):
        held = _("lasted") if one.held else _("not yet")
        if one.for_research:
            words = _("Jobcentre Plus, %(length)s months, for research: %(held)s")
        else:
            words = _("%(length)s weeks: %(held)s")
        lines.append(words % {"length": one.length, "held": held})
    return lines


def learning_line(one: LearningProgression, rules: Rules) -> EntryLine:
    """Where a customer stood in learning on a day, and the level they held."""
    on = one.recorded_on
    level = _label("qualification_levels", one.level, rules, on)
    facts = [
        _label("learning_hours", one.hours, rules, on),
        _("Began %(day)s") % {"day": plain_date(one.started_on)} if one.started_on else "",
        _("Holds: %(level)s") % {"level": level} if level else "",
        _("Gained %(day)s") % {"day": plain_date(one.level_achieved_on)} if one.level_achieved_on else "",
        _("Provider %(number)s") % {"number": one.provider_number} if one.provider_number else "",
    ]
    return _line(one, _label("learning_statuses", one.status, rules, on), facts)


def research_lines(found: Sequence[ResearchOutcome], rules: Rules, *, soft: bool) -> list[EntryLine]:
    """The hard or the soft outcomes among what is kept for research (OI-15.15, OF-19)."""
    lines = []
    for one in found:
        known = codes("soft_outcomes" if soft else "hard_outcomes", rules=rules, on=one.recorded_on)
        if one.kind not in known:
            continue
        facts = []
        if one.before is not None:
            facts.append(_("Before: %(score)s of 10") % {"score": one.before})
        if one.after is not None:
            facts.append(_("Now: %(score)s of 10") % {"score": one.after})
        lines.append(_line(one, known[one.kind].label, facts))
    return lines


def _line(
    one: EmploymentProgression | LearningProgression | ResearchOutcome, title: str, facts: Sequence[str]
) -> EntryLine:
    kept = _("%(day)s, kept by %(person)s, %(organisation)s") % {
        "day": plain_date(one.recorded_on),
        "person": one.recorded_by.full_name,
        "organisation": one.organisation.name,
    }
    return EntryLine(title, [fact for fact in facts if fact], kept, one.id)


def _label(listed: str, code: str, rules: Rules, on: date) -> str:
    known = codes(listed, rules=rules, on=on).get(code)
    return known.label if known else code


def _when(day: date | None) -> str:
    return plain_date(day) if day else _("Not yet")
