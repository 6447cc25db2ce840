"""What became of people with a plan: annex C in each dated definition, each person once a ratio (OI-12.6b)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

import ibis
from django.utils.translation import gettext_noop as _
from ibis.expr.types import BooleanValue, Table

from fingerpost.performance.measures.definition import Better, Counts, Facts, Kind, Measure, Unit
from fingerpost.performance.measures.rows import (
    FACE_TO_FACE,
    INFORMATION,
    SET_2010,
    SET_2012,
    SET_2014,
    TELEPHONE,
    attended,
    followed_by,
    is_positive,
    is_sustained,
    one,
    shaped,
    together,
)

PLAN_HOLDER: Final = _("a person who received a skills action plan")
_AGENCY: Final = _("Funding agency")
_PRIME: Final = _("Prime contractor")
_LAST_OF_2010: Final = SET_2012 - timedelta(days=1)
_LAST_OF_2012: Final = SET_2014 - timedelta(days=1)

_Part = Callable[[Table], BooleanValue]


def _plans(condition: _Part | None = None) -> Callable[[Facts], Table]:
    def chosen(facts: Facts) -> Table:
        plans = facts["fact_plan"]
        return plans if condition is None else plans.filter(condition(plans))

    return chosen


def _then(base: Callable[[Facts], Table], outcome: _Part) -> Callable[[Facts], Table]:
    """Plans, counted where such an outcome of the person came on the plan's day or later."""

    def rows(facts: Facts) -> Table:
        outcomes = facts["fact_outcome"]
        found = followed_by(base(facts), outcomes.filter(outcome(outcomes)), "made_on")
        return shaped(found, counted=one(found.followed), among=ibis.literal(1.0))

    return rows


def _positive(on: date) -> _Part:
    return lambda outcomes: is_positive(outcomes, on)


def _sustained(on: date) -> _Part:
    return lambda outcomes: is_sustained(outcomes, on)


def _learning(outcomes: Table) -> BooleanValue:
    return outcomes.asks == "learning"


def _progress(outcomes: Table) -> BooleanValue:
    return outcomes.asks == "progression"


def _work(outcomes: Table) -> BooleanValue:
    return outcomes.asks.isin(["job", "progression"])


def _by_adviser(plans: Table) -> BooleanValue:
    return plans.channel.isin([FACE_TO_FACE, TELEPHONE]) & plans.adviser.notnull()


def _face_to_face(plans: Table) -> BooleanValue:
    return plans.channel == FACE_TO_FACE


def _allowance(plans: Table) -> BooleanValue:
    return plans.referred_by_jobcentre & plans.claimant


def _information_only(facts: Facts, channel: str | None) -> Table:
    """Information sessions of people who have no plan under the contract (OI-12.16: counted only once)."""
    places = attended(facts)
    told = places.filter(places.gave == INFORMATION)
    told = told if channel is None else told.filter(told.channel == channel)
    holders = facts["fact_plan"].select(of_contract="contract", of_person="person").distinct()
    return told.anti_join(holders, [told.contract == holders.of_contract, told.person == holders.of_person])


def _phone_information(facts: Facts) -> Table:
    outcomes = facts["fact_outcome"]
    told = _information_only(facts, TELEPHONE)
    found = followed_by(told, outcomes.filter(is_positive(outcomes, SET_2010)), "held_on")
    return shaped(found, counted=one(found.followed), among=ibis.literal(1.0))


def _with_information(facts: Facts) -> Table:
    outcomes = facts["fact_outcome"]
    positive = outcomes.filter(is_positive(outcomes, SET_2014))
    plans = followed_by(_plans()(facts), positive, "made_on")
    told = followed_by(_information_only(facts, None), positive, "held_on")
    return together(
        [
            shaped(table, counted=one(table.followed), among=ibis.literal(1.0), opens=False)
            for table in (plans, told)
        ]
    )


def _ratio(code: str, title: str, says: str, source: str, of: str, **more: Any) -> Measure:
    """A share of people with a plan, whoever owns it."""
    filled: dict[str, Any] = {
        "kind": Kind.KPI,
        "owner": _PRIME,
        "counts": Counts.PEOPLE,
        "unit": Unit.PERCENT,
        "decimals": 1,
        "customer": PLAN_HOLDER,
        "opens_to": "plan",
        **more,
    }
    return Measure(code=code, title=title, says=says, source=source, denominator=of, **filled)


_FACE: Final = _("people with a plan made face to face")
_CLAIMANTS: Final = _("people with a plan who claim an allowance and were referred by Jobcentre Plus")

