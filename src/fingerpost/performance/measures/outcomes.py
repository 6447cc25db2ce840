"""Outcomes and customers counted, and the one by the other: section 5 of the facts, by month of effect.

An outcome is achieved where the standing decision would pay it, priced or not: measures and money follow one rule
(facts 0.9). The first month of an outcome is that in which we were told of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import ibis
from django.utils.translation import gettext_noop as _
from ibis.expr.types import BooleanValue, Table

from fingerpost.performance.measures.definition import Better, Counts, Facts, Kind, Measure, Unit
from fingerpost.performance.measures.rows import SET_2010, one, shaped
from fingerpost.policy import shipped_rules

_PRIME: Final = _("Prime contractor")
ALL_FAMILIES: Final = ("CMO", "LO", "JO")
FAMILIES: Final = {
    "cso": (("CSO",), _("Customer satisfaction outcomes")),
    "cmo": (("CMO",), _("Career management outcomes")),
    "lo": (("LO",), _("Learning outcomes")),
    "jo": (("JO",), _("Job outcomes")),
    "jlo": (("JO", "LO"), _("Job and learning outcomes")),
    "tot": (ALL_FAMILIES, _("Outcomes in all")),
}
"""Code of a family, the families of records that it adds up, its title. Satisfaction stands outside the total."""

_WORDS: Final = {
    "cso": _("The customer was satisfied with the service. Counted, and not part of the total."),
    "cmo": _("Those at the full and at the discounted rate together."),
    "lo": _("The customer took up accredited learning."),
    "jo": _("Sustainable employment and career progression together."),
    "jlo": _("Learning, sustainable employment and career progression together."),
    "tot": _("Career management, learning and jobs; those at the discounted rate are part of it."),
}

_CONVERSION: Final = {
    "cso": _("Conversion to satisfaction"),
    "cmo": _("Conversion to career management"),
    "lo": _("Conversion to learning"),
    "jo": _("Conversion to jobs"),
    "jlo": _("Conversion to jobs and learning"),
}


def achieved(facts: Facts, families: Sequence[str]) -> Table:
    """Outcomes of these families that the standing decision would pay, whether a rate is known or not."""
    outcomes = facts["fact_outcome"]
    return outcomes.filter(outcomes.verdict.isin(["pay", "unpriced"]), outcomes.family.isin(families))


def first_plans(facts: Facts) -> Table:
    """First plans of the year of people who count as customers: old enough for the service, no duplicates.

    Facts 5.2: 19 or over on the plan's day, or 18 and in a priority group.
    """
    plans, people = facts["fact_plan"], facts["fact_person"]
    adult = shipped_rules().get_int("eligibility.adult_age", SET_2010)
    excepted = shipped_rules().get_int("eligibility.exception_age", SET_2010)
    old_enough = (plans.age >= adult) | ((plans.age >= excepted) & plans.priority.fill_null(False))
    firsts = plans.filter(plans.first_in_year, old_enough)
    doubles = people.filter(people.duplicate).select(of_person=people.person)
    return firsts.anti_join(doubles, firsts.person == doubles.of_person)


def _count(condition: Callable[[Table], BooleanValue]) -> Callable[[Facts], Table]:
    def rows(facts: Facts) -> Table:
        outcomes = facts["fact_outcome"]
        return shaped(outcomes.filter(condition(outcomes)), counted=ibis.literal(1.0))

    return rows


def _of_families(families: Sequence[str]) -> Callable[[Facts], Table]:
    return lambda facts: shaped(achieved(facts, families), counted=ibis.literal(1.0))


def _conversion(families: Sequence[str]) -> Callable[[Facts], Table]:
    def rows(facts: Facts) -> Table:
        above = shaped(achieved(facts, families), counted=ibis.literal(1.0))
        below = shaped(first_plans(facts), counted=ibis.literal(0.0), among=ibis.literal(1.0), opens=False)
        return above.union(below, distinct=False)

    return rows


def _share(condition: Callable[[Table], BooleanValue]) -> Callable[[Facts], Table]:
    def rows(facts: Facts) -> Table:
        outcomes = facts["fact_outcome"]
        return shaped(outcomes, counted=one(condition(outcomes)), among=ibis.literal(1.0))

    return rows


def _tally(
    code: str, title: str, says: str, source: str, rows: Callable[[Facts], Table], better: Better
) -> Measure:
    return Measure(
        code=code,
        title=title,
        says=says,
        kind=Kind.COUNT,
        owner=_PRIME,
        source=source,
        counts=Counts.SUM,
        unit=Unit.RECORDS,
        better=better,
        opens_to="outcome",
        rows=rows,
    )


MEASURES: Final = (
    *(
        _tally(
            f"outcomes_{code}",
            title,
            _WORDS[code],
            "OI-12.1; BR-26.2",
            _of_families(families),
            Better.HIGHER,
        )
        for code, (families, title) in FAMILIES.items()
    ),
    *(
        Measure(
            code=f"conversion_{code}",
            title=title,
            says=_("Outcomes in the months for each hundred customers whose year began in them."),
            kind=Kind.KPI,
            owner=_PRIME,
            source="BR-26.2",
            counts=Counts.SUM,
            unit=Unit.PERCENT,
            decimals=2,
            denominator=_(
                "customers: first plans of the year, 19 or over (18 in a priority group), no duplicates"
            ),
            customer=_("a person with a first plan in the year from April, under the contract"),
            mends=_("discounted outcomes were added to every row of the year to date"),
            opens_to="outcome",
            rows=_conversion(FAMILIES[code][0]),
        )
        for code, title in _CONVERSION.items()
    ),
    Measure(
        code="customers",
        title=_("Customers"),
        says=_("First plans of the year: each customer once a contract and year, in the month of the plan."),
        kind=Kind.COUNT,
        owner=_PRIME,
        source="BR-GL-customer; XD-8",
        counts=Counts.SUM,
        unit=Unit.RECORDS,
        customer=_("a person with a first plan in the year from April, under the contract"),
        opens_to="plan",
        rows=lambda facts: shaped(first_plans(facts), counted=ibis.literal(1.0)),
    ),
    _tally(
        "outcomes_recorded",
        _("Outcomes recorded"),
        _("Every outcome that was recorded, whether it is claimed or not."),
        "BR-24.2",
        _count(lambda outcomes: outcomes.id.notnull()),
        Better.HIGHER,
    ),
    _tally(
        "outcomes_unclaimed",
        _("Outcomes not claimed"),
        _("Outcomes that were recorded and that nobody has claimed."),
        "BR-24.2",
        _count(lambda outcomes: outcomes.claimed_on.isnull()),
        Better.NEITHER,
    ),
    _tally(
        "outcomes_claimed",
        _("Outcomes claimed"),
        _("Outcomes that were claimed, whatever was decided of them."),
        "BR-24.2",
        _count(lambda outcomes: outcomes.claimed_on.notnull()),
        Better.HIGHER,
    ),
    _tally(
        "outcomes_refused",
        _("Outcomes refused"),
        _("Outcomes that the standing decision would not pay."),
        "OI-12.5",
        _count(lambda outcomes: outcomes.verdict == "refuse"),
        Better.LOWER,
    ),
    _tally(
        "outcomes_unpriced",
        _("Outcomes without a price"),
        _(
            "Outcomes that would be paid, for which no rate is known. They are counted and never told as money."
        ),
        "BR-7.6",
        _count(lambda outcomes: outcomes.verdict == "unpriced"),
        Better.NEITHER,
    ),
    _tally(
        "outcomes_se",
        _("Sustainable employment outcomes"),
        _("Achieved outcomes of kind 3, a part of the job outcomes."),
        "BR-26.2",
        lambda facts: _of_kind(facts, "3"),
        Better.HIGHER,
    ),
    _tally(
        "outcomes_cp",
        _("Career progression outcomes"),
        _("Achieved outcomes of kind 5, a part of the job outcomes."),
        "BR-26.2",
        lambda facts: _of_kind(facts, "5"),
        Better.HIGHER,
    ),
    Measure(
        code="outcomes_shown",
        title=_("Outcomes with what shows them"),
        says=_("Outcomes for which the evidence, answer or plan that policy asks for is on the record."),
        kind=Kind.SERVICE_LEVEL,
        owner=_PRIME,
        source="OI-12.15; OI-13.6",
        counts=Counts.SUM,
        unit=Unit.PERCENT,
        decimals=1,
        denominator=_("outcomes recorded"),
        opens_to="outcome",
        rows=_share(lambda outcomes: outcomes.is_shown),
    ),
)


def _of_kind(facts: Facts, kind: str) -> Table:
    found = achieved(facts, ("JO",))
    return shaped(found.filter(found.kind == kind), counted=ibis.literal(1.0))
