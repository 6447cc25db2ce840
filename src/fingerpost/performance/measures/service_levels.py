"""Service levels that the record shows, and those counted by other systems: each with its denominator (OI-12.22)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import ibis
from django.utils.translation import gettext_noop as _
from ibis.expr.types import BooleanValue, Table

from fingerpost.performance.measures.definition import Better, Counts, Facts, Kind, Measure, Unit
from fingerpost.performance.measures.rows import ADVICE, TELEPHONE, attended, one, service_level, shaped

_OWNER: Final = _("Prime contractor")
_Condition = Callable[[Table], BooleanValue]


def _share(base: Callable[[Facts], Table], condition: _Condition) -> Callable[[Facts], Table]:
    def rows(facts: Facts) -> Table:
        table = base(facts)
        return shaped(table, counted=one(condition(table)), among=ibis.literal(1.0))

    return rows


def _advice(facts: Facts) -> Table:
    places = attended(facts)
    return places.filter(places.gave == ADVICE, places.completed)


def _to_write_up(facts: Facts) -> Table:
    places = attended(facts)
    return places.filter(places.written_up_in_time.notnull())


def _plans_by_telephone(facts: Facts) -> Table:
    places = attended(facts)
    return places.filter(places.channel == TELEPHONE, places.has_plan)


def _all_plans(facts: Facts) -> Table:
    places = attended(facts)
    return places.filter(places.has_plan)


def _booked_and_seen(facts: Facts) -> Table:
    places = attended(facts)
    return places.filter(places.booked)


def _booked(facts: Facts) -> Table:
    """Booked places whose day came: those cancelled beforehand and those still expected are left out."""
    places = facts["fact_attendance"]
    return places.filter(
        places.booked, places.result.isin(["attended", "did_not_attend", "could_not_be_seen"])
    )


def _due_follow_ups(facts: Facts) -> Table:
    table = facts["fact_follow_up"]
    return table.filter(table.state.isin(["open", "done"]), table.in_time.notnull())


def _on_time(places: Table) -> BooleanValue:
    minutes = service_level("SL-011", "each_amount")
    return (places.result == "attended") & (places.minutes_late <= minutes)


MEASURES: Final = (
    Measure(
        code="plan_for_each_advice_session",
        title=_("Plan for each advice session"),
        says=_("Completed advice sessions from which a skills action plan came."),
        kind=Kind.SERVICE_LEVEL,
        owner=_OWNER,
        source="OI-12.22b; BR-8.1",
        counts=Counts.SUM,
        unit=Unit.PERCENT,
        decimals=1,
        denominator=_("completed advice sessions"),
        target_key="service_level.SL-027",
        opens_to="attendance",
        rows=_share(_advice, lambda places: places.has_plan),
    ),
    Measure(
        code="advice_without_plan",
        title=_("Advice sessions without a plan"),
        says=_("Completed advice sessions from which no skills action plan came. The list should be empty."),
        kind=Kind.SERVICE_LEVEL,
        owner=_OWNER,
        source="OI-12.22b",
        counts=Counts.SUM,
        unit=Unit.RECORDS,
        better=Better.LOWER,
        opens_to="attendance",
        rows=lambda facts: _without_plan(_advice(facts)),
    ),
    Measure(
        code="written_up_in_time",
        title=_("Written up in time"),
        says=_("Sessions whose record was complete by the day that policy names."),
        kind=Kind.SERVICE_LEVEL,
        owner=_OWNER,
        source="MX-3.2; OI-13.6",
        counts=Counts.SUM,
        unit=Unit.PERCENT,
        decimals=1,
        denominator=_("sessions at which the customer was seen and whose day for writing up is known"),
        opens_to="attendance",
        rows=_share(_to_write_up, lambda places: places.written_up_in_time),
    ),
    Measure(
        code="plan_given_in_time_telephone",
        title=_("Plans sent within 24 hours by telephone"),
        says=_("Plans from sessions by telephone that were given within 24 hours of the end of the session."),
        kind=Kind.SERVICE_LEVEL,
        owner=_OWNER,
        source="OI-12.22f",
        counts=Counts.SUM,
        unit=Unit.PERCENT,
        decimals=1,
        denominator=_("sessions by telephone from which a plan came"),
        opens_to="attendance",
        rows=_share(_plans_by_telephone, lambda places: places.plan_given_in_time),
    ),
    Measure(
        code="plan_given_in_time",
        title=_("Plans given in time"),
        says=_("Plans of every channel that the customer had within the time that policy names."),
        kind=Kind.SERVICE_LEVEL,
        owner=_OWNER,
        source="MX-3.2; OI-12.22",
        counts=Counts.SUM,
        unit=Unit.PERCENT,
        decimals=1,
        denominator=_("sessions from which a plan came"),
        opens_to="attendance",
        rows=_share(_all_plans, lambda places: places.plan_given_in_time),
    ),
    Measure(
        code="seen_on_time_of_attended",
        title=_("Seen on time"),
        says=_(
            "Booked customers whose session began no later than 10 minutes after the booked time. Where nobody noted "
            "when it began, it was not on time."
        ),
        kind=Kind.SERVICE_LEVEL,
        owner=_OWNER,
        source="OI-12.22; XD-15",
        counts=Counts.SUM,
        unit=Unit.PERCENT,
        decimals=1,
        denominator=_("booked appointments that were attended"),
        defines="seen_on_time",
        target_key="service_level.SL-011",
        opens_to="attendance",
        rows=_share(_booked_and_seen, _on_time),
    ),
    Measure(
        code="seen_on_time_of_booked",
        title=_("Seen on time, of all booked"),
        says=_("As Seen on time, of every booked appointment whose day came."),
        kind=Kind.SERVICE_LEVEL,
        owner=_OWNER,
        source="XD-15",
        counts=Counts.SUM,
        unit=Unit.PERCENT,
        decimals=1,
        denominator=_("booked appointments that were not cancelled beforehand"),
        defines="seen_on_time",
        opens_to="attendance",
        rows=_share(_booked, _on_time),
    ),
    Measure(
        code="failure_to_attend",
        title=_("Failure to attend"),
        says=_("Booked appointments to which the customer did not come."),
        kind=Kind.KPI,
        owner=_OWNER,
        source="XD-15",
        counts=Counts.SUM,
        unit=Unit.PERCENT,
        decimals=1,
        better=Better.LOWER,
        denominator=_("booked appointments that were not cancelled beforehand"),
        opens_to="attendance",
        rows=_share(_booked, lambda places: places.result == "did_not_attend"),
    ),
    Measure(
        code="follow_up_in_time",
        title=_("Follow-ups in time"),
        says=_("Follow-ups that were closed by the day they were due."),
        kind=Kind.SERVICE_LEVEL,
        owner=_OWNER,
        source="MX-3.2; OI-12.9",
        counts=Counts.SUM,
        unit=Unit.PERCENT,
        decimals=1,
        denominator=_(
            "follow-ups that were due; those that a later contact began again, or that were stopped, are left out"
        ),
        opens_to="follow_up",
        rows=_share(_due_follow_ups, lambda table: table.in_time),
    ),
)


def _without_plan(places: Table) -> Table:
    return shaped(places, counted=1.0 - one(places.has_plan))