MEASURES: Final = (
    Measure(
        code="people_with_plan",
        title=_("People with a plan"),
        says=_("Different people with whom a skills action plan was made."),
        kind=Kind.COUNT,
        owner=_PRIME,
        source="BR-GL-customer; XD-8",
        counts=Counts.PEOPLE,
        unit=Unit.PEOPLE,
        customer=PLAN_HOLDER,
        better=Better.NEITHER,
        opens_to="plan",
        rows=lambda facts: shaped(facts["fact_plan"], counted=ibis.literal(1.0)),
    ),
    _ratio(
        "impact_2010",
        _("National impact, definition of 2010"),
        _("People with a plan who then had a job of 13 weeks, progressed in work or progressed in skills."),
        "OI-12.3; OI-12.6b",
        _("people with a plan, by any channel, also one they made on the website"),
        kind=Kind.NATIONAL,
        owner=_AGENCY,
        defines="impact",
        valid_from=SET_2010,
        valid_to=_LAST_OF_2010,
        target_key="service_level.SL-081",
        rows=_then(_plans(), _positive(SET_2010)),
    ),
    _ratio(
        "impact_2012",
        _("National impact, definition of 2012"),
        _("People with a plan who then had a job of 13 weeks, progressed in work or entered learning."),
        "OF-14; OI-12.6b",
        _("people with a plan made by an adviser, by telephone or face to face"),
        kind=Kind.NATIONAL,
        owner=_AGENCY,
        defines="impact",
        valid_from=SET_2012,
        valid_to=_LAST_OF_2012,
        target_key="service_level.SL-081",
        rows=_then(_plans(_by_adviser), _positive(SET_2012)),
    ),
    _ratio(
        "impact_2014",
        _("National impact, definition of 2014"),
        _(
            "People with a plan who then had a job of four weeks, progressed in work, or entered or finished "
            "training."
        ),
        "OF-14; BR-GL-sustain; BR-GL-progress",
        _("people with a plan made by an adviser, by telephone or face to face"),
        kind=Kind.NATIONAL,
        owner=_AGENCY,
        defines="impact",
        valid_from=SET_2014,
        target_key="service_level.SL-081",
        rows=_then(_plans(_by_adviser), _positive(SET_2014)),
    ),
    _ratio(
        "impact_with_information",
        _("Impact with information customers"),
        _("As the definition of 2014, with people who had information and no plan among those counted."),
        "OI-12.4",
        _("people with a plan, and people who had information and no plan"),
        kind=Kind.NATIONAL,
        owner=_AGENCY,
        customer=_("a person who had a plan or information"),
        opens_to="",
        rows=_with_information,
    ),
    _ratio(
        "phone_information",
        _("Information customers by telephone"),
        _(
            "People who had information by telephone, have no plan, and then had a positive outcome (of 2010)."
        ),
        "OI-12.16",
        _("people with an information session by telephone and no plan"),
        customer=_("a person who had information by telephone"),
        target_key="service_level.SL-082",
        opens_to="attendance",
        rows=_phone_information,
    ),
    _ratio(
        "phone_advice",
        _("Advice customers by telephone"),
        _("People with a plan made by telephone who then had a positive outcome (of 2010)."),
        "OI-12.16",
        _("people with a plan made by telephone"),
        target_key="service_level.SL-081",
        rows=_then(_plans(lambda plans: plans.channel == TELEPHONE), _positive(SET_2010)),
    ),
    _ratio(
        "face_to_face_learning",
        _("Into learning, face to face"),
        _("People with a plan made face to face who then entered learning or training."),
        "OI-12.6; OI-12.6b",
        _FACE,
        target_key="service_level.SL-083",
        rows=_then(_plans(_face_to_face), _learning),
    ),
    _ratio(
        "face_to_face_work_2010",
        _("Into sustained work, face to face, 13 weeks"),
        _("People with a plan made face to face who then had a job that lasted 13 weeks."),
        "OI-12.6; OI-12.6b",
        _FACE,
        defines="face_to_face_work",
        valid_from=SET_2010,
        valid_to=_LAST_OF_2012,
        target_key="service_level.SL-084",
        rows=_then(_plans(_face_to_face), _sustained(SET_2010)),
    ),
    _ratio(
        "face_to_face_work_2014",
        _("Into sustained work, face to face, four weeks"),
        _("People with a plan made face to face who then had a job that lasted four weeks."),
        "BR-GL-sustain; OI-12.6b",
        _FACE,
        defines="face_to_face_work",
        valid_from=SET_2014,
        target_key="service_level.SL-084",
        rows=_then(_plans(_face_to_face), _sustained(SET_2014)),
    ),
    _ratio(
        "face_to_face_progress",
        _("Progress in work, face to face"),
        _("People with a plan made face to face who then progressed in work."),
        "OI-12.6; OI-12.6b",
        _FACE,
        target_key="service_level.SL-085",
        rows=_then(_plans(_face_to_face), _progress),
    ),
    _ratio(
        "allowance_learning",
        _("Claimants into learning"),
        _("Claimants of an allowance, referred by Jobcentre Plus, who then entered learning or training."),
        "OI-12.7",
        _CLAIMANTS,
        target_key="service_level.SL-086",
        rows=_then(_plans(_allowance), _learning),
    ),
    _ratio(
        "allowance_work_2010",
        _("Claimants into sustained work, 13 weeks"),
        _("Claimants of an allowance, referred by Jobcentre Plus, who then had a job that lasted 13 weeks."),
        "OI-12.7",
        _CLAIMANTS,
        defines="allowance_work",
        valid_from=SET_2010,
        valid_to=_LAST_OF_2012,
        target_key="service_level.SL-087",
        rows=_then(_plans(_allowance), _sustained(SET_2010)),
    ),
    _ratio(
        "allowance_work_2014",
        _("Claimants into sustained work, four weeks"),
        _(
            "Claimants of an allowance, referred by Jobcentre Plus, who then had a job that lasted four weeks."
        ),
        "OI-12.7; BR-GL-sustain",
        _CLAIMANTS,
        defines="allowance_work",
        valid_from=SET_2014,
        target_key="service_level.SL-087",
        rows=_then(_plans(_allowance), _sustained(SET_2014)),
    ),
    _ratio(
        "progress_to_learning",
        _("Progress to learning"),
        _("People with a plan who then entered learning or training."),
        "OF-20",
        _("people with a plan, by any channel"),
        rows=_then(_plans(), _learning),
    ),
    _ratio(
        "progress_to_work",
        _("Progress to work"),
        _("People with a plan who then took up work or progressed in it, with or without training."),
        "OF-20",
        _("people with a plan, by any channel"),
        rows=_then(_plans(), _work),
    ),
)
