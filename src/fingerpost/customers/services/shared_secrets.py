"""Shared secrets: set, counted, dropped; never read back (BR-7.3b, OI-4.10b)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.customers import doors
from fingerpost.customers.secrets import hash_answer, is_long_enough
from fingerpost.customers.services.common import lock_customer, require
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import InvalidInput
from fingerpost.house.rules import rules_in_force
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.policy.names import match_name


@transaction.atomic
def set_secrets(
    *, actor: Actor, now: datetime, customer_id: UUID, answers: Mapping[str, str], rules: Rules | None = None
) -> None:
    """Keep the answers to as many questions as policy asks, in place of every earlier one.

    ``answers`` are by code of ``identity.secret_questions``. Raises InvalidInput for too few, unknown
    questions, answers too short to be secret, or the same answer twice.
    """
    require(actor, "make_records")
    customer = lock_customer(customer_id)
    rules, on = rules or rules_in_force(), civil_date(now)
    needed = rules.get_int("identity.answers_needed", on)
    known = {str(row["code"]) for row in rules.get_rows("identity.secret_questions", on)}
    if len(answers) < needed or not answers.keys() <= known:
        raise InvalidInput(_("Choose a different question for each answer."), code="too_few_answers")
    if not all(map(is_long_enough, answers.values())):
        raise InvalidInput(_("Each answer must have at least 4 letters or numbers."), code="answer_too_short")
    if len({match_name(answer) for answer in answers.values()}) < len(answers):
        raise InvalidInput(_("The answers must be different from each other."), code="same_answer")
    doors.drop_secrets(customer.id)
    for question, answer in answers.items():
        doors.keep_secret(customer.id, question=question, answer_hash=hash_answer(answer))
    events.record("customer.secrets_set", actor=actor, now=now, customer_id=customer_id)


@transaction.atomic
def drop_secrets(*, actor: Actor, now: datetime, customer_id: UUID) -> None:
    """Remove every answer, because somebody else may know one (BR-7.3b). New ones are asked for next."""
    require(actor, "make_records")
    customer = lock_customer(customer_id)
    doors.drop_secrets(customer.id)
    events.record("customer.secrets_dropped", actor=actor, now=now, customer_id=customer_id)
