"""Keeps what became of a follow-up: each try, what was found, and that it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.customers.queries import get_customer
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.outcomes.models import FollowUp, FollowUpAttempt, FollowUpState, Reached
from fingerpost.outcomes.rules.follow_ups import Situation, situations
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability

TWO_SIDES: Final = frozenset({Reached.SPOKEN.value, Reached.ANSWERED.value})
NOT_REACHED: Final = "not_reached"
_CLOCKS_APART: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One try to reach the customer. ``method`` and ``situation`` are codes of the policy (OI-12.14)."""

    method: str
    reached: str
    happened_at: datetime
    situation: str = ""
    text: str = ""


@transaction.atomic
def record_attempt(
    *, actor: Actor, now: datetime, follow_up_id: UUID, made: Try, rules: Rules | None = None
) -> FollowUpAttempt:
    """Keep one try of a follow-up. One that reached the customer closes it, with what was found (OI-12.14).

    One conversation answers every follow-up of the customer that is due. What stops follow-ups closes all of them.
    Raises NotFound, NotPermitted, Conflict (closed, or tried as often as policy allows), InvalidInput.
    """
    rules = rules or rules_in_force()
    follow_up = _lock(actor, follow_up_id)
    found = check_try(made, now=now, rules=rules)
    most = rules.get_int("follow_up.most_attempts", civil_date(now))
    if follow_up.attempts.count() >= most and made.reached not in TWO_SIDES:
        raise Conflict(
            _("This follow-up was tried as often as the rules ask. Close it as not reached."),
            code="tried_often_enough",
        )
    if civil_date(made.happened_at) < civil_date(follow_up.counted_from):
        raise InvalidInput(
            _("The try is dated before the contact that it follows up. Mend its day."), code="try_too_early"
        )
    attempt = _keep(actor, follow_up.customer_id, made, follow_up_id=follow_up.id)
    if found is not None and found.stops:
        _close_all(actor, now, follow_up, FollowUpState.STOPPED, found.code)
    elif made.reached in TWO_SIDES:
        _close(actor, now, follow_up, FollowUpState.DONE, made.situation)
        _close_due(actor, now, follow_up, made)
    _tell("follow_up.tried", actor, now, follow_up)
    return attempt


@transaction.atomic
def close_not_reached(*, actor: Actor, now: datetime, follow_up_id: UUID) -> FollowUp:
    """Close a follow-up in which nobody was reached. Refused before it was tried: no result, no method (OI-12.14)."""
    follow_up = _lock(actor, follow_up_id)
    if not follow_up.attempts.exists():
        raise Conflict(
            _("Record at least one try, with how and what came of it, before you close this follow-up."),
            code="not_tried",
        )
    _close(actor, now, follow_up, FollowUpState.DONE, NOT_REACHED)
    _tell("follow_up.closed", actor, now, follow_up)
    return follow_up


@transaction.atomic
def record_informal_contact(
    *, actor: Actor, now: datetime, customer_id: UUID, made: Try, rules: Rules | None = None
) -> FollowUpAttempt:
    """Keep an informal contact, apart from every follow-up: it neither satisfies nor cancels one (OI-12.12)."""
    _require(actor)
    customer = get_customer(customer_id)
    check_try(made, now=now, rules=rules or rules_in_force())
    attempt = _keep(actor, customer.id, made, follow_up_id=None)
    events.record(
        "follow_up.informal",
        actor=actor,
        now=now,
        customer_id=customer.id,
        subject={"attempt": attempt.id},
    )
    return attempt


def _require(actor: Actor) -> None:
    if not actor.can(Capability.FOLLOW_UP):
        raise NotPermitted(_("Your role does not follow customers up."), code="no_follow_ups")


