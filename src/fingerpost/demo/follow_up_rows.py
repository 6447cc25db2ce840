"""Writes the follow-ups that the worker would have made by now, and how the earlier ones were done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from random import Random
from typing import Final
from uuid import UUID

from fingerpost.demo import shape
from fingerpost.demo.agreed_words import HEARD_AT_FOLLOW_UP
from fingerpost.demo.people import Person
from fingerpost.demo.plan import Plan
from fingerpost.demo.visit_rows import Visit
from fingerpost.demo.writing import NULL, Calendar, Moment, Rows, words
from fingerpost.outcomes.rules.follow_ups import Facts, Spoke, follow_ups_wanted
from fingerpost.policy import shipped_rules

_SOMEBODY: Final = UUID(int=1)
_STILL_OPEN_DAYS: Final = 4
"""What fell due so few days ago nobody has done yet; of the fortnight before, a part."""
_OVERDUE_DAYS, _OVERDUE_SHARE = 14, 0.3
_METHODS: Final = shape.shares(
    ("telephone", 70.0), ("email", 14.0), ("text_message", 10.0), ("face_to_face", 6.0)
)
_SITUATIONS: Final = shape.shares(
    ("looking_for_work", 34.0),
    ("in_work", 26.0),
    ("in_learning", 16.0),
    ("no_change", 14.0),
    ("progressed_in_work", 6.0),
    ("volunteering", 4.0),
)
_NO_ANSWER_SHARE: Final = 0.3


@dataclass(frozen=True, slots=True)
class _Due:
    """One follow-up of everybody who was last seen on a day: its stage, its day and the number of the working day
    on which it is done, whether somebody is named for it."""

    stage: str
    on: str
    days_over: int
    done_on: int
    has_owner: bool


def write_follow_ups(plan: Plan, person: Person, visit: Visit, rows: Rows) -> None:
    """Write the follow-ups that count from a customer's last session, each open, or done with its tries."""
    chance = Random(f"{plan.seed}/follow-up/{person.ordinal}")
    begins = plan.calendar.moment(visit.day, visit.minute)
    for place, due in enumerate(_due(plan.calendar, visit.day)):
        is_open = due.days_over <= _STILL_OPEN_DAYS or (
            due.days_over <= _OVERDUE_DAYS and chance.random() < _OVERDUE_SHARE
        )
        follow_up = visit.ids.of("outcomes_followup", place)
        done = plan.calendar.moment(due.done_on, visit.minute + place)
        situation = "" if is_open else _SITUATIONS.draw(chance)
        rows.add(
            "outcomes_followup", follow_up, due.stage, begins.text, due.on, "open" if is_open else "done",
            NULL if is_open else done.text, situation, begins.text, "1" if is_open else "2",
            person.desk.contract, person.id, person.desk.organisation,
            person.desk.account if due.has_owner else NULL,
        )  # fmt: skip
        if not is_open:
            _write_tries(
                chance, person, visit, rows, follow_up=follow_up, place=place, done=done, found=situation
            )


@lru_cache(maxsize=4_096)
def _due(calendar: Calendar, number: int) -> tuple[_Due, ...]:
    """By the rule that the worker goes by; what the rule is told of people is the same for everybody of the demo."""
    at = calendar.moment(number, 12 * 60).at
    spoke = Spoke(
        at=at,
        account_id=_SOMEBODY,
        organisation_id=_SOMEBODY,
        contract_id=_SOMEBODY,
        is_session=True,
        is_advice=True,
        advises=True,
        is_there=True,
    )
    verdict = follow_ups_wanted(Facts(spoke=[spoke]), rules=shipped_rules())
    until = calendar.days[calendar.last].on + timedelta(days=1)
    return tuple(
        _Due(
            stage=wanted.stage,
            on=wanted.due_on.isoformat(),
            days_over=(until - wanted.due_on).days,
            done_on=min(calendar.last, calendar.number_from(wanted.due_on)),
            has_owner=wanted.owner_id is not None,
        )
        for wanted in verdict.wanted
    )


def _write_tries(
    chance: Random,
    person: Person,
    visit: Visit,
    rows: Rows,
    *,
    follow_up: str,
    place: int,
    done: Moment,
    found: str,
) -> None:
    tries = [("no_answer", "")] if chance.random() < _NO_ANSWER_SHARE else []
    tries.append(("spoken", found))
    for number, (reached, situation) in enumerate(tries):
        method = "telephone" if reached == "no_answer" else _METHODS.draw(chance)
        rows.add(
            "outcomes_followupattempt",
            visit.ids.of("outcomes_followupattempt", place * 2 + number),
            method,
            "answered" if reached == "spoken" and method in ("email", "text_message") else reached,
            situation,
            words(chance.choice(HEARD_AT_FOLLOW_UP)) if situation and chance.random() < 0.2 else "",
            done.text,
            done.text,
            person.id,
            follow_up,
            person.desk.account,
        )
