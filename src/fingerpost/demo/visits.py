"""Draws what happened with a customer: when they came, what became of it, and what was agreed next."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from fingerpost.demo import shape
from fingerpost.demo.follow_up_rows import write_follow_ups
from fingerpost.demo.names import HARD_NAMES
from fingerpost.demo.outcome_rows import is_to_claim, write_answers, write_outcomes
from fingerpost.demo.people import Person, draw_person, write_person
from fingerpost.demo.plan import Desk, Plan
from fingerpost.demo.plan_rows import is_planned, may_be_claimed, write_plan
from fingerpost.demo.visit_rows import (
    MOST_CONTACTS,
    Visit,
    contact_id,
    groups_of,
    write_call_before,
    write_visit,
)
from fingerpost.demo.writing import NULL, Ids, Rows

_FIRST_MINUTE, _SLOTS = 9 * 60, 28  # from 9:00, a quarter of an hour each
_LEAST_GAP, _MOST_GAP = 10, 60  # working days between a customer's sessions
_PROVISIONAL_SHARE = 0.10
_PROVISIONAL_DAYS_BACK = 15  # working days, less than the days in which a record may stay provisional
_FEW_DAYS = 3
_UNFINISHED_SHARE = 0.35
_NOTICE_DAYS_BEFORE = 3
_NEXT_CONTACT_DAYS = 22


@dataclass(frozen=True, slots=True)
class _Script:
    """What is sure to have happened with some of the first customers: so many working days ago, and how it stands."""

    days_ago: int
    is_finished: bool = True
    is_provisional: bool = False
    next_contact_days: int = 0


_SHOWCASE: Final = len(HARD_NAMES)
_SCRIPTS: Final = {
    _SHOWCASE: _Script(0, is_finished=False),
    _SHOWCASE + 1: _Script(1, is_finished=False),
    _SHOWCASE + 2: _Script(4, is_finished=False),
    _SHOWCASE + 3: _Script(2, is_provisional=True),
    _SHOWCASE + 4: _Script(12, is_provisional=True),
    _SHOWCASE + 5: _Script(20, next_contact_days=20),
    _SHOWCASE + 6: _Script(24, next_contact_days=22),
}
"""Unfinished write-ups (one of them late), provisional records, and agreed contacts that are due."""

SCRIPTED: Final = _SHOWCASE + len(_SCRIPTS)
"""How many of the first customers belong to the showcase desk."""


_SHOWCASE_GAPS: Final = (18, 28)
_SESSIONS_ELSEWHERE: Final = {0: 3, 1: 2, 97: 1, 98: 2}
"""Two of the showcase come again. Two others come less often for it, so that the whole stays the same."""


def write_customer(plan: Plan, chance: Random, ordinal: int, rows: Rows) -> str:
    """Draw and write one customer with everything that happened; returns their id."""
    desk = (
        plan.showcase_desk if ordinal < SCRIPTED else chance.choices(plan.desks, cum_weights=plan.weights)[0]
    )
    script = _SCRIPTS.get(ordinal)
    days = _session_days(plan, chance, ordinal, desk, script)
    minute = _FIRST_MINUTE + 15 * chance.randrange(_SLOTS)
    result = "attended" if ordinal < SCRIPTED else shape.RESULTS_BOOKED.draw(chance)
    came = result == "attended"
    registered_on = days[0] if came else days[0] - _NOTICE_DAYS_BEFORE
    person = draw_person(plan, chance, ordinal, desk=desk, day=registered_on, minute=minute)
    is_recent = registered_on > plan.calendar.last - _PROVISIONAL_DAYS_BACK
    person.is_provisional = (
        script.is_provisional
        if script
        else is_recent
        and came
        and len(days) == 1
        and ordinal >= SCRIPTED
        and chance.random() < _PROVISIONAL_SHARE
    )
    visits = [_draw_visit(plan, chance, person, days, 0, minute, result, script)]
    for number in range(1, len(days)):
        later = _FIRST_MINUTE + 15 * chance.randrange(_SLOTS)
        drawn = "attended" if ordinal < SCRIPTED else shape.RESULTS_BOOKED.draw(chance)
        visits.append(_draw_visit(plan, chance, person, days, number, later, drawn, None))
    if not came:
        write_call_before(plan, person, rows)
    first = contact_id(visits[0]) if came else person.ids.of("interactions_contact", MOST_CONTACTS - 1)
    write_person(plan, chance, person, rows, contact=first)
    groups = groups_of(plan, person)
    for visit in visits:
        write_visit(plan, chance, person, visit, rows, groups=groups)
    came_last = [visit for visit in visits if visit.result == "attended"][-1:]
    if came_last and not person.is_provisional:
        written = [visit for visit in visits if visit.result == "attended" and visit.is_finished]
        has_plan = bool(written) and is_planned(plan, ordinal, showcase=SCRIPTED)
        if has_plan:
            write_plan(plan, person, written, rows, is_sure=ordinal < SCRIPTED)
        elif may_be_claimed(plan, ordinal) and is_to_claim(plan, person, came_last[0]):
            write_plan(plan, person, written, rows, is_accepted=True)
        write_follow_ups(plan, person, came_last[0], rows)
        write_outcomes(plan, person, came_last[0], rows, is_planned=has_plan)
        write_answers(plan, person, written, rows)
    return person.id


def _session_days(plan: Plan, chance: Random, ordinal: int, desk: Desk, script: _Script | None) -> list[int]:
    last = plan.calendar.last
    if script is not None:
        return [max(0, last - script.days_ago)]
    count = _SESSIONS_ELSEWHERE.get(ordinal, 1 if ordinal < SCRIPTED else shape.sessions_of(ordinal))
    gaps = _SHOWCASE_GAPS if ordinal < SCRIPTED else (_LEAST_GAP, _MOST_GAP)
    # Whoever did not come had rung some days before.
    earliest = desk.since + _NOTICE_DAYS_BEFORE
    latest = max(earliest, last - _MOST_GAP * (count - 1))
    # The showcase was here some months ago, so that its relationship is live on the nation's day.
    if ordinal < SCRIPTED:
        first = max(0, last - 100 + chance.randrange(60 if count == 1 else 20))
    else:
        first = earliest + int((latest - earliest) * ordinal / plan.customers) + chance.randint(-2, 2)
        first = min(latest, max(earliest, first))
    days = [first]
    while len(days) < count:
        days.append(min(last, days[-1] + chance.randint(*gaps)))
    return days


def _draw_visit(
    plan: Plan,
    chance: Random,
    person: Person,
    days: list[int],
    number: int,
    minute: int,
    result: str,
    script: _Script | None,
) -> Visit:
    day, last = days[number], plan.calendar.last
    came = result == "attended"
    is_finished = not came or day <= last - _FEW_DAYS or chance.random() > _UNFINISHED_SHARE
    begins = plan.calendar.moment(day, minute).milliseconds
    return Visit(
        number=number,
        day=day,
        minute=minute,
        length=chance.choice((20, 30, 45, 60)),
        result=result,
        is_booked=not came or chance.random() < shape.BOOKED_SHARE,
        is_finished=script.is_finished if script else is_finished,
        next_contact=_next_contact(plan, chance, days, number, script) if came else NULL,
        ids=Ids.at(begins, ordinal=person.ordinal, random_bits=chance.getrandbits(32)),
    )


def _next_contact(plan: Plan, chance: Random, days: list[int], number: int, script: _Script | None) -> str:
    """The day agreed for the next contact: when the customer came again, or soon, rarely one that was missed."""
    calendar = plan.calendar
    if script is not None:
        chosen = days[number] + script.next_contact_days if script.next_contact_days else -1
    elif number + 1 < len(days):
        chosen = days[number + 1]
    else:
        chosen = days[number] + _NEXT_CONTACT_DAYS
        is_to_come = chosen > calendar.last and chance.random() < 0.4
        was_missed = calendar.last - 5 < chosen <= calendar.last and chance.random() < 0.1
        if not (is_to_come or was_missed):
            return NULL
    return calendar.days[chosen].iso if chosen >= 0 else NULL
