"""Whether the service reaches and serves everybody alike: by age, gender, ethnicity and condition (OI-12.8b, EQD).

Small numbers are hidden from every reader, and nothing opens to a record.
"""

from __future__ import annotations

from typing import Any, Final

import ibis
from django.utils.translation import gettext_noop as _
from ibis.expr.types import Table

from fingerpost.performance.measures.definition import (
    PERSONAL,
    Better,
    Counts,
    Dimension,
    Facts,
    Kind,
    Measure,
    Unit,
)
from fingerpost.performance.measures.plans import PLAN_HOLDER
from fingerpost.performance.measures.rows import (
    SET_2014,
    age_band,
    attended,
    followed_by,
    is_positive,
    one,
    shaped,
)
from fingerpost.performance.measures.sessions import SEEN

_OWNER: Final = _("Prime contractor")
_PARTS: Final = PERSONAL | {Dimension.CONTRACT, Dimension.MONTH}


def _seen(facts: Facts) -> Table:
    return shaped(age_band(attended(facts)), counted=ibis.literal(1.0), opens=False)


def _with_plan(facts: Facts) -> Table:
    places = age_band(attended(facts))
    return shaped(places, counted=one(places.has_plan), among=ibis.literal(1.0), opens=False)


def _came(facts: Facts) -> Table:
    places = facts["fact_attendance"]
    due = age_band(
        places.filter(places.booked, places.result.isin(["attended", "did_not_attend", "could_not_be_seen"]))
    )
    return shaped(due, counted=one(due.result == "attended"), among=ibis.literal(1.0), opens=False)


def _positive(facts: Facts) -> Table:
    outcomes = facts["fact_outcome"]
    positive = outcomes.filter(is_positive(outcomes, SET_2014))
    found = followed_by(age_band(facts["fact_plan"]), positive, "made_on")
    return shaped(found, counted=one(found.followed), among=ibis.literal(1.0), opens=False)


def _measure(code: str, title: str, says: str, **more: Any) -> Measure:
    filled: dict[str, Any] = {
        "kind": Kind.EQUALITY,
        "owner": _OWNER,
        "source": "OI-12.8b; BR-26.2",
        "counts": Counts.PEOPLE,
        "unit": Unit.PERCENT,
        "decimals": 1,
        "customer": SEEN,
        "small_numbers_hidden": True,
        "breaks_down_by": _PARTS,
        **more,
    }
    return Measure(code=code, title=title, says=says, **filled)


MEASURES: Final = (
    _measure(
        "equality_seen",
        _("People seen, by group"),
        _("Different people who were seen at a session."),
        unit=Unit.PEOPLE,
        decimals=0,
        better=Better.NEITHER,
        rows=_seen,
    ),
    _measure(
        "equality_with_plan",
        _("People seen who got a plan, by group"),
        _("People seen from whose session a skills action plan came."),
        denominator=_("people seen at a session"),
        rows=_with_plan,
    ),
    _measure(
        "equality_attended",
        _("Booked people who came, by group"),
        _("People with a booked appointment who were seen."),
        denominator=_("people with a booked appointment that was not cancelled beforehand"),
        customer=_("a person with a booked appointment"),
        rows=_came,
    ),
    _measure(
        "equality_positive",
        _("People with a plan who moved on, by group"),
        _("People with a plan who then had a positive outcome (of 2014)."),
        denominator=_("people with a plan"),
        customer=PLAN_HOLDER,
        rows=_positive,
    ),
)
