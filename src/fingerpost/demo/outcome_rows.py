"""Writes what came of it: outcomes as advisers recorded them, and what customers said of the service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from fingerpost.demo import shape
from fingerpost.demo.agreed import direction_of
from fingerpost.demo.agreed_words import GOT_ON, Gain
from fingerpost.demo.people import Person
from fingerpost.demo.plan import Plan
from fingerpost.demo.visit_rows import Visit
from fingerpost.demo.writing import NULL, Rows, words
from fingerpost.policy.civil import add_months

_OUTCOME_SHARE, _OF_PLANNED = 0.30, 0.5
_YEAR_BEGINS: Final = 4
_ANSWER_SHARE: Final = 0.10
_LEAST_DAYS, _MOST_DAYS = 30, 120
_BEGAN_DAYS: Final = 42
_AGAIN_SHARE, _AGAIN_DAYS = 0.4, 21
_JOB: Final = "3"
_ANSWERS: Final = shape.shares((5, 38.0), (4, 40.0), (3, 12.0), (2, 7.0), (1, 3.0))
_ASKED: Final = shape.shares(("telephone", 50.0), ("paper", 25.0), ("email", 15.0), ("text", 10.0))


def claimed_since(today: date) -> date:
    """The first day of the contract year before the one that runs: claims begin there."""
    return add_months(date(today.year - (today.month < _YEAR_BEGINS), _YEAR_BEGINS, 1), -12)


def is_to_claim(plan: Plan, person: Person, visit: Visit) -> bool:
    """Whether something came of a customer's last session that the nation's ledger may claim.

    It is the same outcome as `write_outcomes` writes, with a plan or without.
    """
    chance = Random(f"{plan.seed}/outcome/{person.ordinal}")
    if not visit.is_finished or chance.random() > _OUTCOME_SHARE:
        return False
    chance.choice(direction_of(plan, person).gains)
    told = _told(plan, visit, chance.randint(_LEAST_DAYS, _MOST_DAYS))
    return told <= plan.calendar.last and plan.calendar.days[told].on >= claimed_since(plan.until)


def _told(plan: Plan, visit: Visit, days: int) -> int:
    """The number of the day on which we were told, so many days after the session; past the end for not yet."""
    return plan.calendar.number_from(plan.calendar.days[visit.day].on + timedelta(days=days))


def write_outcomes(plan: Plan, person: Person, visit: Visit, rows: Rows, *, is_planned: bool) -> None:
    """Write what came of a customer's last session, for some of them: recorded, told on a day, not yet shown.

    Who found work may later get on in it; a scheme that pays the first of the two refuses the second.
    """
    chance = Random(f"{plan.seed}/outcome/{person.ordinal}")
    if chance.random() > (_OF_PLANNED if is_planned else _OUTCOME_SHARE):
        return
    gain = chance.choice(direction_of(plan, person).gains)
    days = chance.randint(_LEAST_DAYS, _MOST_DAYS)
    _write_outcome(plan, person, visit, rows, gain, days=days, began=chance.randrange(_BEGAN_DAYS), place=0)
    if is_planned and gain.kind == _JOB and chance.random() < _AGAIN_SHARE:
        _write_outcome(plan, person, visit, rows, GOT_ON, days=days + _AGAIN_DAYS, began=3, place=1)


def _write_outcome(
    plan: Plan, person: Person, visit: Visit, rows: Rows, gain: Gain, *, days: int, began: int, place: int
) -> None:
    calendar, desk = plan.calendar, person.desk
    held_on = calendar.days[visit.day].on
    told = _told(plan, visit, days)
    if told > calendar.last:
        return
    told_on = calendar.days[told].on
    rows.add(
        "outcomes_outcome",
        visit.ids.of("outcomes_outcome", place),
        gain.kind,
        max(held_on, told_on - timedelta(days=began)).isoformat(),
        told_on.isoformat(),
        "",
        gain.weekly_hours or NULL,
        words(gain.detail),
        calendar.moment(told, visit.minute + 5).text,
        "1",
        visit.ids.of("interactions_attendance", visit.number),
        desk.contract,
        person.id,
        desk.organisation,
        desk.account,
        desk.touchpoint or NULL,
    )


def write_answers(plan: Plan, person: Person, visits: Sequence[Visit], rows: Rows) -> None:
    """Write what the customer said after some of their sessions, taken down by a colleague of who gave them."""
    chance = Random(f"{plan.seed}/answer/{person.ordinal}")
    for visit in visits:
        said = visit.day + chance.randrange(1, 8)
        if not person.desk.colleague or chance.random() > _ANSWER_SHARE or said > plan.calendar.last:
            continue
        at = plan.calendar.moment(said, visit.minute).text
        rows.add(
            "outcomes_satisfactionanswer",
            visit.ids.of("outcomes_satisfactionanswer"),
            str(_ANSWERS.draw(chance)),
            _ASKED.draw(chance),
            at,
            at,
            visit.ids.of("interactions_attendance", visit.number),
            person.desk.colleague,
            person.id,
        )
