"""Second checks: a named colleague looks at words with an everyday meaning, and they may be kept (BR-A.3, XD-10).

The words are on the screen and nowhere else. What is kept is who looked, who kept, where, by which rules and when.
A wrong code is a result, not an error, so that the try is remembered.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.customers.secrets import answer_matches, hash_answer
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotPermitted
from fingerpost.house.forms.screened import Found
from fingerpost.house.forms.second_check import Asked
from fingerpost.house.ids import new_id
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions import second_check_doors as doors
from fingerpost.interactions.models import SecondCheckUse
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability


@dataclass(frozen=True, slots=True)
class CodeGiven:
    """What came of asking for a code: given, yourself, no_colleague or too_many. The code is told this once."""

    outcome: str
    code: str = ""
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Looked:
    """Whether a code stands for these very words: right, wrong, no_code (it can't be one), or none waits."""

    outcome: Literal["right", "wrong", "no_code", "none"]
    asked: Asked
    check_id: UUID | None = None
    given_by: UUID | None = None

    @property
    def is_right(self) -> bool:
        """Whether the words may be kept."""
        return self.outcome == "right"


@dataclass(frozen=True, slots=True)
class KeptWhere:
    """Where words were kept: the customer where there is one, and the attendance or session that holds them."""

    customer_id: UUID | None = None
    attendance_id: UUID | None = None
    session_id: UUID | None = None


@transaction.atomic
def give_second_check(
    *, actor: Actor, now: datetime, colleague_id: UUID, number: str, rules: Rules | None = None
) -> CodeGiven:
    """Give a colleague a code for the words that their page names by ``number`` (BR-A.3).

    The actor has looked at the words, or heard them, and says that they are of no kind that can't be kept. Raises
    NotPermitted for a role that gives no second checks.
    """
    if not actor.can(Capability.CONFIRM_WORDS):
        raise NotPermitted(
            _("Your role does not give second checks. Ask an adviser or a manager."), code="no_second_checks"
        )
    numbers = _numbers(rules or rules_in_force(), civil_date(now))
    code = f"{secrets.randbelow(10 ** numbers['digits']):0{numbers['digits']}d}"
    check_id = new_id()
    outcome = doors.give(
        check_id,
        colleague_id=colleague_id,
        code_hash=hash_answer(_together(code, number)),
        lasts=timedelta(minutes=numbers["minutes"]),
        most_an_hour=numbers["per_hour"],
    )
    if outcome != "given":
        return CodeGiven(outcome)
    events.record("second_check.given", actor=actor, now=now, subject={"check": check_id})
    return CodeGiven(outcome, code, numbers["minutes"])


@transaction.atomic
def look_for_check(*, actor: Actor, now: datetime, asked: Asked, rules: Rules | None = None) -> Looked:
    """Find the code that somebody gave this person for these very words; a wrong one counts against all that wait.

    The code found is held until the end of the transaction, and is used up by ``keep_use`` alone.
    """
    numbers = _numbers(rules or rules_in_force(), civil_date(now))
    if not (asked.code.isascii() and asked.code.isdigit() and len(asked.code) == numbers["digits"]):
        return Looked("no_code", asked)
    waiting = doors.waiting(most_tries=numbers["tries"])
    for each in waiting:
        if answer_matches(_together(asked.code, asked.number), each.code_hash):
            return Looked("right", asked, each.check_id, each.given_by)
    if not waiting:
        return Looked("none", asked)
    doors.fail()
    events.record("second_check.wrong", actor=actor, now=now, subject={"codes": len(waiting)})
    return Looked("wrong", asked)


@transaction.atomic
def keep_use(*, actor: Actor, now: datetime, looked: Looked, field: str, where: KeptWhere) -> SecondCheckUse:
    """Use a code up and keep that its words were kept. Called in the transaction that keeps the words.

    Raises ValueError for a code that was not right.
    """
    if looked.check_id is None or looked.given_by is None:
        raise ValueError("no second check stands behind these words")
    use = SecondCheckUse.objects.create(
        check_made_id=looked.check_id,
        organisation_id=actor.organisation_id,
        customer_id=where.customer_id,
        attendance_id=where.attendance_id,
        session_id=where.session_id,
        field=field,
        form_ids=list(looked.asked.found.form_ids),
        rule_ids=list(looked.asked.found.rule_ids),
        given_by_id=looked.given_by,
        used_by_id=actor.account_id,
    )
    events.record(
        "second_check.used",
        actor=actor,
        now=now,
        customer_id=where.customer_id,
        subject={"use": use.id, **_subject(where)},
    )
    return use


def note_confirmed(*, actor: Actor, now: datetime, field: str, found: Found, where: KeptWhere) -> None:
    """Note that somebody was asked about words of a field and kept them: ids of rules, never the words."""
    events.record(
        "words.kept_when_asked",
        actor=actor,
        now=now,
        customer_id=where.customer_id,
        subject={
            **_subject(where),
            "field": field,
            "forms": " ".join(found.form_ids),
            "rules": " ".join(found.rule_ids),
        },
    )


def _subject(where: KeptWhere) -> dict[str, UUID]:
    named = (("attendance", where.attendance_id), ("session", where.session_id))
    return {name: value for name, value in named if value is not None}


def _numbers(rules: Rules, on: date) -> dict[str, int]:
    table = rules.get_table("second_check.code", on)
    return {name: value for name, value in table.items() if isinstance(value, int)}


def _together(code: str, number: str) -> str:
    """The code with the number of the words, each of its own length: what is hashed."""
    return f"code{code}words{number}"
