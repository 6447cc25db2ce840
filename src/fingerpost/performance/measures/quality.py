"""How good it was for people: levels gained, distance travelled, goals, satisfaction, difficulty or disability."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import ibis
from django.utils.translation import gettext_noop as _
from ibis.expr.types import BooleanValue, Table

from fingerpost.performance.measures.definition import Better, Counts, Facts, Kind, Measure, Unit
from fingerpost.performance.measures.plans import PLAN_HOLDER
from fingerpost.performance.measures.rows import (
    FACE_TO_FACE,
    SET_2010,
    attended,
    one,
    shaped,
)
from fingerpost.performance.measures.sessions import SEEN
from fingerpost.policy import shipped_rules

_OWNER: Final = _("Prime contractor")
DECLARED: Final = "declared"


def _seen(facts: Facts) -> Table:
    places = attended(facts)
    return places.filter(places.channel == FACE_TO_FACE)


def _plans_face_to_face(facts: Facts) -> Table:
    plans = facts["fact_plan"]
    return plans.filter(plans.channel == FACE_TO_FACE)


def _with_levels(rows: Table, facts: Facts) -> Table:
    """The rows with ``prior`` (level first told, NULL where not known) and ``highest`` of the same person.

    OI-12.8c: a later level is compared with the level at first contact.
    """
    told = facts["fact_progression"]
    learning = told.filter(told.about == "learning", told.person.notnull())
    in_order = ibis.window(group_by=learning.person, order_by=[learning.told_on, learning.id])
    placed = learning.mutate(place=ibis.row_number().over(in_order))
    levels = placed.group_by(of_person=placed.person).aggregate(
        prior=placed.level.max(where=placed.place == 0), highest=placed.level.max()
    )
    return rows.left_join(levels, rows.person == levels.of_person)


def _qualified(base: Callable[[Facts], Table]) -> Callable[[Facts], Table]:
    def rows(facts: Facts) -> Table:
        found = _with_levels(base(facts), facts)
        return shaped(found, counted=one(found.highest > found.prior), among=one(found.prior.notnull()))

    return rows


def _prior_unknown(facts: Facts) -> Table:
    found = _with_levels(_seen(facts), facts)
    return shaped(found, counted=one(found.prior.isnull()))


def _of_person(condition: Callable[[Table], BooleanValue]) -> Callable[[Facts], Table]:
    def rows(facts: Facts) -> Table:
        places, people = _seen(facts), facts["fact_person"]
        known = people.select(of_person=people.person, so=one(condition(people)))
        found = places.left_join(known, places.person == known.of_person)
        return shaped(found, counted=found.so.fill_null(0.0), among=ibis.literal(1.0), opens=False)

    return rows


def _effect_not_recorded(facts: Facts) -> Table:
    places, people = attended(facts), facts["fact_person"]
    declared = people.filter(people.condition == DECLARED, people.condition_affects_work.isnull())
    found = places.semi_join(declared, places.person == declared.person)
    return shaped(found, counted=ibis.literal(1.0), opens=False)


def _valid(facts: Facts) -> Table:
    answers = facts["fact_answer"]
    return answers.filter(answers.answer.between(1, 5))


def _satisfied(facts: Facts) -> Table:
    valid = _valid(facts)
    least = shipped_rules().get_int("performance.satisfied_from", SET_2010)
    return shaped(valid, counted=one(valid.answer >= least), among=ibis.literal(1.0))


def _answered(facts: Facts) -> Table:
    """Sessions at which the customer was seen, and their answers: the rate of answering."""
    places, answers = attended(facts), _valid(facts)
    asked = shaped(places, counted=ibis.literal(0.0), among=ibis.literal(1.0), opens=False)
    given = shaped(answers, counted=ibis.literal(1.0), among=ibis.literal(0.0), opens=False)
    return asked.union(given, distinct=False)


def _newest_plans(facts: Facts) -> Table:
    plans = facts["fact_plan"]
    by_number = ibis.window(
        group_by=[plans.contract, plans.person], order_by=[ibis.desc(plans.number), ibis.desc(plans.id)]
    )
    placed = plans.mutate(place=ibis.row_number().over(by_number))
    return placed.filter(placed.place == 0)


def _goals(facts: Facts) -> Table:
    newest = _newest_plans(facts)
    return shaped(newest, counted=newest.goals_achieved.fill_null(0), among=newest.goals.fill_null(0))


def _first_told(rows: Table, facts: Facts) -> Table:
    told = facts["fact_progression"]
    first = told.group_by(of_person=told.person).aggregate(first=told.told_on.min(), last=told.told_on.max())
    return rows.left_join(first, rows.person == first.of_person)


def _starting_point(facts: Facts) -> Table:
    plans = facts["fact_plan"]
    found = _first_told(plans, facts)
    return shaped(found, counted=one(found.first <= found.made_on), among=ibis.literal(1.0))


def _distance(facts: Facts) -> Table:
    """People with a plan whose starting point is known: counted where their level rose or their goals moved."""
    plans = facts["fact_plan"]
    found = _first_told(_with_levels(plans, facts).drop("of_person"), facts)
    moved = (found.highest > found.prior).fill_null(False) | (found.goals_achieved > 0).fill_null(False)
    return shaped(found, counted=one(moved & found.first.notnull()), among=one(found.first.notnull()))


_FACE: Final = _("people seen face to face")
_LEVEL_SAYS: Final = _(
    "People whose level of qualification rose above the one they told first; an equal level does not count."
)

MEASURES: Final = (
    Measure(
        code="qualified_higher_of_seen",
        title=_("Qualified to a higher level"),
        says=_LEVEL_SAYS,
        kind=Kind.KPI,
        owner=_OWNER,
        source="OI-12.8; OI-12.8c",
        counts=Counts.PEOPLE,
        unit=Unit.PERCENT,
        decimals=1,
        denominator=_("people seen face to face whose first level is known; the others are told apart"),
        customer=SEEN,
        target_key="service_level.SL-088",
        defines="qualified_higher",
        opens_to="attendance",
        rows=_qualified(_seen),
    ),
    Measure(
        code="qualified_higher_of_plans",
        title=_("Qualified to a higher level, of people with a plan"),
        says=_LEVEL_SAYS,
        kind=Kind.KPI,
        owner=_OWNER,
        source="OI-12.8c; XD-15",
        counts=Counts.PEOPLE,
        unit=Unit.PERCENT,
        decimals=1,
        denominator=_("people with a plan made face to face whose first level is known"),
        customer=PLAN_HOLDER,
        defines="qualified_higher",
        opens_to="plan",
        rows=_qualified(_plans_face_to_face),
    ),
    Measure(
        code="prior_level_unknown",
        title=_("First level not known"),
        says=_("People seen face to face of whose first level nothing is known."),
        kind=Kind.COUNT,
        owner=_OWNER,
        source="OI-12.8c",
        counts=Counts.PEOPLE,
        unit=Unit.PEOPLE,
        better=Better.LOWER,
        customer=SEEN,
        opens_to="attendance",
        rows=_prior_unknown,
    ),
    Measure(
        code="difficulty_affecting_work",
        title=_("Learning difficulty or disability that affects work"),
        says=_(
            "People who declared a learning difficulty or disability that could affect taking part in work."
        ),
        kind=Kind.KPI,
        owner=_OWNER,
        source="OI-12.8; OI-12.8b",
        counts=Counts.PEOPLE,
        unit=Unit.PERCENT,
        decimals=1,
        denominator=_FACE,
        customer=SEEN,
        target_key="service_level.SL-089",
        defines="difficulty_or_disability",
        small_numbers_hidden=True,
        rows=_of_person(lambda people: (people.condition == DECLARED) & people.condition_affects_work),
    ),
    Measure(
        code="difficulty_declared",
        title=_("Learning difficulty or disability, declared"),
        says=_("People who declared a learning difficulty or disability, whether it affects work or not."),
        kind=Kind.KPI,
        owner=_OWNER,
        source="OI-12.8b",
        counts=Counts.PEOPLE,
        unit=Unit.PERCENT,
        decimals=1,
        denominator=_FACE,
        customer=SEEN,
        defines="difficulty_or_disability",
        small_numbers_hidden=True,
        rows=_of_person(lambda people: people.condition == DECLARED),
    ),
    Measure(
        code="difficulty_effect_not_recorded",
        title=_("Effect of a difficulty or disability not recorded"),
        says=_("People seen who declared one, and of whom nobody noted whether it affects work."),
        kind=Kind.COUNT,
        owner=_OWNER,
        source="OI-12.8b",
        counts=Counts.PEOPLE,
        unit=Unit.PEOPLE,
        better=Better.LOWER,
        customer=SEEN,
        small_numbers_hidden=True,
        rows=_effect_not_recorded,
    ),
    Measure(
        code="satisfaction",
        title=_("Satisfied customers"),
        says=_("Answers of 4 or 5 on the scale of 1 to 5, told by the customers themselves."),
        kind=Kind.KPI,
        owner=_OWNER,
        source="OI-12.8",
        counts=Counts.SUM,
        unit=Unit.PERCENT,
        decimals=1,
        denominator=_("valid answers"),
        target_key="service_level.SL-090",
        mends=_("sessions without an answer counted as not satisfied"),
        opens_to="answer",
        rows=_satisfied,
    ),
    Measure(
        code="satisfaction_answered",
        title=_("Answers on satisfaction"),
        says=_("Answers in the months for each hundred sessions in them."),
        kind=Kind.COUNT,
        owner=_OWNER,
        source="OI-12.18",
        counts=Counts.SUM,
        unit=Unit.PERCENT,
        decimals=1,
        denominator=_("sessions at which the customer was seen"),
        rows=_answered,
    ),
    Measure(
        code="goals_achieved",
        title=_("Goals achieved"),
        says=_("Goals that were achieved, of the newest version of each person's plan."),
        kind=Kind.KPI,
        owner=_OWNER,
        source="MX-4.2",
        counts=Counts.SUM,
        unit=Unit.PERCENT,
        decimals=1,
        denominator=_("goals of the newest version of each plan"),
        opens_to="plan",
        rows=_goals,
    ),
    Measure(
        code="starting_point",
        title=_("Starting point recorded"),
        says=_("People with a plan of whose standing in learning or work was told by the day of the plan."),
        kind=Kind.KPI,
        owner=_OWNER,
        source="OF-13; MX-4.2",
        counts=Counts.PEOPLE,
        unit=Unit.PERCENT,
        decimals=1,
        denominator=_("people with a plan"),
        customer=PLAN_HOLDER,
        opens_to="plan",
        rows=_starting_point,
    ),
    Measure(
        code="distance_travelled",
        title=_("Moved on from the starting point"),
        says=_("People whose level rose above their first one, or who achieved a goal of their plan."),
        kind=Kind.KPI,
        owner=_OWNER,
        source="MX-4.2; OF-13",
        counts=Counts.PEOPLE,
        unit=Unit.PERCENT,
        decimals=1,
        denominator=_("people with a plan whose starting point is known"),
        customer=PLAN_HOLDER,
        opens_to="plan",
        rows=_distance,
    ),
)
