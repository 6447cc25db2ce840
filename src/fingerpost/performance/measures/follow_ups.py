"""Following customers up: how often it was done, whom it reached, and what it found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import ibis
from django.utils.translation import gettext_noop as _
from ibis.expr.types import Table

from fingerpost.performance.measures.definition import Better, Counts, Facts, Kind, Measure, Unit
from fingerpost.performance.measures.rows import one, shaped

_OWNER: Final = _("Prime contractor")
_DUE: Final = _(
    "follow-ups that were due; those that a later contact began again, or that were stopped, are left out"
)
_STAGES: Final = {
    "first": _("First follow-ups done"),
    "second": _("Second follow-ups done"),
    "six_months": _("Six-month follow-ups done"),
}
_MOVED_ON: Final = (
    "in_work",
    "progressed_in_work",
    "in_learning",
    "finished_learning",
    "in_work_and_learning",
)


def _due(facts: Facts) -> Table:
    table = facts["fact_follow_up"]
    return shaped(table.filter(table.state.isin(["open", "done"])), counted=ibis.literal(1.0))


def _done(stage: str | None = None) -> Callable[[Facts], Table]:
    def rows(facts: Facts) -> Table:
        table = facts["fact_follow_up"]
        due = table.filter(table.state.isin(["open", "done"]))
        due = due if stage is None else due.filter(due.stage == stage)
        return shaped(due, counted=one(due.state == "done"), among=ibis.literal(1.0))

    return rows


def _reached(facts: Facts) -> Table:
    table = facts["fact_follow_up"]
    done = table.filter(table.state == "done")
    return shaped(done, counted=one(done.reached), among=ibis.literal(1.0))


def _tries(facts: Facts) -> Table:
    table = facts["fact_follow_up"]
    done = table.filter(table.state == "done")
    return shaped(done, counted=done.tries.fill_null(0), among=ibis.literal(1.0))


def _moved_on(facts: Facts) -> Table:
    table = facts["fact_follow_up"]
    reached = table.filter(table.state == "done", table.reached)
    return shaped(reached, counted=one(reached.situation.isin(_MOVED_ON)), among=ibis.literal(1.0))


MEASURES: Final = (
    Measure(
        code="follow_ups_due",
        title=_("Follow-ups due"),
        says=_(
            "Follow-ups due in the months, but those that a later contact began again or that were stopped."
        ),
        kind=Kind.COUNT,
        owner=_OWNER,
        source="OI-12.9; OI-12.13",
        counts=Counts.SUM,
        unit=Unit.RECORDS,
        better=Better.NEITHER,
        opens_to="follow_up",
        rows=_due,
    ),
    Measure(
        code="follow_up_rate",
        title=_("Follow-ups done"),
        says=_("Follow-ups that were done, in time or not."),
        kind=Kind.SERVICE_LEVEL,
        owner=_OWNER,
        source="OI-12.9; OI-12.14",
        counts=Counts.SUM,
        unit=Unit.PERCENT,
        decimals=1,
        denominator=_DUE,
        opens_to="follow_up",
        rows=_done(),
    ),
    *(
        Measure(
            code=f"follow_up_rate_{stage}",
            title=title,
            says=_("Follow-ups of this stage that were done, in time or not."),
            kind=Kind.SERVICE_LEVEL,
            owner=_OWNER,
            source="OI-12.9; OI-12.10; OI-12.13",
            counts=Counts.SUM,
            unit=Unit.PERCENT,
            decimals=1,
            denominator=_DUE,
            opens_to="follow_up",
            rows=_done(stage),
        )
        for stage, title in _STAGES.items()
    ),
    Measure(
        code="follow_up_reached",
        title=_("Customers reached by follow-up"),
        says=_("Follow-ups in which the customer spoke with us or answered in writing."),
        kind=Kind.COUNT,
        owner=_OWNER,
        source="OI-12.14",
        counts=Counts.SUM,
        unit=Unit.PERCENT,
        decimals=1,
        denominator=_("follow-ups that were done"),
        opens_to="follow_up",
        rows=_reached,
    ),
    Measure(
        code="follow_up_tries",
        title=_("Tries of a follow-up"),
        says=_("How often a customer was tried, on average."),
        kind=Kind.COUNT,
        owner=_OWNER,
        source="OI-12.14",
        counts=Counts.SUM,
        unit=Unit.MEAN,
        decimals=2,
        better=Better.LOWER,
        denominator=_("follow-ups that were done"),
        opens_to="follow_up",
        rows=_tries,
    ),
    Measure(
        code="follow_up_moved_on",
        title=_("Moved on at follow-up"),
        says=_("Follow-ups that found the customer in work, progressed in work, or in or through learning."),
        kind=Kind.COUNT,
        owner=_OWNER,
        source="BR-GL-followup; OI-12.14",
        counts=Counts.SUM,
        unit=Unit.PERCENT,
        decimals=1,
        denominator=_("follow-ups that reached the customer"),
        opens_to="follow_up",
        rows=_moved_on,
    ),
)