def _lock(actor: Actor, follow_up_id: UUID) -> FollowUp:
    """The follow-up, held until the end of the transaction, where this person may work on it."""
    _require(actor)
    seen = FollowUp.objects.filter(id=follow_up_id).first()
    if seen is None:
        raise NotFound(_("There is no follow-up here that you can see."), code="follow_up_not_found")
    if seen.organisation_id != actor.organisation_id:
        raise NotPermitted(
            _("Another organisation follows this customer up, so you can read it but not change it."),
            code="not_your_follow_up",
        )
    # What is closed is beyond the lock: the policy shows it to a reader and to no writer.
    held = FollowUp.objects.select_for_update(of=("self",)).filter(id=follow_up_id).first()
    if held is None:
        raise Conflict(
            _("This follow-up is closed. Nothing more can be added to it."), code="follow_up_closed"
        )
    return held


def check_try(made: Try, *, now: datetime, rules: Rules) -> Situation | None:
    """What the try found, by the policy of its day. Raises InvalidInput with what is missing or not known."""
    day = civil_date(made.happened_at)
    if made.happened_at > now + _CLOCKS_APART:
        raise InvalidInput(_("The try lies in the future. Mend its day or time."), code="try_in_the_future")
    methods = {str(row["code"]) for row in rules.get_rows("follow_up.methods", day)}
    if made.method not in methods:
        raise InvalidInput(_("Say how the customer was tried."), code="method_not_known")
    if made.reached not in Reached.values:
        raise InvalidInput(_("Say what came of the try."), code="reached_not_known")
    found = situations(rules, on=day).get(made.situation)
    if made.situation and found is None:
        raise InvalidInput(_("Choose what was found from the list."), code="situation_not_known")
    if made.reached in TWO_SIDES and found is None:
        raise InvalidInput(_("Say what you found out about the customer."), code="situation_missing")
    if made.reached == Reached.NOT_WANTED and (found is None or not found.stops):
        raise InvalidInput(_("Choose why the customer is not followed up any more."), code="stop_missing")
    return found


def _keep(actor: Actor, customer_id: UUID, made: Try, *, follow_up_id: UUID | None) -> FollowUpAttempt:
    return FollowUpAttempt.objects.create(
        follow_up_id=follow_up_id,
        customer_id=customer_id,
        method=made.method,
        reached=made.reached,
        situation=made.situation,
        text=made.text,
        happened_at=made.happened_at,
        made_by_id=actor.account_id,
    )


def _close(actor: Actor, now: datetime, follow_up: FollowUp, state: FollowUpState, why: str) -> None:
    follow_up.state = state
    follow_up.closed_at = now
    follow_up.closed_why = why
    follow_up.version += 1
    follow_up.save(update_fields=["state", "closed_at", "closed_why", "version"])


def _close_due(actor: Actor, now: datetime, answered: FollowUp, made: Try) -> None:
    """Close the other follow-ups of the customer that were due when the customer was reached."""
    others = FollowUp.objects.select_for_update(of=("self",)).filter(
        customer_id=answered.customer_id,
        organisation_id=actor.organisation_id,
        state=FollowUpState.OPEN,
        due_on__lte=civil_date(made.happened_at),
    )
    for other in others.exclude(id=answered.id).order_by("id"):
        _close(actor, now, other, FollowUpState.DONE, made.situation)


def _close_all(actor: Actor, now: datetime, stopped: FollowUp, state: FollowUpState, why: str) -> None:
    """Close every follow-up of the customer here; those of other organisations are the worker's to close."""
    every = FollowUp.objects.select_for_update(of=("self",)).filter(
        customer_id=stopped.customer_id, organisation_id=actor.organisation_id, state=FollowUpState.OPEN
    )
    for one in every.order_by("id"):
        _close(actor, now, one, state, why)


def _tell(kind: str, actor: Actor, now: datetime, follow_up: FollowUp) -> None:
    events.record(
        kind,
        actor=actor,
        now=now,
        customer_id=follow_up.customer_id,
        subject={"follow_up": follow_up.id},
    )
