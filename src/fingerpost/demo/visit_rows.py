"""Writes the rows of one visit: contact, session, staff, attendance, notes, priority groups."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from fingerpost.customers.rules import priority_facts
from fingerpost.demo import shape
from fingerpost.demo.people import Person
from fingerpost.demo.plan import Desk, Plan
from fingerpost.demo.writing import NULL, Ids, Rows
from fingerpost.interactions.rules.contacts import REFERENCE_LENGTH, REFERENCE_LETTERS, reference_of
from fingerpost.policy import shipped_rules
from fingerpost.policy.priority import evaluate

FACE_TO_FACE, TELEPHONE = "1", "2"
MOST_CONTACTS = 4
"""Contacts of one customer that have a reference of their own here: three sessions and a call before."""

_WRITE_UP_DAYS = 2
_REFERENCES = len(REFERENCE_LETTERS) ** REFERENCE_LENGTH
_STRIDE = 61_803_391  # has no factor in common with their number, so none comes twice


@dataclass(slots=True)
class Visit:
    """One session of one customer as it is drawn."""

    number: int
    day: int
    minute: int
    length: int
    result: str
    is_booked: bool
    is_finished: bool
    next_contact: str
    ids: Ids
    helper: str = ""
    language: str = "en-GB"


def contact_id(visit: Visit) -> str:
    """The id of the contact of a visit."""
    return visit.ids.of("interactions_contact", visit.number)


def reference(plan: Plan, number: int) -> str:
    """The reference of the contact of this number; every number has its own."""
    place = (number * _STRIDE + plan.seed) % _REFERENCES
    letters = []
    for _ in range(REFERENCE_LENGTH):
        place, letter = divmod(place, len(REFERENCE_LETTERS))
        letters.append(letter)
    return reference_of(letters)


def write_call_before(plan: Plan, person: Person, rows: Rows) -> None:
    """Somebody who then did not come had rung: the record was made in that call."""
    day, begins = person.registered_on, person.registered
    minute = int(begins.text[11:13]) * 60 + int(begins.text[14:16])
    _write_contact(
        plan,
        rows,
        contact=person.ids.of("interactions_contact", MOST_CONTACTS - 1),
        number=person.ordinal * MOST_CONTACTS + MOST_CONTACTS - 1,
        kind="call",
        channel=TELEPHONE,
        venue=NULL,
        customer=person.id,
        desk=person.desk,
        begins=begins.text,
        ends=plan.calendar.moment(day, minute + 10).text,
    )


def _write_contact(
    plan: Plan,
    rows: Rows,
    *,
    contact: str,
    number: int,
    kind: str,
    channel: str,
    venue: str,
    customer: str,
    desk: Desk,
    begins: str,
    ends: str,
) -> None:
    rows.add(
        "interactions_contact",
        contact,
        reference(plan, number),
        kind,
        channel,
        "closed",
        "",
        begins,
        ends,
        begins,
        "3",
        desk.contract,
        customer,
        desk.account,
        desk.organisation,
        NULL,
        desk.touchpoint or NULL,
        venue,
        NULL,
    )


def write_visit(
    plan: Plan, chance: Random, person: Person, visit: Visit, rows: Rows, *, groups: tuple[str, str, str]
) -> None:
    """Write one visit: its contact, session, staff, attendance, notes and priority groups."""
    desk, came = person.desk, visit.result == "attended"
    begins = plan.calendar.moment(visit.day, visit.minute).text
    channel = TELEPHONE if desk.is_telephone else FACE_TO_FACE
    venue = NULL if desk.is_telephone else chance.choice(desk.venues)
    contact, session = contact_id(visit), visit.ids.of("interactions_session", visit.number)
    walked_in = "call" if desk.is_telephone else chance.choice(("walk_in", "walk_in", "outreach"))
    kind = "appointment" if visit.is_booked else walked_in
    _write_contact(
        plan,
        rows,
        contact=contact,
        number=person.ordinal * MOST_CONTACTS + visit.number,
        kind=kind,
        channel=channel,
        venue=venue,
        customer=person.id,
        desk=desk,
        begins=begins,
        ends=plan.calendar.moment(visit.day, visit.minute + (visit.length if came else 20)).text,
    )
    unbooked = {"walk_in": "drop_in", "outreach": "outreach", "call": "telephone"}
    rows.add(
        "interactions_session",
        session,
        "telephone" if desk.is_telephone else unbooked.get(kind, "one_to_one"),
        channel,
        "",
        begins,
        NULL,
        "live",
        begins,
        "1",
        contact,
        desk.contract,
        desk.organisation,
        desk.account,
        venue,
    )
    _write_staff(desk, visit, session, rows)
    _write_attendance(plan, chance, person, visit, session, rows, groups=groups)


def _write_staff(desk: Desk, visit: Visit, session: str, rows: Rows) -> None:
    parts = [("trainee" if desk.supervisor else "adviser", desk.account)]
    if desk.supervisor:
        parts.append(("supervisor", desk.supervisor))
    for index, (part, account) in enumerate(parts):
        staff = visit.ids.of("interactions_sessionstaff", visit.number * 2 + index)
        rows.add("interactions_sessionstaff", staff, part, account, session)


def _write_attendance(
    plan: Plan,
    chance: Random,
    person: Person,
    visit: Visit,
    session: str,
    rows: Rows,
    *,
    groups: tuple[str, str, str],
) -> None:
    calendar, desk = plan.calendar, person.desk
    begins = calendar.moment(visit.day, visit.minute).text
    came = visit.result == "attended"
    was_here = came or visit.result == "could_not_be_seen"
    waited = chance.choice((0, 0, 0, 5, 5, 10)) if came and not desk.is_telephone else 0
    asks_why = visit.result in ("did_not_attend", "cancelled_by_customer")
    finished_on = min(calendar.last, visit.day + chance.choice((0, 0, 0, 1)))
    finished = calendar.moment(finished_on, min(visit.minute + visit.length, 17 * 60) + 60).text
    is_complete = came and visit.is_finished
    attendance = visit.ids.of("interactions_attendance", visit.number)
    if person.language != "en-GB" and chance.random() < 0.5:
        visit.helper = chance.choice(("interpreter", "relative", "language_adviser"))
        visit.language = person.language
    rows.add(
        "interactions_attendance",
        attendance,
        begins if visit.is_booked else NULL,
        begins if was_here and not desk.is_telephone else NULL,
        calendar.moment(visit.day, visit.minute + waited).text if came else NULL,
        visit.result,
        str(shape.REASONS_NOT_SEEN.draw(chance)) if asks_why else NULL,
        visit.helper,
        visit.language,
        visit.next_contact,
        calendar.end_of(visit.day + _WRITE_UP_DAYS) if came else NULL,
        finished if is_complete else NULL,
        begins,
        "2" if is_complete else "1",
        desk.account if is_complete else NULL,
        person.id,
        desk.account,
        session,
    )
    if came:
        _write_notes(chance, visit, attendance, finished, desk, rows)
        _write_groups(plan, person, visit, attendance, rows, groups=groups)


def _write_notes(chance: Random, visit: Visit, attendance: str, saved: str, desk: Desk, rows: Rows) -> None:
    for index, (section, texts) in enumerate(shape.TEXTS.items()):
        if not visit.is_finished and index > 1:
            return
        rows.add(
            "interactions_attendancesection",
            visit.ids.of("interactions_attendancesection", visit.number * 5 + index),
            section,
            chance.choice(texts),
            saved,
            "1",
            attendance,
            desk.account,
        )


def _write_groups(
    plan: Plan, person: Person, visit: Visit, attendance: str, rows: Rows, *, groups: tuple[str, str, str]
) -> None:
    version, codes, rule_ids = groups
    rows.add(
        "interactions_priorityassessment",
        visit.ids.of("interactions_priorityassessment", visit.number),
        person.desk.scheme,
        version,
        plan.calendar.days[visit.day].iso,
        codes,
        rule_ids,
        plan.calendar.moment(visit.day, visit.minute).text,
        attendance,
        person.id,
    )


def groups_of(plan: Plan, person: Person) -> tuple[str, str, str]:
    """Version of the set, and JSON of the groups and rules, as the policy room decides them."""
    told = {
        "employment_status": person.employment,
        "qualification_level": person.qualification,
        "in_education_or_training": "yes" if person.is_learning else "no" if person.age < 25 else "",
        "jobcentre_plus_customer": "yes" if person.is_jobcentre_plus_customer else "",
        "single_parent": "yes" if person.is_single_parent else "",
        "at_risk_of_redundancy": "yes" if person.employment == "employed_at_risk" else "",
        "length_of_unemployment": person.unemployed_for,
    }
    facts = tuple((kind, value) for kind, value in told.items() if value)
    return _evaluated(plan.until, person.desk.scheme, person.age, facts, person.has_difficulty)


@lru_cache(maxsize=65_536)
def _evaluated(
    on: date, scheme: str, age: int, facts: tuple[tuple[str, str], ...], has_difficulty: bool | None
) -> tuple[str, str, str]:
    verdict = evaluate(
        priority_facts(
            date_of_birth=on - timedelta(days=age * 365 + age // 4 + 100),
            now=dict(facts),
            has_difficulty_or_disability=has_difficulty,
        ),
        scheme=scheme,
        on=on,
        rules=shipped_rules(),
    )
    codes = [group.code for group in verdict.value.groups]
    return verdict.value.set_version, json.dumps(codes), json.dumps(list(verdict.rule_ids))
